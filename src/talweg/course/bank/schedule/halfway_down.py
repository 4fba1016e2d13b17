import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import COUNTS_FROM_WARMUP, FASTEST_AT_FIRST, FORGETS_WARMUP
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="schedule",
    level=2,
    kind="single",
    objective="Find the step at which a cosine with warm-up has fallen by half.",
    hint="A cosine is symmetric about its middle. Where does the fall begin, and where does it end?",
    misconceptions=(COUNTS_FROM_WARMUP, FASTEST_AT_FIRST, FORGETS_WARMUP),
)
def halfway_down(draw: Draw) -> Choice:
    """The step at which a cosine schedule has come down to half its peak."""
    peak = draw.number(0.001, 0.5)
    total, warmup = 20 * draw.whole(20, 50), 4 * draw.whole(5, 20)
    plan = tw.cosine(peak=peak, total=total, warmup=warmup)
    steps = np.arange(warmup, total + 1)
    half = int(steps[np.abs(plan(steps) - peak / 2).argmin()])
    early = warmup + (total - warmup) // 4
    see = panel("cosine", peak=peak, total=total, warmup=warmup, step=half)

    def at(step: int) -> str:
        return f"and there the rate is {shown(plan(step) / peak)} of the peak"

    return Choice(
        prompt=f"A run of {total:,} steps climbs to its peak of {peak} over the first {warmup} steps, and falls to 0 from there along "
        f"half a cosine. At which step, counted from the start of the run, has it fallen to {peak / 2:g}?",
        right=f"step {half}",
        again=f"step {(warmup + total) // 2}",
        why=f"The fall runs from step {warmup} to step {total:,}, and half a cosine is at half its height in the middle: "
        f"$({warmup} + {total})/2 = {half}$.",
        see=see,
        wrong=[
            Wrong(
                f"step {total // 2}",
                FORGETS_WARMUP,
                f"This is the middle of the run, {at(total // 2)}. The middle of the fall comes later.",
                see,
            ),
            Wrong(
                f"step {(total - warmup) // 2}",
                COUNTS_FROM_WARMUP,
                f"So many steps after the warm-up. From the start of the run it is {warmup} more.",
                see,
            ),
            Wrong(
                f"step {early}",
                FASTEST_AT_FIRST,
                f"This is a quarter of the way down in time, {at(early)}: a cosine starts level.",
                see,
            ),
        ],
    )
