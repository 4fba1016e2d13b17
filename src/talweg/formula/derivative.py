"""The derivative of a formula's tree, worked out by SymPy. Import this where it is needed: SymPy takes its time.

The tree is built into an expression of SymPy's node by node, and what comes back is read like any other text: SymPy
never sees text, and nothing it prints is run unread.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from talweg.errors import DeclarationError, RangeError
from talweg.formula.subset import children, constant_name
from talweg.formula.typed_text import qualified

LONGEST, HIGHEST_POWER = 4000, 400


def _call(name: str, u: Any) -> Any:
    return _FUNCTIONS[name](u)


_SLOPES: dict[str, Callable[[Any], Any]] = {
    "sin": lambda u: _call("cos", u),
    "cos": lambda u: -_call("sin", u),
    "tanh": lambda u: 1 - _call("tanh", u) ** 2,
    "exp": lambda u: _call("exp", u),
    "log": lambda u: 1 / u,
    "sqrt": lambda u: 1 / (2 * _call("sqrt", u)),
    "abs": sympy.Function("sign"),
}


def _function(name: str, slope: Callable[[Any], Any]) -> Any:
    """A function of which SymPy knows its derivative and nothing else.

    SymPy's own try to work themselves out, and over a nest of powers that can take minutes.
    """

    def fdiff(self: Any, argindex: int = 1) -> Any:  # noqa: ARG001  SymPy names the argument, and there is one
        return slope(self.args[0])

    return type(name, (sympy.Function,), {"fdiff": fdiff})


_FUNCTIONS: dict[str, Any] = {name: _function(name, slope) for name, slope in _SLOPES.items()}


class _Printer(StrPrinter):  # type: ignore[misc]
    """SymPy's Python-like text, with every digit of a number."""

    def _print_Float(self, expr: Any) -> str:  # noqa: N802  the name by which SymPy finds it
        return repr(float(expr))


def derivative(tree: ast.expr, by: str, names: Sequence[str], owner: str) -> ast.expr:
    """The derivative of `tree` by the name `by`, inside the formula subset; that of abs is sign, 0 at the kink.

    Raises RangeError where there is none, or none of bearable length.
    """
    slope = sympy.diff(_symbolic(tree), sympy.Symbol(by))
    if slope.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I):
        raise RangeError(f"{owner}: the formula has no real derivative by {by}; does it divide by zero?")
    text = _Printer().doprint(slope)
    if len(text) > LONGEST:
        raise RangeError(f"{owner}: the derivative by {by} has {len(text)} characters, more than {LONGEST}")
    powers = (node.exp for node in slope.atoms(sympy.Pow) if node.exp.is_number)
    if any(abs(power) > HIGHEST_POWER for power in powers):
        raise RangeError(f"{owner}: powers of powers make an exponent above {HIGHEST_POWER}")
    try:
        return qualified(ast.parse(text, mode="eval").body, names, owner)
    except (SyntaxError, DeclarationError) as error:
        raise RangeError(f"{owner}: the formula has no derivative by {by} in known functions") from error


def _symbolic(node: ast.expr) -> Any:
    parts = [_symbolic(child) for child in children(node)]
    match node:
        case ast.Constant(value=int() as value):
            return sympy.Integer(value)
        case ast.Constant(value=float() as value):
            return sympy.Float(value)
        case ast.Name(id=name):
            return sympy.Symbol(name)
        case ast.UnaryOp():
            return -parts[0]
        case ast.BinOp(op=ast.Add()):
            return parts[0] + parts[1]
        case ast.BinOp(op=ast.Sub()):
            return parts[0] - parts[1]
        case ast.BinOp(op=ast.Mult()):
            return parts[0] * parts[1]
        case ast.BinOp(op=ast.Div()):
            return parts[0] / parts[1]
        case ast.BinOp(op=ast.Pow()):
            return parts[0] ** parts[1]
        case ast.Call(func=ast.Attribute(attr=name)):
            return _FUNCTIONS[name](*parts)
    constant = constant_name(node)
    assert constant is not None, ast.dump(node)  # the whitelist lets nothing else through
    return sympy.Symbol(constant)
