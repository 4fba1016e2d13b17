"""The examples that a model is trained on, with every error raised now that training would meet later."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine.conversion import numbers
from talweg.engine.fused import all_finite
from talweg.engine.parameters import refuse_masked
from talweg.errors import DeclarationError, LabelError, NonFiniteError, RangeError, ShapeError
from talweg.formula import Range
from talweg.nouns import Loss
from talweg.nouns.weights import read_weights
from talweg.training.loop.trainable import Trainable, check_model

Data: TypeAlias = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True, eq=False)
class Examples:
    """X (n, inputs), y as the loss takes it, and where they do not all count alike, weights (n,) whose mean is 1."""

    X: NDArray[Any]
    y: NDArray[Any]
    weights: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.X)

    def take(self, rows: NDArray[np.int64]) -> Examples:
        """Those of these rows, with the weights that they have among all."""
        X, y, weights = self.X, self.y, self.weights
        return Examples(X.take(rows, 0), y.take(rows, 0), None if weights is None else weights.take(rows))

    def counts(self, owner: str, loss: Loss, noun: str = "data") -> NDArray[np.float64] | None:
        """What each example (n,) counts by its target, None where all count 1.

        Raises LabelError where none counts, RangeError where those that do have weights of 0.
        """
        if loss.even:
            return None
        counts = loss.counts(self.y)
        if not counts.any():
            raise LabelError(
                f"{owner}: no example of {noun} counts: every label is ignored or of a class of weight 0 ({loss!r})"
            )
        if self.weights is not None and not (counts * self.weights).any():
            raise RangeError(f"{owner}: weights are 0 for every example of {noun} that counts; at least one must count")
        return counts

    def evened(self, counts: NDArray[np.float64]) -> Examples:
        """The same with weights whose mean is 1 over examples that count so much."""
        if self.weights is None:
            return self
        return replace(self, weights=self.weights * (counts.sum() / (counts @ self.weights)))

    @property
    def fingerprint(self) -> str:
        """The data in a line: shapes, dtypes, and a digest of every byte."""
        digest = hashlib.sha256()
        for array in (self.X, self.y, *(() if self.weights is None else (self.weights,))):
            digest.update(np.ascontiguousarray(array).tobytes())
        y = f"{self.y.shape} {self.y.dtype}{'' if self.weights is None else ', weighted'}"
        return f"X {self.X.shape} {self.X.dtype}, y {y}, digest {digest.hexdigest()[:16]}"


def refuse_apart(owner: str, rest: tuple[object, ...]) -> None:
    """Raise DeclarationError where something follows the data, as in fit(model, loss, optimizer, X, y)."""
    if rest:
        raise DeclarationError(
            f"{owner}: data is one argument, the pair (X, y), and all after it are named; got {len(rest)} more: write "
            f"{owner}(model, loss, optimizer, (X, y), ...)"
        )


def examples(
    owner: str, model: Trainable, loss: Loss, data: Data, noun: str, weights: ArrayLike | None = None
) -> Examples:
    """X and y of `data`, y as `loss` takes it, and the weights, scaled to a mean of 1.

    Raises ShapeError, DtypeError, LabelError, NonFiniteError, or RangeError for weights.
    """
    check_model(owner, model)
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise ShapeError(f"{owner}: {noun} must be a pair (X, y), got {_kind(data)}")
    for each, array in zip(("X", "y"), data, strict=True):
        refuse_masked(owner, f"{each} of {noun}", array)
    X, y = np.asarray(data[0]), np.asarray(data[1])
    rows = [array.shape[0] if array.ndim else 0 for array in (X, y)]
    if rows[0] != rows[1]:
        raise ShapeError(
            f"{owner}: X and y of {noun} must have one row an example each, got {rows[0]} and {rows[1]} rows"
        )
    if not rows[0]:
        raise ShapeError(f"{owner}: {noun} is empty: X has shape {X.shape} and y {y.shape}")
    reads = getattr(model, "inputs", None)
    if callable(reads):
        X = reads(numbers(owner, f"X of {noun}", X))
    y = numbers(owner, f"y of {noun}", y)
    for name, array in (("X", X), ("y", y)):
        _check_finite(owner, f"{name} of {noun}", array)
    outputs = model(X[:1])
    y = model.targets(loss, y)
    # The loss of outputs that are all zero checks every target against its shape, classes and probabilities.
    loss(np.zeros((len(X), *outputs.shape[1:]), outputs.dtype), y)
    found = Examples(X, y, None if weights is None else scaled(owner, weights, len(X)))
    found.counts(owner, loss, noun)  # raises where none counts
    return found


def scaled(owner: str, weights: ArrayLike, count: int) -> NDArray[np.float64]:
    """The weights (n,) over their mean: so each says how much more its example counts than another.

    Raises ShapeError, DtypeError, or RangeError where one is negative or not finite, or none counts.
    """
    given = read_weights(owner, weights, (count,))
    if not given.any():
        raise RangeError(f"{owner}: weights are 0 for every example; at least one must count")
    shares = given / given.max()  # no sum of them overflows
    found: NDArray[np.float64] = shares / shares.mean()
    return found


def whole(owner: str, name: str, value: object, low: int, high: float = math.inf) -> int:
    """`value` as a whole number of [low, high]. Raises RangeError."""
    legal = Range(low, high, low_open=False, high_open=high == math.inf, integer=True)
    return int(legal.check(owner, name, value))


def _check_finite(owner: str, name: str, array: NDArray[Any]) -> None:
    if not np.issubdtype(array.dtype, np.floating) or all_finite(array):
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
