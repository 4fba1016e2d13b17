"""Arrays that are easily got wrong: of no axes, shared, masked, too coarse; and numbers that a dtype cannot hold."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.optimizers import OPTIMIZERS

Pair = namedtuple("Pair", ["weight", "bias"])
every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=list(OPTIMIZERS))


@every_rule
def test_an_array_of_no_axes_takes_what_numpy_makes_of_it(rule: tw.Optimizer) -> None:
    alone, row = {"w": np.array(3.0)}, {"w": np.array([3.0])}
    states = rule.init(alone), rule.init(row)
    for _ in range(3):
        gradient = 2 * alone["w"]
        assert isinstance(gradient, np.float64)  # NumPy's arithmetic has left no array
        rule.step(alone, {"w": gradient}, states[0])
        rule.step(row, {"w": 2 * row["w"]}, states[1])
    assert alone["w"].shape == ()
    # Muon looks at matrices alone, and L-BFGS is none of these.
    assert_allclose(alone["w"], row["w"][0], rtol=1e-15)


@every_rule
def test_a_gradient_that_overlaps_the_weights_is_the_one_that_was_handed_over(rule: tw.Optimizer) -> None:
    for size, shift in ((40, 1), (40, -3), (5000, 7)):
        buffer = np.linspace(1, 2, size + abs(shift))
        w, g = (buffer[shift:], buffer[:-shift]) if shift > 0 else (buffer[:shift], buffer[-shift:])
        apart = w.copy(), g.copy()
        rule.step(w, g, rule.init(w))
        rule.step(*apart, rule.init(apart[0]))
        assert_array_equal(w, apart[0])


@pytest.mark.parametrize("make", [lambda x: (x, x), lambda x: (x, x[1:]), lambda x: (x[:, 0], x), lambda x: (x, x.T)])
def test_weights_that_share_memory_are_refused(make: Any) -> None:
    first, second = make(np.ones((4, 4)))
    w = {"encoder": first, "decoder": [second]}
    before = first.copy()
    for rule in (tw.adam, tw.pipeline(tw.sgd, decay=0.1)):
        with pytest.raises(tw.ShapeError, match=r"w\['(en|de)coder'\].* share memory"):
            rule.step(w, {"encoder": np.ones_like(first), "decoder": [np.ones_like(second)]}, rule.init(w))
        assert_array_equal(first, before)


def test_views_that_lie_apart_are_no_fault() -> None:
    buffer = np.zeros(10)
    w = [buffer[:5], buffer[5:]]
    tw.sgd(lr=1.0).step(w, [np.ones(5), 2 * np.ones(5)], tw.sgd.init(w))
    assert_array_equal(buffer, [-1] * 5 + [-2] * 5)
    woven = [buffer[::2], buffer[1::2]]  # their bounds overlap, and no number is shared
    tw.sgd(lr=1.0).step(woven, [np.ones(5), 2 * np.ones(5)], tw.sgd.init(woven))
    assert_array_equal(buffer, np.array([-1] * 5 + [-2] * 5) - np.array([1, 2] * 5))


@pytest.mark.parametrize("kind", [lambda rows: np.array(rows).view(np.matrix), np.ma.array], ids=["matrix", "masked"])
def test_arrays_with_rules_of_their_own_are_refused(kind: Any) -> None:
    w = {"w": kind([[1.0, 2.0]])}
    with pytest.raises(tw.DtypeError, match=r"w\['w'\] is a .*computes by rules of its own"):
        tw.adam.init(w)
    with pytest.raises(tw.DtypeError, match="rules of its own"):
        tw.sgd.step(w, w, tw.State(0, {}))


def test_a_mask_is_not_lost_without_a_word() -> None:
    masked = np.ma.array([1.0, 9.0], mask=[0, 1])
    for given in ((masked, [1.0, 0.0]), ([1.0, 9.0], masked), ([1.0, 9.0], [1.0, 0.0], masked)):
        with pytest.raises(tw.DtypeError, match=r"the (predictions|targets|weights) are a masked array"):
            tw.mse(*given)
    assert tw.mse(np.ma.array([1.0, 9.0]), [1.0, 9.0]) == 0  # nothing is masked
    X = np.ma.array(np.zeros((4, 2)), mask=np.eye(4, 2))
    with pytest.raises(tw.DtypeError, match="X of data"):
        tw.fit(tw.models.linear(2, 1), tw.mse, tw.sgd, (X, np.zeros((4, 1))), progress=False)


@every_rule
def test_float16_is_computed_in_float32(rule: tw.Optimizer) -> None:
    draw = np.random.default_rng(0)
    w = draw.normal(size=(3, 4)).astype(np.float16)
    wide = w.astype(np.float32)
    states = rule.init(w), rule.init(wide)
    assert all(slot.dtype == np.float32 for slot in states[0].slots.values())
    for scale in (0, 1e-4, 1, 100):
        wide[...] = w
        g = (scale * draw.normal(size=w.shape)).astype(np.float16)
        rule.step(w, g, states[0])
        rule.step(wide, g.astype(np.float32), states[1])
        assert_array_equal(w, wide.astype(np.float16))
        for ours, theirs in zip(states[0].slots.values(), states[1].slots.values(), strict=True):
            # Two readers, of which one rounds more often: where terms cancel that is seen, beside the largest entry.
            assert_allclose(ours, theirs, rtol=2e-6, atol=2e-7 * np.abs(theirs).max())


def test_a_loss_of_float16_is_computed_in_float32() -> None:
    many = np.zeros((2, 100_000), np.float16)
    value, gradient = tw.cross_entropy.value_and_grad(many, [0, 99_999])
    assert value == pytest.approx(np.log(100_000), rel=1e-6)
    assert gradient.dtype == np.float16
    assert tw.mse(np.full(3, 300, np.float16), np.zeros(3)) == 90_000  # beyond float16's 65504


@pytest.mark.parametrize("name", ["adam", "adamax", "rmsprop", "adadelta", "radam", "adabelief"])
def test_an_epsilon_that_float32_cannot_hold_still_keeps_from_zero(name: str) -> None:
    rule = OPTIMIZERS[name](eps=1e-50)
    for dtype in (np.float32, np.float64):
        w = np.ones((2, 2), dtype)
        state = rule.init(w)
        for _ in range(2):
            rule.step(w, np.zeros_like(w), state)
        assert_array_equal(w, 1)


@pytest.mark.parametrize("loss", [tw.cross_entropy, tw.kl_divergence], ids=lambda loss: loss.name)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_class_that_cannot_be_costs_nothing(loss: tw.Loss, dtype: Any) -> None:
    z = np.array([[1, -np.inf, 2, -np.inf], [-np.inf, 0.5, 0, 3]], dtype)
    possible = [[1, 2], [0.5, 0, 3]]
    for y in ([2, 3], [[0.25, 0, 0.75, 0], [0, 0.5, 0.25, 0.25]]):
        value, gradient = loss.value_and_grad(z, y, reduction="none")
        for row, kept in enumerate(possible):
            places = np.isfinite(z[row].astype(float))
            target = y[row] if np.ndim(y) > 1 else np.eye(4)[y[row]]
            right, slope = loss.value_and_grad(np.array([kept], dtype), np.array([target])[:, places], reduction="none")
            assert_allclose(value[row], right[0], rtol=1e-3 if dtype == np.float16 else 1e-6)
            assert_allclose(gradient[row][places], slope[0], rtol=2e-3 if dtype == np.float16 else 1e-6, atol=1e-7)
            assert_array_equal(gradient[row][~places], 0)
    assert loss(z, [1, 0]) == np.inf  # the right class cannot be
    assert tw.cross_entropy.replace(smoothing=0.1)(z, [2, 3]) == np.inf


@pytest.mark.parametrize("w", [Pair(np.ones(2), np.ones(1)), (np.ones(2), [np.ones(1)]), [np.ones(2), (np.ones(1),)]])
def test_a_tree_keeps_its_kind(w: Any) -> None:
    def kinds(tree: Any) -> Any:
        return [type(tree), *map(kinds, tree)] if isinstance(tree, list | tuple) else []

    for rule in (tw.schedule_free_sgd, tw.pipeline(tw.adam, average=0.9)):
        state = rule.init(w)
        rule.step(w, w, state)
        assert kinds(rule.average(w, state)) == kinds(w)
        assert all(kinds(slot) == kinds(w) for slot in state.slots.values())


def test_one_hot_takes_the_room_of_its_rows_alone() -> None:
    rows = tw.one_hot(np.array([0, 3_000_000]), 3_000_001)
    assert rows.shape == (2, 3_000_001)
    assert rows.sum() == 2
