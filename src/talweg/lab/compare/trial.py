"""One run of a comparison: what it is, by which a study knows it again, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from talweg.lab.compare.entries import Entry, Hyper, kept
from talweg.lab.problems.curve import Curve, untold
from talweg.lab.problems.problem import Problem

Point = tuple[float, float, float]
"""A step, what was measured after it, and the seconds until then."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A rule with hyperparameters on a problem, with one seed, for so many steps. `number` is its place among the
    trials, 0 for the rule as it was given; -1 for one beside them, that looks how far the rate may be off."""

    problem: Problem
    entry: Entry
    hyper: Hyper
    seed: int
    steps: int
    number: int = 0

    @cached_property
    def digest(self) -> str:
        """What it is, shortened: equal digests are equal runs, whoever takes them."""
        words = self.entry.words(self.hyper, self.steps)
        return hashlib.sha256(f"{self.problem.words}\n{words}\n{self.seed} {self.steps}".encode()).hexdigest()[:32]

    def run(self, told: Callable[[Row], None] | None = None) -> Row:
        """Take it; the row so far is `told` each time it is measured."""
        points: list[Point] = []

        def measured(step: int, value: float, seconds: float) -> None:
            points.append((step, value, seconds))
            if told is not None and step < self.steps:
                told(Row.so_far(self, points))

        rule, heard = self.entry.at(self.hyper, self.steps), untold if told is None else measured
        return Row.of(self, self.problem.run(rule, seed=self.seed, steps=self.steps, told=heard))


@dataclass(frozen=True)
class Row:
    """What came of a trial: a row of the table of all runs. `curve` (k, 3) is steps, measured values and seconds."""

    digest: str
    problem: str
    rule: str
    trial: int
    hyper: str
    seed: int
    steps: int
    final: float
    left: int | None
    seconds: float
    curve: tuple[Point, ...]

    @classmethod
    def of(cls, trial: Trial, curve: Curve) -> Row:
        """The row of a trial that has been run."""
        points = zip(curve.steps.tolist(), curve.values.tolist(), curve.seconds.tolist(), strict=True)
        return cls.so_far(trial, [*points], curve.left)

    @classmethod
    def so_far(cls, trial: Trial, points: Sequence[Point], left: int | None = None) -> Row:
        """The row of a trial of which these points have been measured, one or more."""
        _, final, seconds = points[-1]
        return cls(
            trial.digest, trial.problem.name, trial.entry.name, trial.number, kept(trial.hyper), trial.seed,
            trial.steps, final, left, seconds, tuple(points),
        )  # fmt: skip

    def called(self, trial: Trial) -> Row:
        """The same run under the names of this trial: another comparison may have called it something else."""
        return Row(
            self.digest, trial.problem.name, trial.entry.name, trial.number, kept(trial.hyper), self.seed,
            self.steps, self.final, self.left, self.seconds, self.curve,
        )  # fmt: skip

    @property
    def over(self) -> bool:
        """Whether the run has ended; until then `curve` ends where it is now, and `final` is its last value."""
        return self.curve[-1][0] == self.steps

    @property
    def numbers(self) -> dict[str, float]:
        """The hyperparameters by name."""
        found: dict[str, float] = json.loads(self.hyper)
        return found

    def reached(self, target: float) -> tuple[float, float]:
        """After how many steps and seconds the target was reached; inf for never."""
        for step, value, seconds in self.curve:
            if value <= target:
                return step, seconds
        return float("inf"), float("inf")
