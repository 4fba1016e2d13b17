"""The learning-rate finder: ranges that hold where the bound is known, and no range where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.errors import MissingError, RangeError, ShapeError
from talweg.losses import cross_entropy, mse
from talweg.models import linear, mlp
from talweg.nouns import optimizer
from talweg.optimizers import adam, momentum, sgd
from talweg.training import RateRange, digits, find_lr, fit, pipeline
from talweg.training.diagnostics.finder import _problem


def regression(noise: float = 0.0) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 5)) * [1, 2, 0.5, 1, 0.1]
    return X, X @ np.arange(5.0) + 0.1 + noise * rng.normal(size=64)


def bound(X: Any) -> float:
    """Above this rate gradient descent diverges: 2 over the largest curvature of the mean squared error."""
    whole = np.column_stack([X, np.ones(len(X))])
    return 2 / float(np.linalg.eigvalsh(2 * whole.T @ whole / len(X))[-1])


@pytest.mark.parametrize("rule, factor", [(sgd, 1.0), (pipeline(sgd, accumulate=2), 1.0), (momentum(beta=0.5), 1.5)])
@pytest.mark.parametrize("steps", [60, 300])
def test_the_range_ends_below_the_known_bound(rule: Any, factor: float, steps: int) -> None:
    data, model = regression(), linear(5, 1)
    start = model.parameters.copy()
    size = 32 if getattr(rule, "every", 1) == 2 else None
    found = find_lr(model, mse, rule, data, batch_size=size, steps=steps, seeds=3)
    assert_array_equal(model.parameters, start)
    assert found
    assert found.low is not None
    assert found.high is not None
    assert bound(data[0]) * factor / 4 < found.high < bound(data[0]) * factor
    assert found.low < found.high / 10
    assert found.verdict == str(found) == f"lr from {found.low:.2g} to {found.high:.2g}, by 3 seeds"


def test_the_record_has_the_curves() -> None:
    data = regression(noise=1.0)
    found = find_lr(lambda seed: linear(5, 1, seed=seed), mse, sgd, data, low=1e-4, high=1, steps=50, seeds=4)
    assert isinstance(found, RateRange)
    np.testing.assert_allclose(found.rates, 10 ** np.linspace(-4, 0, 50))
    assert found.losses.shape == (4, 50)
    assert len(set(found.losses[:, 0])) == 4  # new weights and a new order for each
    first = [mse(linear(5, 1, seed=s)(data[0][i]), data[1][i, None]) for s in range(4) for i in [order(s)]]
    np.testing.assert_allclose(found.losses[:, 0], first, rtol=1e-12)
    ordered = np.sort(found.losses, axis=0)
    assert_array_equal(found.median, ordered[1])
    assert_array_equal(found.band(1.0), ordered[3])
    assert_array_equal(found.band(0.0), ordered[0])
    again = find_lr(lambda seed: linear(5, 1, seed=seed), mse, sgd, data, low=1e-4, high=1, steps=50, seeds=4)
    assert_array_equal(found.losses, again.losses)
    with pytest.raises(RangeError, match=r"band: share must lie in \[0, 1\], got 2"):
        found.band(2)


def order(seed: int) -> Any:
    return np.random.default_rng(seed).permutation(64)[:32]


def test_both_ends_train_real_data() -> None:
    data = digits()
    for rule in (sgd, adam):
        found = find_lr(lambda seed: mlp([64, 32, 10], seed=seed), cross_entropy, rule, data.train)
        assert found.low is not None
        assert found.high is not None
        for rate, reached in ((found.low, 1.3), (found.high, 0.5)):
            history = fit(mlp([64, 32, 10], seed=9), cross_entropy, rule(lr=rate), data.train, epochs=3, seed=9)
            assert history.last.loss < reached
        worse = fit(mlp([64, 32, 10], seed=9), cross_entropy, rule(lr=8 * found.high), data.train, epochs=3, seed=9)
        assert worse.last.loss > 1.0


@pytest.mark.parametrize(
    "change, words",
    [
        ({"high": 1e-5}, "in 3 of 3 seeds the loss falls by 5% at no rate from 1e-06 to 1e-05"),
        ({"low": 1.0}, "in 3 of 3 seeds the loss falls by 5% at no rate from 1 to 10"),
        ({"data": (regression()[0], np.zeros(64))}, "in 3 of 3 seeds the loss falls by 5% at no rate"),
    ],
)
def test_it_says_when_there_is_no_range(change: Any, words: str) -> None:
    given = {"low": 1e-6, "high": 10.0, "data": regression(), "batch_size": None} | change
    model = linear(5, 1)
    if "data" in change:
        model.parameters[...] = 0  # already at the best
    found = find_lr(model, mse, sgd, given.pop("data"), seeds=3, **given)
    assert not found
    assert (found.low, found.high) == (None, None)
    assert found.verdict.startswith("no reliable range: ")
    assert words in found.verdict


def test_a_range_that_is_too_narrow_is_none() -> None:
    # A sweep that starts where the bound is almost reached leaves no room above the rate where it begins to fall.
    data = regression()
    found = find_lr(linear(5, 1), mse, sgd, data, batch_size=None, low=bound(data[0]) / 2, high=1.0, seeds=2)
    assert not found
    assert found.verdict.startswith("no reliable range: too narrow: the seeds descend from 0.1")


def test_seeds_that_disagree_give_no_range() -> None:
    rates = np.geomspace(1e-5, 1, 6)
    early, late = [1.0, 0.5, 2.0, np.inf, np.inf, np.inf], [1.0, 0.9, 0.7, 0.4, 0.2, 0.6]
    said = _problem(rates, np.array([early, late]))
    assert said == "the seeds disagree: the loss turns at 0.0001 in one and at 0.1 in another"
    assert _problem(rates, np.array([late, late])) is None


@optimizer
def fixed_rate(w, g):  # type: ignore[no-untyped-def]
    """A rule with nothing to tune."""
    return w - 0.01 * g


def test_what_is_refused() -> None:
    data, model = regression(), linear(5, 1)
    for change, kind, message in (
        ({"low": 0.0}, RangeError, r"find_lr: low must lie in \(0, inf\), got 0.0"),
        ({"low": 1.0, "high": 0.5}, RangeError, "find_lr: low must lie below high, got low=1 and high=0.5"),
        ({"steps": 5}, RangeError, r"find_lr: steps must lie in the whole numbers of \[10, inf\), got 5"),
        ({"seeds": 1}, RangeError, r"find_lr: seeds must lie in the whole numbers of \[2, inf\), got 1"),
        ({"batch_size": 65}, RangeError, "find_lr: batch_size must lie in the whole numbers"),
        ({"data": (data[0], data[1][:5])}, ShapeError, "find_lr: X and y of data must have one row an example each"),
        (
            {"optimizer": fixed_rate},
            MissingError,
            "find_lr sweeps the rate, and fixed_rate declares none, such as lr: Rate = 0.01",
        ),
    ):
        with pytest.raises(kind, match=message):
            find_lr(**{"model": model, "loss": mse, "optimizer": sgd, "data": data} | change)
