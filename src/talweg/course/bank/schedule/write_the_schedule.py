import talweg as tw
from talweg.course.bank.misconceptions import (
    COSINE_BACKWARDS,
    COSINE_RETURNS,
    FALLS_AT_ONCE,
    FALLS_ONCE,
    FORGETS_FLOOR,
    FORGETS_HALF_SWING,
    LINEAR_COSINE,
    PEAK_ON_FLOOR,
    SHARE_FOR_AMOUNT,
    SMOOTHS_STAIRS,
)
from talweg.course.bank.spelling import Ends, constant, said
from talweg.course.question import Draw, Lines, Run, Wrong, question

PEAKS, FLOORS = ("peak", "top", "lr_max", "start"), ("floor", "low", "lr_min", "end")
TIMES, RATES = ("t", "k", "step"), ("lr", "eta", "rate")
PEAK: Ends = (0.1, 0.9)


@question(
    section="schedule",
    level=3,
    kind="formula",
    objective="Write the cosine schedule.",
    hint="A cosine goes from 1 to -1 over half a turn. Shift it, halve it, and put it between floor and peak.",
    misconceptions=(COSINE_BACKWARDS, COSINE_RETURNS, FORGETS_FLOOR, FORGETS_HALF_SWING, LINEAR_COSINE, PEAK_ON_FLOOR),
)
def write_the_cosine(draw: Draw) -> Lines:
    """The rate of a cosine schedule without warm-up."""
    lr, t = draw.pick(RATES), draw.pick(TIMES)
    peak, known = constant(draw, PEAKS, PEAK, 0.005)
    floor, more = constant(draw, FLOORS, (0.01, 0.08), 0.001)
    total = draw.pick(["total", "T", "steps", str(draw.whole(50, 500)), str(draw.whole(50, 500))])
    names: dict[str, Ends] = {t: (0, 45)} | known | more | ({} if total.isdigit() else {total: (50, 120)})

    def again(**at: float) -> list[float]:
        plan = tw.cosine(
            peak=at.get(peak) or float(peak), floor=at.get(floor) or float(floor), total=int(at.get(total) or total)
        )
        return [plan(int(at[t]))]

    turn = f"cos(pi * {t} / {total})"
    half = f"{floor} + ({peak} - {floor}) / 2"
    return Lines(
        prompt=f"A cosine schedule without warm-up falls from {said(peak)} at `{t} = 0` to {said(floor)} at `{t} =` {said(total)}, and its "
        f"course is half a cosine. Write the rate `{lr}` at step `{t}` between the two.",
        right={lr: f"{half} * (1 + {turn})"},
        names=names,
        run=Run(clock=t, first=0),
        again=again,
        why=f"`(1 + {turn}) / 2` falls from 1 to 0; it multiplies the way from the floor to the peak.",
        see="#schedules",
        wrong=[
            Wrong((f"{peak} - ({peak} - {floor}) * {t} / {total}",), LINEAR_COSINE, "Both ends agree, but this is a straight line."),
            Wrong((f"{peak} / 2 * (1 + {turn})",), FORGETS_FLOOR, "This falls to 0."),
            Wrong((f"{floor} + {peak} / 2 * (1 + {turn})",), PEAK_ON_FLOOR, "This begins at peak plus floor."),
            Wrong((f"{half} * (1 + cos(2 * pi * {t} / {total}))",), COSINE_RETURNS, "A whole turn: at the end it is at the peak again."),
            Wrong((f"{floor} + ({peak} - {floor}) * (1 + {turn})",), FORGETS_HALF_SWING, "This begins nearly twice as high as the peak."),
            Wrong((f"{half} * (1 - {turn})",), COSINE_BACKWARDS, "This climbs from floor to peak."),
        ],
    )  # fmt: skip


@question(
    section="schedule",
    level=2,
    kind="formula",
    objective="Write the stairs of step decay.",
    hint="How many drops lie behind at step t? `floor(x)` leaves away what is behind the point.",
    misconceptions=(FALLS_AT_ONCE, FALLS_ONCE, SHARE_FOR_AMOUNT, SMOOTHS_STAIRS),
)
def write_the_stairs(draw: Draw) -> Lines:
    """The rate of step decay."""
    lr, t = draw.pick(RATES), draw.pick(TIMES)
    peak, known = constant(draw, PEAKS, PEAK, 0.005)
    factor, more = constant(draw, ("factor", "gamma", "drop"), (0.2, 0.8), 0.01)
    every = draw.pick(["every", "size", "wait", str(draw.whole(3, 9)), str(draw.whole(3, 9))])
    names: dict[str, Ends] = {t: (0, 45)} | known | more | ({} if every.isdigit() else {every: (3, 9)})

    def again(**at: float) -> list[float]:
        plan = tw.step(
            peak=at.get(peak) or float(peak), factor=at.get(factor) or float(factor), every=int(at.get(every) or every)
        )
        return [plan(int(at[t]))]

    drops = f"floor({t} / {every})"
    return Lines(
        prompt=f"Step decay begins at {said(peak)} at `{t} = 0` and multiplies the rate by {said(factor)} after every {said(every)} steps; in "
        f"between it stays as it is. Write the rate `{lr}` at step `{t}`.",
        right={lr: f"{peak} * {factor}**{drops}"},
        names=names,
        run=Run(clock=t, first=0),
        again=again,
        why=f"At step `{t}` there are `{drops}` drops behind, and each multiplies by {said(factor)}.",
        see="#schedules",
        wrong=[
            Wrong((f"{peak} * {factor}**({t} / {every})",), SMOOTHS_STAIRS, "This falls a little at every step."),
            Wrong((f"{peak} * {factor}**({drops} + 1)",), FALLS_AT_ONCE, "This has dropped before the first step."),
            Wrong((f"{peak} * {factor}",), FALLS_ONCE, "Every drop multiplies once more."),
            Wrong((f"{peak} * {factor} * {drops}",), SHARE_FOR_AMOUNT, "Three drops multiply by the factor three times over, and not by 3."),
        ],
    )  # fmt: skip
