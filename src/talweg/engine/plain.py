"""The plain reader: the formula called as it is written, on NumPy arrays. The reference for every other reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from talweg.formula import Formula

_preferred: ContextVar[bool] = ContextVar("preferred", default=False)
is_preferred = _preferred.get
"""Whether this is within `preferred`."""


@contextmanager
def preferred() -> Iterator[None]:
    """Within it, or in a function that it decorates, this reader takes what the fused one would: losses and steps.

    For a page's few numbers: Numba takes half a second to load, and a kernel that is not on disk as long to compile.
    It holds for this thread.
    """
    token = _preferred.set(True)
    try:
        yield
    finally:
        _preferred.reset(token)


def run(formula: Formula, arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
    """The results of `formula`, always as a tuple, each of the first argument's dtype if that is a floating array.

    Overflow and division by zero give inf and NaN in silence, as they do in every other reader; who needs finite
    numbers checks for them. To Python's own numbers they would be errors, so single numbers are NumPy's float64 where
    that changes no dtype. Beside a float32 array they stay Python's, for then NumPy keeps the array's dtype; where that
    fails, and where a function turned a number into float64 (`np.sqrt(1 - beta2**t)`), the results are rounded back.
    """
    with np.errstate(all="ignore"):
        dtype = getattr(arguments[0], "dtype", None)
        if formula.whole:
            results = _results(formula, arguments, hyper)
        elif dtype == np.float64 or dtype is None:
            results = _results(formula, *_as_float64(arguments, hyper))
        else:
            try:
                results = _results(formula, arguments, hyper)
            except (ZeroDivisionError, OverflowError):
                results = _results(formula, *_as_float64(arguments, hyper))
            if any(np.iscomplexobj(each) for each in results):  # Python's root of a negative number
                results = _results(formula, *_as_float64(arguments, hyper))
        results = _spread(formula, arguments, results)
        if dtype is None or dtype.kind != "f":
            return results
        return tuple(each.astype(dtype) if getattr(each, "dtype", dtype) != dtype else each for each in results)


def _spread(formula: Formula, arguments: Sequence[Any], results: tuple[Any, ...]) -> tuple[Any, ...]:
    """`results` in the shape of the arguments: one that depends on none of them is a number, and belongs everywhere."""
    first = np.shape(arguments[0])
    if formula.whole or formula.noun == "row loss" or all(np.shape(each) == first for each in results):
        return results
    shape = np.broadcast_shapes(*map(np.shape, arguments))
    return tuple(each if np.shape(each) == shape else np.array(np.broadcast_to(each, shape)) for each in results)


def _results(formula: Formula, arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[Any, ...]:
    results = formula.function(*arguments, **hyper)
    return results if isinstance(results, tuple) else (results,)


def _as_float64(arguments: Sequence[Any], hyper: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    return [_float64(each) for each in arguments], {name: _float64(value) for name, value in hyper.items()}


def _float64(value: Any) -> Any:
    """A number as NumPy's float64; an array or a list of steps as it is."""
    return np.float64(value) if isinstance(value, int | float) else value
