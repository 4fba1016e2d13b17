from math import sqrt

from talweg.course.bank.curves import Curve, which_curve
from talweg.course.bank.misconceptions import EQUALLY_UNSURE, LINEAR_NOISE, MORE_IS_NOISIER
from talweg.course.drawing import Axis, Frame
from talweg.course.question import Choice, Draw, question

SIZES = (1, 4, 16, 64, 256)
LAWS = {
    "root": (-0.5, None, "falls to a half whenever the batch is four times as large"),
    "linear": (
        -1.0,
        LINEAR_NOISE,
        "falls to a quarter whenever the batch is four times as large, as if noise fell with $B$",
    ),
    "constant": (0.0, EQUALLY_UNSURE, "does not fall at all, as if all batches were equally unsure"),
    "grows": (0.25, MORE_IS_NOISIER, "grows with the batch, as if the examples disturbed each other"),
}


@question(
    section="batches",
    level=2,
    kind="picture",
    objective="Recognise the law of the error of a batch on log axes.",
    hint="Go from one size to one four times as large: by what should the error be divided?",
    misconceptions=(EQUALLY_UNSURE, LINEAR_NOISE, MORE_IS_NOISIER),
)
def error_against_size(draw: Draw) -> Choice:
    """Which line shows the error of the gradient over the batch size."""
    first = draw.decimal(0.6, 2.5, 0.01)
    names = draw.shuffled(list(LAWS))
    errors = {name: [first * size**power for size in SIZES] for name, (power, _, _) in LAWS.items()}
    frame = Frame(Axis(1, 300, "batch size B", log=True), Axis(1e-3, 20, "error / size of the gradient", log=True))
    return which_curve(
        "A gradient is measured on many batches of the same size, and its average error is noted, for sizes from 1 to "
        f"256 out of {1000 * draw.whole(20, 100):,} examples. Both axes are logarithmic. Which line is right?",
        frame,
        SIZES,
        {
            name: Curve(errors[name], (SIZES[3], errors[name][3]), LAWS[name][1], f"This line {LAWS[name][2]}.", up=7)
            for name in names
        },
        "root",
        why=f"This line {LAWS['root'][2]}: from {first:g} at one example to ${first:g}/\\sqrt{{256}} = {first / sqrt(256):.2g}$ at 256. "
        "On log axes $1/\\sqrt{B}$ is a straight line that falls by one power of ten in two.",
        see="#all-of-it-one-or-a-few",
        alt="Four lines from one point; the error at batch sizes 1, 16 and 256 is",
        read=(1, 16, 256),
        what="line",
    )
