from math import log, log10

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import DROPS_LOGARITHM, OTHER_BASE, RIGHT_COSTS_NOTHING
from talweg.course.question import Draw, Number, Wrong, question, shown

CLASSES = (
    "kinds of apple", "types of cloud", "breeds of dog", "languages", "newsgroups", "kinds of bird", "kinds of flower",
    "words",
)  # fmt: skip


@question(
    section="loss",
    level=1,
    kind="number",
    objective="Know the cross-entropy of a classifier that knows nothing.",
    hint="What probability does every class get, the right one included?",
    misconceptions=(DROPS_LOGARITHM, OTHER_BASE, RIGHT_COSTS_NOTHING),
)
def know_nothing(draw: Draw) -> Number:
    """The cross-entropy of equal probabilities."""
    count, what = draw.whole(3, 999), draw.pick(CLASSES)
    level = draw.decimal(-3, 3, 0.1)
    right = tw.cross_entropy(np.full((1, count), level), [draw.whole(0, count - 1)])
    told = (
        f"all its logits are ${level:g}$" if draw.pick([True, False]) else "it gives all of them the same probability"
    )
    return Number(
        prompt=f"A classifier tells {count} {what} apart. Before it has learned anything, {told}. What is its cross-entropy?",
        right=right,
        again=log(count),
        why=f"Every class gets $1/{count}$, the right one, too: $-\\log(1/{count}) = \\log {count} = {shown(right)}$. If a fresh "
        "network starts far above that, something is wrong with its start.",
        see="?punishment.z1=0&punishment.z2=0&punishment.z3=0#what-a-loss-does",
        wrong=[
            Wrong(
                1 - 1 / count,
                DROPS_LOGARITHM,
                f"This is $1 - 1/{count}$, the share of wrong guesses. The loss takes the logarithm.",
            ),
            Wrong(
                log10(count),
                OTHER_BASE,
                "This is the logarithm to base 10. Losses use the natural one.",
            ),
            Wrong(
                0.0,
                RIGHT_COSTS_NOTHING,
                "The loss is 0 only when the right class has all of the probability.",
            ),
        ],
    )
