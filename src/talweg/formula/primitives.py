"""The functions that every reader knows by itself: one row each, with what every printer makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Primitive:
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


# Called as np.<name>, on one element after another.
ELEMENTWISE = {
    "sqrt": Primitive(1, "Math.sqrt({})", r"\sqrt{{{}}}"),
    "exp": Primitive(1, "Math.exp({})", r"e^{{{}}}"),
    "log": Primitive(1, "Math.log({})", r"\log\left({}\right)"),
    "log1p": Primitive(1, "Math.log1p({})", r"\log\left(1 + {}\right)"),
    "expm1": Primitive(1, "Math.expm1({})", r"\left(e^{{{}}} - 1\right)"),
    "sin": Primitive(1, "Math.sin({})", r"\sin\left({}\right)"),
    "cos": Primitive(1, "Math.cos({})", r"\cos\left({}\right)"),
    "tanh": Primitive(1, "Math.tanh({})", r"\tanh\left({}\right)"),
    "abs": Primitive(1, "Math.abs({})", r"\left|{}\right|"),
    "sign": Primitive(1, "Math.sign({})", r"\mathrm{{sign}}\left({}\right)"),
    "floor": Primitive(1, "Math.floor({})", r"\left\lfloor {}\right\rfloor"),
    "maximum": Primitive(2, "Math.max({}, {})", r"\max\left({}, {}\right)"),
    "minimum": Primitive(2, "Math.min({}, {})", r"\min\left({}, {}\right)"),
    "where": Primitive(3, "({} ? {} : {})", r"\begin{{cases}}{1} & {0}\\{2} & \text{{otherwise}}\end{{cases}}"),
}

# Called as np.<name>: how many entries of a list, the second argument, are not above the first.
OVER_LISTS = {
    "digitize": Primitive(
        2, "{1}.filter(($each) => $each <= {0}).length", r"\left|\left\{{ m \in {1} : m \le {0} \right\}}\right|"
    ),
}

# Called by bare name: a reduction over one row, that is, over the last axis.
ROWWISE = {
    "row_sum": Primitive(1, "+", r"\sum_k {}"),
    "row_max": Primitive(1, "max", r"\max_k {}"),
    "row_size": Primitive(1, "length", "K"),
}

# Called as np.<name>, by a rule of whole arrays: one number of all entries of an array.
OVER_ARRAYS = {"linalg.norm": Primitive(1, "Math.hypot(...{})", r"\left\lVert {} \right\rVert")}

CONSTANTS = {"pi": ("Math.PI", r"\pi"), "e": ("Math.E", r"e"), "inf": ("Infinity", r"\infty")}
