"""Losses: right to the last digits at the extremes, with the derivative of what they say."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import DeclarationError, DtypeError, LabelError, RangeError, ShapeError, UnknownNameError
from talweg.formula import Positive
from talweg.losses import LOSSES
from talweg.nouns.targets import COUNT, PROBABILITY, SIGN

from conftest import legal_batch, tried
from digits import DIGITS, Row, evaluate, exactly, mp, number, symbols

losses = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
EXTREMES = [-1e30, -1e4, -800.0, -40.0, -1.5, -1e-9, 0.0, 1e-9, 0.3, 2.0, 36.0, 745.0, 1e4, 1e30]


def examples(loss: tw.Loss) -> list[tuple[Any, Any]]:
    """Predictions at the extremes, each with a legal target; of a row, with the share of the first of its classes."""
    shares = (-1.0, 1.0) if loss.targets == SIGN else (0.0, 0.25, 1.0)
    if loss.rowwise:
        rows = ([a, b, 0.5] for a, b in product(EXTREMES, EXTREMES))
        return [(np.array([row]), np.array([[s, 1 - s, 0.0]])) for row, s in product(rows, shares)]
    parts = EXTREMES if len(loss.parts) == 1 else product(EXTREMES, repeat=len(loss.parts))
    return [(np.array([z]), np.array([s])) for z, s in product(parts, shares)]


@losses
@pytest.mark.parametrize("others", [False, True], ids=["defaults", "tried"])
def test_extremes(loss: tw.Loss, others: bool) -> None:
    loss = loss.replace(**tried(loss.formula)) if others else loss
    each = []
    for y_hat, y in examples(loss):
        value, slope = loss.value_and_grad(y_hat, y)
        exact, exact_slope = exactly(loss, y_hat[0], y[0])
        # Beside a logit of 1e30 the loss carries that logit's own rounding.
        assert_allclose(value, float(exact), rtol=1e-13, atol=1e-16 * max(1.0, np.abs(y_hat).max()))
        assert_allclose(slope[0], np.array(exact_slope, dtype=float), rtol=1e-12, atol=1e-15)
        each.append((value, slope[0]))
    # The batch is the mean of its examples.
    together = tuple(np.concatenate(part) for part in zip(*examples(loss), strict=True))
    value, slope = loss.value_and_grad(*together)
    assert_allclose(value, np.mean([v for v, _ in each]), rtol=1e-12)
    assert_allclose(slope * len(each), [s for _, s in each], rtol=1e-12, atol=1e-300)  # denormals lose digits


@pytest.mark.parametrize("name", ["mse", "mae", "huber", "log_cosh", "quantile"])
def test_the_smallest_errors_keep_their_digits(name: str) -> None:
    loss = LOSSES[name]
    for error in (1e-150, 1e-12, 3e-9, 0.1, 0.9999, 1.0, 1.0001, 20.0):
        for y_hat in (-error, error):
            value, slope = loss.value_and_grad([y_hat], [0.0])
            exact, exact_slope = exactly(loss, y_hat, 0.0)
            assert_allclose((value, slope[0]), (float(exact), float(exact_slope)), rtol=2e-15, atol=0)


def exact_target(y: Any, exact: Any) -> Any:
    """A target in another arithmetic; a row's last entry makes its sum exactly 1, as every row loss assumes."""
    if not np.ndim(y):
        return exact(y)
    *others, _ = map(exact, y)
    return Row([*others, 1 - sum(others)])


@losses
def test_gradient_is_the_derivative_in_sixty_digits(loss: tw.Loss) -> None:
    loss = loss.replace(**tried(loss.formula))
    step = mp.mpf(10) ** -20
    for y_hat, y in zip(*legal_batch(loss, 20, np.random.default_rng(2)), strict=True):
        target = exact_target(y, mp.mpf)
        slopes = Row(np.atleast_1d(evaluate(loss, number(y_hat), target, DIGITS)[1]))
        for k, slope in enumerate(slopes):
            up, down = (Row(map(mp.mpf, np.atleast_1d(y_hat))) for _ in range(2))
            up[k], down[k] = up[k] + step, down[k] - step
            points = (up, down) if np.ndim(y_hat) else (up[0], down[0])
            above, below = (evaluate(loss, point, target, DIGITS)[0] for point in points)
            assert abs((above - below) / (2 * step) - slope) < 1e-30 * max(1, abs(slope))


@losses
def test_gradient_is_sympy_s_derivative(loss: tw.Loss) -> None:
    import sympy as sp

    loss = loss.replace(**tried(loss.formula))
    exact = symbols().number
    y_hats, ys = legal_batch(loss, 6, np.random.default_rng(4))
    y_hats, ys = (y_hats[:, :3], ys[:, :3]) if loss.rowwise else (y_hats, ys)
    names = sp.symbols(f"z:{y_hats[0].size}", real=True)
    prediction = Row(names) if y_hats.ndim > 1 else names[0]
    for y_hat, y in zip(y_hats, ys, strict=True):
        value, gradient = evaluate(loss, prediction, exact_target(y, exact), symbols())
        point = dict(zip(names, map(exact, np.atleast_1d(y_hat)), strict=True))
        for name, slope in zip(names, gradient if isinstance(gradient, Row) else [gradient], strict=True):
            derivative = sp.diff(value, name).subs(point).evalf(40)
            assert abs(derivative - slope.subs(point).evalf(40)) < sp.Float("1e-30") * max(1, abs(derivative))


def test_at_a_kink_the_gradient_is_zero() -> None:
    # Between the slopes on both sides: a perfect prediction is left where it is.
    for loss in (tw.mae, tw.huber, tw.quantile, tw.quantile.replace(q=0.9)):
        assert loss.value_and_grad([3.0], [3.0]) == (0.0, [0.0])
    for loss in (tw.hinge, tw.squared_hinge):
        assert loss.value_and_grad([1.0], [1.0]) == (0.0, [0.0])
        assert loss.value_and_grad([-1.0], [-1.0]) == (0.0, [0.0])
    # Huber's two pieces meet in value and in slope.
    assert tw.huber.replace(delta=2.0).value_and_grad([2.0], [0.0]) == (2.0, [2.0])


def test_one_class_is_always_right() -> None:
    for loss in (tw.cross_entropy, tw.cross_entropy.replace(smoothing=0.1), tw.kl_divergence):
        for z in (-1e30, 0.0, 1e30):
            assert loss.value_and_grad([[z]], [0]) == (0.0, [[0.0]])


def test_a_known_distribution_is_best_at_itself() -> None:
    y = np.array([[0.7, 0.3, 0.0], [0.2, 0.2, 0.6]])
    logits = np.where(y > 0, np.log(np.maximum(y, 1e-300)), -1e30)
    value, slope = tw.kl_divergence.value_and_grad(logits, y)
    assert abs(value) < 1e-16
    assert_allclose(slope, 0, atol=1e-16)
    entropy = -np.sum(y[y > 0] * np.log(y[y > 0])) / 2
    assert_allclose(tw.cross_entropy(logits, y), entropy, rtol=1e-15)
    log_rate = np.log(3.0)
    assert_allclose(tw.poisson.value_and_grad([log_rate], [3.0])[1], 0, atol=1e-15)
    spread = 1.5  # the best variance is the squared error
    assert_allclose(tw.gaussian_nll.value_and_grad([[2.0, 2 * np.log(spread)]], [2.0 + spread])[1][0, 1], 0, atol=1e-15)


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
    for loss in (tw.cross_entropy, tw.cross_entropy.replace(smoothing=0.3), tw.kl_divergence):
        value, slope = loss.value_and_grad(z, y)
        for target in (y.astype(np.uint8), tw.one_hot(y, 4), tw.one_hot(y, 4).astype(np.float32)):
            other, its = loss.value_and_grad(z, target)
            assert_allclose(other, value, rtol=1e-15)
            assert_allclose(its, slope, rtol=1e-13, atol=1e-17)


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: tw.mse(np.ones(3), np.ones((3, 1))), ShapeError, r"predictions \(3,\) and targets \(3, 1\) differ"),
        (lambda: tw.mse([], []), ShapeError, "an empty batch has no loss"),
        (lambda: tw.mse([1j], [1.0]), DtypeError, "predictions must be real numbers, got complex128"),
        (lambda: tw.mse([1.0], ["a"]), DtypeError, "targets must be numbers"),
        (lambda: tw.cross_entropy(np.ones((1, 2)), ["a"]), DtypeError, "targets must be numbers"),
        (lambda: tw.cross_entropy(np.ones(3), [1, 1, 1]), ShapeError, r"logits must have shape \(examples, classes\)"),
        (lambda: tw.cross_entropy(np.ones((0, 3)), []), ShapeError, "an empty batch has no loss"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0, 3]), LabelError, "label 3 of example 1 is not one of 0 to 2"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [-1, 0]), LabelError, "label -1 of example 0"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0.0, 1.5]), LabelError, "indices must be whole numbers, got 1.5"),
        (
            lambda: tw.cross_entropy(np.ones((1, 2)), [[0.7, 0.7]]),
            LabelError,
            r"row 0 of the targets must be probabilities \(not negative, sum 1\), got \[0.7 0.7\] with sum 1.4",
        ),
        (lambda: tw.cross_entropy(np.ones((1, 2)), [[1.5, -0.5]]), LabelError, "row 0 of the targets"),
        (lambda: tw.cross_entropy(np.ones((1, 2)), [[np.nan, 1]]), LabelError, "row 0 of the targets"),
        (lambda: tw.cross_entropy(np.ones((2, 3)), [0, 1, 2]), ShapeError, r"class indices of shape \(2,\) or rows of"),
        (lambda: tw.one_hot([0, 5], 3), LabelError, r"labels must lie in \[0, 2\], got 0 to 5"),
        (
            lambda: tw.hinge([0.0, 0.0, 0.0], [1, -1, 0]),
            LabelError,
            r"hinge: labels must be -1 or 1 \(2 \* y - 1 makes them of 0 and 1\), got 0 at \(2,\)",
        ),
        (lambda: tw.hinge([0.0], [np.nan]), LabelError, r"got nan at \(0,\)"),
        (
            lambda: tw.binary_cross_entropy([[0.0, 0.0]], [[0.5, -1.0]]),
            LabelError,
            r"binary_cross_entropy: targets must lie in \[0, 1\], got -1 at \(0, 1\)",
        ),
        (lambda: tw.focal(np.zeros(2, np.float16), [1.5, 1.0]), LabelError, r"lie in \[0, 1\], got 1.5 at \(0,\)"),
        (lambda: tw.squared_sigmoid([0.0], [np.nan]), LabelError, r"lie in \[0, 1\], got nan"),
        (lambda: tw.poisson([0.0], [-1e-9]), LabelError, r"lie in \[0, inf\), got -1e-09 at \(0,\)"),
        (lambda: tw.poisson([0.0], [np.inf]), LabelError, r"lie in \[0, inf\), got inf at \(0,\)"),
        (
            lambda: tw.gaussian_nll(np.ones(3), np.ones(3)),
            ShapeError,
            r"for targets of shape \(3,\), predictions must have shape \(3, 2\), with mean, log_variance side by side",
        ),
        (lambda: tw.quantile.replace(q=1.0), RangeError, r"quantile: q must lie in \(0, 1\), got 1.0"),
        (lambda: tw.huber.replace(delta=lambda t: 1.0), RangeError, "huber: delta must be a number, got <function"),
        (lambda: tw.mse.replace(ignore=0), UnknownNameError, "mse has no hyperparameter 'ignore'; it has none"),
    ],
)
def test_bad_input_is_named(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


def test_the_ends_of_a_legal_range_are_legal() -> None:
    soft = np.random.default_rng(0).dirichlet(np.ones(9), size=99)
    for rows in (soft, soft.astype(np.float32), soft.astype(np.float16)):
        assert np.isfinite(tw.cross_entropy(np.zeros((99, 9), np.float16), rows))
    for dtype in (np.float16, np.float32, np.float64):
        assert np.isfinite(tw.binary_cross_entropy(np.zeros(2, dtype), [0.0, 1.0]))
        assert np.isfinite(tw.poisson(np.zeros(1, dtype), [np.finfo(dtype).max]))
    assert str(COUNT.range) == "[0, inf)"
    assert str(PROBABILITY.range) == "[0, 1]"


@losses
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_the_gradient_has_the_prediction_s_shape_and_dtype(loss: tw.Loss, dtype: Any) -> None:
    y_hat = np.linspace(-1, 1, 12, dtype=dtype).reshape(4, 3)[:, ::-1]
    y: Any = [0, 1, 2, 0] if loss.rowwise else np.ones((4, 3))
    if len(loss.parts) > 1:
        y_hat = np.stack([y_hat] * len(loss.parts), axis=-1)
    value, gradient = loss.value_and_grad(y_hat, y)
    assert gradient.shape == y_hat.shape
    assert gradient.dtype == dtype
    exact, exactly = loss.value_and_grad(y_hat.astype(float), y)
    assert np.isclose(value, exact, rtol=1e-2)
    assert_allclose(gradient.astype(float), exactly, rtol=1e-2, atol=1e-3)


def test_one_number_is_a_batch_of_one() -> None:
    value, gradient = tw.mse.value_and_grad(3.0, 1.0)
    assert (value, gradient.shape, gradient) == (4.0, (), 4.0)


def one_argument(y_hat):
    """Takes no target. Source: none, 2000."""
    return y_hat, 1


def one_result(y_hat, y):
    """Returns no gradient. Source: none, 2000."""
    return y_hat - y


def without_default(y_hat, y, *, scale: Positive):
    """Leaves its hyperparameter open. Source: none, 2000."""
    return scale * (y_hat - y), scale


@pytest.mark.parametrize(
    "function, message",
    [
        (one_argument, "a loss takes prediction and target, returns value and gradient; it takes 1 arguments"),
        (one_result, "it takes 2 arguments and returns 1"),
        (without_default, "without_default: a loss's scale needs a default"),
    ],
)
def test_a_loss_that_is_none_is_refused(function: Any, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        tw.loss(function)
