"""How much each example counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import DtypeError, RangeError, ShapeError


def read_weights(owner: str, weights: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """One weight for each example of a batch of `shape`, flat.

    `weights` have that shape, or give one number for each entry of the first axis. Raises ShapeError, DtypeError, or
    RangeError for a weight that is negative or not finite.
    """
    given = np.asarray(weights)
    if given.dtype.kind not in "fiub":
        raise DtypeError(f"{owner}: weights must be numbers, got {given.dtype}")
    if given.shape not in (shape, shape[:1]):
        either = f"{shape}" if len(shape) < 2 else f"{shape} or {shape[:1]}"
        raise ShapeError(f"{owner}: weights must have shape {either}, one for each example, got {given.shape}")
    wrong = np.argwhere(~((given >= 0) & (given < np.inf)))
    if len(wrong):
        where = tuple(int(i) for i in wrong[0])
        raise RangeError(f"{owner}: weights must lie in [0, inf), got {given[where]:g} at {where}")
    column = given.astype(float).reshape(given.shape + (1,) * (len(shape) - given.ndim))
    return np.broadcast_to(column, shape).reshape(-1)


def factors(owner: str, weights: NDArray[np.float64], mean: bool, dtype: np.dtype[Any]) -> NDArray[Any]:
    """What each example's loss is multiplied by, in `dtype`: its weight, or for a mean its share of their sum.

    All 0 where all weights are. Raises RangeError where they overflow.
    """
    with np.errstate(over="ignore"):
        total = weights.sum() if mean else 1.0
        found: NDArray[Any] = (weights / total if total > 0 else weights).astype(dtype)
    if not (total < np.inf and np.isfinite(found).all()):
        raise RangeError(f"{owner}: weights up to {weights.max():g} overflow; scale them down")
    return found
