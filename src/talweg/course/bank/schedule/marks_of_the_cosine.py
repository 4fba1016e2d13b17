import talweg as tw
from talweg.course.bank.misconceptions import (
    COSINE_RETURNS,
    FALLS_TOO_EARLY,
    FORGETS_FLOOR,
    PEAK_ON_FLOOR,
    STARTS_AT_ZERO,
    TAKES_TURN_FOR_START,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Misconception, Number, Wrong, question


@question(
    section="schedule",
    level=1,
    kind="number",
    objective="Recall where a cosine schedule starts, turns and ends.",
    hint="Peak and floor are the two numbers it runs between. Which of them belongs to this step?",
    misconceptions=(
        COSINE_RETURNS,
        FALLS_TOO_EARLY,
        FORGETS_FLOOR,
        PEAK_ON_FLOOR,
        STARTS_AT_ZERO,
        TAKES_TURN_FOR_START,
    ),
)
def marks_of_the_cosine(draw: Draw) -> Number:
    """The rate of a cosine schedule at one of its marks."""
    peak, share = draw.number(0.005, 0.5), draw.pick([0.02, 0.05, 0.1, 0.2])
    floor = round(peak * share, 6)
    warmup, total = draw.whole(9, 60), 50 * draw.whole(4, 20)
    plan = tw.cosine(peak=peak, total=total, warmup=warmup, floor=floor)
    first, early = peak / (warmup + 1), tw.cosine(peak=peak, total=total, floor=floor)(warmup)
    start = (
        f"at step {warmup}, where the warm-up ends",
        warmup,
        peak,
        "There the climb has arrived at the peak, and the fall begins.",
        [
            (first, TAKES_TURN_FOR_START, f"That is the rate of the very first step, $1/{warmup + 1}$ of the peak."),
            (early, FALLS_TOO_EARLY, "This lets the fall begin at step 0. It begins where the warm-up ends."),
            (peak + floor, PEAK_ON_FLOOR, "This adds the floor to the peak. Both are rates counted from 0."),
        ],
    )
    end = (
        f"at step {total:,}, where the run is over",
        total,
        floor,
        "There the half cosine has arrived at its floor, where it would stay.",
        [
            (0.0, FORGETS_FLOOR, f"It would end at 0 without a floor. This one ends at {floor:g}."),
            (peak, COSINE_RETURNS, "A whole turn of a cosine comes back up. The schedule uses half a turn."),
            ((peak + floor) / 2, COSINE_RETURNS, "That is the rate halfway down, where the cosine itself is 0."),
        ],
    )
    foot = (
        "at step 0, the first of all",
        0,
        first,
        f"The warm-up climbs in {warmup + 1} equal parts, and the first step gets the first of them.",
        [
            (0.0, STARTS_AT_ZERO, "A step with a rate of 0 would teach nothing: the climb starts one part above it."),
            (floor, TAKES_TURN_FOR_START, "The floor is where the fall ends. The climb does not start from it."),
            (peak, FALLS_TOO_EARLY, "So it would be without a warm-up. With one the peak comes later."),
        ],
    )
    words, t, again, why, slips = draw.pick([start, end, foot])
    typed: list[tuple[float, Misconception, str]] = slips
    see = panel("cosine", peak=peak, total=total, warmup=warmup, floor=floor, step=t)
    return Number(
        prompt=f"A cosine schedule for {total:,} steps has a peak of {peak}, a warm-up of {warmup} steps and a floor of {floor:g}. "
        f"What is its rate {words}?",
        right=float(plan(t)),
        again=again,
        why=why,
        see=see,
        wrong=[Wrong(value, slip, said, see) for value, slip, said in typed],
    )
