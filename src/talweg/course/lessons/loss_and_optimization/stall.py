"""What the section "Why cross-entropy, and not squared error" quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw
from talweg.course.data import data

P = 0.02
PACE, FASTER = 0.1, 1.0
"""Rates of cross-entropy in the runs on real data: the one that the panel rests at, and one that shortens the stall."""
MOVED = 0.05
"""A run has left its plateau once its share of right answers has risen by so much."""


def stalled(pace: float) -> dict[str, Any]:
    """The two runs at one rate of cross-entropy: when each has half of the unseen right, when the slow one moves."""
    measured = data("stall")
    pair = next(pair for pair in measured["runs"] if pair["rates"][0] == pace)
    steps: list[list[int]] = [[place * measured["every"] for place in range(len(right))] for right in pair["right"]]

    def first(run: int, share: float) -> int:
        return next(at for at, right in zip(steps[run], pair["right"][run], strict=True) if right >= share)

    return {
        "half": [first(run, 0.5) for run in range(2)],
        "moves": first(1, pair["right"][1][0] + MOVED),
    }


def values() -> dict[str, Any]:
    """Every name the text uses."""
    z = np.log([P / (1 - P)])
    squared, squared_slope = tw.squared_sigmoid.value_and_grad(z, [1.0])
    entropy, entropy_slope = tw.binary_cross_entropy.value_and_grad(z, [1.0])
    return {
        "p": P,
        "largest": 0.5 * (1 - 0.5),
        "slope": P * (1 - P),
        "squared": squared,
        "squared_slope": squared_slope[0],
        "entropy": entropy,
        "entropy_slope": entropy_slope[0],
        "ratio": entropy_slope[0] / squared_slope[0],
        "real": data("stall"),
        "taught": stalled(PACE),
        "faster": stalled(FASTER) | {"pace": FASTER, "times": FASTER / PACE},
    }
