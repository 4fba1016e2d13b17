"""check_gradient: right gradients agree, wrong ones are found, with the component and both numbers."""

from __future__ import annotations

import math
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


def single(seed: int, factor: float, outer: type = np.float32) -> Any:
    """A ReLU network that computes in float32, its gradient times a factor; and weights of the outer type."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(12, 3)).astype(np.float32), rng.integers(0, 2, 12)
    model = mlp([3, 6, 2], seed=seed, dtype=np.float32)
    start = model.parameters.astype(outer)

    def f(w: Any) -> tuple[float, Any]:
        model.parameters[...] = w
        value, gradient = model.value_and_grad(cross_entropy, X, y)
        return value, (factor * gradient).astype(outer)

    return f, start


@pytest.mark.parametrize("seed", range(100, 106))
def test_single_precision_tells_right_from_wrong_beside_kinks(seed: int) -> None:
    assert check_gradient(*single(seed, 1.0), components=20, directions=4).agrees
    assert check_gradient(*single(seed, 1.2), components=20, directions=4).agrees is False


@pytest.mark.parametrize("seed", range(100, 104))
def test_single_precision_inside_is_seen_from_what_f_answers(seed: int) -> None:
    assert check_gradient(*single(seed, 1.0, float), components=20, directions=4).agrees is not False
    assert check_gradient(*single(seed, 1.3, float), components=20, directions=4).agrees is False


@pytest.mark.parametrize("unit", [1e-15, 1e-6, 1e3, 1e12])
@pytest.mark.parametrize("height", [1e-30, 1.0, 1e30])
def test_any_scale_of_x_and_of_f(unit: float, height: float) -> None:
    def f(w: Any, factor: float = 1.0) -> tuple[float, Any]:
        far = w / [unit, 1.0, unit]
        value = height * (np.exp(-far[0]) + np.sin(far[1]) + far[2] + 1.5)
        return float(value), factor * height * np.array([-np.exp(-far[0]) / unit, np.cos(far[1]), 1 / unit])

    x = np.array([unit, 0.8, 0.0])
    assert check_gradient(f, x).agrees
    for factor in (0.0, -1.0, 1.01):
        assert check_gradient(lambda w, k=factor: f(w, k), x).agrees is False


def test_an_f_that_ends_near_x_is_asked_only_inside_in_the_end() -> None:
    def f(w: Any, factor: float = 1.0) -> tuple[float, Any]:
        return sum(math.log(each) for each in w), factor / w  # raises ValueError beyond 0

    x = np.array([3e-9, 2.0])
    assert check_gradient(f, x).agrees
    assert check_gradient(lambda w: f(w, 1.05), x).agrees is False


@pytest.mark.parametrize("at, f", [(0.0, np.sqrt), (1.0, np.floor)])
def test_at_an_end_or_a_jump_it_cannot_tell(at: float, f: Any) -> None:
    found = check_gradient(lambda w: (float(f(w[0])), np.ones(1)), np.array([at]))
    assert found.agrees is None
    assert not found
    assert found.verdict == "cannot tell"
    assert "take an x away from" in str(found)


def test_a_constant_is_known_to_have_no_slope() -> None:
    assert check_gradient(lambda w: (3.0, np.zeros(2)), np.ones(2)).agrees
    # A slope too small to be seen beside the 3 is not called wrong.
    assert check_gradient(lambda w: (3.0, np.full(2, 1e-80)), np.ones(2)).agrees is None


@pytest.mark.parametrize("random", ["value", "gradient"])
def test_an_f_that_answers_differently_is_found_by_asking_again(random: str) -> None:
    rng = np.random.default_rng(0)

    def f(w: Any) -> tuple[float, Any]:
        kept = rng.random(4) > 0.5
        value = float((w * kept).sum()) if random == "value" else float(w.sum())
        return value, 1.0 * kept if random == "gradient" else np.ones(4)

    found = check_gradient(f, np.arange(1.0, 5.0))
    assert found.agrees is None
    assert "asked again at the same x" in str(found)
    assert "no dropout" in found.reason


def test_an_f_that_changes_later_is_found_too() -> None:
    count = iter(range(10_000))
    found = check_gradient(lambda w: (float(w.sum()) + (next(count) > 60), np.ones(5)), np.arange(5.0))
    assert found.agrees is None


def test_an_f_that_changes_x_is_handed_a_copy() -> None:
    x = np.arange(1.0, 4.0)

    def f(w: Any) -> tuple[float, Any]:
        w *= 2
        return float(w @ w), 4 * w

    assert check_gradient(f, x)
    assert_array_equal(x, [1, 2, 3])


def test_a_gradient_of_infinity_is_wrong_where_a_slope_is_seen() -> None:
    x = np.linspace(1, 2, 60)
    gradient = 2 * x
    gradient[41] = np.inf
    found = check_gradient(lambda w: (float(w @ w), gradient), x, components=2)
    assert found.agrees is False
    assert found.worst.where == "w[41]"  # though only two were to be drawn


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
    for answer, kind, message in (
        (1.0, ShapeError, r"f must return a pair \(value, gradient\), got a float"),
        ((np.ones(2), np.ones(2)), ShapeError, r"the value of f must be one number, got shape \(2,\)"),
        ((1j, np.ones(2)), DtypeError, "the value of f must be a real number, got 1j"),
        ((1.0, np.ones(2) * 1j), DtypeError, "the gradient of w is complex128; it must hold real numbers"),
        ((1.0, np.array(["a", "b"])), DtypeError, "the gradient of w is <U1; it must hold real numbers"),
    ):
        with pytest.raises(kind, match=message):
            check_gradient(lambda _, a=answer: a, np.ones(2))


@pytest.mark.parametrize("seed", [2, 16, 101])
def test_a_right_gradient_among_kinks_of_single_precision_is_never_called_wrong(seed: int) -> None:
    """Two kinks within one step: the first is seen, and the second moves what is read beside it."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(20, 4)).astype(np.float32), rng.integers(0, 3, 20)
    model = mlp([4, 8, 3], seed=seed, dtype=np.float32)
    w = model.parameters.copy()

    def f(v: Any) -> Any:
        model.parameters[...] = v
        return model.value_and_grad(cross_entropy, X, y)

    assert check_gradient(f, w).agrees is not False

    def wrong(v: Any) -> Any:
        value, gradient = f(v)
        return value, 1.2 * gradient

    assert check_gradient(wrong, w).agrees is False
