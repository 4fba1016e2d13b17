"""Numbers of one type as numbers of another, where not one of them is changed by it."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from talweg.errors import DtypeError


def converted(owner: str, noun: str, array: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """`array` in the floating `dtype`: every number it holds stays what it is.

    Raises DtypeError for what is no numbers, and with the first number that would become another one.
    """
    wanted: np.dtype[Any] = np.dtype(dtype)
    if array.dtype == wanted:
        return array
    array = numbers(owner, noun, array)
    if np.can_cast(array.dtype, wanted) and array.dtype.itemsize < 8:  # int64 holds more digits than float64
        return array.astype(wanted)
    with np.errstate(over="ignore"):
        found = array.astype(wanted)
    changed = lost(array, found)
    if changed is None:
        return found
    raise DtypeError(
        f"{owner}: {noun} is {array.dtype}, and in {wanted} its {array[changed]} at {changed} would become "
        f"{found[changed]}; to round it so, pass {noun}.astype(np.{wanted})"
    )


def fits(array: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    """Whether every number of `array` is one in the floating `dtype`, too."""
    if array.dtype == dtype or (np.can_cast(array.dtype, dtype) and array.dtype.itemsize < 8):
        return True
    with np.errstate(over="ignore"):
        return lost(array, array.astype(dtype)) is None


def lost(array: NDArray[Any], found: NDArray[Any]) -> tuple[int, ...] | None:
    """Where `found` first differs from `array`, of which it is a conversion; None where nothing is lost."""
    with np.errstate(all="ignore"):
        back = found.astype(array.dtype)
        # 2**63 - 1 becomes 2**63, which comes back as itself or as the smallest of all.
        same = (back == array) & (np.abs(found) < 2.0**63) if array.dtype.kind in "iu" else back == array
        wrong = ~same & ~np.isnan(found)
    return tuple(int(i) for i in np.argwhere(wrong)[0]) if wrong.any() else None


def numbers(owner: str, noun: str, array: NDArray[Any]) -> NDArray[Any]:
    """`array` if it is made of real numbers; objects that all are such numbers as float64. Raises DtypeError."""
    if array.dtype.kind in "fiub":
        return array
    stray = None
    if array.dtype.kind == "O":
        stray = next((each for each in array.flat if not isinstance(each, Real)), None)
        if stray is None and not any(each is None for each in array.flat):
            return array.astype(float)
    elif array.size:
        stray = array.flat[0]
    text = isinstance(stray, str)
    hint = "; texts become the numbers of classes by np.unique(texts, return_inverse=True)[1]" if text else ""
    shown = f", such as {str(stray)!r:.40}" if text else "" if array.dtype.kind != "O" else f", such as {stray!r:.40}"
    raise DtypeError(f"{owner}: {noun} must be numbers, got {array.dtype}{shown}{hint}")
