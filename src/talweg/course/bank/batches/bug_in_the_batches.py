from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    EXAMPLES_FOR_UPDATES,
    FLOORS_BATCHES,
    SUM_FOR_MEAN,
    SUSPECTS_SOUND_LINE,
    TAKES_ALL_EXAMPLES,
    WRONG_SIGN,
)
from talweg.course.question import Choice, Draw, question

LOOP = (
    "for epoch in range({epochs}):",
    "    order = rng.permutation(len(X))",
    "    for begin in range(0, len(X), {size}):",
    "        batch = order[begin : begin + {size}]",
    "        error = X[batch] @ w - y[batch]",
    "        g = 2 * X[batch].T @ error / len(batch)",
    "        w = w - {lr} * g",
)
# The place of the line, what it becomes, and what comes of that.
BUGS = (
    (
        2,
        "    for begin in range(len(X)):",
        "The batches overlap: each begins one example after the last, so a pass has far too many.",
    ),
    (
        3,
        "        batch = order[:{size}]",
        "Every batch of the pass is the same, the first {size} of the order; the rest is never seen in it.",
    ),
    (
        3,
        "        batch = order[begin:{size}]",
        "From the second batch on it begins at or after its end and is empty.",
    ),
    (
        4,
        "        error = X[batch] @ w - y[: len(batch)]",
        "The examples are shuffled and their targets are not: predictions are compared with the targets of others.",
    ),
    (
        5,
        "        g = 2 * X[batch].T @ error / len(X)",
        "The slopes of {size} examples are divided by the number of all. The step is far too short.",
    ),
    (
        5,
        "        g = 2 * X[batch].T @ error",
        "This is the sum of the slopes, not their mean: the step grows with the size of the batch.",
    ),
    (6, "        w = -{lr} * g", "The old weights are thrown away. An update starts from where the last one has led."),
)


@question(
    section="batches",
    level=3,
    kind="bug",
    objective="Find what is wrong in a loop over mini-batches.",
    hint="Follow one example: is it seen once a pass, with its own target, and does the size of the batch cancel?",
    misconceptions=(
        EXAMPLES_FOR_UPDATES,
        FLOORS_BATCHES,
        SUM_FOR_MEAN,
        SUSPECTS_SOUND_LINE,
        TAKES_ALL_EXAMPLES,
        WRONG_SIGN,
    ),
    conceptual=True,
)
def bug_in_the_batches(draw: Draw) -> Choice:
    """Which line of a loop over mini-batches has a bug."""
    place, broken, why = draw.pick(BUGS)
    given = {
        "epochs": draw.pick([5, 10, 20]),
        "size": draw.pick([16, 32, 64]),
        "lr": draw.pick([0.01, 0.05, 0.1]),
    }
    lines = [line.format(**given) for line in LOOP]
    doubts = {
        lines[2].strip(): (EXAMPLES_FOR_UPDATES, "it begins once for every batch, and not for every example."),
        lines[3].strip(): (
            FLOORS_BATCHES,
            "past the end a slice just stops, so the last batch may be smaller and is not lost.",
        ),
        lines[4].strip(): (
            TAKES_ALL_EXAMPLES,
            "an update knows the examples of its batch, with their targets, and no others.",
        ),
        lines[5].strip(): (
            SUM_FOR_MEAN,
            "the loss is a mean over the batch, so the sum is divided by how many it holds.",
        ),
        lines[6].strip(): (WRONG_SIGN, "the step goes against the gradient, from where the weights are."),
    }
    return find_the_bug(
        f"This loop should train a linear model on batches of {given['size']}, by the mean squared error: `X` holds an "
        "example a row, `y` the targets. One line is wrong. Which?",
        lines,
        place,
        broken.format(**given),
        why.format(**given),
        "#all-of-it-one-or-a-few",
        doubts,
        offered=range(1, len(lines)),
    )
