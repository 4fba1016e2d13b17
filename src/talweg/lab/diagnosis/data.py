"""Findings about the data: inputs and targets that are not scaled, columns that say nothing, too few examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.lab.diagnosis.finding import Finding, panel
from talweg.lab.diagnosis.scene import Scene
from talweg.nouns.links import IDENTITY
from talweg.training.diagnostics.outcome import LARGE
from talweg.training.loop.examples import Examples
from talweg.training.loop.trainable import measure

WIDE = 1e3
"""Columns whose sizes are a factor like this apart make a valley that no rate suits."""
MANY = 50.0
"""Parameters to an example: with more a network can learn each by heart, and nothing else."""
HUGE = float(np.finfo(float).max)
GAP = 2.0
"""Validation's loss over that of training, from which on the model has learned its examples by heart."""


def findings(scene: Scene, validation: Examples | None) -> Iterator[Finding]:
    """What speaks against the data."""
    X = scene.examples.X
    if X.dtype.kind in "fiub":  # a model of one's own may read anything
        columns = X.reshape(len(X), -1).astype(float)
        yield from _unscaled("unscaled_inputs", "X", "column {} of X has", columns)
        yield from _twins(columns)
    if scene.loss.link is IDENTITY and scene.examples.y.dtype.kind in "fiu":
        y = scene.examples.y.reshape(len(X), -1).astype(float)
        yield from _unscaled("unscaled_targets", "y", "the targets (column {}) have", y)
    parameters = scene.model.parameters.size / scene.count
    if parameters > MANY:
        yield Finding(
            "little_data", parameters, MANY,
            f"{scene.model.parameters.size:,} parameters for {scene.count:,} examples, {parameters:.0f} to each: the "
            "model can learn every one by heart",
            "Take a smaller model, or weight decay (adamw:weight_decay=0.1), and stop by the loss on examples held "
            "back.",
            panel("batches"),
        )  # fmt: skip
    yield from _gap(scene, validation)


def _unscaled(name: str, letter: str, which: str, columns: NDArray[Any]) -> Iterator[Finding]:
    """The column that is farthest from being standardised, or the spread of all."""
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not scaled
        means, deviations = columns.mean(axis=0), columns.std(axis=0)
        sizes = np.nan_to_num(np.hypot(means, deviations), nan=HUGE, posinf=HUGE)
    alive = sizes[sizes > 0]
    if not alive.size:
        return
    # Curvature goes with the square of a column's size.
    ratio = float(min(alive.max() / alive.min(), 1e3))
    kappa = max(ratio**2, 1.0)
    remedy = f"Standardise: ({letter} - {letter}.mean(axis=0)) / {letter}.std(axis=0)."
    worst = int(sizes.argmax())
    if not 1 / LARGE <= sizes[worst] <= LARGE:
        cause = f"{which.format(worst)} the mean {means[worst]:.4g} and the deviation {deviations[worst]:.4g}"
        yield Finding(name, float(sizes[worst]), LARGE, cause, remedy, panel("stability", kappa=kappa))
    elif alive.max() > WIDE * alive.min():
        ratio = float(alive.max() / alive.min())
        cause = (
            f"the columns of {letter} differ in size by a factor of {ratio:.3g}, so that the ground is a narrow valley"
        )
        yield Finding(name, ratio, WIDE, cause, remedy, panel("stability", kappa=kappa))


def _twins(columns: NDArray[Any]) -> Iterator[Finding]:
    """Columns that are there twice, and columns that hold one number other than 0."""
    same = np.ptp(columns, axis=0) == 0
    idle = np.flatnonzero(same & (columns[0] != 0))
    if idle.size:
        yield Finding(
            "constant_columns", float(idle.size), 0.0,
            f"{idle.size} columns of X hold one number alone, the first of them column {idle[0]}: they do a bias's "
            "work over again",
            "Leave them out.", panel("stability"),
        )  # fmt: skip
    varied = columns[:, ~same]
    double = varied.shape[1] - len(np.unique(varied, axis=1).T) if varied.size else 0
    if double:
        yield Finding(
            "duplicate_columns", float(double), 0.0,
            f"{double} columns of X repeat others to the last digit: what they share has several times the curvature",
            "Leave them out.", panel("stability"),
        )  # fmt: skip


def _gap(scene: Scene, validation: Examples | None) -> Iterator[Finding]:
    if validation is None:
        return
    held_back = measure(scene.model, scene.loss, validation, np.empty_like(scene.model.parameters))[0]
    if held_back > GAP * scene.value > 0:
        yield Finding(
            "gap", held_back / scene.value, GAP,
            f"the loss on examples held back is {held_back:.4g}, {held_back / scene.value:.3g} times the "
            f"{scene.value:.4g} of training: the model has learned its examples by heart",
            "Stop earlier (EarlyStopping), use weight decay, a smaller model or more examples.", panel("batches"),
        )  # fmt: skip
