"""Training runs of an experiment: as by `tw.fit`, in silence, for some of their rates are meant to fail."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.errors import NonFiniteError, TrainingWarning
from talweg.nouns import Loss
from talweg.training.loop.examples import examples
from talweg.training.loop.fit import fit
from talweg.training.loop.history import Epoch
from talweg.training.loop.rule import Rule
from talweg.training.loop.run import Run
from talweg.training.loop.trainable import Trainable

Pair = tuple[NDArray[Any], NDArray[Any]]
Callback = Callable[[Epoch], object]


def trained(
    model: Trainable,
    loss: Loss,
    rule: Rule,
    data: Pair,
    *,
    size: int,
    epochs: int,
    seed: int,
    each: Callback | None = None,
) -> float:
    """The loss of `model` on all of `data` after training on them: inf where the run diverged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TrainingWarning)
        try:
            fit(
                model, loss, rule, data, batch_size=size, epochs=epochs, seed=seed,
                callbacks=() if each is None else each, progress=False,
            )  # fmt: skip
        except NonFiniteError:
            return math.inf
    return loss_of(model, loss, data)


def loss_of(model: Trainable, loss: Loss, data: Pair) -> float:
    """The mean loss of `model` on `data`; inf where it is not finite."""
    value = loss(model(data[0]), model.targets(loss, data[1]))
    return value if math.isfinite(value) else math.inf


def losses_of(
    model: Trainable, loss: Loss, rule: Rule, data: Pair, *, size: int, epochs: int, seed: int
) -> NDArray[np.float64]:
    """The loss of every batch (steps,) before its step; inf from where the run diverged."""
    held = examples("claim", model, loss, data, "data")
    run = Run(model, loss, rule, held, size=size, epochs=epochs, seed=seed, watched=False)
    losses = np.full(run.steps, np.inf)
    for step, batch in zip(range(run.steps), run.endless(), strict=False):
        try:
            run.step(batch)
        except NonFiniteError:
            break
        losses[step] = run.losses[step]
    return losses


def chance(classes: int) -> float:
    """The cross-entropy of one answer for every example: a run that ended above it, or nowhere, has learned nothing."""
    return math.log(classes)
