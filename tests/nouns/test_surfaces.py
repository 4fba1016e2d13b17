"""Surfaces: the gradient is the derivative, the minima are minima, the curvature is the Hessian's."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import ShapeError
from talweg.surfaces import SURFACES

from conftest import tried

surfaces = pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))

# The value at the minima, and f somewhere else, as the literature prints both (or a hand works them out).
PRINTED: dict[str, tuple[float, float, tuple[float, float], float]] = {
    "valley": (0, 1e-12, (5, 3), 115),
    "rotated_valley": (0, 1e-12, (np.cos(0.5), np.sin(0.5)), 1),
    "sphere": (0, 1e-12, (3, 4), 25),
    "booth": (0, 1e-12, (0, 0), 74),
    "matyas": (0, 1e-12, (1, 0), 0.26),
    "rosenbrock": (0, 1e-12, (-1.2, 1), 24.2),
    "beale": (0, 1e-12, (0, 0), 14.203125),
    "saddle": (-0.5, 1e-12, (2, 0), 4),
    "cliff": (0, 1e-12, (0, 0), 1.45),
    "sharp_and_flat": (0, 1e-12, (0, 0), 100 / 26),
    "himmelblau": (0, 1e-12, (0, 0), 170),
    "three_hump_camel": (0, 1e-12, (1, 1), 2 - 1.05 + 1 / 6 + 2),
    "six_hump_camel": (-1.031628453, 1e-9, (1, 1), 4 - 2.1 + 1 / 3 + 1),
    "styblinski_tang": (-78.33233140754282, 1e-12, (0, 1), -5),
    "branin": (0.397887, 1e-6, (0, 0), 55.602112642270262),
    "goldstein_price": (3, 1e-12, (0, 0), 600),
    "levy13": (0, 1e-12, (0, 0), 2),
    "rastrigin": (0, 1e-12, (0.5, 0), 20.25),
    "ackley": (0, 1e-12, (1, 0), 20 - 20 * np.exp(-0.2 * np.sqrt(0.5))),
}


def points(surface: tw.Surface, count: int = 25) -> np.ndarray:
    (left, right), (bottom, top) = surface.view
    return np.random.default_rng(4).uniform((left, bottom), (right, top), size=(count, 2))


def hessian(surface: tw.Surface, point: np.ndarray, step: float = 1e-5) -> np.ndarray:
    ahead = [surface.value_and_grad(point + step * axis)[1] for axis in np.eye(2)]
    behind = [surface.value_and_grad(point - step * axis)[1] for axis in np.eye(2)]
    return (np.array(ahead) - np.array(behind)) / (2 * step)


def symbolic(surface: tw.Surface) -> tuple[Any, Any, Any]:
    """The three results as expressions of SymPy over the symbols x and y, from the formula's own lines."""
    functions = {name: getattr(sympy, name) for name in ("sin", "cos", "exp", "log", "sqrt", "tanh", "sign", "pi")}
    functions |= {"e": sympy.E, "abs": sympy.Abs, "maximum": sympy.Max, "minimum": sympy.Min}
    numpy = SimpleNamespace(**functions, where=lambda test, a, b: sympy.Piecewise((a, test), (b, True)))
    x, y = sympy.symbols("x y", real=True)
    names: dict[str, Any] = {"np": numpy, "x": x, "y": y}
    names |= {name: sympy.Float(value, 40) for name, value in surface.hyper.items()}

    def evaluate(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), surface.name, "eval"), names)

    for each in surface.formula.assignments:
        names[each.name] = evaluate(each.value)
    f, dx, dy = (evaluate(result) for result in surface.formula.results)
    return f, dx, dy


@surfaces
def test_gradient_is_the_derivative(surface: tw.Surface) -> None:
    surface = surface(**tried(surface.formula))
    for x, y in points(surface):
        h = 1e-6
        dx, dy = surface.gradient(x, y)
        assert_allclose(dx, (surface.value(x + h, y) - surface.value(x - h, y)) / (2 * h), rtol=1e-6, atol=1e-6)
        assert_allclose(dy, (surface.value(x, y + h) - surface.value(x, y - h)) / (2 * h), rtol=1e-6, atol=1e-6)


@surfaces
def test_gradient_is_the_derivative_by_sympy(surface: tw.Surface) -> None:
    surface = surface(**tried(surface.formula))
    f, dx, dy = symbolic(surface)
    for point in points(surface, 3):
        at = dict(zip(sympy.symbols("x y", real=True), (sympy.Float(float(each), 40) for each in point), strict=True))
        value, slope = surface.value_and_grad(point)
        assert_allclose(value, float(f.subs(at).evalf(30)), rtol=1e-11, atol=1e-11)
        for ours, printed, symbol in zip(slope, (dx, dy), at, strict=True):
            exact = sympy.diff(f, symbol).subs(at).evalf(30)
            # 1e-20: decimal numbers of the formula, such as 2.1, are floats of 1e-16; both sides hold the same ones.
            assert abs(printed.subs(at).evalf(30) - exact) <= 1e-14 * max(1, abs(exact))
            assert_allclose(ours, float(exact), rtol=1e-10, atol=1e-10)


@surfaces
def test_minima_and_start(surface: tw.Surface) -> None:
    values = surface.value(*points(surface, 2000).T)
    for minimum in surface.minima:
        assert_allclose(surface.gradient(*minimum), 0, atol=1e-9)
        assert (np.linalg.eigvalsh(hessian(surface, np.array(minimum))) > 0).all()
        assert surface.value(*minimum) <= values.min()
        assert_allclose(surface.value(*minimum), surface.lowest, rtol=1e-13, atol=1e-13)  # all are lowest
    for point in (surface.start, *surface.minima):
        assert all(low <= at <= high for at, (low, high) in zip(point, surface.view, strict=True))
    assert surface.lowest is None or surface.value(*surface.start) > surface.lowest + 0.1
    assert np.isfinite(surface.value_and_grad(surface.start)[1]).all()


@pytest.mark.parametrize("name", PRINTED)
def test_the_printed_values(name: str) -> None:
    lowest, off, elsewhere, there = PRINTED[name]
    assert_allclose(SURFACES[name].value(*elsewhere), there, rtol=1e-12)
    assert abs(SURFACES[name].lowest - lowest) <= off


@pytest.mark.parametrize("surface", [each for each in SURFACES.values() if each.name != "ackley"], ids=lambda s: s.name)
def test_minima_are_right_to_the_last_digits(surface: tw.Surface) -> None:
    # Newton's method in 40 digits, from the minimum as it is written: it must not move.
    _, dx, dy = symbolic(surface)
    x, y = sympy.symbols("x y", real=True)
    slopes = sympy.lambdify((x, y), (dx, dy), "mpmath")
    with mpmath.workdps(40):
        for minimum in surface.minima:
            exact = mpmath.findroot(slopes, [mpmath.mpf(each) for each in minimum], tol=1e-30)
            assert all(abs(mpmath.mpf(a) - b) < 5e-15 for a, b in zip(minimum, exact, strict=True)), exact


@surfaces
def test_there_is_no_lower_place_in_view(surface: tw.Surface) -> None:
    (left, right), (bottom, top) = surface.view
    grid = surface.value(*np.meshgrid(np.linspace(left, right, 401), np.linspace(bottom, top, 301)))
    assert surface.lowest is None or grid.min() >= surface.lowest
    assert grid.shape == (301, 401)


@surfaces
def test_curvature_is_the_largest_eigenvalue(surface: tw.Surface) -> None:
    for each in (surface, surface(**tried(surface.formula))):
        largest = each.curvature()
        hessians = [hessian(each, point) for point in points(each, 5)]
        quadratic = all(np.allclose(hessians[0], other, rtol=1e-4, atol=1e-4) for other in hessians)
        assert quadratic == (largest is not None)
        for matrix in hessians if largest is not None else ():
            assert_allclose(np.linalg.eigvalsh(matrix).max(), largest, rtol=1e-6)


def test_valley() -> None:
    valley = tw.surfaces.valley(kappa=10)
    assert next(iter(SURFACES)) == "valley"
    assert valley.value(5, 3) == 25 + 90
    assert valley.curvature() == 20
    assert tw.surfaces.valley(kappa=0.5).curvature() == 2
    value, gradient = valley.value_and_grad([5, 3])
    assert value == 115
    assert_allclose(gradient, [10, 60])
    with pytest.raises(ShapeError, match=r"a point is an array of shape \(2,\), got \(3,\)"):
        valley.value_and_grad([1, 2, 3])


def test_the_rotated_valley_is_the_valley_turned() -> None:
    angle = 0.7
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned, valley = tw.surfaces.rotated_valley(kappa=30, angle=angle), tw.surfaces.valley(kappa=30)
    for point in points(valley, 5):
        value, slope = valley.value_and_grad(point)
        ours, ours_slope = turned.value_and_grad(turn @ point)
        assert_allclose(ours, value, rtol=1e-13)
        assert_allclose(ours_slope, turn @ slope, rtol=1e-12, atol=1e-12)
    # SGD and momentum walk the same path, turned; Adam does not.
    rules = [tw.sgd(lr=0.01), tw.momentum(lr=0.01), tw.adam(lr=0.1)]
    plain = tw.race(valley, rules, start=(5, 3), steps=30)
    walked = tw.race(turned, rules, start=tuple(turn @ (5, 3)), steps=30)
    for rule in rules:
        gap = np.abs(walked.paths[rule.name] - plain.paths[rule.name] @ turn.T).max()
        assert (gap < 1e-10) == (rule.name != "adam")


def test_ackley_at_its_tip() -> None:
    ackley = tw.surfaces.ackley
    assert ackley.value_and_grad((0, 0))[0] == pytest.approx(0, abs=1e-14)
    assert_allclose(ackley.value_and_grad((0, 0))[1], 0)
    for x, y in ((1e-9, 0), (0, -1e-9), (1e-9, 1e-9)):
        assert_allclose(np.hypot(*ackley.gradient(x, y)), 4 / np.sqrt(2), rtol=1e-6)


def test_what_the_surfaces_are_for() -> None:
    # A rate above 1 / sharpness cannot stay in the sharp minimum, one below can.
    ground = tw.surfaces.sharp_and_flat(sharpness=25)
    assert_allclose(np.diag(hessian(ground, np.array([-2.0, 0]), 1e-6)), 50, rtol=1e-4)
    assert_allclose(np.diag(hessian(ground, np.array([2.0, 0]), 1e-6)), 2, rtol=1e-4)
    for lr, stays in ((0.035, True), (0.07, False)):
        end = tw.race(ground, [tw.sgd(lr=lr)], start=(-2.01, 0.005), steps=400).paths["sgd"][-1]
        assert (np.hypot(*(end - (-2, 0))) < 1e-6) == stays
    # From a start on the ridge the gradient leads to the saddle and stays there.
    ridge = tw.race(tw.surfaces.saddle, [tw.sgd(lr=0.1)], start=(2, 0), steps=200)
    assert_allclose(ridge.paths["sgd"][-1], 0, atol=1e-9)
    # On the cliff the gradient is far larger than beside it.
    cliff = tw.surfaces.cliff
    assert cliff.gradient(0, 0)[0] > 10 * max(cliff.gradient(2, 0)[0], cliff.gradient(-1, 0)[0])
