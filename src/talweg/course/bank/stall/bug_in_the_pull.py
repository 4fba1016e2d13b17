import ast

from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    ADDS_SIGMOID_SLOPE,
    DROPS_SIGMOID_SLOPE,
    FORGETS_OVERFLOW,
    PROBABILITY_FOR_SLOPE,
    SUSPECTS_SOUND_LINE,
)
from talweg.course.bank.stall.neuron import ENTROPY, PANEL, SQUARED
from talweg.course.question import Choice, Draw, question
from talweg.functions import sigmoid

# What the library calls by its name, as it stands there.
SIGMOID = ast.unparse(sigmoid.formula.results[0])

# For each loss: a line as the library has it, as it becomes, and what comes of that.
BUGS = (
    (SQUARED, "u = np.exp(-np.abs(z))", "u = np.exp(np.abs(z))",
     "The minus is missing: for large logits this overflows, and `p` comes out on the wrong side."),
    (SQUARED, f"p = {SIGMOID}", "p = np.where(z >= 0, u, 1) / (1 + u)",
     "The two cases are swapped: a large positive logit would get a probability near 0."),
    (SQUARED, "slope = u / (1 + u) ** 2", "slope = u / (1 + u)",
     "This is the smaller one of $p$ and $1 - p$. The slope is their product, so $1 + u$ must be squared."),
    (SQUARED, "return (p - y) ** 2, 2 * (p - y) * slope", "return (p - y) ** 2, 2 * (p - y)",
     "This is the slope for $p$. The function is asked for the slope for $z$: the sigmoid's slope is missing."),
    (SQUARED, "return (p - y) ** 2, 2 * (p - y) * slope", "return (p - y) ** 2, (p - y) * slope",
     "The square brings down a factor 2, which is missing here."),
    (ENTROPY, "u = np.exp(-np.abs(z))", "u = np.exp(-z)",
     "Below 0 this is larger than 1, so a negative logit would get a $p$ above one half, and a large one overflows."),
    (ENTROPY, f"p = {SIGMOID}", "p = 1 / (1 + u)",
     "`u` is made from the size of `z`, so this is right for `z >= 0` only: a negative logit would get a $p$ above one half."),
    (ENTROPY, "return np.maximum(z, 0) - z * y + np.log1p(u), p - y", "return np.maximum(z, 0) - z * y + np.log1p(u), (p - y) * p * (1 - p)",
     "In cross-entropy the sigmoid's slope cancels. Multiplied in again, it brings the stall back."),
    (ENTROPY, "return np.maximum(z, 0) - z * y + np.log1p(u), p - y", "return np.maximum(z, 0) - z * y + np.log1p(u), y - p",
     "The gradient's sign is turned around: a step against it would make the loss larger."),
)  # fmt: skip
DOUBTS = {
    "u = np.exp(-np.abs(z))": (
        FORGETS_OVERFLOW,
        "of minus the size of `z` the exponential is at most 1, and cannot overflow.",
    ),
    "slope = u / (1 + u) ** 2": (
        PROBABILITY_FOR_SLOPE,
        "the sigmoid's slope is $p\\,(1 - p)$, and one of the two is `u / (1 + u)`, the other `1 / (1 + u)`.",
    ),
    "return (p - y) ** 2, 2 * (p - y) * slope": (
        DROPS_SIGMOID_SLOPE,
        "the way from the loss to `z` leads through `p`, so both slopes are multiplied.",
    ),
    "return np.maximum(z, 0) - z * y + np.log1p(u), p - y": (
        ADDS_SIGMOID_SLOPE,
        "in cross-entropy the sigmoid's slope has cancelled, and `p - y` is left.",
    ),
}


@question(
    section="stall",
    level=3,
    kind="bug",
    objective="Find the line of a loss behind a sigmoid that is wrong.",
    hint="Try the logits 2 and $-2$ with the label 1 by hand. Which name does not hold what it should?",
    misconceptions=(
        ADDS_SIGMOID_SLOPE,
        DROPS_SIGMOID_SLOPE,
        FORGETS_OVERFLOW,
        PROBABILITY_FOR_SLOPE,
        SUSPECTS_SOUND_LINE,
    ),
    conceptual=True,
)
def bug_in_the_pull(draw: Draw) -> Choice:
    """Which line of a loss of a logit has a bug."""
    loss, line, broken, why = draw.pick(BUGS)
    lines = [each.replace("sigmoid(z)", SIGMOID) for each in loss.formula.body.splitlines()]
    what = "squared error of the probability" if loss is SQUARED else "binary cross-entropy"
    return find_the_bug(
        f"These lines should return the {what} of a logit `z`, with the label `y`, and its gradient with respect to "
        "`z`. `p` is the sigmoid of `z`, written so that no logit overflows. One line is wrong. Which?",
        lines,
        lines.index(line),
        broken,
        why,
        PANEL,
        DOUBTS,
        {"z": draw.pick(["z", "score", "s"]), "y": draw.pick(["y", "truth"])},
    )
