"""A formula evaluated in other arithmetic than NumPy's: in 60 digits, and in symbols.

The oracles for extreme values and for derivatives: they run the formula's own lines, and nothing of Talweg's readers.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np

from talweg.formula import Formula
from talweg.nouns import Loss

mp = mpmath.mp.clone()
mp.dps = 60


def _spread(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f` for numbers and for rows of them, beside each other as NumPy allows it."""

    def spread(*arguments: Any) -> Any:
        sizes = {len(each) for each in arguments if isinstance(each, Row)}
        if not sizes:
            return f(*arguments)
        (size,) = sizes
        return Row(map(f, *(each if isinstance(each, Row) else [each] * size for each in arguments)))

    return spread


class Row(list[Any]):
    """A row of numbers with the arithmetic of an array."""

    __add__ = __radd__ = _spread(operator.add)
    __mul__ = __rmul__ = _spread(operator.mul)
    __sub__ = _spread(operator.sub)
    __rsub__ = _spread(lambda a, b: b - a)
    __truediv__ = _spread(operator.truediv)
    __rtruediv__ = _spread(lambda a, b: b / a)
    __pow__ = _spread(operator.pow)
    __neg__ = _spread(operator.neg)
    __lt__, __le__, __gt__, __ge__ = map(_spread, (operator.lt, operator.le, operator.gt, operator.ge))


@dataclass(frozen=True)
class Arithmetic:
    """How to make a number of a float, the functions under `np`, and the reductions of a row."""

    number: Callable[[Any], Any]
    functions: Mapping[str, Callable[..., Any]]
    row_sum: Callable[[Row], Any]
    row_max: Callable[[Row], Any]

    def names(self) -> dict[str, Any]:
        functions = SimpleNamespace(**{name: _spread(f) for name, f in self.functions.items()})
        return {"np": functions, "row_sum": self.row_sum, "row_max": self.row_max, "row_size": len}


DIGITS = Arithmetic(
    mp.mpf,
    {
        "exp": mp.exp,
        "log": mp.log,
        "log1p": mp.log1p,
        "expm1": mp.expm1,
        "sqrt": mp.sqrt,
        "tanh": mp.tanh,
        "abs": abs,
        "sign": mp.sign,
        "maximum": max,
        "minimum": min,
        "where": lambda condition, a, b: a if condition else b,
    },
    mp.fsum,
    max,
)


@cache
def symbols() -> Arithmetic:
    """Exact arithmetic on SymPy's symbols."""
    import sympy as sp

    def where(condition: Any, a: Any, b: Any) -> Any:
        return sp.Piecewise((a, condition), (b, True))

    named = {"abs": sp.Abs, "maximum": sp.Max, "minimum": sp.Min, "log1p": lambda x: sp.log(1 + x), "where": where}
    named |= {name: getattr(sp, name) for name in ("exp", "log", "sqrt", "tanh", "sign")}
    named["expm1"] = lambda x: sp.exp(x) - 1
    return Arithmetic(sp.Rational, named, lambda row: sp.Add(*row), lambda row: sp.Max(*row))


def number(value: Any) -> Any:
    """A number, or a row of numbers, in 60 digits."""
    return Row(map(mp.mpf, value)) if np.ndim(value) else mp.mpf(value)


def exactly(loss: Loss, y_hat: Any, y: Any) -> tuple[Any, Any]:
    """(value, gradient) of one example in 60 digits; the gradient is a number, or a row like y_hat."""
    return evaluate(loss, number(y_hat), number(y), DIGITS)


def evaluate(loss: Loss, y_hat: Any, y: Any, arithmetic: Arithmetic) -> tuple[Any, Any]:
    """(value, gradient) of one example, from the formula's own lines; y_hat and y are of that arithmetic."""
    several = len(loss.parts) > 1
    names = arithmetic.names() | {name: arithmetic.number(value) for name, value in loss.hyper.items()}
    value, *gradient = lines(loss.formula, (*y_hat, y) if several else (y_hat, y), names)
    return value, Row(gradient) if several else gradient[0]


def lines(formula: Formula, arguments: Sequence[Any], names: Mapping[str, Any]) -> list[Any]:
    """The results of the formula's own lines, run with `names`; what it calls is run in the same way."""

    def calling(own: Formula) -> Callable[..., Any]:
        return lambda *given: lines(own, given, names)[0]

    known = {**names, **{name: calling(own) for name, own in formula.functions.items()}}
    known |= dict(zip(formula.arguments, arguments, strict=True))

    def run(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), formula.name, "eval"), known)

    for each in formula.assignments:
        known[each.name] = run(each.value)
    return [run(result) for result in formula.results]
