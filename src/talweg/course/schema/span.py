"""A range of numbers with its ends worked out: what is legal in it, what is nearest, and how it is written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeGuard

from talweg.course.schema.text import exact


@dataclass(frozen=True)
class Span:
    """A range whose ends are numbers."""

    default: float | None
    low: float
    high: float
    low_open: bool
    high_open: bool
    integer: bool

    def __str__(self) -> str:
        low, high = map(_end, (self.low, self.high))
        text = f"{'(' if self.low_open else '['}{low}, {high}{')' if self.high_open else ']'}"
        return f"the whole numbers of {text}" if self.integer else text

    def legal(self, value: Any) -> bool:
        """Whether it is a finite number in the range."""
        if not is_number(value) or not math.isfinite(value) or (self.integer and value != math.floor(value)):
            return False
        above = value > self.low if self.low_open else value >= self.low
        return above and (value < self.high if self.high_open else value <= self.high)

    def nearest(self, value: Any) -> float | None:
        """The nearest legal number; where the range is open at that end there is none, and the default serves."""
        if not is_number(value) or math.isnan(value):
            return self.default
        rounded = math.floor(value + 0.5) if self.integer and math.isfinite(value) else value
        if self.legal(rounded):
            return rounded
        if rounded <= self.low and not self.low_open:
            return self.low
        if rounded >= self.high and not self.high_open:
            return self.high
        return self.default


def _end(end: float) -> str:
    return exact(end).replace("Infinity", "inf")


def is_number(value: Any) -> TypeGuard[float]:
    """Whether it is a number; True and False are none here."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
