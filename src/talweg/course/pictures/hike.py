"""The hike: what a walker knows of a hillside in the dark, and what the light shows."""

from __future__ import annotations

import numpy as np

import talweg as tw
from talweg.course.contours import relief
from talweg.course.drawing import Axis, Frame, arrow, axes, drawing, marker, neatline, trail, words
from talweg.course.picture import Picture
from talweg.lab.race import number
from talweg.lab.style import Style, rule_style

STEPS = 12
HILL = tw.surfaces.rotated_valley(kappa=12)
RULES = (tw.sgd(lr=0.07), tw.momentum(lr=0.03), tw.adam(lr=0.5))
WALKER = Style(6)


def picture() -> Picture:
    """Dark on the left, light on the right."""
    race = tw.race(HILL, RULES, steps=STEPS)
    (x, y), (left, right), (bottom, top) = race.start, *HILL.view
    height, gradient = HILL.value_and_grad(race.start)
    frame = Frame(Axis(left, right, "x"), Axis(bottom, top, "y"))
    slope = float(np.hypot(*gradient))
    down = np.array(race.start) - 0.22 * (right - left) * gradient / slope
    feels = f"f = {number(height)}, slope {number(slope)}"
    dark = drawing(
        frame,
        '<g class="tw-dark">', neatline(frame),
        arrow(frame, (x, y), (down[0], down[1]), WALKER),
        marker(frame, x, y, WALKER),
        words(frame, x, y, feels, "end", up=-20), "</g>",
        alt=f"A blank map. All that is known: at the start {feels}, and an arrow straight down the slope",
    )  # fmt: skip
    light = drawing(
        frame,
        relief(frame, HILL),
        *(trail(frame, path, rule_style(name)) for name, path in race.paths.items()),
        axes(frame, grid=False),
        neatline(frame),
        alt=f"The same map in the light, with contours and {STEPS} steps of SGD, momentum and Adam",
    )
    ends = ", ".join(f"{rule.label} at {number(race.values[name][-1])}" for name, rule in race.runners.items())
    caption = (
        f"Left, all that a walker in the dark knows: f = {number(height)} underfoot, and which way is down. Right, the "
        f"hill by daylight, and where {STEPS} steps lead three rules that knew no more: {ends}."
    )
    return Picture((dark, light), caption, tuple((rule_style(name), rule.label) for name, rule in race.runners.items()))
