import talweg as tw
from talweg.course.bank.listing import find_the_bug
from talweg.course.bank.misconceptions import (
    FORGETS_OVERFLOW,
    LOGITS_FOR_PROBABILITIES,
    SUSPECTS_SOUND_LINE,
    WRONG_SIGN,
)
from talweg.course.question import Choice, Draw, question

# A line as the library has it, as it becomes, and what comes of that.
BUGS = (
    (
        "y = (1 - smoothing) * y + smoothing / row_size(y)",
        "y = (1 - smoothing) * y + smoothing",
        "The smoothed targets no longer add up to 1: the share that is taken away must be spread over all classes.",
    ),
    (
        "s = z - row_max(z)",
        "s = z / row_max(z)",
        "Dividing changes the differences between the logits, and with them every probability. Taking the same away "
        "from all of them changes nothing.",
    ),
    (
        "y = (1 - smoothing) * y + smoothing / row_size(y)",
        "y = y + smoothing / row_size(y)",
        "What the other classes are given must be taken from the right one. Here the targets add up to more than 1.",
    ),
    (
        "s = z - row_max(z)",
        "s = row_max(z) - z",
        "The shift is turned around: the largest logit would get the smallest probability.",
    ),
    (
        "u = np.exp(s)",
        "u = s / row_sum(s)",
        "Softmax takes the exponential of each shifted logit. The share of the shifted logits themselves is no probability.",
    ),
    (
        "u = np.exp(s)",
        "u = np.exp(z)",
        "The shifted logits are thrown away: a logit of 1000 overflows, and the value below mixes both kinds.",
    ),
    (
        "total = row_sum(u)",
        "total = row_max(u)",
        "The largest exponential alone is 1 after the shift, so the probabilities do not add up to 1.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * s), y - u / total",
        "The gradient has its sign turned around: it is the probability less the target. A step against its opposite would make the loss grow.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * u), u / total - y",
        "The logarithm of a share is the logit less the logarithm of the total: it takes the logit and not its exponential.",
    ),
    (
        "return np.log(total) - row_sum(y * s), u / total - y",
        "return np.log(total) - row_sum(y * s), u - y",
        "The gradient needs the probabilities. Here the exponentials have not been divided by their sum.",
    ),
)
DOUBTS = {
    "s = z - row_max(z)": (
        FORGETS_OVERFLOW,
        "taking the same away from all logits changes no probability, and keeps the exponentials from overflowing.",
    ),
    "u = np.exp(s)": (
        LOGITS_FOR_PROBABILITIES,
        "softmax takes the exponential of every logit before it divides by their sum.",
    ),
    "return np.log(total) - row_sum(y * s), u / total - y": (
        WRONG_SIGN,
        "the gradient is the probability less the target: the wrong classes are pushed down, the right one up.",
    ),
}
HELPERS = "`row_max`, `row_sum` and `row_size` give the largest, the sum and the number of a row's entries"


@question(
    section="loss",
    level=3,
    kind="bug",
    objective="Find the line of a cross-entropy that is wrong.",
    hint="Take the logits (1, 0, 0) with the first class right by hand, line by line; the gradient must add up to 0.",
    misconceptions=(FORGETS_OVERFLOW, LOGITS_FOR_PROBABILITIES, SUSPECTS_SOUND_LINE, WRONG_SIGN),
    conceptual=True,
)
def bug_in_cross_entropy(draw: Draw) -> Choice:
    """Which line of a cross-entropy has a bug."""
    line, broken, why = draw.pick(BUGS)
    # As a textbook has it: no logit here is infinite.
    lines = tw.cross_entropy.formula.body.replace("weighted(y, s)", "y * s").splitlines()
    return find_the_bug(
        "This should return the cross-entropy of a row of logits `z` with the target row `y`, and its gradient. "
        f"{HELPERS}. One line is wrong. Which?",
        lines,
        lines.index(line),
        broken,
        why,
        "#what-a-loss-does",
        DOUBTS,
        {"z": draw.pick(["z", "scores"]), "y": draw.pick(["y", "truth"])},
    )
