"""A loss of a batch under any array library: weighed and reduced as `Loss.value_and_grad` does on NumPy's arrays."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import arrays
from talweg.errors import ShapeError, unknown
from talweg.nouns import Loss
from talweg.nouns.classes import Classes
from talweg.nouns.loss import REDUCTIONS


def value_and_grad(
    loss: Loss, library: ModuleType, array: Callable[[Any], Any], y_hat: Any, y: Any, weights: Any, reduction: str
) -> tuple[Any, Any]:
    """The loss and its gradient with respect to `y_hat`, an array of floats, as `Loss.value_and_grad` has them.

    `array` makes an array of numbers, beside y_hat and of its dtype. What depends on values is not checked, for they
    may be traced: a class that is none makes its example's loss NaN. Raises ShapeError or UnknownNameError.
    """
    if reduction not in REDUCTIONS:
        raise unknown(loss.name, "reduction", str(reduction), REDUCTIONS)
    parts = (y_hat,) if len(loss.parts) == 1 else tuple(y_hat[..., i] for i in range(len(loss.parts)))
    shape = tuple(y.shape)[:1] if loss.rowwise else tuple(y.shape)
    if not np.prod(shape):
        raise ShapeError(f"{loss.name}: an empty batch has no loss; got predictions of shape {tuple(y_hat.shape)}")
    target, own, known = _target(loss, library, array, y_hat, y)
    times = _times(loss, library, weights, own, shape)
    values, *slopes = arrays.run(loss.formula, (*parts, target), loss.hyper, library)
    values = values.reshape(shape)
    gradient = slopes[0] if len(slopes) == 1 else library.stack(slopes, -1)
    if known is not None:
        values, gradient = (
            library.where(mask, each, array(np.nan)) for mask, each in ((known, values), (known[:, None], gradient))
        )
    if times is None:
        share = array(1.0 / np.prod(shape)) if reduction == "mean" else array(1.0)
        return (values if reduction == "none" else (values * share).sum()), gradient * share
    if reduction == "mean":
        total = times.sum()
        times = library.where(total > 0, times / library.where(total > 0, total, 1 + 0 * total), 0 * times)
    column = times.reshape((*shape, *(1,) * (gradient.ndim - len(shape))))
    values = library.where(times == 0, 0 * times, times * values)
    return (values if reduction == "none" else values.sum()), library.where(column == 0, 0 * column, column * gradient)


def check(loss: Loss, shape: tuple[int, ...], y: NDArray[Any]) -> None:
    """Raise LabelError, ShapeError or DtypeError for targets that do not fit predictions of this shape."""
    like = np.broadcast_to(np.zeros(()), shape)
    if isinstance(loss.targets, Classes):
        loss.targets.read(loss.name, like, y)
    else:
        loss.targets.read(loss.name, like, y, loss.parts)


def _target(loss: Loss, library: ModuleType, array: Callable[[Any], Any], y_hat: Any, y: Any) -> tuple[Any, Any, Any]:
    """The targets as the formula takes them, what each example counts by them (None where all count alike), and whether
    its class is one (None where that need not be asked)."""
    logits, given = tuple(y_hat.shape), tuple(y.shape)
    if not isinstance(loss.targets, Classes):
        if logits != (given if len(loss.parts) == 1 else (*given, len(loss.parts))):
            raise ShapeError(f"{loss.name}: predictions {logits} and targets {given} do not fit")
        return y + array(0.0), None, None
    if len(logits) != 2 or given not in (logits[:1], logits):
        raise ShapeError(
            f"{loss.name}: logits must have shape (examples, classes) and targets (examples,) or that shape, too; got "
            f"{logits} and {given}"
        )
    class_weights, ignore = loss.targets.class_weights, loss.targets.ignore
    if class_weights is not None and len(class_weights) != logits[1]:
        raise ShapeError(f"{loss.name}: {len(class_weights)} class_weights do not fit logits of {logits[1]} classes")
    classes = None if class_weights is None else array(np.array(class_weights))
    if len(given) == 2:
        rows = y + array(0.0)
        return rows, None if classes is None else rows @ classes, None
    one, zero = array(1.0), array(0.0)
    rows = library.where(y[:, None] == array(np.arange(logits[1])), one, zero)
    known = rows.sum(-1) > 0
    each = None if classes is None else rows @ classes
    if ignore is None:
        return rows, each, known
    ignored = y == ignore
    return rows, library.where(ignored, zero, one if each is None else each), known | ignored


def _times(loss: Loss, library: ModuleType, weights: Any, own: Any, shape: tuple[int, ...]) -> Any:
    """What each example counts, in `shape`; None where all count 1."""
    if weights is None:
        return own
    if tuple(weights.shape) not in (shape, shape[:1]):
        raise ShapeError(
            f"{loss.name}: weights must have shape {shape} or {shape[:1]}, one for each example, got "
            f"{tuple(weights.shape)}"
        )
    column = weights.reshape((*weights.shape, *(1,) * (len(shape) - weights.ndim)))
    each = library.broadcast_to(column, shape)
    return each if own is None else each * own
