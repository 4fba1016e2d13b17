from itertools import pairwise
from math import log

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_LOGARITHM, READS_BAR_AS_PROBABILITY, WRONG_SLOT
from talweg.course.drawing import Axis, Frame, axes, bars, drawing, rule
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.lab.style import Style

CLASSES, PARTS = 5, 20


@question(
    section="loss",
    level=3,
    kind="picture",
    objective="Read the right class and its probability off the gradient of the logits.",
    hint="The gradient is $p - y$. Which bar can be below 0?",
    misconceptions=(DROPS_LOGARITHM, READS_BAR_AS_PROBABILITY, WRONG_SLOT),
)
def gradient_bars(draw: Draw) -> Number:
    """The loss of an example whose gradient is drawn as bars."""
    cuts = sorted(draw.some(range(1, PARTS), CLASSES - 1))
    p = [round((high - low) / PARTS, 2) for low, high in pairwise([0, *cuts, PARTS])]
    place = draw.whole(0, CLASSES - 1)
    value, (gradient,) = tw.cross_entropy.value_and_grad([[log(each) for each in p]], [place])
    other = max((k for k in range(CLASSES) if k != place), key=p.__getitem__)
    frame = Frame(Axis(-0.5, CLASSES - 0.5, "class"), Axis(-1, 1, "p \N{MINUS SIGN} y"), width=320)
    see = "#what-a-loss-does"
    told = ", ".join(f"class {k} {each:.2f}" for k, each in enumerate(gradient))
    return Number(
        prompt="The bars show the gradient of the cross-entropy of one example with respect to its logits. What is the "
        "cross-entropy itself? (Every probability is a multiple of 0.05.)",
        figure=drawing(
            frame,
            axes(frame),
            rule(frame, y=0.0),
            bars(frame, range(CLASSES), gradient, Style(1), 0.6),
            alt=f"{CLASSES} bars on an axis from -1 to 1: {told}",
        ),
        right=value,
        again=-log(p[place]),
        why=f"Only the right class's bar is negative: it is class {place}, and $p - 1 = {p[place] - 1:.2g}$ gives "
        f"$p = {p[place]}$. The loss is $-\\log {p[place]} = {shown(value)}$.",
        see=see,
        wrong=[
            Wrong(
                -log(1 - p[place]),
                READS_BAR_AS_PROBABILITY,
                f"This takes the bar's length, {1 - p[place]:.2g}, for the probability. The bar is $p - 1$.",
                see,
            ),
            Wrong(
                -log(p[other]),
                WRONG_SLOT,
                f"This is $-\\log {p[other]}$, class {other}'s. A wrong class's bar is its probability, above 0.",
                see,
            ),
            Wrong(
                1 - p[place],
                DROPS_LOGARITHM,
                f"This is how far the probability is from 1. The loss is minus the logarithm of {p[place]}.",
                see,
            ),
        ],
    )
