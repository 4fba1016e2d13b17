"""check_gradient: right gradients agree, wrong ones are found, with the component and both numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.errors import DtypeError, NonFiniteError, RangeError, ShapeError
from talweg.losses import cross_entropy, mse
from talweg.models import mlp
from talweg.surfaces import SURFACES
from talweg.training import check_gradient


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_passes(name: str) -> None:
    surface = SURFACES[name]
    for point in (surface.start, (0.3, -0.7), (1e-3, 2.0)):
        found = check_gradient(surface.value_and_grad, np.array(point))
        assert found, str(found)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "ackley", "valley"])
def test_an_error_of_a_thousandth_is_found(name: str, scale: float) -> None:
    surface = SURFACES[name]

    def right(w: Any) -> tuple[float, Any]:
        value, gradient = surface.value_and_grad(w)
        return scale * value, scale * gradient

    def wrong(w: Any) -> tuple[float, Any]:
        value, gradient = right(w)
        return value, gradient * [1.0, 1.001]

    x = np.array([0.7, -1.2])
    assert check_gradient(right, x)
    found = check_gradient(wrong, x)
    assert not found
    assert found.worst.where == "w[1]"
    assert found.worst.analytic == pytest.approx(1.001 * right(x)[1][1], rel=1e-12)
    assert found.worst.numeric == pytest.approx(right(x)[1][1], rel=1e-7)
    assert str(found).startswith("the gradient is wrong: worst of 2 at w[1], where it is ")


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
def test_components_of_every_size(size: float) -> None:
    x = np.array([size, -3 * size])
    found = check_gradient(lambda w: (float(np.sum((w / size) ** 3)), 3 * w**2 / size**3), x)
    assert found, str(found)


def test_a_network_by_samples_and_directions() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, 20)), rng.integers(0, 4, 7)
    model = mlp([20, 30, 4], activation="tanh")
    start = model.parameters.copy()

    def f(w: Any, broken: Any = ()) -> tuple[float, Any]:
        model.parameters[...] = w
        value, gradient = model.value_and_grad(cross_entropy, X, y)
        gradient[list(broken)] *= 1.01
        return value, gradient

    found = check_gradient(f, start, components=40, directions=5)
    assert found, str(found)
    assert found.checked == 45
    # One wrong layer: no sampled component need be in it, but every direction is.
    wrong = check_gradient(lambda w: f(w, range(630, 754)), start, components=1, directions=5, seed=3)
    assert not wrong
    assert wrong.worst.where.startswith("random direction")
    assert_array_equal(start, mlp([20, 30, 4], activation="tanh").parameters)


def test_float32_is_judged_by_its_own_precision() -> None:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(5, 3)).astype(np.float32), rng.normal(size=5)
    model = mlp([3, 4, 1], activation="tanh", dtype=np.float32)

    def f(w: Any, factor: float = 1.0) -> tuple[float, Any]:
        assert w.dtype == np.float32
        model.parameters[...] = w
        value, gradient = model.value_and_grad(mse, X, y)
        return value, gradient * np.float32(factor)

    x = model.parameters.copy()
    assert check_gradient(f, x)
    assert not check_gradient(lambda w: f(w, 1.1), x)


def test_a_nest_names_the_array_and_the_component() -> None:
    def f(w: Any) -> tuple[float, Any]:
        a, (b, c) = w["a"], w["b"]
        value = float(np.sum(a**2)) + float(np.sum(np.sin(b))) * float(c)
        wrong = np.cos(b) * c
        wrong[1, 0] += 0.5
        return value, {"a": 2 * a, "b": [wrong, np.array(np.sum(np.sin(b)))]}

    x = {"a": np.ones(3), "b": [np.arange(4.0).reshape(2, 2), np.array(2.0)]}
    found = check_gradient(f, x)
    assert found.worst.where == "w['b'][0][1, 0]"
    assert found.worst.analytic == pytest.approx(2 * np.cos(2.0) + 0.5)
    assert found.worst.numeric == pytest.approx(2 * np.cos(2.0), rel=1e-9)
    assert found.checked == 8
    assert_array_equal(x["b"][0], np.arange(4.0).reshape(2, 2))


def test_at_a_kink_any_slope_between_agrees() -> None:
    for slope in (-1.0, 0.0, 0.4, 1.0):
        found = check_gradient(lambda w, g=slope: (float(np.abs(w[0])), np.array([g])), np.zeros(1))
        assert found
        assert (found.worst.left, found.worst.right) == pytest.approx((-1, 1))
    outside = check_gradient(lambda w: (float(np.abs(w[0])), np.array([1.2])), np.zeros(1))
    assert not outside
    assert str(outside).endswith("; a kink: -1 on the left, 1 on the right")


def test_a_curve_is_no_kink() -> None:
    def f(w: Any, factor: float = 1.0) -> tuple[float, Any]:
        return float(1000 * w[0] ** 2), factor * 2000 * w

    x = np.array([1e-3])
    assert not check_gradient(f, x).worst.kink
    assert not check_gradient(lambda w: f(w, 1.0005), x)  # well between the slopes a millionth to either side


def test_the_differences_are_as_good_as_float64_allows() -> None:
    for value, slope in ((np.exp, np.exp), (np.sin, np.cos)):
        for x in (0.3, 1.0, 2.5):
            worst = check_gradient(lambda w, f=value, d=slope: (float(f(w[0])), d(w)), np.array([x])).worst
            assert worst.numeric == pytest.approx(slope(x), rel=8e-12)
            assert abs(worst.numeric - slope(x)) < worst.error < 1e-10 * abs(slope(x))


def test_a_gradient_that_is_not_a_number_is_wrong() -> None:
    found = check_gradient(lambda w: (float(w @ w), np.array([2 * w[0], np.nan])), np.ones(2))
    assert not found
    assert found.worst.where == "w[1]"


def test_what_is_refused() -> None:
    def f(w: Any) -> tuple[float, Any]:
        return float(np.sum(w**2)), 2 * w

    for x, keywords, kind, message in (
        (np.ones(2), {"components": 0}, RangeError, "check_gradient: components must lie in the whole numbers"),
        (np.array([1.0, np.inf]), {}, NonFiniteError, "check_gradient: w is not finite"),
        (np.zeros(0), {}, ShapeError, "check_gradient: x has no components"),
        ([1.0], {}, DtypeError, r"w\[0\] is a float"),
        (np.arange(3), {}, DtypeError, "check_gradient: w is int64; differences need floating point"),
    ):
        with pytest.raises(kind, match=message):
            check_gradient(f, x, **keywords)
    with pytest.raises(ShapeError, match=r"the gradient of w has shape \(2, 1\), not \(2,\)"):
        check_gradient(lambda w: (float(w @ w), w[:, None]), np.ones(2))
    with pytest.raises(NonFiniteError, match="check_gradient: f is nan at x; choose an x where it is finite"):
        check_gradient(lambda w: (float("nan"), w), np.ones(2))
