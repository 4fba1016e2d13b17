import talweg as tw
from talweg.course.bank.curves import Curve, which_curve
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import (
    FALLS_BEFORE_IT_ARRIVES,
    LARGER_IS_FASTER,
    NOISE_SETTLES_BY_ITSELF,
    SMALLER_IS_BETTER,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.bank.schedule.settling import four, mean_f
from talweg.course.drawing import Axis, Frame
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown

KAPPA, START = 10, (5.0, 3.0)


def parts(way: float, end: float) -> str:
    """How much of the end is way that was not covered, and how much is noise."""
    if way < 0.05 * end:
        return "Nearly all of that is noise."
    if way > 0.95 * end:
        return "Nearly all of that is way that it has not covered."
    return f"Of that {shown(way, 2)} is way that it has not covered, and the rest is noise."


@question(
    section="schedule",
    level=3,
    kind="race",
    objective="Predict whether a fixed or a falling rate ends lowest under noise.",
    hint="Two things count: is the way down covered in so many steps, and how far does the noise throw the last ones?",
    misconceptions=(FALLS_BEFORE_IT_ARRIVES, LARGER_IS_FASTER, NOISE_SETTLES_BY_ITSELF, SMALLER_IS_BETTER),
)
def noisy_race(draw: Draw) -> Choice:
    """Which of four rates ends lowest on a noisy valley."""
    while True:  # until one of them is lowest beyond doubt
        high, share = draw.decimal(0.04, 0.08, 0.002), draw.pick([2, 4, 5, 10])
        steps, sigma = 5 * draw.whole(5, 80), draw.number(0.1, 5)
        low = float(f"{high / share:.2g}")
        plans = four(high, low, steps)
        found = {label: mean_f(plan, KAPPA, START, sigma, steps) for label, plan in plans.items()}
        best, second, *_ = sorted(found, key=lambda label: found[label][-1])

        def winner(share: float, sigma: float, steps: int, high: float = high, low: float = low) -> str:
            """Who ends lowest with every rate times a share."""
            runs = four(high, low, steps, share)
            return min(runs, key=lambda each: mean_f(runs[each], KAPPA, START, sigma, steps)[-1])

        if found[second][-1] > 1.5 * found[best][-1]:
            nearby = shaken(winner, share=1.0, sigma=float(sigma), steps=steps)
            if set(nearby) == {best}:
                break
    ways = {label: mean_f(plan, KAPPA, START, 0, steps)[-1] for label, plan in plans.items()}

    def why(label: str) -> tuple[Misconception, str]:
        way, end = ways[label], found[label][-1]
        falls = label.startswith("a cosine")
        told = f"It ends at a mean f of {shown(end)}. {parts(way, end)}"
        if way < end / 2:
            return (LARGER_IS_FASTER if falls else NOISE_SETTLES_BY_ITSELF), told
        return (FALLS_BEFORE_IT_ARRIVES if falls else SMALLER_IS_BETTER), told

    def see(label: str) -> str:
        plan = plans[label]
        return panel(plan.name, peak=plan.hyper["peak"], total=steps, warmup=0, sigma=sigma)

    return Choice(
        prompt=f"Four walkers start at $(5, 3)$ in the valley $f = x^2 + {KAPPA}\\,y^2$, all under SGD. Every slope they are given "
        f"carries noise with a standard deviation of {sigma:g}. They differ in their rate. Which one stands lowest after {steps} "
        "steps, in the mean over many runs?",
        right=best,
        nearby=nearby,
        why=f"It ends at a mean f of {shown(found[best][-1])}. {parts(ways[best], found[best][-1])} The next one ends at "
        f"{shown(found[second][-1])}. A rate must be large enough, for long enough, to cover the way, and small enough at the "
        "end that the noise moves little.",
        see=see(best),
        wrong=[Wrong(label, *why(label), see(label)) for label in plans if label != best],
    )


@question(
    section="schedule",
    level=3,
    kind="picture",
    objective="Tell from its course whether a noisy descent had a fixed or a falling rate.",
    hint="A fixed rate falls to a level and stays there; which level, and how soon? What does a falling rate do at the end?",
    misconceptions=(FALLS_BEFORE_IT_ARRIVES, NOISE_SETTLES_BY_ITSELF, SMALLER_IS_BETTER),
)
def whose_settling(draw: Draw) -> Choice:
    """Which curve of a noisy descent belongs to which rate."""
    high, share = draw.decimal(0.04, 0.06, 0.001), draw.pick([20, 25])
    steps, sigma = 100 * draw.whole(2, 4), draw.decimal(1, 3, 0.05)
    low = float(f"{high / share:.2g}")
    runs: dict[str, tuple[tw.Schedule, Misconception, str]] = {
        f"lr = {high:g} throughout": (
            tw.constant(peak=high),
            NOISE_SETTLES_BY_ITSELF,
            "falls fast, and stays on a high level to the end",
        ),
        f"lr = {low:g} throughout": (tw.constant(peak=low), SMALLER_IS_BETTER, "falls slowly all the way"),
        f"a cosine from {high:g} to 0": (
            tw.cosine(peak=high, total=steps),
            FALLS_BEFORE_IT_ARRIVES,
            "falls as fast as the large rate does, and sinks below its level as the rate goes to 0",
        ),
    }
    courses = {label: mean_f(plan, KAPPA, START, sigma, steps) for label, (plan, _, _) in runs.items()}
    labels = draw.shuffled(list(runs))
    asked = draw.pick(labels)
    lowest = min(min(course) for course in courses.values())
    frame = Frame(Axis(0, steps, "step"), Axis(lowest / 1.5, 2 * courses[asked][0], "mean f", log=True), right=24)
    # Each letter stands where its curve is furthest from the others: the slow one early, the others at the end.
    stride = steps // 100
    spot = dict.fromkeys(labels, steps) | {f"lr = {low:g} throughout": steps // 5}
    marks = (0, steps // 10, steps // 5, steps // 2, 3 * steps // 4, steps)
    curves = {
        each: Curve(
            courses[each][::stride],
            (spot[each], courses[each][spot[each]]),
            runs[each][1],
            f"This curve {runs[each][2]}: {each}.",
            up=8,
            anchor="middle" if spot[each] < steps else "start",
        )
        for each in labels
    }
    return which_curve(
        f"SGD walks down a valley from $(5, 3)$, with noise on every slope: once with $\\text{{lr}} = {high:g}$ throughout, "
        f"once with $\\text{{lr}} = {low:g}$ throughout, once along a cosine from {high:g} to 0. The picture shows the mean of "
        f"$f$ over many runs. Which curve is {asked}?",
        frame,
        range(0, steps + 1, stride),
        curves,
        asked,
        why=f"This rate {runs[asked][2]}: it ends at {shown(courses[asked][-1])}.",
        see=panel("cosine", peak=high, total=steps, warmup=0, sigma=sigma),
        alt=f"Three falling curves of the mean f on a log axis. At steps {', '.join(map(str, marks))}:",
        read=marks,
        told=shown,
    )
