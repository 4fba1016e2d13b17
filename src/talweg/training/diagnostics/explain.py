"""What one step is made of: the shares of gradient, momentum, bias correction, scaling, eps, clipping and decay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused, fused_shares
from talweg.engine.parameters import Parameters, alike, leaves
from talweg.nouns import Optimizer, State
from talweg.nouns.axes import axes
from talweg.nouns.optimizer import check_state
from talweg.nouns.rows import rows
from talweg.optimizers import OPTIMIZERS
from talweg.training.diagnostics.switches import LATE, switched, switches
from talweg.training.pipeline.composed import NUMBERS
from talweg.training.pipeline.groups import members
from talweg.training.pipeline.pipeline import Pipeline
from talweg.training.pipeline.transforms import Accumulate, Average, ClipNorm, Transform

Arrays = list[NDArray[np.float64]]
LEAST = 256
"""Fewer numbers are not worth a kernel, which takes a second to compile when it is first asked for."""


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """`step`: what would be added to the weights, a nest like them in float64. `shares`: by name, the part of each.

    The shares of an element add up to its step; they may be larger than it, and of either sign.
    """

    step: Parameters
    shares: dict[str, Parameters]

    def __repr__(self) -> str:
        return f"Explanation of a step, mean sizes\n{self.table()}"

    def table(self) -> str:
        """The mean size of the step and of every share, as plain text."""
        rows = {"step": self.step, **self.shares}
        width = max(map(len, rows))
        return "\n".join(f"{name.ljust(width)}  {_size(tree):.4g}" for name, tree in rows.items())


def explain_step(rule: Optimizer | Pipeline | str, w: Parameters, gradient: Parameters, state: State) -> Explanation:
    """What the next step of `rule` is made of. Nothing is changed; computed in float64.

    The rule itself is asked again and again, with one thing after another switched off, and a share is what its step
    loses each time. The order, which the shares depend on, goes from the outside in:

    - of a pipeline, its transforms from the last to the first: `lookahead`, `decay`, `coupled_decay`, `clip_norm`,
      `clip_value`, `centralise`, `accumulate`;
    - `weight_decay`: the decay that the rule declares, set to 0;
    - `eps`: everything it declares as an epsilon set to 0 (to 1e-150 where it must be positive);
    - `bias correction`: t set to 10**12, where every beta**t is 0: the step with the correction less that without;
    - `momentum`: every average (a beta) set to 0 that acts on slots which turn around with the gradient, as m does and
      v does not in Adam;
    - `scaling`: what is left beyond SGD's step, -lr * g with the rate that it declares, which is the share `gradient`.

    A switch that would make the step infinite, or that the rule's ranges forbid, is left on, and its share is part of
    the next. Raises the errors of `step`.
    """
    rule = rule if isinstance(rule, Pipeline) else OPTIMIZERS.take("explain_step", rule)
    check_state(rule.name, state)
    w, gradient = alike(w, _double), alike(gradient, _double)
    slots = {name: alike(slot, _double) for name, slot in state.slots.items()}
    state = State(state.t, slots, state.outputs, state.counted)
    frozen = rule(**rule.at(state.t)) if any(map(callable, rule.hyper.values())) else rule
    return _at_once(frozen, w, gradient, state) or _in_turn(frozen, w, gradient, state)


def _at_once(rule: Optimizer | Pipeline, w: Parameters, gradient: Parameters, state: State) -> Explanation | None:
    """The same in one pass over each array; None where a kernel cannot take the step as it stands."""
    optimizer, formula = (rule.optimizer, rule.composed) if isinstance(rule, Pipeline) else (rule, rule.formula)
    given = [row for _, row in rows(rule.name, rule.slots, w, gradient, state.slots)]
    t, numbers = state.t + 1, optimizer.hyper
    if formula is None or optimizer.requires or not optimizer.usual(t, numbers):
        return None
    if sum(row[0].size for row in given) < LEAST or not all(map(fused.fits, given)):
        return None
    if isinstance(rule, Pipeline):
        clips = any(isinstance(each, ClipNorm) for each in rule.transforms)
        now = rule.numbers(t, fused_shares.DTYPE, math.fsum(fused.squares(row[1]) for row in given) if clips else 0.0)
        if now is None:
            return None
        numbers = now
    names, off = _switched_off(rule)
    found = []
    for row in given:
        each = fused_shares.shares(formula, row, t, numbers, off, optimizer.rate)
        if each is None:
            return None
        found.append(each)
    shown = [*map(any, zip(*(taken for _, taken in found), strict=True)), True, True]
    step, *shares = (_tree(w, arrays) for arrays in zip(*(each for each, _ in found), strict=True))
    return Explanation(step, dict(compress(zip(names, shares, strict=True), shown)))


@lru_cache(maxsize=32)
def _switched_off(rule: Optimizer | Pipeline) -> tuple[list[str], list[Mapping[str, float]]]:
    """The names of all shares, from the outside in, and what the numbers of its formula become for them."""
    optimizer, transforms = (rule.optimizer, rule.transforms) if isinstance(rule, Pipeline) else (rule, ())
    around = [each for each in reversed(transforms) if not isinstance(each, Average)]
    found = [(each.name, {NUMBERS[type(each)]: 1.0}) for each in around]
    for name, off, late in switches(optimizer):
        found.append((name, dict(off) | ({"t": float(LATE)} if late and optimizer.uses_t else {})))
    return [*(name for name, _ in found), "scaling", "gradient"], [off for _, off in found]


def _in_turn(rule: Optimizer | Pipeline, w: Parameters, gradient: Parameters, state: State) -> Explanation:
    """The same, where the rule is asked once more for every switch."""
    room = _Room(alike(w, np.empty_like), {name: alike(slot, np.empty_like) for name, slot in state.slots.items()})
    shares: dict[str, Arrays] = {}
    step = moved = room.moved(rule, w, gradient, state)
    for transform, without in _stages(rule) if isinstance(rule, Pipeline) else ():
        if isinstance(transform, Accumulate):
            state = replace(state, t=state.t // transform.k)
        state = replace(state, slots={name: slot for name, slot in state.slots.items() if name != transform.slot})
        before, moved = moved, room.moved(without, w, gradient, state)
        if not isinstance(transform, Average):
            shares[transform.name] = [a - b for a, b in zip(before, moved, strict=True)]
    each = list(_by_array(rule, w, gradient, state, moved, room))
    for name in dict.fromkeys(name for own in each for name in own):
        pairs = zip(each, leaves(w), strict=True)
        shares[name] = [own[name] if name in own else np.zeros_like(leaf) for own, (_, leaf) in pairs]
    return Explanation(_tree(w, step), {name: _tree(w, arrays) for name, arrays in shares.items()})


@dataclass(frozen=True, eq=False)
class _Room:
    """Weights and slots in which steps are taken, one after another, so that nothing else is changed."""

    w: Parameters
    slots: Mapping[str, Parameters]

    def moved(self, rule: Optimizer | Pipeline, w: Parameters, gradient: Parameters, state: State) -> Arrays:
        """What a step would add to each array of `w`."""
        own = {name: self.slots[name] for name in state.slots}
        for there, here in ((self.w, w), *((own[name], slot) for name, slot in state.slots.items())):
            for (_, target), (_, array) in zip(leaves(there), leaves(here), strict=True):
                target[...] = array
        rule.step(self.w, gradient, State(state.t, own, state.outputs, state.counted))
        return [np.asarray(new - old) for (_, new), (_, old) in zip(leaves(self.w), leaves(w), strict=True)]

    def arrays(self) -> Iterator[_Room]:
        """The room of each array of the nest."""
        slots = {name: [leaf for _, leaf in leaves(slot)] for name, slot in self.slots.items()}
        for place, (_, leaf) in enumerate(leaves(self.w)):
            yield _Room(leaf, {name: own[place] for name, own in slots.items()})


@lru_cache(maxsize=32)  # a rule without schedules is asked for the same at every step
def _stages(rule: Pipeline) -> tuple[tuple[Transform, Pipeline], ...]:
    """The transforms from the last to the first, each with what is left when it is gone, too."""
    found = []
    for transform in reversed(rule.transforms):
        rule = rule.without(transform)
        found.append((transform, rule))
    return tuple(found)


def _by_array(
    rule: Optimizer | Pipeline, w: Parameters, gradient: Parameters, state: State, moved: Arrays, room: _Room
) -> Iterator[dict[str, Any]]:
    """The shares within the rule's own step, for each array of the nest, which `moved` without transforms."""
    optimizer, groups = (rule.optimizer, rule.groups) if isinstance(rule, Pipeline) else (rule, ())
    slots = {name: [leaf for _, leaf in leaves(slot)] for name, slot in state.slots.items()}
    columns = zip(leaves(w), leaves(gradient), members(groups, w), axes(w, state.outputs), room.arrays(), strict=True)
    for i, ((_, leaf), (_, g), group, axis, own_room) in enumerate(columns):
        own = optimizer if group is None else optimizer.replace(**group.hyper)
        yield _within(own, leaf, g, State(state.t, {name: slots[name][i] for name in slots}, axis), moved[i], own_room)


def _within(
    rule: Optimizer, w: NDArray[Any], g: NDArray[Any], state: State, moved: NDArray[Any], room: _Room
) -> dict[str, NDArray[Any]]:
    shares: dict[str, NDArray[Any]] = {}
    for name, off, late in switches(rule):
        less, later = switched(rule, off), replace(state, t=LATE) if late else state
        if less is None:
            continue
        (after,) = room.moved(less, w, g, later)
        if np.isfinite(after).all():
            shares[name] = moved - after
            rule, state, moved = less, later, after
    gradient = -(1.0 if rule.rate is None else rule.hyper[rule.rate]) * g
    return {**shares, "scaling": moved - gradient, "gradient": gradient}


def _double(leaf: NDArray[Any]) -> NDArray[np.float64]:
    return leaf if leaf.dtype == np.float64 else bfloat16.read(leaf, float).astype(float, copy=False)


def _tree(w: Parameters, arrays: Sequence[NDArray[np.float64]]) -> Parameters:
    each = iter(arrays)
    return next(each) if isinstance(w, np.ndarray) else alike(w, lambda _: next(each))


def _size(tree: Parameters) -> float:
    return float(np.mean(np.concatenate([np.abs(leaf).reshape(-1) for _, leaf in leaves(tree)])))
