"""The functions a formula may call: one row each, with what every printer makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Function:
    """`arity` arguments; `javascript` and `latex` are templates that take them in order."""

    arity: int
    javascript: str
    latex: str


def row_sum(x: NDArray[Any]) -> Any:
    """The sum of each row, kept as a column: shape (..., 1)."""
    return np.sum(x, axis=-1, keepdims=True)


def row_max(x: NDArray[Any]) -> Any:
    """The largest entry of each row, kept as a column: shape (..., 1)."""
    return np.max(x, axis=-1, keepdims=True)


def row_size(x: NDArray[Any]) -> int:
    """How many entries a row has."""
    return int(x.shape[-1])


# Called as np.<name>.
ELEMENTWISE = {
    "sqrt": Function(1, "Math.sqrt({})", r"\sqrt{{{}}}"),
    "exp": Function(1, "Math.exp({})", r"e^{{{}}}"),
    "log": Function(1, "Math.log({})", r"\log\left({}\right)"),
    "log1p": Function(1, "Math.log1p({})", r"\log\left(1 + {}\right)"),
    "expm1": Function(1, "Math.expm1({})", r"\left(e^{{{}}} - 1\right)"),
    "sin": Function(1, "Math.sin({})", r"\sin\left({}\right)"),
    "cos": Function(1, "Math.cos({})", r"\cos\left({}\right)"),
    "tanh": Function(1, "Math.tanh({})", r"\tanh\left({}\right)"),
    "abs": Function(1, "Math.abs({})", r"\left|{}\right|"),
    "sign": Function(1, "Math.sign({})", r"\mathrm{{sign}}\left({}\right)"),
    "floor": Function(1, "Math.floor({})", r"\left\lfloor {}\right\rfloor"),
    "maximum": Function(2, "Math.max({}, {})", r"\max\left({}, {}\right)"),
    "minimum": Function(2, "Math.min({}, {})", r"\min\left({}, {}\right)"),
    "digitize": Function(
        2, "{1}.filter((_each) => _each <= {0}).length", r"\left|\left\{{ m \in {1} : m \le {0} \right\}}\right|"
    ),
    "where": Function(3, "({} ? {} : {})", r"\begin{{cases}}{1} & {0}\\{2} & \text{{otherwise}}\end{{cases}}"),
}

# Called by bare name: a reduction over one row, that is, over the last axis.
ROWWISE = {
    "row_sum": Function(1, "+", r"\sum_k {}"),
    "row_max": Function(1, "max", r"\max_k {}"),
    "row_size": Function(1, "length", "K"),
}

CONSTANTS = {"pi": ("Math.PI", r"\pi"), "e": ("Math.E", r"e"), "inf": ("Infinity", r"\infty")}
