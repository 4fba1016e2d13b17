"""What noise in the gradient leaves of a descent by SGD: exact means over all runs, and no single run's luck."""

from __future__ import annotations

import numpy as np

import talweg as tw


def mean_f(plan: tw.Schedule, kappa: float, start: tuple[float, float], sigma: float, steps: int) -> list[float]:
    """The mean of f = x^2 + kappa y^2 before each step and after the last, with noise of deviation sigma on each slope.

    SGD is linear, so the mean of a square needs only the mean of the one before: (1 - lr c)^2 of it, and (lr sigma)^2.
    """
    x, y = start[0] ** 2, start[1] ** 2
    found = [x + kappa * y]
    for lr in plan(np.arange(steps)).tolist():
        noise = (lr * sigma) ** 2
        x, y = (1 - 2 * lr) ** 2 * x + noise, (1 - 2 * kappa * lr) ** 2 * y + noise
        found.append(x + kappa * y)
    return found


def four(high: float, low: float, steps: int, share: float = 1) -> dict[str, tw.Schedule]:
    """Two rates, each fixed and along a cosine to 0, by what questions call them; every rate is times `share`."""
    return {
        f"lr = {high:g} throughout": tw.constant(peak=share * high),
        f"lr = {low:g} throughout": tw.constant(peak=share * low),
        f"a cosine from {high:g} to 0": tw.cosine(peak=share * high, total=steps),
        f"a cosine from {low:g} to 0": tw.cosine(peak=share * low, total=steps),
    }
