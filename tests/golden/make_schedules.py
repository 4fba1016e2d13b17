"""The schedules of torch and optax, step by step: `python tests/golden/make_schedules.py` writes schedules.json.

Every case is one of our schedules with its hyperparameters, and what the peer gives for t = 0 to its last step.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("schedules.json")
PEAK, TOTAL, WARMUP, FLOOR = 0.7, 40, 6, 0.05
RISE, DIVIDE, ONE_CYCLE_FLOOR = 0.3, 20.0, 0.007
LOSSES = [
    *(3.0, 2.0, 1.5, 1.49999, 1.6, 1.5, 1.51, 1.2, 1.25, 1.3, 1.21, 1.22, 1.19, 1.18999, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8),
    *(
        1.9,
        0.9,
        0.91,
        0.92,
        0.93,
        0.94,
        0.95,
        0.96,
        0.97,
        0.98,
        0.99,
        1.0,
        0.5,
        0.4,
        0.41,
        0.42,
        0.43,
        0.44,
        0.45,
        0.46,
    ),
]

# The name of the schedule, its hyperparameters, and how many values are compared.
CASES: dict[str, tuple[str, dict[str, Any], int]] = {
    "step": ("step", {"every": 7, "factor": 0.3}, 40),
    "multi_step": ("multi_step", {"milestones": [9, 21, 33], "factor": 0.3}, 40),
    "exponential": ("exponential", {"decay": 0.93}, 40),
    "polynomial": ("polynomial", {"total": TOTAL, "power": 1.7}, 44),
    "polynomial_floor": ("polynomial", {"total": TOTAL, "power": 1.7, "floor": FLOOR}, 44),
    "linear": ("linear", {"total": TOTAL, "floor": FLOOR}, 44),
    "cosine": ("cosine", {"total": TOTAL, "floor": FLOOR}, TOTAL + 1),
    "cosine_warmup": ("cosine", {"total": TOTAL, "warmup": WARMUP, "floor": FLOOR}, TOTAL + 1),
    "cosine_restarts": ("cosine_restarts", {"period": 9, "floor": FLOOR}, 40),
    "cosine_restarts_growing": ("cosine_restarts", {"period": 5, "growth": 3, "floor": FLOOR}, 210),
    "one_cycle": (
        "one_cycle",
        {"total": TOTAL, "rise": RISE, "divide": DIVIDE, "floor": ONE_CYCLE_FLOOR},
        TOTAL + 1,
    ),
    "reduce_on_plateau": (
        "reduce_on_plateau",
        {"factor": 0.3, "patience": 2, "threshold": 0.01, "cooldown": 3, "floor": FLOOR},
        len(LOSSES),
    ),
}


def torch_values() -> dict[str, list[float]]:
    """What torch gives for the cases it has."""
    import torch
    from torch.optim import lr_scheduler as lr

    def rule() -> Any:
        return torch.optim.SGD([torch.zeros(1, dtype=torch.float64)], lr=PEAK)

    def warm_cosine(rule: Any) -> Any:
        first = lr.LinearLR(rule, start_factor=1 / (WARMUP + 1), total_iters=WARMUP)
        return lr.SequentialLR(rule, [first, lr.CosineAnnealingLR(rule, TOTAL - WARMUP, FLOOR)], [WARMUP])

    # torch counts its last step as the end: one step more, and the turn one step later, make the same cycle.
    turn = (RISE * TOTAL + 1) / (TOTAL + 1)
    end = PEAK / DIVIDE / ONE_CYCLE_FLOOR
    makers: dict[str, Callable[[Any], Any]] = {
        "step": lambda rule: lr.StepLR(rule, 7, 0.3),
        "multi_step": lambda rule: lr.MultiStepLR(rule, [9, 21, 33], 0.3),
        "exponential": lambda rule: lr.ExponentialLR(rule, 0.93),
        "polynomial": lambda rule: lr.PolynomialLR(rule, TOTAL, 1.7),
        "linear": lambda rule: lr.LinearLR(rule, 1.0, FLOOR / PEAK, TOTAL),
        "cosine": lambda rule: lr.CosineAnnealingLR(rule, TOTAL, FLOOR),
        "cosine_warmup": warm_cosine,
        "cosine_restarts": lambda rule: lr.CosineAnnealingWarmRestarts(rule, 9, 1, FLOOR),
        "cosine_restarts_growing": lambda rule: lr.CosineAnnealingWarmRestarts(rule, 5, 3, FLOOR),
        "one_cycle": lambda rule: lr.OneCycleLR(
            rule, PEAK, TOTAL + 1, pct_start=turn, cycle_momentum=False, div_factor=DIVIDE, final_div_factor=end
        ),
    }
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of its own deprecated calls
        for case, make in makers.items():
            found[case] = list(_walk(rule(), make, CASES[case][2]))
        found["reduce_on_plateau"] = _plateau(rule(), lr.ReduceLROnPlateau)
    return found


def _walk(rule: Any, make: Callable[[Any], Any], count: int) -> Any:
    schedule = make(rule)
    for t in range(count):
        yield rule.param_groups[0]["lr"]
        rule.step()
        if t < count - 1:
            schedule.step()


def _plateau(rule: Any, make: Any) -> list[float]:
    """The rate after each of LOSSES."""
    schedule = make(rule, factor=0.3, patience=2, threshold=0.01, cooldown=3, min_lr=FLOOR, eps=0)
    rates = []
    for loss in LOSSES:
        schedule.step(loss)
        rates.append(rule.param_groups[0]["lr"])
    return rates


def optax_values() -> dict[str, list[float]]:
    """What optax gives for the cases it has."""
    import jax
    import optax

    with jax.enable_x64(True):
        end = PEAK / DIVIDE / ONE_CYCLE_FLOOR
        makers = {
            "multi_step": optax.piecewise_constant_schedule(PEAK, {9: 0.3, 21: 0.3, 33: 0.3}),
            "exponential": optax.exponential_decay(PEAK, 1, 0.93),
            "polynomial": optax.polynomial_schedule(PEAK, 0.0, 1.7, TOTAL),
            "polynomial_floor": optax.polynomial_schedule(PEAK, FLOOR, 1.7, TOTAL),
            "linear": optax.linear_schedule(PEAK, FLOOR, TOTAL),
            "cosine": optax.cosine_decay_schedule(PEAK, TOTAL, FLOOR / PEAK),
            "cosine_warmup": optax.warmup_cosine_decay_schedule(PEAK / (WARMUP + 1), PEAK, WARMUP, TOTAL, FLOOR),
            "one_cycle": optax.cosine_onecycle_schedule(TOTAL, PEAK, RISE, DIVIDE, end),
        }
        return {case: [float(make(t)) for t in range(CASES[case][2])] for case, make in makers.items()}


PEERS: dict[str, Callable[[], dict[str, list[float]]]] = {"torch": torch_values, "optax": optax_values}

if __name__ == "__main__":
    text = json.dumps({peer: values() for peer, values in PEERS.items()}, indent=1)
    PATH.write_text(text + "\n")
