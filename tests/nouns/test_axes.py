"""Which axis is which is said by whoever hands the arrays over, and who looks along an axis goes by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import ShapeError
from talweg.training import explain_step, pipeline

SHAPES = [(7, 3), (3, 7), (4, 2, 3), (5, 2, 3, 3)]
LOOKING = [
    tw.muon(lr=0.1, weight_decay=0.1),
    pipeline(tw.adam(lr=0.1), centralise=True),
    pipeline(tw.muon, centralise=True),
]


def drawn(shape: tuple[int, ...], seed: int = 0) -> Any:
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rule", LOOKING, ids=["muon", "centralise", "both"])
def test_outputs_first_is_the_transposed_problem(rule: Any, shape: tuple[int, ...]) -> None:
    first = {"weight": drawn(shape), "bias": drawn(shape[:1])}
    last = {"weight": np.moveaxis(first["weight"], 0, -1).copy(), "bias": first["bias"].copy()}
    ours, theirs, unsaid = rule.init(first, outputs=0), rule.init(last), rule.init(last)
    wrong = {name: leaf.copy() for name, leaf in first.items()}
    for n in range(1, 4):
        g = {"weight": drawn(shape, n), "bias": drawn(shape[:1], n)}
        moved = {"weight": np.moveaxis(g["weight"], 0, -1).copy(), "bias": g["bias"]}
        if n == 3:
            found, wanted = explain_step(rule, first, g, ours), explain_step(rule, last, moved, theirs)
            for name in wanted.shares:
                assert_allclose(
                    np.moveaxis(found.shares[name]["weight"], 0, -1), wanted.shares[name]["weight"], atol=1e-12
                )
        rule.step(first, g, ours)
        rule.step(last, moved, theirs)
    assert_allclose(np.moveaxis(first["weight"], 0, -1), last["weight"], rtol=1e-12)
    assert_array_equal(first["bias"], last["bias"])
    rule.step(wrong, {"weight": drawn(shape, 1), "bias": drawn(shape[:1], 1)}, rule.init(wrong))
    assert unsaid.outputs == -1
    assert not np.allclose(wrong["weight"], first["weight"])


def test_each_array_may_have_an_axis_of_its_own() -> None:
    rule = tw.muon(lr=0.1)
    w = {"linear": [drawn((5, 3))], "embedding": drawn((5, 3))}
    state = rule.init(w, outputs={"linear": [0], "embedding": -1})
    g = drawn((5, 3), 1)
    before = w["embedding"].copy()
    rule.step(w, {"linear": [g], "embedding": g}, state)
    alone = before.copy()
    rule.step(alone, g, rule.init(alone))
    assert_array_equal(w["embedding"], alone)
    turned = drawn((5, 3)).T.copy()
    rule.step(turned, g.T.copy(), rule.init(turned))
    assert_allclose(w["linear"][0], turned.T, rtol=1e-12)


@pytest.mark.parametrize(
    "outputs, words",
    [
        (2, r"w\['a'\] of shape \(2, 3\) has no axis 2"),
        ({"b": 0}, "a nest of axes like the parameters; for w it is {'b': 0}"),
        ({"a": "first"}, r"for w\['a'\] it is 'first'"),
        ({"a": True}, "it is True"),
    ],
)
@pytest.mark.parametrize("rule", [tw.sgd, tw.muon, pipeline(tw.sgd, centralise=True)], ids=["sgd", "muon", "pipeline"])
def test_an_axis_that_is_none_is_refused(rule: Any, outputs: Any, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        rule.init({"a": np.ones((2, 3))}, outputs)


def test_a_checkpoint_keeps_the_axes(tmp_path: Any) -> None:
    w = {"a": drawn((4, 2)), "b": drawn((4, 2))}
    state = tw.muon.init(w, {"a": 0, "b": 1})
    tw.save(tmp_path / "here", w, state)
    found = tw.load(tmp_path / "here").state
    assert found is not None
    assert found.outputs == {"a": 0, "b": 1}


def test_muon_steps_a_torch_layer_as_torch_does() -> None:
    torch = pytest.importorskip("torch")
    net = torch.nn.Linear(64, 2048, bias=False).double()
    slope = torch.from_numpy(drawn((2048, 64)))
    f = tw.adapters.torch_function(lambda: torch.sum(net.weight * slope), net)
    start = f.x0["weight"].copy()
    found = tw.minimize(f, f.x0, tw.muon(lr=0.02, weight_decay=0.1), steps=1)
    twin = torch.nn.Linear(64, 2048, bias=False).double()
    twin.weight.data = torch.from_numpy(start.copy())
    theirs = torch.optim.Muon(twin.parameters(), lr=0.02, weight_decay=0.1)
    (twin.weight * slope).sum().backward()
    theirs.step()
    ours, other = found.x["weight"] - start, twin.weight.detach().numpy() - start
    # PyTorch turns in bfloat16, with 8 bits; told nothing of axes the step is sqrt(32) too short.
    assert np.linalg.norm(ours - other) < 0.02 * np.linalg.norm(other)


def test_torch_says_the_axis_of_each_of_its_layers() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    net = nn.Sequential(nn.Embedding(5, 4), nn.Linear(4, 3), nn.Conv1d(3, 2, 2), nn.ConvTranspose1d(2, 3, 2))
    net[1].weight.requires_grad_(False)
    f = tw.adapters.torch_function(net[1].bias.sum, net)
    assert f.outputs == {
        "0.weight": -1, "1.bias": -1, "2.weight": 0, "2.bias": -1, "3.weight": 1, "3.bias": -1,
    }  # fmt: skip
    assert list(f.outputs) == list(f.x0)
    assert tw.adapters.torch_function(lambda x: x.sum()).outputs == -1
    assert tw.adapters.torch_function(lambda x: x.sum(), outputs=0).outputs == 0
