"""Rates over time, and how close a noisy descent settles under each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, drawing, line
from talweg.course.picture import Picture
from talweg.lab.race import number
from talweg.lab.style import schedule_style

PEAK, TOTAL, WARMUP = 0.05, 200, 10
NOISE, RUNS = 1.0, 20
SHOWN: dict[str, tw.Schedule] = {
    "a fixed rate": tw.constant(peak=PEAK),
    "cosine with warm-up": tw.cosine(peak=PEAK, total=TOTAL, warmup=WARMUP),
    "steps with warm-up": tw.step(peak=PEAK, every=50, warmup=WARMUP),
    "one cycle": tw.one_cycle(peak=PEAK, total=TOTAL),
}


def picture() -> Picture:
    """The rates on the left, the median f on the right."""
    styles = [schedule_style(name) for name in ("fixed", "cosine", "step", "one_cycle")]
    frame = Frame(Axis(0, TOTAL, "step"), Axis(0, 1.08 * PEAK, "rate"))
    steps = np.arange(TOTAL + 1)
    rates = [line(frame, steps, schedule(steps), style) for schedule, style in zip(SHOWN.values(), styles, strict=True)]
    names = ", ".join(SHOWN)
    left = drawing(frame, axes(frame), *rates, alt=f"The rate over {TOTAL} steps: {names}")
    medians = [settling(schedule) for schedule in SHOWN.values()]
    frame = Frame(Axis(0, TOTAL, "step"), Axis(min(map(np.min, medians)) / 2, 2 * medians[0][0], "f", log=True))
    curves = [line(frame, steps, median, style) for median, style in zip(medians, styles, strict=True)]
    right = drawing(frame, axes(frame), *curves, alt=f"The median f over {TOTAL} noisy steps, on a log axis: {names}")
    ends = ", ".join(f"{name} {number(median[-1])}" for name, median in zip(SHOWN, medians, strict=True))
    caption = (
        f"SGD down the valley with noise in every gradient. The median f of {RUNS} runs after {TOTAL} steps: {ends}."
    )
    return Picture((left, right), caption, tuple(zip(styles, SHOWN, strict=True)))


def settling(schedule: tw.Schedule) -> NDArray[np.float64]:
    """The median f at every step on the valley, under the same noise for every schedule."""
    valley, rule = tw.surfaces.valley, tw.sgd(lr=schedule)
    noise = NOISE * np.random.default_rng(0).normal(size=(TOTAL, RUNS, 2))
    w = np.tile(valley.start, (RUNS, 1))  # a run a row
    state, values = rule.init(w), [valley.value(*w.T)]
    for each in noise:
        rule.step(w, np.stack(valley.gradient(*w.T), axis=1) + each, state)
        values.append(valley.value(*w.T))
    return np.asarray(np.median(values, axis=1))
