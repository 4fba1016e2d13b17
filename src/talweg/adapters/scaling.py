"""Quantities brought to the size that networks learn well from, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

SMALL, LARGE = 0.1, 10.0
"""A feature is left as it is where the root of its mean square lies between these."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """Columns (n, k) less `shift` (k,) and over `factor` (k,), as training rows gave them."""

    shift: NDArray[np.float64]
    factor: NDArray[np.float64]

    @classmethod
    def none(cls, columns: int) -> Self:
        """That which changes nothing."""
        return cls(np.zeros(columns), np.ones(columns))

    @classmethod
    def of_features(cls, X: NDArray[Any], weights: NDArray[Any] | None) -> Self:
        """Standardises the columns of X (n, k) that are much larger or much smaller than 1, and leaves the others."""
        size, found = _size(X, weights), cls.standard(X, weights)
        kept = (size >= SMALL) & (size <= LARGE)
        return cls(np.where(kept, 0.0, found.shift), np.where(kept, 1.0, found.factor))

    @classmethod
    def standard(cls, values: NDArray[Any], weights: NDArray[Any] | None) -> Self:
        """Standardises every column of `values` (n, k); one that never changes becomes 0."""
        peak = np.abs(values).max(axis=0).astype(float)
        peak[peak == 0] = 1.0
        shift = np.average(values / peak, axis=0, weights=weights) * peak
        factor = _size(values - shift, weights)
        return cls(shift, np.where(factor > 1e-7 * np.abs(shift), factor, 1.0))

    @classmethod
    def of_rates(cls, values: NDArray[Any], weights: NDArray[Any] | None) -> Self:
        """Divides every column of `values` (n, k), none below 0, by its mean."""
        mean = np.average(values.astype(float), axis=0, weights=weights)
        return cls(np.zeros(len(mean)), np.where(mean > 0, mean, 1.0))

    def apply(self, values: NDArray[Any]) -> NDArray[Any]:
        """Scaled, in the dtype of `values`."""
        return np.asarray((values - self.shift) / self.factor, values.dtype)

    def undo(self, values: NDArray[Any]) -> NDArray[Any]:
        """Back in the unit of the training rows, in the dtype of `values`."""
        return np.asarray(values * self.factor + self.shift, values.dtype)


def _size(values: NDArray[Any], weights: NDArray[Any] | None) -> NDArray[np.float64]:
    """The root mean square of every column; no square overflows."""
    peak = np.abs(values).max(axis=0).astype(float)
    peak[peak == 0] = 1.0
    return np.asarray(np.sqrt(np.average((values / peak) ** 2, axis=0, weights=weights)) * peak)
