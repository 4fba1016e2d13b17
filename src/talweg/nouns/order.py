"""Whether the results of a formula stand in their order: a value, then its derivatives, told by differences."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import plain
from talweg.errors import DeclarationError
from talweg.formula import Formula

STEP = 1e-6


def refuse_other_order(formula: Formula, at: Sequence[float], hyper: Mapping[str, Any]) -> None:
    """Raise DeclarationError where the results fit each other in another order than value and derivatives, here and a
    little further on, and not in that."""
    points = np.array(at, dtype=float), np.array(at, dtype=float) + 0.1
    usual, *others = permutations(range(len(formula.results)))
    tables = [_table(formula, point, hyper) for point in points]
    if all(_fits(usual, *table) for table in tables):
        return
    for order in others:
        if all(_fits(order, *table) for table in tables):
            right = [formula.results[place] for place in order]
            raise DeclarationError(
                f"{formula.name}: the results stand in another order than the value and its derivatives; "
                f"return {', '.join(map(ast.unparse, right))}"
            )


def _table(
    formula: Formula, point: NDArray[Any], hyper: Mapping[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The results at a point (n,), and their derivatives by the first arguments (n, n - 1), by differences."""

    def at(where: NDArray[Any]) -> NDArray[np.float64]:
        return np.array([float(each) for each in plain.run(formula, where.tolist(), hyper)])

    steps = STEP * np.eye(len(point))[: len(formula.results) - 1]
    slopes = [(at(point + step) - at(point - step)) / (2 * STEP) for step in steps]
    return at(point), np.array(slopes).T


def _fits(order: Sequence[int], results: NDArray[np.float64], slopes: NDArray[np.float64]) -> bool:
    """Whether the result at the first place of `order` has those at the others as its derivatives."""
    first, *rest = order
    with np.errstate(all="ignore"):
        return bool(np.allclose(slopes[first], results[rest], rtol=1e-4, atol=1e-6))
