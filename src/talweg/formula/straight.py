"""A formula in straight lines: every name gets its value once, and what it calls is written out in its place.

Who compiles a formula reads this form: there a name always means one thing, and nothing is called but primitives.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talweg.formula.declaration import Assignment, Formula


@dataclass(frozen=True)
class Line:
    """`name = value`; `source` is the assignment that it was in the formula, None where a called formula has it."""

    name: str
    value: ast.expr
    source: Assignment | None


@dataclass(frozen=True)
class Straight:
    """The lines in order, and the results."""

    lines: tuple[Line, ...]
    results: tuple[ast.expr, ...]


def straighten(formula: Formula) -> Straight:
    """`formula` in straight lines.

    A name keeps its name at its first value, unless an argument or a hyperparameter has it; every further value, and
    what a called formula names, gets one that no formula can have, such as `__3_v__`.
    """
    writer = _Writer({*formula.arguments, *formula.hyper})
    given: dict[str, ast.expr] = {name: _name(name) for name in (*formula.arguments, *formula.hyper)}
    results = writer.write(formula, given, called=False)
    return Straight(tuple(writer.lines), results)


def substituted(formula: Formula, arguments: Sequence[ast.expr]) -> ast.expr:
    """The one result of `formula`, which has no lines before it, with `arguments` in the place of its own."""
    means = dict(zip(formula.arguments, arguments, strict=True))
    tree: ast.expr = _Replace(means).visit(copy.deepcopy(formula.results[0]))
    return tree


def renamed(tree: ast.expr, names: Mapping[str, str]) -> ast.expr:
    """`tree` with other names in the place of these."""
    found: ast.expr = _Replace({name: _name(other) for name, other in names.items()}).visit(copy.deepcopy(tree))
    return found


class _Replace(ast.NodeTransformer):
    """Puts in the place of names what they mean."""

    def __init__(self, means: Mapping[str, ast.expr]) -> None:
        self.means = means

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.means[node.id]) if node.id in self.means else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return node  # np.pi, and no name in it


class _Writer:
    """Collects the lines."""

    def __init__(self, taken: set[str]) -> None:
        self.lines: list[Line] = []
        self.taken = taken
        self._count = 0

    def write(self, formula: Formula, means: dict[str, ast.expr], called: bool) -> tuple[ast.expr, ...]:
        """The lines of `formula`, whose names so far mean these expressions; returns its results."""
        for each in formula.assignments:
            value = self.written(each.value, means, formula.functions)
            name = self._fresh(each.name) if called or each.name in self.taken else each.name
            means[each.name] = self._assign(name, value, None if called else each)
        return tuple(self.written(result, means, formula.functions) for result in formula.results)

    def written(self, node: ast.expr, means: Mapping[str, ast.expr], functions: Mapping[str, Formula]) -> ast.expr:
        """`node` in straight lines, as a tree of its own."""
        tree: ast.expr = _Substitute(self, means, functions).visit(copy.deepcopy(node))
        return tree

    def call(self, formula: Formula, arguments: list[ast.expr]) -> ast.expr:
        """What `formula` makes of `arguments`; its lines are written before."""
        means: dict[str, ast.expr] = {}
        for name, value in zip(formula.arguments, arguments, strict=True):
            simple = isinstance(value, ast.Name | ast.Constant)
            means[name] = value if simple else self._assign(self._fresh(name), value, None)
        (result,) = self.write(formula, means, called=True)
        return result

    def _assign(self, name: str, value: ast.expr, source: Assignment | None) -> ast.expr:
        self.taken.add(name)
        self.lines.append(Line(name, value, source))
        return _name(name)

    def _fresh(self, name: str) -> str:
        self._count += 1
        return f"__{self._count}_{name}__"


class _Substitute(_Replace):
    """The same, and in the place of calls what they come to."""

    def __init__(self, writer: _Writer, means: Mapping[str, ast.expr], functions: Mapping[str, Formula]) -> None:
        super().__init__(means)
        self.writer, self.functions = writer, functions

    def visit_Call(self, node: ast.Call) -> ast.expr:
        arguments = [self.visit(each) for each in node.args]
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            return self.writer.call(self.functions[node.func.id], arguments)
        return ast.Call(node.func, arguments, [])


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())
