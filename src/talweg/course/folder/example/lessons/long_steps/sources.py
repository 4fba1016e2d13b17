"""What the lesson leans on: a name for each source, by which its sections cite it."""

from talweg.course.source import Source

SOURCES = {
    "boyd": Source("Boyd and Vandenberghe", 2004, "Convex optimization", "https://web.stanford.edu/~boyd/cvxbook/"),
    "pascanu": Source(
        "Pascanu, Mikolov and Bengio",
        2013,
        "On the difficulty of training recurrent neural networks",
        "https://arxiv.org/abs/1211.5063",
    ),
}
