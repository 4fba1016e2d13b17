from math import ceil, log2, log10

import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import COUNTS_FROM_HERE, LOG_FOR_LINEAR
from talweg.course.bank.race.setting import panel, run
from talweg.course.drawing import Axis, Frame, axes, drawing, line
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.lab.style import rule_style


@question(
    section="race",
    level=2,
    kind="picture",
    objective="Read a learning curve on a log axis and carry it on.",
    hint="How many steps does $f$ take for one factor of ten? On a log axis every factor of ten takes as many.",
    misconceptions=(COUNTS_FROM_HERE, LOG_FOR_LINEAR),
)
def when_below(draw: Draw) -> Number:
    """At which step a straight loss curve on a log axis will be far down."""
    steps, shown_powers = draw.whole(12, 75), draw.pick([2, 3])
    decade, part = steps / shown_powers, int(draw.number(1e5, 1e8))
    power = log10(part)
    lr = (1 - 10 ** (-1 / (2 * decade))) / 2
    kappa = draw.pick([3, 4, 5, 6])
    values = run(kappa, [tw.sgd(lr=lr)], (1, 0), ceil(decade * power) + 5).values["sgd"]
    right = float(np.argmax(values <= (1 + 1e-2) / part))
    frame = Frame(Axis(0, steps, "step"), Axis(10.0**-shown_powers, 1, "f", log=True))
    see = panel(kappa, "sgd", lr, (1, 0), ceil(decade * power))
    return Number(
        prompt=f"The picture shows the loss $f$ of a run over its first {steps} steps. The run goes on in the same way. After "
        f"how many steps, counted from the start, is $f$ down at one part in {part:,} of its first value?",
        figure=drawing(
            frame,
            axes(frame),
            line(frame, range(steps + 1), values[: steps + 1], rule_style("sgd")),
            alt=f"f on a log axis falls in a straight line from 1 at step 0 to 10 to the power of \N{MINUS SIGN}{shown_powers} "
            f"at step {steps}",
        ),
        right=right,
        again=float(np.argmax(0.5 ** (np.arange(900) * log2(10) / decade) <= (1 + 1e-2) / part)),
        within=0.08,
        why=f"The line falls by {shown_powers} powers of ten in {steps} steps, so one takes {shown(decade)} steps, and the {shown(power)} of {part:,} take "
        f"{shown(power * decade)}. A straight line on a log axis means the same factor at every step.",
        see=see,
        wrong=[
            Wrong(
                float(decade * (power - shown_powers)),
                COUNTS_FROM_HERE,
                f"So many steps are still to come. The {steps} in the picture have to be counted, too.",
            ),
            Wrong(
                float(steps),
                LOG_FOR_LINEAR,
                f"Where the picture ends $f$ is one part in $10^{shown_powers}$. On a linear axis that looks like nothing, and on "
                f"this axis it is {shown_powers} of {shown(power)} powers of ten.",
            ),
        ],
    )
