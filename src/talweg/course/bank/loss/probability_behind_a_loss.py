from math import exp, log

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import AVERAGES_FIRST, DROPS_LOGARITHM, OTHER_BASE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="loss",
    level=3,
    kind="number",
    objective="Read a mean cross-entropy backwards, as a probability.",
    hint="Each example costs $-\\log p$. First find what the unknown one must have cost.",
    misconceptions=(AVERAGES_FIRST, DROPS_LOGARITHM, OTHER_BASE),
)
def probability_behind_a_loss(draw: Draw) -> Number:
    """The probability that an example must have had, from the mean loss."""
    known, hidden = draw.decimal(0.2, 0.95, 0.005), draw.decimal(0.1, 0.9, 0.005)
    mean = round(tw.cross_entropy(np.log([[known, 1 - known], [hidden, 1 - hidden]]), [0, 0]), 3)
    right = exp(-2 * mean - log(known))
    wrong = [
        Wrong(
            10 ** -(2 * mean + log(known)),
            OTHER_BASE,
            "This raises 10 to the power. The logarithm is the natural one, so its inverse is e to the power.",
        ),
        Wrong(
            exp(-mean),
            AVERAGES_FIRST,
            f"This is e to the minus {mean}, the probability that would cost as much as the mean. "
            "It is a mean of the two, and not the second one.",
        ),
    ]
    cost = 2 * mean + log(known)
    if 0.05 < 1 - cost < 1:
        wrong.append(
            Wrong(
                1 - cost,
                DROPS_LOGARITHM,
                f"This takes the cost {shown(cost)} for the distance to 1, without a logarithm.",
            )
        )
    return Number(
        prompt=f"Two examples have a mean cross-entropy of {mean}. The right class of the first had the probability {known}. "
        "What probability did the right class of the second have?",
        right=right,
        again=exp(-mean) ** 2 / known,
        digits=2,
        why=f"Together they cost ${2 * mean:.4g}$, of which the first cost $-\\log {known} = {shown(-log(known))}$. That leaves "
        f"${shown(cost)}$ for the second, and $e^{{-{shown(cost)}}} = {shown(right)}$.",
        wrong=wrong,
    )
