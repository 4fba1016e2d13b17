"""A schedule: how large the step is, over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talweg.engine import plain
from talweg.errors import RangeError
from talweg.formula import Expression, declare, expression, inequality
from talweg.nouns.noun import Noun
from talweg.nouns.warmup import with_warmup


@dataclass(frozen=True, eq=False, repr=False)
class Schedule(Noun):
    """A value for every step t, where t counts the steps already taken: 0 at the first.

    Call it with hyperparameters to set them, `cosine(peak=1e-3, total=5_000)`; then call it with t. Every schedule
    takes `warmup`: so many steps climb in a straight line to its first value, the first of them never zero.
    """

    turns: tuple[Expression, ...] = ()
    """Where it changes its course after the warm-up, over the hyperparameters; each one step or several."""

    @overload
    def __call__(self, /, **hyper: Any) -> Schedule: ...
    @overload
    def __call__(self, t: int | float, /) -> float: ...
    @overload
    def __call__(self, t: ArrayLike, /) -> NDArray[np.float64]: ...
    def __call__(self, t: Any = None, /, *values: Any, **hyper: Any) -> Any:
        """The schedule with these hyperparameters; or its value at t, a number or an array of them (t >= 0)."""
        self._refuse_unnamed((t, *values) if values else ())
        if t is None:
            return self.replace(**hyper)
        if hyper:
            return self.replace(**hyper)(t)
        self.formula.require(self.hyper)
        if isinstance(t, int | float) and t >= 0:  # asked for at every step
            return float(plain.run(self.formula, (t,), self.hyper)[0])
        try:
            steps = np.asarray(t, dtype=float)
        except (TypeError, ValueError):
            steps = np.array(-1.0)
        if not np.all(steps >= 0):
            raise RangeError(f"{self.name}: t must lie in [0, inf), got {t!r}")
        (value,) = plain.run(self.formula, (steps,), self.hyper)
        return np.broadcast_to(np.asarray(value, dtype=float), np.shape(t)).copy() if np.ndim(t) else float(value)

    @property
    def _taken(self) -> tuple[Parameter, ...]:
        """What a call takes in front of the hyperparameters: the step, or nothing."""
        return (Parameter("t", Parameter.POSITIONAL_ONLY, default=None, annotation="ArrayLike"),)

    def joins(self) -> tuple[float, ...]:
        """The t at which one part ends and the next begins: the end of the warm-up, then every turn, rising.

        A turn may lie between two steps. Raises MissingError while a hyperparameter has no value.
        """
        self.formula.require(self.hyper)
        found = {float(self.hyper["warmup"])} if self.hyper["warmup"] else set()
        for turn in self.turns:
            found.update(np.ravel(turn(**self.hyper)).astype(float).tolist())
        return tuple(sorted(found))


@overload
def schedule(function: Callable[..., Any], /) -> Schedule: ...
@overload
def schedule(
    *, label: str | None = None, requires: tuple[str, ...] = (), turns: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Schedule]: ...
def schedule(
    function: Callable[..., Any] | None = None,
    /,
    *,
    label: str | None = None,
    requires: tuple[str, ...] = (),
    turns: tuple[str, ...] = (),
) -> Schedule | Callable[[Callable[..., Any]], Schedule]:
    """Declare a function as a schedule: it says what happens after the warm-up.

    Its argument is `t`, the steps taken since the warm-up ended, or `progress`, from 0 at the end of the warm-up to 1
    at `total`; after `*` come the hyperparameters with their legal ranges. `warmup` and, with progress, `total` need
    not be named: every schedule has them. Each of `requires` is an inequality over the hyperparameters, each of
    `turns` a step at which the course changes. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Schedule:
        formula = with_warmup(declare(function, label, noun="schedule"))
        texts = (*(("warmup < total",) if "total" in formula.hyper else ()), *requires)
        conditions = tuple(inequality(text, formula.hyper, formula.name) for text in texts)
        bends = tuple(expression(text, formula.hyper, formula.name) for text in turns)
        return Schedule(formula, formula.defaults, conditions, bends)

    return declared(function) if function is not None else declared
