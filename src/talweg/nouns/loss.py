"""A loss: which number to push down."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from inspect import Parameter, signature
from itertools import islice
from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import fused, fused_losses, plain
from talweg.engine.conversion import converted, fits, numbers
from talweg.engine.parameters import refuse_masked
from talweg.errors import DeclarationError, DtypeError, MissingError, RangeError, ShapeError, unknown
from talweg.formula import declare
from talweg.formula.rows import lower
from talweg.nouns.classes import Classes, one_hot, usual
from talweg.nouns.links import IDENTITY, SOFTMAX, Link
from talweg.nouns.noun import Noun
from talweg.nouns.order import refuse_other_order
from talweg.nouns.targets import NUMBER, Numbers
from talweg.nouns.weights import factors, read_weights

REDUCTIONS = ("mean", "sum", "none")


@dataclass(frozen=True, eq=False, repr=False)
class Loss(Noun):
    """A formula (value, gradient) of a prediction and a target, and its mean, sum or each over examples."""

    targets: Numbers | Classes = NUMBER
    """What it takes as targets. With Classes one example is a row (logits over classes) and not a single number."""
    link: Link = IDENTITY
    """What turns a model's outputs into predictions in the unit of the targets."""

    @cached_property
    def rowwise(self) -> bool:
        """Whether one example is a row."""
        return isinstance(self.targets, Classes)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The names of what is predicted for one example: more than one lie side by side on the last axis."""
        return self.formula.arguments[:-1]

    @property
    def ignore(self) -> int | None:
        """The label whose examples count for nothing, where there is one."""
        return self.targets.ignore if isinstance(self.targets, Classes) else None

    @cached_property
    def even(self) -> bool:
        """Whether every example counts 1, whatever its target: no class weights, and no label to ignore."""
        return not any(value is not None for value in self._settings.values())

    def counts(self, y: ArrayLike) -> NDArray[np.float64]:
        """How much each example counts by its target y: its class weight, 0 where it is ignored, else 1.

        In the shape of y, or (n,) for a loss of rows. Raises LabelError, ShapeError or DtypeError.
        """
        given = np.asarray(y)
        if isinstance(self.targets, Classes) and not self.even:
            return self.targets.counts(self.name, given)
        return np.ones(given.shape[:1] if self.rowwise else given.shape)

    def count(self, y: ArrayLike, weights: ArrayLike | None = None) -> float:
        """What a batch with the targets y counts: the sum by which its mean loss is divided; see `value_and_grad`.

        Means of several batches are put together by it: `pipeline(..., accumulate=k).step(w, g, state, count=...)`.
        """
        given = np.asarray(y)
        if weights is None and self.even:
            return float(len(given) if self.rowwise else given.size)
        each = self.counts(given)
        return float(each.sum() if weights is None else each.reshape(-1) @ read_weights(self.name, weights, each.shape))

    def replace(self, /, **hyper: Any) -> Self:
        """The same with other hyperparameters. Raises RangeError, ShapeError, DtypeError or UnknownNameError.

        A row loss also takes `class_weights`, a number >= 0 for each class that weighs every example of that class,
        and `ignore`, a label whose examples get weight 0; None takes either away. A row of probabilities has the mean
        of the class weights under it, and is never ignored.
        """
        accepted = {**self.formula.hyper, **self._settings}
        for name, value in hyper.items():
            if name not in accepted:
                raise unknown(self.name, "hyperparameter", name, accepted)
            if callable(value):
                raise RangeError(f"{self.name}: {name} must be a number, got {value!r}; only optimizers take schedules")
        targets = self.targets
        if isinstance(targets, Classes):
            targets = targets.replace(self.name, {name: hyper.pop(name) for name in self._settings if name in hyper})
        return replace(super().replace(**hyper), targets=targets)

    @overload
    def __call__(self, **hyper: Any) -> Loss: ...
    @overload
    def __call__(
        self, y_hat: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean", **hyper: Any,
    ) -> float: ...  # fmt: skip
    @overload
    def __call__(
        self, y_hat: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None, *, reduction: Literal["none"],
        **hyper: Any,
    ) -> NDArray[Any]: ...  # fmt: skip
    def __call__(
        self,
        y_hat: ArrayLike | None = None,
        y: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        reduction: Any = "mean",
        **hyper: Any,
    ) -> Any:
        """The loss with these hyperparameters (see replace), as of any formula: `huber(delta=2)`.

        Or the loss of predictions `y_hat` against targets `y`: see value_and_grad for everything. Raises MissingError
        where only one of the two is there.
        """
        loss = self.replace(**hyper)
        if y_hat is not None and y is not None:
            return loss.value_and_grad(y_hat, y, weights, reduction)[0]
        if y_hat is None and y is None and weights is None and reduction == "mean":
            return loss
        example = "".join(f", {name}={value!r}" for name, value in self.hyper.items())
        raise MissingError(
            f"{self.name} takes predictions and targets, {self.name}(y_hat, y), with weights and reduction where they "
            f"are wanted; or hyperparameters alone, by name: {self.name}({example[2:]})"
        )

    @overload
    def value_and_grad(
        self, y_hat: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None,
        reduction: Literal["mean", "sum"] = "mean",
    ) -> tuple[float, NDArray[Any]]: ...  # fmt: skip
    @overload
    def value_and_grad(
        self, y_hat: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None, *, reduction: Literal["none"]
    ) -> tuple[NDArray[Any], NDArray[Any]]: ...
    def value_and_grad(
        self, y_hat: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None, reduction: Any = "mean"
    ) -> tuple[Any, NDArray[Any]]:
        """The loss, and its gradient with respect to `y_hat` and like it in shape, in one pass.

        An elementwise loss takes two arrays of one shape, and every entry is an example. A row loss takes logits of
        shape (n, classes) and targets that are class indices (n,), or one-hot or soft rows (n, classes), and every row
        is an example. A loss of two predictions an example, such as gaussian_nll, takes targets of any shape and
        predictions with one more axis, of 2, at the end.

        With l the loss of an example and w its weight, `reduction` is "mean", the sum of w l over the sum of w; "sum",
        the sum of w l; or "none", each example's own w l, in the shape of the targets or (n,), with each example's own
        gradient. `weights` are finite and >= 0: one an example, or one for each entry of the first axis; 1 where none
        are given, times what class_weights and ignore say (see replace). An example of weight 0 counts for nothing,
        even if its loss is not finite; where all weights are 0, so are the mean and its gradient.

        Raises ShapeError (an empty batch, too), DtypeError, RangeError for weights, UnknownNameError for a reduction,
        or LabelError for targets outside what the loss is made for.
        """
        if reduction not in REDUCTIONS:
            raise unknown(self.name, "reduction", str(reduction), REDUCTIONS)
        if weights is None and reduction != "none" and self.even and usual(self.targets, y_hat, y):
            value, gradient = self._total(y_hat, y, len(y) if reduction == "mean" else 1)  # type: ignore[arg-type]
            if not math.isnan(value):  # as a label makes it that is no class
                return value, gradient
        for noun, array in (("predictions", y_hat), ("targets", y), ("weights", weights)):
            refuse_masked(self.name, noun, array)
        prediction = _floating(self.name, y_hat)
        if prediction.dtype == np.float16:  # too coarse to compute in
            found: Any = self.value_and_grad(prediction.astype(np.float32), y, weights, reduction)
            value = found[0].astype(np.float16) if reduction == "none" else found[0]
            return value, found[1].astype(np.float16)
        if prediction.size == 0:
            raise ShapeError(f"{self.name}: an empty batch has no loss; got predictions of shape {prediction.shape}")
        y = np.asarray(y)
        labels = isinstance(self.targets, Classes) and y.dtype.kind in "iu"  # which nothing computes with
        narrow = prediction.dtype.itemsize < 8 and not labels
        if narrow and not fits(numbers(self.name, "targets", y), prediction.dtype):
            # The targets say more than the predictions' type can hold: computed in float64, as exact as they are.
            found = self.value_and_grad(prediction.astype(float), y, weights, reduction)
            value = found[0].astype(prediction.dtype) if reduction == "none" else found[0]
            return value, found[1].astype(prediction.dtype)
        own = None
        if isinstance(self.targets, Classes):
            target, shape = self.targets.read(self.name, prediction, y), prediction.shape[:1]
            own = self.targets.weigh(y, target)
            flat = prediction
        else:
            target = self.targets.read(self.name, prediction, y, self.parts)
            shape = y.shape
            flat = prediction.reshape(-1) if len(self.parts) == 1 else prediction.reshape(-1, len(self.parts))
        if weights is None and own is None and reduction != "none":
            value, gradient = self._total(flat, target, len(target) if reduction == "mean" else 1)
            return value, gradient.reshape(prediction.shape)
        each = np.ones(len(target)) if weights is None else read_weights(self.name, weights, shape)
        each = each if own is None else each * own
        values, gradient = self._each(flat, target, factors(self.name, each, reduction == "mean", prediction.dtype))
        gradient = gradient.reshape(prediction.shape)
        return (values.reshape(shape) if reduction == "none" else float(values.sum(dtype=float))), gradient

    def _total(self, prediction: NDArray[Any], target: NDArray[Any], count: int) -> tuple[float, NDArray[Any]]:
        """The sum of all examples' losses and its gradient, both over `count`; the arrays are flat."""
        if not fused.takes(prediction):
            values, slopes = self._plain(prediction, target)
            return float(values.sum(dtype=float) / count), slopes / count
        gradient = np.empty_like(prediction)
        total = fused_losses.total(self.formula, self.rowwise, prediction, target, gradient, 1 / count, self.hyper)
        return total / count, gradient

    def _each(
        self, prediction: NDArray[Any], target: NDArray[Any], times: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Every example's loss and gradient, each times its factor, and 0 where that is 0; the arrays are flat."""
        if not fused.takes(prediction):
            column = times.reshape(-1, *(1,) * (prediction.ndim - 1))
            values, slopes = self._plain(prediction, target)
            with np.errstate(all="ignore"):
                return np.where(times > 0, times * values, 0), np.where(column > 0, column * slopes, 0)
        values, gradient = np.empty_like(times), np.empty_like(prediction)
        fused_losses.each(self.formula, self.rowwise, prediction, target, times, values, gradient, self.hyper)
        return values, gradient

    def _plain(self, prediction: NDArray[Any], target: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Every example's loss (n,) and gradient as the plain reader gives them."""
        if self.rowwise and target.ndim == 1:
            target = one_hot(target, prediction.shape[1]).astype(prediction.dtype)
        parts = (prediction,) if len(self.parts) == 1 else tuple(prediction.T)
        values, *slopes = plain.run(self.formula, (*parts, target), self.hyper)
        return values.reshape(-1), slopes[0] if len(slopes) == 1 else np.stack(slopes, axis=-1)

    @property
    def _taken(self) -> tuple[Parameter, ...]:
        """What a call takes in front of the hyperparameters: predictions and targets, or nothing."""
        return tuple(islice(signature(Loss.__call__).parameters.values(), 1, 5))

    @property
    def _settings(self) -> Mapping[str, Any]:
        """What can be set beside the hyperparameters, with its value."""
        return self.targets.settings if isinstance(self.targets, Classes) else {}

    def __repr__(self) -> str:
        values = {**self.hyper, **{name: value for name, value in self._settings.items() if value is not None}}
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in values.items())})"


def _floating(owner: str, y_hat: ArrayLike) -> NDArray[Any]:
    array = np.asarray(y_hat, order="C")
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind == "c":
        raise DtypeError(f"{owner}: predictions must be real numbers, got {array.dtype}")
    return converted(owner, "predictions", array, float)


@overload
def loss(function: Callable[..., Any], /) -> Loss: ...
@overload
def loss(
    *, label: str | None = None, targets: Numbers = NUMBER, link: Link | None = None, rowwise: bool = False
) -> Callable[[Callable[..., Any]], Loss]: ...
def loss(
    function: Callable[..., Any] | None = None,
    /,
    *,
    label: str | None = None,
    targets: Numbers = NUMBER,
    link: Link | None = None,
    rowwise: bool = False,
) -> Loss | Callable[[Callable[..., Any]], Loss]:
    """Declare a function as a loss: it takes a prediction and a target, and returns its value and its gradient.

    One that predicts several numbers for an example takes them one after the other, then the target, and returns its
    value and a gradient for each. `targets` says which are legal: NUMBER, COUNT, PROBABILITY or SIGN of
    talweg.nouns.targets. `link` says what a model's output is: LOGIT, LOG or SCORE of talweg.nouns.links, or IDENTITY,
    the prediction itself, where nothing is said. With `rowwise` one example is a row, its target is a class, its link
    SOFTMAX, and the formula may reduce the row with row_sum, row_max and row_size. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Loss:
        formula = declare(function, label, noun="row loss" if rowwise else "loss")
        arguments, results = len(formula.arguments), len(formula.results)
        if arguments < 2 or results != arguments or (rowwise and arguments != 2):
            raise DeclarationError(
                f"{formula.name}: a loss takes prediction and target, returns value and gradient; it takes {arguments} "
                f"arguments and returns {results}"
            )
        open_ones = formula.hyper.keys() - formula.defaults.keys()
        if open_ones:
            raise DeclarationError(f"{formula.name}: a loss's {', '.join(sorted(open_ones))} needs a default")
        name = formula.name
        if rowwise and (taken := formula.hyper.keys() & Classes().settings.keys()):
            raise DeclarationError(f"{name}: every row loss has {min(taken)}; call the hyperparameter otherwise")
        if rowwise and lower(formula).value_varies:
            raise DeclarationError(f"{name}: the value of a row is one number; reduce it with row_sum or row_max")
        if not rowwise:
            refuse_other_order(formula, [0.3, *(0.8,) * (arguments - 1)], formula.defaults)
        of_outputs = link or (SOFTMAX if rowwise else IDENTITY)
        return Loss(formula, formula.defaults, (), Classes() if rowwise else targets, of_outputs)

    return declared(function) if function is not None else declared
