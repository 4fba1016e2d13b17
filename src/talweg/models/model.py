"""A model: layers of weights on one flat parameter vector, with their backward pass."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine.conversion import converted
from talweg.engine.layers import Network, bend, unbend
from talweg.errors import ShapeError
from talweg.losses import LOSSES
from talweg.models.activations import ACTIVATIONS
from talweg.nouns import Loss
from talweg.nouns.weights import MeanGradient

Layer = tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """Layers x @ weight + bias with an activation between them and none after the last: the outputs are logits.

    `parameters` is one contiguous vector, float32 or float64, that an optimizer changes in place.
    """

    name: str
    sizes: tuple[int, ...]
    activation: str
    parameters: NDArray[Any]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Every layer's weight (inputs, outputs) and bias (outputs,): views into `parameters`."""
        return self._views(self.parameters)

    @cached_property
    def _network(self) -> Network:
        """What kernels know of it."""
        between = ACTIVATIONS[self.activation]
        return Network(self.sizes, between.value.formula, between.slope.formula, self.parameters.dtype)

    @cached_property
    def _places(self) -> tuple[tuple[slice, tuple[int, int], slice], ...]:
        """Where every layer's weight lies in the parameters, its shape, and where its bias lies."""
        places, start = [], 0
        for inputs, outputs in pairwise(self.sizes):
            middle = start + inputs * outputs
            places.append((slice(start, middle), (inputs, outputs), slice(middle, middle + outputs)))
            start = middle + outputs
        return tuple(places)

    def _views(self, flat: NDArray[Any]) -> tuple[Layer, ...]:
        """The layers of a vector like the parameters."""
        return tuple([(flat[weight].reshape(shape), flat[bias]) for weight, shape, bias in self._places])

    def __getstate__(self) -> dict[str, Any]:
        """What it is made of: views are made anew, into the copy's own parameters."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __call__(self, X: ArrayLike) -> NDArray[Any]:
        """The outputs (n, outputs) for examples (n, inputs), in the parameters' dtype.

        Raises ShapeError or DtypeError for examples that do not fit (see `inputs`). Weights that overflow give inf and
        NaN in silence.
        """
        examples = self.inputs(X)
        if self._network.is_small(examples):
            return self._network.forward(examples, self.parameters)[0]
        with np.errstate(all="ignore"):
            return deque(self._passed(examples), maxlen=1).pop()

    def targets(self, loss: Loss, y: ArrayLike) -> NDArray[Any]:
        """`y` in the shape in which `loss` takes it beside the outputs.

        An elementwise loss takes one number an output, (n, outputs); where there is one output, a vector (n,) is read
        as that column. A column of classes (n, 1) is read as a vector. The loss itself checks everything else.
        """
        target, outputs = np.asarray(y), self.sizes[-1]
        if target.ndim == 1 and outputs == 1 and not loss.rowwise:
            return target.reshape(-1, 1)
        if target.ndim == 2 and target.shape[1] == 1 < outputs and loss.rowwise:
            return target.reshape(-1)
        return target

    def value_and_grad(
        self,
        loss: Loss | str,
        X: ArrayLike,
        y: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        out: NDArray[Any] | None = None,
    ) -> tuple[float, NDArray[Any]]:
        """The mean loss of the examples X (n, inputs), and its gradient: a vector like `parameters`.

        For y see `targets`. `weights` (n,) multiply the examples' losses, whose sum is divided by what the examples
        count without them (n, or `loss.count(y)` where labels are ignored or classes weighed): so a batch of light
        examples moves the parameters little, and weights of 1 change nothing. A gradient that is not written into
        `out`, and then nowhere else, knows that count as its attribute `count`: so a pipeline that accumulates
        gradients weighs them by it. Raises ShapeError, DtypeError, LabelError from the loss, or RangeError for weights.

        Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
        """
        loss = LOSSES.take(self.name, loss)
        examples = self.inputs(X)
        gradient = np.empty_like(self.parameters) if out is None else self._buffer(out)
        outputs, kept = self._forward(examples)
        target = self.targets(loss, y)
        if weights is None:
            value, delta = loss.value_and_grad(outputs, target)
            count = loss.count(target)
        else:
            count = loss.count(target)
            with np.errstate(all="ignore"):
                shares = np.asarray(weights) / (count or 1.0)
            value, delta = loss.value_and_grad(outputs, target, shares, "sum")
        self._backward(examples, kept, delta, gradient)
        return value, MeanGradient.of(gradient, count) if out is None else gradient

    def __repr__(self) -> str:
        shape = "-".join(map(str, self.sizes))
        return f"{self.name}({shape}, {self.activation}, {self.parameters.dtype}, {self.parameters.size} parameters)"

    def _forward(self, X: NDArray[Any]) -> tuple[NDArray[Any], Any]:
        """The outputs, and what `_backward` needs of the layers between."""
        if self._network.is_small(X):
            return self._network.forward(X, self.parameters)
        with np.errstate(all="ignore"):
            *inputs, outputs = self._passed(X)
        return outputs, inputs

    def _passed(self, X: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """What each layer takes in, X first, and the outputs."""
        # `dot` is sooner at the product than `@`, but slower at one with a transposed matrix.
        yield X
        for place, (weight, bias) in enumerate(self.layers, 1):
            X = X.dot(weight)
            if place < len(self.layers):
                bend(self._network.value, X, bias)
            else:
                X += bias
            yield X

    def _backward(self, X: NDArray[Any], kept: Any, delta: NDArray[Any], gradient: NDArray[Any]) -> None:
        """Fill `gradient` from the slopes of the outputs for X, and what `_forward` kept of the layers between."""
        if not isinstance(kept, list):
            self._network.backward(X, self.parameters, kept, delta, gradient)
            return
        ones = np.ones(len(delta), delta.dtype)  # whose product with a matrix is the sum of its rows, and sooner there
        backward = zip(reversed(kept), reversed(self.layers), reversed(self._views(gradient)), strict=True)
        with np.errstate(all="ignore"):
            for x, (weight, _), (weight_gradient, bias_gradient) in backward:
                self._multiply(x.T, delta, weight_gradient)
                ones.dot(delta, bias_gradient)
                if x is not X:
                    delta = delta @ weight.T
                    unbend(self._network.slope, delta, x)

    def _multiply(self, a: NDArray[Any], b: NDArray[Any], out: NDArray[Any]) -> None:
        np.matmul(a, b, out=out)

    def inputs(self, X: ArrayLike) -> NDArray[Any]:
        """The examples X (n, inputs) as an array of the parameters' dtype, where that changes no number.

        Raises ShapeError, or DtypeError with the first number that would become another.
        """
        examples = np.asarray(X)
        inputs = self.sizes[0]
        if examples.ndim != 2 or examples.shape[1] != inputs:
            flat = examples.ndim and examples.size == len(examples) * inputs
            hint = f"; pass X.reshape(-1, {inputs})" if flat else ""
            raise ShapeError(f"{self.name}: X must have shape (n, {inputs}), got {examples.shape}{hint}")
        return converted(self.name, "X", examples, self.parameters.dtype)

    def _buffer(self, out: NDArray[Any]) -> NDArray[Any]:
        wanted = self.parameters
        if out.shape != wanted.shape or out.dtype != wanted.dtype or not out.flags.carray:
            raise ShapeError(
                f"{self.name}: out must be a writable, contiguous array of shape {wanted.shape} and {wanted.dtype}, "
                f"got {out.shape} and {out.dtype}"
            )
        return out
