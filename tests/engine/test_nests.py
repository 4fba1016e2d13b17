"""A nest of small arrays is stepped in one call: like each array alone, and with every check."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import talweg as tw
from talweg.engine import nests, threads
from talweg.engine.parameters import alike, leaves
from talweg.nouns.rows import ARRAYS, arrays_of
from talweg.nouns.weights import MeanGradient
from talweg.optimizers import OPTIMIZERS

from conftest import tried

SHAPES = [(3, 4), (7,), (), (0, 2), (2, 3, 2), (1000,)]
ELEMENTWISE = {name: rule for name, rule in OPTIMIZERS.items() if not rule.whole}
CLIPPED = tw.pipeline(tw.adamw(lr=0.03), clip_norm=0.5, decay=0.02, average=0.9)
RULES = {**{name: rule(**tried(rule.formula)) for name, rule in ELEMENTWISE.items()}, "pipeline": CLIPPED}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def drawn(seed: int, dtype: Any = np.float32) -> dict[str, Any]:
    """A nest of arrays of many shapes, in dicts, lists and tuples."""
    rng = np.random.default_rng(seed)
    first, *others = [np.asarray(rng.normal(size=shape), dtype) for shape in SHAPES]
    return {"first": first, "others": [(each,) for each in others]}


def stepped(rule: Any, dtype: Any = np.float32) -> Any:
    w = drawn(0, dtype)
    state = rule.init(w)
    for k in range(1, 6):
        rule.step(w, drawn(k, dtype), state)
    return w, state


@every_rule
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_nest_steps_as_its_arrays_do(rule: Any, dtype: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    step = nests.step_arrays_if_calm

    def noted(*given: Any, **how: Any) -> bool:
        taken.append(step(*given, **how))
        return taken[-1]

    monkeypatch.setattr(nests, "step_arrays_if_calm", noted)
    together, state = stepped(rule, dtype)
    assert taken == [True] * 4  # all but the first, which is tried on copies
    monkeypatch.setattr(nests, "step_arrays_if_calm", lambda *_, **__: False)
    alone, slots = stepped(rule, dtype)
    # What is clipped and averaged in one pass is rounded once less.
    ulps = 8 * float(np.finfo(dtype).eps) if rule is CLIPPED else 0
    for one, other in ((together, alone), (state.slots, slots.slots)):
        for (path, mine), (_, its) in zip(leaves(one), leaves(other), strict=True):
            np.testing.assert_allclose(mine, its, rtol=ulps, atol=ulps, err_msg=path)


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As where arrays lie in memory otherwise than NumPy says."""
    known = (nests._told, nests._of_few, nests._squares_of_few)
    monkeypatch.setattr(nests, "_trusted", lambda _: False)
    for each in known:
        each.cache_clear()
    yield
    for each in known:
        each.cache_clear()


@pytest.mark.parametrize("rule", [tw.adam, CLIPPED], ids=["adam", "pipeline"])
def test_where_no_kernel_may_look_for_itself_python_looks(rule: Any, nobody_looks: None) -> None:
    w, state = stepped(rule)
    assert nests._told((w["first"].dtype,) * 4, ARRAYS) is None
    nests._told.cache_clear()
    nests._of_few.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nests, "_trusted", lambda _: True)
        usual, slots = stepped(rule)
    for one, other in ((w, usual), (state.slots, slots.slots)):
        for (path, mine), (_, its) in zip(leaves(one), leaves(other), strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-6, atol=1e-6, err_msg=path)


def test_weights_in_any_order_of_one_memory_are_apart_or_refused() -> None:
    draw, ends = np.random.default_rng(0), np.arange(0, 3001, 15)
    memory = draw.normal(size=3000).astype(np.float32)
    parts = [memory[begin:end] for begin, end in pairwise(ends)] + [memory[30:30]]  # what is empty lies over nothing
    w = [parts[place] for place in draw.permutation(len(parts))]
    before, rule = memory.copy(), tw.sgd(lr=0.5)
    state = rule.init(w)
    for _ in range(2):
        assert read(w, [np.ones_like(each) for each in w], {}) is not None
        rule.step(w, [np.ones_like(each) for each in w], state)
    assert_array_equal(memory, before - np.float32(0.5) - np.float32(0.5))
    w[7] = memory[1000:1004]
    assert read(w, [np.ones_like(each) for each in w], {}) is None
    with pytest.raises(tw.ShapeError, match="share memory"):
        rule.step(w, [np.ones_like(each) for each in w], state)


@pytest.mark.parametrize("nest", [False, True])
def test_a_gradient_that_begins_blocks_behind_its_weights_is_copied(nest: bool) -> None:
    memory = np.linspace(0, 1, 150_000, dtype=np.float32)
    w, g = memory[:100_000], memory[50_000:]
    wanted, rule = w - np.float32(0.5) * g, tw.sgd(lr=0.5)
    state = rule.init([w] if nest else w)
    state.t = 1  # the first step is tried
    rule.step([w] if nest else w, [g] if nest else g, state)
    np.testing.assert_allclose(w, wanted, rtol=1e-6)


def test_both_who_fill_a_table_fill_it_alike() -> None:
    w = np.zeros((300, 300), np.float32)
    for arrays in ((w, w + 1, w + 2), (w, w + 1, np.zeros(w.shape, np.uint16))):
        table = read(arrays[0], arrays[1], {"m": arrays[2]}).table
        assert_array_equal(nests.row(arrays).table, table)
        assert len(table) == 3


def test_a_large_nest_is_stepped_by_several_threads_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(count: int) -> list[Any]:
        monkeypatch.setattr(threads, "count", lambda: count)
        rng = np.random.default_rng(1)
        w = [rng.normal(size=size).astype(np.float32) for size in (700_000, 30, 0, 900_000, 600_000, 5)]
        state = tw.adam.init(w)
        for _ in range(2):
            tw.adam.step(w, [each * 0.5 for each in w], state)
        return w

    for one, other in zip(run(1), run(3), strict=True):
        assert_array_equal(one, other)


def read(w: Any, gradient: Any, slots: Any) -> Any:
    arrays, rows = arrays_of(tuple(slots), w, gradient, slots)
    return nests.read(arrays, rows, ARRAYS) if rows else None


def spoiled(spoil: Any) -> tuple[Any, Any, Any]:
    w = drawn(0)
    state = tw.adam.init(w)
    tw.adam.step(w, drawn(1), state)
    gradient = drawn(2)
    spoil(w, gradient, state)
    return w, gradient, state


def freeze(array: Any) -> None:
    array.flags.writeable = False


def put(tree: Any, key: Any, value: Any) -> None:
    tree[key] = value


REFUSED = {
    "weights that cannot be written": (lambda w, g, s: freeze(w["first"]), tw.ReadOnlyError),
    "a slot that cannot be written": (lambda w, g, s: freeze(s.slots["m"]["first"]), tw.ReadOnlyError),
    "NaN": (lambda w, g, s: put(g["others"][4][0], 999, np.nan), tw.NonFiniteError),
    "infinity": (lambda w, g, s: put(g["first"], (2, 3), -np.inf), tw.NonFiniteError),
    "a shape turned round": (lambda w, g, s: put(g, "first", g["first"].T.copy()), tw.ShapeError),
    "as many in another shape": (lambda w, g, s: put(g, "first", g["first"].reshape(-1)), tw.ShapeError),
    "an axis of one": (lambda w, g, s: put(g, "first", g["first"][..., None]), tw.ShapeError),
    "float64": (lambda w, g, s: put(g, "first", g["first"].astype(float)), tw.DtypeError),
    "whole numbers": (lambda w, g, s: put(g, "first", np.ones((3, 4), np.int32)), tw.DtypeError),
    "a list": (lambda w, g, s: put(g, "first", [1.0]), tw.TalwegError),
    "one array too many": (lambda w, g, s: g["others"].append((np.ones(2, np.float32),)), tw.ShapeError),
    "another key": (lambda w, g, s: put(g, "second", g.pop("first")), tw.ShapeError),
    "a slot too many": (lambda w, g, s: put(s.slots, "u", s.slots["m"]), tw.ShapeError),
    "a slot too few": (lambda w, g, s: s.slots.pop("v"), tw.ShapeError),
    "shared weights": (lambda w, g, s: put(w["others"], 4, (w["others"][4][0][:],)) or share(w, g, s), tw.ShapeError),
}


def share(w: Any, g: Any, state: Any) -> None:
    """Two arrays of one memory, and all that belongs to them."""
    for tree in (w, g, *state.slots.values()):
        tree["others"][0] = (tree["others"][4][0][5:12],)


@pytest.mark.parametrize("other", [np.ma.ones((3, 4), np.float32), None, 1.0], ids=type)
def test_what_is_no_array_alone_is_left_to_whoever_looks_at_each(other: Any) -> None:
    w, gradient, state = spoiled(lambda *_: None)
    assert read(w, gradient, state.slots) is not None
    for tree in (gradient, state.slots["v"]):
        was, tree["first"] = tree["first"], other
        assert read(w, gradient, state.slots) is None
        tree["first"] = was


@pytest.mark.parametrize("spoil, error", REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_of_one_array_is_refused_of_a_nest(spoil: Any, error: type[Exception]) -> None:
    w, gradient, state = spoiled(spoil)
    before = copy.deepcopy((w, state.slots))
    with pytest.raises(error):
        tw.adam.step(w, gradient, state)
    for tree, its in zip((w, state.slots), before, strict=True):
        for (path, mine), (_, old) in zip(leaves(tree), leaves(its), strict=True):
            assert_array_equal(mine, old, err_msg=path)
    assert state.t == 1


UNUSUAL = {
    "the gradient is the weights": lambda w, g, s: put(g, "first", w["first"]),
    "the gradient lies over the weights": lambda w, g, s: overlap(w, g),
    "weights in another order": lambda w, g, s: put(w, "first", np.asfortranarray(w["first"])),
    "every second": lambda w, g, s: put(w, "first", np.repeat(w["first"], 2, axis=1)[:, ::2]),
    "a gradient that cannot be written": lambda w, g, s: freeze(g["first"]),
    "a gradient whose square overflows": lambda w, g, s: put(g["first"], (0, 0), 1e17),
    "a gradient of numbers": lambda w, g, s: put(g["others"], 1, (np.float32(0.5),)),
}


def overlap(w: Any, g: Any) -> None:
    buffer = np.linspace(0, 1, 15, dtype=np.float32)
    w["first"], g["first"] = buffer[:12].reshape(3, 4), buffer[3:].reshape(3, 4)


@pytest.mark.parametrize("spoil", UNUSUAL.values(), ids=list(UNUSUAL))
def test_what_is_unusual_is_stepped_all_the_same(spoil: Any) -> None:
    w, gradient, state = spoiled(spoil)
    wanted = [np.array(leaf, np.float64) for _, leaf in leaves(w)]
    columns = zip(
        *([np.array(each, np.float64) for _, each in leaves(tree)] for tree in state.slots.values()), strict=True
    )
    gradients = [np.array(each) for each in (gradient["first"], *(part for (part,) in gradient["others"]))]
    for k, (array, g, slots) in enumerate(zip(wanted, gradients, columns, strict=True)):
        wanted[k] = tw.adam.next(array, g.astype(float), slots, 2)[0]
    tw.adam.step(w, gradient, state)
    for (path, mine), right in zip(leaves(w), wanted, strict=True):
        np.testing.assert_allclose(mine, right, rtol=2e-6, atol=1e-8, err_msg=path)


def test_only_what_a_kernel_can_take_is_a_nest() -> None:
    w = drawn(0)
    assert read(w, drawn(1), {}) is not None
    assert read(w["first"], w["first"] * 2, {}) is not None
    assert read([], [], {}) is None
    assert read([w["first"].astype(np.float16)], [w["first"].astype(np.float16)], {}) is None


def test_the_gradient_of_a_model_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tw.Optimizer, "ready", lambda *_: pytest.fail("row by row"))
    w, gradient = drawn(0), drawn(1)
    for array, g in ((w, gradient), (w["others"][4][0], gradient["others"][4][0])):
        known = alike(g, lambda each: MeanGradient.of(each, 32.0))
        state = tw.adam.init(array)
        state.t = 1
        wanted = tw.adam.next(
            np.array(w["others"][4][0]), gradient["others"][4][0], [np.zeros(1000, np.float32)] * 2, 2
        )
        tw.adam.step(array, known, state)
        np.testing.assert_allclose(w["others"][4][0], wanted[0], rtol=1e-5, atol=1e-7)
