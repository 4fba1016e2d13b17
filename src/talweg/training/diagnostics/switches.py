"""What can be switched off in an optimizer, found in the optimizer itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

import numpy as np

from talweg.errors import RangeError
from talweg.formula import AVERAGE, DECAY, EPSILON
from talweg.nouns import Optimizer

Values = tuple[tuple[str, float], ...]
Switch = tuple[str, Values, bool]
"""What is switched off: its name, hyperparameters with what they become, and whether t becomes LATE."""

LATE = 10**12
"""A t at which every beta**t is 0."""
TINY = 1e-150
"""As good as 0 where 0 itself is not legal, and its square is still no zero."""


@lru_cache(maxsize=64)  # a rule without schedules is asked for the same at every step
def switches(rule: Optimizer) -> tuple[Switch, ...]:
    """Everything to switch off, one after another; each keeps what was off before."""
    return tuple(_switches(rule))


def _switches(rule: Optimizer) -> Iterator[Switch]:
    if off := _off(rule, rule.formula.having(DECAY)):
        yield "weight_decay", tuple(off.items()), False
    if off := _off(rule, rule.formula.having(EPSILON)):
        yield "eps", tuple(off.items()), False
    if rule.uses_t:
        yield "bias correction", (), True
    if off := momentum_averages(rule):
        yield "momentum", tuple(off.items()), True


@lru_cache(maxsize=256)
def switched(rule: Optimizer, off: Values) -> Optimizer | None:
    """The rule with something switched off; None where an inequality that it requires forbids that."""
    try:
        return rule.replace(**dict(off)) if off else rule
    except RangeError:
        return None


def _off(rule: Optimizer, names: Iterable[str]) -> dict[str, float]:
    """These hyperparameters at 0, or at next to nothing where they must be positive; one that may be neither stays."""
    found = {}
    for name in names:
        for value in (TINY, 0.0):  # the last that is legal
            with suppress(RangeError):
                found[name] = rule.replace(**{name: value}).hyper[name]
    return found


def momentum_averages(rule: Optimizer) -> dict[str, float]:
    """The averages of `rule` that make momentum, switched off: those that act only on slots which turn around with g.

    Two probes find them, on a weight at 0. From empty slots, a step with g and one with -g show which slots turn
    around: m of Adam does, v does not. Then, with those slots at g as under a steady gradient, an average of the others
    is one that changes what they become.
    """
    if rule.rate is not None and rule.hyper[rule.rate] == 0:  # no step would show anything
        rule = rule.replace(**{rule.rate: rule.formula.hyper[rule.rate].default or 1.0})
    g = 0.5
    up, down = (_after(rule, sign * g, {}) for sign in (1, -1))
    turning = {slot for slot in rule.slots if up[slot] == -down[slot] != 0}
    steady = {slot: g if slot in turning else 1.0 for slot in rule.slots}
    usual = _after(rule, g, steady)
    return {
        name: off
        for name, off in _off(rule, rule.formula.having(AVERAGE)).items()
        if all(
            np.isclose(value, usual[slot], rtol=1e-9)
            for slot, value in _after(rule.replace(**{name: off}), g, steady).items()
            if slot not in turning
        )
    }


def _after(rule: Optimizer, g: float, slots: Mapping[str, float]) -> dict[str, float]:
    """The slots after one step of a single weight at 0, from these slots, or from the start."""
    starts = {slot: rule.formula.starts.get(slot, 0.0) for slot in rule.slots} | dict(slots)
    begin = [np.array([starts[slot]]) for slot in rule.slots]
    _, kept = rule.next(np.zeros(1), np.array([g]), begin, 11)
    return {name: float(slot[0]) for name, slot in zip(rule.slots, kept, strict=True)}
