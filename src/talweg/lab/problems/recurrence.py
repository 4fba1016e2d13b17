"""A tiny recurrent network for square images: it reads them row by row, and answers after the last."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.errors import ShapeError
from talweg.nouns import Loss


@dataclass(frozen=True, eq=False, repr=False)
class RowReader:
    """h = tanh([row, h] @ weight + bias) for every row, then h @ weight + bias: `parameters` is one vector of the four.

    Source: Elman, "Finding structure in time", 1990.
    """

    parameters: NDArray[np.float64]
    side: int
    units: int
    outputs: int

    @property
    def layers(self) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
        """What is repeated (side + units, units) and what answers (units, outputs), each with its bias."""
        return _views(self.parameters, self.side, self.units, self.outputs)

    def targets(self, _loss: Loss, y: ArrayLike) -> NDArray[Any]:
        """`y` as it is."""
        return np.asarray(y)

    def __call__(self, X: ArrayLike) -> NDArray[Any]:
        """The outputs (n, outputs) for images (n, side * side)."""
        _, (weight, bias) = self.layers
        with np.errstate(all="ignore"):
            found: NDArray[Any] = self._states(np.asarray(X))[-1][:, self.side :] @ weight + bias
        return found

    def value_and_grad(
        self, loss: Loss, X: ArrayLike, y: ArrayLike, *, out: NDArray[Any]
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss of the images, and its gradient through all rows, written into `out`."""
        (repeated, _), (weight, bias) = self.layers
        out[...] = 0
        (repeated_gradient, first), (weight_gradient, last) = _views(out, self.side, self.units, self.outputs)
        *taken, end = self._states(np.asarray(X))
        state = end[:, self.side :]
        with np.errstate(all="ignore"):
            value, delta = loss.value_and_grad(state @ weight + bias, y)
            np.matmul(state.T, delta, out=weight_gradient)
            np.add.reduce(delta, axis=0, out=last)
            back = delta @ weight.T
            for before in reversed(taken):
                back = back * (1 - state**2)
                repeated_gradient += before.T @ back
                first += back.sum(axis=0)
                back = back @ repeated[self.side :].T
                state = before[:, self.side :]
        return value, out

    def _states(self, X: NDArray[Any]) -> list[NDArray[Any]]:
        """What each repetition takes in, (n, side + units): a row of the image and the state before; at last the end's
        state behind an empty row."""
        (repeated, bias), _ = self.layers
        state, found = np.zeros((len(X), self.units)), []
        with np.errstate(all="ignore"):
            for row in X.reshape(-1, self.side, self.side).swapaxes(0, 1):
                found.append(np.hstack([row, state]))
                state = np.tanh(found[-1] @ repeated + bias)
        return [*found, np.hstack([np.zeros((len(X), self.side)), state])]

    def __repr__(self) -> str:
        return f"recurrence({self.side} rows of {self.side}, {self.units} units, {self.outputs} outputs)"


def _views(flat: NDArray[Any], side: int, units: int, outputs: int) -> tuple[tuple[NDArray[Any], NDArray[Any]], ...]:
    shapes = ((side + units, units), (units,), (units, outputs), (outputs,))
    parts = np.split(flat, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    first, first_bias, last, last_bias = (part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))
    return (first, first_bias), (last, last_bias)


@dataclass(frozen=True)
class Recurrence:
    """A recurrent network with so many units."""

    units: int

    def __call__(self, inputs: int, outputs: int, seed: int) -> RowReader:
        """The model with Glorot's weights of this seed, those of the last layer a tenth. Raises ShapeError."""
        side = isqrt(inputs)
        if side * side != inputs or not side:
            raise ShapeError(f"recurrence: {inputs} inputs are no square image")
        count = (side + self.units + 1) * self.units + (self.units + 1) * outputs
        model = RowReader(np.zeros(count), side, self.units, outputs)
        rng, ((repeated, _), (weight, _)) = np.random.default_rng(seed), model.layers
        repeated[...] = rng.normal(0.0, sqrt(2 / (side + 2 * self.units)), repeated.shape)
        weight[...] = rng.normal(0.0, 0.1 * sqrt(2 / (self.units + outputs)), weight.shape)
        return model
