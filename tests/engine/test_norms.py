"""Rules that take norms of whole arrays, compiled: the plain reader's steps, or none of theirs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from talweg.engine import fused, fused_norms, threads
from talweg.errors import NonFiniteError
from talweg.formula import Average, Rate
from talweg.formula.passes import passes
from talweg.nouns import Optimizer, State, optimizer
from talweg.optimizers import OPTIMIZERS

from conftest import tried


@optimizer(whole=True)
def twice(w, g, m=0.5, *, lr: Rate = 0.1, beta: Average = 0.9):
    """A norm of what needs another norm, and one of an array that is no argument."""
    m = beta * m + (1 - beta) * g / np.linalg.norm(g)
    u = np.tanh(m) - w / (1 + np.linalg.norm(m))
    return w - lr * u / np.linalg.norm(u), m


@optimizer(whole=True)
def unit(w, g, *, lr: Rate = 0.01):
    """A step of length lr."""
    return w - lr * g / np.linalg.norm(g)


@optimizer(whole=True)
def by_momentum(w, g, m, *, lr: Rate = 0.1):
    """A factor that all entries share, and that may be infinite."""
    return w - lr * (1 / np.linalg.norm(m)) * g, m


RULES = {name: rule for name, rule in OPTIMIZERS.items() if rule.whole and passes(rule.formula)} | {"twice": twice}
RELATIVE = {np.float32: 2e-6, np.float64: 1e-13}
dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def taken(rule: Optimizer, w: Any, g: Any, state: State) -> bool:
    """Whether the compiled passes would take the next step."""
    arrays = [w, g, *state.slots.values()]
    return fused_norms.ready(rule.formula, arrays, state.t + 1, rule.hyper) is not None


def test_lamb_and_lars_are_compiled_and_the_last_pass_takes_no_norm() -> None:
    assert {"lamb", "lars"} <= RULES.keys()
    for name, norms in (("lars", [2, 0]), ("lamb", [3, 0]), ("twice", [2, 1, 1, 0])):
        found = passes(RULES[name].formula)
        assert found is not None
        assert [len(each.norms) for each in found.passes] == norms


@dtypes
@pytest.mark.parametrize("shape", [(7,), (30, 100)])
@pytest.mark.parametrize("name", RULES)
def test_a_compiled_step_equals_plain(
    name: str, shape: tuple[int, ...], dtype: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused, "BLOCK", 70)  # cut and shared out like large arrays
    monkeypatch.setattr(fused, "GRAIN", 70)
    monkeypatch.setattr(threads, "count", lambda: 3)
    rule = RULES[name](**tried(RULES[name].formula))
    draw = np.random.default_rng(1)
    w = draw.normal(size=shape).astype(dtype)
    state = rule.init(w)
    moved, slots = w.copy(), tuple(slot.copy() for slot in state.slots.values())
    for t in range(1, 21):
        g = (draw.normal(size=shape) * 10.0 ** draw.integers(-3, 3)).astype(dtype)
        assert taken(rule, w, g, state)
        rule.step(w, g, state)
        moved, slots = rule.next(moved, g, slots, t)
    for ours, theirs in zip([w, *state.slots.values()], [moved, *slots], strict=True):
        assert np.max(np.abs(ours - theirs)) < RELATIVE[dtype] * np.max(np.abs(theirs))


def test_a_norm_of_many_float32_is_summed_in_float64() -> None:
    w = np.zeros(300_001, np.float32)
    g = np.random.default_rng(0).normal(size=w.size).astype(np.float32)
    state = unit.init(w)
    unit.step(w, g, state)
    w[:] = 0
    assert taken(unit, w + 1, g, state)
    w[:] = 1e-12  # so small that the digits of the norm are those of what it becomes
    unit.step(w, g, state)
    length = math.sqrt(math.fsum(float(each) ** 2 for each in g))
    np.testing.assert_allclose(w, np.float32(1e-12) - 0.01 * g.astype(float) / length, rtol=2.5e-7)


@pytest.mark.parametrize("extreme", [0.0, 1e-25, 1e17, np.nan, np.inf])
@pytest.mark.parametrize("place", [0, 1])
def test_what_is_extreme_or_zero_is_left_to_the_plain_reader(extreme: float, place: int) -> None:
    rule = OPTIMIZERS["lars"]
    row = [np.ones(5, np.float32), np.ones(5, np.float32)]
    state = rule.init(row[0])
    assert taken(rule, *row, state)
    row[place] = np.full(5, extreme, np.float32)
    assert not taken(rule, *row, state)


def test_a_shared_number_that_is_not_finite_changes_nothing() -> None:
    w, g = np.ones(3, np.float32), np.ones(3, np.float32)
    state = by_momentum.init(w)
    state.t, state.slots["m"] = 1, np.full(3, 1, np.float32)
    assert taken(by_momentum, w, g, state)
    state.slots["m"] = np.full(3, 1e-42, np.float32)
    assert not taken(by_momentum, w, g, state)
    with pytest.raises(NonFiniteError, match="by_momentum: the step would make the parameters w -inf"):
        by_momentum.step(w, g, state)
    np.testing.assert_array_equal(w, 1)
    assert state.t == 1


def test_what_is_no_norm_of_an_array_is_any_python() -> None:
    @optimizer(whole=True)
    def of_a_number(w, g, *, lr: Rate = 0.1):
        """NumPy's norm of a number is its size."""
        return w - np.linalg.norm(lr) * g

    @optimizer(whole=True)
    def along_an_axis(w, g, *, lr: Rate = 0.1):
        """A norm for every column."""
        return w - lr * g / np.linalg.norm(g, axis=0)

    @optimizer(whole=True)
    def of_the_shape(w, g, *, lr: Rate = 0.1):
        """What is counted is no arithmetic."""
        return w - lr * g / np.linalg.norm(g) * w.size

    for rule in (of_a_number, along_an_axis, of_the_shape):
        assert passes(rule.formula) is None
        w, g = np.ones((2, 3)), np.arange(1.0, 7).reshape(2, 3)
        state = rule.init(w)
        for t in (1, 2):
            expected, _ = rule.next(w, g, (), t)
            rule.step(w, g, state)
            np.testing.assert_array_equal(w, expected)
