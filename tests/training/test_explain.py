"""What a step is made of: shares that add up to it, each the right number, and nothing changed."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.errors import NonFiniteError
from talweg.nouns import State
from talweg.optimizers import OPTIMIZERS, adam, adamw, lion, momentum, nesterov, rmsprop, sgd
from talweg.training import Average, Lookahead, explain_step, group, pipeline
from talweg.training.diagnostics.explain import _at_once, _in_turn
from talweg.training.diagnostics.switches import momentum_averages


def draw(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"weight": rng.normal(size=(3, 2)), "bias": [rng.normal(size=2)]}


def arrays(tree: Any) -> Any:
    return np.concatenate([tree["weight"].ravel(), tree["bias"][0]])


FULL = pipeline(
    adamw(lr=lambda t: 0.1 / (t + 1)), accumulate=2, centralise=True, clip_value=0.9, clip_norm=0.7, coupled_decay=0.05,
    decay=0.2, lookahead=Lookahead(2, 0.3), average=Average(0.9), groups=[group("bias*", decay=False, lr=0.02)],
)  # fmt: skip


@pytest.mark.parametrize("rule", [*OPTIMIZERS.values(), FULL], ids=[*OPTIMIZERS, "pipeline"])
def test_the_shares_add_up_to_the_step_that_is_then_taken(rule: Any) -> None:
    w = draw(0)
    state = rule.init(w)
    for n in range(1, 7):
        g = draw(n)
        before = copy.deepcopy((w, g, state))
        found = explain_step(rule, w, g, state)
        for a, b in zip(before[:2], (w, g), strict=True):
            assert_array_equal(arrays(a), arrays(b))
        assert state.t == before[2].t
        assert all(np.array_equal(arrays(a), arrays(state.slots[k])) for k, a in before[2].slots.items())
        rule.step(w, g, state)
        assert_allclose(arrays(found.step), arrays(w) - arrays(before[0]), rtol=1e-9, atol=1e-15)
        sizes = [np.abs(arrays(share)).max() for share in found.shares.values()]
        total = sum(arrays(share) for share in found.shares.values())
        assert_allclose(total, arrays(found.step), rtol=0, atol=1e-14 * (1 + max(sizes)))


def test_each_share_of_adam() -> None:
    lr, beta1, beta2, eps, decay, t = 0.1, 0.8, 0.95, 1e-2, 0.3, 4
    w, g, m, v = 2.0, 0.5, -0.2, 0.09
    rule = adamw(lr=lr, beta1=beta1, beta2=beta2, eps=eps, weight_decay=decay)
    state = rule.init(np.array([w]))
    state.t, state.slots = t - 1, {"m": np.array([m]), "v": np.array([v])}
    found = explain_step(rule, np.array([w]), np.array([g]), state)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    wanted = {
        "weight_decay": -lr * decay * w,
        "eps": -lr * (m_hat / (v_hat**0.5 + eps) - m_hat / v_hat**0.5),
        "bias correction": -lr * (m_hat / v_hat**0.5 - m / v**0.5),
        "momentum": -lr * (m - g) / v**0.5,
        "scaling": -lr * (g / v**0.5 - g),
        "gradient": -lr * g,
    }
    assert list(found.shares) == list(wanted)
    assert_allclose([share[0] for share in found.shares.values()], list(wanted.values()), rtol=1e-12)
    assert found.table().splitlines()[0] == f"step             {abs(found.step[0]):.4g}"
    assert found.table().splitlines()[-1] == "gradient         0.05"


def test_each_share_of_other_rules() -> None:
    w, g = np.array([1.0]), np.array([0.5])
    ball = momentum(lr=0.1, beta=0.9)
    state = ball.init(w)
    state.slots["v"][...] = 2.0
    assert {k: float(s[0]) for k, s in explain_step(ball, w, g, state).shares.items()} == pytest.approx(
        {"momentum": -1.8, "scaling": 0.0, "gradient": -0.05}, abs=1e-15
    )
    scaled = rmsprop(lr=0.1, beta=0.5, eps=1e-8)
    state = scaled.init(w)
    state.slots["v"][...] = 0.0078125
    shares = explain_step(scaled, w, g, state).shares
    root = np.sqrt(0.5 * 0.0078125 + 0.125)
    assert list(shares) == ["eps", "scaling", "gradient"]  # its decay scales, and makes no momentum
    assert_allclose(shares["scaling"], -0.1 * (0.5 / root - 0.5), rtol=1e-12)
    assert_allclose(shares["eps"], 0.1 * 0.5 * 1e-8 / root**2, rtol=1e-6)
    # Lion's two averages are one momentum: its memory turned the sign of this step.
    state = lion.init(w)
    state.slots["m"][...] = -3.0
    shares = explain_step(lion(lr=0.1), w, g, state).shares
    assert_allclose(
        [shares["momentum"][0], shares["scaling"][0], shares["gradient"][0]], [0.2, -0.05, -0.05], rtol=1e-12
    )
    assert_allclose(explain_step(sgd(lr=0.1), w, g, sgd.init(w)).shares["gradient"], [-0.05], rtol=1e-12)


def test_at_the_first_step_adams_correction_takes_most_of_it_back() -> None:
    w, g = np.zeros(1), np.array([2.0])
    shares = explain_step(adam(lr=1.0), w, g, adam.init(w)).shares
    # Without the correction the step is 0.1 g / sqrt(0.001 g**2): sqrt(10) times too long.
    assert_allclose(shares["bias correction"], [-(1 - 0.1 / np.sqrt(0.001))], rtol=1e-12)


def test_which_decays_make_momentum_is_found_in_the_rule() -> None:
    wanted = {"sgd": [], "momentum": ["beta"], "nesterov": ["beta"], "adagrad": [], "rmsprop": [], "adam": ["beta1"]}
    assert {name: list(momentum_averages(OPTIMIZERS[name])) for name in wanted} == wanted
    assert momentum_averages(lion) == {"beta1": 0.0, "beta2": 0.0}
    assert momentum_averages(nesterov(lr=0.0)) == {"beta": 0.0}


def test_each_share_of_a_pipeline() -> None:
    rule = pipeline(
        sgd(lr=0.5), accumulate=2, clip_value=3.0, clip_norm=2.5, coupled_decay=0.1, decay=0.2, average=0.5,
        groups=[group("b", lr=1.0, decay=False)],
    )  # fmt: skip
    w, g = {"a": np.array([1.0]), "b": np.array([1.0])}, {"a": np.array([4.0]), "b": np.array([2.0])}
    state = rule.init(w)
    waiting = explain_step(rule, w, g, state)
    assert not waiting.step["a"].any()
    assert waiting.shares["accumulate"]["b"] == [2.0]  # this gradient makes no step yet
    rule.step(w, {"a": np.array([6.0]), "b": np.array([4.0])}, state)
    found = explain_step(rule, w, g, state)
    # The mean is (5, 3); each within 3: (3, 3); of length 2.5: 2.5 / sqrt(2) each; the decay of a adds 0.1. Without
    # the clipping by norm it is (3, 3) again, without that by value (5, 3), and without the mean (4, 2).
    side = 2.5 / np.sqrt(2)
    wanted = {
        "decay": [-0.1, 0.0], "coupled_decay": [-0.05, 0.0], "clip_norm": [0.5 * (3 - side), 3 - side],
        "clip_value": [0.5 * 2, 0.0], "accumulate": [-0.5, -1.0], "scaling": [0.0, 0.0], "gradient": [-2.0, -2.0],
    }  # fmt: skip
    assert list(found.shares) == list(wanted)
    for name, (a, b) in wanted.items():
        assert_allclose([found.shares[name]["a"][0], found.shares[name]["b"][0]], [a, b], atol=1e-14)


def test_behind_an_accumulation_the_rule_is_asked_at_its_own_step() -> None:
    rule, g, h = pipeline(adam(lr=0.1), accumulate=3), np.array([4.0]), np.array([2.0])
    w = np.array([1.0])
    state = rule.init(w)
    for _ in range(5):
        rule.step(w, g, state)
    own = {name: slot for name, slot in state.slots.items() if name != "accumulated"}
    shares = explain_step(rule, w, h, state).shares
    alone = explain_step(adam(lr=0.1), w, h, State(1, own)).shares  # one step taken, of three gradients
    assert {name: share[0] for name, share in alone.items()} == {name: shares[name][0] for name in alone}
    assert set(shares) - set(alone) == {"accumulate"}


def walked(rule: Any) -> tuple[Any, Any, State]:
    """Weights, a gradient and a state after three steps, more numbers than are explained one switch after the other."""
    rng = np.random.default_rng(0)
    w, g = ({"weight": rng.normal(size=(20, 15)), "bias": [rng.normal(size=2)]} for _ in range(2))
    state = rule.init(w)
    for _ in range(3):
        rule.step(w, g, state)
    return w, g, state


def found_both_ways(rule: Any, w: Any, g: Any, state: State) -> list[dict[str, Any]]:
    both = (way(rule, w, g, state) for way in (_at_once, _in_turn))
    return [{"step": arrays(each.step), **{k: arrays(v) for k, v in each.shares.items()}} for each in both]


AROUND = pipeline(adamw(lr=0.1, weight_decay=0.3), clip_norm=0.5, decay=0.2, average=0.9)


@pytest.mark.parametrize("rule", [lion, AROUND], ids=["lion", "pipeline"])
def test_one_pass_finds_what_asking_in_turn_finds(rule: Any) -> None:
    w, g, state = walked(rule)
    before = copy.deepcopy((w, g, state.slots))
    found, wanted = found_both_ways(rule, w, g, state)
    assert list(found) == list(wanted)
    for name in found:
        assert_allclose(found[name], wanted[name], rtol=1e-11, atol=1e-15, err_msg=name)
    for tree, was in zip((w, g, *state.slots.values()), (*before[:2], *before[2].values()), strict=True):
        assert_array_equal(arrays(tree), arrays(was))


def test_in_one_pass_a_switch_stays_on_for_an_array_that_it_would_make_infinite() -> None:
    w, g, state = walked(AROUND)
    g["bias"][0][1] = 0.0
    state.slots["m"]["bias"][0][1], state.slots["v"]["bias"][0][1] = 1e200, 0.0
    found, wanted = found_both_ways(AROUND, w, g, state)
    assert not found["eps"][-2:].any()
    assert found["eps"][:-2].all()
    assert_allclose(found["bias correction"][-1], wanted["bias correction"][-1], rtol=1e-12)
    assert abs(found["bias correction"][-1]) > 1e200
    for name in found:
        assert_allclose(found[name][:-2], wanted[name][:-2], rtol=1e-11, atol=1e-15, err_msg=name)


def test_what_step_refuses_is_refused() -> None:
    w = np.ones(2)
    with pytest.raises(NonFiniteError, match="nothing was changed"):
        explain_step(adam, w, np.array([1.0, np.nan]), adam.init(w))
    w, g, state = walked(AROUND)
    g["weight"][7, 7] = np.inf
    with pytest.raises(NonFiniteError, match="nothing was changed"):
        explain_step(AROUND.without(AROUND.transforms[0]), w, g, state)
    g["weight"][7, 7] = 1e200
    assert _at_once(AROUND.without(AROUND.transforms[0]), w, g, state) is None  # for its square is infinite
    single = np.ones(3, np.float32)
    assert explain_step(adam, single, single, adam.init(single)).step.dtype == np.float64
