from talweg.course.bank.misconceptions import (
    FORGETS_THE_REST,
    MEAN_FOR_SUM,
    RATE_THE_WRONG_WAY,
    SCALES_NEW_SLOPE,
    WINDOW_IS_BETA,
)
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Choose momentum's rate so that it moves as far as SGD on a steady slope.",
    hint="How many times as far does momentum move at the same rate?",
    misconceptions=(FORGETS_THE_REST, MEAN_FOR_SUM, RATE_THE_WRONG_WAY),
)
def rate_for_the_same_step(draw: Draw) -> Number:
    """The rate at which momentum keeps the length of SGD's steps."""
    lr, beta = draw.number(0.005, 0.5), draw.decimal(0.6, 0.96, 0.002)
    right = lr / velocities(600 * [1.0], lr=1, beta=beta)[-1]
    see = f"?window.beta={beta}&window.signal=constant#momentum"
    return Number(
        prompt=f"SGD has been doing well with $\\text{{lr}} = {lr}$. You switch to momentum with $\\beta = {beta}$, and want "
        "steps of the same length along a steady slope. Which rate do you give it?",
        right=right,
        again=lr * (1 - beta),
        why=f"The velocity adds up $1/(1 - \\beta) = {shown(1 / (1 - beta))}$ slopes, so the rate must be smaller by just "
        f"that factor: ${lr} \\cdot {shown(1 - beta)} = {shown(right)}$.",
        see=see,
        wrong=[
            Wrong(
                lr,
                MEAN_FOR_SUM,
                f"At the same rate momentum's steps grow to {shown(1 / (1 - beta))} times SGD's: the velocity is a sum.",
                see,
            ),
            Wrong(
                lr / (1 - beta),
                RATE_THE_WRONG_WAY,
                "This is the rate at which SGD would keep up with momentum. Here momentum is to slow down.",
                see,
            ),
            Wrong(
                lr / (1 + beta),
                FORGETS_THE_REST,
                "This allows for the last two slopes only, $1 + \\beta$. All the earlier ones push, too.",
                see,
            ),
        ],
    )


@question(
    section="momentum",
    level=3,
    kind="number",
    objective="Translate a rate between momentum as a sum and momentum as an average.",
    hint="Write down the first step of both. Later steps then agree as well.",
    misconceptions=(MEAN_FOR_SUM, SCALES_NEW_SLOPE, WINDOW_IS_BETA),
)
def rate_for_the_average(draw: Draw) -> Number:
    """The rate with which the averaging form walks momentum's path."""
    lr, beta = draw.number(0.001, 0.1), draw.decimal(0.6, 0.96, 0.002)
    slopes, average = (3.0, -1.0, 2.0, 0.5, 2.0), 0.0
    for g in slopes:
        average = beta * average + (1 - beta) * g
    right = velocities(slopes, lr, beta)[-1] / average
    see = "#momentum"
    return Number(
        prompt=f"Our momentum runs with $\\text{{lr}} = {lr}$ and $\\beta = {beta}$. A colleague's program keeps an average "
        "instead, $a = \\beta\\,a + (1 - \\beta)\\,g$, and moves by $\\text{lr} \\cdot a$. With which rate does it walk "
        "exactly our path?",
        right=right,
        again=lr / (1 - beta),
        why=f"The average is the sum times $1 - \\beta = {shown(1 - beta)}$ at every step. So its rate must be "
        f"${lr}/{shown(1 - beta)} = {shown(right)}$. Before you copy a rate, look which of the two forms it was for.",
        see=see,
        wrong=[
            Wrong(
                lr,
                MEAN_FOR_SUM,
                f"At the same rate the average moves only {shown(1 - beta)} as far as the sum, from the first step on.",
                see,
            ),
            Wrong(
                lr * (1 - beta),
                SCALES_NEW_SLOPE,
                "The average has already been made smaller by $1 - \\beta$; this makes it smaller once more.",
                see,
            ),
            Wrong(
                lr / beta,
                WINDOW_IS_BETA,
                "Both forms keep the share $\\beta$ of what they hold. They differ in the weight of the new slope, "
                "$1 - \\beta$.",
                see,
            ),
        ],
    )
