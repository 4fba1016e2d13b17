"""What went wrong when a loss or a gradient is not finite: in which layer, and most likely why, with the numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.parameters import leaves
from talweg.errors import TalwegError
from talweg.nouns import Loss
from talweg.training.diagnostics.curvature import largest_curvature
from talweg.training.loop.examples import Examples
from talweg.training.loop.rule import Rule
from talweg.training.loop.trainable import Trainable, measure
from talweg.training.pipeline.names import by_layer, names

EXPLOSION = 100.0
"""Weights explode where one step makes the largest more than so many times as large."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One training step that failed: the batch, the weights it failed at, the gradient there as far as it came.

    `good` are the last weights at which loss and gradient were finite, `t` the steps taken before those of the batch.
    """

    model: Trainable
    loss: Loss
    rule: Rule
    batch: Examples
    value: float
    gradient: NDArray[Any]
    weights: NDArray[Any]
    good: NDArray[Any]
    t: int


def explain(scene: Scene) -> str:
    """Where it shows first and the likely cause, in sentences. Leaves the model at `scene.good`."""
    cause = None
    try:
        cause = _batch(scene) or _rate(scene) or _growth(scene) or _outside_the_loss(scene)
    except TalwegError:
        pass  # a model that refuses to be asked must not hide what went wrong
    finally:
        scene.model.parameters[...] = scene.good
    return f"{_where(scene)}Likely cause: {cause or _elsewhere(scene)}."


def _where(scene: Scene) -> str:
    for noun, flat in (("weights", scene.weights), ("gradient", scene.gradient)):
        layered = by_layer(scene.model, flat)
        broken = [
            (short, leaf)
            for (_, short), (_, leaf) in zip(names(layered), leaves(layered), strict=True)
            if not np.isfinite(leaf).all()
        ]
        if broken:
            short, leaf = broken[0]
            bad = ~np.isfinite(leaf)
            where = tuple(int(i) for i in np.argwhere(bad)[0])
            rest = f", and in {len(broken) - 1} more" if len(broken) > 1 else ""
            share = f"{bad.sum()} of {leaf.size} entries{rest}"
            return f"First in the {noun} of {short}: {leaf[where]} at {where}, {share}. "
    if math.isfinite(scene.value):  # the step was refused
        return "The largest gradient is {:.4g}, in {}. ".format(*_largest(scene, scene.gradient))
    return ""


def _batch(scene: Scene) -> str | None:
    for noun, array in (("X", scene.batch.X), ("y", scene.batch.y)):
        if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
            where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
            return f"{noun} of the batch is {array[where]} at {where}"
    return None


def _rate(scene: Scene) -> str | None:
    """The rule's own condition for convergence, if the curvature of this batch at the good weights breaks it."""
    condition = scene.rule.stable
    if condition is None:
        return None
    model, buffer = scene.model, np.empty_like(scene.good)

    def gradient(w: NDArray[Any]) -> NDArray[Any]:
        model.parameters[...] = w
        return measure(model, scene.loss, scene.batch, buffer)[1].copy()

    curvature = largest_curvature(gradient, scene.good)
    if curvature is None:
        return None
    now = {**scene.rule.at(scene.t), "curvature": curvature}
    if condition.holds(**now):
        return None
    left, right = condition.sides(**now)
    rate = "" if scene.rule.rate is None else f"{scene.rule.rate} = {now[scene.rule.rate]:.4g} and "
    return (
        f"the rate is above the stability bound: {condition.text} is broken, {left:.4g} is not below {right:.4g}, "
        f"where {rate}the largest curvature of this batch is about {curvature:.4g}"
    )


def _outside_the_loss(scene: Scene) -> str | None:
    """Finite outputs whose loss is not: the logarithm of zero, a square that overflows."""
    if not np.isfinite(scene.weights).all():
        return None
    scene.model.parameters[...] = scene.weights
    outputs = scene.model(scene.batch.X)
    if math.isfinite(scene.value) or not np.isfinite(outputs).all():
        return None
    for row, (output, target) in enumerate(zip(outputs, scene.batch.y, strict=True)):
        with np.errstate(all="ignore"):
            value = scene.loss(output[None], np.asarray(target)[None])
        if not math.isfinite(value):
            return (
                f"{scene.loss.name} is {value} at finite outputs, as the logarithm of zero or an overflow makes it: "
                f"example {row} of the batch has the output {_few(output)} and the target {_few(target)}"
            )
    return None


def _growth(scene: Scene) -> str | None:
    before, (after, name) = _largest(scene, scene.good)[0], _largest(scene, scene.weights)
    if after <= EXPLOSION * before:
        return None
    return (
        f"the weights exploded: the largest went from {before:.4g} to {after:.4g}, in {name}, in one step; "
        f"try a smaller {scene.rule.rate or 'step'}, or clip_norm in a pipeline"
    )


def _elsewhere(scene: Scene) -> str:
    if math.isfinite(scene.value):
        return "a derivative that does not exist or overflows, at a finite loss"
    return "an overflow on the way to the outputs, where the largest weight is {:.4g}, in {}".format(
        *_largest(scene, scene.weights)
    )


def _largest(scene: Scene, flat: NDArray[Any]) -> tuple[float, str]:
    """The size of the largest weight, NaN taken for infinite, and the name of its array."""
    layered = by_layer(scene.model, flat)
    sizes = [float(np.abs(leaf).max(initial=0.0)) for _, leaf in leaves(layered)]
    sizes = [math.inf if math.isnan(size) else size for size in sizes]
    top = int(np.argmax(sizes))
    return sizes[top], names(layered)[top][1]


def _few(values: Any) -> str:
    return np.array2string(np.asarray(values), threshold=6, precision=4)
