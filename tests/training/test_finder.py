"""The learning-rate finder: ranges that hold where the bound is known, and no range where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.errors import MissingError, RangeError, ShapeError
from talweg.formula import NonNegative, Positive, Rate
from talweg.losses import cross_entropy, mse
from talweg.models import linear, mlp
from talweg.nouns import loss, optimizer
from talweg.optimizers import adam, momentum, sgd
from talweg.training import RateRange, digits, find_lr, fit, pipeline


def regression(noise: float = 0.0) -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 5)) * [1, 2, 0.5, 1, 0.1]
    return X, X @ np.arange(5.0) + 0.1 + noise * rng.normal(size=64)


def bound(X: Any) -> float:
    """Above this rate gradient descent diverges: 2 over the largest curvature of the mean squared error."""
    whole = np.column_stack([X, np.ones(len(X))])
    return 2 / float(np.linalg.eigvalsh(2 * whole.T @ whole / len(X))[-1])


@pytest.mark.slow
@pytest.mark.parametrize("rule, factor", [(sgd, 1.0), (pipeline(sgd, accumulate=2), 1.0), (momentum(beta=0.5), 1.5)])
@pytest.mark.parametrize("steps", [60, 300])
def test_the_range_ends_below_the_known_bound(rule: Any, factor: float, steps: int) -> None:
    data, model = regression(), linear(5, 1)
    start = model.parameters.copy()
    size = 32 if getattr(rule, "every", 1) == 2 else None
    found = find_lr(model, mse, rule, data, batch_size=size, steps=steps, hold=300, seeds=3)
    assert_array_equal(model.parameters, start)
    assert found
    assert found.low is not None
    assert found.high is not None
    assert bound(data[0]) * factor / 4 < found.high < bound(data[0]) * factor
    assert found.low < found.high / 10
    verdict = f"lr from {found.low:.2g} to {found.high:.2g}, by 3 seeds that hold for 300 steps"
    assert found.verdict == str(found) == verdict
    assert found.held == 300


def test_the_record_has_the_curves() -> None:
    data = regression(noise=1.0)
    found = find_lr(lambda seed: linear(5, 1, seed=seed), mse, sgd, data, low=1e-4, high=1, steps=50, hold=50, seeds=4)
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
    again = find_lr(lambda seed: linear(5, 1, seed=seed), mse, sgd, data, low=1e-4, high=1, steps=50, hold=50, seeds=4)
    assert_array_equal(found.losses, again.losses)
    with pytest.raises(RangeError, match=r"band: share must lie in \[0, 1\], got 2"):
        found.band(2)


def order(seed: int) -> Any:
    return np.random.default_rng(seed).permutation(64)[:32]


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # 8 times the upper end does not train
def test_both_ends_train_real_data() -> None:
    data = digits()
    for rule in (sgd, adam):
        found = find_lr(lambda seed: mlp([64, 32, 10], seed=seed), cross_entropy, rule, data.train, hold=300, seeds=2)
        assert found.low is not None
        assert found.high is not None
        for rate, reached in ((found.low, 2.2), (found.high, 0.5)):
            history = fit(mlp([64, 32, 10], seed=9), cross_entropy, rule(lr=rate), data.train, epochs=3, seed=9)
            assert history.last.loss < reached
        worse = fit(mlp([64, 32, 10], seed=9), cross_entropy, rule(lr=8 * found.high), data.train, epochs=3, seed=9)
        assert worse.last.loss > 1.0


@pytest.mark.parametrize(
    "change, words",
    [
        ({"high": 1e-5}, "in 3 of 3 seeds the loss falls by 5% at no rate from 1e-06 to 1e-05"),
        ({"low": 1.0}, "the loss rises even at 1; ask for a lower `low`, and see that every column of X is scaled"),
        ({"data": (regression()[0], np.zeros(64))}, "in 3 of 3 seeds the loss falls by 5% at no rate"),
    ],
)
def test_it_says_when_there_is_no_range(change: Any, words: str) -> None:
    given = {"low": 1e-6, "high": 10.0, "data": regression(), "batch_size": None} | change
    model = linear(5, 1)
    if "data" in change:
        model.parameters[...] = 0  # already at the best
    found = find_lr(model, mse, sgd, given.pop("data"), hold=100, seeds=3, **given)
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


@loss
def sunk(y_hat, y, *, depth: NonNegative = 0.0, unit: Positive = 1.0):  # type: ignore[no-untyped-def]
    """The squared error in another unit, less a constant."""
    return unit * (y_hat - y) ** 2 - depth, 2 * unit * (y_hat - y)


@pytest.mark.parametrize("depth", [3.0, 24.0, 1e4])
def test_a_constant_less_leaves_the_range_as_it_is(depth: float) -> None:
    data = regression(noise=1.0)
    zero, sunken = (
        find_lr(linear(5, 1), sunk.replace(depth=each), sgd, data, steps=40, hold=80, seeds=2) for each in (0.0, depth)
    )  # fmt: skip
    assert zero
    assert (sunken.low, sunken.high) == (zero.low, zero.high)
    assert np.isfinite(sunken.losses).sum() == np.isfinite(zero.losses).sum()


@pytest.mark.parametrize("unit", [2.0**-20, 2.0**20])
def test_a_loss_in_another_unit_has_the_range_in_the_other(unit: float) -> None:
    data = regression(noise=1.0)
    one = find_lr(linear(5, 1), mse, sgd, data, steps=40, hold=80, seeds=2)
    other = find_lr(
        linear(5, 1), sunk.replace(unit=unit), sgd, data, low=1e-6 / unit, high=10 / unit, steps=40, hold=80, seeds=2
    )
    assert one.low is not None
    assert one.high is not None
    assert (other.low, other.high) == pytest.approx((one.low / unit, one.high / unit), rel=1e-12)


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # a tenth of the way is not far
def test_the_low_end_gets_on_and_is_not_read_off_noise() -> None:
    rng = np.random.default_rng(7)
    X = rng.normal(size=(300, 6))
    data = X, X @ rng.normal(size=6) + 2 * rng.standard_t(3, size=300)
    found = find_lr(lambda seed: linear(6, 1, seed=seed), mse, adam, data, hold=200, seeds=3)
    assert found.low is not None
    assert found.high is not None
    falls = []
    for rate in (found.low, found.high):
        model = linear(6, 1, seed=5)
        start = mse(model(X)[:, 0], data[1])
        fit(model, mse, adam(lr=rate), data, epochs=10, seed=5, progress=False)
        falls.append(start - mse(model(X)[:, 0], data[1]))
    assert falls[0] > 0.05 * falls[1] > 0


@optimizer
def drifting(w, g, t, *, lr: Rate = 0.01):  # type: ignore[no-untyped-def]
    """Descent whose step grows after the 150th, until it is ten times as long."""
    return w - lr * (1 + 9 * np.minimum(np.maximum((t - 150) / 100, 0), 1)) * g


def test_a_rate_that_holds_only_for_a_while_is_not_the_end_of_the_range() -> None:
    data = regression()
    short, long = (
        find_lr(linear(5, 1), mse, drifting, data, batch_size=None, steps=50, hold=hold, seeds=2) for hold in (100, 400)
    )
    assert short.high is not None
    assert long.high is not None
    assert bound(data[0]) / 4 < short.high < bound(data[0])
    assert bound(data[0]) / 40 < long.high < bound(data[0]) / 10
    assert (short.held, long.held) == (100, 400)


def test_what_falls_only_in_longer_runs_is_found_by_them() -> None:
    # The rule waits for the first 60 steps, so no run of 40 gets anywhere.
    found = find_lr(linear(5, 1), mse, waiting, regression(), batch_size=None, steps=40, hold=200, seeds=2)
    assert found.high is not None
    assert bound(regression()[0]) / 4 < found.high < bound(regression()[0])


@optimizer
def waiting(w, g, t, *, lr: Rate = 0.01):  # type: ignore[no-untyped-def]
    """Descent after the 60th step."""
    return w - lr * np.minimum(np.maximum(t - 60, 0), 1) * g


def test_a_model_that_is_handed_out_twice_is_left_as_it_is() -> None:
    model, data = linear(5, 1), regression()
    start, X, y = model.parameters.copy(), data[0].copy(), data[1].copy()
    rule = momentum(beta=0.8)
    assert find_lr(lambda _seed: model, mse, rule, data, steps=20, hold=40, seeds=2)
    assert_array_equal(model.parameters, start)
    assert_array_equal(data[0], X)
    assert_array_equal(data[1], y)
    assert rule.hyper["lr"] == momentum.hyper["lr"]


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
        ({"batch_size": 0}, RangeError, "find_lr: batch_size must lie in the whole numbers"),
        ({"hold": 99}, RangeError, r"find_lr: hold must lie in the whole numbers of \[100, inf\), got 99"),
        ({"data": (data[0], data[1][:5])}, ShapeError, "find_lr: X and y of data must have one row an example each"),
        (
            {"optimizer": fixed_rate},
            MissingError,
            "find_lr sweeps the rate, and fixed_rate declares none, such as lr: Rate = 0.01",
        ),
    ):
        with pytest.raises(kind, match=message):
            find_lr(**{"model": model, "loss": mse, "optimizer": sgd, "data": data} | change)


@optimizer
def straying(w, g, t, *, lr: Rate = 0.01):  # type: ignore[no-untyped-def]
    """Descent that is pushed ever harder after the 100th step, by the square of its rate: it strays, and is finite."""
    return w - lr * g + lr**2 * 0.01 * np.maximum(t - 100, 0)


@pytest.mark.filterwarnings("ignore::talweg.errors.TrainingWarning")  # 8 times the upper end is to stray
def test_a_rate_whose_loss_creeps_up_again_does_not_hold() -> None:
    data = regression()
    found = find_lr(linear(5, 1), mse, straying, data, batch_size=None, steps=50, hold=600, seeds=2)
    assert found.high is not None
    ends = []
    for factor in (1, 8):
        rule = straying(lr=factor * found.high)
        losses = fit(linear(5, 1), mse, rule, data, batch_size=None, epochs=600, progress=False).losses
        assert np.isfinite(losses).all()
        ends.append((losses[0] - losses[-1]) / (losses[0] - losses.min()))
    assert ends[0] > 0.9 > ends[1]
