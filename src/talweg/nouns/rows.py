"""The arrays of a step side by side: each of the parameters with its gradient and its slots, and the check of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, NoReturn

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused
from talweg.engine.parameters import Parameters, leaves, matching, side_by_side
from talweg.errors import DtypeError, NonFiniteError, ReadOnlyError, ShapeError
from talweg.nouns.weights import MeanGradient

ARRAYS = (np.ndarray, MeanGradient)
"""The types of arrays whose numbers are all that they are."""
Row = tuple[NDArray[Any], ...]
"""One array of the parameters, its gradient and its slots."""


def rows(
    owner: str, slots: tuple[str, ...], w: Parameters, gradient: Parameters, kept: Mapping[str, Parameters]
) -> Iterator[tuple[str, Row]]:
    """For every array of `w`: its path, and its row. Raises ShapeError or DtypeError where the nests differ."""
    if tuple(kept) != slots and set(kept) != set(slots):
        has, wants = (", ".join(names) or "none" for names in (kept, slots))
        raise ShapeError(f"{owner}: the state has the slots {has}, not {wants}; make it with init")
    columns = [kept[slot] for slot in slots]
    if isinstance(gradient, MeanGradient):
        gradient = np.asarray(gradient)
    alone = (w, gradient, *columns)
    if set(map(type, alone)) == {np.ndarray}:  # the usual case: no nest to walk through
        yield "w", (w, _widened(gradient, w.dtype), *columns)
        return
    each = zip(leaves(w), matching(w, gradient, owner, "the gradient"), strict=True)
    gradients = [_widened(g, leaf.dtype) for (_, leaf), g in each]
    beside = [matching(w, column, owner, f"the slot {slot}") for slot, column in zip(slots, columns, strict=True)]
    given = [(path, (leaf, *rest)) for (path, leaf), *rest in zip(leaves(w), gradients, *beside, strict=True)]
    check_apart(owner, given)
    yield from given


def arrays_of(
    slots: tuple[str, ...], w: Parameters, gradient: Parameters, kept: Mapping[str, Parameters]
) -> tuple[Row, int]:
    """All arrays of a nest, a column after the other, and how many rows they have; (), 0 where structures differ.

    What they are, a kernel looks at: see `nests.read`.
    """
    trees = (w, gradient, *map(kept.get, slots))
    if len(kept) != len(slots):
        return (), 0
    if type(w) is np.ndarray:
        return trees, 1
    found = side_by_side(trees, ARRAYS)
    return (tuple(chain.from_iterable(found)), len(found[0])) if found else ((), 0)


def _widened(gradient: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """The gradient in the weights' dtype where that holds all that its own can hold."""
    if gradient.dtype is dtype or not np.can_cast(gradient.dtype, dtype):
        return gradient
    return gradient.astype(dtype)


def before(given: Sequence[tuple[str, Row]]) -> list[int]:
    """For every row, how many elements the rows before it have."""
    return list(accumulate((row[0].size for _, row in given[:-1]), initial=0))


def kept_in(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of the slots of weights: float32 for float16, which holds neither squares nor small steps."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def check_apart(owner: str, given: Sequence[tuple[str, Row]]) -> None:
    """That no weights share memory with others, or one step would move them twice. Raises ShapeError."""
    roots = {id(w if w.base is None else w.base) for _, (w, *_) in given}
    if len(roots) == len(given):
        return
    placed = sorted(((*byte_bounds(w), path, w) for path, (w, *_) in given if w.size), key=lambda each: each[:2])
    for (_, end, path, w), (begin, _, other, its) in pairwise(placed):
        if begin < end and np.shares_memory(w, its):
            raise ShapeError(f"{owner}: {path} and {other} share memory, and would be stepped twice; keep one of them")


def apart(row: Row) -> Row:
    """The row with a gradient that does not change while the weights are written."""
    w, g, *rest = row
    if (w.base is None and g.base is None) or not np.may_share_memory(w, g):
        return row
    return (w, g.copy(), *rest)


def check(owner: str, slots: Sequence[str], path: str, row: Row) -> bool:
    """Whether the fused reader can take the row, and no square of its gradient comes near to overflow.

    Raises the error that names what no reader can take.
    """
    fits = fused.fits(row)
    if not fits:  # nothing is wrong with a row that fits; another is looked at closely
        check_alike(owner, slots, path, row)
    calm = fused.calm(row[1])
    if not calm and not fused.all_finite(row[1]):
        _refuse(owner, path, row[1])
    return fits and calm


def check_new(owner: str, names: Sequence[str], path: str, row: Row, new: Row) -> None:
    """That the arrays that a step makes of the row, called `names`, are finite. Raises NonFiniteError."""
    for name, kept in zip(names, new, strict=True):
        array = bfloat16.read(kept, np.float32)
        if not fused.all_finite(array):
            bad = np.argwhere(~np.isfinite(array))
            where = tuple(int(i) for i in bad[0])
            noun = f"the parameters {path}" if name == "w" else f"the slot {name} of {path}"
            rest = "or" if array.dtype == np.float64 else "compute in float64, or"
            raise NonFiniteError(
                f"{owner}: the step would make {noun} {array[where]} at {where} ({len(bad)} of {array.size} entries "
                f"are not finite), from the parameter {row[0][where]:g} and the gradient {row[1][where]:g}; nothing "
                f"was changed. Shorten the gradient, as by clip_norm of a pipeline, {rest} take a smaller rate"
            )


def wider(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The floating dtype with more room, in which what overflows in `dtype` can be computed."""
    return np.dtype(np.longdouble if dtype == np.float64 else np.float64)


def extreme(row: Row) -> bool:
    """Whether the squares of the weights or of the gradient may not fit their dtype, because too large or too small."""
    dtype = kept_in(row[0].dtype)
    low = float(np.sqrt(np.finfo(dtype).tiny)) * fused.HEADROOM
    for each in row[:2]:
        # Their mean square is above that of `low`: so the largest is, too, and need not be looked for.
        if dtype in fused.DTYPES and each.size * low**2 < (total := fused.squares(each)):
            if not fused.is_calm(total, dtype):
                return True
        elif not fused.calm(each) or 0 < np.abs(each).max(initial=0) < low:
            return True
    return False


def check_alike(owner: str, slots: Sequence[str], path: str, row: Row) -> None:
    """That the row is of one shape and one floating dtype, and writable save for the gradient."""
    leaf, *others = row
    check_floating(owner, path, leaf)
    for noun, array in zip(("gradient", *slots), others, strict=True):
        if array.shape != leaf.shape:
            raise ShapeError(f"{owner}: the {noun} of {path} has shape {array.shape}, not {leaf.shape}")
        wanted = leaf.dtype if noun == "gradient" else kept_in(leaf.dtype)
        if array.dtype != wanted and (noun == "gradient" or array.dtype != bfloat16.KEPT):
            hint = f"; to round it so, pass gradient.astype(np.{wanted})" if noun == "gradient" else ""
            raise DtypeError(f"{owner}: the {noun} of {path} is {array.dtype}, not {wanted}{hint}")
    for noun, array in zip(("parameters", *slots), (leaf, *others[1:]), strict=True):
        if not array.flags.writeable:
            raise ReadOnlyError(f"{owner}: the {noun} {path} cannot be written; pass a writable array")


def check_floating(owner: str, path: str, leaf: NDArray[Any]) -> None:
    """That parameters can be stepped at all. Raises DtypeError."""
    if not np.issubdtype(leaf.dtype, np.floating):
        raise DtypeError(
            f"{owner}: parameters {path} are {leaf.dtype}; a step needs floating point, such as w.astype(float)"
        )


def _refuse(owner: str, path: str, g: NDArray[Any]) -> NoReturn:
    bad = np.argwhere(~np.isfinite(g))
    where = tuple(int(i) for i in bad[0])
    raise NonFiniteError(
        f"{owner}: the gradient of {path} is {g[where]} at {where} ({len(bad)} of {g.size} entries are not "
        "finite); nothing was changed"
    )
