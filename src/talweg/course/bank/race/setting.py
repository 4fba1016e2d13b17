"""A race in the valley, the link that shows it, and the map it is drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import talweg as tw
from talweg.course.contours import relief
from talweg.course.drawing import Axis, Frame

Point = tuple[float, float]

MAP = Frame(Axis(-6, 6), Axis(-4, 4), width=376, height=256, left=8, right=8, top=8, bottom=8)


def run(kappa: float, rules: Sequence[tw.Optimizer], start: Point, steps: int) -> tw.Race:
    """The rules in the valley x^2 + kappa y^2."""
    return tw.race(tw.surfaces.valley(kappa=kappa), rules, start=start, steps=steps)


def panel(kappa: float, rules: str, rate: float, start: Point = (5, 3), steps: int = 50) -> str:
    """A link to the panel at this setting; `rules` are names, with commas between them."""
    return (
        f"?race.shape.kappa={kappa:g}&race.rules={rules}&race.rate={rate:.6g}&race.start={start[0]:g},{start[1]:g}"
        f"&race.steps={steps}#the-race"
    )


@cache
def ground(kappa: int) -> str:
    """The map of the valley."""
    return relief(MAP, tw.surfaces.valley(kappa=kappa), levels=8, grid=(48, 32))
