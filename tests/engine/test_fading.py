"""What a rule remembers of a gradient that has become 0 for good."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.formula import Positive
from talweg.formula.fading import fades


@tw.optimizer
def dividing(w: Any, g: Any, m: Any, v: Any, *, lr: float = 0.1) -> Any:
    """Divides by a slot, and by what was made of another. Source: this test, 2026."""
    m = 0.5 * m + g
    v = 0.5 * v + g * g
    scale = v + 1
    return w - lr * m / scale, m, v


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (tw.sgd, {"g"}),
        (tw.momentum, {"g", "v"}),
        (tw.adam, {"g", "m"}),  # v stands under a root, and is divided by
        (tw.adabelief, {"g", "m"}),  # under a root, but squared before
        (tw.lion, set()),  # whose sign is what counts
        (tw.adamax, {"m"}),
        (tw.centered_rmsprop, set()),
        (tw.adan, {"m", "v"}),  # the first gradient, and no other, is told from the rest by a comparison
        (dividing, {"g", "m"}),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_what_fades_is_added_and_multiplied_alone(rule: Any, names: set[str]) -> None:
    assert {name for name in ("g", *rule.slots) if fades(rule.formula, name)} == names


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rule", [tw.sgd(lr=0.5), tw.adam, tw.adabelief, tw.lion, dividing], ids=lambda each: each.name)
def test_a_gradient_below_all_normal_numbers_moves_what_it_moves_in_the_plain_reader(rule: Any, dtype: Any) -> None:
    tiny = float(np.finfo(dtype).smallest_subnormal)
    g = np.array([0.0, 3 * tiny, -900 * tiny, 1e-3, -2e-3], dtype)
    w = np.array([1.0, -1.0, 0.0, 0.5, 0.0], dtype)
    state, plain, slots = rule.init(w), w.copy(), tuple(np.zeros_like(w) for _ in rule.slots)
    for t in range(1, 5):
        rule.step(w, g, state)
        plain, slots = rule.next(plain, g, slots, t)
    normal = float(np.finfo(dtype).tiny)
    assert_allclose(w, plain, rtol=1e-6, atol=1e9 * normal)  # Adam divides by its eps of 1e-8
    for ours, theirs in zip(state.slots.values(), slots, strict=True):
        assert_allclose(ours, theirs, rtol=1e-5, atol=normal)
    if rule is tw.sgd or rule is tw.adam:
        assert w[2] == 0
    if rule is tw.lion:
        assert abs(w[2]) > 1e-4


def test_a_number_as_small_beside_it_shows() -> None:
    rule = tw.sgd(lr=1e-30)
    w = np.zeros(2)
    state = rule.init(w)
    rule.step(w, np.array([1e-310, 1.0]), state)
    assert w[1] == -1e-30
    tiny = float(np.finfo(np.float64).smallest_subnormal)

    @tw.optimizer
    def divided(w: Any, g: Any, *, by: Positive = 1.0) -> Any:
        """Divides by one number for all elements. Source: this test, 2026."""
        return w - g / by

    state, w = divided.init(w), np.zeros(2)
    divided(by=1e-310).step(w, np.array([1e-310, 3 * tiny]), state)
    assert_allclose(w[0], -1)


@pytest.mark.parametrize("nest", [False, True])
@pytest.mark.parametrize(
    "rule", [tw.adam(beta1=0.5), tw.pipeline(tw.adam(beta1=0.5), decay=0.01)], ids=["alone", "pipeline"]
)
def test_an_average_of_gradients_fades_to_0_and_moves_nothing_else(rule: Any, nest: bool) -> None:
    flat = np.full(40, 0.5, np.float32)
    g = np.linspace(-1, 1, 40, dtype=np.float32)
    w, given = ([flat.copy()], [g]) if nest else (flat.copy(), g)
    state, still = rule.init(w), np.where(np.arange(40) < 20, g, 0)
    rule.step(w, given, state)
    first = np.abs(g[20:]).max()
    for _ in range(int(np.log2(first / np.finfo(np.float32).tiny)) + 5):
        rule.step(w, [still] if nest else still, state)
    m, v = (np.ravel(state.slots[name]) for name in ("m", "v"))
    assert not m[20:].any()
    assert m[:20].all()
    assert (v[20:] > 0).all()
    assert np.isfinite(np.ravel(w)).all()


def test_what_fades_changes_no_weight() -> None:
    rule, draw = tw.adam(beta1=0.7, lr=0.01), np.random.default_rng(0)
    w = draw.normal(size=30).astype(np.float32)
    plain, slots, state = w.copy(), (np.zeros_like(w), np.zeros_like(w)), rule.init(w)
    few = np.arange(30) < 10  # have a gradient to the end
    for t in range(1, 300):
        g = np.where(few | (t < 20), draw.normal(size=30), 0).astype(np.float32)
        rule.step(w, g, state)
        plain, slots = rule.next(plain, g, slots, t)
    assert_allclose(w, plain, rtol=1e-5)
    assert_allclose(state.slots["m"], slots[0], rtol=1e-5, atol=np.finfo(np.float32).tiny)
    assert slots[0][~few].all()
    assert not state.slots["m"][~few].any()
