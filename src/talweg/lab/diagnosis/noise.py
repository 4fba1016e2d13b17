"""Findings about the batch size, by the gradient noise scale."""

from __future__ import annotations

import math
from collections.abc import Iterator

from talweg.lab.diagnosis.finding import Finding, panel
from talweg.lab.diagnosis.scene import Scene

FAR, USUAL = 20.0, 64
"""A batch this many times below or above the noise scale wastes steps, or examples; the usual wastes none."""


def findings(scene: Scene) -> Iterator[Finding]:
    """What speaks against the batch size."""
    noise, size = scene.noise, scene.size
    if noise is None or not noise > 0:
        return
    better = suited(noise, scene.count) or size
    if size * FAR < noise and better > size:
        yield Finding(
            "batch_too_small", noise / size, FAR,
            f"the gradient noise scale is {noise:.4g}, {noise / size:.3g} times the batch size of {size}: a step "
            "follows the noise",
            f"Take batches of about {better}, or a smaller rate.", panel("batches", size="1,32,all"),
        )  # fmt: skip
    elif size > max(FAR * noise, USUAL) and better < size:
        yield Finding(
            "batch_too_large", size / noise, FAR,
            f"the gradient noise scale is {noise:.4g}, and a batch of {size} is {size / noise:.3g} times that: it is "
            "exact beyond need",
            f"Take batches of about {better}: nearly as good a step for {size / better:.0f} times less work.",
            panel("batches", size="1,32,all"),
        )  # fmt: skip


def suited(noise: float | None, count: int) -> int | None:
    """The power of two nearest to the noise scale, and no more than there are examples."""
    if noise is None or not noise > 0:
        return None
    return int(min(2 ** max(round(math.log2(noise)), 0), count))
