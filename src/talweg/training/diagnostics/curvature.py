"""The largest curvature of a function, from its gradients alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def largest_curvature(
    gradient: Callable[[NDArray[Any]], NDArray[Any]], w: NDArray[Any], *, iterations: int = 30, seed: int = 0
) -> float | None:
    """The Hessian's eigenvalue of largest size at `w`, a vector, by power iterations on differences of gradients.

    `gradient(w)` is called twice an iteration, and must return an array of its own. The Rayleigh quotient approaches
    the eigenvalue from inside the spectrum: what it shows is there. None where a gradient on the way is not finite.

    Source: von Mises and Pollaczek-Geiringer, "Praktische Verfahren der Gleichungsauflösung", 1929 (power iterations).
    """
    v = np.random.default_rng(seed).normal(size=w.shape)
    v /= np.linalg.norm(v)
    found = 0.0
    with np.errstate(all="ignore"):
        # The cube root of the rounding unit balances the error of the difference against that of the gradients.
        reach = float(np.cbrt(np.finfo(w.dtype).eps) * max(1.0, float(np.linalg.norm(w.astype(float)))))
        for _ in range(iterations):
            move = (reach * v).astype(w.dtype)
            product = (gradient(w + move).astype(float) - gradient(w - move)) / (2 * reach)
            before, found = found, float(v @ product)
            length = float(np.linalg.norm(product))
            if not np.isfinite(length):
                return None
            if length == 0 or abs(found - before) <= 1e-4 * abs(found):
                return found
            v = product / length
    return found
