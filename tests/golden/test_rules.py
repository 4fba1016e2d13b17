"""Rules against recurrences written out by hand, where no other library takes the same steps; and their conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import DeclarationError, DtypeError, ShapeError
from talweg.formula import NonNegative
from talweg.optimizers import OPTIMIZERS

STABLE = [rule for rule in OPTIMIZERS.values() if rule.stable]


def gradients(shape: Any, steps: int = 20) -> Any:
    return np.random.default_rng(3).normal(size=(steps, *np.atleast_1d(shape)))


@pytest.mark.parametrize("rule", STABLE, ids=lambda rule: rule.name)
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.99])
def test_stable_is_where_the_step_on_a_quadratic_contracts(rule: tw.Optimizer, beta: float) -> None:
    rule = rule(beta=beta) if "beta" in rule.hyper else rule
    assert rule.stable is not None
    left, right = rule.stable.sides(curvature=1.0, **rule(lr=1.0).hyper)
    edge = right / left
    for share in (0.5, 0.999, 1.001, 1.5):
        # The step is linear in (w, slots): its matrix, column by column, and the largest of its eigenvalues.
        now = rule(lr=edge * share / 7)
        columns = np.eye(1 + len(rule.slots))
        matrix = [(w, *slots) for column in columns for w, slots in [now.next(column[0], 7 * column[0], column[1:], 1)]]
        radius = np.abs(np.linalg.eigvals(np.array(matrix).T)).max()
        assert now.stable is not None
        assert now.stable.holds(curvature=7.0, **now.hyper) is (share < 1)
        assert (radius < 1) is np.bool_(share < 1)


def test_nesterov_looks_ahead() -> None:
    # theta <- theta + u where u <- beta u - lr g(theta + beta u); w is theta + beta u.
    lr, beta = 0.03, 0.8
    rule = tw.nesterov(lr=lr, beta=beta)
    theta, u = np.array([1.0, -2.0]), np.zeros(2)
    w = theta.copy()
    state = rule.init(w)
    for _ in range(30):
        assert_allclose(w, theta + beta * u, rtol=1e-12)
        rule.step(w, np.array([2.0, 20.0]) * w, state)
        u = beta * u - lr * np.array([2.0, 20.0]) * (theta + beta * u)
        theta = theta + u


def test_adan_is_its_authors_recurrence() -> None:
    # With 1 - beta for the paper's beta, and each average as the weighted mean that its correction makes it.
    lr, kept, eps, decay = 0.03, (0.8, 0.6, 0.9), 1e-3, 0.2
    rule = tw.adan(lr=lr, beta1=kept[0], beta2=kept[1], beta3=kept[2], eps=eps, weight_decay=decay)
    g = gradients(4)
    d = np.diff(g, axis=0, prepend=g[:1])
    w, theta = np.ones(4), np.ones(4)
    state = rule.init(w)
    for k in range(len(g)):
        rule.step(w, g[k], state)
        weights = [beta ** np.arange(k, -1, -1) for beta in kept]
        m, v, n = (
            np.average(terms[: k + 1], axis=0, weights=weight)
            for terms, weight in zip((g, d, (g + kept[1] * d) ** 2), weights, strict=True)
        )
        theta = (theta - lr / (np.sqrt(n) + eps) * (m + kept[1] * v)) / (1 + lr * decay)
        assert_allclose(w, theta, rtol=1e-12)


@pytest.mark.parametrize("name, beta", [("schedule_free_sgd", "beta"), ("schedule_free_adamw", "beta1")])
def test_schedule_free_keeps_three_sequences_in_two(name: str, beta: str) -> None:
    rates = np.array([0.0, 0.01, 0.02, *[0.03] * 17])  # a warm-up from nothing
    rule = OPTIMIZERS[name](**{"lr": lambda t: rates[t], beta: 0.7, "weight_decay": 0.2})
    g = gradients(4)
    v = np.zeros(4)
    x = np.array([1.0, -2.0, 30.0, 0.1])
    z, w = x.copy(), x.copy()
    state = rule.init(w)
    assert_array_equal(rule.average(w, state), x)
    for k in range(len(g)):
        y = 0.3 * z + 0.7 * x
        assert_allclose(w, y, rtol=1e-12)
        rule.step(w, g[k], state)
        v = 0.999 * v + 0.001 * g[k] ** 2
        scaled = g[k] / (np.sqrt(v / (1 - 0.999 ** (k + 1))) + 1e-8) if name.endswith("adamw") else g[k]
        z = z - rates[k] * (scaled + 0.2 * y)
        total = np.sum(rates[: k + 1] ** 2)
        x = x + (rates[k] ** 2 / total if total else 1.0) * (z - x)
        before = w.copy()
        assert_allclose(rule.average(w, state), x, rtol=1e-12)
        assert_array_equal(w, before)


def test_the_average_of_a_nest() -> None:
    rule = tw.schedule_free_sgd(lr=0.5)
    w = {"a": np.ones(2, np.float32), "b": [np.ones((2, 3), np.float32)]}
    state = rule.init(w)
    for _ in range(2):
        rule.step(w, {"a": np.ones(2, np.float32), "b": [np.ones((2, 3), np.float32)]}, state)
    mean = rule.average(w, state)
    # z is 0.5, then 0; x their mean; w a tenth of the way from x to z.
    assert_allclose(mean["a"], 0.25)
    assert_allclose(mean["b"][0], np.full((2, 3), 0.25))
    assert_allclose(w["a"], 0.9 * 0.25, rtol=1e-6)
    assert mean["a"].dtype == np.float32
    assert tw.adam.average(w, tw.adam.init(w)) is w
    with pytest.raises(ShapeError, match="the state has the slots m, v, not d, total"):
        rule.average(w, tw.adam.init(w))
    with pytest.raises(ShapeError, match=r"the d of w has shape \(3,\), not \(2,\)"):
        rule.average(np.ones(2), rule.init(np.ones(3)))
    with pytest.raises(DtypeError, match="the d of w is float64, not float32"):
        rule.average(np.ones(2, np.float32), rule.init(np.ones(2)))


def test_radam_without_enough_gradients_is_momentum() -> None:
    for beta2 in (0.0, 1 / 3, 0.5, 0.6, 2 / 3):  # rho never passes 5, and a factor of r may be 0 / 0
        rule = tw.radam(lr=0.1, beta1=0.5, beta2=beta2)
        w, m = np.ones(3), np.zeros(3)
        state, theta = rule.init(w), np.ones(3)
        for t, g in enumerate(gradients(3), start=1):
            rule.step(w, g, state)
            m = 0.5 * m + 0.5 * g
            theta = theta - 0.1 * m / (1 - 0.5**t)
        assert_allclose(w, theta, rtol=1e-12)


def test_a_choice_between_numbers_is_fused_too() -> None:
    @tw.optimizer
    def hesitant(w, g, t, *, lr: NonNegative = 0.5):
        """Takes half of its rate at the first step."""
        rate = np.where(t > 1, lr, np.where(lr > 1, 1, lr) / 2)
        return w - rate * g

    w, g = np.zeros(3, np.float32), np.ones(3, np.float32)
    state = hesitant.init(w)
    hesitant.step(w, g, state)
    assert_array_equal(w, np.full(3, -0.25, np.float32))
    hesitant.step(w, g, state)
    assert_array_equal(w, np.full(3, -0.75, np.float32))


def test_centered_rmsprop_under_a_steady_gradient() -> None:
    # The variance fades to nothing, and rounding would make it negative.
    rule = tw.centered_rmsprop(lr=1e-3, beta=0.5, eps=1e-4)
    for dtype in (np.float32, np.float64):
        w = np.zeros(3, dtype)
        g = np.array([0.1, 0.3, 1 / 3], dtype)
        state = rule.init(w)
        for _ in range(200):
            rule.step(w, g, state)
        assert np.isfinite(w).all()
        assert (w < -1e-2).all()


def test_lars_with_decay_is_the_paper_s() -> None:
    rule = tw.lars(lr=0.3, beta=0.8, trust=0.05, weight_decay=0.2)
    w = np.arange(6.0).reshape(2, 3)
    theta, v, state = w.copy(), np.zeros((2, 3)), rule.init(w)
    for g in gradients((2, 3)):
        rule.step(w, g, state)
        size, slope = np.sqrt((theta**2).sum()), np.sqrt((g**2).sum())
        v = 0.8 * v + 0.3 * 0.05 * size / (slope + 0.2 * size) * (g + 0.2 * theta)
        theta = theta - v
        assert_allclose(w, theta, rtol=1e-12)


@pytest.mark.parametrize("rule", [tw.lamb(lr=0.5), tw.lars(lr=0.5)], ids=["lamb", "lars"])
def test_layers_of_zeros_can_leave_zero(rule: tw.Optimizer) -> None:
    w = np.zeros(3)
    rule.step(w, np.full(3, 2.0), rule.init(w))
    assert_allclose(w, -0.5 if rule.name == "lamb" else -1.0, rtol=1e-5)
    w = np.ones(3)
    rule.step(w, np.zeros(3), rule.init(w))
    assert_array_equal(w, np.ones(3))


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (1, 6), (2, 3, 4)])
def test_muon_moves_every_singular_value_alike(shape: tuple[int, ...]) -> None:
    rule = tw.muon(lr=0.1, beta=0.8, weight_decay=0.2)
    w = np.ones(shape)
    theta, v, state = w.copy(), np.zeros(shape), rule.init(w)
    for g in gradients(shape, steps=4):
        rule.step(w, g, state)
        v = 0.8 * v + g
        # Five times the polynomial, on the singular values of the matrix alone.
        left, values, right = np.linalg.svd((g + 0.8 * v).reshape(-1, shape[-1]), full_matrices=False)
        values = values / np.sqrt((values**2).sum())
        for _ in range(5):
            values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
        assert ((values > 0.6) & (values < 1.3)).all()
        scale = np.sqrt(max(1, shape[-1] / len(left)))
        theta = theta - 0.1 * (scale * ((left * values) @ right).reshape(shape) + 0.2 * theta)
        assert_allclose(w, theta, rtol=1e-10)


def test_muon_on_what_is_no_matrix() -> None:
    rule = tw.muon(lr=0.1)
    w = [np.zeros(4), np.zeros(()), np.zeros(3), np.zeros((0, 2)), np.zeros((2, 2))]
    g = [np.array([3.0, 0, -4, 0]), np.array(-7.0), np.zeros(3), np.zeros((0, 2)), np.zeros((2, 2))]
    rule.step(w, g, rule.init(w))
    assert_allclose(w[0], [-0.12, 0, 0.16, 0], rtol=1e-12)  # a root mean square of lr
    assert_allclose(w[1], 0.1, rtol=1e-12)
    assert not w[2].any()
    assert not w[4].any()


def test_a_whole_tensor_rule_may_be_any_python() -> None:
    @tw.optimizer(whole=True)
    def halves(w, g, n, *, lr: NonNegative = 0.5):
        """Goes half of the way for as long as the gradient is long."""
        for _ in range(2):
            if np.linalg.norm(g) > 1:
                w = w - lr * g / 2
        return w, n + 1

    assert halves.whole
    assert not tw.sgd.whole
    assert halves.formula.body.splitlines()[0] == "for _ in range(2):"
    w = np.zeros((2, 2))
    state = halves.init(w)
    halves.step(w, np.ones((2, 2)), state)
    assert_array_equal(w, np.full((2, 2), -0.5))
    assert_array_equal(state.slots["n"], np.ones((2, 2)))

    @tw.optimizer(whole=True)
    def choosy(w, g, *, lr: NonNegative = 0.5):
        """Takes matrices alone."""
        return w - lr * g @ np.ones((2, 2))

    pair = [np.zeros((2, 2)), np.zeros(3)]
    with pytest.raises(ValueError, match="matmul"):
        choosy.step(pair, [np.ones((2, 2)), np.ones(3)], choosy.init(pair))
    assert not pair[0].any()

    def forgetful(w, g, v):
        """Does not give its slot back."""
        return w - g

    with pytest.raises(DeclarationError, match="forgetful: must return w, v, in that order"):
        tw.optimizer(whole=True)(forgetful)
    with pytest.raises(DeclarationError, match="'u' is used before it has a value"):
        tw.optimizer(average="w - u")(tw.momentum.formula.function)
