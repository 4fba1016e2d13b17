"""Legal ranges and roles: annotations a formula declares its hyperparameters with.

The range serves the check, the command line, the slider and the documentation; the role says what the number is for,
whatever its name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from numbers import Integral, Real
from typing import Annotated, Any, get_args, get_origin

from annotated_types import Ge, Gt, Interval, Le, Lt

from talweg.errors import DeclarationError, RangeError

Positive = Annotated[float, Gt(0)]
NonNegative = Annotated[float, Ge(0)]
UnitInterval = Annotated[float, Interval(ge=0, lt=1)]
Count = Annotated[int, Ge(1)]
Steps = Annotated[int, Ge(0)]
Switch = Annotated[int, Interval(ge=0, le=1)]
Milestones = Annotated[tuple[int, ...], Ge(1)]


class Role(Enum):
    """What a hyperparameter is for: schedules drive the rate, groups spare arrays the decay, explanations switch off.

    A range and a role are written together: `Rate`, or `Annotated[Positive, RATE]` for a range of one's own.
    """

    RATE = "rate"
    """The length of the step is proportional to it."""
    DECAY = "decay"
    """How fast weights are pulled to 0: at 0 they are not."""
    EPSILON = "epsilon"
    """A small number that keeps a denominator from 0."""
    AVERAGE = "average"
    """How much a moving average keeps of itself at each step."""


RATE, DECAY, EPSILON, AVERAGE = Role
Rate = Annotated[NonNegative, RATE]
Decay = Annotated[NonNegative, DECAY]
Epsilon = Annotated[Positive, EPSILON]
EpsilonOrZero = Annotated[NonNegative, EPSILON]
Average = Annotated[UnitInterval, AVERAGE]


@dataclass(frozen=True)
class Range:
    """An interval of legal numbers; an end is open when the number itself is not legal."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = True
    high_open: bool = True
    integer: bool = False

    @property
    def kind(self) -> Any:
        """The type of what lies in it."""
        return int if self.integer else float

    def __contains__(self, value: object) -> bool:
        # Booleans count as integers in Python, but `lr=True` is a slip, not a rate.
        if isinstance(value, bool) or not isinstance(value, Real):
            return False
        try:
            number = float(value)
        except OverflowError:  # a whole number of more than 308 digits
            return False
        if self.integer and not (isinstance(value, Integral) or number.is_integer()):
            return False
        above = self.low < number if self.low_open else self.low <= number
        below = number < self.high if self.high_open else number <= self.high
        return above and below

    def __str__(self) -> str:
        ends = "(" if self.low_open else "[", ")" if self.high_open else "]"
        low, high = (f"{end:.0f}" if self.integer else f"{end:g}" for end in (self.low, self.high))
        text = f"{ends[0]}{low}, {high}{ends[1]}"
        return f"the whole numbers of {text}" if self.integer else text

    def check(self, owner: str, name: str, value: Any) -> float:
        """`value` as a plain number, or a RangeError that names it and what is legal."""
        if value not in self:
            raise RangeError(f"{owner}: {name} must lie in {self}, got {value!r}")
        return int(value) if self.integer else float(value)


class Rising(Range):
    """Lists of such numbers, each above the one before; a list may be empty."""

    @property
    def kind(self) -> Any:
        """The type of such a list."""
        return Sequence[int] if self.integer else Sequence[float]

    def __contains__(self, value: object) -> bool:
        return (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and all(super(Rising, self).__contains__(each) for each in value)
            and all(before < after for before, after in pairwise(value))
        )

    def __str__(self) -> str:
        return f"the rising lists of {super().__str__()}"

    def check(self, owner: str, name: str, value: Any) -> Any:
        """`value` as a tuple of plain numbers, or a RangeError that names it and what is legal."""
        if value not in self:
            raise RangeError(f"{owner}: {name} must be one of {self}, got {value!r}")
        return tuple(int(each) if self.integer else float(each) for each in value)


def read_range(annotation: Any) -> Range:
    """The range that an annotation such as `Annotated[float, Gt(0)]` declares."""
    base, *marks = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    kind = Rising if base in (tuple[int, ...], tuple[float, ...]) else Range
    if base not in (int, float) and kind is Range:
        raise DeclarationError(f"a hyperparameter is an int or a float in a range, not {annotation!r}")
    bounds: dict[str, Any] = {"integer": base in (int, tuple[int, ...])}
    for mark in (part for each in marks for part in (each if isinstance(each, Interval) else (each,))):
        match mark:
            case Gt(gt):
                bounds |= {"low": gt, "low_open": True}
            case Ge(ge):
                bounds |= {"low": ge, "low_open": False}
            case Lt(lt):
                bounds |= {"high": lt, "high_open": True}
            case Le(le):
                bounds |= {"high": le, "high_open": False}
            case Role():
                pass
            case _:
                raise DeclarationError(f"a range is declared with Gt, Ge, Lt, Le or Interval, not {mark!r}")
    return kind(**bounds)


def read_role(annotation: Any) -> Role | None:
    """The role that an annotation such as `Annotated[Positive, EPSILON]` declares, if any."""
    roles = {mark for mark in get_args(annotation)[1:] if isinstance(mark, Role)}
    if len(roles) > 1:
        given = " and ".join(sorted(role.value for role in roles))
        raise DeclarationError(f"a hyperparameter has one role, not {given}")
    return roles.pop() if roles else None
