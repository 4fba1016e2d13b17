"""A row formula (one example is one row) lowered to plain loops over the row's entries.

NumPy runs a row formula as written. The compiled readers need loops: reductions and stored vectors, in order.
Cheap vectors are written out where they are used; one that calls a function is computed once and stored.
"""

from __future__ import annotations

import ast
import copy
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

    @property
    def value_varies(self) -> bool:
        """Whether the first result differs along the row: then it is no value of a row."""
        return bool(names_in(self.results[0]) & self.vectors)


class _Substitute(ast.NodeTransformer):
    """Replaces names by expressions; no two places share a tree."""

    def __init__(self, by: Mapping[str, ast.expr]) -> None:
        self.by = by

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.by[node.id]) if node.id in self.by else node


def substituted(value: ast.expr, by: Mapping[str, ast.expr]) -> ast.expr:
    """A copy of `value` with expressions in the place of names."""
    return _Substitute(by).visit(copy.deepcopy(value))  # type: ignore[no-any-return]


class _LiftReductions(ast.NodeTransformer):
    """Moves each reduction out of an expression into a loop of its own, innermost first."""

    def __init__(self, loops: list[Loop]) -> None:
        self.loops = loops

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.args = [self.visit(arg) for arg in node.args]
        match called(node):
            case (("row_sum" | "row_max" | "row_size") as kind, _):
                name = f"__r{len(self.loops)}__"
                self.loops.append(Loop(kind, name, node.args[0]))
                return ast.Name(name, ast.Load())
        return node


def _calls_function(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def lower(formula: Formula) -> Lowered:
    """The loops that `formula` stands for."""
    loops: list[Loop] = []
    vectors = set(formula.arguments)
    inlined: dict[str, ast.expr] = {}

    def lowered(value: ast.expr) -> ast.expr:
        return _LiftReductions(loops).visit(substituted(value, inlined))  # type: ignore[no-any-return]

    for line in formula.straight.lines:
        value = lowered(line.value)
        varies = bool(names_in(value) & vectors)
        if varies and not _calls_function(value):
            inlined[line.name] = value
            continue
        loops.append(Loop("store" if varies else "scalar", line.name, value))
        if varies:
            vectors.add(line.name)
    results = tuple(lowered(result) for result in formula.straight.results)
    return Lowered(tuple(loops), frozenset(vectors), results)
