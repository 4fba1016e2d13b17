from math import cos, hypot, radians, sin, sqrt

import numpy as np

from talweg.course.bank.misconceptions import NOISIER_WITH_SIZE
from talweg.course.drawing import Axis, Frame, arrow, drawing, neatline, words
from talweg.course.question import Choice, Draw, Wrong, question
from talweg.lab.style import Style

FRAME = Frame(Axis(0, 9), Axis(0, 4), width=376, height=186, left=8, right=8, top=8, bottom=8)
FINE, BROAD, LETTERS = Style(6), Style(0), "ABC"
ARROWS, LENGTH = 9, 1.1


@question(
    section="batches",
    level=1,
    kind="picture",
    objective="Tell from the scatter of its gradients how large a batch is.",
    hint="The error of a mean falls as one over the root of the number of examples.",
    misconceptions=(NOISIER_WITH_SIZE,),
)
def fan_of_arrows(draw: Draw) -> Choice:
    """Which fan of gradients belongs to which batch size."""
    first, times = draw.pick([2, 4, 8]), draw.pick([9, 16])
    sizes = [first, first * times, first * times**2]
    angle = radians(draw.whole(-25, 25) + draw.pick([0, 180]))
    true = LENGTH * np.array([cos(angle), sin(angle)])
    spread = 0.4 * sqrt(first)  # of one example's gradient: the smallest batch then scatters by a third of its length
    shuffled = draw.shuffled(sizes)
    letter = dict(zip(shuffled, LETTERS, strict=True))
    asked = draw.pick(sizes)
    rank = ["is the smallest of the three", "lies between the other two", "is the largest of the three"][
        sizes.index(asked)
    ]
    parts, told = [], []
    scatter = draw.noise.normal(size=(ARROWS, 2))
    scatter = (
        scatter - scatter.mean(axis=0)
    ) / scatter.std()  # the same scatter for all, so that only its size differs
    for place, size in enumerate(shuffled):
        middle = np.array([1.5 + 3 * place, 1.9])
        foot = middle - true / 2
        offs = np.clip(scatter * spread / sqrt(size), -0.85, 0.85)
        for off in offs:
            tip = foot + true + off
            parts.append(arrow(FRAME, (foot[0], foot[1]), (tip[0], tip[1]), FINE))
        parts.append(words(FRAME, middle[0], 3.6, letter[size], "middle"))
        width = float(np.mean([hypot(*off) for off in offs])) / LENGTH
        told.append(f"{letter[size]}: off by {100 * width:.0f}% of their length on average")
    see = f"?batches.size={sizes[0]},{min(sizes[1], 455)},all#all-of-it-one-or-a-few"
    return Choice(
        prompt=f"At one and the same place the gradient was asked {ARROWS} times with batches of {sizes[0]}, {ARROWS} times with "
        f"batches of {sizes[1]}, and {ARROWS} times with batches of {sizes[2]:,}. Which fan of arrows is that of the batches of {asked:,}?",
        figure=drawing(
            FRAME,
            *parts,
            neatline(FRAME),
            alt=f"Three fans of {ARROWS} arrows, each from one point and with the same arrow in the middle; "
            f"the arrows' tips scatter. {'; '.join(told)}",
        ),
        right=f"fan {letter[asked]}",
        why=f"Of the sizes, {asked:,} {rank}. {times} times the examples close the fan to ${1 / sqrt(times):.2g}$ of its "
        "width; its middle stays where it is.",
        see=see,
        ordered=True,
        wrong=[
            Wrong(
                f"fan {letter[size]}",
                NOISIER_WITH_SIZE,
                f"This is the fan of the batches of {size:,}. {'Fewer' if size < asked else 'More'} examples scatter "
                f"{'more' if size < asked else 'less'}.",
                see,
            )
            for size in sizes
            if size != asked
        ],
    )
