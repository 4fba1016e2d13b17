"""Examples, a network and a loss as a task: which outputs it needs, and what is measured of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.links import class_scores, class_targets
from talweg.errors import RangeError
from talweg.formula import Range
from talweg.lab.problems.training import MeanLoss, Training
from talweg.losses import LOSSES
from talweg.models import mlp
from talweg.nouns import Loss
from talweg.training import Split
from talweg.training.loop.examples import examples
from talweg.training.loop.trainable import Trainable

BATCH = Range(1, low_open=False, integer=True)
Network = Callable[[int, int, int], Trainable]
"""A model of so many inputs and outputs whose weights are drawn by a seed."""


@dataclass(frozen=True)
class Layers:
    """A multilayer perceptron with these hidden layers."""

    hidden: tuple[int, ...] = ()
    activation: str = "relu"

    def __call__(self, inputs: int, outputs: int, seed: int) -> Trainable:
        """The model with weights of this seed."""
        return mlp([inputs, *self.hidden, outputs], activation=self.activation, seed=seed)


@dataclass(frozen=True, eq=False)
class WrongShare:
    """The share of these examples whose class the model does not name."""

    X: NDArray[Any]
    y: NDArray[np.int64]
    classes: int

    def __call__(self, model: Trainable) -> float:
        """The share under the model as it stands; inf where its outputs are not finite."""
        outputs = model(self.X)
        if not np.isfinite(outputs).all():
            return np.inf
        return float(np.mean(class_scores(outputs, self.classes).argmax(axis=1) != self.y))


@dataclass(frozen=True, eq=False)
class MeanError:
    """The mean distance of the predictions from the targets, over all examples and outputs."""

    loss: Loss
    X: NDArray[Any]
    y: NDArray[Any]

    def __call__(self, model: Trainable) -> float:
        """The distance under the model as it stands."""
        outputs = model(self.X)
        mean = outputs if len(self.loss.parts) == 1 else outputs[:, :1]  # the first of several predictions
        predicted = self.loss.link.prediction(mean)
        return float(np.mean(np.abs(predicted.reshape(self.y.shape) - self.y)))


def learning(
    owner: str, split: Split, classes: int, network: Network, loss: Loss | str, usual: str | Loss, batch_size: int,
    *, held_out: bool = True, told: str = "",
) -> Training:  # fmt: skip
    """The task of training `network` on a split by `loss`, with `classes` of them (0: quantities).

    Under the `usual` loss its mean is measured, on the examples held out, or on all where none are. Under another loss
    it is what the two have in common: the share of wrong classes, or the mean error. Raises what `tw.fit` does.
    """
    chosen, known = LOSSES.take(owner, loss), LOSSES.take(owner, usual)
    (X, y), (X_held, y_held) = split.train, split.test if held_out else split.train
    inputs = X.shape[1] if X.ndim == 2 else 0

    def shown(target: NDArray[Any]) -> tuple[NDArray[Any], int]:
        if classes:
            return class_targets(chosen, target, classes)
        return target, len(chosen.parts) * (1 if target.ndim == 1 else target.shape[1])

    (target, outputs), (held, _) = shown(y), shown(y_held)
    if not classes and len(chosen.parts) > 1 and target.ndim > 1:
        raise RangeError(f"{owner}: {chosen.name} has {len(chosen.parts)} predictions and takes one target a row")
    model = Seeded(network, inputs, outputs)
    part = examples(owner, model(0), chosen, (X, target), "data")
    test = examples(owner, model(0), chosen, (X_held, held), "the data held out")
    where = f"{len(test)} examples that it is not trained on" if held_out else f"all {len(test)} examples"
    measure: Callable[[Trainable], float]
    if chosen.name == known.name and chosen.hyper == known.hyper:
        measure, measured = MeanLoss(chosen, test), f"the mean {chosen.name} of {where}"
    elif classes:
        measure, measured = WrongShare(test.X, y_held, classes), f"the share of wrong classes of {where}"
    else:
        measure, measured = MeanError(chosen, test.X, y_held), f"the mean absolute error of {where}"
    words = f"{told} {model(0)!r} {network!r}; {measured}, {test.fingerprint}"
    return Training(model, chosen, part, batch_size, measure, measured, words)


@dataclass(frozen=True)
class Seeded:
    """A network of so many inputs and outputs, but for its seed."""

    network: Network
    inputs: int
    outputs: int

    def __call__(self, seed: int) -> Trainable:
        """The model with weights of this seed."""
        return self.network(self.inputs, self.outputs, seed)


def standardised(split: Split) -> Split:
    """The same with every column less its mean, over its deviation, both of the training part; constant ones at 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = split.X_train.mean(axis=0), split.X_train.std(axis=0)
    if not np.isfinite(deviation).all():
        column = int(np.flatnonzero(~np.isfinite(deviation))[0])
        raise RangeError(f"column {column} of X is too large to be standardised; give it in another unit")
    deviation = np.where(deviation > 0, deviation, 1.0)
    X_train, X_test = ((X - mean) / deviation for X in (split.X_train, split.X_test))
    return Split(X_train, split.y_train, X_test, split.y_test)


def parted(X: NDArray[Any], y: NDArray[Any], classes: int, share: float = 0.2, seed: int = 0) -> Split:
    """A fifth of the examples held out, drawn by `seed`, of every class the same share."""
    rng = np.random.default_rng(seed)
    groups: Sequence[NDArray[np.int64]]
    groups = [np.flatnonzero(y == each) for each in range(classes)] if classes else [np.arange(len(X))]
    held = np.zeros(len(X), bool)
    for group in groups:
        held[rng.permutation(group)[: round(share * len(group))]] = True
    return Split(X[~held], y[~held], X[held], y[held])
