"""Mini-batches: which examples each step sees."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def batches(count: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """One epoch: the indices 0 to count - 1 in an order drawn from `rng`, `size` at a time.

    Every example comes once; the last batch is smaller where `size` does not divide `count`.
    """
    order = rng.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]
