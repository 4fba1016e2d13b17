from talweg.course.bank.misconceptions import COUNTS_OLDER_SHARE, FORGETS_THE_REST, WEIGHS_ALL_ALIKE
from talweg.course.bank.momentum.walk import velocities
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="momentum",
    level=2,
    kind="number",
    objective="Say which share of momentum's memory the newest slopes carry.",
    hint="The weights are $1, \\beta, \\beta^2, \\dots$, and all of them together total $1/(1 - \\beta)$.",
    misconceptions=(COUNTS_OLDER_SHARE, FORGETS_THE_REST, WEIGHS_ALL_ALIKE),
)
def newest_slopes(draw: Draw) -> Number:
    """Which share of the velocity's total weight the newest slopes have."""
    beta, part = draw.decimal(0.8, 0.995, 0.0001), draw.decimal(0.15, 0.9, 0.001)
    window = round(1 / (1 - beta))
    count = round(part * window)
    right = 100 * (1 - beta) * velocities(count * [1.0], lr=1, beta=beta)[-1]
    see = f"?window.beta={beta}&window.signal=constant#momentum"
    newest = "the newest slope" if count == 1 else f"the newest {count} slopes"
    return Number(
        prompt=f"Momentum has run for a long time with $\\beta = {beta}$, a window of about {window} steps. Which share of the "
        f"total weight in its velocity lies with {newest}?",
        right=right,
        again=100 * (1 - beta**count),
        digits=3,
        unit="%",
        why=f"The weights of all slopes older than these total $\\beta^{{{count}}}/(1 - \\beta)$, which is "
        f"${beta}^{{{count}}} = {shown(beta**count)}$ of the whole. The newest {count} have the rest, {shown(right)}%.",
        see=see,
        wrong=[
            Wrong(
                100 * beta**count,
                COUNTS_OLDER_SHARE,
                f"This is ${beta}^{{{count}}}$, the share of all the slopes before them.",
                see,
            ),
            Wrong(
                100 * count / window,
                WEIGHS_ALL_ALIKE,
                f"This counts {count} of {window} as if all slopes in the window had one weight and the rest none.",
                see,
            ),
            Wrong(
                100 * (1 - beta**count) / (1 - beta**window),
                FORGETS_THE_REST,
                f"This cuts the memory off after {window} steps. Older slopes still have "
                f"{shown(100 * beta**window, 2)}% of the weight.",
                see,
            ),
        ],
    )
