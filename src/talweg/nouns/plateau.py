"""A schedule that reacts to a measured loss: it holds its value until the loss stops falling."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from talweg.errors import DeclarationError, NonFiniteError, RangeError
from talweg.nouns.schedule import Schedule, schedule

WATCHED = ("patience", "threshold", "cooldown", "drops")
"""The hyperparameters that the formula of a plateau schedule must have, besides its own."""


@dataclass(frozen=True, eq=False, repr=False)
class Plateau(Schedule):
    """A schedule whose drops are not planned but found: `observe` takes each measured loss.

    As a function of t it is what has been found so far: hyper["drops"] lists the steps from which on the value is one
    factor lower. Nothing is hidden: the record never changes, and `observe` returns the next one, so it can be a
    hyperparameter like any other schedule: `opt = opt(lr=rate := rate.observe(loss, state.t))`. What it remembers
    stands in its fields.
    """

    best: float = math.inf
    """The lowest loss so far."""
    waited: int = 0
    """How many losses in a row were no better than that."""
    resting: int = 0
    """How many losses are still to come that do not count, after a drop."""
    seen: int = -1
    """The steps taken at the last loss; -1 before the first."""

    def observe(self, loss: float, t: int) -> Self:
        """The schedule after `loss` was measured when `t` steps had been taken; t rises from call to call.

        A loss is better if it lies below the best by more than threshold times the best's size. After more than
        `patience` losses in a row that are no better the value drops, from step t on; the next `cooldown` losses are
        not counted. Raises NonFiniteError for a loss that is not finite, RangeError for t.
        """
        if not math.isfinite(loss):
            raise NonFiniteError(f"{self.name}: the loss must be a finite number, got {loss!r}")
        if isinstance(t, bool) or t != int(t) or t <= self.seen:
            raise RangeError(f"{self.name}: t must lie in the whole numbers of [{self.seen + 1}, inf), got {t!r}")
        hyper = self.hyper
        # Against the size of the best, so that a loss below zero is judged as one above.
        better = loss < self.best - hyper["threshold"] * abs(self.best) if math.isfinite(self.best) else True
        waited = 0 if better or self.resting else self.waited + 1
        resting = max(self.resting - 1, 0)
        drops = hyper["drops"]
        if waited > hyper["patience"]:
            waited, resting, drops = 0, hyper["cooldown"], (*drops, int(t))
        after = replace(self, best=float(loss) if better else self.best, waited=waited, resting=resting, seen=int(t))
        return after.replace(drops=drops)


def plateau(*, requires: tuple[str, ...] = ()) -> Callable[[Callable[..., Any]], Plateau]:
    """Declare a function as a schedule with observed drops; see `schedule`. Raises DeclarationError."""

    def declared(function: Callable[..., Any]) -> Plateau:
        base = schedule(requires=requires, turns=("drops",))(function)
        if missing := [name for name in WATCHED if name not in base.formula.hyper]:
            raise DeclarationError(f"{base.name}: {', '.join(missing)} must be among its hyperparameters")
        return Plateau(base.formula, {**base.hyper, "drops": ()}, base.requires, base.turns)

    return declared
