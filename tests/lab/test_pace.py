"""Paces that are read off runs are those of the closed form, and a search finds the textbook's best."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from talweg.lab.claims.pace import pace, tuned
from talweg.lab.convergence import RADIUS

START = (3.0, 2.0)


def test_a_pace_is_the_larger_radius_of_the_two_axes() -> None:
    draw = np.random.default_rng(0)
    lr, beta = draw.uniform(0.01, 0.19, 300), draw.uniform(0, 0.99, 300)
    closed = np.maximum(*(RADIUS.function(lr, beta, curvature) for curvature in (2, 20)))
    assert pace("momentum", 10, START, lr=lr, beta=beta) == pytest.approx(closed, rel=1e-6)
    assert pace("sgd", 10, START, lr=lr) == pytest.approx(np.maximum(abs(1 - 2 * lr), abs(1 - 20 * lr)), rel=1e-6)


def test_what_overflows_has_no_pace() -> None:
    assert pace("sgd", 10, START, lr=np.array([1e40, 0.05])).tolist()[0] == np.inf


@pytest.mark.parametrize("kappa", [3, 38, 250, 400, 700])
def test_the_search_ends_at_the_textbooks_best_within_a_hundredth(kappa: int) -> None:
    found, at = tuned("sgd", kappa, START, {"lr": (0.01 / kappa, 1 / kappa)})
    assert found == pytest.approx((kappa - 1) / (kappa + 1), rel=0.01)
    assert at["lr"] == pytest.approx(1 / (1 + kappa), rel=0.01)
    found, at = tuned("momentum", kappa, START, {"lr": (0.01 / kappa, 2 / kappa), "beta": (0.0, 0.99)})
    root = (sqrt(kappa) - 1) / (sqrt(kappa) + 1)
    assert found == pytest.approx(root, rel=0.01)
    assert at["beta"] == pytest.approx(root**2, abs=0.01)
