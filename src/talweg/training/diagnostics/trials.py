"""Runs at one rate each: how far down they go, and whether they stay there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from talweg.errors import NonFiniteError
from talweg.training.loop.examples import Examples
from talweg.training.loop.run import Run

FALL = 0.05
"""A run descends if the loss falls by this share of its spread over the examples."""
BEGUN = 0.1
"""A rate works if its runs go this share of the way that the best go."""
FAR = 0.8
"""A rate holds if its runs go this share of the way that the best go,"""
RISEN = 0.1
"""and end no further above their lowest than this share of their way."""
LOOKS = 5
"""A run is looked at so many times."""
FACTOR = 4.0
"""The rates of a scan are so far apart."""
MEASURED = 512
"""The loss is measured on so many examples at most."""


@dataclass(frozen=True)
class Trial:
    """One run: how far down it is at its end, -inf where it broke off, and how far at most at any look."""

    fall: float
    deepest: float

    @property
    def stays(self) -> bool:
        """Whether it ends about as far down as it ever was."""
        return self.fall >= (1 - RISEN) * self.deepest


@dataclass
class Trials:
    """All runs tried so far. `begin` makes one: of this seed, at least so many steps long, at this rate."""

    begin: Callable[[int, int, float], Run]
    seeds: Sequence[int]
    done: dict[tuple[int, int, float], Trial] = field(default_factory=dict)

    def working(self, low: float, high: float, steps: int) -> tuple[float | None, float | None]:
        """The highest rate at which every seed descends, and the lowest at which it gets a tenth of the way.

        They are looked for from high to low, and below the first that descends only as long as they get on.
        """
        rates = [high / FACTOR**i for i in range(math.ceil(math.log(high / low, FACTOR)))] + [low]
        top = None
        for rate in rates:
            if top is None:
                top = rate if self._descends(rate, steps) and self._goes(rate, steps, 0.5) else None
                start = top
            elif self._goes(rate, steps, BEGUN):
                start = rate
            else:
                break
        if top is None or start is None:
            return None, None
        # Finer, and again by what the best are known to be now.
        while start > low and self._goes(max(start / 2, low), steps, BEGUN):
            start = max(start / 2, low)
        while start < top and not self._goes(start, steps, BEGUN):
            start = min(2 * start, top)
        return top, start

    def safe(self, rate: float, least: float, steps: int) -> float | None:
        """Half the highest rate, from this one down, that holds, if the half holds as well and is at least `least`."""
        while rate / 2 >= least:
            if self._holds(rate, steps) and self._holds(rate / 2, steps) and self._holds(rate, steps):
                return rate / 2
            rate /= 2
        return None

    def why_not(self, low: float, high: float, steps: int) -> str:
        """Why no rate works in so many steps, and what to do."""
        lowest = [self._trial(seed, steps, low) for seed in self.seeds]
        if any(trial.fall < -max(self._least) for trial in lowest):
            return f"the loss rises even at {low:.2g}; ask for a lower `low`, and see that every column of X is scaled"
        reached = [max(t.deepest for (s, _, _), t in self.done.items() if s == seed) for seed in self.seeds]
        still = sum(fall <= least for fall, least in zip(reached, self._least, strict=True))
        if not still:
            return f"no rate from {low:.2g} to {high:.2g} holds for every seed; ask for more `steps`, or a larger batch"
        return (
            f"in {still} of {len(self.seeds)} seeds the loss falls by {FALL:.0%} at no rate from {low:.2g} to "
            f"{high:.2g}, of what it varies by over the examples, in {steps} steps; ask for more `steps` or other "
            "ends, or see whether the model is at its best already"
        )

    def _descends(self, rate: float, steps: int) -> bool:
        return all(
            self._trial(seed, steps, rate).fall > least for seed, least in zip(self.seeds, self._least, strict=True)
        )

    def _goes(self, rate: float, steps: int, share: float, stays: bool = False) -> bool:
        """Whether every seed goes this share of the way that the best run of those tried, as long at most, takes it."""
        for seed in self.seeds:
            trial = self._trial(seed, steps, rate)
            best = max(t.fall for (s, n, _), t in self.done.items() if s == seed and n <= steps)
            if not trial.fall >= share * best or trial.fall <= 0 or (stays and not trial.stays):
                return False
        return True

    def _holds(self, rate: float, steps: int) -> bool:
        return self._goes(rate, steps, FAR, stays=True)

    @cached_property
    def _least(self) -> list[float]:
        """The fall that counts as one, for each seed."""
        return [self._least_fall(seed) for seed in self.seeds]

    def _least_fall(self, seed: int) -> float:
        run = self.begin(seed, 1, 1.0)
        measured = _measured(run.examples)
        each = run.loss(run.model(measured.X), measured.y, reduction="none")
        rounding = 100 * np.finfo(run.model.parameters.dtype).eps * abs(float(np.mean(each)))
        return max(FALL * float(np.std(each)), float(rounding))

    def _trial(self, seed: int, steps: int, rate: float) -> Trial:
        key = seed, steps, rate
        if key not in self.done:
            with np.errstate(all="ignore"):
                self.done[key] = _tried(self.begin(seed, steps, rate), steps)
        return self.done[key]


def _tried(run: Run, steps: int) -> Trial:
    """Take so many steps."""
    every = getattr(run.rule, "every", 1)  # gradients to a step
    measured = _measured(run.examples)
    start, lowest, now = _loss(run, measured), math.inf, math.inf
    looks = {round(steps * (i + 1) / LOOKS) for i in range(LOOKS)}
    batches = run.endless()
    try:
        for step in range(1, steps + 1):
            for _ in range(every):
                run.step(next(batches))
            if step in looks:
                now = _loss(run, measured)
                lowest = min(lowest, now)
    except NonFiniteError:
        now = math.inf
    return Trial(start - now if math.isfinite(now) else -math.inf, max(start - lowest, 0.0))


def _measured(examples: Examples) -> Examples:
    """The examples on which the loss is measured: all, or so many, the same for every run."""
    if len(examples) <= MEASURED:
        return examples
    return examples.take(np.random.default_rng(0).permutation(len(examples))[:MEASURED])


def _loss(run: Run, measured: Examples) -> float:
    """The loss of the weights to evaluate, inf where it is not finite."""
    with run.averaged():
        value = float(run.loss(run.model(measured.X), measured.y))
    return value if math.isfinite(value) else math.inf
