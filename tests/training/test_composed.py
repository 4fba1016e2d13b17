"""A pipeline in one pass: the same steps as one transform after the other, and never where something may fail."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.optimizers import OPTIMIZERS
from talweg.training import Pipeline

FINE = [name for name, rule in OPTIMIZERS.items() if not rule.whole]
AROUND: list[dict[str, Any]] = [
    {"clip_norm": 1.0},
    {"decay": 0.1},
    {"average": 0.9},
    {"clip_norm": 0.5, "decay": 0.01, "average": 0.99},
]


def in_turn(rule: Pipeline) -> Pipeline:
    """The same pipeline, which takes one transform after the other."""
    rule.__dict__["composed"] = None
    return rule


def walk(rule: Pipeline, dtype: Any, steps: int = 12) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    w = {"a": rng.normal(size=(9, 5)).astype(dtype), "b": rng.normal(size=7).astype(dtype)}
    state = rule.init(w)
    for t in range(steps):
        gradient = {name: ((3 - t % 4) * each).astype(dtype) for name, each in w.items()}
        rule.step(w, gradient, state)
    return w, state.slots


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_pass_takes_the_steps_of_all(around: dict[str, Any], dtype: Any) -> None:
    rate = tw.cosine(peak=0.2, total=12)
    one, other = (tw.pipeline(tw.adamw(lr=rate, eps=1e-6), **around) for _ in range(2))
    assert one.composed is not None
    (w, slots), (wanted, kept) = walk(one, dtype), walk(in_turn(other), dtype)
    near = 2e-5 if dtype == np.float32 else 1e-13
    for name in w:
        assert_allclose(w[name], wanted[name], rtol=near, atol=near)
        for slot in kept:
            assert_allclose(slots[slot][name], kept[slot][name], rtol=near, atol=near)


@pytest.mark.parametrize("name", FINE)
def test_every_rule_can_be_composed(name: str) -> None:
    one, other = (tw.pipeline(OPTIMIZERS[name], clip_norm=1.0, decay=0.01, average=0.9) for _ in range(2))
    (w, slots), (wanted, kept) = walk(one, np.float64), walk(in_turn(other), np.float64)
    for part in w:
        assert_allclose(w[part], wanted[part], rtol=1e-12, atol=1e-13)
        assert_allclose(slots["average"][part], kept["average"][part], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    "rule",
    [
        tw.pipeline(tw.adam, accumulate=2),
        tw.pipeline(tw.adam, clip_value=0.1),
        tw.pipeline(tw.adam, coupled_decay=0.1),
        tw.pipeline(tw.adam, lookahead=tw.Lookahead(2)),
        tw.pipeline(tw.adam, decay=0.1, groups=tw.group("*.b", lr=0.1)),
        tw.pipeline(tw.muon, decay=0.1),
    ],
)
def test_what_does_not_work_entry_by_entry_is_not_composed(rule: Pipeline) -> None:
    assert rule.composed is None


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("spoiled", [np.nan, np.inf, "huge"])
def test_what_may_fail_is_left_to_the_careful_way(dtype: Any, spoiled: Any) -> None:
    rule = tw.pipeline(tw.rmsprop, clip_norm=1.0, decay=0.1)
    w, g = np.ones(4, dtype), np.ones(4, dtype)
    state = rule.init(w)
    rule.step(w, g, state)
    before, v = w.copy(), state.slots["v"].copy()
    g[2] = np.finfo(dtype).max / 2 if spoiled == "huge" else spoiled
    if spoiled == "huge":
        rule.step(w, g, state)  # shortened to 1, it is a gradient like any other
        assert np.isfinite(w).all()
        assert w[2] != before[2]
        return
    with pytest.raises(tw.NonFiniteError):
        rule.step(w, g, state)
    assert_array_equal(w, before)
    assert_array_equal(state.slots["v"], v)
    assert state.t == 1


def test_a_decay_that_blows_up_takes_the_careful_way() -> None:
    rule = tw.pipeline(tw.sgd(lr=lambda t: 1e-9 if t < 2 else 1.0), decay=1e300)
    w = np.full(3, 1e-300)
    state = rule.init(w)
    state.t = 2
    w[:] = 1e10
    with pytest.raises(tw.NonFiniteError, match="the decayed weights"):
        rule.step(w, np.ones(3), state)
    assert_array_equal(w, 1e10)


def test_a_tiny_gradient_keeps_its_direction() -> None:
    rule = tw.pipeline(tw.sgd(lr=1.0), clip_norm=1e-200)
    w = np.zeros(2)
    state = rule.init(w)
    for _ in range(3):
        rule.step(w, np.array([3e-180, 4e-180]), state)
    assert_allclose(w, [-1.8e-200, -2.4e-200])


def test_a_gradient_that_overlaps_the_weights_is_read_before_they_change() -> None:
    held = np.linspace(1, 2, 4097)
    w, g = held[1:], held[:-1]
    rule = tw.pipeline(tw.sgd(lr=0.1), decay=0.01)
    state = rule.init(w)
    rule.step(w, g.copy(), state)
    wanted = w * (1 - 0.1 * 0.01) - 0.1 * g
    rule.step(w, g, state)
    assert_allclose(w, wanted, rtol=1e-14)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_a_pipeline_that_has_stepped_can_be_sent_and_copied(again: Any) -> None:
    rule = tw.pipeline(tw.adam, clip_norm=1.0, average=0.9)
    walk(rule, np.float64)
    assert_array_equal(walk(again(rule), np.float64)[0]["a"], walk(rule, np.float64)[0]["a"])


def test_pipelines_of_other_numbers_share_a_formula() -> None:
    one, other = tw.pipeline(tw.adam, decay=0.1), tw.pipeline(tw.adam(lr=0.5), decay=0.2)
    assert one.composed is other.composed is not None
