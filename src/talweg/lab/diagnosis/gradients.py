"""Findings about gradients layer by layer: gone out, exploded, and units that are off for every example."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from talweg.lab.diagnosis.finding import Finding, panel
from talweg.lab.diagnosis.scene import Scene
from talweg.lab.diagnosis.sharpness import Array
from talweg.training.pipeline.names import by_layer

VANISHED, EXPLODED = 1e-5, 30.0
"""A layer's gradient, as a root mean square, over that of the loss by the outputs: outside of this it is lost."""
DEAD = 0.5
"""Of a layer's units: more that are off are too many."""


def findings(scene: Scene) -> Iterator[Finding]:
    """What speaks against the gradients at the weights as they stand."""
    if not (np.isfinite(scene.value) and np.isfinite(scene.gradient).all()):
        yield Finding(
            "not_finite", float(scene.value), 0.0,
            f"the loss is {scene.value:.4g}, and {int((~np.isfinite(scene.gradient)).sum())} entries of its gradient "
            "are not finite",
            "Begin anew with smaller weights, and look for NaN or huge numbers in the data.", panel("stability"),
        )  # fmt: skip
        return
    layered = by_layer(scene.model, scene.gradient)
    weights = (
        {name: each for name, each in layered.items() if name.endswith(".weight")} if isinstance(layered, dict) else {}
    )
    outward = _outward(scene)
    shares = (
        {name: _size(each) / outward for name, each in (weights or {"w": scene.gradient}).items()} if outward else {}
    )
    dead = list(_dead(layered)) if isinstance(layered, dict) else []
    yield from dead
    gone = {name: share for name, share in shares.items() if share < VANISHED}
    if gone and not dead:
        name, share = min(gone.items(), key=lambda pair: pair[1])
        yield Finding(
            "vanishing_gradients", share, VANISHED,
            f"the gradient of {', '.join(gone)} has gone out on the way: that of {name} is {share:.2g} of the loss's "
            "own by the outputs",
            'Use relu with init="he", smaller initial weights where tanh or sigmoid saturates, or fewer layers.',
            panel("two-gradients", z=-8.0),
        )  # fmt: skip
    grown = {name: share for name, share in shares.items() if share > EXPLODED}
    if grown:
        name, share = max(grown.items(), key=lambda pair: pair[1])
        yield Finding(
            "exploding_gradients", share, EXPLODED,
            f"the gradient of {', '.join(grown)} has grown on the way: that of {name} is {share:.3g} times the loss's "
            "own by the outputs",
            "Use smaller initial weights, standardised inputs, or clip_norm=1.0 in a tw.pipeline.",
            panel("stability", lr=1.0),
        )  # fmt: skip


def _outward(scene: Scene) -> float:
    """The root mean square of an example's gradient by the outputs."""
    _, slopes = scene.loss.value_and_grad(scene.outputs, scene.examples.y, scene.examples.weights)
    return _size(np.asarray(slopes)) * len(scene.examples)


def _size(array: Array) -> float:
    return float(np.sqrt(np.mean(np.square(array.astype(float)))))


def _dead(layered: dict[str, Array]) -> Iterator[Finding]:
    """Hidden units whose weights and bias no example's gradient reaches."""
    *hidden, _last = [name.removesuffix(".weight") for name in layered if name.endswith(".weight")]
    for name in hidden:
        into, bias = layered[f"{name}.weight"], layered[f"{name}.bias"]
        off = float(np.mean(~into.any(axis=0) & (bias == 0)))
        if off > DEAD:
            yield Finding(
                "dead_units", off, DEAD,
                f"{100 * off:.0f}% of the units of layer {name} are off for every example, so no gradient reaches "
                f"{name}.weight there",
                "Begin anew with a smaller rate, standardised inputs and biases of 0; tanh has no dead units.",
                panel("two-gradients", z=-10.0),
            )  # fmt: skip
            return
