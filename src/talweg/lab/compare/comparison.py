"""What a comparison found: every run, the winners of each budget, verdicts, and what is worth a warning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.errors import RangeError, unknown
from talweg.lab.compare.entries import Entry
from talweg.lab.compare.sensitivity import HIGH, LOW, reach
from talweg.lab.compare.statistics import (
    Contrast,
    Pair,
    contrast,
    holm,
    middle,
    pairs_of,
    profile_bands,
    seeds_needed,
    signed_rank,
)
from talweg.lab.compare.trials import Trials, winner
from talweg.lab.compare.verdict import Verdict, between
from talweg.lab.problems.problem import Problem


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Rules on problems. Each was tuned on `tuning_seeds`, by as many trials as each of `budgets` says, and what won
    was run on the other `seeds`, from which all that is reported comes."""

    problems: Mapping[str, Problem]
    entries: Mapping[str, Mapping[str, Entry]]
    """By problem, then by name."""
    budgets: tuple[int, ...]
    seeds: tuple[int, ...]
    tuning_seeds: tuple[int, ...]
    steps: Mapping[str, int]
    seed: int
    trials: Trials
    again: str
    """The command or the call that makes this comparison again."""
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The rules, as they were called."""
        return tuple(next(iter(self.entries.values())))

    @cached_property
    def winners(self) -> dict[tuple[str, str, int], int]:
        """By problem, rule and budget: the number of the trial whose median over the tuning seeds is lowest."""
        return {
            (problem, rule, budget): winner(self.trials, problem, rule, budget, self.tuning_seeds)
            for problem in self.problems
            for rule in self.names
            for budget in self.budgets
        }

    def hyper(self, rule: str, budget: int | None = None, problem: str | None = None) -> dict[str, float]:
        """The hyperparameters that won. Raises UnknownNameError or RangeError."""
        problem, budget = self._problem(problem), self._budget(budget)
        rows = self.trials.of(problem, self._rule(rule), self.winners[problem, rule, budget])
        return next(iter(rows.values())).numbers

    def values(self, rule: str, budget: int | None = None, problem: str | None = None) -> NDArray[np.float64]:
        """What was measured at the end, for each of `seeds` (n,); inf where the run diverged."""
        problem, budget = self._problem(problem), self._budget(budget)
        rows = self.trials.of(problem, self._rule(rule), self.winners[problem, rule, budget])
        return np.array([rows[seed].final for seed in self.seeds])

    def reached(
        self, rule: str, budget: int | None = None, problem: str | None = None, unit: str = "steps"
    ) -> NDArray[np.float64]:
        """The "steps" or "seconds" to the problem's target, for each of `seeds` (n,); inf for a miss.

        Raises RangeError for a problem without a target.
        """
        problem, budget = self._problem(problem), self._budget(budget)
        target = self.problems[problem].target
        if target is None:
            raise RangeError(f"{problem} has no target; give it one: problem(target=0.1)")
        if unit not in ("steps", "seconds"):
            raise unknown("Comparison.reached", "unit", unit, ("steps", "seconds"))
        rows = self.trials.of(problem, self._rule(rule), self.winners[problem, rule, budget])
        return np.array([rows[seed].reached(target)[unit == "seconds"] for seed in self.seeds])

    def verdict(self, first: str, second: str, budget: int | None = None, problem: str | None = None) -> Verdict:
        """Which of two rules is better, at the largest budget unless another is given.

        On one problem the pairs are seeds; over several, where none is named, they are the problems, each of which
        counts once, by the share of its seeds that one wins. Raises UnknownNameError, or RangeError for a rule and
        itself.
        """
        budget = self._budget(budget)
        if self._rule(first) == self._rule(second):
            raise RangeError(f"a verdict is about two rules, got {first!r} twice")
        alone = problem is not None or len(self.problems) == 1
        over = self._problem(problem) if alone else ""
        tests = self._tests(budget, over)
        pair = (first, second) if (first, second) in tests else (second, first)
        corrected = holm({each: found.p for each, found in tests.items()})[pair]
        found = tests[pair] if pair == (first, second) else self._test(first, second, budget, over)
        better = first if found.difference < 0 else second
        winner = better if found.separates(corrected) else None
        return Verdict(first, second, budget, winner, corrected, found, over, self.again)

    def verdicts(self, budget: int | None = None, problem: str | None = None) -> list[Verdict]:
        """One for each two rules."""
        return [self.verdict(*pair, budget, problem) for pair in pairs_of(self.names)]

    def between(self, first: str, second: str, rule: str, budget: int | None = None) -> Verdict:
        """Which of two problems that measure the same, such as one task under two losses, ends lower under a rule.

        Raises UnknownNameError, or RangeError where they do not measure the same.
        """
        return between(self, self._problem(first), self._problem(second), self._rule(rule), self._budget(budget))

    def profiles(self, budget: int | None = None, unit: str = "steps") -> tuple[NDArray[np.float64], dict[str, Any]]:
        """Performance profiles: factors (k,), and for each rule the share of problems that it solves within so many
        times what the fastest takes, with the ends of a 95 % bootstrap band, each (k,). Problems without a target are
        left out; raises RangeError where none has one."""
        solved = [name for name, problem in self.problems.items() if problem.target is not None]
        if not solved:
            raise RangeError("profiles need a problem with a target; give it one: problem(target=0.1)")
        times = {rule: np.array([self.reached(rule, budget, each, unit) for each in solved]) for rule in self.names}
        factors = np.geomspace(1, 16, 65)
        return factors, profile_bands(times, factors)

    def width(self, rule: str, problem: str | None = None) -> tuple[float, float] | None:
        """By which factors the best rate of the largest budget may be too low and too high, the median end over the
        tuning seeds still within 10 % of its own; read between rates that were tried (see `sensitivity.py`), the
        farthest of them 32 times off. None where that was not looked for.
        """
        problem = self._problem(problem)
        best = self.trials.of(problem, self._rule(rule), self.winners[problem, rule, self.budgets[-1]])
        middles = self.trials.around(problem, rule)
        if not middles:
            return None
        own = middle([best[seed].final for seed in self.tuning_seeds if seed in best])
        center = self.entries[problem][rule].rate_in(next(iter(best.values())).numbers)
        if center is None or not np.isfinite(own):
            return None
        return reach(center, own, middles, LOW), reach(center, own, middles, HIGH)

    def cost(self, rule: str, budget: int | None = None, problem: str | None = None) -> tuple[int, int, float]:
        """What tuning took: runs, steps and seconds of steps."""
        problem, budget = self._problem(problem), self._budget(budget)
        rows = self.trials.tuning(problem, self._rule(rule), budget, self.tuning_seeds) if budget > 1 else []
        return len(rows), sum(row.steps for row in rows), sum(row.seconds for row in rows)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know before believing the numbers."""
        found = [*self.notes]
        needed, count = seeds_needed(len(self.names)), len(self.seeds)
        if count < needed:
            found.append(
                f"{count} seeds cannot separate any of {len(self.names)} rules after correction; it takes {needed}"
            )
        for problem in self.problems:
            for rule in self.names:
                entry, rate = self.entries[problem][rule], self.entries[problem][rule].core.rate
                span = entry.space.get(rate or "")
                hyper = self.hyper(rule, None, problem)
                if span and rate in hyper and (end := span.edge(hyper[rate])):
                    found.append(
                        f"{rule} on {problem}: the best {rate}, {hyper[rate]:.3g}, sits at the {end} edge of its "
                        f"space, {span.low:g} to {span.high:g}; a wider one may hold a better: "
                        f"spaces={{{entry.core.name!r}: {{{rate!r}: (low, high)}}}}"
                    )
                if np.isinf(self.values(rule, None, problem)).all():
                    found.append(f"{rule} on {problem} diverged from every seed")
        return tuple(found)

    def table(self) -> str:
        """The comparison as plain text."""
        from talweg.lab.compare.tables import table

        return table(self)

    def plot(self, path: str | Path | None = None) -> Any:
        """Draw curves, final values by budget, and profiles; save to `path`, or show. Returns the path, if any."""
        from talweg.lab.compare.pictures import draw

        return draw(self, path)

    def to_parquet(self, path: str | Path) -> Path:
        """Write every run to a Parquet file, a row each. Raises ImportError without polars."""
        return self.trials.to_parquet(path)

    def to_html(self, path: str | Path) -> Path:
        """Write one page with every table and picture, which needs nothing else."""
        from talweg.lab.compare.report import write

        return write(self, path)

    def _repr_html_(self) -> str:
        """What a notebook shows: the tables and verdicts, without the pictures."""
        from talweg.lab.compare.report import tables

        return tables(self)

    def __repr__(self) -> str:
        rules = f"{len(self.names)} rule{'s' if len(self.names) > 1 else ''}"
        return f"Comparison of {rules}: {len(self.trials)} runs\n{self.table()}"

    def _tests(self, budget: int, problem: str) -> dict[Pair, Contrast]:
        return {pair: self._test(*pair, budget, problem) for pair in pairs_of(self.names)}

    def _test(self, first: str, second: str, budget: int, problem: str) -> Contrast:
        if problem:
            return contrast(self.values(first, budget, problem), self.values(second, budget, problem), self.seed)
        shares = []
        for each in self.problems:
            a, b = self.values(first, budget, each), self.values(second, budget, each)
            shares.append(float(np.mean((a < b) + 0.5 * (a == b))))
        wins = np.array(shares)
        found = contrast(0.5 - wins, np.zeros(len(wins)), self.seed)
        return Contrast(len(wins), float(wins.mean()), found.difference, found.interval, signed_rank(0.5 - wins))

    def _rule(self, name: str) -> str:
        if name not in self.names:
            raise unknown("the comparison", "rule", name, self.names)
        return name

    def _problem(self, name: str | None) -> str:
        if name is None:
            if len(self.problems) > 1:
                raise RangeError(f"there are {len(self.problems)} problems; name one: {', '.join(self.problems)}")
            return next(iter(self.problems))
        if name not in self.problems:
            raise unknown("the comparison", "problem", name, self.problems)
        return name

    def _budget(self, budget: int | None) -> int:
        if budget is None:
            return self.budgets[-1]
        if budget not in self.budgets:
            raise RangeError(f"the budgets are {', '.join(map(str, self.budgets))}, got {budget!r}")
        return budget
