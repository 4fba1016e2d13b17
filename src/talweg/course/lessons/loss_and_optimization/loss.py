"""What the section "What a loss does" quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw

BIG, SMALL = 4.0, 2.0
SURE, UNSURE = 0.99, 0.01
P, RIGHT = (0.2, 0.7, 0.1), 1


def surprise(p: float) -> float:
    """The cross-entropy of two classes where the right one has probability p."""
    return tw.cross_entropy(np.log([[p, 1 - p]]), [0])


def values() -> dict[str, Any]:
    """Every name the text uses."""
    (big_cost, big_slope), (small_cost, small_slope) = (tw.mse.value_and_grad([e], [0.0]) for e in (BIG, SMALL))
    each = [tw.cross_entropy(np.log([P]), [label]) for label in range(3)]
    return {
        "big": BIG,
        "big_cost": big_cost,
        "big_slope": big_slope[0],
        "small": SMALL,
        "small_cost": small_cost,
        "small_slope": small_slope[0],
        "sure": SURE,
        "sure_cost": surprise(SURE),
        "unsure": UNSURE,
        "unsure_cost": surprise(UNSURE),
        "p": P,
        "right": each[RIGHT],
        "wrong": [each[0], each[2]],
    }
