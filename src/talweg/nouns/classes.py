"""What a row loss takes as its target: one of several classes, with weights for classes and a label to ignore."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import fused, fused_losses
from talweg.engine.conversion import converted, numbers
from talweg.errors import DtypeError, LabelError, RangeError, ShapeError
from talweg.formula import Range

_LABEL = Range(integer=True)


@dataclass(frozen=True, eq=False)
class Classes:
    """A class index an example, or a row with a probability for each class.

    `class_weights` (classes,) weigh an example by its class, a row of probabilities by the mean weight under it.
    An example with the label `ignore` has weight 0. Both weigh whole examples and leave the loss of one as it is.
    """

    class_weights: NDArray[np.float64] | None = None
    ignore: int | None = None

    def replace(self, owner: str, settings: Mapping[str, Any]) -> Self:
        """The same with `settings` of class_weights and ignore, None for without. Raises RangeError or ShapeError."""
        new = dict(settings)
        if new.get("class_weights") is not None:
            new["class_weights"] = _class_weights(owner, new["class_weights"])
        if new.get("ignore") is not None:
            new["ignore"] = int(_LABEL.check(owner, "ignore", new["ignore"]))
        return replace(self, **new)

    @property
    def settings(self) -> dict[str, Any]:
        """What can be set about the targets, with its value."""
        weights = None if self.class_weights is None else self.class_weights.tolist()
        return {"class_weights": weights, "ignore": self.ignore}

    def read(self, owner: str, logits: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """`y` as rows (n, classes) of the logits' dtype, or as int64 class indices (n,), an ignored one as class 0.

        Raises ShapeError, DtypeError or LabelError.
        """
        if logits.ndim != 2:
            raise ShapeError(f"{owner}: logits must have shape (examples, classes), got {logits.shape}")
        y = numbers(owner, "targets", y)
        rows, classes = logits.shape
        if self.class_weights is not None and len(self.class_weights) != classes:
            raise ShapeError(f"{owner}: {len(self.class_weights)} class_weights do not fit logits of {classes} classes")
        if y.shape == logits.shape:
            _check_soft(owner, y)
            return np.ascontiguousarray(converted(owner, "targets", y, logits.dtype))
        if y.shape == (rows,):
            return _indices(owner, y if self.ignore is None else np.where(y == self.ignore, 0, y), classes)
        raise ShapeError(
            f"{owner}: for logits of shape {logits.shape}, targets must be class indices of shape ({rows},) or "
            f"rows of shape ({rows}, {classes}), got {y.shape}"
        )

    def counts(self, owner: str, y: NDArray[Any]) -> NDArray[np.float64]:
        """The weight (n,) of each example by its target, from `y` as given. Raises LabelError or ShapeError."""
        known = sys.maxsize if self.class_weights is None else len(self.class_weights)
        if y.ndim == 2:
            if y.shape[1] != known and self.class_weights is not None:
                raise ShapeError(f"{owner}: {known} class_weights do not fit targets of shape {y.shape}")
            target = y
        else:
            target = _indices(owner, y if self.ignore is None else np.where(y == self.ignore, 0, y), known)
        found = self.weigh(y, target)
        return np.ones(len(y)) if found is None else found

    def weigh(self, y: NDArray[Any], target: NDArray[Any]) -> NDArray[np.float64] | None:
        """The weight (n,) that the target gives each example, from `y` as given and as read; None where all are 1."""
        weights: NDArray[np.float64] | None = None
        if self.class_weights is not None:
            weights = self.class_weights[target] if target.ndim == 1 else target.astype(float) @ self.class_weights
        if self.ignore is None or target.ndim > 1:
            return weights
        return np.where(y == self.ignore, 0.0, 1.0 if weights is None else weights)


LABELS = np.dtype(np.int64)
"""As NumPy keeps whole numbers, and hands out one and the same."""


def usual(targets: object, logits: Any, y: Any) -> bool:
    """Whether the loss of logits (n, classes) and labels y (n,) may be computed as they stand.

    The kernel looks at the labels by itself: one that is no class makes the sum NaN.
    """
    return (
        type(targets) is Classes
        and type(logits) is type(y) is np.ndarray
        and y.dtype is LABELS
        and fused.takes(logits)
        and y.ndim == 1
        and logits.shape[:-1] == y.shape
        and logits.size > 0
        and logits.flags.carray
        and y.flags.carray
    )


def one_hot(y: ArrayLike, classes: int) -> NDArray[np.float64]:
    """Class indices (n,) as rows (n, classes): 1 at the class, 0 elsewhere. Raises LabelError."""
    labels = np.asarray(y)
    if not np.issubdtype(labels.dtype, np.integer) or labels.ndim != 1:
        raise LabelError(f"one_hot takes a vector of class indices, got {labels.dtype} of shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise LabelError(f"one_hot: labels must lie in [0, {classes - 1}], got {labels.min()} to {labels.max()}")
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def _class_weights(owner: str, given: ArrayLike) -> NDArray[np.float64]:
    try:
        weights = np.array(given, dtype=float)
    except (TypeError, ValueError):
        raise DtypeError(f"{owner}: class_weights must be one number a class, got {given!r}") from None
    if weights.ndim != 1 or not weights.size:
        raise ShapeError(f"{owner}: class_weights must be one number a class, got shape {weights.shape}")
    if not ((weights >= 0) & (weights < np.inf)).all() or not weights.any():
        raise RangeError(f"{owner}: class_weights must lie in [0, inf) and not all be 0, got {weights.tolist()}")
    weights.flags.writeable = False
    return weights


def _indices(owner: str, y: NDArray[Any], classes: int) -> NDArray[np.int64]:
    if y.dtype.kind == "f" and not (whole := y == np.floor(y)).all():
        wrong = int(np.flatnonzero(~whole)[0])
        raise LabelError(f"{owner}: class indices must be whole numbers, got {y[wrong]:g} for example {wrong}")
    labels = y
    if y.dtype.kind == "f":
        with np.errstate(invalid="ignore"):  # infinity becomes a number that is out of range
            labels = y.astype(np.int64)
    labels = np.asarray(labels, np.int64, order="C")
    if not fused_losses.within(labels, 0, classes - 1):
        wrong = int(np.flatnonzero((labels < 0) | (labels >= classes))[0])
        raise LabelError(f"{owner}: label {y[wrong]} of example {wrong} is not one of 0 to {classes - 1}")
    return labels


def _check_soft(owner: str, y: NDArray[Any]) -> None:
    sums = y.sum(axis=1, dtype=float)
    whole = np.abs(sums - 1) <= (1e-3 if y.dtype == np.float16 else 1e-4)  # float16 keeps three digits
    if not (whole.all() and y.min() >= 0):
        row = int(np.flatnonzero(~(whole & (y >= 0).all(axis=1)))[0])
        raise LabelError(
            f"{owner}: row {row} of the targets must be probabilities (not negative, sum 1), got {y[row]} "
            f"with sum {sums[row]:g}"
        )
