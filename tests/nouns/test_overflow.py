"""Gradients that are finite and whose squares are not: the right step, or none at all and an error that names it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.errors import NonFiniteError
from talweg.formula import Rate
from talweg.losses import mse
from talweg.models import linear
from talweg.nouns import change, optimizer
from talweg.optimizers import OPTIMIZERS, adagrad, adam, lamb, sgd
from talweg.training import fit, pipeline, sam


@optimizer
def leaping(w, g, *, lr: Rate = 0.1):
    """Twice the weights: what is large overflows at once."""
    return 2 * w - lr * g


LARGE = {np.float32: [3e18, 5e19, 2e38], np.float64: [4e153, 1e250, 1e308], np.float16: [65504.0]}
CASES = [(dtype, size) for dtype, sizes in LARGE.items() for size in sizes]


@pytest.mark.parametrize("dtype, size", CASES)
@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_a_large_gradient_makes_the_step_of_a_wider_dtype_or_none(name: str, dtype: Any, size: float) -> None:
    rule = OPTIMIZERS[name]
    w, g = np.ones((2, 3), dtype), np.full((2, 3), size, dtype)
    g[0, 0] = 1
    state = rule.init(w)
    wide = [each.astype(np.longdouble) for each in (w, g, *state.slots.values())]
    moved, kept = rule.next(wide[0], wide[1], wide[2:], 1)
    expected = {"w": (moved, dtype), **{s: (a, state.slots[s].dtype) for s, a in zip(rule.slots, kept, strict=True)}}
    held = all(np.abs(a).max() <= np.finfo(kind).max for a, kind in expected.values())
    if held:
        rule.step(w, g, state)
        tolerance = 8 * float(np.finfo(dtype).eps)
        for slot, (array, _) in expected.items():
            found = w if slot == "w" else state.slots[slot]
            assert_allclose(found.astype(np.longdouble), array, rtol=tolerance, atol=tolerance)
    else:
        before = {slot: array.copy() for slot, array in state.slots.items()}
        with pytest.raises(NonFiniteError, match=r"the step would make .* inf at .*; nothing was changed"):
            rule.step(w, g, state)
        assert_array_equal(w, np.ones((2, 3), dtype))
        assert all(np.array_equal(state.slots[slot], before[slot]) for slot in before)
        assert state.t == 0


def test_a_sum_of_squares_that_overflows_late_is_refused_then() -> None:
    w, g = np.ones(3, np.float32), np.array([1, 1e19, 1], np.float32)
    state = adagrad.init(w)
    for _ in range(3):
        adagrad.step(w, g, state)
    here = w.copy()
    with pytest.raises(NonFiniteError, match=r"the slot v of w inf at \(1,\) \(1 of 3 .* compute in float64, or take"):
        adagrad.step(w, g, state)
    assert_array_equal(w, here)
    assert state.t == 3


def test_of_a_nest_no_array_is_changed() -> None:
    w = {"a": np.ones(2, np.float32), "b": np.ones(2, np.float32)}
    state = adam.init(w)
    with pytest.raises(NonFiniteError, match=r"the slot v of w\['b'\]"):
        adam.step(w, {"a": np.ones(2, np.float32), "b": np.full(2, 1e30, np.float32)}, state)
    assert_array_equal(w["a"], [1, 1])
    assert_array_equal(state.slots["m"]["a"], [0, 0])


@pytest.mark.parametrize("states", [None, "bfloat16"])
def test_a_first_step_that_is_tried_in_parts_is_the_same_step(
    states: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(0)
    begin, g = draw.normal(size=(2, 7, 5)).astype(np.float32)
    ends = []
    for size in (1 << 20, 4):
        monkeypatch.setattr(change, "TRIED", size)
        w = begin.copy()
        state = adam.init(w, states=states)
        adam.step(w, g, state)
        ends.append([w, *state.slots.values()])
    for whole, parts in zip(*ends, strict=True):
        assert_array_equal(whole, parts)
    w = begin.copy()
    w[3, 2] = 3e38
    state = leaping.init(w)
    with pytest.raises(NonFiniteError, match=r"the parameters w inf at \(3, 2\) \(1 of 35 entries are not finite\)"):
        leaping.step(w, g, state)
    assert w[3, 2] == np.float32(3e38)
    assert_array_equal(np.delete(w, 3, axis=0), np.delete(begin, 3, axis=0))


def test_a_rate_that_leaps_out_of_the_dtype_is_refused_at_any_step() -> None:
    w = np.ones(2, np.float32)
    rule = sgd(lr=lambda t: 1e30 if t == 2 else 0.1)
    state = rule.init(w)
    for _ in range(2):
        rule.step(w, np.full(2, 1e10, np.float32), state)
    with pytest.raises(NonFiniteError, match="the parameters w -inf"):
        rule.step(w, np.full(2, 1e10, np.float32), state)
    assert np.isfinite(w).all()


@optimizer
def unkept(w, g, v, *, lr: Rate = 0.1):
    """Divides by what is zero at the start."""
    return w - lr * g / v, v + g


def test_a_formula_that_divides_by_its_empty_slot_is_refused() -> None:
    w = np.ones(2)
    with pytest.raises(NonFiniteError, match="unkept: the step would make the parameters w"):
        unkept.step(w, np.ones(2), unkept.init(w))
    assert_array_equal(w, [1, 1])


@pytest.mark.parametrize("dtype, size", [(np.float32, 1e-28), (np.float64, 1e-190)])
def test_a_small_gradient_has_a_length_too(dtype: Any, size: float) -> None:
    w, g = np.full((3, 2), 2, dtype), np.full((3, 2), size, dtype)
    rule = lamb(lr=0.01)
    rule.step(w, g, rule.init(w))  # the ratio of lengths undoes the scale of the gradient
    assert_allclose(w, 2 * (1 - 0.01), rtol=1e-6)


@pytest.mark.parametrize("dtype, size", [(np.float32, 1e25), (np.float32, 3e38), (np.float64, 1.2e308)])
def test_clipping_and_sharpness_keep_the_direction_of_the_largest_gradients(dtype: Any, size: float) -> None:
    w, g = np.zeros((4, 4), dtype), np.full((4, 4), size, dtype)
    rule = pipeline(adam(lr=0.1), clip_norm=2.0)
    state = rule.init(w)
    rule.step(w, g, state)
    assert_allclose(state.slots["m"], 0.1 * 0.5, rtol=1e-6)
    seen = []
    sam(lambda there: (0.0, seen.append(there) or g), rho=0.8)(np.zeros_like(w))  # type: ignore[func-returns-value]
    assert_allclose(seen[1], 0.2, rtol=1e-6)


def test_fit_names_the_step_and_keeps_the_weights() -> None:
    model = linear(2, 1, dtype=np.float32)
    X, y = np.full((4, 2), 1e15, np.float32), np.zeros(4, np.float32)
    before = model.parameters.copy()
    with pytest.raises(
        NonFiniteError, match=r"fit stopped in epoch 1 at step 1: adagrad: the step would make the slot v"
    ):
        fit(model, mse, adagrad, (X, y), progress=False)
    assert_array_equal(model.parameters, before)
