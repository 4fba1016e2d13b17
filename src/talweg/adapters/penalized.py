"""The network that scikit-learn's door trains: with a penalty on its weights, and for sparse examples too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse

from talweg.errors import ShapeError
from talweg.models import Model
from talweg.nouns import Loss
from talweg.training.loop.examples import Examples


class SparseExamples(Examples):
    """Examples whose X is a SciPy array or matrix in CSR form, which is never made dense."""

    def __len__(self) -> int:
        return int(self.X.shape[0])

    def take(self, rows: NDArray[np.int64]) -> Examples:
        """Those of these rows, with the weights that they have among all."""
        weights = None if self.weights is None else self.weights.take(rows)
        return SparseExamples(self.X[rows], self.y.take(rows, axis=0), weights)


@dataclass(frozen=True, eq=False, repr=False)
class Penalized(Model):
    """A model whose loss on n examples has alpha / (2 n) times the sum of its squared weights, no biases, added."""

    alpha: float = 0.0

    def value_and_grad(
        self,
        loss: Loss | str,
        X: ArrayLike,
        y: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        out: NDArray[Any] | None = None,
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss of the examples X and its gradient, penalty included; see Model."""
        value, gradient = super().value_and_grad(loss, X, y, weights=weights, out=out)
        if self.alpha:
            share = self.alpha / X.shape[0]  # type: ignore[union-attr]
            slopes = Model(self.name, self.sizes, self.activation, gradient).layers
            for (weight, _), (slope, _) in zip(self.layers, slopes, strict=True):
                value += share / 2 * float(np.vdot(weight, weight))
                slope[...] += share * weight
        return value, gradient

    def _multiply(self, a: NDArray[Any], b: NDArray[Any], out: NDArray[Any]) -> None:
        if issparse(a):
            out[...] = a @ b
        else:
            super()._multiply(a, b, out)

    def inputs(self, X: Any) -> NDArray[Any]:
        """The examples in the parameters' dtype; sparse ones stay sparse. Raises ShapeError or DtypeError."""
        if not issparse(X):
            return super().inputs(X)
        if X.shape[1] != self.sizes[0]:
            raise ShapeError(f"{self.name}: X must have shape (n, {self.sizes[0]}), got {X.shape}")
        found: NDArray[Any] = X.astype(self.parameters.dtype, copy=False)
        return found
