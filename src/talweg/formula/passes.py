"""A rule of whole arrays in passes over their entries, where it holds nothing but elementwise arithmetic and norms.

NumPy runs such a rule as it is written, an array for every sign in it. Who compiles it needs loops: a norm is known
when all entries have been looked at, and what needs it waits for the next pass.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from talweg.errors import DeclarationError
from talweg.formula.declaration import Formula, declare
from talweg.formula.subset import called, names_in

Named = tuple[tuple[str, ast.expr], ...]


@dataclass(frozen=True)
class Pass:
    """The lines that need no norm but those of the passes before, and what it takes the norm of, each by its name."""

    lines: Named
    norms: Named


@dataclass(frozen=True)
class Passes:
    """The passes in order, of which the last takes no norm, and the results, which it computes.

    The first takes the norms of w and of g, whether the rule does or not: who runs it sees whether they are extreme.
    """

    passes: tuple[Pass, ...]
    results: tuple[ast.expr, ...]


class _LiftNorms(ast.NodeTransformer):
    """Moves each norm out of an expression, innermost first; of the same array there is one."""

    def __init__(self, *arrays: str) -> None:
        self.norms: dict[str, ast.expr] = {}
        for array in arrays:
            self._norm(ast.Name(array, ast.Load()))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.args = [self.visit(arg) for arg in node.args]
        match called(node):
            case ("linalg.norm", _):
                return self._norm(node.args[0])
        return node

    def _norm(self, array: ast.expr) -> ast.Name:
        known = (name for name, each in self.norms.items() if ast.dump(each) == ast.dump(array))
        name = next(known, f"__norm_{len(self.norms)}__")
        self.norms[name] = array
        return ast.Name(name, ast.Load())


@cache
def passes(formula: Formula) -> Passes | None:
    """The passes of a rule of whole arrays; None where it does more than take norms, as most Python does."""
    try:
        form = declare(formula.function, noun="whole optimizer").straight
    except DeclarationError:
        return None
    lift = _LiftNorms(*formula.arguments[:2])
    lines = [(line.name, lift.visit(line.value)) for line in form.lines]
    results = tuple(lift.visit(result) for result in form.results)
    varying = {name for name in formula.arguments if name != "t"}
    for name, value in lines:
        varying |= {name} if names_in(value) & varying else set()
    if any(not names_in(value) & varying for value in lift.norms.values()):  # of one number, and not of an array
        return None
    needs: dict[str, int] = {}  # how many passes come before a name is known

    def before(value: ast.expr) -> int:
        return max((_known(name, needs, lift.norms) for name in names_in(value)), default=0)

    for name, value in lines:
        needs[name] = before(value)
    last = max(1, *map(before, results))
    found = [
        Pass(
            tuple((name, value) for name, value in lines if needs[name] <= number),
            tuple((name, value) for name, value in lift.norms.items() if number < last and before(value) == number),
        )
        for number in range(last + 1)
    ]
    return Passes(tuple(found), results)


def _known(name: str, needs: Mapping[str, int], norms: Mapping[str, ast.expr]) -> int:
    """How many passes come before `name` is known."""
    if name in norms:
        return 1 + max((_known(each, needs, norms) for each in names_in(norms[name])), default=0)
    return needs.get(name, 0)
