"""How the runs of a sweep are walked: side by side, or one after another by the plain reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import batched
from talweg.engine.batched import Course
from talweg.engine.noise import normal
from talweg.lab.divergence import DIVERGED, left_at
from talweg.nouns import Optimizer, Surface

Array = NDArray[Any]
Numbers = Mapping[tuple[str, str], Any]
"""By owner ("rule", "surface" or "noise") and name: a number, an entry for each run, a course, or a course for each."""
Ends = tuple[Array, Array, Array]
"""Places (runs, kept, 2), f there (runs, kept), and when each run had diverged (runs,), -1 for never."""


def walk_all(rule: Optimizer, surface: Surface, kept: Sequence[int], given: Numbers, start: Array) -> Ends:
    """Every run from its place in `start` (runs, 2); those of one combination of schedules at a time."""
    walk = _one_by_one if rule.whole else _side_by_side
    courses = {name: value for name, value in given.items() if isinstance(value, np.ndarray) and value.dtype == object}
    if not courses:
        return walk(rule, surface, kept, given, start)
    places = [np.unique([id(each) for each in value], return_inverse=True)[1] for value in courses.values()]
    _, groups = np.unique(np.stack(places, axis=1), axis=0, return_inverse=True)
    found: list[Array] = []
    for group in range(groups.max() + 1):
        runs = np.flatnonzero(groups == group)
        own = {name: courses[name][runs[0]] if name in courses else _of(value, runs) for name, value in given.items()}
        parts = walk(rule, surface, kept, own, start[runs])
        found = found or [np.empty((len(start), *part.shape[1:]), part.dtype) for part in parts]
        for all_runs, part in zip(found, parts, strict=True):
            all_runs[runs] = part
    places_, values, left = found
    return places_, values, left


def _of(value: Any, runs: Any) -> Any:
    return value[runs] if isinstance(value, np.ndarray) else value


def _owned(given: Numbers, owner: str) -> dict[str, Any]:
    return {name: value for (its, name), value in given.items() if its == owner}


def _side_by_side(rule: Optimizer, surface: Surface, kept: Sequence[int], given: Numbers, start: Array) -> Ends:
    hyper, shape, noise = (_owned(given, owner) for owner in ("rule", "surface", "noise"))
    still = not np.any(noise["sigma"])
    return batched.run(rule.formula, surface.formula, hyper, shape, start, kept, DIVERGED, {} if still else noise)


def _one_by_one(rule: Optimizer, surface: Surface, kept: Sequence[int], given: Numbers, start: Array) -> Ends:
    """The same for rules that only the plain reader reads."""
    places, values = np.empty((len(start), len(kept), 2), start.dtype), np.empty((len(start), len(kept)), start.dtype)
    left = np.empty(len(start), np.int64)
    for run, w in enumerate(start):
        own = {name: _of(value, run) for name, value in given.items()}
        ground, noise = surface.replace(**_owned(own, "surface")), _owned(own, "noise")
        path, f = walk(ground, rule, w, kept[-1], _owned(own, "rule"), noise["sigma"], noise.get("seed", 0))
        gone = left_at(f)
        places[run], values[run], left[run] = path[kept], f[kept], -1 if gone is None else gone
    return places, values, left


def walk(
    surface: Surface, rule: Optimizer, start: Array, steps: int, hyper: Mapping[str, Any] | None = None,
    sigma: float = 0.0, seed: int = 0,
) -> tuple[Array, Array]:  # fmt: skip
    """One run by the plain reader: its path (steps + 1, 2) and f along it (steps + 1,), in the dtype of `start`.

    `hyper` are numbers or courses, the rule's own if None. Where the run ends up, inf and NaN included, is part of the
    result.
    """
    path, values = np.empty((steps + 1, 2), start.dtype), np.empty(steps + 1, start.dtype)
    w, slots = start.copy(), tuple(rule.init(start).slots.values())
    for t in range(steps + 1):
        path[t] = w
        values[t], gradient = surface.value_and_grad(w)
        if t == steps:
            break
        if sigma:
            gradient = gradient + sigma * np.array(normal(np.uint64(seed), np.uint64(t)))
        now = None if hyper is None else {k: v.values[t] if isinstance(v, Course) else v for k, v in hyper.items()}
        w, slots = rule.next(w, gradient.astype(start.dtype, copy=False), slots, t + 1, now)
    return path, values
