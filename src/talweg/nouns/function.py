"""A function: arithmetic that stands once, under a name, for the formulas that call it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter
from typing import Any, overload

from talweg.errors import DeclarationError
from talweg.formula import declare
from talweg.nouns.noun import Noun


@dataclass(frozen=True, eq=False, repr=False)
class Function(Noun):
    """A formula of one result and no hyperparameters. Call it with numbers or arrays, in a formula or anywhere."""

    def __call__(self, *arguments: Any) -> Any:
        """Its value at `arguments`, in their order."""
        return self.formula.function(*arguments)

    @property
    def _taken(self) -> tuple[Parameter, ...]:
        """What a call takes: its arguments, in their order."""
        return tuple(Parameter(name, Parameter.POSITIONAL_ONLY) for name in self.formula.arguments)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self.formula.arguments)})"


@overload
def function(function: Callable[..., Any], /) -> Function: ...
@overload
def function(*, label: str | None = None, latex: str | None = None) -> Callable[[Callable[..., Any]], Function]: ...
def function(
    function: Callable[..., Any] | None = None, /, *, label: str | None = None, latex: str | None = None
) -> Function | Callable[[Callable[..., Any]], Function]:
    r"""Declare a function of numbers that formulas may call by its name, and every reader follows.

    `latex` says how a call is typeset, each argument in braces, such as r"\sigma\left({z}\right)"; without it the
    function's result is written out in its place. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Function:
        formula = declare(function, label, noun="function", latex=latex)
        name = formula.name
        if formula.hyper or not formula.arguments or len(formula.results) != 1:
            raise DeclarationError(f"{name}: a function takes arguments, no hyperparameters, and returns one value")
        if latex is None and formula.assignments:
            raise DeclarationError(
                f"{name}: a function of several lines needs latex=, which says how a call is typeset"
            )
        return Function(formula)

    return declared(function) if function is not None else declared
