"""One line of arithmetic kept as text that every reader can read, such as `lr * curvature < 2`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from talweg.errors import DeclarationError
from talweg.formula.subset import names_in, parse


@dataclass(frozen=True)
class Expression:
    """Arithmetic over named numbers; call it with the names as keywords."""

    tree: ast.expr

    @property
    def text(self) -> str:
        """The expression as Python writes it."""
        return ast.unparse(self.tree)

    @cached_property
    def _function(self) -> Callable[..., Any]:
        # Only text that has passed the whitelist of `subset.check` becomes a tree here.
        source = f"lambda {', '.join(sorted(names_in(self.tree)))}: {self.text}"
        return eval(source, {"__builtins__": {}, "np": np})  # type: ignore[no-any-return]

    def __call__(self, /, **values: Any) -> Any:
        """The value where the names have these `values`; names that do not occur are ignored."""
        # As in formulas: 1 / 0 is inf, and no error of Python's.
        numbers = {name: values[name] for name in names_in(self.tree)}
        given = {name: np.float64(each) if isinstance(each, int | float) else each for name, each in numbers.items()}
        with np.errstate(all="ignore"):
            return self._function(**given)


@dataclass(frozen=True)
class Inequality:
    """`left < right` (or `<=`), with both sides open to inspection."""

    left: Expression
    right: Expression
    strict: bool

    @property
    def text(self) -> str:
        """The inequality as Python writes it."""
        return f"{self.left.text} {'<' if self.strict else '<='} {self.right.text}"

    @property
    def names(self) -> set[str]:
        """The names it is about."""
        return names_in(self.left.tree) | names_in(self.right.tree)

    def sides(self, /, **values: Any) -> tuple[float, float]:
        """The numbers on the left and on the right."""
        return float(self.left(**values)), float(self.right(**values))

    def holds(self, /, **values: Any) -> bool:
        """Whether the inequality is true."""
        left, right = self.sides(**values)
        return left < right if self.strict else left <= right


def expression(text: str, known: Collection[str], owner: str) -> Expression:
    """Read `text`, arithmetic over the `known` names."""
    return Expression(parse(text, known, owner))


def inequality(text: str, known: Collection[str], owner: str) -> Inequality:
    """Read `text`, one `<` or `<=` between two expressions over the `known` names."""
    match parse(text, known, owner):
        case ast.Compare(left=left, ops=[(ast.Lt() | ast.LtE()) as op], comparators=[right]):
            return Inequality(Expression(left), Expression(right), isinstance(op, ast.Lt))
    raise DeclarationError(f"{owner}: {text!r} is not an inequality with < or <=")
