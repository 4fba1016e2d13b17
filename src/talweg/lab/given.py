"""What a sweep is given: numbers, arrays and schedules, each in its legal range."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine.batched import Course
from talweg.errors import DtypeError, NonFiniteError, RangeError, ShapeError
from talweg.formula import Range
from talweg.nouns import Optimizer
from talweg.nouns.shelf import described

Array = NDArray[Any]


def kept_steps(keep: str | int, last: int) -> list[int]:
    """The numbers of steps that are kept."""
    keep = plain(keep)
    if depth(keep):
        raise RangeError(f"sweep: keep is one word or number, got {keep!r:.60}")
    if keep == "end":
        return [last]
    if keep == "path":
        return list(range(last + 1))
    if isinstance(keep, str | bool) or keep not in Range(1, high_open=True, low_open=False, integer=True):
        raise RangeError(
            f'sweep: keep must be "end", "path" or a whole number k of [1, inf), for every k-th step; got {keep!r}'
        )
    return sorted({*range(0, last, int(keep)), last})


def read_hyper(rule: Optimizer, name: str, value: Any, steps: int) -> Any:
    """A hyperparameter: a number, an array of numbers, a course, or an array of courses where any is a schedule."""
    legal = rule.formula.hyper[name].range
    if callable(value):
        return Course(np.array([rule._value(name, value, t) for t in range(steps)], float))
    if depth(value) and _has_schedules(value):
        each = np.asarray(value, object)
        courses = {id(one): read_hyper(rule, name, one, steps) for one in each.flat}
        return np.vectorize(lambda one: courses[id(one)], otypes=[object])(each)
    return read_numbers(rule.name, name, value, legal)


def _has_schedules(value: Any) -> bool:
    """Whether anything in a list or an array is a schedule; no number in an array of numbers has to be asked."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return False
    return any(callable(each) for each in np.asarray(value, object).flat)


def depth(value: Any) -> int:
    """The number of axes of what is given: 0 for a number, a schedule, a text."""
    try:
        return np.ndim(value)
    except ValueError:  # lists of several lengths, which are no array
        return 1


def plain(value: Any) -> Any:
    """An array of no axes as what it holds; anything else as it is."""
    return value.item() if isinstance(value, np.ndarray) and not value.ndim else value


def array_of(owner: str, name: str, value: Any) -> Array:
    """An array of real numbers. Raises DtypeError."""
    with suppress(ValueError):
        found = np.asarray(value)
        if found.dtype.kind in "fiu":
            return found
    raise DtypeError(f"{owner}: {name} must be numbers, in an array or lists of one length; got {described(value)}")


def read_numbers(owner: str, name: str, value: Any, legal: Range) -> Any:
    """A number in its range, or an array of such numbers."""
    if not depth(value):
        return legal.check(owner, name, plain(value))
    found = array_of(owner, name, value)
    for each in (found.min(), found.max()) if found.size else ():
        legal.check(owner, name, each.item())
    if legal.integer and (strange := found[found != np.floor(found)]).size:
        legal.check(owner, name, strange.flat[0].item())
    return found.astype(float)


def read_start(given: ArrayLike) -> Array:
    """Where runs start: an array (..., 2) of finite numbers, float32 if it was that, else float64."""
    begin = array_of("sweep", "start", given)
    begin = begin if begin.dtype == np.float32 else begin.astype(float)
    if begin.ndim < 1 or begin.shape[-1] != 2:
        raise ShapeError(f"sweep: start must be an array (..., 2) of x and y, got {given!r:.60}")
    if not np.isfinite(begin).all():
        raise NonFiniteError(f"sweep: start must be finite numbers, got {begin[~np.isfinite(begin)][0]}")
    return begin


def broadcast(shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """What arrays of these shapes, by name, broadcast to."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ShapeError(f"sweep: these shapes do not broadcast together: {listed}") from None


def require(rule: Optimizer, numbers: Mapping[str, Any]) -> None:
    """Raise RangeError where numbers of one run contradict each other."""
    known = {name: value for name, value in numbers.items() if not isinstance(value, Course)}
    known = {name: value for name, value in known.items() if np.asarray(value).dtype != object}
    for condition in rule.requires:
        if not condition.names <= known.keys():
            continue
        left, right = condition.left(**known), condition.right(**known)
        if not np.all(left < right if condition.strict else left <= right):
            raise RangeError(f"{rule.name}: needs {condition.text} in every run")


def for_each_run(value: Any, over: tuple[int, ...]) -> Any:
    """An array with an entry for every run; a number or a course as it is."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(np.broadcast_to(value, over)).reshape(-1)
    return value
