"""Parameters of any library as NumPy arrays, alone or nested, without a copy where the memory allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from numbers import Number
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import Parameters, leaves, matching
from talweg.errors import DtypeError, ShapeError


def arrays(tree: Any, name: str = "w") -> Parameters:
    """`tree` with a NumPy array in the place of every leaf: a JAX array, a PyTorch tensor, a number.

    Arrays in main memory are shared and not copied; those of an accelerator are fetched from it. Dicts, lists and
    tuples (named ones too) keep their kind, as JAX's pytrees do, but a list or plain tuple of nothing
    but numbers is one array.
    Raises ShapeError for a ragged one, DtypeError for a leaf that is no array of numbers.
    """
    if isinstance(tree, dict):
        return {key: arrays(part, f"{name}[{key!r}]") for key, part in tree.items()}
    if isinstance(tree, (list, tuple)) and not _is_numbers(tree):
        return _like(tree, [arrays(part, f"{name}[{index}]") for index, part in enumerate(tree)])
    # A tensor on PyTorch's tape, or on another device, refuses to be an array until it is taken off.
    leaf = tree.detach().cpu() if hasattr(tree, "detach") else tree
    try:
        array = np.asarray(leaf)
    except (ValueError, TypeError) as error:
        raise ShapeError(f"{name} cannot be read as an array: {error}") from None
    if array.dtype.kind in "OSUTMm":
        raise DtypeError(f"{name} is {type(tree).__name__}; parameters are arrays of numbers, alone or nested")
    return array


def start(x0: Any, name: str = "x0") -> Parameters:
    """`x0` as fresh, contiguous arrays that may be stepped in place: whole numbers become float64."""
    return every(lambda a: np.array(a, dtype=float if a.dtype.kind in "biu" else a.dtype, order="C"), arrays(x0, name))


def like(x: Parameters, gradient: Any, owner: str) -> Parameters:
    """`gradient` as NumPy arrays in the structure, the shapes and the dtypes of `x`.

    No copy is made of an array that has its leaf's dtype and shares no memory with it. Raises ShapeError or DtypeError.
    """
    if type(x) is type(gradient) is np.ndarray:  # the usual case: no nest to walk through
        return _fitted("x", x, gradient, owner)
    given = matching(x, arrays(gradient, "the gradient"), owner, "the gradient", "x")
    return _filled(x, (_fitted(path, leaf, g, owner) for (path, leaf), g in zip(leaves(x, "x"), given, strict=True)))


def every(change: Callable[[NDArray[Any]], Any], tree: Parameters) -> Any:
    """`tree`, its dicts, lists and tuples kept, with `change(array)` in the place of each array."""
    if type(tree) is np.ndarray:
        return change(tree)
    return _filled(tree, (change(array) for _, array in leaves(tree)))


def overwrite(tree: Parameters, values: Parameters) -> None:
    """Write the arrays of `values` into those of `tree`, which has the same structure."""
    if type(tree) is np.ndarray:
        tree[...] = values
        return
    for (_, target), (_, value) in zip(leaves(tree), leaves(values), strict=True):
        target[...] = value


def is_finite(tree: Parameters) -> bool:
    """Whether every number of every array is finite."""
    if type(tree) is np.ndarray:
        return bool(np.isfinite(tree).all())
    return all(bool(np.isfinite(array).all()) for _, array in leaves(tree))


def largest(tree: Parameters) -> float:
    """The largest absolute value among all numbers of all arrays; 0 where there is none."""
    return max((float(np.abs(array).max()) for _, array in leaves(tree) if array.size), default=0.0)


def _fitted(path: str, leaf: NDArray[Any], gradient: NDArray[Any], owner: str) -> NDArray[Any]:
    if gradient.shape != leaf.shape:
        raise ShapeError(f"{owner}: the gradient of {path} has shape {gradient.shape}, not {leaf.shape}")
    if gradient.dtype.kind not in "fiuV":  # V: bfloat16 and its kind, which NumPy does not know
        raise DtypeError(f"{owner}: the gradient of {path} is {gradient.dtype}; a step needs real numbers")
    # f(x) = (x @ x / 2, x) hands x itself back: a step must not read what it is writing.
    own = not np.may_share_memory(gradient, leaf)
    return gradient.astype(leaf.dtype, copy=not own)


def _filled(tree: Parameters, flat: Iterator[Any]) -> Any:
    if isinstance(tree, dict):
        return {key: _filled(part, flat) for key, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        return _like(tree, [_filled(part, flat) for part in tree])
    return next(flat)


def _like(tree: list[Any] | tuple[Any, ...], parts: list[Any]) -> Any:
    return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)


def _is_numbers(tree: Any) -> bool:
    if isinstance(tree, (list, tuple)) and not hasattr(tree, "_fields"):
        return bool(tree) and all(map(_is_numbers, tree))
    return isinstance(tree, Number)
