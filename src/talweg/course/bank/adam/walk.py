"""What the library's rules do with one weight's gradients, on plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import talweg as tw


def moves(rule: tw.Optimizer, slopes: Iterable[float]) -> list[float]:
    """How far the weight moves against each of the slopes."""
    formula, found = rule.formula, []
    slots = [0.0] * len(rule.slots)
    for t, g in enumerate(slopes, start=1):
        given = (0.0, g, *slots, *((t,) if rule.uses_t else ()))
        results = formula.function(*given, **rule.at(t - 1))
        w, *slots = results if slots else (results,)
        found.append(-float(w))
    return found


def remembered(rule: tw.Optimizer, slopes: Iterable[float]) -> dict[str, float]:
    """What the rule keeps after the slopes, slot by slot."""
    slots = [0.0] * len(rule.slots)
    for t, g in enumerate(slopes, start=1):
        _, *slots = rule.formula.function(0.0, g, *slots, *((t,) if rule.uses_t else ()), **rule.at(t - 1))
    return dict(zip(rule.slots, map(float, slots), strict=True))
