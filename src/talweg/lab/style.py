"""How each line is drawn: a colour, a dash and a marker, so that none is told by its colour alone.

This is the one table of it. The pictures of the lab and of the course read it, and the panels, for which it is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from math import cos, pi, sin

from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES

# By day, after Okabe and Ito (2008): told apart with every common kind of colour vision. The site's style sheet has
# each beside that of the night.
INKS = (
    *("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"),
    *("#3b3b3b", "#7a4fbf", "#b7a900", "#8c564b", "#5a7d00"),
)
DASHES = ("", "10 4", "3 4", "12 4 3 4", "6 3", "16 5", "10 3 3 3 3 3", "2 6", "7 7")
_UP = -pi / 2
# By a marker's name: how many corners, the turn of the first, how far they are from the middle where the radius is 1,
# and for a star how far those between them are.
OUTLINES: dict[str, tuple[int, float, float, float]] = {
    "circle": (12, 0, 1, 0),
    "square": (4, pi / 4, 1.2, 0),
    "triangle": (3, _UP, 1.3, 0),
    "diamond": (4, 0, 1.3, 0),
    "wedge": (3, -_UP, 1.3, 0),
    "pentagon": (5, _UP, 1.15, 0),
    "cross": (4, 0, 1.35, 0.5),
    "star": (5, _UP, 1.4, 0.6),
    "hexagon": (6, 0, 1.1, 0),
}
SHAPES = tuple(OUTLINES)

_WHOLE = [name for name, rule in OPTIMIZERS.items() if rule.whole]
# A place belongs to a rule for good: new ones come after the five of the course.
_FIRST = ("sgd", "momentum", "adam", "rmsprop", "adagrad")
_RULES = (*_FIRST, *(name for name in OPTIMIZERS if name not in (*_FIRST, *_WHOLE)), *_WHOLE)
# Neighbours in the panel's choice differ most, and a fixed rate is grey.
_PLANS = (
    *("constant", "fixed", "inverse_sqrt", "polynomial", "cosine", "linear", "step", "one_cycle", "exponential"),
    *("warmup_stable_decay", "cosine_restarts"),
)
_SCHEDULES = (*_PLANS, *(name for name in SCHEDULES if name not in _PLANS))


@dataclass(frozen=True)
class Style:
    """An ink by its number, a dash pattern in pixels (empty: solid) and a marker's name."""

    ink: int
    dash: str = ""
    shape: str = "circle"

    @property
    def color(self) -> str:
        """The ink by day, as #rrggbb."""
        return INKS[self.ink]

    @property
    def css_class(self) -> str:
        """The class that gives an element this ink, by day and by night."""
        return f"tw-ink-{self.ink}"

    @property
    def outline(self) -> list[tuple[float, float]]:
        """The corners of the marker around (0, 0), its radius about 1; y points down."""
        corners, turn, reach, inner = OUTLINES[self.shape]
        total = 2 * corners if inner else corners
        far = [inner if inner and i % 2 else reach for i in range(total)]
        return [(r * cos(turn + 2 * pi * i / total), r * sin(turn + 2 * pi * i / total)) for i, r in enumerate(far)]


def nth_style(place: int) -> Style:
    """The style at a place of the common order."""
    return Style(place % len(INKS), DASHES[place % len(DASHES)], SHAPES[place % len(SHAPES)])


@cache
def rule_style(name: str) -> Style:
    """The style of the optimizer `name`, the same everywhere."""
    return nth_style(_RULES.index(name))


@cache
def schedule_style(name: str) -> Style:
    """The style of the schedule `name`, or of a "fixed" rate, the same everywhere."""
    return nth_style(len(_FIRST) + _SCHEDULES.index(name))


def line_styles(names: Sequence[str]) -> list[Style]:
    """A style for each line of a picture, each another one.

    An optimizer has its own; its second line, and a rule that is on no shelf, take one that no optimizer has.
    """
    return _styles(names, _RULES)


def schedule_styles(names: Sequence[str]) -> list[Style]:
    """The same for schedules, and a "fixed" rate."""
    return _styles(names, _SCHEDULES, len(_FIRST))


def _styles(names: Sequence[str], shelf: Sequence[str], first: int = 0) -> list[Style]:
    """Those of the shelf have their places from `first` on, the rest those after them."""
    spare = count(first + len(shelf))
    return [
        nth_style(first + shelf.index(name) if name in shelf and name not in names[:place] else next(spare))
        for place, name in enumerate(names)
    ]
