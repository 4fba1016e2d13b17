"""When a run has left."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIVERGED = 1e6
"""A run has left when f is not finite or exceeds this many times its value at the start."""


def left_at(values: NDArray[np.float64]) -> int | None:
    """The first step at which a run with these values of f had left, or None."""
    bound = DIVERGED * max(abs(values[0]), 1.0)
    out = np.flatnonzero(~(np.abs(values) <= bound))
    return int(out[0]) if out.size else None
