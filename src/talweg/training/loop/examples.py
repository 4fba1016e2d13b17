"""The examples that `fit` trains on, with every error raised now that training would meet later."""

from __future__ import annotations

import hashlib
import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import NonFiniteError, ShapeError
from talweg.formula import Range
from talweg.nouns import Loss
from talweg.training.loop.trainable import Trainable

Data: TypeAlias = tuple[ArrayLike, ArrayLike]


def examples(owner: str, model: Trainable, loss: Loss, data: Data, noun: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """X and y of `data`, y as `loss` takes it. Raises ShapeError, DtypeError, LabelError or NonFiniteError."""
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise ShapeError(f"{owner}: {noun} must be a pair (X, y), got {_kind(data)}")
    X, y = np.asarray(data[0]), np.asarray(data[1])
    rows = [array.shape[0] if array.ndim else 0 for array in (X, y)]
    if rows[0] != rows[1]:
        raise ShapeError(
            f"{owner}: X and y of {noun} must have one row an example each, got {rows[0]} and {rows[1]} rows"
        )
    if not rows[0]:
        raise ShapeError(f"{owner}: {noun} is empty: X has shape {X.shape} and y {y.shape}")
    for name, array in (("X", X), ("y", y)):
        _check_finite(owner, f"{name} of {noun}", array)
    outputs = model(X[:1])
    y = model.targets(loss, y)
    # The loss of outputs that are all zero checks every target against its shape, classes and probabilities.
    loss(np.zeros((len(X), *outputs.shape[1:]), outputs.dtype), y)
    return X, y


def fingerprint(X: NDArray[Any], y: NDArray[Any]) -> str:
    """The data in a line: shapes, dtypes, and a digest of every byte."""
    digest = hashlib.sha256()
    for array in (X, y):
        digest.update(np.ascontiguousarray(array).tobytes())
    return f"X {X.shape} {X.dtype}, y {y.shape} {y.dtype}, digest {digest.hexdigest()[:16]}"


def whole(owner: str, name: str, value: object, low: int, high: float = math.inf) -> int:
    """`value` as a whole number of [low, high]. Raises RangeError."""
    legal = Range(low, high, low_open=False, high_open=high == math.inf, integer=True)
    return int(legal.check(owner, name, value))


def _check_finite(owner: str, name: str, array: NDArray[Any]) -> None:
    if not np.issubdtype(array.dtype, np.floating):
        return
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        where = tuple(int(i) for i in bad[0])
        raise NonFiniteError(
            f"{owner}: {name} is {array[where]} at {where} ({len(bad)} of {array.size} entries are not finite)"
        )


def _kind(value: object) -> str:
    length = f" of {len(value)}" if isinstance(value, tuple | list) else ""
    return f"a {type(value).__name__}{length}"
