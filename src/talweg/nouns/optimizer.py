"""An optimizer: which step to take with the gradient."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, NoReturn, overload

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, plain
from talweg.engine.parameters import Parameters, alike, leaves, matching
from talweg.errors import DeclarationError, DtypeError, NonFiniteError, ReadOnlyError, ShapeError
from talweg.formula import DECAY, RATE, Expression, Formula, Inequality, declare, expression, inequality
from talweg.nouns.noun import Noun

Row = tuple[NDArray[Any], ...]
"""One leaf of the parameters, its gradient and its slots."""


@dataclass
class State:
    """What an optimizer remembers: `t`, the steps taken, and one tree like the parameters for every slot."""

    t: int
    slots: dict[str, Parameters]


@dataclass(frozen=True, eq=False, repr=False)
class Optimizer(Noun):
    """A rule w, g, slots -> w, slots, applied to every element alike, or to every array as a whole.

    Call it to set hyperparameters: `adam(lr=1e-3)`. Any of them may be a schedule: a callable that takes the number
    of steps already taken (0 at the first) and returns the value for the step to come.
    """

    stable: Inequality | None = None
    """When the rule converges on a quadratic whose largest curvature is `curvature`, where that is known."""
    averaged: Expression | None = None
    """The weights to evaluate, over w, the slots and the hyperparameters, where they are not w itself."""

    def __call__(self, /, **hyper: Any) -> Optimizer:
        """The same rule with these hyperparameters. Raises RangeError or UnknownNameError."""
        return self.replace(**hyper)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names of what it remembers from step to step."""
        return tuple(name for name in self.formula.arguments if name not in ("w", "g", "t"))

    @cached_property
    def rate(self) -> str | None:
        """The name of the hyperparameter that is declared as its rate, if any."""
        return next(iter(self.formula.having(RATE)), None)

    @cached_property
    def decay(self) -> str | None:
        """The name of the hyperparameter that is declared as its decay of the weights, if any."""
        return next(iter(self.formula.having(DECAY)), None)

    @cached_property
    def uses_t(self) -> bool:
        """Whether the formula takes the number of the step."""
        return "t" in self.formula.arguments

    @property
    def whole(self) -> bool:
        """Whether it works on each array as a whole (its norm, its product with others) and not element by element.

        Then only the plain reader runs it, on each array of a nest in its own shape.
        """
        return self.formula.whole

    @cached_property
    def _scheduled(self) -> bool:
        return any(callable(value) for value in self.hyper.values())

    def init(self, w: Parameters) -> State:
        """The state before the first step, for parameters `w`: an array, or nested dicts, lists, tuples of arrays.

        Raises DtypeError for parameters that are not floating-point arrays.
        """
        for path, leaf in leaves(w):
            self._check_dtype(path, leaf)
        starts = self.formula.starts
        return State(0, {slot: alike(w, lambda a, s=slot: np.full_like(a, starts.get(s, 0.0))) for slot in self.slots})  # type: ignore[misc]

    def at(self, t: int) -> dict[str, float]:
        """The hyperparameters of the step after `t` steps: schedules are evaluated, and checked, there."""
        return {name: self._value(name, value, t) if callable(value) else value for name, value in self.hyper.items()}

    def _value(self, name: str, schedule: Callable[[int], float], t: int) -> float:
        legal = self.formula.hyper[name].range
        return legal.check(self.name, f"{name} at step {t}", float(schedule(t)))

    def step(self, w: Parameters, gradient: Parameters, state: State) -> None:
        """Take one step: changes `w` and `state` in place.

        `gradient` has the structure, shapes and dtypes of `w`. Everything is checked before anything is changed;
        raises ShapeError, DtypeError, ReadOnlyError, NonFiniteError, or RangeError from a schedule.
        """
        rows = [(row, self._check(path, row)) for path, row in self._rows(w, gradient, state)]
        hyper = self.at(state.t) if self._scheduled else self.hyper
        t = state.t + 1
        # A whole-tensor rule is any Python, and may raise: before anything is changed.
        plainly = [(row, self._run(row, t, hyper)) for row, fast in rows if not fast]
        for row, fast in rows:
            if fast:
                fused.step(self.formula, row, t, hyper)
        for (leaf, _, *slots), values in plainly:
            for target, value in zip((leaf, *slots), values, strict=True):
                target[...] = value
        state.t = t

    def _run(self, row: Row, t: int, hyper: Mapping[str, Any]) -> tuple[Any, ...]:
        clock = (t,) if self.uses_t else ()
        return plain.run(self.formula, (*row, *clock), hyper)

    def average(self, w: Parameters, state: State) -> Parameters:
        """The weights to evaluate and keep after training: `w` itself, or what a schedule-free rule averages.

        The average is a new tree like `w`; nothing is changed. Raises ShapeError or DtypeError for a state of another
        rule or other parameters.
        """
        if self.averaged is None:
            return w
        hyper = self.at(max(state.t - 1, 0))  # those of the step that made w
        means = []
        for path, row in self._rows(w, w, state):
            self._check_row(path, row)
            leaf, _, *slots = row
            means.append(self.averaged(w=leaf, **dict(zip(self.slots, slots, strict=True)), **hyper))
        each = iter(means)
        return alike(w, lambda a: np.asarray(next(each), a.dtype))

    def _rows(self, w: Parameters, gradient: Parameters, state: State) -> Iterator[tuple[str, Row]]:
        """For every leaf of `w`: its path; the leaf, its gradient and its slots."""
        if tuple(state.slots) != self.slots:
            has = ", ".join(state.slots) or "none"
            raise ShapeError(f"{self.name}: the state has the slots {has}, not {', '.join(self.slots) or 'none'}")
        alone = (w, gradient, *state.slots.values())
        if set(map(type, alone)) == {np.ndarray}:  # the usual case: no nest to walk through
            yield "w", alone
            return
        gradients = matching(w, gradient, self.name, "the gradient")
        slots = [matching(w, state.slots[slot], self.name, f"the slot {slot}") for slot in self.slots]
        for (path, leaf), *rest in zip(leaves(w), gradients, *slots, strict=True):
            yield path, (leaf, *rest)

    def _check(self, path: str, row: Row) -> bool:
        """Whether the fused reader can take the row; raises the error that names what is wrong with it."""
        fits = fused.fits(row)
        if not fits:  # nothing is wrong with a row that fits; another is looked at closely
            self._check_row(path, row)
        if not fused.all_finite(row[1]):
            self._refuse(path, row[1])
        return fits and not self.whole

    def _check_row(self, path: str, row: Row) -> None:
        leaf, *others = row
        self._check_dtype(path, leaf)
        for noun, array in zip(("gradient", *self.slots), others, strict=True):
            if array.shape != leaf.shape:
                raise ShapeError(f"{self.name}: the {noun} of {path} has shape {array.shape}, not {leaf.shape}")
            if array.dtype != leaf.dtype:
                raise DtypeError(f"{self.name}: the {noun} of {path} is {array.dtype}, not {leaf.dtype}")
        for noun, array in zip(("parameters", *self.slots), (leaf, *others[1:]), strict=True):
            if not array.flags.writeable:
                raise ReadOnlyError(f"{self.name}: the {noun} {path} cannot be written; pass a writable array")

    def _check_dtype(self, path: str, leaf: NDArray[Any]) -> None:
        if not np.issubdtype(leaf.dtype, np.floating):
            raise DtypeError(
                f"{self.name}: parameters {path} are {leaf.dtype}; a step needs floating point, such as w.astype(float)"
            )

    def _refuse(self, path: str, g: NDArray[Any]) -> NoReturn:
        bad = np.argwhere(~np.isfinite(g))
        where = tuple(int(i) for i in bad[0])
        raise NonFiniteError(
            f"{self.name}: the gradient of {path} is {g[where]} at {where} ({len(bad)} of {g.size} entries are not "
            "finite); nothing was changed"
        )


@overload
def optimizer(function: Callable[..., Any], /) -> Optimizer: ...
@overload
def optimizer(
    *,
    label: str | None = None,
    stable: str | None = None,
    requires: tuple[str, ...] = (),
    average: str | None = None,
    whole: bool = False,
) -> Callable[[Callable[..., Any]], Optimizer]: ...
def optimizer(
    function: Callable[..., Any] | None = None,
    /,
    *,
    label: str | None = None,
    stable: str | None = None,
    requires: tuple[str, ...] = (),
    average: str | None = None,
    whole: bool = False,
) -> Optimizer | Callable[[Callable[..., Any]], Optimizer]:
    """Declare a function as an optimizer.

    Its arguments: `w, g`, the state slots (zeros at the start, or their default), `t` where the rule needs it (1 at
    the first step), and after `*` the hyperparameters with default and legal range. It returns the new w and the new
    slots, in that order. `stable` is an inequality over the hyperparameters and `curvature`; each of `requires` is one
    over the hyperparameters; `average` is arithmetic over w, the slots and the hyperparameters, for a rule whose w is
    not what it would have evaluated. With `whole` the body may be any Python, such as norms and products of whole
    arrays: then the plain reader alone runs it, on each array in its own shape. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Optimizer:
        formula = declare(function, label, noun="optimizer", whole=whole)
        if formula.arguments[:2] != ("w", "g"):
            raise DeclarationError(f"{formula.name}: an optimizer takes w and g first, not {formula.arguments[:2]}")
        stored = [name for name in formula.arguments if name not in ("g", "t")]
        if len(formula.results) != len(stored):
            raise DeclarationError(f"{formula.name}: must return {', '.join(stored)}, in that order{_star(formula)}")
        if not whole:
            _refuse_other_order(formula, stored)
        if missing := formula.hyper.keys() - formula.defaults.keys():
            raise DeclarationError(f"{formula.name}: {', '.join(sorted(missing))} needs a default")
        if stable and "curvature" in formula.hyper:
            raise DeclarationError(
                f"{formula.name}: in `stable`, curvature is the surface's; no hyperparameter has its name"
            )
        known = [*formula.hyper, "curvature"]
        return Optimizer(
            formula,
            formula.defaults,
            tuple(inequality(text, formula.hyper, formula.name) for text in requires),
            inequality(stable, known, formula.name) if stable else None,
            expression(average, [*stored, *formula.hyper], formula.name) if average else None,
        )

    return declared(function) if function is not None else declared


def _star(formula: Formula) -> str:
    """Where a forgotten * may be why there are too few results: what to do about it."""
    started = [name for name in formula.starts if len(formula.results) < len(formula.arguments) - 1]
    return f"; if {started[0]} is a hyperparameter, put it after a *, with its legal range" if started else ""


def _refuse_other_order(formula: Formula, stored: list[str]) -> None:
    """Raise DeclarationError where the results stand in another order than w and the slots, as far as it can be told:
    two names each in the other's place, or weights that come from no weight while a slot does."""
    results = [each.id if isinstance(each, ast.Name) else "" for each in formula.results]
    pairs = combinations(range(len(stored)), 2)
    swapped = any(results[i] == stored[j] and results[j] == stored[i] for i, j in pairs)
    first, *others = formula.origins()
    if swapped or ("w" not in first and any("w" in origin for origin in others)):
        returned = ", ".join(map(ast.unparse, formula.results))
        raise DeclarationError(
            f"{formula.name}: must return the new {', '.join(stored)}, in that order, not {returned}"
        )
