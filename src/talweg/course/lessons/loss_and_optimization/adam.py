"""What the section on adaptive rates quotes."""

from __future__ import annotations

from typing import Any

import numpy as np

import talweg as tw
from talweg.course.lessons.loss_and_optimization.race import LR, START, STEPS, handout


def first_step(gradient: float) -> float:
    """How far Adam's first step moves, over lr."""
    w = np.zeros(1)
    tw.adam.step(w, np.array([gradient]), tw.adam.init(w))
    return float(-w[0] / tw.adam.hyper["lr"])


def values() -> dict[str, Any]:
    """Every name the text uses."""
    beta1, beta2 = tw.adam.hyper["beta1"], tw.adam.hyper["beta2"]
    return {
        "m_share": 1 - beta1,
        "v_share": 1 - beta2,
        "uncorrected": (1 - beta1) / (1 - beta2) ** 0.5,
        "corrected": first_step(3.0),
        "m_window": 1 / (1 - beta1),
        "v_window": 1 / (1 - beta2),
        "race_lr": LR,
        "race_steps": STEPS,
        "covered": START[0] - handout().paths["adam"][-1][0],
    }
