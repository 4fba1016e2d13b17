"""The work around the step inside fit: pipelines, averages, whole-array rules, plateaus, sharpness, interrupts."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.errors import RangeError
from talweg.losses import cross_entropy, mse
from talweg.models import linear, mlp
from talweg.optimizers import adam, muon, schedule_free_sgd, sgd
from talweg.schedules import cosine, reduce_on_plateau
from talweg.training import batches, fit, group, pipeline, sam


def test_fit_with_a_pipeline_is_the_loop_by_hand() -> None:
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(22, 4)), rng.integers(0, 3, 22)
    rates = cosine(peak=0.05, total=12)
    rule = pipeline(
        adam(lr=rates), accumulate=2, centralise=True, clip_norm=0.3, decay=0.1, average=0.8,
        groups=[group("*.bias", decay=False, lr=0.02)],
    )  # fmt: skip
    model, hand = mlp([4, 5, 3]), mlp([4, 5, 3])
    history = fit(model, cross_entropy, rule, (X, y), batch_size=5, epochs=4, seed=3, validation=(X, y))

    def layered(vector: Any) -> dict[str, Any]:
        cuts = {"0.weight": (0, (4, 5)), "0.bias": (20, (5,)), "1.weight": (25, (5, 3)), "1.bias": (40, (3,))}
        return {name: vector[at : at + int(np.prod(shape))].reshape(shape) for name, (at, shape) in cuts.items()}

    w = layered(hand.parameters)
    state, draw, losses = rule.init(w), np.random.default_rng(3), []
    for _ in range(4):
        for batch in batches(22, 5, draw):
            value, gradient = hand.value_and_grad(cross_entropy, X[batch], y[batch])
            losses.append(value)
            rule.step(w, layered(gradient), state)
    assert_array_equal(history.losses, losses)
    assert list(history.scheduled) == ["lr"]
    assert_array_equal(history.scheduled["lr"], rates(np.arange(20) // 2))
    hand.parameters[...] = np.concatenate([leaf.ravel() for leaf in rule.average(w, state).values()])
    assert_array_equal(model.parameters, hand.parameters)  # the model ends with the average, and was measured with it
    assert history.last.validation_loss == cross_entropy(hand(X), y)


def test_accumulated_batches_are_one_large_batch() -> None:
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(12, 3)), rng.normal(size=12)
    small, large = linear(3, 1), linear(3, 1)
    fit(small, mse, pipeline(sgd(lr=0.1), accumulate=4), (X, y), batch_size=3, epochs=5)
    fit(large, mse, sgd(lr=0.1), (X, y), batch_size=None, epochs=5)
    assert_allclose(small.parameters, large.parameters, rtol=1e-12)


def test_whole_array_rules_meet_the_layers_in_fit() -> None:
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
    model, hand = linear(3, 1), linear(3, 1)
    fit(model, mse, muon(lr=0.1), (X, y), batch_size=None, epochs=1)
    _, gradient = hand.value_and_grad(mse, X, y)
    w = {"weight": hand.parameters[:3].reshape(3, 1), "bias": hand.parameters[3:]}
    # The sum of the rows' gradients comes in another order: to the last digits the same.
    muon(lr=0.1).step(w, {"weight": gradient[:3].reshape(3, 1), "bias": gradient[3:]}, muon.init(w))
    assert_allclose(model.parameters, hand.parameters, rtol=1e-12)


def test_fit_ends_with_the_average_of_a_schedule_free_rule() -> None:
    X, y = np.eye(3), np.array([1.0, -2.0, 3.0])
    rule = schedule_free_sgd(lr=0.4)
    model, w = linear(3, 1), linear(3, 1).parameters
    state, hand = rule.init(w), linear(3, 1)
    history = fit(model, mse, rule, (X, y), batch_size=None, epochs=4, validation=(X, y))
    order = np.random.default_rng(0)
    for _ in range(4):
        hand.parameters[...] = w
        batch = order.permutation(3)
        rule.step(w, hand.value_and_grad(mse, X[batch], y[batch])[1], state)
    assert_array_equal(model.parameters, rule.average(w, state))
    assert not np.allclose(model.parameters, w)
    assert history.last.validation_loss == mse(model(X), y[:, None])


def test_a_plateau_is_told_the_loss_after_every_epoch() -> None:
    rate = reduce_on_plateau(peak=0.5, factor=0.5, patience=1)
    # The loss is 1 for ever: best at epoch 1, waited at 2, dropped at 3 (t = 6) and at 5 (t = 10).
    model = linear(1, 1)
    model.parameters[...] = 0
    data = (np.array([[1.0], [1.0], [1.0], [1.0]]), np.array([1.0, 1.0, -1.0, -1.0]))
    history = fit(model, mse, sgd(lr=rate), data, batch_size=4, epochs=6)
    assert_array_equal(history.scheduled["lr"], [0.5, 0.5, 0.5, 0.25, 0.25, 0.125])


def test_sharpness_aware_gradients() -> None:
    scale = np.array([4.0, 1.0, 9.0])

    def f(w: Any) -> tuple[float, Any]:
        return float(scale @ w**2) / 2, scale * w

    w = np.array([1.0, -2.0, 0.5])
    value, gradient = sam(f, rho=0.3)(w)
    g = scale * w
    assert value == f(w)[0]
    assert_allclose(gradient, scale * (w + 0.3 * g / np.sqrt(g @ g)), rtol=1e-15)
    assert_array_equal(w, [1.0, -2.0, 0.5])
    parts = sam(lambda w: (0.0, {"a": scale[:2] * w["a"], "b": scale[2:] * w["b"]}), rho=0.3)({"a": w[:2], "b": w[2:]})
    assert_allclose([*parts[1]["a"], *parts[1]["b"]], gradient, rtol=1e-15)
    assert_array_equal(sam(f)(np.zeros(3))[1], np.zeros(3))
    with pytest.raises(RangeError, match=r"sam: rho must lie in \(0, inf\), got 0"):
        sam(f, rho=0)


def test_fit_with_sam_takes_two_gradients_a_step() -> None:
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(10, 3)), rng.normal(size=10)
    model, hand = mlp([3, 4, 1], activation="tanh"), mlp([3, 4, 1], activation="tanh")
    history = fit(model, mse, sgd(lr=0.1), (X, y), batch_size=4, epochs=2, seed=7, sam=0.2)
    w, losses = hand.parameters.copy(), []
    draw = np.random.default_rng(7)
    for batch in [batch for _ in range(2) for batch in batches(10, 4, draw)]:

        def f(at: Any, batch: Any = batch) -> tuple[float, Any]:
            hand.parameters[...] = at
            return hand.value_and_grad(mse, X[batch], y[batch])

        value, gradient = sam(f, rho=0.2)(w)
        losses.append(value)
        w -= 0.1 * gradient
    assert_allclose(history.losses, losses, rtol=1e-13)
    assert_allclose(model.parameters, w, rtol=1e-13)
    with pytest.raises(RangeError, match=r"fit: sam: rho must lie in \(0, inf\), got -1"):
        fit(model, mse, sgd, (X, y), batch_size=4, sam=-1)


def test_ctrl_c_between_two_arrays_takes_the_step_back() -> None:
    class Interrupted:
        hyper, name, stable, at = sgd.hyper, "sgd", sgd.stable, sgd.at

        def __getattr__(self, attribute: str) -> Any:
            return getattr(sgd, attribute)

        def step(self, w: Any, g: Any, state: Any) -> None:
            if state.t == 2:
                w["0.weight"][...] += 1
                raise KeyboardInterrupt
            sgd.step(w, g, state)

    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(8, 2)), rng.normal(size=8)
    model, whole = linear(2, 1), linear(2, 1)
    with pytest.raises(KeyboardInterrupt):
        fit(model, mse, Interrupted(), (X, y), batch_size=None, epochs=5)
    fit(whole, mse, sgd, (X, y), batch_size=None, epochs=2)
    assert_array_equal(model.parameters, whole.parameters)


def test_batches_are_cut_from_one_order() -> None:
    first = list(islice(batches(9, 4, np.random.default_rng(0)), 3))
    assert_array_equal(np.concatenate(first), np.random.default_rng(0).permutation(9))
