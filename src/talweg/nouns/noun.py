"""What the four nouns share: a formula, its hyperparameters, and how both are shown and replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from talweg.formula import Formula, Inequality
from talweg.formula.errors import RangeError


@dataclass(frozen=True, eq=False, repr=False)
class Noun:
    """A formula with values for its hyperparameters."""

    formula: Formula
    hyper: Mapping[str, Any] = field(default_factory=dict)
    requires: tuple[Inequality, ...] = ()

    @property
    def name(self) -> str:
        """The name it is registered and called by."""
        return self.formula.name

    @property
    def label(self) -> str:
        """The name as prose writes it."""
        return self.formula.label

    def replace(self, **hyper: Any) -> Self:
        """The same with other hyperparameters. Raises RangeError, UnknownNameError or MissingError."""
        complete = self.formula.complete(hyper, self.hyper)
        self.formula.require(complete)
        for condition in self.requires:
            numbers = {name: value for name, value in complete.items() if not callable(value)}
            if condition.names <= numbers.keys() and not condition.holds(**numbers):
                given = ", ".join(f"{name}={numbers[name]:g}" for name in sorted(condition.names))
                raise RangeError(f"{self.name}: needs {condition.text}, got {given}")
        return replace(self, hyper=complete)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.hyper.items())
        return f"{self.name}({values})"
