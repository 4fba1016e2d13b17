"""L-BFGS: every direction against dense BFGS, every step against the Wolfe conditions, every end against SciPy's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, takewhile
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

import talweg as tw
from talweg.errors import DtypeError, MissingError, NonFiniteError, RangeError, ShapeError, UnknownNameError

Function = Callable[[Any], tuple[float, Any]]


def rosenbrock(x: Any) -> tuple[float, Any]:
    return float(optimize.rosen(x)), optimize.rosen_der(x)


def logistic(w: Any) -> tuple[float, Any]:
    """Regularized logistic regression on 60 examples: a full batch."""
    draw = np.random.default_rng(2)
    X, y = draw.normal(size=(60, 5)) * [1, 10, 0.1, 1, 3], draw.integers(0, 2, 60)
    value, slope = tw.binary_cross_entropy.value_and_grad(X @ w, y)
    return value + 0.01 * w @ w, X.T @ slope + 0.02 * w


def quadratic(x: Any) -> tuple[float, Any]:
    scale = np.logspace(0, 4, 6).reshape(2, 3)
    return float((scale * (x - 1) ** 2).sum() / 2), scale * (x - 1)


PROBLEMS = [(rosenbrock, np.array([1.3, 0.7, 0.8, 1.9])), (logistic, np.zeros(5)), (quadratic, np.zeros((2, 3)))]
problems = pytest.mark.parametrize("f, x0", PROBLEMS, ids=["rosenbrock", "logistic", "quadratic"])


@problems
def test_the_end_is_scipy_s(f: Function, x0: Any) -> None:
    found = tw.lbfgs.minimize(f, x0, steps=500)
    assert found.stopped == "tolerance"
    assert np.abs(found.gradient).max() <= 1e-8
    value, gradient = f(found.x)
    assert found.value == value
    assert_array_equal(found.gradient, gradient)
    flat = optimize.minimize(
        lambda x: (f(x.reshape(x0.shape))[0], np.ravel(f(x.reshape(x0.shape))[1])), x0.ravel(), jac=True,
        method="BFGS", options={"gtol": 1e-9},
    )  # fmt: skip
    assert_allclose(found.x.ravel(), flat.x, rtol=1e-6, atol=1e-8)


@problems
@pytest.mark.parametrize("history", [1, 4, 30])
def test_directions_are_dense_bfgs_and_steps_meet_the_wolfe_conditions(f: Function, x0: Any, history: int) -> None:
    rule = tw.lbfgs(history=history, c1=0.01, c2=0.5)
    points = list(takewhile(lambda point: np.abs(point.gradient).max() > 1e-5, rule.path(f, x0)))
    assert len(points) > 5
    pairs: list[tuple[Any, Any]] = []
    for here, there in pairwise(points):
        g, stride = here.gradient.ravel(), (there.x - here.x).ravel()
        inverse = np.eye(g.size)
        if pairs:
            s, y = pairs[-1]
            inverse *= (s @ y) / (y @ y)
        for s, y in pairs[-history:]:
            left = np.eye(g.size) - np.outer(s, y) / (s @ y)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ y)
        direction = -inverse @ g
        assert_allclose(stride / np.linalg.norm(stride), direction / np.linalg.norm(direction), atol=1e-7)
        assert there.value <= here.value + 0.01 * g @ stride + 1e-15 * abs(here.value)
        assert abs(there.gradient.ravel() @ stride) <= -0.5 * g @ stride
        assert there.evaluations > here.evaluations
        assert there.steps == here.steps + 1
        pairs.append((stride, there.gradient.ravel() - g))


def test_every_call_is_counted_and_the_start_left_alone() -> None:
    calls = []

    def f(x: Any) -> tuple[float, Any]:
        calls.append(x)
        return rosenbrock(x)

    x0 = np.array([-1.2, 1.0])
    found = tw.lbfgs.minimize(f, x0, steps=7)
    assert found.reason == "all steps were taken"
    assert len(found.values) == 8
    assert (found.values[0], found.values[-1]) == (rosenbrock(x0)[0], found.value)
    assert found.steps == 7
    assert found.evaluations == len(calls)
    assert_array_equal(x0, [-1.2, 1.0])
    assert_array_equal(calls[0], x0)
    at_rest = tw.lbfgs.minimize(f, np.ones(2))
    assert (at_rest.steps, at_rest.evaluations) == (0, 1)
    for rule in (tw.lbfgs, tw.adam):  # one form of result, whichever door
        calls.clear()
        again = tw.minimize(f, x0, rule, steps=7)
        assert type(again) is type(found)
        assert again.evaluations == len(calls)


def test_the_line_search_keeps_away_from_where_f_is_no_number() -> None:
    def barrier(x: Any) -> tuple[float, Any]:
        with np.errstate(all="ignore"):
            return float(x.sum() - np.log(x).sum()), 1 - 1 / x

    found = tw.lbfgs.minimize(barrier, np.array([1e-3, 30.0]))
    assert_allclose(found.x, [1, 1], rtol=1e-7)


@pytest.mark.parametrize("beyond", [(-5.0, np.nan), (-np.inf, 1.0), (np.nan, 1.0), (np.inf, 1.0)])
def test_a_low_value_that_is_no_number_is_not_believed(beyond: tuple[float, float]) -> None:
    # The first trial, one unit away, lies at 0.5.
    def cliff(x: Any) -> tuple[float, Any]:
        return (10 * (x[0] - 0.1) ** 2, 20 * (x - 0.1)) if x[0] < 0.2 else (beyond[0], np.full(1, beyond[1]))

    assert_allclose(tw.lbfgs.minimize(cliff, np.array([-0.5])).x, [0.1], rtol=1e-7)


def test_a_flat_place_higher_up_is_no_answer() -> None:
    # f(1) = 1/2 is a maximum, where the first trial lands; f(1/6) is the minimum between.
    found = tw.lbfgs.minimize(lambda x: (float(-x + 3.5 * x**2 - 2 * x**3), -1 + 7 * x - 6 * x**2), np.array(0.0))
    assert_allclose(found.x, 1 / 6, rtol=1e-7)


def test_where_nothing_lower_is_found() -> None:
    # A gradient that points uphill: along it f rises at every distance.
    found = tw.lbfgs.minimize(lambda x: (float(x @ x), -2 * x), np.array([1.0, 2.0]))
    assert found.stopped == "no lower value"
    assert found.steps == 0
    assert found.evaluations == 31
    # float32 comes to its rounding error long before 1e-8.
    found = tw.lbfgs.minimize(quadratic, np.zeros((2, 3), np.float32))
    assert found.x.dtype == found.gradient.dtype == np.float32
    assert_allclose(found.x, np.ones((2, 3)), atol=1e-3)


def test_a_whole_model_is_fitted() -> None:
    data = tw.training.digits(seed=0)
    model = tw.models.mlp([64, 10], seed=0)
    X, y = data.X_train[:300], data.y_train[:300]

    def f(parameters: Any) -> tuple[float, Any]:
        model.parameters[...] = parameters
        return model.value_and_grad(tw.cross_entropy, X, y)

    found = tw.lbfgs.minimize(f, model.parameters.copy(), steps=30)
    assert found.value < 1e-2


@pytest.mark.parametrize(
    "act, kind, message",
    [
        (lambda: tw.lbfgs(history=0), RangeError, r"lbfgs: history must lie in the whole numbers of \[1, inf\), got 0"),
        (lambda: tw.lbfgs(c1=0.95), RangeError, "lbfgs: needs c1 < c2, got c1=0.95, c2=0.9"),
        (lambda: tw.lbfgs(lr=1.0), UnknownNameError, "lbfgs has no hyperparameter 'lr'; it has 'c1', 'c2', 'history'"),
        (lambda: tw.lbfgs.minimize(rosenbrock, [0.0, 0.0], steps=0), RangeError, "steps must lie in the whole numbers"),
        (lambda: tw.lbfgs.minimize(rosenbrock, [0, 0]), DtypeError, "x0 is int64; a descent needs floating point"),
        (lambda: tw.lbfgs.minimize(lambda x: (1.0, 1.0), [0.0, 0.0]), ShapeError, r"has shape \(\), not \(2,\) as x0"),
        (lambda: tw.lbfgs.minimize(lambda x: (np.nan, x), [1.0]), NonFiniteError, r"not finite at x0 \(f = nan\)"),
        (lambda: tw.lbfgs.minimize(lambda x: (1.0, x / 0.0), [1.0]), NonFiniteError, "its gradient is not finite"),
        (lambda: tw.lbfgs.step(np.ones(2), np.ones(2), None), MissingError, "lbfgs has no single step"),
        (lambda: tw.lbfgs.init(np.ones(2)), MissingError, r"call lbfgs.minimize\(f, x0, steps=...\)"),
    ],
)
def test_mistakes(act: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message), np.errstate(all="ignore"):
        act()


def test_hyperparameters_are_shown_and_kept_apart() -> None:
    assert repr(tw.lbfgs(history=5)) == "lbfgs(history=5, c1=0.0001, c2=0.9, tolerance=1e-08)"
    assert tw.lbfgs.history == 10


@pytest.mark.parametrize("degree", [3, 5, 8])
def test_a_bracket_that_shrinks_to_nothing_ends_the_search(degree: int) -> None:
    """Polynomials over a long range: columns of so different sizes that the last digits of f decide."""
    t = np.linspace(0, 12, 25)
    columns, y = np.vander(t, degree + 1), np.cos(t / 4)

    def f(x: Any) -> tuple[float, Any]:
        error = columns @ x - y
        return float(np.mean(error**2)), 2 * columns.T @ error / len(t)

    found = tw.minimize(f, np.zeros(degree + 1), tw.lbfgs, steps=3000)
    assert found.stopped in ("no lower value", "tolerance", "steps")
    assert found.value < np.mean(y**2) / 2
