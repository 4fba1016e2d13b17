import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_OLD_VELOCITY, FORGETS_RATE, SCALES_NEW_SLOPE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Take two steps of momentum by hand.",
    hint="$v$ keeps the share $\\beta$ of itself and takes in $\\text{lr}$ times the new slope.",
    misconceptions=(FORGETS_OLD_VELOCITY, FORGETS_RATE, SCALES_NEW_SLOPE),
)
def second_velocity(draw: Draw) -> Number:
    """Momentum's velocity after two gradients."""
    lr, beta = draw.pick([0.01, 0.02, 0.05, 0.1, 0.2, 0.5]), draw.decimal(0.5, 0.95, 0.05)
    first, second = (float(each) for each in draw.some([*range(-9, 0), *range(1, 10)], 2))
    rule, w = tw.momentum(lr=lr, beta=beta), np.zeros(1)
    state = rule.init(w)
    for slope in (first, second):
        rule.step(w, np.array([slope]), state)
    right = float(state.slots["v"][0])
    return Number(
        prompt=f"Momentum starts at rest, with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. The first gradient is "
        f"${first:g}$, the second ${second:g}$. What is the velocity $v$ after the second?",
        right=right,
        again=beta * lr * first + lr * second,
        why=f"After the first $v = {lr} \\cdot ({first:g}) = {lr * first:g}$; after the second "
        f"$v = {beta} \\cdot ({lr * first:g}) + {lr} \\cdot ({second:g}) = {shown(right)}$.",
        wrong=[
            Wrong(lr * second, FORGETS_OLD_VELOCITY, "This is SGD's step: the old velocity is gone."),
            Wrong(beta * first + second, FORGETS_RATE, "The rate stands inside the velocity, and is missing here."),
            Wrong(
                beta * (1 - beta) * lr * first + (1 - beta) * lr * second,
                SCALES_NEW_SLOPE,
                "This is an average of the slopes. Momentum adds the new one whole.",
            ),
        ],
    )
