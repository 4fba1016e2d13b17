"""Parameters as people keep them: one array, or nested dicts, lists and tuples of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from talweg.errors import DtypeError, ShapeError

Parameters: TypeAlias = Any  # NDArray, or dict[key, Parameters], list[Parameters], tuple[Parameters, ...]


def leaves(w: Parameters, name: str = "w") -> Iterator[tuple[str, NDArray[Any]]]:
    """Every array in `w` with its path, such as `w['hidden'][0]`."""
    if isinstance(w, np.ndarray):
        if type(w) is not np.ndarray and isinstance(w, np.matrix | np.ma.MaskedArray):
            raise DtypeError(f"{name} is {_kind(w)}, which computes by rules of its own; pass np.asarray of it")
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
        parts = [alike(part, make) for part in w]
        return type(w)(*parts) if hasattr(w, "_fields") else type(w)(parts)
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
    elif isinstance(other, np.ndarray | np.generic):  # a number is what NumPy makes of an array of no axes
        yield np.asarray(other)
    else:
        raise DtypeError(f"{owner}: {noun} for {path} must be a NumPy array, got {_kind(other)}")


def side_by_side(trees: Sequence[Parameters], arrays: tuple[type, ...]) -> list[Sequence[Any]] | None:
    """Trees of one structure, each as what it has in the places of the first one's arrays, in the order of `leaves`.

    Those arrays are of the types `arrays`; what the others have there, the caller looks at. None where a structure
    differs; `leaves` and `matching` then say what, and where.
    """
    kinds = set(map(type, trees))
    if kinds.issubset(arrays):
        return [[each] for each in trees]
    columns: list[Sequence[Any]]
    if kinds == {dict}:
        keys = list(trees[0])
        if any(list(each) != keys and each.keys() != trees[0].keys() for each in trees):
            return None
        columns = [[*each.values()] if list(each) == keys else [each[key] for key in keys] for each in trees]
    elif kinds <= {list, tuple} and len(set(map(len, trees))) == 1:
        columns = list(trees)
    else:
        return None
    if set(map(type, columns[0])).issubset(arrays):  # the usual case
        return columns
    found = [side_by_side(each, arrays) for each in zip(*columns, strict=True)]
    if None in found:
        return None
    return [[*chain.from_iterable(each)] for each in zip(*filter(None, found), strict=True)]


def refuse_masked(owner: str, noun: str, array: object) -> None:
    """Raise DtypeError for a masked array, whose mask would be lost."""
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        raise DtypeError(
            f"{owner}: the {noun} are a masked array, and its mask would be lost; pass its data, and weights of 0 "
            "where it is masked"
        )


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(repr, value)) or 'none'}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"
