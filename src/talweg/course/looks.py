"""How each line looks: a colour, a dash and a marker, so that none is told by its colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin

from talweg.optimizers import OPTIMIZERS

FIXED = ("sgd", "momentum", "adam", "rmsprop", "adagrad")
INKS = 11
DASHES = ("", "10 4", "3 4", "12 4 3 4", "6 3", "16 5", "10 3 3 3 3 3", "2 6", "7 7")
UP = -pi / 2
# By a marker's name: how many corners, the turn of the first, how far they are from the middle where the radius is 1,
# and for a star how far those between them are.
OUTLINES: dict[str, tuple[int, float, float, float]] = {
    "circle": (12, 0, 1, 0),
    "square": (4, pi / 4, 1.2, 0),
    "triangle": (3, UP, 1.3, 0),
    "diamond": (4, 0, 1.3, 0),
    "wedge": (3, -UP, 1.3, 0),
    "pentagon": (5, UP, 1.15, 0),
    "cross": (4, 0, 1.35, 0.5),
    "star": (5, UP, 1.4, 0.6),
    "hexagon": (6, 0, 1.1, 0),
}
SHAPES = tuple(OUTLINES)


@dataclass(frozen=True)
class Look:
    """A class that sets the colour, a dash pattern in pixels (empty: solid) and a marker's name."""

    ink: str
    dash: str = ""
    shape: str = "circle"


@cache
def look(name: str) -> Look:
    """How the optimizer `name` looks, here as in every panel."""
    others = [each for each, rule in OPTIMIZERS.items() if not rule.whole and each not in FIXED]
    return nth_look(FIXED.index(name) if name in FIXED else len(FIXED) + others.index(name))


def nth_look(place: int) -> Look:
    """The look at a place of the common order."""
    return Look(f"tw-ink-{place % INKS}", DASHES[place % len(DASHES)], SHAPES[place % len(SHAPES)])


def pixel(value: float) -> str:
    """A length in pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def shape_path(shape: str, at: Iterable[float], r: float) -> str:
    """A marker of about the radius `r`, `at` an x and a y in pixels, as path data."""
    x, y = at
    count, turn, reach, inner = OUTLINES[shape]
    total = 2 * count if inner else count
    corners = [(r * (inner if inner and i % 2 else reach), turn + 2 * pi * i / total) for i in range(total)]
    return "M" + "L".join(f"{pixel(x + d * cos(angle))} {pixel(y + d * sin(angle))}" for d, angle in corners) + "Z"
