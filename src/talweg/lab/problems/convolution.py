"""A tiny convolutional network for square images: one layer of filters, and a linear layer behind it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, sqrt
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from talweg.errors import ShapeError
from talweg.nouns import Loss

WIDTH = 3
"""A filter is so many pixels wide and high."""


@dataclass(frozen=True, eq=False, repr=False)
class FilterNetwork:
    """relu(patches @ filters + bias), all of it @ weight + bias: `parameters` is one vector of the four, in order."""

    parameters: NDArray[np.float64]
    side: int
    filters: int
    outputs: int

    @property
    def layers(self) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
        """The filters (9, filters) and the linear layer (places * filters, outputs), each with its bias."""
        return _views(self.parameters, self.side, self.filters, self.outputs)

    def targets(self, _loss: Loss, y: ArrayLike) -> NDArray[Any]:
        """`y` as it is."""
        return np.asarray(y)

    def __call__(self, X: ArrayLike) -> NDArray[Any]:
        """The outputs (n, outputs) for images (n, side * side)."""
        (_, _), (weight, bias) = self.layers
        with np.errstate(all="ignore"):
            found: NDArray[Any] = self._hidden(self._patches(np.asarray(X))) @ weight + bias
        return found

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, *, out: NDArray[Any]
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss of the images, and its gradient, written into `out`."""
        (_, _), (weight, bias) = self.layers
        (filters_gradient, first), (weight_gradient, last) = _views(out, self.side, self.filters, self.outputs)
        patches = self._patches(np.asarray(X))
        hidden = self._hidden(patches)
        with np.errstate(all="ignore"):
            value, delta = loss.value_and_grad(hidden @ weight + bias, y)
            np.matmul(hidden.T, delta, out=weight_gradient)
            np.add.reduce(delta, axis=0, out=last)
            back = ((delta @ weight.T) * (hidden > 0)).reshape(-1, self.filters)
            np.matmul(patches.reshape(-1, WIDTH * WIDTH).T, back, out=filters_gradient)
            np.add.reduce(back, axis=0, out=first)
        return value, out

    def _patches(self, X: NDArray[Any]) -> NDArray[Any]:
        """Every square of 3 x 3 pixels: (n, places, 9)."""
        windows = sliding_window_view(X.reshape(-1, self.side, self.side), (WIDTH, WIDTH), axis=(1, 2))
        return windows.reshape(len(X), -1, WIDTH * WIDTH)

    def _hidden(self, patches: NDArray[Any]) -> NDArray[Any]:
        (filters, bias), _ = self.layers
        with np.errstate(all="ignore"):
            found: NDArray[Any] = np.maximum(patches @ filters + bias, 0).reshape(len(patches), -1)
        return found

    def __repr__(self) -> str:
        return f"convolution({self.side} x {self.side}, {self.filters} filters, {self.outputs} outputs)"


def _views(flat: NDArray[Any], side: int, filters: int, outputs: int) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
    places = (side - WIDTH + 1) ** 2
    shapes = ((WIDTH * WIDTH, filters), (filters,), (places * filters, outputs), (outputs,))
    parts = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    first, first_bias, last, last_bias = (part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
    return (first, first_bias), (last, last_bias)


@dataclass(frozen=True)
class Convolution:
    """A convolutional network with so many filters."""

    filters: int

    def __call__(self, inputs: int, outputs: int, seed: int) -> FilterNetwork:
        """The model with He's weights of this seed, those of the last layer a tenth. Raises ShapeError."""
        side = isqrt(inputs)
        if side * side != inputs or side < WIDTH:
            raise ShapeError(f"convolution: {inputs} inputs are no square image of {WIDTH} x {WIDTH} pixels or more")
        places = (side - WIDTH + 1) ** 2 * self.filters
        count = (WIDTH * WIDTH + 1) * self.filters + (places + 1) * outputs
        model = FilterNetwork(np.zeros(count), side, self.filters, outputs)
        rng, ((filters, _), (weight, _)) = np.random.default_rng(seed), model.layers
        filters[...] = rng.normal(0.0, sqrt(2 / (WIDTH * WIDTH)), filters.shape)
        weight[...] = rng.normal(0.0, 0.1 * sqrt(2 / places), weight.shape)
        return model
