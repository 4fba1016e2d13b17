"""What a rule remembers of a gradient that has become 0 for good."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.formula.fading import fading


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
        (tw.momentum, {"v"}),
        (tw.adam, {"m"}),  # v stands under a root, and is divided by
        (tw.lion, set()),  # whose sign is what counts
        (tw.centered_rmsprop, set()),
        (tw.adan, {"m", "v"}),
        (dividing, {"m"}),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_a_slot_fades_that_is_added_and_multiplied_alone(rule: Any, names: set[str]) -> None:
    assert fading(rule.formula) == names


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
