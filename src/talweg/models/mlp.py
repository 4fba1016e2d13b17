"""The two models there are: a multilayer perceptron, and the linear model, which is one without a hidden layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from talweg.errors import DtypeError, RangeError, unknown
from talweg.formula import Range
from talweg.models.activations import ACTIVATIONS, DEVIATIONS
from talweg.models.model import Model

_SEED = Range(low=0, low_open=False, integer=True)
_LAST = 0.1
"""What the last layer's initial weights are multiplied by. In full they would give outputs about as large as the layer
below, and so a network that is sure of a class before it has seen an example.
"""


def mlp(
    sizes: Sequence[int],
    *,
    activation: str = "relu",
    seed: int = 0,
    dtype: DTypeLike = np.float64,
    init: str | None = None,
) -> Model:
    """A multilayer perceptron: `sizes` are its inputs, the units of each hidden layer, and its outputs.

    Weights start normal, with He's deviation for relu and Glorot's for tanh and identity, or that of `init` ("he" or
    "glorot"), the last layer's with a tenth of it; biases start at zero. So for standardised examples the outputs start
    near zero, and the cross-entropy of K classes near ln K. The same seed gives the same weights, in float32 the same
    ones rounded. Raises RangeError, UnknownNameError or DtypeError.
    """
    return _model("mlp", sizes, activation, seed, dtype, init)


def linear(inputs: int, outputs: int, *, seed: int = 0, dtype: DTypeLike = np.float64) -> Model:
    """The linear model X @ weight + bias: an mlp of no hidden layer, its weights with a tenth of Glorot's deviation.

    Raises RangeError or DtypeError.
    """
    return _model("linear", (inputs, outputs), "identity", seed, dtype)


def _model(
    name: str, sizes: Sequence[int], activation: str, seed: int, dtype: DTypeLike, init: str | None = None
) -> Model:
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise unknown(name, "activation", activation, ACTIVATIONS)
    if init is not None and (not isinstance(init, str) or init not in DEVIATIONS):
        raise unknown(name, "init", init, DEVIATIONS)
    deviation_of = ACTIVATIONS[activation].deviation if init is None else DEVIATIONS[init]
    widths = _widths(name, sizes)
    rng = np.random.default_rng(int(_SEED.check(name, "seed", seed)))
    count = sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths))
    model = Model(name, widths, activation, np.zeros(count, _float(name, dtype)))
    deviations = [deviation_of(*pair) for pair in pairwise(widths)]
    deviations[-1] *= _LAST
    for (weight, _), deviation in zip(model.layers, deviations, strict=True):
        weight[...] = rng.normal(0.0, deviation, weight.shape)
    return model


def _widths(name: str, sizes: Sequence[int]) -> tuple[int, ...]:
    try:
        widths = tuple(sizes)
    except TypeError:
        widths = ()
    whole = all(isinstance(each, int | np.integer) and not isinstance(each, bool) and each >= 1 for each in widths)
    if len(widths) < 2 or not whole:
        raise RangeError(f"{name}: sizes must be at least two whole numbers >= 1, got {sizes!r}")
    return tuple(int(each) for each in widths)


def _float(name: str, dtype: DTypeLike) -> np.dtype[Any]:
    chosen: np.dtype[Any] = np.dtype(dtype)
    if chosen not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise DtypeError(f"{name}: dtype must be float32 or float64, got {chosen}")
    return chosen
