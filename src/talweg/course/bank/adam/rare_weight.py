import talweg as tw
from talweg.course.bank.adam.walk import moves
from talweg.course.bank.misconceptions import (
    ADAGRAD_FORGETS,
    FORGETS_ROOT,
    ONE_RATE_FOR_ALL,
    PUNISHES_RARE,
    RMSPROP_REMEMBERS,
)
from talweg.course.question import Draw, Number, Wrong, question, shown

SEE = "#a-rate-of-its-own-for-every-weight"


@question(
    section="adam",
    level=3,
    kind="number",
    objective="See what AdaGrad does for a weight that is seldom asked.",
    hint="How many squares has each of the two sums taken in?",
    misconceptions=(FORGETS_ROOT, ONE_RATE_FOR_ALL, PUNISHES_RARE),
)
def rare_weight(draw: Draw) -> Number:
    """How AdaGrad's step for a rare word compares with that for a common one."""
    every, g = draw.whole(4, 25), draw.number(0.1, 5)
    rounds = draw.whole(8, 30)
    n = every * rounds
    rule = tw.adagrad(lr=1, eps=1e-15)
    common = moves(rule, n * [g])[-1]
    rare = moves(rule, [0.0 if t % every else g for t in range(1, n + 1)])[-1]
    right = rare / common
    return Number(
        prompt=f"A common word's weight gets the gradient ${g:g}$ at every step, a rare word's weight only at every "
        f"{every}th, and 0 else. Both run under AdaGrad. At step {n} both get ${g:g}$. How many times as far as the common "
        "word's weight does the rare word's move?",
        right=right,
        again=every**0.5,
        unit=" times",
        why=f"The common sum holds {n} squares, the rare one {rounds}. The roots are in the ratio $\\sqrt{{{every}}}$, so the "
        f"rare weight's step is {shown(right)} times as long. Who is seldom asked counts for more.",
        see=SEE,
        wrong=[
            Wrong(1.0, ONE_RATE_FOR_ALL, "That is SGD: the same gradient, the same step.", SEE),
            Wrong(float(every), FORGETS_ROOT, f"The sums are in the ratio {every}. The steps go by their roots.", SEE),
            Wrong(
                1 / every**0.5,
                PUNISHES_RARE,
                "This is the wrong way round: the smaller sum is divided by, and gives the longer step.",
                SEE,
            ),
        ],
    )


@question(
    section="adam",
    level=3,
    kind="number",
    objective="Judge how AdaGrad and RMSProp recover from one enormous gradient.",
    hint="Which of the two divisors gets smaller again?",
    misconceptions=(ADAGRAD_FORGETS, FORGETS_ROOT, RMSPROP_REMEMBERS),
)
def after_a_spike(draw: Draw) -> Number:
    """Which of AdaGrad and RMSProp moves again after a spike in the gradient."""
    spike, steps = draw.whole(20, 120), draw.whole(90, 160)
    lr = draw.decimal(0.01, 0.1, 0.01)
    slopes = [float(spike)] + steps * [1.0]
    grad, prop = (moves(rule(lr=lr), slopes)[-1] for rule in (tw.adagrad, tw.rmsprop))
    larger = prop / grad

    return Number(
        prompt=f"One broken example gives a weight the gradient {spike}; after it, {steps} steps bring a gradient of 1 each. "
        f"AdaGrad and RMSProp ($\\beta = 0.9$) both run with $\\text{{lr}} = {lr}$. How many times as long as "
        "AdaGrad's step is RMSProp's then?",
        right=larger,
        digits=2,
        unit=" times",
        why=f"AdaGrad's sum is ${spike}^2 + {steps} = {spike**2 + steps:,}$ for good, and its step lr over "
        f"{shown((spike**2 + steps) ** 0.5)}. RMSProp has forgotten the spike, and steps by {shown(prop)}, which is lr again.",
        see=SEE,
        wrong=[
            Wrong(
                1.0,
                ADAGRAD_FORGETS,
                "Both would be if both forgot. AdaGrad keeps the spike's square in its sum for ever.",
                SEE,
            ),
            Wrong(
                1 / larger,
                RMSPROP_REMEMBERS,
                "It is AdaGrad that never forgets the spike, and divides by it to the end.",
                SEE,
            ),
            Wrong(
                larger**2,
                FORGETS_ROOT,
                "This compares what stands under the roots. The steps go by the roots.",
                SEE,
            ),
        ],
    )
