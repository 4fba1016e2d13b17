"""Which slots of a rule may fade to 0: those that sums and products alone are made of.

What is remembered of a gradient that has become 0 for good, as behind a unit that is off, is multiplied by beta step
after step, until it lies below all normal numbers. There it would stay for ever, and arithmetic with such numbers takes
many times as long. Where it is only added and multiplied, 0 in its place changes nothing that counts; but not where it
is divided by, or its root, its sign or another function of it is taken.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from talweg.formula.subset import names_in

if TYPE_CHECKING:
    from talweg.formula.declaration import Formula


def fading(formula: Formula) -> frozenset[str]:
    """The names of the slots that may fade."""
    slots = [name for name in formula.arguments if name not in ("w", "g", "t")]
    return frozenset(slot for slot in slots if _fades(formula, slot))


def _fades(formula: Formula, slot: str) -> bool:
    made = {slot}  # what it, and what was made of it, is called
    for line in formula.straight.lines:
        if not _sums(line.value, made):
            return False
        if names_in(line.value) & made:
            made.add(line.name)
    return all(_sums(result, made) for result in formula.straight.results)


def _sums(node: ast.expr, made: set[str]) -> bool:
    """Whether `node` makes sums and products alone of the names `made`."""
    match node:
        case ast.Name():
            return True
        case ast.UnaryOp(operand=operand):
            return _sums(operand, made)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _sums(left, made) and _sums(right, made)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _sums(left, made) and not names_in(right) & made
    return not names_in(node) & made
