"""What the section "The race" quotes, measured when the page is built."""

from __future__ import annotations

from typing import Any

import talweg as tw
from talweg.lab.race import DIVERGED

KAPPA, LR, STEPS, START = 10, 0.05, 50, (5, 3)
ZIGZAG_LR, WILD_LR = 0.095, 0.12
NARROW, NARROW_STEPS = 100, 100


def handout() -> tw.Race:
    """The race as the lesson sets it."""
    rules = [tw.sgd(lr=LR), tw.momentum(lr=LR), tw.adam(lr=LR)]
    return tw.race(tw.surfaces.valley(kappa=KAPPA), rules, start=START, steps=STEPS)


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
        "race": handout(),
        "diverged": DIVERGED,
        "curvature": valley.curvature(),
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
