"""What is wrong with a schedule, in words with numbers; and its values at every step that matters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talweg.errors import DeclarationError
from talweg.formula import Range
from talweg.nouns.noun import Noun
from talweg.nouns.schedule import Schedule
from talweg.nouns.shelf import described

SHARE = 0.01
"""Less than this share of the largest value is no difference worth a word."""


@dataclass(frozen=True)
class Finding:
    """One thing that a schedule does in a run: its kind, the t where it shows, and a sentence. Prints as that."""

    kind: str
    t: int
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Landmark:
    """A step that matters: t steps taken before it, the value there, and what it is."""

    t: int
    value: float
    what: str


def check_schedule(schedule: Schedule | Callable[[int], float], steps: int) -> list[Finding]:
    """What is doubtful about `schedule` in a run of `steps` steps, in order of t; an empty list if nothing is.

    The kinds: not finite, negative, zero start (its first step moves nothing), jump (a change in one step far above
    its usual ones, which a staircase makes on purpose), rebound (its value rises again towards the end), still
    warming up at the end, ended before the run, floor not reached. Any callable of t will do; the last two need a
    Schedule. Raises RangeError for steps below 1, and what the schedule raises.
    """
    if not callable(schedule) or (isinstance(schedule, Noun) and not isinstance(schedule, Schedule)):
        raise DeclarationError(
            f"check_schedule needs a schedule with its hyperparameters, such as tw.cosine(peak=0.1, total=100); got "
            f"{described(schedule)}"
        )
    steps = _whole(steps)
    values = _values(schedule, steps + 1)
    bad = np.flatnonzero(~np.isfinite(values[:-1]))
    if bad.size:
        t = int(bad[0])
        return [Finding("not finite", t, f"is not finite: at t = {t} it is {values[t]:g}")]
    if isinstance(schedule, Schedule):
        warmup, plan = schedule.hyper["warmup"], list(_plan(schedule, values))
    else:
        warmup, plan = 0, []
    found = [*_jump(values[:-1], warmup), *_course(values[:-1]), *plan]
    return sorted(found, key=lambda each: each.t)


def landmarks(schedule: Schedule, steps: int) -> list[Landmark]:
    """The values in a run of `steps` steps at 0 and 1, around every join, at the last step and one past it.

    Around a join are the last step before it and the first from it on. Raises RangeError for steps below 1, and
    MissingError while a hyperparameter has no value.
    """
    steps = _whole(steps)
    what = {0: "the first step", 1: "the second"}
    warmup = schedule.hyper["warmup"]
    for join in schedule.joins():
        name = "the warm-up ends" if join == warmup else "a turn"
        after = math.ceil(join)
        what |= {t: text for t, text in ((after - 1, f"just before {name}"), (after, name)) if t not in (0, 1)}
    what |= {steps - 1: "the last step", steps: "one past the last step"}
    return [Landmark(t, schedule(t), what[t]) for t in sorted(what) if t <= steps]


def _whole(steps: int) -> int:
    return int(Range(1, low_open=False, integer=True).check("check_schedule", "steps", steps))


def _values(schedule: Schedule | Callable[[int], float], count: int) -> NDArray[np.float64]:
    if isinstance(schedule, Schedule):
        return schedule(np.arange(count))
    return np.array([float(schedule(t)) for t in range(count)])


def _course(values: NDArray[np.float64]) -> Iterator[Finding]:
    """What the values of a run show by themselves."""
    last = len(values) - 1
    top, bottom = int(values.argmax()), int(values.argmin())
    if values[bottom] < 0:
        t = int(np.flatnonzero(values < 0)[0])
        yield Finding("negative", t, f"goes negative: at t = {t} it is {values[t]:g}")
    if values[0] == 0:
        first = next(iter(np.flatnonzero(values)), None)
        until = "and stays so to the end" if first is None else f"and first above it at t = {first}"
        yield Finding("zero start", 0, f"starts at zero: at t = 0 it is 0, {until}; a step of size zero moves nothing")
    difference = SHARE * np.abs(values).max()
    if last and top == last and values[last] > values[last - 1]:
        yield Finding(
            "warming up", last, f"is still warming up at its end: its largest value is its last, {values[last]:g} at "
            f"t = {last}"
        )  # fmt: skip
        return
    low = top + int(values[top:].argmin())
    if values[last] - values[low] > difference:
        yield Finding(
            "rebound", last, f"rebounds at its end: from {values[low]:g} at t = {low} to {values[last]:g} at the last "
            f"step, t = {last}"
        )  # fmt: skip


def _jump(values: NDArray[np.float64], begin: int) -> Iterator[Finding]:
    """The changes from t = `begin` on that are ten times as large as those around them."""
    changes = np.abs(np.diff(values[begin:]))
    if len(changes) < 3:
        return
    around = np.maximum(np.r_[changes[1], changes[:-1]], np.r_[changes[1:], changes[-2]])
    level = np.maximum(np.abs(values[begin:-1]), np.abs(values[begin + 1 :]))
    alone = np.flatnonzero((changes > SHARE * level) & (changes > 10 * around))
    if not alone.size:
        return
    t = begin + int(alone[changes[alone].argmax()]) + 1
    often = f"jumps {alone.size} times, furthest" if alone.size > 1 else "jumps once,"
    yield Finding("jump", t, f"{often} at t = {t}: from {values[t - 1]:g} to {values[t]:g} in one step")


def _plan(schedule: Schedule, values: NDArray[np.float64]) -> Iterator[Finding]:
    """Where the plan of a schedule, its warm-up, total and floor, does not fit the run."""
    hyper, steps = schedule.hyper, len(values) - 1
    total, floor, warmup = hyper.get("total"), hyper.get("floor"), hyper["warmup"]
    if total is not None and total < steps:
        yield Finding(
            "ended", total, f"has ended before the run: total = {total}, so the last {steps - total} of {steps} steps "
            f"stay at {values[-1]:g}"
        )  # fmt: skip
    planned = total is not None or bool(floor)
    if floor is not None and planned and warmup < steps and values[-1] - floor > SHARE * (values.max() - floor):
        until = f"its total is {total}" if total is not None else "it falls too slowly"
        yield Finding(
            "floor", steps, f"never reaches its floor {floor:g}: after all {steps} steps it is {values[-1]:g}; {until}"
        )  # fmt: skip
