import numpy as np

import talweg as tw
from talweg.course.bank.misconceptions import (
    ADAM_NEEDS_NO_SCHEDULE,
    FALLS_BEFORE_IT_ARRIVES,
    SMALLER_RATE_SAFER,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Choice, Draw, Misconception, Wrong, question
from talweg.lab.race import number

START = (5.0, 3.0)


def ends(plans: dict[str, tw.Schedule], kappa: int, steps: int) -> dict[str, float]:
    """Where Adam ends in the valley, in f, under each of the schedules."""
    surface, rule = tw.surfaces.valley(kappa=kappa), tw.adam.formula.function
    rates = np.array([plan(np.arange(steps)) for plan in plans.values()])
    w = np.tile(START, (len(plans), 1))  # a walker a row
    m = v = np.zeros_like(w)
    for t in range(1, steps + 1):
        slope = np.stack(surface.gradient(*w.T), axis=1)
        w, m, v = rule(w, slope, m, v, t, **(dict(tw.adam.hyper) | {"lr": rates[:, t - 1, None]}))
    return dict(zip(plans, map(float, surface.value(*w.T)), strict=True))


@question(
    section="schedule",
    level=4,
    kind="race",
    objective="Judge when a schedule helps Adam.",
    hint="Along a cosine the steps add up to half of peak times their number. Is that enough to get there?",
)
def adam_race(draw: Draw) -> Choice:
    """Whether Adam ends lower with a fixed rate or along a cosine, and from which peak."""
    for _ in range(6):  # until one of them is lowest beyond doubt
        kappa, steps = draw.pick([2, 5, 10, 20]), draw.pick([24, 32, 40, 50, 60, 80, 100])
        high, share = draw.pick([0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5]), draw.pick([3, 4, 5, 10])
        low = round(high / share, 3)
        plans = {
            f"lr = {high:g} throughout": tw.constant(peak=high),
            f"lr = {low:g} throughout": tw.constant(peak=low),
            f"a cosine from {high:g} to 0": tw.cosine(peak=high, total=steps),
            f"a cosine from {low:g} to 0": tw.cosine(peak=low, total=steps),
        }
        found = ends(plans, kappa, steps)
        best, second, *_ = sorted(found, key=found.__getitem__)
        if found[second] > 1.4 * found[best]:
            break

    def slip(label: str) -> tuple[Misconception, str]:
        plan = plans[label]
        reach, end = float(plan(np.arange(steps)).sum()), f"It ends at f = {number(found[label])}."
        if reach < START[0]:
            name = FALLS_BEFORE_IT_ARRIVES if label.startswith("a cosine") else SMALLER_RATE_SAFER
            return name, f"Its steps add up to about {reach:.2g}, and there are {START[0]:g} to go. {end}"
        if label.startswith("a cosine"):
            return FALLS_BEFORE_IT_ARRIVES, f"Its steps add up to {reach:.2g}, which does not leave it the best end. {end}"
        return ADAM_NEEDS_NO_SCHEDULE, f"Its steps stay as long near the floor as far from it, and swing across. {end}"

    see = panel("cosine", peak=high, total=steps, warmup=0, sigma=0) .replace("#", "&schedules.rule=adam#")
    reach = float(plans[best](np.arange(steps)).sum())
    return Choice(
        prompt=f"Four walkers start at $(5, 3)$ in the valley $f = x^2 + {kappa}\\,y^2$, all under Adam with exact slopes. They "
        f"differ in their rate. Which one stands lowest after {steps} steps?",
        right=best,
        why=f"It ends at f = {number(found[best])}, the next one at {number(found[second])}. Its rates add up to {reach:.3g}, and "
        "about so far Adam can go; the way along $x$ is 5. Adam shortens no step by itself, so whoever can cover the way and "
        "then slows down settles lowest.",
        see=see,
        wrong=[Wrong(label, *slip(label), see) for label in plans if label != best],
    )
