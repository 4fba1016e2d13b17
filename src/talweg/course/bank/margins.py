"""Races that are no lottery: who wins when everything in the race is a tenth more or less."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np

from talweg.nouns import Optimizer

T = TypeVar("T")

TENTH = (0.9, 1.1)


def tenth(value: float) -> list[float]:
    """A tenth less and a tenth more; what counts something stays whole, and moves by one at least."""
    if isinstance(value, int):
        return [min(value - 1, round(0.9 * value)), max(value + 1, round(1.1 * value))]
    return [share * value for share in TENTH]


def shaken(winner: Callable[..., T], **values: float) -> list[T]:
    """What `winner` finds where one of the values is a tenth less, or more, and the others are as they are."""
    return [winner(**values | {name: each}) for name, value in values.items() for each in tenth(value)]


def lowest(rules: Mapping[str, Optimizer], kappa: float, start: tuple[float, float], steps: int) -> list[str]:
    """Which of the rules stands lowest in the valley x^2 + kappa y^2.

    First in the race as it is; then where kappa, every rate, x, y or the number of steps is a tenth less, or more.
    """
    # A row for each race; kappa, rate, x and y by columns.
    scale = np.ones((1 + 4 * len(TENTH), 4))
    for column in range(4):
        scale[1 + 2 * column : 3 + 2 * column, column] = TENTH
    kappas, rates, xs, ys = scale.T[:, :, None]
    steep = np.concatenate([np.full_like(kappas, 2), 2 * kappa * kappas], axis=1)
    fewer, more = map(int, tenth(steps))
    found: dict[str, list[float]] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for name, rule in rules.items():
            w = np.concatenate([start[0] * xs, start[1] * ys], axis=1)
            slots = [np.zeros_like(w) for _ in rule.slots]
            hyper = dict(rule.hyper) | {"lr": rule.hyper["lr"] * rates}
            heights = {}
            for t in range(1, more + 1):
                counted = (t,) if "t" in rule.formula.arguments else ()
                moved = rule.formula.function(w, steep * w, *slots, *counted, **hyper)
                w, *slots = moved if slots else (moved,)
                if t in (fewer, steps, more):
                    heights[t] = np.nan_to_num((steep * w**2).sum(axis=1) / 2, nan=np.inf)
            found[name] = [*heights[steps], heights[fewer][0], heights[more][0]]
    return [min(found, key=lambda name: found[name][row]) for row in range(len(scale) + 2)]
