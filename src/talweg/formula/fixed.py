"""A formula as people read it, with some of its hyperparameters fixed and what they make idle left out.

The library runs `np.sqrt(start + v)`; where `start` is 0, as it is by default, a paper prints sqrt(v).
"""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace

from talweg.formula.declaration import Formula

_WORKED_OUT: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def fixed(formula: Formula, values: Mapping[str, float]) -> Formula:
    """`formula` for the printers, its hyperparameters at `values`: `0 + v` is v there, and a line `y = 1 * y` is gone.

    Its function and its listing stay as they are. Raises UnknownNameError and RangeError.
    """
    writer = _Fix(formula.complete(values, {}))
    lines = (replace(each, value=writer.written(each.value)) for each in formula.assignments)
    kept = tuple(each for each in lines if not (isinstance(each.value, ast.Name) and each.value.id == each.name))
    results = tuple(writer.written(each) for each in formula.results)
    hyper = {name: each for name, each in formula.hyper.items() if name not in values}
    return replace(formula, assignments=kept, results=results, hyper=hyper)


class _Fixed(ast.Constant):
    """A number that comes of what was fixed; one that the formula itself holds is printed as it stands there."""


class _Fix(ast.NodeTransformer):
    """Puts numbers in the place of names, and works out what they decide."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values = values

    def written(self, tree: ast.expr) -> ast.expr:
        """`tree` with the numbers in it, as a tree of its own."""
        plain: ast.expr = _Plain().visit(self.visit(copy.deepcopy(tree)))
        return plain

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _Fixed(self.values[node.id]) if node.id in self.values else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        left, op, right = node.left, node.op, node.right
        match left, op, right:
            case (
                ast.Constant(value=int() | float() as a),
                _,
                ast.Constant(value=int() | float() as b),
            ) if _Fixed in (type(left), type(right)):
                return _Fixed(_WORKED_OUT[type(op)](a, b))
            case (_Fixed(value=0), ast.Add(), _) | (_Fixed(value=1), ast.Mult(), _):
                return right
            case (_, ast.Add() | ast.Sub(), _Fixed(value=0)) | (_, ast.Mult() | ast.Div() | ast.Pow(), _Fixed(value=1)):
                return left
            case (_Fixed(value=0), ast.Mult() | ast.Div(), _) | (_, ast.Mult(), _Fixed(value=0)):
                return _Fixed(0)
            case (_Fixed(value=0), ast.Sub(), _):
                return ast.UnaryOp(ast.USub(), right)
        return node


class _Plain(ast.NodeTransformer):
    """Makes of what was fixed numbers like any other."""

    def visit__Fixed(self, node: _Fixed) -> ast.expr:
        return ast.Constant(node.value)
