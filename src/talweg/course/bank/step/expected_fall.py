import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_RATE, SLOPE_COUNTED_ONCE, SLOPES_CANCEL
from talweg.course.question import Draw, Number, Wrong, question, shown

TRIPLES = ((3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (5, 12, 13), (12, 5, 13), (9, 12, 15), (8, 15, 17))


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
    first, second, size = draw.pick(TRIPLES)
    sign = draw.pick([-1, 1])
    g = np.array([sign * first, -sign * second], float)
    lr = draw.pick([0.004, 0.005, 0.006, 0.008, 0.01])
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
                f"This is how far the weights move, ${lr} \\cdot {size}$. Along that way the loss falls by {size} a unit.",
            ),
            Wrong(
                float(lr * g.sum() ** 2),
                SLOPES_CANCEL,
                f"This adds the slopes first, so that they nearly cancel. Each weight has its own: ${first}^2 + {second}^2$.",
            ),
            Wrong(
                float(size**2),
                FORGETS_RATE,
                f"This is ${first}^2 + {second}^2$ alone. The weights move by only {lr} of their slopes.",
            ),
        ],
    )
