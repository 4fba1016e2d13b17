"""A fair comparison: rules tuned with the same budgets on the same seeds, and reported on others."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from talweg.errors import RangeError, ShapeError, TalwegError
from talweg.formula import Range
from talweg.lab.compare import workers as joblib_workers
from talweg.lab.compare.again import again, spelled
from talweg.lab.compare.comparison import Comparison
from talweg.lab.compare.entries import entries
from talweg.lab.compare.progress import progress_bar
from talweg.lab.compare.sensitivity import CLOSER, Best
from talweg.lab.compare.trial import Row, Trial
from talweg.lab.compare.trials import Trials, winner
from talweg.lab.compare.workers import Workers
from talweg.lab.problems import PROBLEMS, surface
from talweg.lab.problems.problem import SEED, STEPS, Problem
from talweg.nouns import Surface

TUNED_FROM = 1_000_000
"""The seeds of tuning begin here, far from those that are reported."""
BUDGET = Range(1, 100_000, low_open=False, integer=True)
COUNT = Range(1, 100_000, low_open=False, integer=True)
Watch = Callable[[str, int, Row | None], None]
"""Told a stage's name, how many runs it has, and a run: one that has ended, or what there is of it so far."""


def compare(
    problem: Problem | Surface | str | Sequence[Problem | Surface | str],
    rules: Any,
    *,
    budgets: int | Sequence[int] = (1, 5, 25),
    seeds: int | Sequence[int] = 10,
    tuning_seeds: int = 3,
    steps: int | None = None,
    spaces: Mapping[str, Any] | None = None,
    sensitivity: bool = True,
    seed: int = 0,
    store: str | Path | None = None,
    jobs: int = -1,
    dask: str | None = None,
    backend: str | None = None,
    progress: bool | None = None,
    watch: Watch | None = None,
) -> Comparison:
    """Compare rules on one problem or several, each with the same tuning, starts, batches and noise.

    `problem` is a problem, a surface, the name of one, or a list of such. `rules` are optimizers, pipelines, texts such
    as "adam", "adam:beta1=0.8" or "adam@cosine", and pairs (rule, schedule): the schedule is laid out over the run, and
    its peak is the rate. What a text names, or what has another value than its default, stays there; all else is
    searched in the rule's space (see `spaces.toml`; `spaces` overrules: {"adam": {"lr": (1e-4, 1), "beta1": None}}).

    A budget is a number of trials: 1 is the rule as it was given, with more the one wins whose median end over
    `tuning_seeds` seeds is lowest. The winner is run with `seeds` (how many, or which) that it was not tuned on, and
    only these runs are reported. With `sensitivity` the best rate is also tried 2 to 32 times too low and too high, and
    where it ceases to be good enough, closer. `seed` draws the trials. Losses are compared by problems, see
    `Comparison.between`: ["digits:loss=focal", "digits:loss=mse"].

    All trials go through joblib: `jobs` processes (-1: one a core), a Dask cluster (`dask`), or another `backend`;
    but on a surface those of a rule that is one formula are run side by side (see `tw.sweep`), here where nothing
    else is said, and their seconds are shares of those of all. With `store`, the path of a file or the URL of a
    database, each run is kept as it ends, what is there is not run again, and several processes may work on one
    comparison. progress: a bar on a terminal or in a notebook (None), always, or never. `watch` is called in this
    process with a stage's name, its runs and None as it begins, and with each row as its run ends; with jobs=1 also
    on the way, each time a run is measured, with its row so far (`row.over` is False); side by side it hears of
    runs as they end. What it raises ends the comparison.

    Everything is checked before the first run. Raises RangeError, UnknownNameError, DeclarationError, MissingError,
    ShapeError, StoreError, or TalwegError for what a run raised, once all others are kept.
    """
    grounds = read_problems(problem)
    budgets, kept_seeds = _numbers("budgets", budgets, BUDGET), _seeds(seeds)
    tuned = tuple(range(TUNED_FROM, TUNED_FROM + int(COUNT.check("compare", "tuning_seeds", tuning_seeds))))
    if both := {*kept_seeds} & {*tuned}:
        raise RangeError(f"compare: seeds from {TUNED_FROM} on are for tuning; {min(both)} is among those to report")
    drawn = int(SEED.check("compare", "seed", seed))
    lengths = {
        name: each.steps if steps is None else int(STEPS.check("compare", "steps", steps))
        for name, each in grounds.items()
    }
    parts = {name: entries(rules, spaces, lengths[name]) for name in grounds}
    workers = Workers(jobs, dask, backend)
    tuning = [
        Trial(grounds[name], entry, hyper, each, lengths[name], number)
        for name, own in parts.items()
        for entry in own.values()
        for number, hyper in enumerate(entry.trials(budgets[-1], drawn))
        for each in tuned
        if budgets[-1] > 1
    ]
    chosen: list[Trial] = []
    best: list[Best] = []
    with Keeper(store, workers, watch) as keeper, progress_bar(progress) as begin:
        keeper.run(tuning, begin, "tuning")
        rows = Trials([keeper.row(trial) for trial in tuning], {}, kept_seeds)
        for name, own in parts.items():
            for entry in own.values():
                listed = entry.trials(budgets[-1], drawn)
                won = {winner(rows, name, entry.name, budget, tuned): budget for budget in budgets}
                plan = {number: listed[number] for number in won}
                length, ground = lengths[name], grounds[name]
                chosen += [Trial(ground, entry, each, one, length, k) for k, each in plan.items() for one in kept_seeds]
                last = winner(rows, name, entry.name, budgets[-1], tuned)
                if sensitivity:
                    best.append(Best(ground, entry, listed[last], last, tuned, length))
                    chosen += [*(best[-1].itself() if budgets[-1] == 1 else ()), *best[-1].off()]
        keeper.run(chosen, begin, "reporting")
        rates = {(name, rule): entry.core.rate for name, own in parts.items() for rule, entry in own.items()}
        for _ in range(CLOSER if sensitivity else 0):
            rows = Trials([keeper.row(trial) for trial in (*tuning, *chosen)], rates, kept_seeds)
            if nearer := [trial for each in best for trial in each.closer(rows)]:
                keeper.run(nearer, begin, "sensitivity")
                chosen += nearer
        found = [keeper.row(trial) for trial in (*tuning, *chosen)]
    return Comparison(
        grounds, parts, budgets, kept_seeds, tuned, lengths, drawn, Trials(found, rates, kept_seeds),
        again(grounds, parts, budgets, kept_seeds, tuned, drawn, steps),
    )  # fmt: skip


class Keeper:
    """The rows of a comparison: those that a study has, and those that are run now, which go into it at once."""

    def __init__(self, store: str | Path | None, workers: Workers, watch: Watch | None = None) -> None:
        self.workers, self.found, self._watch = workers, dict[str, Row](), watch
        self.study: Any = None
        if store is not None:
            from talweg.lab.compare.study import Study

            self.study = Study(store)

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, KeyboardInterrupt):
            count = len(self.found)
            told = f"stopped; {count} runs are lost: with store='study.db' they would have been kept"
            if self.study is not None:
                told = f"stopped; {count} runs are kept in {self.study.where}: the same call again goes on from there"
            error.args = (told,)
            error.rows = list(self.found.values())  # type: ignore[attr-defined]
        if self.study is not None:
            self.study.close()

    def run(self, trials: Sequence[Trial], begin: Callable[[int, str], Callable[[int], None]], name: str) -> None:
        """Run those trials that nobody has run yet."""
        unique = {trial.digest: trial for trial in trials}
        self._fetch(set(unique) - self.found.keys())
        report = begin(len(unique), name)
        report(sum(digest in self.found for digest in unique))
        tell = None if self._watch is None else partial(self._watch, name, len(unique))
        if tell is not None:
            tell(None)
            for digest, trial in unique.items():
                if digest in self.found:
                    tell(self.found[digest].called(trial))
        left = [trial for digest, trial in unique.items() if digest not in self.found]
        if self.study is not None:  # several processes on one study go different ways through it
            random.SystemRandom().shuffle(left)

        def keep(rows: Sequence[Row]) -> None:
            if self.study is not None:
                self.study.keep(rows)
            for row in rows:
                self.found[row.digest] = row
                report(1)
                if tell is not None:
                    tell(row.called(unique[row.digest]))

        joblib_workers.run(left, self.workers, keep, self._over, tell)
        self._fetch(set(unique) - self.found.keys())  # what another process has run in the meantime
        if missing := set(unique) - self.found.keys():
            raise TalwegError(f"compare: {len(missing)} runs are missing, and nobody said why")

    def row(self, trial: Trial) -> Row:
        """What came of a trial, under the names that it has here."""
        return self.found[trial.digest].called(trial)

    def _over(self, digests: Sequence[str]) -> set[str]:
        return set() if self.study is None else set(self.study.there(digests))

    def _fetch(self, digests: set[str]) -> None:
        if self.study is not None and digests:
            self.found |= self.study.known(sorted(digests))


def read_problems(given: Any) -> dict[str, Problem]:
    """The problems that are given, by name; of several of one name each has its settings in it.

    Raises what the shelf of problems does, and ShapeError for none.
    """
    listed = [given] if isinstance(given, str | Problem | Surface) or not isinstance(given, Sequence) else list(given)
    read = [surface(each) if isinstance(each, Surface) else PROBLEMS.take("compare", each) for each in listed]
    names = [each.name for each in read]
    found: dict[str, Problem] = {}
    for one in read:
        like = [other for other in found.values() if (other.words, other.steps) == (one.words, one.steps)]
        name = one.name if names.count(one.name) == 1 else spelled(one) or repr(one)
        if like or name in found:
            raise ShapeError(f"compare: the problem {name} is there twice")
        found[name] = one if name == one.name else one.called(name)
    if not found:
        raise ShapeError("compare: needs at least one problem, such as 'digits'")
    return found


def _seeds(given: Any) -> tuple[int, ...]:
    if isinstance(given, Sequence) and not isinstance(given, str):
        if not given or len({*given}) < len(given):
            raise RangeError(f"compare: seeds must be how many, or a list of different ones; got {given!r:.60}")
        return tuple(int(SEED.check("compare", "seeds", each)) for each in given)
    return tuple(range(int(COUNT.check("compare", "seeds", given))))


def _numbers(name: str, given: Any, legal: Range) -> tuple[int, ...]:
    listed = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    if not listed:
        raise RangeError(f"compare: {name} must be one whole number or several, got none")
    return tuple(sorted({int(legal.check("compare", name, each)) for each in listed}))
