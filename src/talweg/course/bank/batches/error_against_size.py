from math import sqrt

from talweg.course.bank.misconceptions import EQUALLY_UNSURE, LINEAR_NOISE, MORE_IS_NOISIER
from talweg.course.drawing import Axis, Frame, axes, drawing, line, words
from talweg.course.looks import nth_look
from talweg.course.question import Choice, Draw, Wrong, question

SIZES, LETTERS = (1, 4, 16, 64, 256), "ABCD"
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
)
def error_against_size(draw: Draw) -> Choice:
    """Which line shows the error of the gradient over the batch size."""
    first = draw.pick([0.6, 0.8, 1.0, 1.5, 2.0, 2.5])
    names = draw.shuffled(list(LAWS))
    letter = dict(zip(names, LETTERS, strict=True))
    curves = {name: [first * size**power for size in SIZES] for name, (power, _, _) in LAWS.items()}
    frame = Frame(Axis(1, 300, "batch size B", log=True), Axis(1e-3, 20, "error / size of the gradient", log=True))
    told = "; ".join(
        f"{letter[name]} {curves[name][0]:.2g}, {curves[name][2]:.2g} and {curves[name][4]:.2g}" for name in names
    )
    see = "#all-of-it-one-or-a-few"
    return Choice(
        prompt="A gradient is measured on many batches of the same size, and its average error is noted, for sizes from 1 to "
        f"256 out of {draw.pick([20_000, 50_000, 100_000]):,} examples. Both axes are logarithmic. Which line is right?",
        figure=drawing(
            frame,
            axes(frame),
            *(line(frame, SIZES, curves[name], nth_look(LETTERS.index(letter[name]))) for name in names),
            *(words(frame, SIZES[3], curves[name][3], letter[name], "middle", 7) for name in names),
            alt=f"Four lines from one point; the error at batch sizes 1, 16 and 256 is: {told}",
        ),
        right=f"line {letter['root']}",
        why=f"This line {LAWS['root'][2]}: from {first:g} at one example to ${first:g}/\\sqrt{{256}} = {first / sqrt(256):.2g}$ at 256. "
        "On log axes $1/\\sqrt{B}$ is a straight line that falls by one power of ten in two.",
        see=see,
        ordered=True,
        wrong=[
            Wrong(f"line {letter[name]}", slip, f"This line {what}.", see)
            for name, (_, slip, what) in LAWS.items()
            if slip is not None
        ],
    )
