import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import (
    ADAM_NEEDS_NO_SCHEDULE,
    FALLS_BEFORE_IT_ARRIVES,
    LARGER_RATE_SOONER,
    SMALLER_RATE_SAFER,
)
from talweg.course.bank.schedule.panel import panel
from talweg.course.bank.schedule.settling import four
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown

START, RUNS, NEAR = (5.0, 3.0), 40, 0.5


def ends(plans: dict[str, tw.Schedule], kappa: int, noise: NDArray[np.float64]) -> dict[str, tuple[float, float]]:
    """The median of x and of f where Adam ends in the valley under each schedule, with noise (steps, runs, 2)."""
    surface, rule = tw.surfaces.valley(kappa=kappa), tw.adam.formula.function
    rates = np.array([plan(np.arange(len(noise))) for plan in plans.values()])
    w = np.tile(START, (len(plans), noise.shape[1], 1))
    m = v = np.zeros_like(w)
    steepness = np.array([2.0, 2.0 * kappa])
    for t, (each, lr) in enumerate(zip(noise, rates.T, strict=True), start=1):
        w, m, v = rule(w, steepness * w + each, m, v, t, **(dict(tw.adam.hyper) | {"lr": lr[:, None, None]}))
    x, f = np.median(w[..., 0], axis=1), np.median(surface.value(w[..., 0], w[..., 1]), axis=1)
    return {name: (float(x[place]), float(f[place])) for place, name in enumerate(plans)}


@question(
    section="schedule",
    level=4,
    kind="race",
    objective="Judge when a schedule helps Adam.",
    hint="Along a cosine the rates add up to half of peak times steps. Is that enough to get there? What stops the noise?",
    misconceptions=(ADAM_NEEDS_NO_SCHEDULE, FALLS_BEFORE_IT_ARRIVES, LARGER_RATE_SOONER, SMALLER_RATE_SAFER),
)
def adam_race(draw: Draw) -> Choice:
    """Whether Adam ends lower with a fixed rate or along a cosine, and from which peak."""
    while True:  # until one of them is lowest beyond doubt
        kappa, steps, sigma = draw.whole(2, 10), draw.whole(30, 120), draw.decimal(1, 4, 0.5)
        high, share = draw.decimal(0.1, 0.5, 0.02), draw.pick([2, 5, 10])
        low = round(high / share, 3)
        plans = four(high, low, steps)

        def winner(
            share: float, sigma: float, steps: int, kappa: int = kappa, high: float = high, low: float = low
        ) -> str:
            """Who ends lowest with every rate times a share, in fresh noise."""
            runs = four(high, low, steps, share)
            found = ends(runs, kappa, sigma * draw.noise.normal(size=(steps, RUNS, 2)))
            return min(found, key=lambda label: found[label][1])

        found = ends(plans, kappa, sigma * draw.noise.normal(size=(steps, RUNS, 2)))
        best, second, *_ = sorted(found, key=lambda label: found[label][1])
        if found[second][1] > 1.7 * found[best][1]:
            nearby = shaken(winner, share=1.0, sigma=float(sigma), steps=steps)
            nearby += [winner(1.0, sigma, steps) for _ in range(2)]  # other noise
            if set(nearby) == {best}:
                break
    reach = {label: float(plan(np.arange(steps)).sum()) for label, plan in plans.items()}

    def slip(label: str) -> tuple[Misconception, str]:
        x, f = found[label]
        falls, end = label.startswith("a cosine"), f"It ends at a median f of {shown(f)}."
        if reach[label] < START[0]:
            name = FALLS_BEFORE_IT_ARRIVES if falls else SMALLER_RATE_SAFER
            return name, f"Its rates add up to {shown(reach[label], 2)}, and there are {START[0]:g} to go. {end}"
        if x < -NEAR:
            return (
                LARGER_RATE_SOONER,
                f"It has swung past the bottom, and ends on the other side, at x = {shown(x, 2)}. {end}",
            )
        if x > NEAR:
            name = FALLS_BEFORE_IT_ARRIVES if falls else SMALLER_RATE_SAFER
            return (
                name,
                f"It is still on its way, at x = {shown(x, 2)}: noise makes its steps shorter than the rate. {end}",
            )
        if falls:
            return LARGER_RATE_SOONER, f"It comes near the bottom and calms down; another came nearer. {end}"
        return ADAM_NEEDS_NO_SCHEDULE, f"It arrives, and there noise keeps a floor under its steps. {end}"

    f = found[best][1]

    def see(label: str) -> str:
        plan = plans[label]
        there = panel(plan.name, peak=plan.hyper["peak"], total=steps, warmup=0, sigma=sigma)
        return there.replace("#", "&schedules.rule=adam#")

    return Choice(
        prompt=f"Adam goes down the valley $f = x^2 + {kappa}\\,y^2$ from $(5, 3)$, on slopes that are off by noise with a standard "
        f"deviation of {sigma:g}. Over {RUNS} runs of {steps} steps each, which of these rates brings the median of $f$ lowest?",
        right=best,
        nearby=nearby,
        why=f"It ends at a median f of {shown(f)}, the next one at {shown(found[second][1])}. Its rates add up to "
        f"{shown(reach[best])}, with 5 to go along $x$. Each of the others ends short of the bottom, past it, or thrown about by "
        "the noise. Adam's steps do become shorter in noise, but lr never falls, so they stay far longer than at the end of a "
        "schedule: the rate must be large enough to arrive, and then small enough to settle.",
        see=see(best),
        wrong=[Wrong(label, *slip(label), see(label)) for label in plans if label != best],
    )
