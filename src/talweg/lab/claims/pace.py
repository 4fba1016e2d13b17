"""How fast a rule settles in the valley, measured from its runs, and its hyperparameters tuned to that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.lab.sweep import sweep

STEPS, SEEN = 30, 6
"""Runs are so long, and of their places so many are looked at."""
SIDE, STAGES, REACH = 33, 7, 4
"""A search asks so many values of each hyperparameter, and looks so many times closer around the best: as many values
to each side of it, for the best of a coarse grid lies beside the ridge on which the true one is."""


def pace(rule: str, kappa: float, start: ArrayLike, **hyper: ArrayLike) -> NDArray[np.float64]:
    """The factor by which each run comes nearer a step, in the long run: the shape of the hyperparameters.

    Along each axis the places of a rule with one slot obey w[t + 1] = a w[t] + b w[t - 1]. The two are fitted to
    the last places of a run, and the factor is the larger root of z**2 = a z + b. So it needs no run that is long, in
    which the swings of momentum hide the factor. Where b is not needed, the shortest (a, b) has the factor as its root.

    Source: de Prony, "Essai expérimental et analytique", 1795 (the fit).
    """
    found = sweep("valley", rule, start=start, steps=STEPS, keep="path", kappa=kappa, **hyper)
    w = np.moveaxis(found.w[..., -SEEN:, :], -1, -2)  # (..., axis, time)
    with np.errstate(all="ignore"):
        w = w / np.abs(w).max(axis=-1, keepdims=True)
    legal = np.isfinite(w).all(axis=(-1, -2))
    w = np.where(legal[..., None, None], w, 0.0)
    before = np.stack([w[..., 1:-1], w[..., :-2]], axis=-1)
    a, b = np.moveaxis((np.linalg.pinv(before, rcond=1e-9) @ w[..., 2:, None])[..., 0], -1, 0)
    root = np.sqrt((a**2 + 4 * b).astype(complex))
    factors = np.maximum(np.abs(a + root), np.abs(a - root)).max(axis=-1) / 2
    return np.where(legal, factors, np.inf)


def tuned(
    rule: str, kappa: float, start: ArrayLike, ranges: Mapping[str, tuple[float, float]], **fixed: float
) -> tuple[float, dict[str, float]]:
    """The smallest factor of all hyperparameters in their ranges (low, high), and where, by ever closer grids."""
    now = dict(ranges)
    best: tuple[float, dict[str, float]] = (np.inf, {})
    for _ in range(STAGES):
        sides = {name: np.linspace(low, high, SIDE) for name, (low, high) in now.items()}
        grid: dict[str, Any] = dict(zip(sides, np.meshgrid(*sides.values(), indexing="ij"), strict=True))
        factors = pace(rule, kappa, start, **grid, **fixed)
        place = np.unravel_index(int(factors.argmin()), factors.shape)
        if factors[place] < best[0]:
            best = float(factors[place]), {name: float(values[place]) for name, values in grid.items()}
        for name, values in sides.items():
            reach, middle = REACH * (values[1] - values[0]), best[1][name]
            now[name] = max(ranges[name][0], middle - reach), min(ranges[name][1], middle + reach)
    return best
