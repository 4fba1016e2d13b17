"""Training: mini-batches through a model and a loss, and a step of the optimizer after each."""

from __future__ import annotations

import math
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.formula import Range
from talweg.formula.errors import NonFiniteError, ShapeError
from talweg.nouns import Loss, Optimizer, State
from talweg.training.accuracy import accuracy
from talweg.training.batches import batches
from talweg.training.history import Epoch, History
from talweg.training.progress import progress_bar

Data = tuple[ArrayLike, ArrayLike]


class Trainable(Protocol):
    """What `fit` needs of a model. Those of talweg.models have it; so may one of your own."""

    @property
    def parameters(self) -> NDArray[Any]:
        """One contiguous vector, which the optimizer changes in place."""

    def __call__(self, X: ArrayLike, /) -> NDArray[Any]:
        """The outputs for the examples X, of the parameters' dtype."""

    def targets(self, loss: Loss, y: ArrayLike, /) -> NDArray[Any]:
        """`y` in the shape in which `loss` takes it beside the outputs."""

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, /, *, out: NDArray[Any]
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss on a batch, and its gradient with respect to `parameters`, written into `out`."""


def fit(
    model: Trainable,
    loss: Loss,
    optimizer: Optimizer,
    data: Data,
    *,
    batch_size: int | None = 32,
    epochs: int = 10,
    seed: int = 0,
    validation: Data | None = None,
    progress: bool | None = None,
) -> History:
    """Train `model` on data = (X, y), in place: a step a batch, the examples in a new order every epoch.

    X has shape (n, inputs), y what the loss takes; validation is another such pair, measured after every epoch.
    batch_size is 1 to n, or None for all n. A hyperparameter that is a schedule is evaluated once a step, at the number
    of steps taken before. The same seed gives the same weights, bit for bit. progress: a bar on a terminal (None),
    always (True), never (False).

    The arguments are checked before the first step: RangeError, ShapeError, DtypeError, LabelError, NonFiniteError. A
    loss or gradient that is not finite raises NonFiniteError with the epoch and the step, counted from 1; then, as
    after KeyboardInterrupt, the weights are those after the last whole step.
    """
    X, y = _examples(model, loss, data, "data")
    held_back = None if validation is None else _examples(model, loss, validation, "validation")
    size = _whole("batch_size", len(X) if batch_size is None else batch_size, 1, len(X))
    epochs = _whole("epochs", epochs, 1)
    rng = np.random.default_rng(_whole("seed", seed, 0))
    run = _Run(model, loss, optimizer, steps=epochs * math.ceil(len(X) / size))
    rows = []
    with progress_bar(epochs, run.steps, progress) as report:
        for number in range(1, epochs + 1):
            began = perf_counter()
            total = 0.0
            for batch in batches(len(X), size, rng):
                try:
                    value = run.step(X.take(batch, axis=0), y.take(batch, axis=0))
                except NonFiniteError as error:
                    t = run.state.t
                    raise NonFiniteError(
                        f"fit stopped in epoch {number} at step {t + 1}: {error}; the weights are those after step {t}"
                    ) from error
                total += value * len(batch)  # the last batch may be smaller: a mean over examples, not over batches
                report(None)
            seconds = perf_counter() - began
            if not np.isfinite(model.parameters).all():
                raise NonFiniteError(f"fit stopped in epoch {number}: its last step made the weights overflow")
            rows.append(Epoch(number, total / len(X), seconds, *_measure(model, loss, held_back)))
            report(rows[-1])
    return History(run.losses, run.scheduled, tuple(rows))


class _Run:
    """The state of one training run, and what it has recorded of every step."""

    def __init__(self, model: Trainable, loss: Loss, optimizer: Optimizer, steps: int) -> None:
        self.model, self.loss, self.optimizer, self.steps = model, loss, optimizer, steps
        self.state: State = optimizer.init(model.parameters)
        self.gradient = np.empty_like(model.parameters)
        self.losses = np.empty(steps)
        self.scheduled = {name: np.empty(steps) for name, value in optimizer.hyper.items() if callable(value)}

    def step(self, X: NDArray[Any], y: NDArray[Any]) -> float:
        """Take one step on one batch; the loss before it. Raises NonFiniteError and changes nothing then."""
        t = self.state.t
        value, gradient = self.model.value_and_grad(self.loss, X, y, out=self.gradient)
        if not math.isfinite(value):
            raise NonFiniteError(f"the loss is {value}")
        optimizer = self.optimizer
        if self.scheduled:
            # Evaluated once: what is recorded is what the step used.
            now = optimizer.at(t)
            optimizer = optimizer(**now)
            for name, values in self.scheduled.items():
                values[t] = now[name]
        optimizer.step(self.model.parameters, gradient, self.state)
        self.losses[t] = value
        return value


def _measure(
    model: Trainable, loss: Loss, data: tuple[NDArray[Any], NDArray[Any]] | None
) -> tuple[float | None, float | None]:
    """The loss and the accuracy on `data`, each None where there is none."""
    if data is None:
        return None, None
    X, y = data
    outputs = model(X)
    return loss(outputs, y), accuracy(outputs, y)


def _whole(name: str, value: object, low: int, high: float = math.inf) -> int:
    legal = Range(low, high, low_open=False, high_open=high == math.inf, integer=True)
    return int(legal.check("fit", name, value))


def _examples(model: Trainable, loss: Loss, data: Data, noun: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """X and y of `data`, with every error raised now that training would meet later."""
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise ShapeError(f"fit: {noun} must be a pair (X, y), got {_kind(data)}")
    X, y = np.asarray(data[0]), np.asarray(data[1])
    rows = [array.shape[0] if array.ndim else 0 for array in (X, y)]
    if rows[0] != rows[1]:
        raise ShapeError(f"fit: X and y of {noun} must have one row an example each, got {rows[0]} and {rows[1]} rows")
    if not rows[0]:
        raise ShapeError(f"fit: {noun} is empty: X has shape {X.shape} and y {y.shape}")
    for name, array in (("X", X), ("y", y)):
        _check_finite(f"{name} of {noun}", array)
    outputs = model(X[:1])
    y = model.targets(loss, y)
    # The loss of outputs that are all zero checks every target against its shape, classes and probabilities.
    loss(np.zeros((len(X), *outputs.shape[1:]), outputs.dtype), y)
    return X, y


def _check_finite(name: str, array: NDArray[Any]) -> None:
    if not np.issubdtype(array.dtype, np.floating):
        return
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        where = tuple(int(i) for i in bad[0])
        raise NonFiniteError(
            f"fit: {name} is {array[where]} at {where} ({len(bad)} of {array.size} entries are not finite)"
        )


def _kind(value: object) -> str:
    length = f" of {len(value)}" if isinstance(value, tuple | list) else ""
    return f"a {type(value).__name__}{length}"
