"""An optimizer: which step to take with the gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, plain
from talweg.engine.parameters import Parameters, alike, leaves, matching
from talweg.formula import Inequality, declare, inequality
from talweg.formula.errors import DeclarationError, DtypeError, NonFiniteError, ReadOnlyError, ShapeError
from talweg.nouns.noun import Noun


@dataclass
class State:
    """What an optimizer remembers: `t`, the steps taken, and one tree like the parameters for every slot."""

    t: int
    slots: dict[str, Parameters]


@dataclass(frozen=True, eq=False, repr=False)
class Optimizer(Noun):
    """A rule w, g, slots -> w, slots, applied to every element alike.

    Call it to set hyperparameters: `adam(lr=1e-3)`. Any of them may be a schedule: a callable that takes the number
    of steps already taken (0 at the first) and returns the value for the step to come.
    """

    stable: Inequality | None = None
    """When the rule converges on a quadratic whose largest curvature is `curvature`, where that is known."""

    def __call__(self, **hyper: Any) -> Optimizer:
        """The same rule with these hyperparameters. Raises RangeError or UnknownNameError."""
        return self.replace(**hyper)

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of what it remembers from step to step."""
        return tuple(name for name in self.formula.arguments if name not in ("w", "g", "t"))

    @property
    def uses_t(self) -> bool:
        """Whether the formula takes the number of the step."""
        return "t" in self.formula.arguments

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
        rows = list(self._rows(w, gradient, state))
        hyper = self.at(state.t)
        t = state.t + 1
        for arrays in rows:
            if _can_fuse(arrays):
                fused.step(self.formula, [a.reshape(-1) for a in arrays], t, hyper)
            else:
                clock = (t,) if self.uses_t else ()
                stored = [arrays[0], *arrays[2:]]
                for target, value in zip(stored, plain.run(self.formula, (*arrays, *clock), hyper), strict=True):
                    target[...] = value
        state.t = t

    def _rows(self, w: Parameters, gradient: Parameters, state: State) -> Iterator[list[NDArray[Any]]]:
        """For every leaf of `w`: the leaf, its gradient and its slots, all checked."""
        if tuple(state.slots) != self.slots:
            has = ", ".join(state.slots) or "none"
            raise ShapeError(f"{self.name}: the state has the slots {has}, not {', '.join(self.slots) or 'none'}")
        gradients = matching(w, gradient, self.name, "the gradient")
        slots = [matching(w, state.slots[slot], self.name, f"the slot {slot}") for slot in self.slots]
        for (path, leaf), g, *its in zip(leaves(w), gradients, *slots, strict=True):
            self._check_dtype(path, leaf)
            for noun, array in (("gradient", g), *zip(self.slots, its, strict=True)):
                self._check_like(path, leaf, noun, array)
            for noun, array in (("parameters", leaf), *zip(self.slots, its, strict=True)):
                if not array.flags.writeable:
                    raise ReadOnlyError(f"{self.name}: the {noun} {path} cannot be written; pass a writable array")
            self._check_finite(path, g)
            yield [leaf, g, *its]

    def _check_dtype(self, path: str, leaf: NDArray[Any]) -> None:
        if not np.issubdtype(leaf.dtype, np.floating):
            raise DtypeError(
                f"{self.name}: parameters {path} are {leaf.dtype}; a step needs floating point, such as w.astype(float)"
            )

    def _check_like(self, path: str, leaf: NDArray[Any], noun: str, array: NDArray[Any]) -> None:
        if array.shape != leaf.shape:
            raise ShapeError(f"{self.name}: the {noun} of {path} has shape {array.shape}, not {leaf.shape}")
        if array.dtype != leaf.dtype:
            raise DtypeError(f"{self.name}: the {noun} of {path} is {array.dtype}, not {leaf.dtype}")

    def _check_finite(self, path: str, g: NDArray[Any]) -> None:
        if fused.all_finite(g.reshape(-1)) if _can_fuse([g]) else np.isfinite(g).all():
            return
        bad = np.argwhere(~np.isfinite(g))
        where = tuple(int(i) for i in bad[0])
        raise NonFiniteError(
            f"{self.name}: the gradient of {path} is {g[where]} at {where} ({len(bad)} of {g.size} entries are not "
            "finite); nothing was changed"
        )


def _can_fuse(arrays: list[NDArray[Any]]) -> bool:
    return all(a.flags.c_contiguous and a.dtype in fused.DTYPES for a in arrays)


@overload
def optimizer(function: Callable[..., Any], /) -> Optimizer: ...
@overload
def optimizer(
    *, label: str | None = None, stable: str | None = None, requires: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Optimizer]: ...
def optimizer(
    function: Callable[..., Any] | None = None,
    /,
    *,
    label: str | None = None,
    stable: str | None = None,
    requires: tuple[str, ...] = (),
) -> Optimizer | Callable[[Callable[..., Any]], Optimizer]:
    """Declare a function as an optimizer.

    Its arguments: `w, g`, the state slots (zeros at the start, or their default), `t` where the rule needs it (1 at
    the first step), and after `*` the hyperparameters with default and legal range. It returns the new w and the new
    slots, in that order. `stable` is an inequality over the hyperparameters and `curvature`; each of `requires` is one
    over the hyperparameters. Raises DeclarationError.
    """

    def declared(function: Callable[..., Any]) -> Optimizer:
        formula = declare(function, label)
        if formula.arguments[:2] != ("w", "g"):
            raise DeclarationError(f"{formula.name}: an optimizer takes w and g first, not {formula.arguments[:2]}")
        stored = [name for name in formula.arguments if name not in ("g", "t")]
        if len(formula.results) != len(stored):
            raise DeclarationError(f"{formula.name}: must return {', '.join(stored)}, in that order")
        if missing := formula.hyper.keys() - formula.defaults.keys():
            raise DeclarationError(f"{formula.name}: {', '.join(sorted(missing))} needs a default")
        known = [*formula.hyper, "curvature"]
        return Optimizer(
            formula,
            formula.defaults,
            tuple(inequality(text, formula.hyper, formula.name) for text in requires),
            inequality(stable, known, formula.name) if stable else None,
        )

    return declared(function) if function is not None else declared
