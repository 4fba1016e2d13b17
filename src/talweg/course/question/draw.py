"""The parameters of a question: drawn from a seed, in numbers that print short."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np

T = TypeVar("T")

LAST_SEED = 2**53 - 1
"""The largest whole number that a browser holds exactly."""


class Draw:
    """Draws that are the same wherever and whenever the same seed is used."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[int(self._random.random() * len(options))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them in random order."""
        left = list(items)
        return [left.pop(int(self._random.random() * len(left))) for _ in items]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different ones, in random order."""
        return self.shuffled(options)[:count]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def decimal(self, low: float, high: float, step: float) -> float:
        """A multiple of `step` from low to high, both included, such as 0.35 for a step of 0.05."""
        count = round((high - low) / step)
        return round(low + self.whole(0, count) * step, 10)

    def number(self, low: float, high: float, digits: int = 2) -> float:
        """A number of so many significant digits from low to high, as likely to be between 1 and 2 as 10 and 20."""
        return float(f"{low * (high / low) ** self._random.random():.{digits}g}")

    @cached_property
    def noise(self) -> np.random.Generator:
        """A generator for arrays of data."""
        return np.random.default_rng(self.whole(0, 2**32 - 1))
