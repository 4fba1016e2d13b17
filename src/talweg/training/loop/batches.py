"""Mini-batches: which examples each step sees."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def batches(count: int, size: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """One epoch: the indices 0 to count - 1 in an order drawn from `rng`, `size` at a time.

    Every example comes once; the last batch is smaller where `size` does not divide `count`.
    """
    return cut(shuffled(count, rng), size)


def shuffled(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The order of one epoch: the indices 0 to count - 1, drawn from `rng`."""
    return rng.permutation(count)


def cut(order: NDArray[np.int64], size: int, begin: int = 0) -> Iterator[NDArray[np.int64]]:
    """`order` from place `begin` on, `size` at a time; the last may be smaller."""
    for start in range(begin, len(order), size):
        yield order[start : start + size]
