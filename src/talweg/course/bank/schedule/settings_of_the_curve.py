import talweg as tw
from talweg.course.bank.misconceptions import (
    COUNTS_FROM_WARMUP,
    FORGETS_FLOOR,
    FORGETS_WARMUP,
    READS_HALF_THE_CLIMB,
)
from talweg.course.bank.schedule.panel import course, panel
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown


@question(
    section="schedule",
    level=2,
    kind="picture",
    objective="Read peak, warm-up, floor and total off a schedule's curve.",
    hint="Where does it turn? Where does it stop falling? How high is it there?",
    misconceptions=(COUNTS_FROM_WARMUP, FORGETS_FLOOR, FORGETS_WARMUP, READS_HALF_THE_CLIMB),
)
def settings_of_the_curve(draw: Draw) -> Choice:
    """Which line of code has made the curve in the picture."""
    name, peak = draw.pick(["cosine", "linear"]), draw.number(0.01, 0.5)
    total = 20 * draw.whole(10, 25)
    warmup, floor = total * draw.pick([2, 3]) // 20, float(f"{peak * draw.pick([0.1, 0.2, 0.25]):.2g}")
    make = getattr(tw, name)
    right = {"peak": peak, "total": total, "warmup": warmup, "floor": floor}
    plan = make(**right)

    def code(**values: float) -> str:
        return f"`tw.{name}({', '.join(f'{key}={value:g}' for key, value in (right | values).items())})`"

    def at(t: int, **values: float) -> str:
        return f"{shown(make(**(right | values))(t), 2)} at step {t}, where the picture has {shown(plan(t), 2)}"

    slips: list[tuple[dict[str, float], Misconception, str]] = [
        ({"floor": 0}, FORGETS_FLOOR, f"Without a floor the rate would end at 0; the curve ends at {floor:g}."),
        ({"warmup": 0}, FORGETS_WARMUP, f"Without a warm-up it would start at its peak, {at(0, warmup=0)}."),
        (
            {"warmup": 2 * warmup},
            READS_HALF_THE_CLIMB,
            f"With twice the warm-up it would still be halfway up, {at(warmup, warmup=2 * warmup)}.",
        ),
        (
            {"total": total - warmup},
            COUNTS_FROM_WARMUP,
            f"`total` counts all steps, warm-up included. With {total - warmup} the curve would reach its floor at step "
            f"{total - warmup}, {warmup} steps too early.",
        ),
    ]
    see = panel(name, **right)
    return Choice(
        prompt="Someone has drawn the rate of a schedule against the step. Which line of code does the curve belong to?",
        figure=course(plan, peak, total, range(0, total + 1, total // 20), total + 1),
        right=code(),
        why=f"The climb ends at step {warmup}, at a rate of {peak:g}; the fall ends at step {total}, at {floor:g}.",
        see=see,
        wrong=[Wrong(code(**values), slip, why, see) for values, slip, why in draw.some(slips, 3)],
    )
