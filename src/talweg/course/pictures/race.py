"""The lesson's race: three trails on the relief map, and f over the steps."""

from __future__ import annotations

from collections.abc import Callable

from talweg.course.contours import relief
from talweg.course.drawing import Axis, Frame, axes, drawing, line, neatline, trail
from talweg.course.lessons.loss_and_optimization.race import taught
from talweg.course.picture import Picture
from talweg.lab.race import Race, number
from talweg.lab.style import Style, rule_style


def picture() -> Picture:
    """Both sides of the race, as the lesson sets it."""
    race = taught()
    ranked = sorted(race.values, key=lambda name: float(race.values[name][-1]))
    ends = [f"{race.runners[name].label} at f = {number(race.values[name][-1])}" for name in ranked]
    x, y = race.start
    caption = (
        f"{race.surface.label}, {race.steps} steps from ({x:g}, {y:g}) at the same rate, "
        f"lr = {race.runners['sgd'].hyper['lr']:g}. Lowest first: {', '.join(ends)}."
    )
    lines = tuple((rule_style(name), rule.label) for name, rule in race.runners.items())
    return Picture((trails_on_map(race), losses_over_steps(race)), caption, lines)


def trails_on_map(race: Race, style_of: Callable[[str], Style] = rule_style) -> str:
    """Every trail on the relief map."""
    (left, right), (bottom, top) = race.surface.view
    frame = Frame(Axis(left, right, "x"), Axis(bottom, top, "y"))
    trails = [trail(frame, path, style_of(name)) for name, path in race.paths.items()]
    alt = f"Relief map of the surface {race.surface.label} with the trails of {_names(race)}"
    return drawing(frame, relief(frame, race.surface), *trails, axes(frame, grid=False), neatline(frame), alt=alt)


def losses_over_steps(race: Race, style_of: Callable[[str], Style] = rule_style) -> str:
    """f after every step, on a log axis."""
    shown = [value for values in race.values.values() for value in values if 1e-12 < value < 1e6]
    frame = Frame(Axis(0, race.steps, "step"), Axis(min(shown) / 2, 2 * max(shown), "f", log=True))
    curves = [line(frame, range(race.steps + 1), values, style_of(name)) for name, values in race.values.items()]
    alt = f"f over {race.steps} steps on a log axis, for {_names(race)}"
    return drawing(frame, axes(frame), *curves, alt=alt)


def _names(race: Race) -> str:
    return ", ".join(rule.label for rule in race.runners.values())
