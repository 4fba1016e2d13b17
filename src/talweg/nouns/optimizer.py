"""An optimizer: which step to take with the gradient."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused, nests, plain
from talweg.engine.parameters import Parameters, alike, leaves
from talweg.errors import DeclarationError, RangeError, ShapeError, shown
from talweg.formula import DECAY, EPSILON, RATE, Expression, Formula, Inequality, declare, expression, inequality
from talweg.nouns import change
from talweg.nouns.axes import Outputs, axes
from talweg.nouns.noun import Noun
from talweg.nouns.rows import ARRAYS, Row, arrays_of, check_alike, check_floating, kept_in, rows
from talweg.nouns.schedule import Schedule
from talweg.nouns.shelf import described

SMALLEST = float(np.finfo(np.float32).smallest_subnormal)
"""The smallest number above 0 in float32."""


@dataclass(repr=False)
class State:
    """What an optimizer remembers: `t`, the steps taken, and one tree like the parameters for every slot.

    `outputs` is which axis of the parameters is which: see `Optimizer.init`. `counted` is what the examples of the
    gradients count that a pipeline has accumulated since its last step.
    """

    t: int
    slots: dict[str, Parameters]
    outputs: Outputs = -1
    counted: float = 0.0

    def __repr__(self) -> str:
        return f"State({self.t} steps, slots: {', '.join(self.slots) or 'none'})"


def check_state(owner: str, given: object) -> None:
    """Raise DeclarationError for what is no state."""
    if not isinstance(given, State):
        raise DeclarationError(f"{owner}: the state is what init(w) returns, kept from step to step; got {given!r:.60}")


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

    def __call__(self, /, *values: Any, **hyper: Any) -> Optimizer:
        """The same rule with these hyperparameters. Raises RangeError, UnknownNameError, or MissingError for
        unnamed ones."""
        self._refuse_unnamed(values)
        return self.replace(**hyper)

    def replace(self, /, **hyper: Any) -> Self:
        """The same with other hyperparameters. Raises RangeError, UnknownNameError, or MissingError for a schedule that
        still lacks hyperparameters."""
        for name, value in hyper.items():
            if isinstance(value, Schedule):
                value.formula.require(value.hyper)
            elif isinstance(value, str | Noun | type) and name in self.formula.hyper:
                raise RangeError(
                    f"{self.name}: {name} must lie in {self.formula.hyper[name].range}, got {described(value)}; a "
                    "schedule is given with its hyperparameters, such as tw.cosine(peak=0.01, total=1_000)"
                )
        return super().replace(**hyper)

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

        Then only the plain reader runs it, on each array of a nest in its own shape; but where it is arithmetic and
        norms alone, the fused one does.
        """
        return self.formula.whole

    @cached_property
    def _scheduled(self) -> bool:
        return any(callable(value) for value in self.hyper.values())

    def init(self, w: Parameters, outputs: Outputs = -1, states: str | None = None) -> State:
        """The state before the first step, for parameters `w`: an array, or nested dicts, lists, tuples of arrays.

        `outputs` is the axis of a weight along which its outputs lie: the last, as in `tw.models` (inputs, outputs), 0
        for PyTorch's (outputs, inputs); or a nest of axes, one for each array. A rule that looks along an axis, such as
        muon, goes by it. With `states="bfloat16"` the slots take half the memory of float32: they are uint16, the first
        half of a float32, and after each step come to one of both neighbours by chance, right on average. A step goes
        by what the slots are, and is computed in the dtype of w.

        Raises DtypeError for parameters that are not floating-point arrays, ShapeError for an axis that they do not
        have, RangeError for other `states`.
        """
        check_states(self.name, states)
        for path, leaf in leaves(w):
            check_floating(self.name, path, leaf)
        for _ in axes(w, outputs):
            pass  # raises where an array has no such axis
        starts = self.formula.starts
        slots = {slot: alike(w, partial(_filled, starts.get(slot, 0.0), states)) for slot in self.slots}
        return State(0, slots, outputs)

    @cached_property
    def _tiny(self) -> bool:
        """Whether an epsilon is a number that float32 rounds to 0, where it would keep no denominator from it."""
        values = [self.hyper[name] for name in self.formula.having(EPSILON)]
        return any(0 < each < SMALLEST for each in values if not callable(each))

    @cached_property
    def leaps(self) -> bool:
        """Whether a hyperparameter is so large that the step from small numbers may overflow."""
        return any(each > fused.HEADROOM for each in self.hyper.values() if not callable(each))

    def hyper_in(self, dtype: np.dtype[Any], hyper: Mapping[str, Any]) -> Mapping[str, Any]:
        """`hyper` with every epsilon above 0 in `dtype`, too."""
        if not self._tiny or dtype == np.float64:
            return hyper
        return {
            **hyper,
            **{name: max(hyper[name], SMALLEST) for name in self.formula.having(EPSILON) if hyper[name] > 0},
        }

    def at(self, t: int) -> dict[str, float]:
        """The hyperparameters of the step after `t` steps: schedules are evaluated, and checked, there."""
        if not self._scheduled:
            return {**self.hyper}
        return {name: self._value(name, value, t) if callable(value) else value for name, value in self.hyper.items()}

    def _value(self, name: str, schedule: Callable[[int], float], t: int) -> float:
        legal = self.formula.hyper[name].range
        return legal.check(self.name, f"{name} at step {t}", float(schedule(t)))

    def step(self, w: Parameters, gradient: Parameters, state: State, now: Mapping[str, float] | None = None) -> None:
        """Take one step: changes `w` and `state` in place. `now` is `at(state.t)`, where that was asked already.

        `gradient` has the structure, shapes and dtypes of `w`. Everything is checked before anything is changed;
        raises ShapeError, DtypeError, ReadOnlyError, NonFiniteError, or RangeError from a schedule.
        """
        check_state(self.name, state)
        hyper = now or (self.at(state.t) if self._scheduled else self.hyper)
        t = state.t + 1
        if not self.usual(t, hyper) or not self._at_once(w, gradient, state.slots, t, hyper):
            outputs = list(axes(w, state.outputs)) if self.whole else ()
            self.ready(rows(self.name, self.slots, w, gradient, state.slots), t, hyper, outputs)()
        state.t = t

    def _at_once(
        self, w: Parameters, gradient: Parameters, kept: Mapping[str, Parameters], t: int, hyper: Mapping[str, Any]
    ) -> bool:
        """Take step number `t` in one call, of an array or a nest in which nothing is unusual; else change nothing."""
        arrays, rows = arrays_of(self.slots, w, gradient, kept)
        if not rows:
            return False
        hyper = self.hyper_in(arrays[0].dtype, hyper) if self._tiny else hyper
        return nests.step_arrays_if_calm(self.formula, arrays, rows, ARRAYS, t, hyper)

    def usual(self, t: int, hyper: Mapping[str, Any]) -> bool:
        """Whether a kernel may take step number `t` with these numbers as it stands, without a trial."""
        return t > 1 and not self.whole and not self._rash(hyper)

    def _rash(self, hyper: Mapping[str, Any]) -> bool:
        """Whether a hyperparameter is so large that a step must be tried before it is taken."""
        return self.leaps or (self._scheduled and max(hyper.values()) > fused.HEADROOM)

    def ready(
        self, given: Iterable[tuple[str, Row]], t: int, hyper: Mapping[str, Any], outputs: Sequence[int]
    ) -> Callable[[], None]:
        """All of step number `t` that may fail, done now: call what is returned to change the rows in place.

        `given` are paths and rows, `hyper` numbers; `outputs` has the axis of each row's outputs, for a rule of whole
        arrays.
        """
        return change.ready(self, given, t, hyper, outputs, rash=t == 1 or self._rash(hyper))

    def next(
        self, w: Any, g: Any, slots: Sequence[Any], t: int, hyper: Mapping[str, Any] | None = None
    ) -> tuple[Any, tuple[Any, ...]]:
        """The new w and the new slots after step number `t` (1 at the first), from one array of each, or one number.

        The formula as it is written, by the plain reader: nothing is changed or checked, and inf and NaN go on. `slots`
        are in the order of `self.slots`, those that come back in the dtype of w; `hyper` are numbers, the rule's own of
        that step where none are given. An array has its outputs on the last axis (see `init`). Raises ShapeError where
        a whole-tensor rule makes something of another shape.
        """
        if isinstance(w, np.ndarray) and w.dtype == np.float16:  # too coarse to compute in
            moved, kept = self.next(w.astype(np.float32), g.astype(np.float32), slots, t, hyper)
            return moved.astype(np.float16), kept
        given = (w, g, *([bfloat16.read(each, w.dtype) for each in slots] if isinstance(w, np.ndarray) else slots))
        now = self.at(t - 1) if hyper is None else hyper
        place = self.formula.arguments.index("t") if self.uses_t else len(given)
        clock = (t,) if self.uses_t else ()
        found = plain.run(self.formula, (*given[:place], *clock, *given[place:]), now)
        if isinstance(w, np.ndarray):
            names = ("w", *self.slots)
            if len(found) != len(names):
                raise ShapeError(f"{self.name}: returned {len(found)} results, not {', '.join(names)}")
            found = tuple(self._new(name, value, w, given) for name, value in zip(names, found, strict=True))
        return found[0], found[1:]

    def _new(self, name: str, value: Any, w: NDArray[Any], given: tuple[Any, ...]) -> NDArray[Any]:
        """A result as an array like `w`, which shares no memory with what was given."""
        if isinstance(value, np.ndarray) and value.shape == w.shape and value.dtype == w.dtype:
            # What a formula computes is new; what it only passes on, or a view of it, is not.
            return value.copy() if value.base is not None or any(value is each for each in given) else value
        if np.ndim(value) and np.shape(value) != w.shape:
            raise ShapeError(
                f"{self.name}: the new {name} has shape {np.shape(value)}, not {w.shape}; nothing was changed"
            )
        return np.full(w.shape, value, w.dtype)

    def average(self, w: Parameters, state: State) -> Parameters:
        """The weights to evaluate and keep after training: `w` itself, or what a schedule-free rule averages.

        The average is a new tree like `w`; nothing is changed. Raises ShapeError or DtypeError for a state of another
        rule or other parameters.
        """
        if self.averaged is None:
            return w
        hyper = self.at(max(state.t - 1, 0))  # those of the step that made w
        means = []
        for path, row in rows(self.name, self.slots, w, w, state.slots):
            check_alike(self.name, self.slots, path, row)
            leaf, _, *kept = row
            slots = [bfloat16.read(each, kept_in(leaf.dtype)) for each in kept]
            means.append(self.averaged(w=leaf, **dict(zip(self.slots, slots, strict=True)), **hyper))
        each = iter(means)
        return alike(w, lambda a: np.asarray(next(each), a.dtype))


def check_states(owner: str, states: object) -> None:
    """Raise RangeError for what slots cannot be kept as."""
    if states is not None and states != bfloat16.NAME:
        raise RangeError(
            f'{owner}: states must be "{bfloat16.NAME}", or None for slots of the weights\' dtype, got {shown(states)}'
        )


def _filled(start: float, states: str | None, w: NDArray[Any]) -> NDArray[Any]:
    """A slot for the array `w`, full of where it starts."""
    if states == bfloat16.NAME:
        return np.full_like(w, bfloat16.nearest(start), bfloat16.KEPT)
    return np.full_like(w, start, kept_in(w.dtype))


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
    arrays: then the plain reader runs it, on each array in its own shape; it is compiled where it is elementwise
    arithmetic and `np.linalg.norm` alone. Raises DeclarationError.
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
