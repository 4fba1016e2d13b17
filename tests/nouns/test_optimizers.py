"""Steps: on arrays and nests of arrays, with schedules, and refused before anything is changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.engine import fused
from talweg.errors import DtypeError, NonFiniteError, RangeError, ReadOnlyError, ShapeError
from talweg.optimizers import OPTIMIZERS

from conftest import tried

rules = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
elementwise = pytest.mark.parametrize("rule", [r for r in OPTIMIZERS.values() if not r.whole], ids=lambda r: r.name)
whole = pytest.mark.parametrize("rule", [r for r in OPTIMIZERS.values() if r.whole], ids=lambda r: r.name)


def nested(make: Any) -> Any:
    return {"hidden": (make((3, 2)), make(2)), "out": [make((2, 1)), {"bias": make(())}]}


@elementwise
def test_a_nest_steps_like_one_long_array(rule: tw.Optimizer) -> None:
    rule = rule(**tried(rule.formula))
    draw = np.random.default_rng(0)
    w = nested(lambda shape: np.asarray(draw.normal(size=shape)))
    flat = np.concatenate([w["hidden"][0].ravel(), w["hidden"][1], w["out"][0].ravel(), w["out"][1]["bias"].ravel()])
    state, flat_state = rule.init(w), rule.init(flat)
    for _ in range(3):
        g = nested(lambda shape: np.full(shape, draw.normal()))
        rule.step(w, g, state)
        parts = [g["hidden"][0].ravel(), g["hidden"][1], g["out"][0].ravel(), g["out"][1]["bias"].ravel()]
        rule.step(flat, np.concatenate(parts), flat_state)
    now = np.concatenate([w["hidden"][0].ravel(), w["hidden"][1], w["out"][0].ravel(), w["out"][1]["bias"].ravel()])
    assert_array_equal(now, flat)
    assert state.t == flat_state.t == 3


@whole
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_whole_tensor_rule_takes_each_leaf_by_itself(rule: tw.Optimizer, dtype: Any) -> None:
    rule = rule(**tried(rule.formula))
    draw = np.random.default_rng(1)
    w = nested(lambda shape: np.asarray(draw.normal(size=shape), dtype))
    parts = [w["hidden"][0].copy(), w["hidden"][1].copy(), w["out"][0].copy(), w["out"][1]["bias"].copy()]
    state, states = rule.init(w), [rule.init(part) for part in parts]
    for _ in range(3):
        g = nested(lambda shape: np.asarray(draw.normal(size=shape), dtype))
        rule.step(w, g, state)
        for part, gradient, its in zip(parts, [*g["hidden"], g["out"][0], g["out"][1]["bias"]], states, strict=True):
            rule.step(part, gradient, its)
    for part, leaf in zip(parts, [*w["hidden"], w["out"][0], w["out"][1]["bias"]], strict=True):
        assert leaf.dtype == dtype
        assert_array_equal(part, leaf)


@rules
def test_any_float_array_can_be_stepped(rule: tw.Optimizer) -> None:
    rule = rule(lr=1.0)  # float16 has three digits
    strided = np.arange(12.0).reshape(3, 4).T
    dense = np.ascontiguousarray(strided)
    for w in (strided, dense):
        rule.step(w, np.full_like(w, 0.5), rule.init(w))
    np.testing.assert_allclose(strided, dense, rtol=1e-15)
    for dtype in (np.float16, np.longdouble):
        w = np.ones(3, dtype)
        rule.step(w, w.copy(), rule.init(w))
        assert w.dtype == dtype
        assert (w < 1).all()


def test_a_read_only_gradient_is_only_read() -> None:
    # What JAX hands out without a copy.
    w, same = np.ones(5), np.ones(5)
    g = np.linspace(-1, 1, 5)
    tw.adam.step(same, g.copy(), tw.adam.init(same))
    tw.adam.step(w, read_only(g), tw.adam.init(w))
    assert_array_equal(w, same)
    assert fused.fits((w, g, w))
    assert not fused.fits((g, w, w))
    assert not fused.fits((g, g, w))


def test_known_steps() -> None:
    # By hand: Adam's first step is lr * g / (|g| + eps), momentum's second adds beta times the first.
    w = np.array([1.0, 1.0])
    tw.adam(lr=0.1, eps=1e-3).step(w, np.array([2.0, -1e-3]), tw.adam.init(w))
    np.testing.assert_allclose(w, [1 - 0.1 * 2 / 2.001, 1 + 0.1 * 0.5], rtol=1e-14)
    w, rule = np.array([1.0]), tw.momentum(lr=0.1, beta=0.5)
    state = rule.init(w)
    rule.step(w, np.array([1.0]), state)
    rule.step(w, np.array([2.0]), state)
    np.testing.assert_allclose(w, [1 - 0.1 - (0.05 + 0.2)], rtol=1e-14)
    np.testing.assert_allclose(state.slots["v"], [0.25], rtol=1e-14)


def test_any_hyperparameter_can_be_a_schedule() -> None:
    rates = [0.5, 0.25, -0.1]
    rule = tw.sgd(lr=lambda t: rates[t])
    w, g = np.array([1.0]), np.array([1.0])
    state = rule.init(w)
    rule.step(w, g, state)
    rule.step(w, g, state)
    assert w == 0.25
    before = w.copy()
    with pytest.raises(RangeError, match=r"sgd: lr at step 2 must lie in \[0, inf\), got -0.1"):
        rule.step(w, g, state)
    assert w == before
    assert state.t == 2
    warm = tw.adam(lr=tw.cosine(peak=1e-3, total=10, warmup=4), beta1=lambda t: 0.9 if t else 0.5)
    assert warm.at(0) == {"lr": 1e-3 / 5, "beta1": 0.5, "beta2": 0.999, "eps": 1e-8}


def read_only(w: Any) -> Any:
    w.flags.writeable = False
    return w


@pytest.mark.parametrize(
    "w, g, kind, message",
    [
        (np.ones(3), np.ones(4), ShapeError, r"the gradient of w has shape \(4,\), not \(3,\)"),
        (
            np.ones(3, np.float32),
            np.ones(3),
            DtypeError,
            r"w is float64, not float32; .* gradient.astype\(np.float32\)",
        ),
        (np.ones(3), [1.0, 1.0, 1.0], DtypeError, "the gradient for w must be a NumPy array, got a list of 3"),
        (read_only(np.ones(3)), np.ones(3), ReadOnlyError, "the parameters w cannot be written"),
        (np.ones(3), np.array([0, np.nan, np.inf]), NonFiniteError, r"is nan at \(1,\) \(2 of 3 entries"),
        ({"a": np.ones(2)}, {"b": np.ones(2)}, ShapeError, "must be a dict with the keys 'a', got a dict with the"),
        ([np.ones(2)], [np.ones(2), np.ones(2)], ShapeError, "must be a list of 1, got a list of 2"),
        (
            {"a": np.ones(2), "b": [np.ones(1)]},
            {"a": np.ones(2), "b": [np.array([-np.inf])]},
            NonFiniteError,
            r"the gradient of w\['b'\]\[0\] is -inf at \(0,\)",
        ),
    ],
)
def test_refused_before_anything_is_changed(w: Any, g: Any, kind: type[Exception], message: str) -> None:
    rule = tw.adam(lr=0.1)
    state = rule.init(w)
    before = repr((w, state))
    with pytest.raises(kind, match=message):
        rule.step(w, g, state)
    assert repr((w, state)) == before


def test_parameters_that_cannot_step() -> None:
    with pytest.raises(DtypeError, match=r"parameters w are int64; a step needs floating point, such as w.astype"):
        tw.sgd.init(np.arange(3))
    with pytest.raises(DtypeError, match=r"w\['a'\] is a float; parameters are NumPy arrays"):
        tw.sgd.init({"a": 1.0})
    with pytest.raises(ShapeError, match="the state has the slots v, not m, v"):
        tw.adam.step(np.ones(2), np.ones(2), tw.momentum.init(np.ones(2)))
    w = np.ones(2)
    state = tw.momentum.init(w)
    read_only(state.slots["v"])
    with pytest.raises(ReadOnlyError, match="the v w cannot be written"):
        tw.momentum.step(w, np.ones(2), state)
    with pytest.raises(ShapeError, match=r"the v of w has shape \(3,\), not \(2,\)"):
        tw.momentum.step(w, np.ones(2), tw.momentum.init(np.ones(3)))
    with pytest.raises(DtypeError, match="the slot v for w must be a NumPy array, got a dict"):
        tw.momentum.step(w, np.ones(2), tw.momentum.init({"a": np.ones(2)}))
    assert_array_equal(w, np.ones(2))


def test_large_arrays_are_checked_too() -> None:
    w, g = np.zeros(100_000, np.float32), np.zeros(100_000, np.float32)
    g[99_999] = np.nan
    with pytest.raises(NonFiniteError, match=r"nan at \(99999,\) \(1 of 100000"):
        tw.sgd.step(w, g, tw.sgd.init(w))
    assert not w.any()
