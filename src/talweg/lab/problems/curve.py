"""One run on a problem, as it was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talweg.lab.divergence import DIVERGED

Told = Callable[[int, float, float], None]
"""Told on the way, as it is measured: after which step, the value, and the seconds of steps until then."""


def untold(_step: int, _value: float, _seconds: float) -> None:
    """Nobody is told."""


@dataclass(frozen=True, eq=False, repr=False)
class Curve:
    """One run on a problem: what was measured after each of `steps` (k,), and the seconds taken until then.

    `values` (k,) is inf from the step on at which the run had diverged; `left` is that step, or None. `seconds` (k,) is
    the time of the steps alone, without that of measuring.
    """

    steps: NDArray[np.int64]
    values: NDArray[np.float64]
    seconds: NDArray[np.float64]
    left: int | None = None

    @classmethod
    def of(cls, steps: Sequence[int], values: Iterable[float], seconds: Iterable[float], left: int | None) -> Curve:
        """A curve of what was measured before the run ended, be it short: what is missing is inf."""
        kept, found, spent = np.asarray(steps, np.int64), np.full(len(steps), np.inf), np.zeros(len(steps))
        measured, times = np.array([*values], float), np.array([*seconds], float)
        found[: len(measured)] = measured
        spent[: len(times)] = times
        spent[len(times) :] = times[-1] if len(times) else 0.0
        bound = DIVERGED * max(abs(found[0]), 1.0)
        out = np.flatnonzero(~(np.abs(found) <= bound))
        if out.size:
            found[out[0] :] = np.inf
            left = int(kept[out[0]]) if left is None else min(left, int(kept[out[0]]))
        return cls(kept, found, spent, left)

    @property
    def final(self) -> float:
        """What was measured at the end; inf where the run diverged."""
        return float(self.values[-1])

    def reached(self, target: float) -> tuple[float, float]:
        """After how many steps and seconds the target was reached, to the steps that were measured; inf for never."""
        there = np.flatnonzero(self.values <= target)
        return (float(self.steps[there[0]]), float(self.seconds[there[0]])) if there.size else (np.inf, np.inf)

    def __repr__(self) -> str:
        end = f"diverged at step {self.left}" if self.left is not None else f"{self.final:.4g}"
        return f"Curve of {self.steps[-1]} steps: {self.values[0]:.4g} -> {end}, {self.seconds[-1]:.3f} s"
