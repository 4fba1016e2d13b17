import talweg as tw
from talweg.course.bank.adam.walk import remembered
from talweg.course.bank.misconceptions import (
    FORGETS_CORRECTION,
    FORGETS_START_AT_ZERO,
    FREEZES_CORRECTION,
    LINEAR_CORRECTION,
    POWER_FOR_DIVISOR,
    SWAPS_BETAS,
    WEIGHS_ALL_ALIKE,
)
from talweg.course.question import Choice, Draw, Number, Wrong, question, shown


def signed(value: float) -> str:
    """A factor, in brackets where it is negative."""
    return f"({value:g})" if value < 0 else f"{value:g}"


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Compute how far Adam's average has come after a few steps.",
    hint="$m$ starts at 0 and takes in $1 - \\beta_1$ of the gradient at every step.",
    misconceptions=(FORGETS_START_AT_ZERO, FREEZES_CORRECTION, LINEAR_CORRECTION),
)
def average_from_zero(draw: Draw) -> Number:
    """What m is after a few steps with a steady gradient."""
    g, t, beta1 = draw.number(0.2, 20), draw.whole(2, 8), draw.decimal(0.8, 0.96, 0.01)
    right = remembered(tw.adam(beta1=beta1), t * [g])["m"]
    see = f"?inside-adam.signal=constant&inside-adam.beta1={beta1}&inside-adam.step={t}#a-rate-of-its-own-for-every-weight"
    return Number(
        prompt=f"Adam has seen the same gradient, ${g:g}$, at each of its first {t} steps, with $\\beta_1 = {beta1}$. What is "
        "its average $m$ now, before the bias correction?",
        right=right,
        again=(1 - beta1**t) * g,
        why=f"$m$ began at 0 and still holds ${beta1}^{t}$ of that zero: $m = (1 - {beta1}^{t}) \\cdot {g:g} = {shown(right)}$. "
        f"Divided by $1 - {beta1}^{t}$ it becomes {g:g}.",
        see=see,
        wrong=[
            Wrong(
                g,
                FORGETS_START_AT_ZERO,
                "This is what the average tends to, and what the correction makes of it. It has started at 0.",
                see,
            ),
            Wrong((1 - beta1) * g, FREEZES_CORRECTION, f"This is $m$ after the first step. It has taken {t}.", see),
            Wrong(
                t * (1 - beta1) * g,
                LINEAR_CORRECTION,
                "This adds the same amount at every step. Each step also forgets a share of what was there.",
                see,
            ),
        ],
    )


@question(
    section="adam",
    level=1,
    kind="single",
    objective="Recall what the bias correction divides by.",
    hint="At the first step it must undo a factor $1 - \\beta$, and late in a run it must do nothing.",
    misconceptions=(FREEZES_CORRECTION, POWER_FOR_DIVISOR, SWAPS_BETAS),
)
def what_to_divide_by(draw: Draw) -> Choice:
    """The divisor of the bias correction at a step."""
    t, beta1, beta2 = draw.whole(2, 12), draw.decimal(0.7, 0.96, 0.005), draw.decimal(0.97, 0.999, 0.001)
    of_m = draw.pick([True, False])
    name, beta, other = ("m", beta1, beta2) if of_m else ("v", beta2, beta1)
    # What an average of ones is after t steps is what it has to be divided by.
    right = remembered(tw.adam(beta1=beta1, beta2=beta2), t * [1.0])[name]
    see = f"?inside-adam.signal=constant&inside-adam.step={t}#a-rate-of-its-own-for-every-weight"
    return Choice(
        prompt=f"Adam runs with $\\beta_1 = {beta1}$ and $\\beta_2 = {beta2}$. By what does its bias correction divide "
        f"${name}$ at step {t}?",
        right=right,
        again=1 - beta**t,
        digits=3,
        why=f"By $1 - {beta}^{t} = {shown(right)}$, the weight that the gradients have in ${name}$ by now. The rest of the "
        "weight is still on the zero at the start.",
        see=see,
        wrong=[
            Wrong(beta**t, POWER_FOR_DIVISOR, f"This is ${beta}^{t}$, the weight that the zero still has.", see),
            Wrong(1 - beta, FREEZES_CORRECTION, f"This is right at the first step. By step {t} more has come in.", see),
            Wrong(
                1 - other**t,
                SWAPS_BETAS,
                f"This is the divisor of the other average. ${name}$ forgets by ${beta}$ a step.",
                see,
            ),
        ],
    )


@question(
    section="adam",
    level=2,
    kind="number",
    objective="Compute Adam's corrected average after two gradients.",
    hint="First $m$ after both steps, then the division by $1 - \\beta_1^2$.",
    misconceptions=(FORGETS_CORRECTION, FREEZES_CORRECTION, WEIGHS_ALL_ALIKE),
)
def two_gradients_corrected(draw: Draw) -> Number:
    """Adam's corrected m after two different gradients."""
    beta1 = draw.decimal(0.5, 0.95, 0.01)
    first, second = (float(each) for each in draw.some([*range(-12, 0), *range(1, 13)], 2))
    m = remembered(tw.adam(beta1=beta1), [first, second])["m"]
    divisor = remembered(tw.adam(beta1=beta1), [1.0, 1.0])["m"]
    right = m / divisor
    return Number(
        prompt=f"Adam starts with $\\beta_1 = {beta1}$. The first gradient is ${first:g}$, the second ${second:g}$. What is "
        "the corrected average $\\hat{m}$ at the second step?",
        right=right,
        again=(beta1 * first + second) / (1 + beta1),
        why=f"$m = {beta1} \\cdot {1 - beta1:.2g} \\cdot {signed(first)} + {1 - beta1:.2g} \\cdot {signed(second)} = {shown(m)}$, and "
        f"$m/(1 - {beta1}^2) = {shown(right)}$: an average of the two, in which the newer weighs $1/{beta1} = {shown(1 / beta1)}$ times as much.",
        see="#a-rate-of-its-own-for-every-weight",
        wrong=[
            Wrong(m, FORGETS_CORRECTION, "This is $m$ itself, in which the zero at the start still weighs."),
            Wrong(
                m / (1 - beta1),
                FREEZES_CORRECTION,
                f"This divides by $1 - {beta1}$, as at the first step. By now it is $1 - {beta1}^2$.",
            ),
            Wrong(
                (first + second) / 2,
                WEIGHS_ALL_ALIKE,
                f"This is the plain mean. The older of the two weighs only ${beta1}$ times as much as the newer.",
            ),
        ],
    )
