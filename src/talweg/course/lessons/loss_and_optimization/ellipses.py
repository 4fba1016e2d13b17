"""The picture that textbooks draw: the valley's contours are long ellipses, and SGD goes back and forth across them."""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.course.drawing import Axis, Frame, axes, drawing, inside, neatline, pixel, trail
from talweg.course.lessons.loss_and_optimization.race import START
from talweg.course.picture import Picture
from talweg.lab.race import number
from talweg.lab.style import rule_style

STEPS, LEVELS = 20, 7


def ellipses(zigzag_lr: float, kappa: float, lr: float, beta: float) -> Picture:
    """SGD at a rate that overshoots the floor, and momentum at its own best, on the valley from above."""
    valley = tw.surfaces.valley(kappa=kappa)
    rules = [tw.sgd(lr=zigzag_lr), tw.momentum(lr=lr, beta=beta)]
    race = tw.race(valley, rules, start=START, steps=STEPS)
    frame = Frame(Axis(-6, 6, "x"), Axis(-4, 4, "y"), width=520, height=380)
    ends = {rule.label: number(race.values[name][-1]) for name, rule in race.runners.items()}
    picture = drawing(
        frame,
        inside(frame, *(_ellipse(frame, f, kappa) for f in np.geomspace(0.5, valley.value(*START), LEVELS))),
        *(trail(frame, path, rule_style(name)) for name, path in race.paths.items()),
        axes(frame, grid=False),
        neatline(frame),
        alt="Long ellipses around the bottom. SGD's trail crosses them from side to side, step by step; momentum's "
        "swings as widely at first and soon settles in the middle",
    )
    caption = (
        f"The valley from above, {STEPS} steps. SGD at lr = {zigzag_lr:g} steps across the floor every time and ends "
        f"at f = {ends['SGD']}; momentum at its best, lr = {lr:.3f} with beta = {beta:.2f}, settles after a few "
        f"swings and ends at {ends['Momentum']}."
    )
    return Picture((picture,), caption, tuple((rule_style(name), rule.label) for name, rule in race.runners.items()))


def _ellipse(frame: Frame, f: float, kappa: float) -> str:
    """Where x^2 + kappa y^2 is f."""
    (x, y), (right, _), (_, top) = frame.place([0, f**0.5, 0], [0, 0, (f / kappa) ** 0.5])
    return (
        f'<ellipse class="tw-isolines" cx="{pixel(x)}" cy="{pixel(y)}" rx="{pixel(right - x)}" ry="{pixel(y - top)}"/>'
    )
