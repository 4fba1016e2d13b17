from math import hypot

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_RATE, SLOPE_COUNTED_ONCE, SLOPES_CANCEL
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="step",
    level=3,
    kind="number",
    objective="Estimate from the gradient how much one small step lowers the loss.",
    hint="Each weight moves by $\\text{lr}$ times its slope. What does that change, at that slope?",
    misconceptions=(FORGETS_RATE, SLOPES_CANCEL, SLOPE_COUNTED_ONCE),
)
def expected_fall(draw: Draw) -> Number:
    """By how much a small step lowers the loss, judged by the slope."""
    first, second = draw.whole(2, 15), draw.whole(2, 15)
    size = hypot(first, second)
    sign, other = draw.pick([-1, 1]), draw.pick([-1, 1])
    g = np.array([sign * first, other * second], float)
    lr = draw.number(0.001, 0.01)
    rule, w = tw.sgd(lr=lr), np.zeros(2)
    rule.step(w, g, rule.init(w))
    right = -float(g @ w)
    return Number(
        prompt=f"At the present weights the gradient is $g = ({g[0]:g}, {g[1]:g})$. One step of gradient descent with "
        f"$\\text{{lr}} = {lr}$ is short enough that the slope hardly changes on the way. By about how much does the loss "
        "fall?",
        right=right,
        again=lr * size**2,
        why=f"The weights move by ${lr} \\cdot g$ against the slope, and each part of that move earns its own slope once more: "
        f"${lr} \\cdot ({first}^2 + {second}^2) = {shown(right)}$. Twice the slope, four times the fall.",
        see="#one-line-two-choices",
        wrong=[
            Wrong(
                lr * size,
                SLOPE_COUNTED_ONCE,
                f"This is how far the weights move, ${lr} \\cdot {shown(size)}$. Along that way the loss falls by {shown(size)} a unit.",
            ),
            Wrong(
                float(lr * g.sum() ** 2),
                SLOPES_CANCEL,
                f"This adds the slopes first, with their signs. Each weight has its own: ${first}^2 + {second}^2$.",
            ),
            Wrong(
                float(size**2),
                FORGETS_RATE,
                f"This is ${first}^2 + {second}^2$ alone. The weights move by only {lr} of their slopes.",
            ),
        ],
    )
