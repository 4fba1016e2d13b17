"""Intervals against SciPy's own, and against how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from talweg.lab.claims.estimate import exact, factor, mean, share


def test_a_mean_has_students_interval() -> None:
    samples = np.array([3.0, 5.0, 4.0, 8.0])
    found = mean("m", "a mean", samples)
    low, high = stats.t.interval(0.95, 3, samples.mean(), stats.sem(samples))
    assert (found.value, found.low, found.high) == pytest.approx((5.0, low, high))
    assert found.text == f"5 ({low:.4g} to {high:.4g})"


def test_a_factor_is_a_geometric_mean() -> None:
    found = factor("f", "a factor", [0.5, 2.0, 8.0])
    assert found.value == pytest.approx(2.0)
    assert np.log([found.low, found.high]).mean() == pytest.approx(np.log(2.0))
    low, high = stats.t.interval(0.95, 2, np.log(2), stats.sem(np.log([0.5, 2.0, 8.0])))
    assert (found.low, found.high) == pytest.approx((np.exp(low), np.exp(high)))


@pytest.mark.parametrize(("hits", "count"), [(0, 25), (7, 25), (25, 25)])
def test_a_share_has_wilsons_interval(hits: int, count: int) -> None:
    found, known = share("s", "a share", hits, count), stats.binomtest(hits, count).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-4)


def test_one_sample_says_nothing_of_its_error() -> None:
    found = mean("m", "a mean", [4.0])
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert exact("e", "exact", 2.5, "%").text == "2.5 %"
