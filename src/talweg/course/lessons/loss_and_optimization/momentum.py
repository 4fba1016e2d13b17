"""What the section "Momentum" quotes: the closed forms of a quadratic, each checked by the tests against a race."""

from __future__ import annotations

from itertools import count
from math import sqrt
from typing import Any

from talweg.course.lessons.loss_and_optimization.ellipses import ellipses
from talweg.course.lessons.loss_and_optimization.race import ZIGZAG_LR
from talweg.lab.convergence import RADIUS

BETA, KAPPA = 0.9, 10


def rate(lr: float, beta: float, kappa: float) -> float:
    """What the error on the valley is multiplied by at every step, in the slower of its two directions."""
    return float(max(RADIUS.function(lr, beta, curvature) for curvature in (2, 2 * kappa)))


def sgd_best(kappa: float) -> float:
    """SGD's best rate on the valley."""
    return 2 / (2 + 2 * kappa)


def momentum_best(kappa: float) -> tuple[float, float]:
    """Momentum's best rate and beta on the valley (Polyak, 1964)."""
    root = (sqrt(kappa) - 1) / (sqrt(kappa) + 1)
    return (2 / (sqrt(2) + sqrt(2 * kappa))) ** 2, root**2


def values() -> dict[str, Any]:
    """Every name the text uses."""
    floor = sqrt(BETA)
    best_lr, best_beta = momentum_best(KAPPA)
    sgd_lr = sgd_best(KAPPA)
    return {
        "ellipses": ellipses(ZIGZAG_LR, KAPPA, *momentum_best(KAPPA)).html,
        "beta": BETA,
        "kappa": KAPPA,
        "total": 1 / (1 - BETA),
        "alternating": 1 / (1 + BETA),
        "floor": floor,
        "sgd_lr": sgd_lr,
        "sgd_rate": rate(sgd_lr, 0, KAPPA),
        "best_beta": best_beta,
        "best_lr": best_lr,
        "best_rate": rate(best_lr, best_beta, KAPPA),
        "crossing": next(kappa for kappa in count(2) if rate(sgd_best(kappa), 0, kappa) > floor),
        "ideal": ((1 + floor) / (1 - floor)) ** 2,
    }
