import talweg as tw
from talweg.course.bank.misconceptions import FALLS_AT_ONCE, FALLS_ONCE, SMOOTHS_STAIRS
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Draw, Number, Wrong, question, shown
from talweg.course.question.words import times


@question(
    section="schedule",
    level=2,
    kind="number",
    objective="Find the rate on a staircase.",
    hint="How many whole stairs lie behind this step?",
    misconceptions=(FALLS_AT_ONCE, FALLS_ONCE, SMOOTHS_STAIRS),
)
def staircase(draw: Draw) -> Number:
    """The rate at a step of a schedule that falls in stairs."""
    peak, every = draw.number(0.005, 0.5), 10 * draw.whole(2, 10)
    factor = draw.pick([0.1, 0.2, 0.25, 0.3, 0.5])
    drops = draw.whole(1, 3 if factor == 0.5 else 2)
    t = drops * every + every * draw.pick([2, 3, 5, 7, 8]) // 10
    right = tw.step(peak=peak, every=every, factor=factor)(t)
    see = panel("step", peak=peak, total=min(1000, 5 * every), warmup=0, step__every=every, step__factor=factor, step=t)
    wrong = [
        Wrong(
            peak * factor ** (drops + 1),
            FALLS_AT_ONCE,
            f"This has fallen {drops + 1} times. The first {every} steps, 0 to {every - 1}, run at the full peak.",
            see,
        ),
        Wrong(
            peak * factor ** (t / every),
            SMOOTHS_STAIRS,
            "This slides down between the drops. Stairs stay level until the next one.",
            see,
        ),
    ]
    if drops > 1:
        wrong.append(
            Wrong(peak * factor, FALLS_ONCE, f"This has fallen once. By step {t} it has fallen {drops} times.", see)
        )
    often = times(drops)
    power = f"{factor}^{drops}" if drops > 1 else f"{factor}"
    return Number(
        prompt=f"A schedule starts at {peak} and is multiplied by {factor} every {every} steps. Steps are counted from 0. What is "
        f"the rate at step {t}?",
        right=right,
        again=peak * factor**drops,
        why=f"${t}/{every}$ is {t / every:g}, so by step {t} the rate has dropped {often}: ${peak} \\cdot {power}$ = {shown(right)}.",
        see=see,
        wrong=wrong,
    )
