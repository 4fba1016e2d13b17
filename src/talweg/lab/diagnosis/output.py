"""Findings about a loss and an output that do not fit together."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from talweg.lab.diagnosis.finding import Finding, panel
from talweg.lab.diagnosis.scene import Scene
from talweg.nouns.links import IDENTITY, LOGIT, SOFTMAX

FEWEST = 20
"""Of fewer outputs nothing can be said."""
STALLED = 0.1
"""A probability's loss is stuck where its gradient on the most wrong example is less than this share of its error."""


def findings(scene: Scene) -> Iterator[Finding]:
    """What speaks against this loss on these outputs."""
    outputs = scene.outputs.astype(float)
    if outputs.size < FEWEST or not np.isfinite(outputs).all():
        return
    within = bool(((outputs > 0) & (outputs < 1)).all())
    rows = outputs.ndim == 2 and outputs.shape[1] > 1 and bool((np.abs(outputs.sum(axis=1) - 1) < 1e-4).all())
    link = scene.loss.link
    if link is SOFTMAX and within and rows:
        least = math.log1p((outputs.shape[1] - 1) / math.e)
        yield Finding(
            "softmax_twice", least, 0.0,
            f"every row of outputs is positive and sums to 1, as a softmax makes it, and {scene.loss.name} takes "
            f"logits and puts another softmax over them: so it cannot fall below {least:.4g}",
            "Leave the softmax out of the model: its outputs should be logits.", panel("punishment"),
        )  # fmt: skip
    elif link is LOGIT and within:
        least = math.log1p(math.exp(-1))
        yield Finding(
            "sigmoid_twice", least, 0.0,
            f"every output lies between 0 and 1, as a sigmoid makes it, and {scene.loss.name} takes logits and puts "
            "another sigmoid over them: so no probability leaves 0.5 to 0.731, and its cross-entropy cannot fall "
            f"below {least:.4g}",
            "Leave the sigmoid out of the model: its outputs should be logits.", panel("two-gradients"),
        )  # fmt: skip
    labels = scene.examples.y.size > 0 and bool(np.isin(scene.examples.y, (0, 1)).all())
    if link is IDENTITY and within and labels:
        yield from _stalled(scene, outputs)
    elif link is LOGIT and labels:
        probabilities = link.prediction(outputs)
        _, slopes = scene.loss.value_and_grad(scene.outputs, scene.examples.y, reduction="none")
        yield from _stuck(scene, probabilities, np.abs(slopes))


def _stalled(scene: Scene, probabilities: np.ndarray) -> Iterator[Finding]:
    """A loss of quantities on probabilities: its gradient passes through the sigmoid's or softmax's own slope."""
    _, slopes = scene.loss.value_and_grad(scene.outputs, scene.examples.y, reduction="none")
    yield from _stuck(scene, probabilities, np.abs(slopes) * probabilities * (1 - probabilities), always=True)


def _stuck(scene: Scene, p: np.ndarray, slope: np.ndarray, always: bool = False) -> Iterator[Finding]:
    error = np.abs(p - scene.examples.y.reshape(p.shape))
    worst = int(error.argmax())
    share = float(slope.reshape(-1)[worst] / max(error.reshape(-1)[worst], 1e-300))
    vanishes = _vanishes(scene) if not always else True
    if not vanishes:
        return
    wrong = float(error.reshape(-1)[worst])
    z = math.log(max(1 - wrong, 1e-12) / max(wrong, 1e-12))
    yield Finding(
        "squared_error_of_probabilities", share, 1.0,
        f"{scene.loss.name} of a probability has a gradient that vanishes where the model is confidently wrong: on "
        f"the most wrong example, off by {wrong:.3g}, it is {share:.3g} of cross-entropy's",
        "Use binary_cross_entropy on logits, or cross_entropy for several classes: their gradient is p - y.",
        panel("two-gradients", z=min(max(z, -10.0), 10.0)),
    )  # fmt: skip


def _vanishes(scene: Scene) -> bool:
    """Whether the loss's own gradient goes out for an output that is sure and wrong, as cross-entropy's does not."""
    dtype = scene.outputs.dtype
    _, slope = scene.loss.value_and_grad(np.array([-20.0], dtype), np.array([1.0], dtype), reduction="none")
    return bool(abs(float(slope[0])) < STALLED)
