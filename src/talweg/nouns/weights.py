"""How much each example counts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine.parameters import Parameters, leaves
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


class MeanGradient(np.ndarray):
    """The gradient of a mean loss that knows what the examples of that mean count together.

    It is an array like any other, and hands its `count` on to its views and to what is computed from it.
    """

    count: float | None = None

    @classmethod
    def of(cls, gradient: NDArray[Any], count: float) -> MeanGradient:
        """`gradient`, in its own memory, as the mean over examples that count so much."""
        found = gradient.view(cls)
        found.count = count
        return found

    def __array_finalize__(self, source: object) -> None:
        self.count = getattr(source, "count", None)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        """What is computed from it: an array that knows the count, too, or a number."""
        return array[()] if return_scalar else super().__array_wrap__(array, context)

    def __repr__(self) -> str:
        return repr(np.asarray(self))


def counting(gradient: Parameters, count: float) -> None:
    """Say what the examples behind the mean gradients of a nest count."""
    for _, leaf in leaves(gradient):
        if isinstance(leaf, MeanGradient):
            leaf.count = count


def count_of(gradient: Parameters) -> float | None:
    """What the examples behind `gradient` count, where its first array knows."""
    return next((getattr(leaf, "count", None) for _, leaf in leaves(gradient)), None)
