"""How far a rate may be off, on problems whose answer is known."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

import talweg as tw
from talweg.lab.compare.sensitivity import HIGH, LOW, closer, gap, reach


def lifted(height: float) -> Any:
    """(w^2 + height) / 2 from w = 1: SGD ends at ((1 - lr)^(2 steps) + height) / 2."""
    return tw.problems.function(lambda x: (float((x @ x + height) / 2), x.copy()), [1.0], name="lifted")


@pytest.mark.parametrize(("steps", "lr", "height"), [(5, 0.2, 1.0), (20, 0.5, 0.01), (40, 0.02, 0.0), (3, 0.9, 0.5)])
def test_the_width_is_that_of_the_closed_form(steps: int, lr: float, height: float) -> None:
    found = tw.compare(
        lifted(height), f"sgd:lr={lr}", budgets=1, seeds=1, tuning_seeds=1, steps=steps, jobs=1
    ).width(f"sgd:lr={lr}")  # fmt: skip
    left = 1.1 * ((1 - lr) ** (2 * steps) + height) - height
    far = left ** (1 / (2 * steps))  # |1 - lr| at which it ends 10 % higher
    low, high = lr / (1 - far) if far < 1 else 32, (1 + far) / lr
    assert found == (pytest.approx(min(low, 32), rel=0.03), pytest.approx(min(high, 32), rel=0.03))


def test_a_rate_that_is_tuned_has_a_width_to_two_figures() -> None:
    """As /1 x1 it stood in tables where a factor of two was too much, and nothing closer had been tried."""
    found = tw.compare(lifted(1e-6), ["sgd"], budgets=8, seeds=1, tuning_seeds=1, steps=30, jobs=1)
    low, high = found.width("sgd") or (1, 1)
    lr = found.hyper("sgd")["lr"]
    far = (1.1 * ((1 - lr) ** 60 + 1e-6) - 1e-6) ** (1 / 60)
    assert (low, high) == (pytest.approx(lr / (1 - far), rel=0.03), pytest.approx((1 + far) / lr, rel=0.03))
    assert f"/{low:.3g} x{high:.3g}" in found.table()


def test_what_diverges_is_no_value_to_read_between() -> None:
    # 32 times too low is 1.09 where 1.1 is good enough; a little above the best it diverges.
    middles = {2.0**k: 1.0 + 0.03 * -k for k in range(-3, 0)} | {2.0: inf}
    assert gap(1.0, 1.0, middles, HIGH) == (1.0, 2.0)
    assert reach(1.0, 1.0, middles, HIGH) == 1.0
    assert closer(1.0, 1.0, middles, HIGH) == pytest.approx(2**0.5)
    assert reach(1.0, 1.0, middles | {2**0.5: 1.05}, HIGH) == pytest.approx(2**0.5)
    assert gap(1.0, 1.0, middles, LOW) == (0.125, None)
    assert reach(1.0, 1.0, middles, LOW) == 8
    assert closer(1.0, 1.0, middles, LOW) is None


def test_between_two_rates_it_is_read_in_logarithms() -> None:
    def power(lr: float) -> float:
        return lr**3

    assert reach(1.0, 1.0, {2.0: power(2)}, HIGH) == pytest.approx(1.1 ** (1 / 3), rel=1e-12)
    assert reach(1.0, 1.0, {1.02: power(1.02), 2.0: power(2)}, HIGH) == pytest.approx(1.1 ** (1 / 3), rel=1e-12)
    below_nought = reach(1.0, -1.0, {np.e: 0.0}, HIGH)
    assert below_nought == pytest.approx(np.exp(0.1)), "in the values themselves where they have no logarithm"


def test_it_is_looked_for_as_often_as_it_is_open() -> None:
    found = tw.compare(lifted(1.0), "sgd:lr=0.2", budgets=1, seeds=1, tuning_seeds=2, steps=5, jobs=1)
    assert len(found.trials.around("lifted", "sgd:lr=0.2")) == 10 + 4 * 2
    beside = found.trials.columns()["purpose"] == "sensitivity"
    assert beside.sum() == 2 * 18
    plain = tw.compare(lifted(1.0), "sgd:lr=0.2", budgets=1, seeds=1, steps=5, jobs=1, sensitivity=False)
    assert plain.width("sgd:lr=0.2") is None
