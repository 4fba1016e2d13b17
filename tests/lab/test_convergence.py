"""The closed-form convergence rate: against eigenvalues, and against what races measure."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.lab.convergence import RADIUS, radius


@pytest.mark.parametrize("beta", [0.0, 0.27, 0.5, 0.9, 0.99])
def test_it_is_the_spectral_radius_of_one_step(beta: float) -> None:
    curvature = 20.0
    for lr in np.geomspace(1e-4, 1, 60):
        step = np.array([[1 - lr * curvature, -beta], [lr * curvature, beta]])
        # A double eigenvalue is only found to the root of the machine's precision.
        assert_allclose(radius(lr, beta, curvature), np.abs(np.linalg.eigvals(step)).max(), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("kappa", "lr", "beta"), [(10, 0.05, 0.9), (10, 0.02, 0.0), (10, 0.01, 0.5), (38, 0.01, 0.6), (10, 0.21, 0.0)]
)
def test_a_race_decays_at_this_rate(kappa: float, lr: float, beta: float) -> None:
    steps = 400
    race = tw.race(tw.surfaces.valley(kappa=kappa), [tw.momentum(lr=lr, beta=beta)], start=(5, 3), steps=steps)
    left = race.left_at("momentum")
    last = steps if left is None else left
    size = np.abs(race.paths["momentum"][: last + 1]).max(axis=1)
    size = np.maximum.accumulate(size[::-1])[::-1] if left is None else size  # the envelope of an oscillation
    rate = max(float(radius(lr, beta, curvature)) for curvature in (2, 2 * kappa))
    from_step = last // 4
    measured = (
        (size[last - 20] / size[from_step]) ** (1 / (last - 20 - from_step)) if left is None else size[-1] / size[-2]
    )
    assert_allclose(measured, rate, rtol=0.01)


def test_the_known_cases() -> None:
    assert_allclose(radius(1 / 11, 0.0, np.array([2.0, 20.0])), 9 / 11)  # SGD's best at kappa = 10
    assert_allclose(radius(0.05, 0.9, 20.0), np.sqrt(0.9))
    roots = (np.sqrt(20) - np.sqrt(2)) / (np.sqrt(20) + np.sqrt(2))
    best = (2 / (np.sqrt(20) + np.sqrt(2))) ** 2
    assert_allclose(radius(best, roots**2, np.array([2.0, 20.0])), roots, rtol=1e-6)
    for beta in (0.0, 0.5, 0.9):  # the limit of stability: lr * curvature = 2 * (1 + beta)
        limit = 2 * (1 + beta) / 20
        assert radius(0.999 * limit, beta, 20.0) < 1 < radius(1.001 * limit, beta, 20.0)
    assert RADIUS.arguments == ("lr", "beta", "curvature")
