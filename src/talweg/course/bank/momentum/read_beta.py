import numpy as np

from talweg.course.bank.misconceptions import BETA_FOR_FACTOR, READS_WRONG_BAR, SWAPS_KEPT_SHARE
from talweg.course.bank.momentum.walk import velocities
from talweg.course.drawing import Axis, Frame, axes, bars, drawing
from talweg.course.question import Draw, Number, Wrong, question
from talweg.lab.style import rule_style


@question(
    section="momentum",
    level=1,
    kind="picture",
    objective="Read beta off the weights that momentum gives to past slopes.",
    hint="From each bar to the next one the weight is multiplied by the same number.",
    misconceptions=(BETA_FOR_FACTOR, READS_WRONG_BAR, SWAPS_KEPT_SHARE),
)
def read_beta(draw: Draw) -> Number:
    """Which beta a picture of the weights shows."""
    beta, length = draw.decimal(0.3, 0.9, 0.0001), draw.whole(8, 15)
    weights = velocities([1.0] + (length - 1) * [0.0], lr=1, beta=beta)
    frame = Frame(Axis(-0.6, length - 0.4, "k steps back"), Axis(0, 1.05, "weight"))
    heights = ", ".join(f"{each:.2f}" for each in weights[:3])
    figure = drawing(
        frame,
        axes(frame),
        bars(frame, np.arange(length), weights, rule_style("momentum"), 0.72),
        alt=f"Bars for k from 0 to {length - 1}, each lower than the one before; the first three are {heights} high",
    )
    see = f"?window.beta={beta}#momentum"
    return Number(
        prompt="The bars show what weight momentum's velocity gives to the slope from $k$ steps back. Which $\\beta$ is it?",
        figure=figure,
        right=beta,
        again=weights[2] / weights[1],
        digits=2,
        why=f"The weight of the slope from $k$ steps back is $\\beta^k$. At $k = 1$ the bar is {beta:.2g} high.",
        see=see,
        wrong=[
            Wrong(
                1 - beta,
                SWAPS_KEPT_SHARE,
                "This is what is lost from the first bar to the second. $\\beta$ is what is kept.",
                see,
            ),
            Wrong(beta**2, READS_WRONG_BAR, "This is the bar at $k = 2$, which is $\\beta^2$ high.", see),
            Wrong(
                beta**0.5,
                BETA_FOR_FACTOR,
                "This would need two steps for what the bars lose in one.",
                see,
            ),
        ],
    )
