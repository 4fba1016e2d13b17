"""An optimizer with gradient work around its step, in one fixed order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, nests
from talweg.engine.parameters import Parameters, alike, leaves
from talweg.errors import NonFiniteError, unknown
from talweg.formula import Formula, Inequality, Range
from talweg.nouns import Optimizer, State
from talweg.nouns.axes import Outputs, axes
from talweg.nouns.noun import refuse_unnamed
from talweg.nouns.optimizer import check_state
from talweg.nouns.rows import ARRAYS, Row, arrays_of, check, kept_in, rows
from talweg.nouns.weights import count_of
from talweg.training.pipeline.composed import FADED, KEPT, SHORTENED, composed
from talweg.training.pipeline.groups import Group, members, settled
from talweg.training.pipeline.transforms import (
    Accumulate,
    Arrays,
    Average,
    ClipNorm,
    Decay,
    StepContext,
    Transform,
)

T = TypeVar("T", bound=Transform)
TINY = 1e-150
"""A length whose square may not be exact in float64."""
_COUNT = Range(0, low_open=False)


@dataclass(frozen=True, eq=False)
class _Row:
    """One array of the weights with its path, its gradient, and its slots by name."""

    path: str
    w: NDArray[Any]
    gradient: NDArray[Any]
    slots: dict[str, NDArray[Any]]

    @classmethod
    def read(cls, names: tuple[str, ...], path: str, row: Row) -> _Row:
        leaf, gradient, *slots = row
        return cls(path, leaf, gradient, dict(zip(names, slots, strict=True)))


@dataclass(frozen=True, eq=False, repr=False)
class Pipeline:
    """An optimizer, the transforms around its step, and groups. It steps as an optimizer does. See `pipeline`.

    In its state, `t` counts gradients taken in. With `accumulate=k`, k of them make one step of the optimizer, and
    schedules see the number of those: t // k. The slots are the optimizer's and those of the transforms that keep one.
    """

    optimizer: Optimizer
    transforms: tuple[Transform, ...] = ()
    groups: tuple[Group, ...] = ()
    states: str | None = None
    """What the optimizer's slots are kept as: see `Optimizer.init`. The transforms' own are not."""

    @property
    def name(self) -> str:
        """The optimizer's name."""
        return self.optimizer.name

    @property
    def label(self) -> str:
        """The optimizer's name as prose writes it, and what is done around its step."""
        return ", ".join([self.optimizer.label, *(transform.name for transform in self.transforms)])

    @property
    def rate(self) -> str | None:
        """The name of the optimizer's rate, if it has one."""
        return self.optimizer.rate

    @property
    def stable(self) -> Inequality | None:
        """The optimizer's own condition for convergence, in which the transforms have no say."""
        return self.optimizer.stable

    @property
    def every(self) -> int:
        """How many gradients make one step."""
        return next((transform.k for transform in self.transforms if isinstance(transform, Accumulate)), 1)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names of what it remembers from step to step."""
        return (*self.optimizer.slots, *(transform.slot for transform in self.transforms if transform.slot))

    @property
    def hyper(self) -> Mapping[str, Any]:
        """The optimizer's hyperparameters, and those of each group as `lr[*.bias]`."""
        own = {f"{name}[{each.pattern}]": value for each in self.groups for name, value in each.hyper.items()}
        return {**self.optimizer.hyper, **own}

    def __call__(self, /, *values: Any, **hyper: Any) -> Self:
        """The same with other hyperparameters, named as in `hyper`.

        Raises RangeError, UnknownNameError, or MissingError for unnamed ones.
        """
        refuse_unnamed(f"a pipeline of {self.name}", values, f"{self.rate or 'name'}=0.1")
        given = dict(hyper)
        groups = []
        for each in self.groups:
            own = {name: given.pop(f"{name}[{each.pattern}]", value) for name, value in each.hyper.items()}
            groups.append(settled(replace(each, hyper=own), self.optimizer))
        for name in given:
            if name not in self.optimizer.hyper:
                raise unknown(f"a pipeline of {self.name}", "hyperparameter", name, self.hyper)
        return replace(self, optimizer=self.optimizer.replace(**given), groups=tuple(groups))

    def at(self, t: int) -> dict[str, float]:
        """All hyperparameters after `t` gradients: schedules are evaluated, and checked, there."""
        steps = t // self.every
        now = self.optimizer.at(steps)
        for each in self.groups:
            scheduled = {name: value for name, value in each.hyper.items() if callable(value)}
            own = {**each.hyper, **{name: float(value(steps)) for name, value in scheduled.items()}}
            self.optimizer.replace(**own)  # the check
            now |= {f"{name}[{each.pattern}]": value for name, value in own.items()}
        return now

    def init(self, w: Parameters, outputs: Outputs = -1) -> State:
        """The state before the first step; `outputs` as for an optimizer. Raises DtypeError or ShapeError."""
        members(self.groups, w)
        state = self.optimizer.init(w, outputs, self.states)
        for each in self.transforms:
            if each.slot:
                state.slots[each.slot] = alike(w, partial(_kept, each))
        return state

    def step(self, w: Parameters, gradient: Parameters, state: State, count: float | None = None) -> None:
        """Take in one gradient, and step if it is the last of its `accumulate`: changes `w` and `state` in place.

        `count` says what the examples of this gradient's mean count, beside those of the others of the same step: their
        number, or `loss.count(y)`. None: what the gradient itself knows, as those of `tw.models` do, else 1.

        Everything is checked before anything is changed, as by the optimizer's own step, and with its errors; the
        gradient itself is never changed.
        """
        check_state(self.name, state)
        if count is None and self._step_composed(w, gradient, state):
            state.t += 1
            return
        found = list(rows(self.name, self.slots, w, gradient, state.slots))
        count = 1.0 if count is None and (count := count_of(gradient)) is None else count
        count = _COUNT.check(self.name, "count", count)
        given = [_Row.read(self.slots, path, row) for path, row in found]
        for row in given:
            check(self.name, self.slots, row.path, (row.w, row.gradient, *row.slots.values()))
        belongs = members(self.groups, w)
        now = self.at(state.t)
        steps, pending = divmod(state.t + 1, self.every)
        with np.errstate(all="ignore"):  # what overflows is found by a check, or is the step's to show
            counted = state.counted + count
            gradients = self._mean(given, count, None if pending else counted)
            if pending:
                for row, total in zip(given, gradients, strict=True):
                    row.slots["accumulated"][...] = total
                state.counted = counted
            else:
                self._update(given, gradients, belongs, now, steps, list(axes(w, state.outputs)))
                for row in given if self.every > 1 else ():
                    row.slots["accumulated"][...] = 0
                state.counted = 0.0
        state.t += 1

    def _step_composed(self, w: Parameters, gradient: Parameters, state: State) -> bool:
        """Take the step in one pass over each array, where nothing in it can fail; else change nothing."""
        formula, t = self.composed, state.t + 1
        clips = self._around[0] is not None
        if formula is None:
            return False
        arrays, count = arrays_of(self.slots, w, gradient, state.slots)
        if not count:
            return False
        total = nests.squares(arrays, count, ARRAYS) if clips else 0.0
        now = self.numbers(t, arrays[0].dtype, total)
        return now is not None and nests.step_arrays_if_calm(formula, arrays, count, ARRAYS, t, now, looked=clips)

    def numbers(self, t: int, dtype: np.dtype[Any], total: float) -> Mapping[str, float] | None:
        """The hyperparameters of the composed formula in step number `t`, where the gradients' squares come to this
        `total`, if there is a norm to clip; None where something in the step may fail."""
        rule, (clip, decay, average) = self.optimizer, self._around
        now = rule.at(t - 1)
        kept = 1.0 if decay is None else 1.0 - (1.0 if rule.rate is None else now[rule.rate]) * decay.weight_decay
        if not rule.usual(t, now) or abs(kept) > 1 or not fused.is_calm(total, dtype):
            return None
        length = math.sqrt(total)
        if clip and length < TINY:
            return None
        shortened = clip.limit / length if clip and length > clip.limit else 1.0
        faded = 1.0 if average is None else average.decay
        return rule.hyper_in(dtype, {**now, SHORTENED: shortened, KEPT: kept, FADED: faded})

    @cached_property
    def composed(self) -> Formula | None:
        """The one formula of the step with all that is around it, where there is one: see `composed.py`."""
        return None if self.groups else composed(self.optimizer.formula, frozenset(map(type, self.transforms)))

    def __getstate__(self) -> dict[str, Any]:
        """What it is made of, without what is worked out from that."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def _around(self) -> tuple[ClipNorm | None, Decay | None, Average | None]:
        def of(kind: type[T]) -> T | None:
            return next((each for each in self.transforms if isinstance(each, kind)), None)

        return of(ClipNorm), of(Decay), of(Average)

    def _mean(self, given: list[_Row], count: float, counted: float | None) -> list[NDArray[Any]]:
        """The gradients so far: their sum, each times its count; or their mean, where all together are `counted`."""
        if self.every == 1:
            return [row.gradient for row in given]
        slots = [row.slots["accumulated"] for row in given]
        pairs = zip(slots, given, strict=True)
        totals = [np.asarray(slot + row.gradient.astype(slot.dtype, copy=False) * count) for slot, row in pairs]
        self._check(given, totals, "the accumulated gradient")
        if counted is None:
            return totals
        means = [np.asarray(total / (counted or 1.0)) for total in totals]  # of nothing: zero
        return [mean.astype(row.w.dtype, copy=False) for mean, row in zip(means, given, strict=True)]

    def _update(
        self,
        given: list[_Row],
        gradients: list[NDArray[Any]],
        belongs: list[Group | None],
        now: Mapping[str, float],
        t: int,
        outputs: Sequence[int],
    ) -> None:
        """Step number `t`, with these gradients and the hyperparameters `now`."""
        rules = [self._rule(each, now) for each in belongs]
        context = StepContext(
            t,
            weights=[row.w for row in given],
            gradients=gradients,
            decayed=[each is None or each.decay for each in belongs],
            rates=[1.0 if self.rate is None else rule.hyper[self.rate] for rule in rules],
            outputs=outputs,
        )
        for transform in self.transforms:
            # NumPy makes a number of an array without axes.
            context = replace(context, gradients=[np.asarray(g) for g in transform.gradient(context)])
        self._check(given, context.gradients, "the gradient after clipping and decay")
        begin: Arrays = context.weights
        for transform in self.transforms:
            begin = transform.before(replace(context, weights=begin))
        if begin is not context.weights:
            self._check(given, begin, "the decayed weights")
        changes = []
        for each in (None, *self.groups):
            own = [i for i, one in enumerate(belongs) if one is each]
            if own:
                rule, these = rules[own[0]], [outputs[i] for i in own]
                stepped = [(given[i].path, self._stepped(given[i], begin[i], context.gradients[i])) for i in own]
                changes.append(rule.ready(stepped, t, rule.hyper, these))
        for change in changes:  # from here on nothing is refused
            change()
        for row, moved in zip(given, begin, strict=True):
            if moved is not row.w:
                row.w[...] = moved
        for transform in self.transforms:
            transform.after(context, [row.slots[transform.slot] for row in given] if transform.slot else [])

    def _stepped(self, row: _Row, begin: NDArray[Any], gradient: NDArray[Any]) -> Row:
        """A row as the optimizer takes it."""
        return (begin, gradient, *(row.slots[slot] for slot in self.optimizer.slots))

    def _rule(self, each: Group | None, now: Mapping[str, float]) -> Optimizer:
        """The optimizer as it steps the arrays of a group, every hyperparameter a number."""
        own = {} if each is None else {name: now[f"{name}[{each.pattern}]"] for name in each.hyper}
        return self.optimizer.replace(**{name: now[name] for name in self.optimizer.hyper} | own)

    def _check(self, given: list[_Row], arrays: Arrays, noun: str) -> None:
        for row, array in zip(given, arrays, strict=True):
            if not fused.all_finite(array):
                raise NonFiniteError(f"{self.name}: {noun} of {row.path} overflows; nothing was changed")

    def average(self, w: Parameters, state: State) -> Parameters:
        """The weights to evaluate: the moving average where there is one, else what the optimizer evaluates.

        Nothing is changed. Before the first step it is `w` itself.
        """
        steps = state.t // self.every
        if not steps:
            return w
        transform = next((transform for transform in self.transforms if isinstance(transform, Average)), None)
        if transform is not None:
            read = iter([transform.read(leaf, steps) for _, leaf in leaves(state.slots["average"])])
            return alike(w, lambda leaf: next(read).astype(leaf.dtype, copy=False))
        now = self.at(state.t - 1)
        kept = {slot: [leaf for _, leaf in leaves(state.slots[slot])] for slot in self.optimizer.slots}
        means = []
        for i, ((_, leaf), each) in enumerate(zip(leaves(w), members(self.groups, w), strict=True)):
            own = State(steps, {slot: [kept[slot][i]] for slot in kept})
            means.append(self._rule(each, now).average([leaf], own)[0])
        mean = iter(means)
        return alike(w, lambda _: next(mean))

    def without(self, transform: Transform) -> Pipeline:
        """The same without that transform."""
        return replace(self, transforms=tuple(each for each in self.transforms if each is not transform))

    def __repr__(self) -> str:
        parts = [*map(repr, (self.optimizer, *self.transforms, *self.groups))]
        parts += [] if self.states is None else [f"states={self.states!r}"]
        return f"pipeline({', '.join(parts)})"


def _kept(transform: Transform, w: NDArray[Any]) -> NDArray[Any]:
    """The slot of `transform` for the array `w`, in the dtype of an optimizer's slots."""
    return np.asarray(transform.start(w).astype(kept_in(w.dtype), copy=False))
