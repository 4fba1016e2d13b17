"""The runs of a comparison: a row each, and found again by problem, rule, trial and seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg import atomic
from talweg.lab.compare.statistics import middle
from talweg.lab.compare.trial import Row

BESIDE = -1
"""The number of a trial that looks how far the rate may be off."""


class Trials(Sequence[Row]):
    """Rows, in the order in which they were planned. `columns()` has them for pandas.DataFrame or polars.DataFrame."""

    def __init__(self, rows: Sequence[Row], rates: dict[tuple[str, str], str | None], seeds: Sequence[int]) -> None:
        self._rows, self._rates, self._seeds = tuple(rows), rates, frozenset(seeds)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def purpose(self, row: Row) -> str:
        """What a run was for: "report", "tuning" or "sensitivity"."""
        return "report" if row.seed in self._seeds else "sensitivity" if row.trial == BESIDE else "tuning"

    def columns(self) -> dict[str, NDArray[Any]]:
        """A row for every run as columns; what was measured on the way is left to `curves`."""
        rows = self._rows
        return {
            "problem": np.array([row.problem for row in rows], object),
            "rule": np.array([row.rule for row in rows], object),
            "purpose": np.array([self.purpose(row) for row in rows], object),
            "trial": np.array([row.trial for row in rows], np.int64),
            "hyper": np.array([row.hyper for row in rows], object),
            "seed": np.array([row.seed for row in rows], np.int64),
            "steps": np.array([row.steps for row in rows], np.int64),
            "final": np.array([row.final for row in rows], float),
            "diverged_at": np.array([-1 if row.left is None else row.left for row in rows], np.int64),
            "seconds": np.array([row.seconds for row in rows], float),
        }

    def to_polars(self) -> Any:
        """The columns as a polars.DataFrame. Raises ImportError without polars."""
        try:
            import polars
        except ImportError as error:
            raise ImportError("tables of runs are made by polars: pip install 'talweg[tables]'") from error
        return polars.DataFrame(self.columns())

    def to_parquet(self, path: str | Path) -> Path:
        """Write the columns to a Parquet file, whole or not at all. Raises ImportError without polars, OSError."""
        from io import BytesIO

        atomic.check(path)
        written = BytesIO()
        self.to_polars().write_parquet(written)
        atomic.write(path, written.getvalue())
        return Path(path)

    def of(self, problem: str, rule: str, trial: int) -> dict[int, Row]:
        """The runs of one trial, by seed."""
        return self._found.get((problem, rule, trial), {})

    def tuning(self, problem: str, rule: str, budget: int, seeds: Sequence[int]) -> list[Row]:
        """The runs of the first `budget` trials on these seeds."""
        found = [self.of(problem, rule, trial) for trial in range(budget)]
        return [rows[seed] for rows in found for seed in seeds if seed in rows]

    def around(self, problem: str, rule: str) -> dict[float, float]:
        """By the rate, the median end of the runs that look how far it may be off."""
        rate = self._rates[problem, rule]
        ends: dict[float, list[float]] = {}
        for row in self._beside.get((problem, rule), []):
            ends.setdefault(row.numbers[str(rate)], []).append(row.final)
        return {lr: middle(each) for lr, each in ends.items()}

    @cached_property
    def _found(self) -> dict[tuple[str, str, int], dict[int, Row]]:
        found: dict[tuple[str, str, int], dict[int, Row]] = {}
        for row in self._rows:
            if row.trial != BESIDE:
                found.setdefault((row.problem, row.rule, row.trial), {})[row.seed] = row
        return found

    @cached_property
    def _beside(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self._rows:
            if row.trial == BESIDE:
                found.setdefault((row.problem, row.rule), []).append(row)
        return found


def winner(trials: Trials, problem: str, rule: str, budget: int, seeds: Sequence[int]) -> int:
    """The number of the trial whose median over these seeds is lowest, of the first `budget`; the earlier of two even.

    A budget of 1 is the rule as it was given.
    """
    if budget == 1:
        return 0
    ends: dict[int, list[float]] = {}
    for row in trials.tuning(problem, rule, budget, seeds):
        ends.setdefault(row.trial, []).append(row.final)
    return min(ends, key=lambda trial: (middle(ends[trial]), trial))
