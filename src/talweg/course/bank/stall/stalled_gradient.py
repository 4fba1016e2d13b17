from math import log

import talweg as tw
from talweg.course.bank.misconceptions import ADDS_SIGMOID_SLOPE, DROPS_FACTOR_TWO, DROPS_SIGMOID_SLOPE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="stall",
    level=2,
    kind="number",
    objective="Apply the chain rule to a squared error behind a sigmoid.",
    hint="Two links: the square's slope at $p$, and the sigmoid's slope at $z$.",
    misconceptions=(ADDS_SIGMOID_SLOPE, DROPS_FACTOR_TWO, DROPS_SIGMOID_SLOPE),
)
def stalled_gradient(draw: Draw) -> Number:
    """The gradient of a squared error through a sigmoid, confidently wrong."""
    y = draw.whole(0, 1)
    wrong_by, weight = draw.decimal(0.88, 0.985, 0.001), draw.number(0.2, 5)
    p = round(1 - wrong_by, 3) if y else wrong_by
    z = log(p / (1 - p))
    _, (right,) = tw.squared_sigmoid.value_and_grad([z], [float(y)], weights=[weight], reduction="sum")
    _, (entropy,) = tw.binary_cross_entropy.value_and_grad([z], [float(y)], weights=[weight], reduction="sum")
    signed = f"({shown(p - y)})" if p < y else shown(p - y)
    see = f"?two-gradients.z={z:.4f}&two-gradients.y={y}#why-cross-entropy-and-not-squared-error"
    return Number(
        prompt=f"A yes-or-no model says $p = {p}$, and the label is $y = {y}$. The loss is ${weight:g}\\,(p - y)^2$ with "
        "$p = \\sigma(z)$. What is $\\partial L/\\partial z$?",
        right=float(right),
        again=weight * 2 * (p - y) * p * (1 - p),
        why=f"${weight:g} \\cdot 2\\,(p - y)\\,p\\,(1 - p) = {2 * weight:g} \\cdot {signed} \\cdot {shown(p * (1 - p))} = {shown(right)}$. "
        "The model could hardly be more wrong, and the advice is next to nothing.",
        wrong=[
            Wrong(
                weight * 2 * (p - y),
                DROPS_SIGMOID_SLOPE,
                f"This is the slope with respect to $p$. The sigmoid's own slope, ${shown(p * (1 - p))}$, is missing.",
                see,
            ),
            Wrong(
                float(entropy),
                ADDS_SIGMOID_SLOPE,
                f"This is ${weight:g}\\,(p - y)$, the gradient of cross-entropy, in which the sigmoid's slope has cancelled. "
                "Here it has not.",
                see,
            ),
            Wrong(
                weight * (p - y) * p * (1 - p),
                DROPS_FACTOR_TWO,
                "The square brings down a factor 2, which is missing here.",
                see,
            ),
        ],
    )
