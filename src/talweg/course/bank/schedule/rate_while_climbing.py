import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_WARMUP, STARTS_AT_ZERO
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="schedule",
    level=2,
    kind="number",
    objective="Find the rate at a step of the warm-up.",
    hint="The line would pass through 0 one step before the first.",
    misconceptions=(FORGETS_WARMUP, STARTS_AT_ZERO),
)
def rate_while_climbing(draw: Draw) -> Number:
    """The rate at a step of the warm-up."""
    peak, warmup = draw.number(0.002, 0.5), draw.whole(9, 99)
    t = draw.whole(1, warmup // 4)
    name, total = draw.pick(["cosine", "linear"]), 50 * draw.whole(8, 20)
    right = getattr(tw, name)(peak=peak, total=total, warmup=warmup)(t)
    see = panel(name, peak=peak, total=total, warmup=warmup, step=t)
    return Number(
        prompt=f"A run of {total:,} steps has a {name} schedule with a peak of {peak} and a warm-up of {warmup} steps. Steps are "
        f"counted from 0, and at step {warmup} the rate is at its peak. What is it at step {t}?",
        right=right,
        again=peak * (t + 1) / (warmup + 1),
        why=f"The climb is a straight line of {warmup + 1} equal parts: the first step gets one of them, step {t} gets {t + 1}, "
        f"step {warmup} all. So ${peak} \\cdot {t + 1}/{warmup + 1}$ = {shown(right)}.",
        see=see,
        wrong=[
            Wrong(
                peak * t / warmup,
                STARTS_AT_ZERO,
                f"This line starts at a rate of 0 at step 0, which would waste that step. The first rate is ${peak}/{warmup + 1}$.",
                see,
            ),
            Wrong(
                peak,
                FORGETS_WARMUP,
                f"That is the rate at step {warmup}, when the warm-up is over. At step {t} it is still climbing.",
                see,
            ),
        ],
    )
