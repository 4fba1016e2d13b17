"""Bounds of scipy_method: f is never asked outside them, however narrow they are and wherever the descent begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.optimize
from numpy.testing import assert_allclose
from scipy.optimize import Bounds, OptimizeResult

from talweg.adapters import scipy_method
from talweg.optimizers import adam, momentum, schedule_free_sgd, sgd
from talweg.training import Lookahead, pipeline

GOAL = np.array([2.0, -1.0, 0.5])
RULES = [
    sgd(lr=0.2), adam(lr=0.9), momentum(lr=0.3), schedule_free_sgd(lr=0.4),
    pipeline(sgd(lr=0.4), decay=0.5, average=0.9, lookahead=Lookahead(2)),
]  # fmt: skip
BOXES: dict[str, list[tuple[Any, Any]]] = {
    "fixed": [(0.25, 0.25), (-3, 3), (0.1, 0.1)],
    "narrower than a difference": [(1, 1 + 1e-10), (-1e-12, 0), (0, 5e-324)],
    "half open": [(None, 1), (0, None), (-np.inf, np.inf)],
    "at an end that cannot be added to": [(1e16, 1e16 + 2), (-2, -1.5), (0, 1)],
}


class Watched:
    """The squared distance from GOAL, which notes every x outside of its box."""

    def __init__(self, box: list[tuple[Any, Any]]) -> None:
        self.low = np.array([-np.inf if low is None else low for low, _ in box])
        self.high = np.array([np.inf if high is None else high for _, high in box])
        self.outside: list[Any] = []
        self.asked = 0

    def __call__(self, x: Any) -> float:
        self.asked += 1
        if not ((self.low <= x) & (x <= self.high)).all():
            self.outside.append(x.copy())
        return float(np.square(x - GOAL).sum())

    def slope(self, x: Any) -> Any:
        self(x)
        return 2 * (x - GOAL)


def run(f: Watched, box: Any, x0: Any, rule: Any, **given: Any) -> OptimizeResult:
    return scipy.optimize.minimize(f, x0, bounds=box, method=scipy_method(rule), options={"maxiter": 30}, **given)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize("jac", [False, True])
def test_f_is_never_asked_outside_its_bounds(name: str, rule: Any, jac: bool) -> None:
    for x0 in (np.zeros(3), [9.0, 9.0, -9.0]):
        f = Watched(BOXES[name])
        found = run(f, BOXES[name], x0, rule, jac=f.slope if jac else None)
        assert f.outside == []
        assert ((f.low <= found.x) & (found.x <= f.high)).all()


def test_a_fixed_variable_costs_no_calls_and_the_others_find_their_minimum() -> None:
    f = Watched(BOXES["fixed"])
    found = run(f, BOXES["fixed"], [0, 0, 0], sgd(lr=0.25), tol=1e-5)
    assert found.success
    assert_allclose(found.x, [0.25, -1, 0.1], atol=1e-5)
    assert found.nfev == f.asked == 2 * found.njev  # f, and f beside the one that is free


def test_at_an_upper_bound_the_difference_steps_down() -> None:
    seen = []

    def f(x: Any) -> float:
        seen.append(x.copy())
        return float(np.exp(x).sum())

    scipy.optimize.minimize(
        f, [1.0, -4.0], bounds=Bounds([-1, -5], [1, 7]), method=scipy_method(sgd), options={"maxiter": 0}
    )
    here, first, second = seen
    assert first[0] < here[0]
    assert second[1] > here[1]
