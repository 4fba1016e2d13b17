"""Losses: right to the last digits at the extremes, with the derivative of what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.formula.errors import DtypeError, LabelError, ShapeError
from talweg.losses import LOSSES

from conftest import tried
from digits import exactly, mp, number

losses = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
EXTREMES = [-1e30, -1e4, -800.0, -40.0, -1.5, -1e-9, 0.0, 1e-9, 0.3, 2.0, 36.0, 745.0, 1e4, 1e30]


def examples(loss: tw.Loss, share: float) -> list[tuple[Any, Any]]:
    """Predictions at the extremes, each with a target: `share` for the first class and the rest for the second."""
    if loss.rowwise:
        return [(np.array([[a, b, 0.5]]), np.array([[share, 1 - share, 0.0]])) for a in EXTREMES for b in EXTREMES]
    return [(np.array([z]), np.array([share])) for z in EXTREMES]


@losses
@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_extremes(loss: tw.Loss, share: float) -> None:
    each = []
    for y_hat, y in examples(loss, share):
        value, slope = loss.value_and_grad(y_hat, y)
        exact, exact_slope = exactly(loss, y_hat[0], y[0])
        # Beside a logit of 1e30 the loss carries that logit's own rounding.
        assert_allclose(value, float(exact), rtol=1e-13, atol=1e-16 * max(1.0, np.abs(y_hat).max()))
        assert_allclose(slope[0], np.array(exact_slope, dtype=float), rtol=1e-12, atol=1e-15)
        each.append((value, slope[0]))
    # The batch is the mean of its examples.
    together = tuple(np.concatenate(part) for part in zip(*examples(loss, share), strict=True))
    value, slope = loss.value_and_grad(*together)
    assert_allclose(value, np.mean([v for v, _ in each]), rtol=1e-12)
    assert_allclose(slope * len(each), [s for _, s in each], rtol=1e-12, atol=1e-300)  # denormals lose digits


@losses
def test_gradient_is_the_derivative(loss: tw.Loss) -> None:
    loss = loss.replace(**tried(loss.formula))
    draw, step = np.random.default_rng(2), mp.mpf(10) ** -25
    for _ in range(20):
        size = 5 if loss.rowwise else 1
        y_hat, y = 3 * draw.normal(size=size), draw.dirichlet(np.ones(size)) if loss.rowwise else draw.uniform(size=1)
        for k in range(size):
            up, down = number(y_hat), number(y_hat)
            up[k], down[k] = up[k] + step, down[k] - step
            if loss.rowwise:
                points, its, slope = (up, down), y, exactly(loss, y_hat, y)[1][k]
            else:
                points, its, slope = (up[0], down[0]), y[0], exactly(loss, y_hat[0], y[0])[1]
            above, below = (exactly(loss, point, its)[0] for point in points)
            assert abs((above - below) / (2 * step) - slope) < 1e-15 * max(1, abs(slope))


def test_the_lesson_s_numbers() -> None:
    logits = np.log([[0.2, 0.7, 0.1]])
    assert_allclose(tw.cross_entropy(logits, [1]), 0.357, atol=5e-4)
    z = np.log([0.02 / 0.98])  # p = 0.02 where y = 1
    assert_allclose(np.hstack(tw.binary_cross_entropy.value_and_grad(z, [1.0])), (3.912, -0.98), atol=5e-4)
    assert_allclose(np.hstack(tw.squared_sigmoid.value_and_grad(z, [1.0])), (0.9604, -0.0384), atol=5e-5)
    assert tw.mse([4.0, 2.0], [0.0, 0.0]) == 10.0
    assert_array_equal(tw.mse.value_and_grad([4.0, 2.0], [0.0, 0.0])[1], [4.0, 2.0])


def test_labels_in_three_forms_are_one_loss() -> None:
    z = np.random.default_rng(0).normal(size=(6, 4))
    y = np.array([0, 3, 1, 1, 2, 0])
    value, slope = tw.cross_entropy.value_and_grad(z, y)
    for target in (y.astype(np.uint8), tw.one_hot(y, 4), tw.one_hot(y, 4).astype(np.float32)):
        other, its = tw.cross_entropy.value_and_grad(z, target)
        assert_allclose(other, value, rtol=1e-15)
        assert_allclose(its, slope, rtol=1e-13, atol=1e-17)


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: tw.mse(np.ones(3), np.ones((3, 1))), ShapeError, r"predictions \(3,\) and targets \(3, 1\) differ"),
        (lambda: tw.mse([], []), ShapeError, "an empty batch has no mean"),
        (lambda: tw.mse([1j], [1.0]), DtypeError, "predictions must be real numbers, got complex128"),
        (lambda: tw.mse([1.0], ["a"]), DtypeError, "targets must be numbers"),
        (lambda: tw.cross_entropy(np.ones(3), [1, 1, 1]), ShapeError, r"logits must have shape \(examples, classes\)"),
        (lambda: tw.cross_entropy(np.ones((0, 3)), []), ShapeError, "an empty batch has no mean"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0, 3]), LabelError, "label 3 of example 1 is not one of 0 to 2"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [-1, 0]), LabelError, "label -1 of example 0"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0.0, 1.0]), LabelError, "class indices must be integers"),
        (
            lambda: tw.cross_entropy(np.ones((1, 2)), [[0.7, 0.7]]),
            LabelError,
            r"row 0 of the targets must be probabilities \(not negative, sum 1\), got \[0.7 0.7\] with sum 1.4",
        ),
        (lambda: tw.cross_entropy(np.ones((1, 2)), [[1.5, -0.5]]), LabelError, "row 0 of the targets"),
        (lambda: tw.cross_entropy(np.ones((1, 2)), [[np.nan, 1]]), LabelError, "row 0 of the targets"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0, 1, 2]), ShapeError, r"class indices of shape \(2,\) or rows of"),
        (lambda: tw.one_hot([0, 5], 3), LabelError, r"labels must lie in \[0, 2\], got 0 to 5"),
    ],
)
def test_bad_input_is_named(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


@losses
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_the_gradient_has_the_prediction_s_shape_and_dtype(loss: tw.Loss, dtype: Any) -> None:
    y_hat = np.linspace(-1, 1, 12, dtype=dtype).reshape(4, 3)
    y = [0, 1, 2, 0] if loss.rowwise else np.ones((4, 3))
    value, gradient = loss.value_and_grad(y_hat[:, ::-1], y)
    assert gradient.shape == (4, 3)
    assert gradient.dtype == dtype
    assert np.isclose(value, loss(y_hat[:, ::-1].astype(float), y), rtol=1e-2)
