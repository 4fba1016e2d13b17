"""What a tree of the formula subset is worth at given numbers: worked out node by node, never as text that runs."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from talweg.formula.declaration import Formula
from talweg.formula.subset import children, constant_name

_TWO: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
NONE: Mapping[str, Formula] = MappingProxyType({})


def value(node: ast.expr, names: Mapping[str, Any], functions: Mapping[str, Formula] = NONE) -> Any:
    """The value of `node`, which has passed `subset.Scope`, in float64: overflow and division by zero give inf and NaN.

    `names` are numbers or arrays of one shape, `functions` the formulas that it may call.
    """
    with np.errstate(all="ignore"):
        return _value(node, names, functions)


def _value(node: ast.expr, names: Mapping[str, Any], functions: Mapping[str, Formula]) -> Any:
    parts = [_value(child, names, functions) for child in children(node)]
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.float64(number)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp():
            return -parts[0]
        case ast.BinOp(op=sign) | ast.Compare(ops=[sign]):
            return _TWO[type(sign)](*parts)
        case ast.Call(func=ast.Attribute(attr=name)):
            return getattr(np, name)(*parts)
        case ast.Call(func=ast.Name(id=name)):
            return functions[name].function(*parts)
    return np.float64(getattr(np, constant_name(node) or ""))
