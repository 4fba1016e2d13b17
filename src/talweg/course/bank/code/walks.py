"""Walks on f = w^2 by loops that are sound, and by loops with one slip."""

from __future__ import annotations

from collections.abc import Callable

import talweg as tw

Walk = Callable[[float, float, int], list[float]]


def _stepped(step: Callable[[float, float, float], float]) -> Walk:
    """The walk of a step that is told w, the slope at w and the rate."""

    def walk(start: float, lr: float, steps: int) -> list[float]:
        places = [start]
        for _ in range(steps):
            places.append(float(step(places[-1], 2 * places[-1], lr)))
        return places

    return walk


def sgd(w: float, g: float, lr: float) -> float:
    """The library's step."""
    return float(tw.sgd.formula.function(w, g, lr=lr))


sound = _stepped(sgd)
uphill = _stepped(lambda w, g, lr: sgd(w, -g, lr))
forgetful = _stepped(lambda _, g, lr: sgd(0.0, g, lr))
rateless = _stepped(lambda w, g, _: sgd(w, g, 1.0))
hasty = _stepped(lambda w, g, lr: sgd(w, g, 1 + lr))


def stale(start: float, lr: float, steps: int) -> list[float]:
    """The slope is asked for once, at the start."""
    places = [start]
    for _ in range(steps):
        places.append(sgd(places[-1], 2 * start, lr))
    return places
