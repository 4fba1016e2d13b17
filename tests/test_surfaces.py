"""Surfaces: the gradient is the derivative, the minima are minima, the curvature is the Hessian's."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.formula.errors import ShapeError
from talweg.surfaces import SURFACES

from conftest import tried

surfaces = pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))


def points(surface: tw.Surface, count: int = 25) -> np.ndarray:
    (left, right), (bottom, top) = surface.view
    return np.random.default_rng(4).uniform((left, bottom), (right, top), size=(count, 2))


def hessian(surface: tw.Surface, point: np.ndarray, step: float = 1e-5) -> np.ndarray:
    ahead = [surface.value_and_grad(point + step * axis)[1] for axis in np.eye(2)]
    behind = [surface.value_and_grad(point - step * axis)[1] for axis in np.eye(2)]
    return (np.array(ahead) - np.array(behind)) / (2 * step)


@surfaces
def test_gradient_is_the_derivative(surface: tw.Surface) -> None:
    surface = surface(**tried(surface.formula))
    for x, y in points(surface):
        h = 1e-6
        dx, dy = surface.gradient(x, y)
        assert_allclose(dx, (surface.value(x + h, y) - surface.value(x - h, y)) / (2 * h), rtol=1e-6, atol=1e-6)
        assert_allclose(dy, (surface.value(x, y + h) - surface.value(x, y - h)) / (2 * h), rtol=1e-6, atol=1e-6)


@surfaces
def test_minima_and_start(surface: tw.Surface) -> None:
    values = surface.value(*points(surface, 2000).T)
    for minimum in surface.minima:
        assert_allclose(surface.gradient(*minimum), 0, atol=1e-9)
        assert (np.linalg.eigvalsh(hessian(surface, np.array(minimum))) > 0).all()
        assert surface.value(*minimum) <= values.min()
    for point in (surface.start, *surface.minima):
        assert all(low <= at <= high for at, (low, high) in zip(point, surface.view, strict=True))


@surfaces
def test_curvature_is_the_largest_eigenvalue(surface: tw.Surface) -> None:
    for each in (surface, surface(**tried(surface.formula))):
        largest = each.curvature()
        for point in points(each, 5) if largest is not None else ():
            assert_allclose(np.linalg.eigvalsh(hessian(each, point)).max(), largest, rtol=1e-6)


def test_valley() -> None:
    valley = tw.surfaces.valley(kappa=10)
    assert valley.value(5, 3) == 25 + 90
    assert valley.curvature() == 20
    assert tw.surfaces.valley(kappa=0.5).curvature() == 2
    value, gradient = valley.value_and_grad([5, 3])
    assert value == 115
    assert_allclose(gradient, [10, 60])
    with pytest.raises(ShapeError, match=r"a point is an array of shape \(2,\), got \(3,\)"):
        valley.value_and_grad([1, 2, 3])
