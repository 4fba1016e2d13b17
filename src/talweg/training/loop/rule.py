"""What `fit` steps with: an optimizer, or one with gradient work around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self, runtime_checkable

from talweg.engine.parameters import Parameters
from talweg.errors import DeclarationError
from talweg.formula import Inequality
from talweg.nouns import State
from talweg.nouns.axes import Outputs
from talweg.optimizers import OPTIMIZERS


@runtime_checkable
class Rule(Protocol):
    """An `Optimizer`, a `Pipeline`, or a record of your own with the same methods."""

    @property
    def name(self) -> str:
        """What errors call it."""

    @property
    def hyper(self) -> Mapping[str, Any]:
        """Its hyperparameters by name: numbers, or schedules."""

    @property
    def rate(self) -> str | None:
        """The name of the hyperparameter that is its rate, None where it has none."""

    @property
    def stable(self) -> Inequality | None:
        """When it converges on a quadratic of the largest curvature `curvature`, where that is known."""

    def __call__(self, *values: Any, **hyper: Any) -> Self:
        """The same rule with these hyperparameters, which are given by name."""

    def init(self, w: Parameters, /, outputs: Outputs = -1) -> State:
        """The state before the first step; `outputs` is the axis of a weight along which its outputs lie."""

    def at(self, t: int, /) -> Mapping[str, float]:
        """The hyperparameters after `t` steps, as numbers."""

    def step(self, w: Parameters, gradient: Parameters, state: State, /) -> None:
        """Take one step in place; everything is checked before anything is changed."""

    def average(self, w: Parameters, state: State, /) -> Parameters:
        """The weights to evaluate: `w` itself, or an average that the rule keeps."""


def rule_of(owner: str, given: object) -> Rule:
    """The rule that `given` stands for: one that has a rule's methods, or the name of an optimizer.

    Raises UnknownNameError or RangeError for a text, and DeclarationError for anything else.
    """
    if isinstance(given, Rule) and not isinstance(given, type):
        return given
    name = getattr(given, "name", None)
    if hasattr(given, "minimize") and isinstance(name, str):
        raise DeclarationError(f"{owner} steps with an optimizer; {name} makes no single steps: call its minimize")
    return OPTIMIZERS.take(owner, given)
