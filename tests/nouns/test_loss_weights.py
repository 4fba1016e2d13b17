"""Reductions, weights, class weights, smoothing and ignored labels: what each divides by, and never NaN."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import log_softmax, softmax

import talweg as tw
from talweg.engine import fused_losses, plain
from talweg.errors import DtypeError, LabelError, RangeError, ShapeError, UnknownNameError
from talweg.losses import LOSSES

from conftest import legal_batch, tried

losses = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
Z = np.random.default_rng(11).normal(size=(5, 3))
Y = np.array([2, 0, 1, 1, 2])
WEIGHTS = np.array([0.5, 2.0, 0.0, 1.0, 3.5])


@losses
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_reductions_and_weights_combine_the_single_examples(loss: tw.Loss, dtype: Any) -> None:
    loss = loss.replace(**tried(loss.formula))
    y_hat, y = (part.astype(dtype) for part in legal_batch(loss, 5, np.random.default_rng(8)))
    near = {"rtol": 2e-2 if dtype == np.float16 else 2e-6 if dtype == np.float32 else 1e-14}
    alone = [loss.value_and_grad(y_hat[i : i + 1], y[i : i + 1]) for i in range(5)]
    each = np.array([value for value, _ in alone])
    slopes = np.concatenate([slope for _, slope in alone]).astype(float)
    column = WEIGHTS.reshape(-1, *(1,) * (slopes.ndim - 1))
    expected = {
        ("none", False): (each, slopes),
        ("sum", False): (each.sum(), slopes),
        ("mean", False): (each.sum() / 5, slopes / 5),
        ("none", True): (WEIGHTS * each, column * slopes),
        ("sum", True): ((WEIGHTS * each).sum(), column * slopes),
        ("mean", True): ((WEIGHTS * each).sum() / 7, column * slopes / 7),
    }
    for (reduction, weighted), (value, slope) in expected.items():
        weights = WEIGHTS if weighted else None
        found, its = loss.value_and_grad(y_hat, y, weights, reduction)
        assert_allclose(np.asarray(found, float), value, **near)
        assert_allclose(its.astype(float), slope, **near, atol=1e-3 if dtype == np.float16 else 0)
        assert its.dtype == dtype
        assert its.shape == y_hat.shape
        if reduction == "none":
            assert (found.dtype, found.shape) == (dtype, (5,))
        else:
            assert isinstance(found, float)
        assert_array_equal(loss(y_hat, y, weights=weights, reduction=reduction), found)


@pytest.mark.parametrize("name", ["mse", "gaussian_nll", "cross_entropy"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_large_batch_runs_in_parallel_and_equals_plain(name: str, dtype: Any) -> None:
    loss, rows = LOSSES[name], 3 * fused_losses.BLOCK // 2
    draw = np.random.default_rng(5)
    y_hat, y = (part.astype(dtype) for part in legal_batch(loss, rows, draw))
    weights = draw.choice([0.0, 0.5, 3.0], size=rows)
    values, gradient = loss.value_and_grad(y_hat, y, weights, "none")
    parts = (y_hat,) if len(loss.parts) == 1 else y_hat.T
    plainly, *slopes = plain.run(loss.formula, (*parts, y), loss.hyper)
    slope = slopes[0] if len(slopes) == 1 else np.stack(slopes, axis=-1)
    near = {"rtol": 1e-5, "atol": 1e-5} if dtype == np.float32 else {"rtol": 1e-11, "atol": 1e-13}
    assert_allclose(values, weights * plainly.reshape(-1), **near)
    assert_allclose(gradient, (weights if slope.ndim == 1 else weights[:, None]) * slope, **near)
    value = loss(y_hat, y, weights)
    assert_allclose(value, values.sum(dtype=float) / weights.sum(), rtol=1e-6 if dtype == np.float32 else 1e-12)


@losses
def test_a_whole_weight_is_that_many_copies(loss: tw.Loss) -> None:
    y_hat, y = legal_batch(loss, 3, np.random.default_rng(1))
    copies = np.array([2, 0, 3])
    value = loss(y_hat, y, copies)
    assert_allclose(value, loss(np.repeat(y_hat, copies, axis=0), np.repeat(y, copies, axis=0)), rtol=1e-14)
    assert_allclose(loss(y_hat, y, 1e-300 * copies), value, rtol=1e-14)  # only their proportions matter to a mean


@losses
@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_an_example_of_weight_zero_counts_for_nothing(loss: tw.Loss, dtype: Any) -> None:
    y_hat, y = (part.astype(dtype) for part in legal_batch(loss, 3, np.random.default_rng(1)))
    spoiled = y_hat.copy()
    spoiled[1] = np.nan
    for reduction in ("mean", "sum", "none"):
        expected, slope = loss.value_and_grad(y_hat, y, [1, 0, 2], reduction)
        found, its = loss.value_and_grad(spoiled, y, [1, 0, 2], reduction)
        assert_array_equal(found, expected)
        assert_array_equal(its, slope)
        assert not its[1].any()
        assert_array_equal(loss(spoiled, y, [0, 0, 0], reduction), np.zeros_like(expected))
    value, slope = loss.value_and_grad(spoiled, y, np.zeros(3))
    assert value == 0.0
    assert not slope.any()


def test_weights_of_rows_reach_every_entry() -> None:
    y_hat, y = np.array([[1.0, 2.0], [3.0, 5.0]]), np.zeros((2, 2))
    value, slope = tw.mse.value_and_grad(y_hat, y, [1.0, 3.0])
    assert value == (1 + 4 + 3 * 9 + 3 * 25) / (1 + 1 + 3 + 3)
    assert_array_equal(slope, 2 * y_hat * [[1], [3]] / 8)
    assert_array_equal(tw.mse(y_hat, y, [1.0, 3.0], reduction="none"), [[1, 4], [27, 75]])
    assert tw.mse(y_hat, y, [[1, 0], [0, 3]]) == (1 + 75) / 4
    assert_array_equal(tw.gaussian_nll(np.zeros((2, 3, 2)), np.ones((2, 3)), [2, 4], "none"), [[1] * 3, [2] * 3])


def test_the_gradient_is_that_of_the_weighted_mean() -> None:
    loss = tw.cross_entropy.replace(smoothing=0.2, class_weights=[1, 2, 5], ignore=0)
    _, gradient = loss.value_and_grad(Z, Y, WEIGHTS)
    for place in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[place] = 1e-5
        difference = (loss(Z + step, Y, WEIGHTS) - loss(Z - step, Y, WEIGHTS)) / 2e-5
        assert_allclose(gradient[place], difference, rtol=1e-8, atol=1e-10)


def smoothed(z: Any, y: Any, smoothing: float) -> Any:
    """Each example's smoothed cross-entropy and gradient, through SciPy."""
    target = (1 - smoothing) * tw.one_hot(y, z.shape[1]) + smoothing / z.shape[1]
    return -(target * log_softmax(z, axis=1)).sum(axis=1), softmax(z, axis=1) - target


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.999])
def test_smoothing_is_of_the_loss_and_class_weights_are_of_the_example(smoothing: float) -> None:
    each, slopes = smoothed(Z, Y, smoothing)
    loss = tw.cross_entropy.replace(smoothing=smoothing)
    assert_allclose(loss(Z, Y, reduction="none"), each, rtol=1e-14)
    w = WEIGHTS * np.array([10.0, 1.0, 0.25])[Y]
    found, slope = loss.replace(class_weights=[10, 1, 0.25]).value_and_grad(Z, Y, WEIGHTS)
    assert_allclose(found, (w * each).sum() / w.sum(), rtol=1e-14)
    assert_allclose(slope, w[:, None] * slopes / w.sum(), rtol=1e-13)
    # Class weights that are all alike change nothing, whatever the smoothing.
    assert_allclose(loss.replace(class_weights=[7, 7, 7])(Z, Y), each.mean(), rtol=1e-14)


def test_a_soft_row_has_the_mean_of_the_class_weights() -> None:
    loss = tw.kl_divergence.replace(class_weights=[1, 3, 0])
    rows = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.25, 0.0, 0.75]])
    alone = tw.kl_divergence(Z[:3], rows, reduction="none")
    assert_allclose(loss(Z[:3], rows), (2 * alone[0] + 0.25 * alone[2]) / 2.25, rtol=1e-14)
    assert_allclose(loss(Z, tw.one_hot(Y, 3)), loss(Z, Y), rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_an_ignored_label_leaves_the_mean_of_the_others(dtype: Any) -> None:
    loss = tw.cross_entropy.replace(smoothing=0.1, class_weights=[1.0, 2.0, 3.0], ignore=-100)
    z, kept = Z.astype(dtype), [0, 2, 4]
    value, slope = loss.value_and_grad(z, np.where(np.isin(range(5), kept), Y, -100))
    expected, its = loss.value_and_grad(z[kept], Y[kept])
    near = {"rtol": {np.float16: 1e-2, np.float32: 1e-6, np.float64: 1e-14}[dtype]}
    assert_allclose(value, expected, **near)
    assert_allclose(slope[kept], its, **near)
    assert not slope[[1, 3]].any()
    value, slope = loss.value_and_grad(z, np.full(5, -100))
    assert value == 0.0
    assert slope.shape == z.shape
    assert not slope.any()


def test_a_class_can_be_the_ignored_label() -> None:
    loss = tw.cross_entropy.replace(ignore=1)
    assert (loss.ignore, tw.cross_entropy.ignore, tw.mse.ignore) == (1, None, None)
    others = Y != 1
    assert_allclose(loss(Z, Y), tw.cross_entropy(Z[others], Y[others]), rtol=1e-14)
    assert_allclose(loss(Z, Y.astype(np.uint8)), loss(Z, Y), rtol=0)
    with pytest.raises(LabelError, match="label -100 of example 1 is not one of 0 to 2"):
        loss(Z[:2], [0, -100])
    # A row of probabilities is no label; it is weighed with weights.
    assert loss(Z, tw.one_hot(Y, 3)) == pytest.approx(tw.cross_entropy(Z, Y), rel=1e-14)


def test_fit_takes_a_loss_with_all_of_it() -> None:
    draw = np.random.default_rng(0)
    X = draw.normal(size=(90, 2))
    y = np.argmax(X @ [[2.0, 0.0, -2.0], [0.0, 3.0, 0.0]], axis=1)
    hidden = np.where(np.arange(90) % 3 == 0, -100, y)
    loss = tw.cross_entropy.replace(smoothing=0.1, class_weights=[1, 1, 2], ignore=-100)
    # Two batches in which every label is ignored come first or later: none of them stops the run.
    model = tw.models.linear(2, 3)
    history = tw.fit(model, loss, tw.adam(lr=0.1), (X, hidden), batch_size=2, epochs=10, validation=(X, y))
    assert np.isfinite(history.losses).all()
    assert (history.losses == 0).any()
    assert history.last.validation_accuracy is not None
    assert history.last.validation_accuracy > 0.9


def test_settings_are_shown_and_taken_away() -> None:
    loss = tw.cross_entropy.replace(smoothing=0.1, class_weights=(1, 2), ignore=-1.0)
    assert repr(loss) == "cross_entropy(smoothing=0.1, class_weights=[1.0, 2.0], ignore=-1)"
    assert repr(loss.replace(class_weights=None)) == "cross_entropy(smoothing=0.1, ignore=-1)"
    assert repr(loss.replace(ignore=None, smoothing=0)) == "cross_entropy(smoothing=0.0, class_weights=[1.0, 2.0])"
    assert repr(tw.cross_entropy) == "cross_entropy(smoothing=0.0)"


def test_later_changes_to_the_weights_given_do_not_reach_the_loss() -> None:
    given = np.array([1.0, 2.0, 3.0])
    loss = tw.cross_entropy.replace(class_weights=given)
    before = loss(Z, Y)
    given[:] = 0
    assert loss(Z, Y) == before


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: tw.mse([1.0], [1.0], reduction="avg"), UnknownNameError, "mse has no reduction 'avg'; it has 'mean'"),
        (
            lambda: tw.mse([1.0], [1.0], reduction="means"),
            UnknownNameError,
            "mse has no reduction 'means'; did you mean 'mean'",
        ),
        (lambda: tw.mse([1.0], [1.0], None, None), UnknownNameError, "mse has no reduction 'None'"),
        (lambda: tw.mse([], [], reduction="sum"), ShapeError, "mse: an empty batch has no loss"),
        (
            lambda: tw.mse([1.0, 2.0], [1.0, 2.0], [1.0]),
            ShapeError,
            r"mse: weights must have shape \(2,\), one for each example, got \(1,\)",
        ),
        (
            lambda: tw.mse(np.ones((3, 2)), np.ones((3, 2)), [1.0, 1.0]),
            ShapeError,
            r"weights must have shape \(3, 2\) or \(3,\), one for each example, got \(2,\)",
        ),
        (lambda: tw.cross_entropy(Z, Y, np.ones((5, 3))), ShapeError, r"weights must have shape \(5,\)"),
        (lambda: tw.mse([1.0], [1.0], 2.0), ShapeError, r"weights must have shape \(1,\)"),
        (
            lambda: tw.mse([1.0, 2.0], [1.0, 2.0], [1.0, -0.5]),
            RangeError,
            r"mse: weights must lie in \[0, inf\), got -0.5 at \(1,\)",
        ),
        (lambda: tw.mse([1.0], [1.0], [np.inf]), RangeError, r"weights must lie in \[0, inf\), got inf at \(0,\)"),
        (lambda: tw.mse([1.0], [1.0], [np.nan]), RangeError, r"weights must lie in \[0, inf\), got nan"),
        (lambda: tw.mse([1.0], [1.0], ["much"]), DtypeError, "mse: weights must be numbers, got <U4"),
        (lambda: tw.mse(np.ones(2), np.ones(2), [1e308, 1e308]), RangeError, r"weights up to 1e\+308 overflow; scale"),
        (
            lambda: tw.mse(np.ones(1, np.float32), [1.0], [1e40], "sum"),
            RangeError,
            r"mse: weights up to 1e\+40 overflow; scale them down",
        ),
        (
            lambda: tw.cross_entropy.replace(class_weights=[1, 2])(Z, Y),
            ShapeError,
            "cross_entropy: 2 class_weights do not fit logits of 3 classes",
        ),
        (
            lambda: tw.cross_entropy.replace(class_weights=[1, -2, 0]),
            RangeError,
            r"cross_entropy: class_weights must lie in \[0, inf\) and not all be 0, got \[1.0, -2.0, 0.0\]",
        ),
        (lambda: tw.cross_entropy.replace(class_weights=[0, 0]), RangeError, "not all be 0"),
        (lambda: tw.cross_entropy.replace(class_weights=[1, np.nan]), RangeError, r"lie in \[0, inf\)"),
        (lambda: tw.cross_entropy.replace(class_weights=2.0), ShapeError, r"one number a class, got shape \(\)"),
        (lambda: tw.cross_entropy.replace(class_weights=["a"]), DtypeError, "one number a class, got \\['a'\\]"),
        (
            lambda: tw.cross_entropy.replace(ignore=0.5),
            RangeError,
            r"cross_entropy: ignore must lie in the whole numbers of \(-inf, inf\), got 0.5",
        ),
        (lambda: tw.cross_entropy.replace(smoothing=1.0), RangeError, r"smoothing must lie in \[0, 1\), got 1.0"),
        (
            lambda: tw.cross_entropy.replace(label_smoothing=0.1),
            UnknownNameError,
            "cross_entropy has no hyperparameter 'label_smoothing'; did you mean 'smoothing'?",
        ),
        (lambda: tw.cross_entropy.replace(ignore_index=0), UnknownNameError, "did you mean 'ignore'"),
        (lambda: tw.cross_entropy.replace(weight=[1]), UnknownNameError, "did you mean 'class_weights'"),
    ],
)
def test_bad_weights_and_settings_are_named(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()
