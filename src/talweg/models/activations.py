"""The functions between the layers: each with its derivative and the initial weights that suit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from talweg.nouns import Function, function


@dataclass(frozen=True)
class Activation:
    """`value(z)`, and `slope(a)`: the derivative there, written with the value a = value(z), which is at hand.

    `deviation(inputs, outputs)` is the standard deviation of a layer's initial weights.
    """

    name: str
    value: Function
    slope: Function
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


@function
def relu(z):
    """z where it is above 0, else 0."""
    return np.maximum(z, 0)


@function
def relu_slope(a):
    """1 where the unit is on."""
    return np.where(a > 0, 1, 0)


@function
def tanh(z):
    """The hyperbolic tangent."""
    return np.tanh(z)


@function
def tanh_slope(a):
    """1 at 0, and 0 far from it."""
    return 1 - a * a


@function
def identity(z):
    """z itself."""
    return z


@function
def identity_slope(a):  # noqa: ARG001
    """1 everywhere."""
    return 1


DEVIATIONS = {"he": he_normal, "glorot": glorot_normal}
ACTIVATIONS = {
    each.name: each
    for each in (
        Activation("relu", relu, relu_slope, he_normal),
        Activation("tanh", tanh, tanh_slope, glorot_normal),
        Activation("identity", identity, identity_slope, glorot_normal),
    )
}
