"""Parameters as people keep them: one array, or nested dicts, lists and tuples of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg.errors import DtypeError, ShapeError

Parameters: TypeAlias = Any  # NDArray, or dict[key, Parameters], list[Parameters], tuple[Parameters, ...]


def leaves(w: Parameters, name: str = "w") -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array in `w` with its path, such as `w['hidden'][0]`."""
    if isinstance(w, np.ndarray):
        yield name, w
    elif isinstance(w, dict):
        for key, part in w.items():
            yield from leaves(part, f"{name}[{key!r}]")
    elif isinstance(w, (list, tuple)):
        for index, part in enumerate(w):
            yield from leaves(part, f"{name}[{index}]")
    else:
        raise DtypeError(f"{name} is {_kind(w)}; parameters are NumPy arrays, alone or in dicts, lists and tuples")


def alike(w: Parameters, make: Callable[[NDArray[Any]], NDArray[Any]]) -> Parameters:
    """A tree like `w` with `make(array)` in the place of each array."""
    if isinstance(w, dict):
        return {key: alike(part, make) for key, part in w.items()}
    if isinstance(w, (list, tuple)):
        return [alike(part, make) for part in w]
    return make(w)


def matching(w: Parameters, other: Parameters, owner: str, noun: str, path: str = "w") -> Iterator[NDArray[Any]]:
    """The arrays of `other` in the order of `leaves(w)`; ShapeError where its structure is another."""
    if isinstance(w, dict):
        if not isinstance(other, dict) or w.keys() != other.keys():
            keys = ", ".join(map(repr, w))
            raise ShapeError(f"{owner}: {noun} for {path} must be a dict with the keys {keys}, got {_kind(other)}")
        for key, part in w.items():
            yield from matching(part, other[key], owner, noun, f"{path}[{key!r}]")
    elif isinstance(w, (list, tuple)):
        if not isinstance(other, (list, tuple)) or len(w) != len(other):
            raise ShapeError(f"{owner}: {noun} for {path} must be a list of {len(w)}, got {_kind(other)}")
        for index, (part, its) in enumerate(zip(w, other, strict=True)):
            yield from matching(part, its, owner, noun, f"{path}[{index}]")
    elif isinstance(other, np.ndarray):
        yield other
    else:
        raise DtypeError(f"{owner}: {noun} for {path} must be a NumPy array, got {_kind(other)}")


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(repr, value)) or 'none'}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"
