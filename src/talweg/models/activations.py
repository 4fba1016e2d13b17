"""The functions between the layers: each with its derivative and the initial weights that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Activation:
    """`value(z)`, and `slope(a)`: the derivative there, written with the value a = value(z), which is at hand.

    `deviation(inputs, outputs)` is the standard deviation of a layer's initial weights.
    """

    name: str
    value: Callable[[NDArray[Any]], NDArray[Any]]
    slope: Callable[[NDArray[Any]], NDArray[Any] | float]
    deviation: Callable[[int, int], float]


def he_normal(inputs: int, _outputs: int) -> float:
    """Keeps the signal's size from layer to layer where half of it is cut off.

    Source: He et al., "Delving deep into rectifiers", 2015, arXiv:1502.01852.
    """
    return sqrt(2 / inputs)


def glorot_normal(inputs: int, outputs: int) -> float:
    """A compromise that keeps both the signal's and the gradient's size.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
    """
    return sqrt(2 / (inputs + outputs))


DEVIATIONS = {"he": he_normal, "glorot": glorot_normal}
ACTIVATIONS = {
    each.name: each
    for each in (
        Activation("relu", lambda z: np.maximum(z, 0), lambda a: a > 0, he_normal),
        Activation("tanh", np.tanh, lambda a: 1 - a * a, glorot_normal),
        Activation("identity", lambda z: z, lambda _a: 1.0, glorot_normal),
    )
}
