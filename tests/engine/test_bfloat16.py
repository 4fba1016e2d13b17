"""Slots in bfloat16: exact where they can be, right on average where not, and the same whoever takes the step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine import bfloat16, fused, threads
from talweg.optimizers import OPTIMIZERS

FINE = [name for name, rule in OPTIMIZERS.items() if not rule.whole]


@tw.optimizer
def gathered(w: Any, g: Any, a: Any, b: Any) -> Any:
    """A slot that is the gradient and one that is its double: what is kept of them shows how they were rounded."""
    return w + g, 0 * a + g, 0 * b + 2 * g


def numbers(bits: Any) -> Any:
    """float32 from their bits."""
    return np.asarray(bits, np.uint32).view(np.float32)


def test_what_bfloat16_holds_is_exact() -> None:
    every = np.arange(1 << 16, dtype=np.uint16)
    held = every[np.isfinite(bfloat16.read(every, np.float32))]
    x = numbers(held.astype(np.uint32) << 16)
    assert_array_equal(bfloat16.read(held, np.float32), x)
    for step in (1, 2, 77):
        assert_array_equal(bfloat16.rounded(x, step, 2, 0), held)


@pytest.mark.parametrize("x", [1.00123, -3.3e-5, 1e-41, 2.0**-126, 3.3e38])
def test_rounding_is_right_on_average(x: float) -> None:
    size = 1 << 17
    x = float(np.float32(x))
    found = bfloat16.read(bfloat16.rounded(np.full(size, x, np.float32), 5, 2, 0), float)
    below, above = found.min(), found.max()
    bits = int(np.float32(x).view(np.uint32))
    assert {float(numbers(bits & 0xFFFF0000)), float(numbers((bits & 0xFFFF0000) + 0x10000))} >= {below, above}
    share = (bits & 0xFFFF) / 2**16
    assert abs((np.abs(found) > abs(x)).mean() - share) <= 5 * np.sqrt(share * (1 - share) / size)


def test_chances_do_not_follow_each_other() -> None:
    x = np.full(1 << 16, 1 + 2.0**-8, np.float32)  # half way: up or down alike
    ups = {
        (step, slot): (bfloat16.rounded(x, step, slot, 0) & 1) * 2.0 - 1 for step in (1, 2, 3, 1000) for slot in (2, 3)
    }
    noise = 5 / np.sqrt(x.size)
    for first, one in ups.items():
        assert abs(np.mean(one)) < noise
        assert max(abs(np.mean(one[lag:] * one[:-lag])) for lag in (1, 2, 3, 16, 256)) < noise
        assert all(abs(np.mean(one * other)) < noise for second, other in ups.items() if second != first)


def test_finite_stays_finite_and_the_rest_does_not() -> None:
    largest = float(numbers(0x7F7F0000))
    x = np.array([3.4e38, -3.4e38, np.inf, -np.inf, np.nan, -0.0, 0.0], np.float32)
    found = bfloat16.read(bfloat16.rounded(x, 1, 2, 0), np.float32)
    assert_array_equal(found, np.array([largest, -largest, np.inf, -np.inf, np.nan, 0, 0], np.float32))
    assert np.signbit(found[5])


@pytest.mark.parametrize(("number", "bits"), [(1.0, 0x3F80), (0.1, 0x3DCD), (1 + 2.0**-8, 0x3F80), (-2.0, 0xC000)])
def test_a_start_is_rounded_to_the_nearest(number: float, bits: int) -> None:
    assert bfloat16.nearest(number) == bits


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_kernels_and_the_plain_reader_round_alike(dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    g = (rng.normal(size=1000) * 10.0 ** rng.integers(-40, 15, 1000)).astype(dtype)
    apart = {"a": (slice(0, 300),), "b": (slice(300, 1000), (70, 10))}
    nest = {name: g[part].reshape(*shape) if shape else g[part] for name, (part, *shape) in apart.items()}
    kept: list[Any] = []
    for parts in (1, 3):  # the same whether one thread takes the step or three
        monkeypatch.setattr(fused, "GRAIN", 1 << 20 if parts == 1 else 100)
        monkeypatch.setattr(fused, "BLOCK", 1 << 20 if parts == 1 else 70)
        monkeypatch.setattr(threads, "count", lambda parts=parts: parts)
        for gradient in (g, nest):
            w = {name: np.zeros_like(each) for name, each in nest.items()} if gradient is nest else np.zeros_like(g)
            state = gathered.init(w, states="bfloat16")
            for _ in range(3):  # the first by another way than those after it
                gathered.step(w, gradient, state)
            whole = [state.slots[slot] for slot in ("a", "b")]
            joined = [np.concatenate([p.reshape(-1) for p in s.values()]) if isinstance(s, dict) else s for s in whole]
            kept.append(joined)
    wanted = [bfloat16.rounded(factor * g, 3, place, 0) for factor, place in ((1, 2), (2, 3))]
    for each in kept:
        assert_array_equal(each, wanted)
    odd = np.zeros((1000, 2), dtype)[:, 0]  # which no kernel takes
    state = gathered.init(odd, states="bfloat16")
    state.t = 2
    gathered.step(odd, g, state)
    assert_array_equal([state.slots["a"], state.slots["b"]], wanted)


@pytest.mark.parametrize(("name", "dtype"), [*((name, np.float32) for name in FINE), ("adam", np.float64)])
def test_every_rule_stays_near_its_own_run(name: str, dtype: Any) -> None:
    # Per step a slot errs by at most one part in 128, by chance either way: the runs part slower than they move.
    rule, rng = OPTIMIZERS[name], np.random.default_rng(5)
    w = rng.normal(size=400).astype(dtype)
    other, begin = w.copy(), w.copy()
    state, own = rule.init(w, states="bfloat16"), rule.init(other)
    assert all(slot.dtype == np.uint16 for slot in state.slots.values())
    for _ in range(50):
        noise = 0.3 * rng.normal(size=w.size)
        rule.step(w, (w + noise).astype(dtype), state)
        rule.step(other, (other + noise).astype(dtype), own)
    moved = np.linalg.norm(other - begin)
    assert np.linalg.norm(w - other) <= 0.05 * moved
    assert not own.slots or np.any(w != other)


@pytest.mark.parametrize("name", sorted(set(OPTIMIZERS) - set(FINE)))
def test_rules_of_whole_arrays_keep_bfloat16_too(name: str) -> None:
    rule, rng = OPTIMIZERS[name], np.random.default_rng(5)
    w = {"a": rng.normal(size=(12, 7)), "b": rng.normal(size=7)}
    other, begin = ({key: each.copy() for key, each in w.items()} for _ in range(2))
    state, own = rule.init(w, outputs=0, states="bfloat16"), rule.init(other, outputs=0)
    for _ in range(20):
        rule.step(w, w, state)
        rule.step(other, other, own)
    for short, whole, start in zip(w.values(), other.values(), begin.values(), strict=True):
        assert np.linalg.norm(short - whole) <= 0.05 * np.linalg.norm(whole - start)


def test_a_second_moment_moves_by_less_than_its_last_place() -> None:
    # beta2 = 0.999 moves v by a thousandth of what is missing: rounded to the nearest it would stand still at 0.88.
    rule = tw.rmsprop(lr=1e-6, beta=0.999)
    w, g = np.zeros(2000, np.float32), np.ones(2000, np.float32)
    state = rule.init(w, states="bfloat16")
    for _ in range(4000):
        rule.step(w, g, state)
    v = bfloat16.read(state.slots["v"], float)
    assert_allclose(v.mean(), 1 - 0.999**4000, rtol=2e-3)


def test_half_weights_and_matrices_of_no_elements() -> None:
    w, empty = np.ones(3, np.float16), np.zeros((0, 4), np.float32)
    for each in (w, empty):
        state = tw.adam.init(each, states="bfloat16")
        for _ in range(3):
            tw.adam.step(each, np.ones_like(each), state)
    assert_allclose(w, 1 - 3e-3, atol=1e-3)


@pytest.mark.parametrize("states", ["float16", "", 16, np.float32, ["bfloat16"]])
def test_other_states_are_refused(states: Any) -> None:
    for make in (lambda: tw.adam.init(np.zeros(2), states=states), lambda: tw.pipeline(tw.adam, states=states)):
        with pytest.raises(tw.RangeError, match='states must be "bfloat16"'):
            make()


def test_a_slot_that_overflows_is_found() -> None:
    w, g = np.zeros(3, np.float32), np.array([1, 2, 1e30], np.float32)
    state = tw.adam.init(w, states="bfloat16")
    with pytest.raises(tw.NonFiniteError, match="the slot v of w"):
        tw.adam.step(w, g, state)
    assert_array_equal(w, 0)
    assert_array_equal(state.slots["v"], 0)


def test_whole_numbers_elsewhere_are_not_taken_for_bfloat16() -> None:
    w, other = np.zeros(3, np.float32), np.zeros(3, np.float32)
    state, own = (tw.adam.init(w, states="bfloat16") for _ in range(2))
    for _ in range(2):
        tw.adam.step(w, np.array([1, 2, 3], np.uint16), state)  # a gradient of 1, 2 and 3
        tw.adam.step(other, np.array([1, 2, 3], np.float32), own)
    assert_array_equal(w, other)
    with pytest.raises(tw.DtypeError, match="parameters w are uint16"):
        tw.adam.init(np.ones(3, np.uint16), states="bfloat16")
