"""A loss: which number to push down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import fused, plain
from talweg.formula import declare
from talweg.formula.errors import DeclarationError, DtypeError, LabelError, ShapeError
from talweg.nouns.noun import Noun


@dataclass(frozen=True, eq=False, repr=False)
class Loss(Noun):
    """A formula (value, gradient) of a prediction and a target, and its mean over examples."""

    rowwise: bool = False
    """Whether one example is a row (logits over classes) and not a single number."""

    def __call__(self, y_hat: ArrayLike, y: ArrayLike) -> float:
        """The mean loss of predictions `y_hat` against targets `y`; see value_and_grad for shapes and errors."""
        return self.value_and_grad(y_hat, y)[0]

    def value_and_grad(self, y_hat: ArrayLike, y: ArrayLike) -> tuple[float, NDArray[Any]]:
        """The mean loss, and the gradient of that mean with respect to `y_hat`, in one pass.

        An elementwise loss takes two arrays of one shape and means over all their entries. A row loss takes logits of
        shape (n, classes) and targets that are class indices (n,), or one-hot or soft rows (n, classes), and means over
        the n rows. Raises ShapeError, DtypeError, or LabelError for labels that are no class or no probability.
        """
        prediction = _floating(self.name, y_hat)
        target = self._targets(prediction, np.asarray(y))
        if prediction.dtype in fused.DTYPES:
            return self._fused(prediction, target)
        return self._plain(prediction, target)

    def _fused(self, prediction: NDArray[Any], target: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        prediction, target = np.ascontiguousarray(prediction), np.ascontiguousarray(target)
        gradient = np.empty_like(prediction)
        if self.rowwise:
            count = len(prediction)
            total = fused.rowwise(self.formula, prediction, target, gradient, 1 / count, self.hyper)
        else:
            count = prediction.size
            flat = (prediction.reshape(-1), target.reshape(-1))
            total = fused.pointwise(self.formula, flat, gradient.reshape(-1), 1 / count, self.hyper)
        return total / count, gradient

    def _plain(self, prediction: NDArray[Any], target: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        if self.rowwise and target.ndim == 1:
            target = one_hot(target, prediction.shape[1]).astype(prediction.dtype)
        value, slope = plain.run(self.formula, (prediction, target), self.hyper)
        count = len(prediction) if self.rowwise else prediction.size
        return float(np.sum(value, dtype=float) / count), slope / count

    def _targets(self, prediction: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """`y` as the readers take it, checked against the prediction."""
        if prediction.size == 0:
            raise ShapeError(f"{self.name}: an empty batch has no mean; got predictions of shape {prediction.shape}")
        if not self.rowwise:
            if y.shape != prediction.shape:
                raise ShapeError(f"{self.name}: predictions {prediction.shape} and targets {y.shape} differ in shape")
            if not (np.issubdtype(y.dtype, np.floating) or np.issubdtype(y.dtype, np.integer) or y.dtype == bool):
                raise DtypeError(f"{self.name}: targets must be numbers, got {y.dtype}")
            return y.astype(prediction.dtype, copy=False)
        if prediction.ndim != 2:
            raise ShapeError(f"{self.name}: logits must have shape (examples, classes), got {prediction.shape}")
        if y.shape == prediction.shape:
            return self._soft(y.astype(prediction.dtype, copy=False))
        if y.shape == prediction.shape[:1]:
            return self._classes(y, prediction.shape[1])
        rows, classes = prediction.shape
        raise ShapeError(
            f"{self.name}: for logits of shape {prediction.shape}, targets must be class indices of shape ({rows},) or "
            f"rows of shape ({rows}, {classes}), got {y.shape}"
        )

    def _classes(self, y: NDArray[Any], classes: int) -> NDArray[np.int64]:
        if not np.issubdtype(y.dtype, np.integer):
            raise LabelError(f"{self.name}: class indices must be integers, got {y.dtype}")
        if y.min() < 0 or y.max() >= classes:
            wrong = int(np.flatnonzero((y < 0) | (y >= classes))[0])
            raise LabelError(f"{self.name}: label {y[wrong]} of example {wrong} is not one of 0 to {classes - 1}")
        return y.astype(np.int64, copy=False)

    def _soft(self, y: NDArray[Any]) -> NDArray[Any]:
        sums = y.sum(axis=1)
        wrong = np.flatnonzero(~(np.abs(sums - 1) <= 1e-4) | ~(y >= 0).all(axis=1))
        if wrong.size:
            row = int(wrong[0])
            raise LabelError(
                f"{self.name}: row {row} of the targets must be probabilities (not negative, sum 1), got {y[row]} "
                f"with sum {sums[row]:g}"
            )
        return y


def one_hot(y: ArrayLike, classes: int) -> NDArray[np.float64]:
    """Class indices (n,) as rows (n, classes): 1 at the class, 0 elsewhere. Raises LabelError."""
    labels = np.asarray(y)
    if not np.issubdtype(labels.dtype, np.integer) or labels.ndim != 1:
        raise LabelError(f"one_hot takes a vector of class indices, got {labels.dtype} of shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise LabelError(f"one_hot: labels must lie in [0, {classes - 1}], got {labels.min()} to {labels.max()}")
    rows: NDArray[np.float64] = np.eye(classes)[labels]
    return rows


def _floating(owner: str, y_hat: ArrayLike) -> NDArray[Any]:
    array = np.asarray(y_hat)
    if np.issubdtype(array.dtype, np.floating):
        return array
    if np.issubdtype(array.dtype, np.integer):
        return array.astype(float)
    raise DtypeError(f"{owner}: predictions must be real numbers, got {array.dtype}")


@overload
def loss(function: Callable[..., Any], /) -> Loss: ...
@overload
def loss(*, label: str | None = None, rowwise: bool = False) -> Callable[[Callable[..., Any]], Loss]: ...
def loss(
    function: Callable[..., Any] | None = None, /, *, label: str | None = None, rowwise: bool = False
) -> Loss | Callable[[Callable[..., Any]], Loss]:
    """Declare a function as a loss: it takes a prediction and a target, and returns its value and its gradient.

    With `rowwise` one example is a row, and the formula may reduce it with row_sum and row_max. Raises
    DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Loss:
        formula = declare(function, label)
        if len(formula.arguments) != 2 or len(formula.results) != 2:
            raise DeclarationError(f"{formula.name}: a loss takes prediction and target, returns value and gradient")
        return Loss(formula, formula.defaults, (), rowwise)

    return declared(function) if function is not None else declared
