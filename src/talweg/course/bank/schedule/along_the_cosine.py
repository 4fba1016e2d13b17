from math import cos, pi

import talweg as tw
from talweg.course.bank.misconceptions import FORGETS_FLOOR, FORGETS_WARMUP, LINEAR_COSINE
from talweg.course.question import Draw, Number, Wrong, question, shown


@question(
    section="schedule",
    level=3,
    kind="number",
    objective="Find the rate on a cosine with warm-up and floor.",
    hint="How far along is this step between the end of the warm-up and the end of the run?",
    misconceptions=(FORGETS_FLOOR, FORGETS_WARMUP, LINEAR_COSINE),
)
def along_the_cosine(draw: Draw) -> Number:
    """The rate at a step of a cosine schedule with warm-up and floor."""
    peak = draw.number(0.005, 0.5)
    warmup, length = 10 * draw.whole(4, 20), 60 * draw.whole(8, 20)
    share = draw.pick([(1, 4), (1, 3), (2, 3), (3, 4), (5, 6)])
    # Early in the fall a low floor hardly shows.
    floor = round(peak * draw.pick([0.2, 0.25] if share[0] == 1 else [0.05, 0.1, 0.2]), 6)
    total, t = warmup + length, warmup + length * share[0] // share[1]
    right = tw.cosine(peak=peak, total=total, warmup=warmup, floor=floor)(t)
    progress = share[0] / share[1]
    link = (
        f"?schedules.peak={peak}&schedules.total={total}&schedules.warmup={warmup}&schedules.floor={floor:g}#schedules"
    )
    see = link if total <= 1000 else None
    return Number(
        prompt=f"A cosine schedule climbs for {warmup} steps to its peak of {peak}, and from there falls to its floor of "
        f"{floor:g} at step {total:,}. What is the rate at step {t}?",
        right=right,
        again=floor + (peak - floor) / 2 * (1 + cos(pi * progress)),
        why=f"Step {t} lies ${share[0]}/{share[1]}$ of the way from {warmup} to {total:,}, and "
        f"${floor:g} + ({peak} - {floor:g})/2 \\cdot (1 + \\cos(\\pi \\cdot {share[0]}/{share[1]})) = {shown(right)}$.",
        see=see,
        wrong=[
            Wrong(
                floor + (peak - floor) * (1 - progress),
                LINEAR_COSINE,
                "This falls in a straight line. Half a cosine falls slowly first, then fast, then slowly.",
                see,
            ),
            Wrong(peak / 2 * (1 + cos(pi * progress)), FORGETS_FLOOR, f"This falls to 0, and not to {floor:g}.", see),
            Wrong(
                tw.cosine(peak=peak, total=total, floor=floor)(t),
                FORGETS_WARMUP,
                f"This counts the way from step 0. It begins at {warmup}, when the warm-up is over.",
                see,
            ),
        ],
    )
