from math import ceil, log

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import SHARE_FOR_AMOUNT
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.course.question.words import share as in_words


@question(
    section="schedule",
    level=3,
    kind="number",
    objective="Find how long an exponential fall takes.",
    hint="After $t$ steps the rate is the peak times the factor to the power $t$. Take logarithms.",
    misconceptions=(SHARE_FOR_AMOUNT,),
)
def share_by_share(draw: Draw) -> Number:
    """How many steps an exponential schedule needs to fall to a share of its peak."""
    peak, decay = draw.number(0.001, 0.5), draw.decimal(0.9, 0.995, 0.001)
    share = draw.pick([0.5, 0.25, 0.2, 0.1])
    words = in_words(share)
    rates = tw.exponential(peak=peak, decay=decay)(np.arange(1000))
    right = int((rates < share * peak).argmax())
    linear = (1 - share) / (1 - decay)
    lost = f"{100 * (1 - decay):g}%"
    see = panel(
        "exponential", peak=peak, total=min(1000, max(100, 2 * right)), warmup=0, exponential__decay=decay, step=right
    )
    return Number(
        prompt=f"A schedule starts at {peak} and loses {lost} of what it has at every step. After how many steps has it, for the "
        f"first time, less than {words} of its peak?",
        right=float(right),
        again=float(ceil(log(share) / log(decay))),
        whole=True,
        why=f"After $t$ steps ${decay}^t$ of the peak is left, and $\\ln {share} / \\ln {decay} = {shown(log(share) / log(decay), 4)}$, "
        f"so at step {right} it is less than {words} for the first time.",
        see=see,
        wrong=[
            Wrong(
                linear,
                SHARE_FOR_AMOUNT,
                f"This takes {lost} of the **peak** away at every step. It is {lost} of what is left, which gets less and less.",
                see,
            )
        ],
    )
