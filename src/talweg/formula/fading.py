"""What a rule may read as 0 where it lies below all normal numbers: what is only added and multiplied.

What is remembered of a gradient that has become 0 for good, as behind a unit that is off, is multiplied by beta step
after step, until it lies below all normal numbers. There it would stay for ever, and arithmetic with such numbers takes
many times as long; so it does with a gradient that is as small. Where that is only added and multiplied, 0 in its place
changes nothing that counts; nor does it in a square, which is 0 anyway, or the square of a sum that is far larger. But
it does where it is divided by, or its root, its sign or another function of it is taken.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from talweg.formula.subset import names_in

if TYPE_CHECKING:
    from talweg.formula.declaration import Formula


def fades(formula: Formula, name: str) -> bool:
    """Whether the slot of this name, or the gradient, may be read as 0 there."""
    made = {name}  # what it, and what was made of it, is called
    for line in formula.straight.lines:
        found = _made(line.value, made)
        if found is None:
            return False
        if found:
            made.add(line.name)
    return all(_made(result, made) is not None for result in formula.straight.results)


def _made(node: ast.expr, made: set[str]) -> bool | None:
    """Whether `node` is made of the names `made` by sums and products, in which they show; None where otherwise."""
    match node:
        case ast.Name(id=name):
            return name in made
        case ast.UnaryOp(operand=operand):
            return _made(operand, made)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            parts = _made(left, made), _made(right, made)
            squared = isinstance(node.op, ast.Mult) and ast.dump(left) == ast.dump(right)
            return None if None in parts else any(parts) and not squared
        case ast.BinOp(left=left, op=ast.Div(), right=right) if not names_in(right) & made:
            return _made(left, made)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if power > 1:
            return None if _made(left, made) is None else False
    return None if names_in(node) & made else False
