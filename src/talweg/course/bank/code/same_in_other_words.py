from collections.abc import Sequence

import numpy as np

from talweg.course.bank.listing import SEE
from talweg.course.bank.misconceptions import (
    FORGETS_SQUARE,
    LETS_ERRORS_CANCEL,
    NEVER_FORGETS,
    PEAK_ON_FLOOR,
    SHRINKS_NEW_SLOPE,
    SIMILAR_IS_SAME,
    SUM_FOR_MEAN,
    SWAPS_KEPT_SHARE,
    WRONG_SLOT,
)
from talweg.course.question import Draw, Misconception, Right, Several, Wrong, question

Others = Sequence[tuple[str, str] | tuple[str, str, Misconception]]
"""Expressions, each with what there is to say of it and, where it is another, the misconception."""

AVERAGE: Others = (
    ("v + (1 - beta) * (g**2 - v)", "It goes the share $1 - \\beta$ of the way from the old average to the new square."),
    ("g**2 + beta * (v - g**2)", "Multiplied out, it keeps $\\beta$ of `v` and $1 - \\beta$ of the square."),
    ("beta * v + g**2 - beta * g**2", "The square less $\\beta$ of it is $1 - \\beta$ of it."),
    ("v - (1 - beta) * (v - g * g)", "It takes $1 - \\beta$ of `v` away and puts as much of the square in its place."),
    ("beta * v + g**2", "The weights no longer add up to 1: this is a sum that fades, $1/(1 - \\beta)$ times as large.", SUM_FOR_MEAN),
    ("beta * v + ((1 - beta) * g)**2", "This squares the share $1 - \\beta$, too.", SIMILAR_IS_SAME),
    ("(1 - beta) * v + beta * g**2", "The shares are swapped: it forgets what it should keep.", SWAPS_KEPT_SHARE),
    ("beta * (v + g**2)", "The new square has the weight $\\beta$ here, and not $1 - \\beta$.", SHRINKS_NEW_SLOPE),
    ("v + (1 - beta) * g**2", "Nothing is forgotten here: it can only grow.", NEVER_FORGETS),
)  # fmt: skip
COSINE: Others = (
    ("(peak + floor) / 2 + (peak - floor) / 2 * np.cos(np.pi * s)", "The middle, and the cosine swinging around it."),
    ("peak - (peak - floor) / 2 * (1 - np.cos(np.pi * s))", "Counted down from the peak, and not up from the floor."),
    ("floor + (peak - floor) * np.cos(np.pi * s / 2)**2", "Half of one plus the cosine is the squared cosine of half the angle."),
    ("floor + (peak - floor) * np.sin(np.pi * (1 - s) / 2)**2", "The squared sine, run through backwards, is the squared cosine."),
    ("floor + peak / 2 * (1 + np.cos(np.pi * s))", "This starts at peak plus floor.", PEAK_ON_FLOOR),
    ("floor + (peak - floor) * np.cos(np.pi * s / 2)", "Both ends agree, but without the square it falls late, and arrives "
     "steeply.", SIMILAR_IS_SAME),
    ("peak - (peak - floor) / 2 * (1 + np.cos(np.pi * s))", "This runs the other way, from floor to peak.", SIMILAR_IS_SAME),
    ("(peak + floor) / 2 * (1 + np.cos(np.pi * s))", "This starts at peak plus floor and ends at 0.", PEAK_ON_FLOOR),
    ("floor + (peak - floor) * (1 - s)", "Ends and middle agree, but this is a straight line.", SIMILAR_IS_SAME),
)  # fmt: skip
ENTROPY: Others = (
    ("np.log(1 + np.exp(-z))", "Minus the logarithm of one over something is the logarithm of that something."),
    ("np.log1p(np.exp(-z))", "`log1p(u)` is the logarithm of `1 + u`."),
    ("np.log(1 + np.exp(z)) - z", "Taking the factor $e^{-z}$ out of the logarithm leaves $-z$ beside it."),
    ("np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z)))", "This is how to write it so that no exponential overflows."),
    ("np.log(1 + np.exp(z))", "That is the loss for the label 0: the sign of `z` is turned.", WRONG_SLOT),
    ("-np.log(1 - 1 / (1 + np.exp(-z)))", "That is the loss for the label 0, with the probability of the other class.", WRONG_SLOT),
    ("np.log1p(np.exp(-z)) - z", "This takes `z` away a second time.", SIMILAR_IS_SAME),
    ("np.exp(-np.log1p(np.exp(-z)))", "That is the probability itself, and not minus its logarithm.", SIMILAR_IS_SAME),
)  # fmt: skip
SQUARES: Others = (
    ("np.sum((y_hat - y)**2) / len(y)", "The sum over the number of examples is the mean."),
    ("np.mean((y - y_hat)**2)", "Squared, an error is the same from either side."),
    ("(y_hat - y) @ (y_hat - y) / len(y)", "The errors times themselves, added up: the sum of squares."),
    ("np.mean(y_hat**2) - 2 * np.mean(y_hat * y) + np.mean(y**2)", "The square, multiplied out."),
    ("np.mean(y_hat - y)**2", "This squares after the mean: errors of opposite sign cancel before.", LETS_ERRORS_CANCEL),
    ("np.mean(np.abs(y_hat - y))", "That is the mean absolute error.", FORGETS_SQUARE),
    ("np.mean(y_hat**2 - y**2)", "A difference of squares is not the square of a difference.", SIMILAR_IS_SAME),
    ("np.sum((y_hat - y)**2)", "That is the sum: it grows with the number of examples.", SUM_FOR_MEAN),
    ("np.sum(y_hat - y)**2 / len(y)", "This adds up before it squares: errors of opposite sign cancel.", LETS_ERRORS_CANCEL),
)  # fmt: skip
# What is computed, the line that does it, its other forms, and where the lesson speaks of it.
POOLS = (
    ("the average `v` of squared slopes, as RMSProp keeps it", "beta * v + (1 - beta) * g**2", AVERAGE,
     "#a-rate-of-its-own-for-every-weight"),
    ("the rate of a cosine schedule, a share `s` of the way from `peak` to `floor`",
     "floor + (peak - floor) / 2 * (1 + np.cos(np.pi * s))", COSINE, "#schedules"),
    ("the cross-entropy of a logit `z` whose label is 1", "-np.log(1 / (1 + np.exp(-z)))", ENTROPY, "#what-a-loss-does"),
    ("the mean squared error of the arrays `y_hat` and `y`", "np.mean((y_hat - y)**2)", SQUARES, "#what-a-loss-does"),
)  # fmt: skip
NAMES = {"np": np, "v": 1.7, "g": -0.6, "beta": 0.8, "peak": 0.3, "floor": 0.05, "s": 0.3, "z": 1.3,
         "y_hat": np.array([1.0, 4.0, -2.0]), "y": np.array([3.0, 3.5, -1.0])}  # fmt: skip


def value(expression: str) -> float:
    """What the expression is at numbers without any symmetry."""
    return float(eval(expression, {}, NAMES))


@question(
    section="code",
    level=3,
    kind="several",
    objective="Tell which expressions compute the same.",
    hint="Multiply out, or put in simple numbers: 0 and 1, a start and an end, two errors of opposite sign.",
    misconceptions=(
        FORGETS_SQUARE,
        LETS_ERRORS_CANCEL,
        NEVER_FORGETS,
        PEAK_ON_FLOOR,
        SHRINKS_NEW_SLOPE,
        SIMILAR_IS_SAME,
        SUM_FOR_MEAN,
        SWAPS_KEPT_SHARE,
        WRONG_SLOT,
    ),
    conceptual=True,
)
def same_in_other_words(draw: Draw) -> Several:
    """Which expressions give the same as a given one."""
    words, given, others, see = draw.pick(POOLS)
    same = [each for each in others if abs(value(each[0]) - value(given)) < 1e-9]
    different = [each for each in others if each not in same]
    held = draw.whole(1, 3)
    return Several(
        prompt=f"This computes {words}:\n\n```python\n{given}\n```\n\nWhich of these give the same, for every value of their names, "
        "but for rounding?",
        why="What looks alike need not be the same, and what looks different may be. Put in numbers when in doubt.",
        see=see,
        right=[Right(f"`{each[0]}`", each[1]) for each in draw.some(same, held)],
        wrong=[
            Wrong(f"`{each[0]}`", each[2] if len(each) > 2 else SIMILAR_IS_SAME, each[1], see if see != SEE else None)
            for each in draw.some(different, 4 - held)
        ],
    )
