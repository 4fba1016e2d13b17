"""A schedule: how large the step is, over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import plain
from talweg.formula import declare, inequality
from talweg.formula.errors import DeclarationError, RangeError
from talweg.nouns.noun import Noun


@dataclass(frozen=True, eq=False, repr=False)
class Schedule(Noun):
    """A value for every step t, where t counts the steps already taken: 0 at the first.

    Call it with hyperparameters to set them, `cosine(peak=1e-3, total=5_000)`; then call it with t.
    """

    @overload
    def __call__(self, /, **hyper: Any) -> Schedule: ...
    @overload
    def __call__(self, t: int | float, /) -> float: ...
    @overload
    def __call__(self, t: ArrayLike, /) -> NDArray[np.float64]: ...
    def __call__(self, t: Any = None, /, **hyper: Any) -> Any:
        """The schedule with these hyperparameters; or its value at t, a number or an array of them (t >= 0)."""
        if t is None:
            return self.replace(**hyper)
        if hyper:
            return self.replace(**hyper)(t)
        self.formula.require(self.hyper)
        steps = t if isinstance(t, int | float) else np.asarray(t, dtype=float)
        if not np.all(steps >= 0):
            raise RangeError(f"{self.name}: t must lie in [0, inf), got {t!r}")
        (value,) = plain.run(self.formula, (steps,), self.hyper)
        return np.broadcast_to(np.asarray(value, dtype=float), np.shape(t)).copy() if np.ndim(t) else float(value)


@overload
def schedule(function: Callable[..., Any], /) -> Schedule: ...
@overload
def schedule(
    *, label: str | None = None, requires: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Schedule]: ...
def schedule(
    function: Callable[..., Any] | None = None, /, *, label: str | None = None, requires: tuple[str, ...] = ()
) -> Schedule | Callable[[Callable[..., Any]], Schedule]:
    """Declare a function as a schedule: it takes `t` and, after `*`, hyperparameters with their legal ranges.

    Each of `requires` is an inequality over the hyperparameters. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Schedule:
        formula = declare(function, label)
        if formula.arguments != ("t",) or len(formula.results) != 1:
            raise DeclarationError(f"{formula.name}: a schedule takes t and returns one value")
        conditions = tuple(inequality(text, formula.hyper, formula.name) for text in requires)
        return Schedule(formula, formula.defaults, conditions)

    return declared(function) if function is not None else declared
