"""SGD with noise in a bowl: how far from the floor it trembles in the end."""

from __future__ import annotations

from math import sqrt

import talweg as tw


def trembles(lr: float, size: int, curvature: float, noise: float, steps: int = 4000) -> float:
    """The root mean square distance from the floor, where one example's slope is off by `noise` on average.

    The library's step, applied to the deviation and to the noise of a batch alike: they are independent, so squares add.
    """
    kept = tw.sgd.formula.function(1.0, curvature, lr=lr)
    carried = tw.sgd.formula.function(0.0, noise / sqrt(size), lr=lr)
    square = 0.0
    for _ in range(steps):
        before, square = square, kept**2 * square + carried**2
        if square - before < 1e-15 * square:
            break
    return float(sqrt(square))


def closed_form(lr: float, size: float, curvature: float, noise: float) -> float:
    """The same, from lr noise^2 / (B curvature (2 - lr curvature))."""
    return sqrt(lr * noise**2 / (size * curvature * (2 - lr * curvature)))
