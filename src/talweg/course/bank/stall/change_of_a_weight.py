import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import ADDS_SIGMOID_SLOPE, FORGETS_INPUT, WRONG_SIGN
from talweg.course.bank.stall.neuron import ENTROPY, look, panel
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="stall",
    level=2,
    kind="number",
    objective="Carry cross-entropy's gradient from the logit to a weight.",
    hint="The logit is $z = w\\,x$: how much does it change when $w$ does?",
    misconceptions=(ADDS_SIGMOID_SLOPE, FORGETS_INPUT, WRONG_SIGN),
)
def change_of_a_weight(draw: Draw) -> Number:
    """How much one step of gradient descent changes a weight of a neuron."""
    sure, y = draw.decimal(0.05, 0.85, 0.01), draw.whole(0, 1)
    p = sure if y else round(1 - sure, 2)
    x, lr = draw.pick([-1, 1]) * draw.decimal(1.2, 5, 0.1), draw.pick([0.1, 0.2, 0.3, 0.4, 0.5])
    slope = look(ENTROPY, p, y)[1]
    rule, w = tw.sgd(lr=lr), np.zeros(1)
    rule.step(w, np.array([slope * x]), rule.init(w))
    right = float(w[0])
    times = f"({x})" if x < 0 else f"{x}"
    way = "up" if (y - p) * x > 0 else "down"
    return Number(
        prompt=f"A neuron has one weight, the input $x = {x}$ and $p = \\sigma(w\\,x) = {p}$; the label is $y = {y}$. By how much "
        f"does one step of gradient descent on the cross-entropy change $w$, with $\\text{{lr}} = {lr}$? (With its sign.)",
        right=right,
        again=lr * (y - p) * x,
        why=f"The gradient is $(p - y)\\,x = {p - y:.2g} \\cdot {times} = {round((p - y) * x, 3):g}$, and the step goes against it: $w$ goes "
        f"{way} by {shown(abs(right))}.",
        see=panel(p, y),
        wrong=[
            Wrong(
                -right, WRONG_SIGN, "The size is right, but this step goes with the gradient and makes the loss larger."
            ),
            Wrong(
                right / x,
                FORGETS_INPUT,
                f"This is the logit's gradient times the rate. The weight meets the input $x = {x}$ on its way to the logit.",
            ),
            Wrong(
                right * p * (1 - p),
                ADDS_SIGMOID_SLOPE,
                f"This multiplies by the sigmoid's slope, ${p * (1 - p):.3g}$. In cross-entropy it has cancelled.",
                panel(p, y),
            ),
        ],
    )
