"""Training with slots in bfloat16: by `fit`, through pipelines and checkpoints, and who takes them or says why not."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.engine import bfloat16
from talweg.engine.parameters import leaves
from talweg.nouns import State
from talweg.training import Pipeline, digits

SHORT = tw.pipeline(tw.adam(lr=3e-3), states="bfloat16")
AROUND: list[dict[str, Any]] = [
    {"clip_norm": 1.0, "decay": 0.01, "average": 0.9},
    {"accumulate": 2, "clip_value": 0.5},
    {"lookahead": tw.Lookahead(3), "groups": tw.group("*.a", lr=0.05)},
]


def walk(rule: Any, steps: int = 30) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    w = {"p": {"a": rng.normal(size=(9, 5)).astype(np.float32)}, "b": rng.normal(size=7).astype(np.float32)}
    state = rule.init(w)
    for _ in range(steps):
        rule.step(w, {"p": {"a": w["p"]["a"].copy()}, "b": w["b"].copy()}, state)
    return w, state


def test_training_ends_where_it_ends_with_float32() -> None:
    data, losses = digits(0, dtype=np.float32), []
    for seed in range(5):
        own = []
        for rule in (tw.adam(lr=3e-3), SHORT):
            model = tw.models.mlp([64, 32, 10], seed=seed, dtype=np.float32)
            given = {"epochs": 4, "batch_size": 48, "seed": seed}
            tw.fit(model, tw.cross_entropy, rule, (data.X_train, data.y_train), **given)
            own.append(float(tw.cross_entropy(model(data.X_train), data.y_train)))
        losses.append(own)
    whole, short = np.array(losses).T
    difference = short - whole
    assert np.all(difference != 0)
    # A tenth of what another seed makes of it. (A noisy v makes 1 / sqrt(v) larger on average, by next to nothing.)
    assert abs(difference.mean()) < whole.std(ddof=1) / 10
    assert short.max() < 0.5  # from 2.3


@pytest.mark.parametrize("around", AROUND)
def test_the_work_around_a_step_stays_as_it_is(around: dict[str, Any]) -> None:
    rule = tw.adam(lr=0.01)
    (w, state), (wanted, own) = (walk(tw.pipeline(rule, states=s, **around)) for s in ("bfloat16", None))
    for part, other in ((w["p"]["a"], wanted["p"]["a"]), (w["b"], wanted["b"])):
        assert_allclose(part, other, atol=0.01)
    for slot, tree in state.slots.items():
        assert tree["b"].dtype == (np.uint16 if slot in rule.slots else np.float32)
        assert bfloat16.read(tree["b"], np.float32) == pytest.approx(own.slots[slot]["b"], rel=0.1, abs=2e-2)


def test_an_average_is_read_from_slots_in_bfloat16() -> None:
    rule = tw.schedule_free_sgd(lr=0.05)
    means = []
    for states in ("bfloat16", None):
        pipe = tw.pipeline(rule, states=states)
        w, state = walk(pipe)
        means.append(pipe.average(w, state)["b"])
        assert_array_equal(means[-1], rule.average(w, state)["b"])
        assert means[-1].dtype == np.float32
    assert_allclose(*means, atol=0.02)


def test_a_resumed_run_is_the_uninterrupted_one(tmp_path: Path) -> None:
    data = digits(0, dtype=np.float32)
    taken, ends = (data.X_train[:200], data.y_train[:200]), []
    rule = tw.pipeline(tw.adam(lr=3e-3), clip_norm=1.0, average=0.9, states="bfloat16")
    for stops in ((4,), (2, 4)):
        model = tw.models.mlp([64, 8, 10], seed=0, dtype=np.float32)
        path = tmp_path / f"{len(stops)}.npz"
        for epochs in stops:
            tw.fit(model, tw.cross_entropy, rule, taken, epochs=epochs, checkpoint=path, resume=path.exists())
        ends.append((model.parameters.copy(), tw.load(path, optimizer=rule).state))
    (w, state), (other, own) = ends
    assert_array_equal(w, other)
    assert {leaf.dtype for slot in ("m", "v") for _, leaf in leaves(state.slots[slot])} == {np.dtype(np.uint16)}
    for (_, leaf), (_, its) in zip(leaves(state.slots), leaves(own.slots), strict=True):
        assert_array_equal(leaf, its)
    with pytest.raises(tw.CheckpointError, match="states='bfloat16'"):
        tw.load(path, optimizer=tw.pipeline(tw.adam(lr=3e-3), clip_norm=1.0, average=0.9))


def test_a_pickled_state_goes_on_alike() -> None:
    w, state = walk(SHORT, 3)
    (other, own), rule = pickle.loads(pickle.dumps((w, state))), pickle.loads(pickle.dumps(SHORT))
    assert isinstance(rule, Pipeline)
    assert repr(rule) == repr(SHORT)
    for _ in range(3):
        SHORT.step(w, copy.deepcopy(w), state)
        rule.step(other, copy.deepcopy(other), own)
    assert_array_equal(w["b"], other["b"])
    for slot in state.slots:
        assert_array_equal(state.slots[slot]["b"], own.slots[slot]["b"])


def test_a_step_is_explained_from_what_the_slots_hold() -> None:
    w, state = walk(SHORT, 3)
    found = tw.explain_step(SHORT, w["b"], w["b"], State(3, {
        name: tree["b"] for name, tree in state.slots.items()
    }))  # fmt: skip
    m, v = (bfloat16.read(state.slots[slot]["b"], float) for slot in ("m", "v"))
    g = w["b"].astype(float)
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = -3e-3 * (m / (1 - 0.9**4)) / (np.sqrt(v / (1 - 0.999**4)) + 1e-8)
    assert_allclose(found.step, step, rtol=1e-9)


def test_a_rule_reads_them_in_a_step_of_its_own() -> None:
    w, state = walk(SHORT, 3)
    slots = [tree["b"] for tree in state.slots.values()]
    wide = [bfloat16.read(slot, np.float32) for slot in slots]
    for (found, kept), (wanted, own) in [[tw.adam.next(w["b"], w["b"], each, 4) for each in (slots, wide)]]:
        assert_array_equal(found, wanted)
        assert all(slot.dtype == np.float32 for slot in kept)
        assert_array_equal(kept, own)
