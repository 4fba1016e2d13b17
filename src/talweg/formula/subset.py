"""The subset of Python that a formula is written in, as a whitelist over its syntax tree.

Numbers, names, `+ - * / **`, one comparison at a time and that only as the condition of `np.where`, the primitives of
`primitives.py`, and formulas that were declared as functions. Everything that reads formulas may rely on meeting
nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from talweg.errors import DeclarationError
from talweg.formula.hints import instead
from talweg.formula.primitives import CONSTANTS, ELEMENTWISE, OVER_ARRAYS, OVER_LISTS, ROWWISE, Primitive

if TYPE_CHECKING:
    from talweg.formula.declaration import Formula

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
OPERATORS = tuple(_ARITHMETIC)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)

Kind = Literal["number", "condition", "list"]
OTHER_KINDS: dict[str, tuple[Kind, ...]] = {"where": ("condition", "number", "number"), "digitize": ("number", "list")}
"""What primitives are called with, where that is not numbers alone."""
NUMBERS: tuple[Kind, ...] = ("number", "number", "number")
NOUNS: dict[str, Mapping[str, Primitive]] = {
    "row loss": ELEMENTWISE | ROWWISE,
    "schedule": ELEMENTWISE | OVER_LISTS,
    "whole optimizer": ELEMENTWISE | OVER_ARRAYS,
}
"""What the formulas of a noun may call, where that is more, or other, than ELEMENTWISE."""


def is_number(node: ast.expr) -> bool:
    """Whether `node` is a literal int or float that a float can hold (True and False are not numbers here)."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return False
    try:
        return math.isfinite(node.value)
    except OverflowError:  # a whole number of more than 308 digits
        return False


def called(node: ast.Call) -> tuple[str, Primitive] | None:
    """The name and the row of the primitive that `node` calls, or None if it calls none."""
    match node.func:
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            row = ELEMENTWISE.get(name) or OVER_LISTS.get(name)
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="np"))):
            name = ast.unparse(node.func).removeprefix("np.")
            row = OVER_ARRAYS.get(name)
        case ast.Name(id=name):
            row = ROWWISE.get(name)
        case _:
            return None
    fits = row is not None and len(node.args) == row.arity and not node.keywords
    return (name, row) if row and fits else None


def children(node: ast.expr) -> Iterator[ast.expr]:
    """The operands of `node`: what it is computed from, the called function's own name left out."""
    match node:
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.Compare(left=left, comparators=[right]):
            yield from (left, right)
        case ast.Call(args=args):
            yield from args


def names_in(node: ast.expr) -> set[str]:
    """The names that `node` is computed from."""
    if isinstance(node, ast.Name):
        return {node.id}
    return set().union(*(names_in(child) for child in children(node)))


def constant_name(node: ast.expr) -> str | None:
    """`pi` for `np.pi`, and so on; None for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id="np"), attr=attr) if attr in CONSTANTS:
            return attr
    return None


@dataclass
class Scope:
    """Where an expression stands: whose it is, what each known name holds, and what may be called there."""

    owner: str
    names: dict[str, Kind]
    noun: str = "function"
    functions: Mapping[str, Formula] = field(default_factory=dict)
    """The formulas that may be called, by the name they have here."""
    outside: Mapping[str, Any] = field(default_factory=dict)
    """What names hold outside the formula, where it may not reach."""
    numbered: bool = False
    """Whether errors name the line: that of the file in which the formula stands."""

    @property
    def primitives(self) -> Mapping[str, Primitive]:
        """What may be called of the primitives."""
        return NOUNS.get(self.noun, ELEMENTWISE)

    def refuse(self, node: ast.AST, problem: str) -> DeclarationError:
        """The error for `node`."""
        line = getattr(node, "lineno", 0) if self.numbered else 0
        return DeclarationError(f"{self.owner}{f', line {line}' if line else ''}: {problem}")

    def number(self, node: ast.expr) -> None:
        """Raise DeclarationError unless `node` is arithmetic over the known names that gives a number."""
        self._expect("number", node)

    def kind(self, node: ast.expr) -> Kind:
        """What `node`, arithmetic over the known names, gives. Raises DeclarationError where it is none."""
        match node:
            case ast.Constant() if is_number(node):
                return "number"
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                raise self.refuse(node, f"{ast.unparse(node)[:40]} is more than a float can hold; write np.inf")
            case ast.Name(id=name):
                return self._held(node, name)
            case ast.BinOp(op=op) if isinstance(op, OPERATORS):
                self._numbers(node)
                self._check_constant(node)
                return "number"
            case ast.UnaryOp(op=ast.USub()):
                self._numbers(node)
                return "number"
            case ast.Compare(ops=[op], comparators=[_]) if isinstance(op, COMPARISONS):
                self._numbers(node)
                return "condition"
            case ast.Call():
                return self._call(node)
            case ast.Attribute() if constant_name(node):
                return "number"
        raise self.refuse(node, f"cannot read {ast.unparse(node)!r}; {instead(node, self)}")

    def _expect(self, kind: Kind, node: ast.expr) -> None:
        found = self.kind(node)
        if found == kind:
            return
        text = ast.unparse(node)
        hints = {
            "condition": f"{text!r} is a condition and no number; write np.where({text}, 1, 0)",
            "list": f"{text!r} is a list and no number; np.digitize(t, {text}) counts its entries up to t",
            "number": f"{text!r} is a number; np.where needs a comparison first, such as np.where({text} > 0, 1, 0)",
        }
        wanted = f"{text!r} is no list; np.digitize needs one, such as a hyperparameter of the range Milestones"
        raise self.refuse(node, wanted if kind == "list" else hints[found])

    def _numbers(self, node: ast.expr) -> None:
        for child in children(node):
            self.number(child)

    def _held(self, node: ast.expr, name: str) -> Kind:
        if name in self.names:
            return self.names[name]
        if getattr(getattr(self.outside.get(name), "formula", None), "noun", None) == "function":
            raise self.refuse(node, f"{name!r} is a function; call it: {name}(...)")
        if name in self.outside:
            raise self.refuse(
                node,
                f"{name!r} stands outside the formula; make it a hyperparameter, after *, or write its number here",
            )
        raise self.refuse(node, f"{name!r} is used before it has a value; known here are {', '.join(self.names)}")

    def _call(self, node: ast.Call) -> Kind:
        name = ast.unparse(node.func)
        if not (isinstance(node.func, ast.Name) and name in self.names) and not (
            "np" in self.names and name[:3] == "np."
        ):
            if own := self.functions.get(name) if isinstance(node.func, ast.Name) else None:
                if node.keywords or len(node.args) != len(own.arguments):
                    raise self.refuse(node, f"{name} is called as {name}({', '.join(own.arguments)})")
                self._numbers(node)
                return "number"
            found = called(node)
            if found and found[0] in self.primitives:
                kinds = OTHER_KINDS.get(found[0], NUMBERS[: len(node.args)])
                for kind, part in zip(kinds, node.args, strict=True):
                    self._expect(kind, part)
                return "number"
        raise self.refuse(node, f"cannot read {ast.unparse(node)!r}; {instead(node, self)}")

    def _check_constant(self, node: ast.expr) -> None:
        """Raise DeclarationError where numbers alone give none, as 1 / 0 and 10**400 do."""
        if names_in(node) or any(isinstance(each, ast.Call) for each in ast.walk(node)):
            return
        with np.errstate(all="ignore"):
            if not np.isfinite(_worth(node)) and not any(constant_name(each) == "inf" for each in _parts(node)):
                raise self.refuse(node, f"{ast.unparse(node)!r} is no finite number")


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    for child in children(node):
        yield from _parts(child)


def _worth(node: ast.expr) -> np.float64:
    """What arithmetic without names or calls comes to, in floats: no whole number can grow beyond bounds."""
    parts = [_worth(child) for child in children(node)]
    match node:
        case ast.Constant(value=int() | float() as value):
            return np.float64(value)
        case ast.UnaryOp():
            return np.float64(-parts[0])
        case ast.BinOp(op=op):
            return np.float64(_ARITHMETIC[type(op)](*parts))
    return np.float64(getattr(np, constant_name(node) or ""))


def check(node: ast.expr, known: Collection[str], owner: str) -> None:
    """Raise DeclarationError unless `node` is arithmetic over the `known` names that gives a number."""
    Scope(owner, dict.fromkeys(known, "number")).number(node)


def parse(text: str, known: Collection[str], owner: str) -> ast.expr:
    """The checked tree of a one-line expression, or comparison, over the `known` names."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise DeclarationError(f"{owner}: cannot read {text!r}: {error.msg}") from None
    Scope(owner, dict.fromkeys(known, "number")).kind(node)
    return node
