"""What the library's rules do with one weight's gradients, on plain numbers."""

from __future__ import annotations

from collections.abc import Iterable

import talweg as tw


def moves(rule: tw.Optimizer, slopes: Iterable[float]) -> list[float]:
    """How far the weight moves against each of the slopes."""
    found, slots = [], (0.0,) * len(rule.slots)
    for t, g in enumerate(slopes, start=1):
        w, slots = rule.next(0.0, g, slots, t)
        found.append(-float(w))
    return found


def remembered(rule: tw.Optimizer, slopes: Iterable[float]) -> dict[str, float]:
    """What the rule keeps after the slopes, slot by slot."""
    slots = (0.0,) * len(rule.slots)
    for t, g in enumerate(slopes, start=1):
        _, slots = rule.next(0.0, g, slots, t)
    return dict(zip(rule.slots, map(float, slots), strict=True))
