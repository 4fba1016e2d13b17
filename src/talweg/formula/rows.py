"""A row formula (one example is one row) lowered to plain loops over the row's entries.

NumPy runs a row formula as written. The compiled readers need loops: reductions and stored vectors, in order.
Cheap vectors are written out where they are used; one that calls a function is computed once and stored.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from talweg.formula.declaration import Formula
from talweg.formula.subset import called, names_in


@dataclass(frozen=True)
class Loop:
    """`scalar`: name = value, once. `store`: name[k] = value for every entry k. Else a reduction of value into name."""

    kind: Literal["scalar", "store", "row_sum", "row_max", "row_size"]
    name: str
    value: ast.expr


@dataclass(frozen=True)
class Lowered:
    """The loops in order, the names that vary along the row, and the lowered results."""

    loops: tuple[Loop, ...]
    vectors: frozenset[str]
    results: tuple[ast.expr, ...]


class _Substitute(ast.NodeTransformer):
    """Replaces names by expressions."""

    def __init__(self, by: Mapping[str, ast.expr]) -> None:
        self.by = by

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.by.get(node.id, node)


class _LiftReductions(ast.NodeTransformer):
    """Moves each reduction out of an expression into a loop of its own, innermost first."""

    def __init__(self, loops: list[Loop]) -> None:
        self.loops = loops

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.args = [self.visit(arg) for arg in node.args]
        match called(node):
            case (("row_sum" | "row_max" | "row_size") as kind, _):
                name = f"_r{len(self.loops)}"
                self.loops.append(Loop(kind, name, node.args[0]))
                return ast.Name(name, ast.Load())
        return node


def _calls_function(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def lower(formula: Formula) -> Lowered:
    """The loops that `formula` stands for."""
    loops: list[Loop] = []
    vectors = set(formula.arguments)
    taken = {*formula.arguments, *formula.hyper}
    inlined: dict[str, ast.expr] = {}

    def lowered(value: ast.expr) -> ast.expr:
        # Through text and back, so that no two places share (and mutate) one tree.
        copy = ast.parse(ast.unparse(value), mode="eval").body
        fresh = {name: ast.parse(ast.unparse(each), mode="eval").body for name, each in inlined.items()}
        return _LiftReductions(loops).visit(_Substitute(fresh).visit(copy))  # type: ignore[no-any-return]

    for assignment in formula.assignments:
        value, name = lowered(assignment.value), assignment.name
        if names_in(value) & vectors and not _calls_function(value):
            inlined[name] = value
            continue
        # A name that gets a second value becomes a second name: what was read from the first stays as it was.
        own = f"_{name}_{len(loops)}" if name in taken else name
        taken.add(own)
        inlined[name] = ast.Name(own, ast.Load())
        if names_in(value) & vectors:
            loops.append(Loop("store", own, value))
            vectors.add(own)
        else:
            loops.append(Loop("scalar", own, value))
    results = tuple(lowered(result) for result in formula.results)
    return Lowered(tuple(loops), frozenset(vectors), results)
