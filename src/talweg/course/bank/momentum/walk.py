"""What the library's momentum does, step by step, on plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import talweg as tw


def velocities(slopes: Iterable[float], lr: float, beta: float) -> list[float]:
    """v after each of the slopes, from rest."""
    v, found = 0.0, []
    for g in slopes:
        _, v = tw.momentum.formula.function(0.0, g, v, lr=lr, beta=beta)
        found.append(float(v))
    return found


def places(x: float, curvature: float, lr: float, beta: float, steps: int) -> list[float]:
    """Where a walker stands in a bowl of this curvature with its floor at 0, the start first."""
    v, found = 0.0, [x]
    for _ in range(steps):
        x, v = tw.momentum.formula.function(x, curvature * x, v, lr=lr, beta=beta)
        found.append(float(x))
    return found
