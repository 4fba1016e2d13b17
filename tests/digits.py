"""A formula evaluated in 60-digit arithmetic: the oracle for extreme values and derivatives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np

from talweg.nouns import Loss

mp = mpmath.mp.clone()
mp.dps = 60


class Row(list[Any]):
    """A row of numbers with the arithmetic of an array."""

    def _each(self, other: Any, f: Callable[[Any, Any], Any]) -> Row:
        others = other if isinstance(other, Row) else [other] * len(self)
        return Row(f(a, b) for a, b in zip(self, others, strict=True))

    def __sub__(self, other: Any) -> Row:
        return self._each(other, lambda a, b: a - b)

    def __mul__(self, other: Any) -> Row:
        return self._each(other, lambda a, b: a * b)

    def __truediv__(self, other: Any) -> Row:
        return self._each(other, lambda a, b: a / b)


def number(value: Any) -> Any:
    """A number, or a row of numbers, in 60 digits."""
    return Row(map(mp.mpf, value)) if isinstance(value, (list, np.ndarray)) and np.ndim(value) else mp.mpf(value)


def _spread(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: Row(map(f, *args)) if isinstance(args[0], Row) else f(*args)


_FUNCTIONS = {
    "exp": mp.exp,
    "log": mp.log,
    "log1p": lambda x: mp.log(1 + x),
    "sqrt": mp.sqrt,
    "tanh": mp.tanh,
    "abs": abs,
    "sign": mp.sign,
    "maximum": max,
    "minimum": min,
    "where": lambda condition, a, b: a if condition else b,
}
_NUMPY = SimpleNamespace(**{name: _spread(f) for name, f in _FUNCTIONS.items()})


def exactly(loss: Loss, y_hat: Any, y: Any) -> tuple[Any, Any]:
    """(value, gradient) of one example, from the formula's own lines."""
    formula = loss.formula
    names: dict[str, Any] = {"np": _NUMPY, "row_max": max, "row_sum": mp.fsum}
    names |= {name: mp.mpf(value) for name, value in loss.hyper.items()}
    names |= dict(zip(formula.arguments, (number(y_hat), number(y)), strict=True))

    def evaluate(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), formula.name, "eval"), names)

    for each in formula.assignments:
        names[each.name] = evaluate(each.value)
    value, gradient = (evaluate(result) for result in formula.results)
    return value, gradient
