"""Means over the examples that count: in accumulated gradients, in the history, and in the weights of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.errors import LabelError, RangeError
from talweg.losses import cross_entropy, focal, mse
from talweg.models import linear, mlp
from talweg.nouns.weights import MeanGradient
from talweg.optimizers import adam, sgd
from talweg.training import EarlyStopping, fit, pipeline

RNG = np.random.default_rng(11)
X = RNG.normal(size=(22, 4))
LABELS = RNG.integers(0, 3, 22)
GAPS = np.where(np.arange(22) % 7 < 4, -1, LABELS)  # the first four count nothing
UNEVEN = [0.2, 3.0, 11.0]
LOSSES: dict[str, tuple[Any, Any]] = {
    "ignored": (cross_entropy.replace(ignore=-1), GAPS),
    "class weights": (cross_entropy.replace(class_weights=UNEVEN), LABELS),
    "both": (cross_entropy.replace(class_weights=UNEVEN, ignore=-1), GAPS),
    "soft rows": (cross_entropy.replace(class_weights=UNEVEN), RNG.dirichlet([1, 1, 1], 22)),
    "numbers": (mse, RNG.normal(size=(22, 3))),
}
WEIGHTS = RNG.exponential(size=22)


@pytest.mark.parametrize("name", LOSSES)
def test_micro_batches_by_hand_step_as_their_examples_in_one_batch(name: str) -> None:
    loss, y = LOSSES[name]
    model, w = mlp([4, 5, 3], seed=2), np.empty(0)
    whole = model.value_and_grad(loss, X, y)[1]
    for told in (False, True):
        rule, w = pipeline(sgd(lr=1.0), accumulate=3), model.parameters.copy()
        state = rule.init(w)
        for part in (slice(0, 4), slice(4, 15), slice(15, 22)):
            gradient = model.value_and_grad(loss, X[part], y[part])[1]
            if told:
                rule.step(w, np.array(gradient), state, count=loss.count(y[part]))
            else:
                rule.step(w, gradient, state)
        assert_allclose(model.parameters - w, whole, rtol=1e-11, atol=1e-15)
        assert state.counted == 0


@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("name", LOSSES)
def test_an_epoch_of_micro_batches_is_one_step_of_the_weighted_mean(name: str, weights: Any) -> None:
    loss, y = LOSSES[name]
    small, large = linear(4, 3, seed=1), linear(4, 3, seed=1)
    rule = pipeline(sgd(lr=0.5), accumulate=5)  # 5 + 5 + 5 + 5 + 2
    history = fit(small, loss, rule, (X, y), batch_size=5, epochs=1, weights=weights)
    before = loss(large(X), y, weights)
    fit(large, loss, sgd(lr=0.5), (X, y), batch_size=None, epochs=1, weights=weights)
    assert_allclose(small.parameters, large.parameters, rtol=1e-10, atol=1e-14)
    assert_allclose(history.last.loss, before, rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_weights_of_one_change_nothing(name: str) -> None:
    loss, y = LOSSES[name]
    plain, weighed = (linear(4, 3), linear(4, 3))
    runs = [
        fit(each, loss, adam(lr=0.1), (X, y), batch_size=6, epochs=3, weights=weights)
        for each, weights in ((plain, None), (weighed, np.full(22, 4.0)))
    ]
    assert_allclose(plain.parameters, weighed.parameters, rtol=1e-9)
    assert_allclose(runs[0].losses, runs[1].losses, rtol=1e-10)


def test_an_ignored_example_s_weight_does_not_shorten_the_others_steps() -> None:
    loss, y = LOSSES["ignored"]
    heavy = np.where(GAPS == -1, 1000.0, 1.0)
    plain, weighed = linear(4, 3), linear(4, 3)
    for model, weights in ((plain, None), (weighed, heavy)):
        fit(model, loss, sgd(lr=0.3), (X, y), batch_size=6, epochs=2, weights=weights)
    assert_allclose(plain.parameters, weighed.parameters, rtol=1e-11)


def test_a_step_whose_examples_all_count_nothing_has_the_gradient_zero() -> None:
    loss = cross_entropy.replace(ignore=-1)
    model, w = linear(4, 3), np.ones(15)
    rule = pipeline(sgd(lr=1.0), accumulate=2)
    state = rule.init(w)
    for _ in range(2):
        rule.step(w, model.value_and_grad(loss, X[:2], np.full(2, -1))[1], state)
    assert_array_equal(w, np.ones(15))
    assert state.t == 2


def test_where_no_example_counts_it_is_said_at_once() -> None:
    none = np.full(22, -1)
    ignoring, model = cross_entropy.replace(ignore=-1), linear(4, 3)
    with pytest.raises(LabelError, match="no example of data counts: every label is ignored"):
        fit(model, ignoring, sgd, (X, none))
    with pytest.raises(LabelError, match="no example of validation counts"):
        fit(model, ignoring, sgd, (X, LABELS), validation=(X, none), early_stopping=EarlyStopping())
    with pytest.raises(LabelError, match="no example of data counts"):
        fit(model, cross_entropy.replace(class_weights=[0, 0, 1]), sgd, (X, LABELS % 2))
    with pytest.raises(RangeError, match="weights are 0 for every example of data that counts"):
        fit(model, ignoring, sgd, (X, GAPS), weights=(GAPS == -1).astype(float))
    with pytest.raises(RangeError, match="count must lie in"):
        pipeline(sgd, accumulate=2).step(np.ones(1), np.ones(1), pipeline(sgd, accumulate=2).init(np.ones(1)), -1.0)


def test_a_loss_says_what_its_targets_count() -> None:
    loss = focal  # one entry an example
    assert loss.count(np.zeros((5, 2))) == 10
    assert loss.count(np.zeros((5, 2)), np.arange(5.0)) == 20
    both = cross_entropy.replace(class_weights=UNEVEN, ignore=-1)
    assert_array_equal(both.counts([0, -1, 2, 1]), [0.2, 0, 11, 3])
    assert both.count([0, -1, 2, 1], [1, 5, 2, 0]) == 0.2 + 22
    assert_allclose(both.counts([[0.5, 0.5, 0.0]]), [1.6])
    with pytest.raises(LabelError, match="label 3 of example 1"):
        both.counts([0, 3])


def test_a_model_s_gradient_is_an_array_that_knows_its_count() -> None:
    loss, y = LOSSES["both"]
    gradient = linear(4, 3).value_and_grad(loss, X, y)[1]
    assert isinstance(gradient, MeanGradient)
    assert gradient.count == loss.count(y)
    assert (2 * gradient)[3:].count == gradient.count  # type: ignore[attr-defined]
    assert type(gradient.sum()) is np.float64
    assert repr(gradient) == repr(np.array(gradient))
    assert MeanGradient.of(np.ones(2), 3.0).copy().count == 3.0


def test_half_precision_accumulates_averages_and_looks_ahead_in_float32() -> None:
    w = np.ones(2, np.float16)
    rule = pipeline(sgd(lr=0.5), accumulate=2, average=0.5)
    state = rule.init(w)
    for value in (0.25, 0.75):
        rule.step(w, np.full(2, value, np.float16), state, count=3000.0)
    assert_array_equal(w, np.full(2, 0.75, np.float16))
    assert rule.average(w, state).dtype == np.float16
