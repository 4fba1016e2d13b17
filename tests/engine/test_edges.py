"""Where single numbers leave the ordinary: every reader goes on through inf and NaN, and none raises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.engine import fused, nests
from talweg.formula import Count, NonNegative, expression
from talweg.web.formulas import printed


@tw.optimizer
def edges(w, g, over, root, power, product, t, *, lr: NonNegative = 0.0, many: Count = 70):
    """Divides by zero, takes the root of a negative number, and lets numbers grow beyond what they can hold.

    Source: this test, 2026.
    """
    over = 1 / (t - 1) + 0 * w
    root = (lr - 1) ** 0.5 + g
    power = 2 ** (700 * t) * np.abs(g)
    product = 3**many * g / lr
    return w - g, over, root, power, product


@tw.optimizer
def still(w, g, m, *, lr: NonNegative = 0.0):
    """Gives back what depends on nothing. Source: this test, 2026."""
    return w - g, lr + 1


STEPS = 3
GRADIENT = [0.5, -2.0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_single_numbers_follow_the_floats(dtype: Any) -> None:
    w, g = np.ones(2, dtype), np.array(GRADIENT, dtype)
    state = edges.init(w)
    moved, slots = w.copy(), tuple(slot.copy() for slot in state.slots.values())
    with np.errstate(all="raise"):
        for t in range(1, STEPS + 1):
            if dtype in fused.DTYPES:
                nests.step(edges.formula, nests.row((w, g, *state.slots.values())), t, edges.hyper)
            else:
                w, state.slots = w - g, dict(zip(edges.slots, edges.next(w, g, slots, t)[1], strict=True))
            moved, slots = edges.next(moved, g, slots, t)
            for ours, theirs in zip((w, *state.slots.values()), (moved, *slots), strict=True):
                assert_array_equal(ours, theirs)
            assert moved.dtype == dtype
            assert np.isinf(slots[0]).all() == (t == 1)
            assert np.isnan(slots[1]).all()
            assert np.isinf(slots[2]).all() == (t > 1 or dtype != np.float64)
            assert_array_equal(slots[3], np.inf * np.sign(g))


def test_a_step_refuses_what_the_readers_go_on_through() -> None:
    w = np.ones(2)
    with pytest.raises(tw.NonFiniteError, match="edges: the step would make the slot over of w inf"):
        edges.step(w, np.array(GRADIENT), edges.init(w))


def test_javascript_does_the_same(javascript: Any) -> None:
    code = """async (_, [text, h, gradient, steps]) => {
        const { edges } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)).optimizers;
        const s = gradient.map(() => [1, ...edges.starts]);
        for (let t = 1; t <= steps; t++) gradient.forEach((g, k) => edges.step(s[k], g, t, h));
        return s;
    }"""
    text = printed({"edges": edges}, {}, {}, {}, {})
    moved, slots = np.ones(2), (np.zeros(2),) * 4
    for t in range(1, STEPS + 1):
        moved, slots = edges.next(moved, np.array(GRADIENT), slots, t)
    found = javascript([], code, [text, dict(edges.hyper), GRADIENT, STEPS])
    assert_array_equal(np.array(found).T, [moved, *slots])


@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
def test_a_result_of_nothing_has_the_shape_of_the_weights(shape: tuple[int, ...]) -> None:
    w = np.zeros(shape)
    state = still.init(w)
    still.step(w, np.ones(shape), state)
    moved, slots = still.next(np.zeros(shape), np.ones(shape), (np.zeros(shape),), 1)
    assert_array_equal(w, moved)
    assert_array_equal(state.slots["m"], np.ones(shape))
    assert_array_equal(slots[0], np.ones(shape))
    assert fused.fits([w, w.copy(), *state.slots.values()])


def test_an_expression_follows_them_too() -> None:
    assert expression("1 / a - 1 / b", "ab", "test")(a=0, b=1) == np.inf
    assert np.isnan(expression("(a - 1)**0.5", "a", "test")(a=0.5))
    assert expression("2**a", "a", "test")(a=5000) == np.inf


@tw.optimizer
def shared_out(w, g, mean, *, parts: NonNegative = 1.0):
    """Divides by one number for all elements. Source: this test, 2026."""
    return w - g / parts, g / (2 * parts)


@pytest.mark.parametrize("dtype", fused.DTYPES, ids=str)
@pytest.mark.parametrize("place", [-1.03, -0.98, -0.5, 0.0, 0.4, 0.998])
def test_a_divisor_at_either_end_of_the_range_loses_no_digit(dtype: Any, place: float) -> None:
    """Below all normal numbers, where it has no reciprocal, and near the largest, whose reciprocal is not normal."""
    info = np.finfo(dtype)
    parts = float(info.max) ** place if place > -1 else float(info.smallest_subnormal) * 1_003
    quotient = np.array([0.0, 1.1, -0.73, 0.9, -1e-3])
    g = quotient * parts if place > -1 else np.array([0, 3, -900, 70_000, -1]) * info.smallest_subnormal
    g = g.astype(dtype)
    w = np.zeros(5, dtype)
    state = shared_out.init(w)
    expected = shared_out.next(w, g, tuple(state.slots.values()), 1, {"parts": parts})
    nests.step(shared_out.formula, nests.row((w, g, *state.slots.values())), 1, {"parts": parts})
    assert np.abs(w).max() > 0.5
    for ours, theirs in zip((w, *state.slots.values()), (expected[0], *expected[1]), strict=True):
        np.testing.assert_array_max_ulp(ours, theirs, 1)
