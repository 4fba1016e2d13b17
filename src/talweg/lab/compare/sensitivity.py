"""How far a rate may be off: looked for by factors of two, then closer, and read between what was run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from talweg.errors import MissingError, RangeError
from talweg.lab.compare.entries import Entry, Hyper
from talweg.lab.compare.statistics import middle
from talweg.lab.compare.trial import Trial
from talweg.lab.compare.trials import BESIDE, Trials
from talweg.lab.problems.problem import Problem

NEAR = 0.1
"""A rate is good enough where the run ends within this share of the value at the best."""
OFF = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 2, 4, 8, 16, 32)
"""By these factors the best rate is changed, to see how far it may be off."""
CLOSER = 4
"""So often the gap between the last rate that is good enough and the first that is not is halved, on a log scale."""
LOW, HIGH = -1, 1
"""The sides of the best rate."""


@dataclass(frozen=True)
class Best:
    """The hyperparameters that won, the trial `number`, tried on these seeds for so many steps."""

    problem: Problem
    entry: Entry
    hyper: Hyper
    number: int
    seeds: Sequence[int]
    steps: int

    @property
    def center(self) -> float | None:
        """The rate that won; None where there is none to be changed, or it is 0."""
        return self.entry.rate_in(self.hyper) or None

    def itself(self) -> list[Trial]:
        """The best hyperparameters as they are, where tuning has not tried them."""
        return [Trial(self.problem, self.entry, self.hyper, each, self.steps, self.number) for each in self.seeds]

    def off(self) -> list[Trial]:
        """The same with the rate off by every factor of `OFF`, as far as it stays legal."""
        return [] if self.center is None else self._at(factor * self.center for factor in OFF)

    def closer(self, trials: Trials) -> list[Trial]:
        """The same with the rates that halve the gaps in which `trials` leave open how far it may be off."""
        own = trials.of(self.problem.name, self.entry.name, self.number)
        end = middle([own[seed].final for seed in self.seeds])
        if self.center is None or not np.isfinite(end):
            return []
        middles = trials.around(self.problem.name, self.entry.name)
        next_ones = [closer(self.center, end, middles, side) for side in (LOW, HIGH)]
        return self._at(rate for rate in next_ones if rate is not None)

    def _at(self, rates: Iterable[float]) -> list[Trial]:
        found = []
        for rate in rates:
            hyper = {**self.hyper, str(self.entry.core.rate): rate}
            try:
                self.entry.at(hyper, self.steps)
            except (RangeError, MissingError):
                continue
            found += [Trial(self.problem, self.entry, hyper, each, self.steps, BESIDE) for each in self.seeds]
        return found


def limit(own: float) -> float:
    """The value that is still good enough where the best rate ends at `own`."""
    return own + NEAR * abs(own)


def gap(center: float, own: float, middles: Mapping[float, float], side: int) -> tuple[float, float | None]:
    """On one side of the best rate, `center`: the last rate up to which all are good enough, and the first that is not,
    None where all are. `middles` are the ends by rate, without that of the best."""
    last = center
    for lr in sorted((lr for lr in middles if side * (lr - center) > 0), key=lambda each: side * each):
        if not middles[lr] <= limit(own):
            return last, lr
        last = lr
    return last, None


def closer(center: float, own: float, middles: Mapping[float, float], side: int) -> float | None:
    """The rate to try next: the geometric middle of the gap; None where there is none."""
    last, first = gap(center, own, middles, side)
    return None if first is None else exp((log(last) + log(first)) / 2)


def reach(center: float, own: float, middles: Mapping[float, float], side: int) -> float:
    """By which factor the rate may be off: where a line through the two ends of the gap, in the logarithms of rate and
    value, crosses the limit. Of an end that is not finite, as after a divergence, nothing is read: there it is the last
    rate that was good enough."""
    last, first = gap(center, own, middles, side)
    if first is not None and np.isfinite(middles[first]):
        low, high = own if last == center else middles[last], middles[first]
        last = exp(log(last) + _share(low, limit(own), high) * (log(first) - log(last)))
    return max(last / center, center / last)


def _share(low: float, here: float, high: float) -> float:
    """How far `here` lies from low to high, in logarithms where all are positive."""
    if low > 0:
        low, here, high = log(low), log(here), log(high)
    return (here - low) / (high - low) if high > low else 0.0
