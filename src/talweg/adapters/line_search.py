"""L-BFGS on nested parameters: it steps by a line search on one vector, and so has a descent of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.adapters.lbfgs import LBFGS, Point
from talweg.adapters.trees import every
from talweg.engine.parameters import Parameters, leaves


def vector(tree: Parameters) -> NDArray[Any]:
    """All numbers of all arrays, one after the other."""
    parts = [array.reshape(-1) for _, array in leaves(tree)]
    return np.concatenate(parts) if parts else np.zeros(0)


def nested(flat: NDArray[Any], like: Parameters) -> Any:
    """A tree like `like`, of its dtypes, with the numbers of `flat`."""
    start = 0

    def part(leaf: NDArray[Any]) -> NDArray[Any]:
        nonlocal start
        start += leaf.size
        return flat[start - leaf.size : start].reshape(leaf.shape).astype(leaf.dtype, copy=False)

    return every(part, like)


def path(rule: LBFGS, evaluate: Callable[[Any], tuple[float, Parameters]], x: Parameters) -> Iterator[Point]:
    """The points of `rule` down the function of a tree like `x`, each as one vector."""

    def of_vector(flat: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        value, gradient = evaluate(nested(flat, x))
        return value, vector(gradient)

    return rule.path(of_vector, vector(x))
