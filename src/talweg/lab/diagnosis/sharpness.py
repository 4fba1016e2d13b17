"""The sharpness: the largest curvature upwards, which is what a rate must bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from talweg.training.diagnostics.curvature import largest_curvature

Array = NDArray[Any]
ITERATIONS = 100


def sharpness(gradient: Callable[[Array], Array], w: Array, seed: int) -> float | None:
    """The Hessian's largest eigenvalue at `w`, a vector, by power iterations on differences of gradients.

    Where the eigenvalue of largest size is negative, as at a saddle, the iterations begin anew on a Hessian that is
    shifted by it. None where a gradient on the way is not finite.
    """
    found = largest_curvature(gradient, w, iterations=ITERATIONS, seed=seed)
    if found is None or found >= 0:
        return found
    down = found
    shifted = largest_curvature(lambda v: gradient(v) - down * (v - w), w, iterations=ITERATIONS, seed=seed)
    return None if shifted is None else shifted + down
