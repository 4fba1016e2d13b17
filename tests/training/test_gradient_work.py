"""The work around the step: one fixed order, groups, averages, accumulation, sharpness; refused before any change."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from talweg.adapters import lbfgs
from talweg.errors import (
    DeclarationError,
    DtypeError,
    MissingError,
    NonFiniteError,
    RangeError,
    ReadOnlyError,
    ShapeError,
    UnknownNameError,
)
from talweg.nouns import optimizer
from talweg.optimizers import OPTIMIZERS, adam, adamw, sgd
from talweg.schedules import cosine
from talweg.training import Average, Lookahead, assemble, group, pipeline
from talweg.training.pipeline.transforms import ORDER, Accumulate, ClipNorm, ClipValue, Decay, global_norm


def nest(seed: int = 0, size: float = 1.0) -> dict[str, Any]:
    draw = np.random.default_rng(seed)
    return {"hidden": [size * draw.normal(size=(3, 2)), size * draw.normal(size=2)], "out": size * draw.normal(size=4)}


def flat(w: Any) -> list[Any]:
    return [*w["hidden"], w["out"]]


def by_hand(w: list[Any], gradients: list[list[Any]], *, k: int, rates: Any) -> tuple[list[Any], list[Any]]:
    """Everything at once around Adam, written out: the weights, and their moving average."""
    w = [each.copy() for each in w]
    m, v, slow, mean = ([np.zeros_like(a) for a in w] for _ in range(4))
    slow = [each.copy() for each in w]
    for t in range(1, len(gradients) // k + 1):
        g = [np.mean(parts, axis=0) for parts in zip(*gradients[(t - 1) * k : t * k], strict=True)]
        g = [each - each.mean(axis=0) if each.ndim == 2 else each for each in g]
        g = [np.minimum(np.maximum(each, -0.8), 0.8) for each in g]
        norm = np.sqrt(sum((each**2).sum() for each in g))
        g = [each * min(1.0, 1.1 / norm) for each in g]
        g = [each + 0.03 * its for each, its in zip(g, w, strict=True)]
        lr = rates(t - 1)
        for i in range(3):
            w[i] = w[i] * (1 - lr * 0.2)
            m[i] = 0.9 * m[i] + 0.1 * g[i]
            v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2
            w[i] = w[i] - lr * (m[i] / (1 - 0.9**t)) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            if t % 3 == 0:
                slow[i] = slow[i] + 0.4 * (w[i] - slow[i])
                w[i] = slow[i].copy()
            mean[i] = 0.7 * mean[i] + 0.3 * w[i]
    return w, [each / (1 - 0.7**t) for each in mean]


def test_all_parts_work_in_the_order_that_is_documented() -> None:
    rates = cosine(peak=0.3, total=7, warmup=2)
    rule = pipeline(
        adam(lr=rates), accumulate=2, centralise=True, clip_value=0.8, clip_norm=1.1, coupled_decay=0.03, decay=0.2,
        lookahead=Lookahead(3, 0.4), average=0.7,
    )  # fmt: skip
    w, start = nest(), flat(nest())
    state, gradients = rule.init(w), [nest(n, size=0.9) for n in range(1, 15)]
    for g in gradients:
        before = copy.deepcopy(g)
        rule.step(w, g, state)
        assert all(map(np.array_equal, flat(g), flat(before)))  # the gradient is the caller's
    wanted, mean = by_hand(start, [flat(g) for g in gradients], k=2, rates=rates)
    for found, expected in zip(flat(w), wanted, strict=True):
        assert_allclose(found, expected, rtol=1e-12)
    for found, expected in zip(flat(rule.average(w, state)), mean, strict=True):
        assert_allclose(found, expected, rtol=1e-12)
    assert state.t == 14


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_pipeline_of_nothing_is_the_optimizer(name: str) -> None:
    rule = OPTIMIZERS[name]
    w, same = nest(), nest()
    state, other = rule.init(w), pipeline(rule).init(same)
    for n in range(3):
        rule.step(w, nest(n), state)
        pipeline(rule).step(same, nest(n), other)
    assert all(map(np.array_equal, flat(w), flat(same)))
    means = (flat(rule.average(w, state)), flat(pipeline(rule).average(same, other)))
    assert all(map(np.array_equal, *means))


def test_parts_may_be_named_in_any_order_but_once() -> None:
    parts = [Average(0.9), Decay(0.1), ClipNorm(1.0), ClipValue(2.0), Accumulate(2)]
    assert [type(part) for part in assemble(sgd, parts).transforms] == [Accumulate, ClipValue, ClipNorm, Decay, Average]
    assert len(ORDER) == 8
    with pytest.raises(RangeError, match="a pipeline has each transform once, and 'clip_norm' came 2 times"):
        assemble(sgd, [ClipNorm(1.0), ClipNorm(2.0)])
    rule = pipeline(sgd(lr=0.5), clip_norm=1, groups=[group("*bias", lr=0.1, decay=False)])
    assert repr(rule) == "pipeline(sgd(lr=0.5), ClipNorm(limit=1.0), group('*bias', lr=0.1, decay=False))"


def test_decoupled_decay_around_adam_is_adamw() -> None:
    w, other = nest(), nest()
    rule, paper = pipeline(adam(lr=0.1), decay=0.3), adamw(lr=0.1, weight_decay=0.3)
    state, its = rule.init(w), paper.init(other)
    for n in range(20):
        rule.step(w, nest(n), state)
        paper.step(other, nest(n), its)
    for a, b in zip(flat(w), flat(other), strict=True):
        assert_allclose(a, b, rtol=1e-13)


def test_the_norm_of_extreme_gradients() -> None:
    assert global_norm([np.array([3e200, 0.0]), np.array([[4e200]])]) == pytest.approx(5e200, rel=1e-15)
    assert global_norm([np.array([3e-300, 4e-300])]) == pytest.approx(5e-300, rel=1e-15)
    assert global_norm([np.zeros(3), np.zeros((0, 2))]) == 0
    for dtype, size in ((np.float16, 6e4), (np.float32, 3e38)):
        w = np.zeros(400, dtype)
        rule = pipeline(sgd(lr=1.0), clip_norm=2.0)
        rule.step(w, np.full(400, size, dtype), rule.init(w))
        assert w.dtype == dtype
        assert_allclose(w, np.full(400, -0.1), rtol=1e-3)


def test_both_averages_of_the_weights() -> None:
    for corrected in (True, False):
        rule = pipeline(sgd(lr=1.0), average=Average(0.5, corrected=corrected))
        w = np.array([8.0])
        state = rule.init(w)
        assert_array_equal(rule.average(w, state), [8.0])
        for _ in range(2):  # to 7, to 6
            rule.step(w, np.array([1.0]), state)
        # (7/4 + 6/2) of a total weight 3/4; or 8/4 + 7/4 + 6/2 of 1.
        assert_allclose(rule.average(w, state), [4.75 / 0.75 if corrected else 6.75], rtol=1e-15)
        assert_array_equal(w, [6.0])


def test_groups_take_their_own_hyperparameters_and_no_decay() -> None:
    def falling(t: int) -> float:
        return [0.5, 0.25][t]

    rule = pipeline(
        sgd(lr=0.1), decay=0.2, groups=[group("*[1]", lr=falling, decay=False), group("hidden.*", lr=0.3)]
    )  # fmt: skip
    w = {"hidden": [np.ones((2, 2)), np.ones(2)], "out": np.ones(2)}
    state = rule.init(w)
    g = {"hidden": [np.ones((2, 2)), np.ones(2)], "out": np.ones(2)}
    assert rule.at(1) == {"lr": 0.1, "lr[*[1]]": 0.25, "lr[hidden.*]": 0.3}
    rule.step(w, g, state)
    rule.step(w, g, state)
    assert_allclose(w["hidden"][1], 1 - 0.5 - 0.25, rtol=1e-15)  # the first group that fits, without the decay
    assert_allclose(w["hidden"][0], (1 * 0.94 - 0.3) * 0.94 - 0.3, rtol=1e-15)
    assert_allclose(w["out"], (1 * 0.98 - 0.1) * 0.98 - 0.1, rtol=1e-15)


def test_a_group_without_decay_silences_the_rules_own() -> None:
    rule = pipeline(adamw(lr=0.1, weight_decay=0.5), groups=[group("bias", decay=False)])
    w = {"weight": np.ones(1), "bias": np.ones(1)}
    rule.step(w, {"weight": np.zeros(1), "bias": np.zeros(1)}, rule.init(w))
    assert_allclose([w["weight"][0], w["bias"][0]], [0.95, 1.0], rtol=1e-15)


def test_schedules_see_steps_and_not_micro_batches() -> None:
    asked = []

    def rate(t: int) -> float:
        asked.append(t)
        return 1.0

    rule = pipeline(sgd(lr=rate), accumulate=3)
    w = np.zeros(1)
    state = rule.init(w)
    for n in range(1, 7):
        rule.step(w, np.array([float(n)]), state)
        assert w == [0, 0, -2, -2, -2, -7][n - 1]
    assert asked == [0, 0, 0, 1, 1, 1]


def everything(tree: Any) -> list[bytes]:
    if isinstance(tree, dict):
        return [b for part in tree.values() for b in everything(part)]
    return [b for part in tree for b in everything(part)] if isinstance(tree, list) else [tree.tobytes()]


def bad_last(value: float) -> Any:
    g = nest(1)
    g["out"][-1] = value
    return g


def frozen_last(w: Any) -> Any:
    w["out"].flags.writeable = False
    return w


@pytest.mark.parametrize("warm", [0, 1, 3])
@pytest.mark.parametrize(
    "gradient, kind, message",
    [
        (
            bad_last(np.nan),
            NonFiniteError,
            r"the gradient of w\['out'\] is nan at \(3,\) \(1 of 4 entries are not fin",
        ),
        ({"hidden": nest(1)["hidden"]}, ShapeError, "must be a dict with the keys 'hidden', 'out'"),
        (nest(1) | {"out": np.ones(3)}, ShapeError, r"the gradient of w\['out'\] has shape \(3,\), not \(4,\)"),
        (nest(1) | {"out": np.ones(4, complex)}, DtypeError, r"the gradient of w\['out'\] is complex128, not float64"),
    ],
)
def test_nothing_is_changed_by_a_bad_gradient(warm: int, gradient: Any, kind: Any, message: str) -> None:
    rule = pipeline(adam, accumulate=2, decay=0.1, lookahead=Lookahead(1), average=0.9)
    w = nest()
    state = rule.init(w)
    for n in range(warm):
        rule.step(w, nest(n), state)
    before = everything(w), everything(state.slots), state.t
    with pytest.raises(kind, match=message):
        rule.step(w, gradient, state)
    assert (everything(w), everything(state.slots), state.t) == before


def test_nothing_is_changed_by_anything_else_that_is_wrong() -> None:
    huge = {"hidden": [np.full((3, 2), 1e308), np.ones(2)], "out": np.ones(4)}
    cases = [
        (pipeline(sgd, accumulate=2), huge, 1, NonFiniteError, r"the accumulated gradient of w\['hidden'\]\[0\] over"),
        (pipeline(sgd, coupled_decay=1e308), nest(1), 0, NonFiniteError, "after clipping and decay of .* overflows"),
        (
            pipeline(sgd, decay=0.1, groups=[group("out", lr=lambda t: -1.0)]),
            nest(1),
            0,
            RangeError,
            r"sgd: lr must lie in \[0, inf\), got -1.0",
        ),
    ]
    for rule, gradient, warm, kind, message in cases:
        w = nest(size=10)
        state = rule.init(w)
        for _ in range(warm):
            rule.step(w, gradient, state)
        before = everything(w), everything(state.slots), state.t
        with pytest.raises(kind, match=message):
            rule.step(w, gradient, state)
        assert (everything(w), everything(state.slots), state.t) == before
    rule, w = pipeline(sgd, average=0.9), nest()
    state = rule.init(w)
    with pytest.raises(ReadOnlyError, match=r"the parameters w\['out'\] cannot be written"):
        rule.step(frozen_last(w), nest(1), state)
    with pytest.raises(ShapeError, match="the state has the slots none, not average; make it with init"):
        rule.step(nest(), nest(1), sgd.init(nest()))


@optimizer
def fixed_rate(w, g):  # type: ignore[no-untyped-def]
    """A rule with nothing to tune."""
    return w - 0.01 * g


@pytest.mark.parametrize(
    "make, kind, message",
    [
        (lambda: pipeline(lbfgs()), DeclarationError, r"a pipeline goes around an optimizer, such as .*, not lbfgs\("),
        (lambda: pipeline(pipeline(sgd)), DeclarationError, r"not pipeline\(sgd\("),
        (
            lambda: pipeline(fixed_rate, decay=0.1),
            MissingError,
            "and fixed_rate declares no rate, such as lr: Rate = 0.01; use coupled_decay",
        ),
        (lambda: pipeline(sgd, accumulate=0), RangeError, r"accumulate: k must lie in the whole numbers of \[1, inf\)"),
        (lambda: pipeline(sgd, clip_norm=0), RangeError, r"clip_norm: limit must lie in \(0, inf\), got 0"),
        (lambda: pipeline(sgd, clip_value=-1), RangeError, r"clip_value: limit must lie in \(0, inf\), got -1"),
        (lambda: pipeline(sgd, average=1.0), RangeError, r"average: decay must lie in \[0, 1\), got 1.0"),
        (lambda: Lookahead(alpha=0.0), RangeError, r"lookahead: alpha must lie in \(0, 1\], got 0.0"),
        (lambda: pipeline(sgd, decay=-0.1), RangeError, r"decay: weight_decay must lie in \[0, inf\), got -0.1"),
        (lambda: group("*bias"), MissingError, r"group '\*bias' changes nothing; give it a hyperparameter, such as"),
        (
            lambda: pipeline(sgd, groups=[group("a", beta=0.1)]),
            UnknownNameError,
            "sgd has no hyperparameter 'beta'; did you mean|sgd has no hyperparameter 'beta'; it has 'lr'",
        ),
        (lambda: pipeline(sgd, groups=[group("a", lr=-1)]), RangeError, r"sgd: lr must lie in \[0, inf\), got -1"),
        (
            lambda: pipeline(sgd, groups=[group("a", lr=1), group("a", lr=2)]),
            RangeError,
            "a pipeline has each group once, and 'a' came 2 times",
        ),
        (
            lambda: pipeline(sgd, groups=[group("bias", lr=1)]).init(nest()),
            ShapeError,
            r"group 'bias' has no member \(or earlier groups took them\): there are hidden.0, hidden.1, out",
        ),
        (lambda: pipeline(sgd)(momentum=1), UnknownNameError, "a pipeline of sgd has no hyperparameter 'momentum'"),
    ],
)
def test_what_is_refused(make: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


def test_brackets_and_dots_in_patterns_mean_themselves() -> None:
    w = {"a.b": np.ones(1), "axb": np.ones(1), "c": [np.ones(1), np.ones(1)]}
    g = {"a.b": np.ones(1), "axb": np.ones(1), "c": [np.ones(1), np.ones(1)]}
    for pattern, moved in (("a.b", [1, 0, 0, 0]), ("w['c'][1]", [0, 0, 0, 1]), ("c.*", [0, 0, 1, 1]), ("*", [1] * 4)):
        each = copy.deepcopy(w)
        rule = pipeline(sgd(lr=0.0), groups=[group(pattern, lr=1.0)])
        rule.step(each, g, rule.init(each))
        assert [1 - float(x[0]) for x in (each["a.b"], each["axb"], *each["c"])] == moved
