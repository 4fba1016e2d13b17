"""What can be switched off in an optimizer, found in the optimizer itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from talweg.nouns import Optimizer, State

Switch = tuple[str, Mapping[str, float], int]

LATE = 10**12
"""A t at which every beta**t is 0."""


def switches(rule: Optimizer, t: int) -> Iterator[Switch]:
    """Name, hyperparameters and t of everything to switch off, one after another; each keeps what was off before."""
    if "weight_decay" in rule.hyper:
        yield "weight_decay", {"weight_decay": 0.0}, t
    if eps := [name for name in rule.hyper if name.startswith("eps")]:
        yield "eps", {name: 0.0 if 0.0 in rule.formula.hyper[name].range else 1e-150 for name in eps}, t
    if rule.uses_t:
        t = LATE
        yield "bias correction", {}, t
    if betas := momentum_betas(rule):
        yield "momentum", dict.fromkeys(betas, 0.0), t


def momentum_betas(rule: Optimizer) -> list[str]:
    """The decays of `rule` that make momentum: those that act only on slots which turn around with the gradient.

    Two probes find them, on a weight at 0. From empty slots, a step with g and one with -g show which slots turn
    around: m of Adam does, v does not. Then, with those slots at g as under a steady gradient, a decay of the others
    is one that changes what they become.
    """
    decays = [name for name in rule.hyper if name.startswith("beta")]
    g, rule = 0.5, rule.replace(**{"lr": 1.0} if "lr" in rule.hyper else {})
    up, down = (_after(rule, sign * g, {}) for sign in (1, -1))
    turning = {slot for slot in rule.slots if up[slot] == -down[slot] != 0}
    steady = {slot: g if slot in turning else 1.0 for slot in rule.slots}
    usual = _after(rule, g, steady)
    return [
        name
        for name in decays
        if all(
            np.isclose(value, usual[slot], rtol=1e-9)
            for slot, value in _after(rule.replace(**{name: 0.0}), g, steady).items()
            if slot not in turning
        )
    ]


def _after(rule: Optimizer, g: float, slots: Mapping[str, float]) -> dict[str, float]:
    """The slots after one step of a single weight at 0, from these slots, or from the start."""
    w = np.zeros(1)
    state = rule.init(w)
    state.t = 10
    for name, value in slots.items():
        state.slots[name][...] = value
    rule.step(w, np.array([g]), State(state.t, state.slots))
    return {name: float(slot[0]) for name, slot in state.slots.items()}
