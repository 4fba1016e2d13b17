"""How trials are taken: of one rule on one surface side by side, a trial a lane, by `tw.sweep`; else one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from talweg.errors import TalwegError
from talweg.lab.compare.trial import Row, Trial
from talweg.lab.problems.ground import Ground
from talweg.nouns import Optimizer

AT_ONCE = 10_000_000
"""Steps of all lanes together, about a second: what is lost where somebody stops it in between."""


def in_lanes(trials: Iterable[Trial]) -> tuple[list[list[Trial]], list[Trial]]:
    """The trials that can be run side by side, in groups that are, and those that must be run one after another.

    A rule needs to be one formula, without a pipeline around it, and the problem a surface.
    """
    groups: dict[tuple[int, int, int], list[Trial]] = {}
    others = []
    for trial in trials:
        rule = trial.entry.rule
        if isinstance(rule, Optimizer) and not rule.whole and isinstance(trial.problem.task, Ground):
            groups.setdefault((id(trial.problem), id(trial.entry), trial.steps), []).append(trial)
        else:
            others.append(trial)
    return [part for group in groups.values() for part in _parts(group)], others


def run_side_by_side(trials: Sequence[Trial]) -> list[Row]:
    """The rows of a group of `in_lanes`, in its order; each lane is the same number in whatever group it is run."""
    first = trials[0]
    ground = first.problem.task
    assert isinstance(ground, Ground)
    rules: dict[str, Optimizer] = {}
    asked = []
    for trial in trials:
        words = repr(sorted(trial.hyper.items()))
        if words not in rules:
            ready = trial.entry.at(trial.hyper, trial.steps)
            assert isinstance(ready, Optimizer)
            rules[words] = ready
        asked.append((rules[words], trial.seed))
    curves = ground.run_side_by_side(asked, first.problem.kept(first.steps))
    return [Row.of(trial, curve) for trial, curve in zip(trials, curves, strict=True)]


def run_all(trials: list[Trial], told: Callable[[Row], None] | None = None) -> list[tuple[str, Row | str]]:
    """Several trials by their digests, side by side where that can be; where one raises, what it said. See `Trial.run`.

    On one thread of BLAS: small matrices gain nothing by more, which would fight with the other workers' for the cores,
    and the same run is the same number wherever it is taken.
    """
    found: list[tuple[str, Row | str]] = []
    raised: list[Exception] = []

    def heard(row: Row) -> None:
        try:
            assert told is not None
            told(row)
        except Exception as error:
            raised.append(error)
            raise

    groups, others = in_lanes(trials)
    for group in groups:
        try:
            found += [(row.digest, row) for row in run_side_by_side(group)]
        except Exception as error:
            found += [(trial.digest, _said(trial, error)) for trial in group]
    for trial in others:
        try:
            with _threads().limit(limits=1, user_api="blas"):
                found.append((trial.digest, trial.run(told and heard)))
        except Exception as error:
            if error in raised:  # no fault of the trial
                raise
            found.append((trial.digest, _said(trial, error)))
    return found


def _said(trial: Trial, error: Exception) -> str:
    said = str(error) if isinstance(error, TalwegError) else f"{type(error).__name__}: {error}"
    return f"{trial.entry.name} on {trial.problem.name}: {said}"


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _parts(group: list[Trial]) -> Iterable[list[Trial]]:
    size = max(1, AT_ONCE // group[0].steps)
    return (group[start : start + size] for start in range(0, len(group), size))
