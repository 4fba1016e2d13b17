"""Sharpness-aware gradients: taken not where the weights are, but where the loss near them is highest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from talweg.engine.parameters import Parameters, alike, leaves, matching
from talweg.formula import Positive
from talweg.formula.ranges import read_range
from talweg.training.pipeline.transforms import with_norm

Function: TypeAlias = Callable[[Any], tuple[float, Parameters]]

_RHO = read_range(Positive)


def sam(f: Function, *, rho: float = 0.05) -> Function:
    """`f`, which takes weights w and returns (value, gradient), made sharpness-aware.

    The new function returns f's value at w, and its gradient g at w + rho * g / |g|, the point that looks worst within
    the distance rho. It calls f twice: a step with it costs two gradients, so it belongs to the loop and not to the
    optimizer's step; `fit(..., sam=rho)` does the same. w is an array or a nest of arrays, and is not changed; f must
    return a gradient of its own, not one it will overwrite. Where the first gradient is zero or not finite, it is
    returned as it is. Raises RangeError for rho.

    Source: Foret et al., "Sharpness-aware minimization for efficiently improving generalization", 2021,
    arXiv:2010.01412.
    """
    rho = check_rho("sam", rho)

    def sharp(w: Parameters) -> tuple[float, Parameters]:
        value, gradient = f(w)
        moves = iter(ascent(w, gradient, rho))
        highest = alike(w, lambda leaf: leaf + next(moves))
        return value, f(highest)[1]

    return sharp


def check_rho(owner: str, rho: float) -> float:
    """`rho` as a number. Raises RangeError."""
    return _RHO.check(owner, "rho", rho)


def ascent(w: Parameters, gradient: Parameters, rho: float) -> list[Any]:
    """The way to the worst point near `w`, for every array: rho * g / |g|, or zero where that is no number."""
    gradients, norm = with_norm(list(matching(w, gradient, "sam", "the gradient")))
    moves = norm > 0 and np.isfinite(norm)
    # Divided first, in float64: rho / norm overflows for the smallest gradients, and the norm in a short dtype.
    return [
        (np.asarray(g, float) / norm * rho).astype(g.dtype) if moves else np.zeros_like(leaf)
        for (_, leaf), g in zip(leaves(w), gradients, strict=True)
    ]
