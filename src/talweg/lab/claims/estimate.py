"""A measured number with its uncertainty: an interval that holds the true one in 95 of 100 repeats."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from talweg.lab.race import number

LEVEL = 0.975
"""The quantile at either end of an interval of 95%."""


@dataclass(frozen=True)
class Number:
    """`what` it counts, in `unit`; `low` and `high` are the ends of its interval, equal where it is exact."""

    name: str
    what: str
    value: float
    low: float
    high: float
    unit: str = ""

    def __float__(self) -> float:
        return self.value

    @property
    def text(self) -> str:
        """The number and its interval, as a table prints them."""
        unit = f" {self.unit}" if self.unit else ""
        if self.low == self.high:
            return f"{number(self.value)}{unit}"
        return f"{number(self.value)}{unit} ({number(self.low)} to {number(self.high)})"


def exact(name: str, what: str, value: float, unit: str = "") -> Number:
    """A number without uncertainty."""
    return Number(name, what, float(value), float(value), float(value), unit)


def mean(name: str, what: str, samples: ArrayLike, unit: str = "") -> Number:
    """The mean of independent samples (n,), with Student's interval (1908); one sample says nothing of its error."""
    found = np.asarray(samples, float).reshape(-1)
    middle, reach = float(found.mean()), _reach(found)
    return Number(name, what, middle, middle - reach, middle + reach, unit)


def factor(name: str, what: str, samples: ArrayLike) -> Number:
    """The geometric mean of positive ratios (n,), with the interval of the mean of their logarithms."""
    logs = np.log(np.asarray(samples, float).reshape(-1))
    middle, reach = float(logs.mean()), _reach(logs)
    return Number(name, what, math.exp(middle), math.exp(middle - reach), math.exp(min(middle + reach, 700.0)))


def share(name: str, what: str, hits: int, count: int) -> Number:
    """`hits` of `count`, as a share of 1.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927 (the interval).
    """
    z = 1.96
    rate, scale = hits / count, 1 + z**2 / count
    middle = (rate + z**2 / (2 * count)) / scale
    reach = z * math.sqrt(rate * (1 - rate) / count + z**2 / (4 * count**2)) / scale
    return Number(name, what, rate, max(middle - reach, 0.0), min(middle + reach, 1.0))


def _reach(samples: np.ndarray) -> float:
    from scipy.special import stdtrit

    count = len(samples)
    if count < 2:
        return math.inf
    return float(stdtrit(count - 1, LEVEL) * samples.std(ddof=1) / math.sqrt(count))
