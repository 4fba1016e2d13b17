"""Whatever is refused has changed nothing: neither a weight, nor a slot, nor t, for every rule and every part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.engine.parameters import leaves
from talweg.errors import DtypeError, NonFiniteError, RangeError, ReadOnlyError, ShapeError, TalwegError
from talweg.formula import Rate
from talweg.nouns import State, optimizer
from talweg.optimizers import OPTIMIZERS, adam, muon, sgd
from talweg.training import Average, Lookahead, group, pipeline


@optimizer(whole=True)
def picky(w, g, m, *, lr: Rate = 0.1):
    """A rule of whole arrays that takes no more than five numbers."""
    if w.size > 5:
        raise ZeroDivisionError("too long for me")
    return w - lr * g, m + g


@optimizer(whole=True)
def shapeless(w, g, m, *, lr: Rate = 0.1):
    """A rule of whole arrays whose slot loses an axis where there are several."""
    return w - lr * g, m.sum(axis=0)


@optimizer(whole=True)
def forgetful(w, g, m, *, lr: Rate = 0.1):
    """A rule of whole arrays that gives back its slot only where there is more than one axis."""
    if w.ndim > 1:
        return w - lr * g
    return w - lr * g, m


PARTS: dict[str, dict[str, Any]] = {
    "accumulate": {"accumulate": 1},
    "centralise": {"centralise": True},
    "clip_value": {"clip_value": 0.5},
    "clip_norm": {"clip_norm": 0.5},
    "coupled_decay": {"coupled_decay": 0.1},
    "decay": {"decay": 0.1},
    "lookahead": {"lookahead": Lookahead(1)},
    "average": {"average": Average(0.9)},
    "groups": {"groups": [group("a", lr=0.2, decay=False), group("c*", lr=0.3)]},
}
EVERY = {key: value for part in PARTS.values() for key, value in part.items()}
RULES: dict[str, Any] = {
    **OPTIMIZERS,
    **{f"adam, {name}": pipeline(adam, **part) for name, part in PARTS.items()},
    "adam, everything": pipeline(adam, **EVERY),
    "muon, everything": pipeline(muon, **EVERY),
}


def nest(seed: int = 0) -> Any:
    draw = np.random.default_rng(seed)
    return {"a": draw.normal(size=(2, 2)), "b": [draw.normal(size=3)], "c": draw.normal(size=(3, 2))}


def taken(w: Any, state: State) -> Any:
    """Every byte that a step may change."""
    trees = {"w": w, **state.slots}
    return state.t, {name: [leaf.tobytes() for _, leaf in leaves(tree)] for name, tree in trees.items()}


def refused(rule: Any, w: Any, g: Any, state: State, kind: Any, words: str = ".") -> None:
    before = taken(w, state)
    with pytest.raises(kind, match=words):
        rule.step(w, g, state)
    assert taken(w, state) == before


def spoil_gradient(value: Any) -> Callable[[Any, Any, State], None]:
    def spoil(_w: Any, g: Any, _state: State) -> None:
        g["c"][-1, -1] = value

    return spoil


def replace_last(make: Callable[[Any], Any]) -> Callable[[Any, Any, State], None]:
    def spoil(_w: Any, g: Any, _state: State) -> None:
        g["c"] = make(g["c"])

    return spoil


def freeze_weights(w: Any, _g: Any, _state: State) -> None:
    w["c"].flags.writeable = False


def drop_key(_w: Any, g: Any, _state: State) -> None:
    del g["c"]


def extra_slot(w: Any, _g: Any, state: State) -> None:
    state.slots["another"] = w


HOSTILE = {
    "nan": (spoil_gradient(np.nan), NonFiniteError),
    "inf": (spoil_gradient(-np.inf), NonFiniteError),
    "short": (replace_last(lambda g: g[:1]), ShapeError),
    "wider": (replace_last(lambda g: g.astype(np.longdouble)), DtypeError),
    "list": (replace_last(lambda g: g.tolist()), TalwegError),
    "missing": (drop_key, ShapeError),
    "frozen": (freeze_weights, ReadOnlyError),
    "another slot": (extra_slot, ShapeError),
}


def frozen(array: Any) -> Any:
    array.flags.writeable = False
    return array


SPOILED_SLOTS: list[tuple[Callable[[Any], Any], type[Exception]]] = [
    (frozen, ReadOnlyError),
    (lambda slot: slot.astype(np.float32), DtypeError),
    (lambda slot: slot[:1], ShapeError),
]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_and_part_refuses_before_it_changes(name: str) -> None:
    rule = RULES[name]
    for spoil, kind in HOSTILE.values():
        w, g = nest(), nest(2)
        state = rule.init(w)
        for n in range(2):
            rule.step(w, nest(5 + n), state)
        spoil(w, g, state)
        refused(rule, w, g, state, kind)
    for slot in rule.slots:
        for make, kind in SPOILED_SLOTS:
            w = nest()
            state = rule.init(w)
            state.slots[slot]["c"] = make(state.slots[slot]["c"])
            refused(rule, w, nest(2), state, kind, slot)


@pytest.mark.parametrize(
    "rule, kind, words",
    [
        (picky, ZeroDivisionError, "too long"),
        (shapeless, ShapeError, r"shapeless: the new m has shape \(2,\), not \(2, 2\); nothing was changed"),
        (forgetful, ShapeError, "forgetful: returned 1 results, not w, m"),
    ],
)
@pytest.mark.parametrize("part", [None, *PARTS, "everything"])
def test_a_rule_that_raises_late_has_changed_nothing(rule: Any, kind: Any, words: str, part: str | None) -> None:
    around = rule if part is None else pipeline(rule, **PARTS.get(part, EVERY))
    w = {"b": [np.ones(3)], "a": np.ones((2, 2)), "c": np.ones((3, 2))}  # an array that passes comes first
    g = {key: [np.full(3, 0.5)] if key == "b" else np.full(w[key].shape, 0.5) for key in w}
    refused(around, w, g, around.init(w), kind, words)


def test_what_overflows_on_the_way_is_refused_before_the_decay() -> None:
    huge = {"a": np.full((2, 2), 1e308), "b": [np.ones(3)], "c": np.ones((3, 2))}
    for rule, words in (
        (pipeline(sgd, accumulate=2, decay=0.5), "the accumulated gradient of .* overflows"),
        (pipeline(sgd, coupled_decay=1e308, decay=0.5), "the gradient after clipping and decay of .* overflows"),
        (pipeline(muon, coupled_decay=1e308, decay=0.5), "the gradient after clipping and decay of .* overflows"),
    ):
        w = nest()
        state = rule.init(w)
        if rule.every > 1:
            rule.step(w, huge, state)
        w["a"] *= 10
        refused(rule, w, huge, state, NonFiniteError, words)
    for rule in (adam(lr=lambda t: -1.0), pipeline(adam(lr=lambda t: -1.0), decay=0.5, average=0.9)):
        w = nest()
        refused(rule, w, nest(1), rule.init(w), RangeError, "lr at step 0")


def test_a_decayed_step_is_what_it_says() -> None:
    rule = pipeline(sgd(lr=0.5), decay=0.2, groups=[group("b*", decay=False)])
    w, g = nest(), nest(1)
    a, b = w["a"], w["b"][0]
    wanted = a * (1 - 0.5 * 0.2) - 0.5 * g["a"], b - 0.5 * g["b"][0]
    rule.step(w, g, rule.init(w))
    assert w["a"] is a  # in place
    assert w["b"][0] is b
    assert_array_equal(a, wanted[0])
    assert_array_equal(b, wanted[1])


def test_arrays_without_axes_are_taken_through_every_part() -> None:
    rule = pipeline(sgd(lr=0.5), **{key: value for key, value in EVERY.items() if key != "groups"})
    w = np.array(2.0)
    state = rule.init(w)
    rule.step(w, np.array(0.25), state)
    # Decay 1 - 0.05, then the step with 0.25 + 0.1 * 2; Lookahead(1) goes half the way back.
    assert w == pytest.approx(2 + 0.5 * (2 * 0.95 - 0.5 * 0.45 - 2), rel=1e-15)


def test_the_pure_step_is_the_step() -> None:
    draw = np.random.default_rng(0)
    for rule in OPTIMIZERS.values():
        w = draw.normal(size=(3, 2))
        state = rule.init(w)
        kept, slots = w.copy(), tuple(slot.copy() for slot in state.slots.values())
        for t in range(1, 6):
            g = draw.normal(size=(3, 2))
            given = kept, g, *slots
            bytes_before = [array.tobytes() for array in given]
            rule.step(w, g, state)
            kept, slots = rule.next(kept, g, slots, t)
            assert [array.tobytes() for array in given] == bytes_before
            assert not any(np.shares_memory(new, old) for new in (kept, *slots) for old in given)
            for ours, theirs in zip((kept, *slots), (w, *state.slots.values()), strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)


def test_a_slot_may_hold_the_weights_as_they_were() -> None:
    @optimizer(whole=True)
    def trailing(w, g, before, view, *, lr: Rate = 0.5):
        """SGD that keeps the last weights, and a view of them."""
        return w - lr * g, w, w[::-1]

    w, g = np.array([1.0, 2.0]), np.array([1.0, 1.0])
    state = trailing.init(w)
    trailing.step(w, g, state)
    assert_array_equal([w, state.slots["before"], state.slots["view"]], [[0.5, 1.5], [1.0, 2.0], [2.0, 1.0]])
