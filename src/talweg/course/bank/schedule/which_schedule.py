import talweg as tw
from talweg.course.bank.misconceptions import SHAPE_OF_THE_OTHER
from talweg.course.bank.schedule.panel import course, panel
from talweg.course.question import Choice, Draw, Wrong, question


@question(
    section="schedule",
    level=1,
    kind="picture",
    objective="Tell schedules apart by their shape.",
    hint="Does it climb first? Is it straight, curved or in stairs? Where is it steepest, and does it come back up?",
    misconceptions=(SHAPE_OF_THE_OTHER,),
)
def which_schedule(draw: Draw) -> Choice:
    """Which schedule has the curve in the picture."""
    peak, total = draw.number(0.01, 0.5), 20 * draw.whole(10, 25)
    fifth = total // 5
    factor, decay = draw.pick([0.3, 0.5]), draw.pick([0.03, 0.06]) ** (1 / total)
    kinds: dict[str, tuple[tw.Schedule, str]] = {
        "constant": (tw.constant(peak=peak), "stays level from first to last"),
        "linear": (tw.linear(peak=peak, total=total), "falls in one straight line"),
        "cosine": (tw.cosine(peak=peak, total=total), "is level at both ends and steepest in the middle"),
        "exponential": (tw.exponential(peak=peak, decay=decay), "is steepest at the start and flattens out from there"),
        "step": (tw.step(peak=peak, every=draw.pick([fifth, total // 4]), factor=factor), "falls in stairs"),
        "one_cycle": (tw.one_cycle(peak=peak, total=total), "climbs in a curve, peaks inside the run and falls"),
        "warmup_stable_decay": (
            tw.warmup_stable_decay(peak=peak, total=total, warmup=fifth // 2, cooldown=fifth),
            "climbs, stays level for most of the run, and falls in a straight line at the end",
        ),
    }
    label = {name: plan.label for name, (plan, _) in kinds.items()} | {"warmup_stable_decay": "Warm-up, stable, decay"}
    name, *others = draw.some([each for each in kinds if each != "constant"], 4)
    others = draw.some([*others, "constant"], 3)
    plan, what = kinds[name]
    read = (*(k * total // 8 for k in range(8)), total - 1)
    see = panel(name, peak=peak, total=total, warmup=0)
    return Choice(
        prompt=f"The picture shows the rate at each of {total} steps. Which schedule is it?",
        figure=course(plan, peak, total, read, total),
        right=label[name],
        why=f"This schedule {what}.",
        see=see,
        wrong=[
            Wrong(
                label[other],
                SHAPE_OF_THE_OTHER,
                f"{label[other]} {kinds[other][1]}.",
                panel(other, peak=peak, total=total, warmup=0),
            )
            for other in others
        ],
    )
