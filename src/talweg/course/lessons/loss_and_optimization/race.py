"""What the section "The race" quotes, measured when the page is built."""

from __future__ import annotations

import math
from typing import Any

import talweg as tw
from talweg.lab.divergence import DIVERGED

KAPPA, LR, STEPS, START = 10, 0.05, 50, (5, 3)
ZIGZAG_LR, WILD_LR = 0.095, 0.12
RATES, PER_DECADE = 5, 2
NARROW, NARROW_STEPS = 100, 100


def taught() -> tw.Race:
    """The race as the lesson sets it."""
    rules = [tw.sgd(lr=LR), tw.momentum(lr=LR), tw.adam(lr=LR)]
    return tw.race(tw.surfaces.valley(kappa=KAPPA), rules, start=START, steps=STEPS)


def bill(rule: tw.Optimizer) -> dict[str, Any]:
    """What `rule` spends on its rate when it must find it out of its own gradients, and where it then ends.

    As the panel does: a share of the budget goes to short runs from the start, a few rates to a factor of ten.
    """
    valley = tw.surfaces.valley(kappa=KAPPA)
    each = STEPS // 2 // RATES
    rates = [float(f"{LR * 10 ** ((i - (RATES - 1) / 2) / PER_DECADE):.4g}") for i in range(RATES)]
    ends = [_end(tw.race(valley, [rule.replace(lr=lr)], start=START, steps=each)) for lr in rates]
    left = STEPS - RATES * each
    walks = {lr: _end(tw.race(valley, [rule.replace(lr=lr)], start=START, steps=left)) for lr in rates}
    lr, best = rates[ends.index(min(ends))], min(walks, key=lambda lr: walks[lr])
    found = {"rates": rates, "each": each, "spent": RATES * each, "lr": lr, "f": walks[lr]}
    return found | {"best": {"lr": best, "f": walks[best]}}


def _end(race: tw.Race) -> float:
    (name,) = race.values
    return float(race.values[name][-1]) if race.left_at(name) is None else math.inf


def values() -> dict[str, Any]:
    """Every name the text uses."""
    valley, narrow = tw.surfaces.valley(kappa=KAPPA), tw.surfaces.valley(kappa=NARROW)
    zigzag = tw.race(valley, [tw.sgd(lr=ZIGZAG_LR)], start=START, steps=STEPS)
    wild = tw.race(valley, [tw.sgd(lr=WILD_LR)], start=START, steps=STEPS)
    limit = 2 / (narrow.curvature() or 1)
    close = tw.race(narrow, [tw.sgd(lr=0.99 * limit), tw.momentum(lr=0.99 * limit)], start=START, steps=NARROW_STEPS)
    return {
        "kappa": KAPPA,
        "lr": LR,
        "steps": STEPS,
        "start": START,
        "race": taught(),
        "bills": {rule.name: bill(rule) for rule in (tw.sgd, tw.momentum, tw.adam)},
        "diverged": DIVERGED,
        "curvature": valley.curvature(),
        "flat": valley.gradient(1.0, 0.0)[0],
        "zigzag_lr": ZIGZAG_LR,
        "zigzag": zigzag.values["sgd"][-1],
        "wild_lr": WILD_LR,
        "left": wild.left_at("sgd"),
        "narrow": NARROW,
        "narrow_lr": 0.99 * limit,
        "narrow_steps": NARROW_STEPS,
        "narrow_sgd": close.values["sgd"][-1],
        "narrow_momentum": close.values["momentum"][-1],
    }
