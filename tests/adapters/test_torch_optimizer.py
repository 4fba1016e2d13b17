"""tw.torch.Optimizer: PyTorch's own steps to rounding, its groups, schedulers, closures, hooks and dtypes."""

from __future__ import annotations

import copy
import json
import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import (
    DeclarationError,
    DtypeError,
    MissingError,
    NonFiniteError,
    RangeError,
    ShapeError,
    UnknownNameError,
)
from talweg.formula import Positive, Rate
from talweg.optimizers import OPTIMIZERS

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "optimizers.json").read_text())
STEPS = GOLDEN.pop("steps")

if find_spec("torch"):
    import torch
    from torch import nn

    def network(seed: int = 0, dtype: Any = torch.float64) -> Any:
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 2)).to(dtype)

    INPUTS = torch.randn(30, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    TARGETS = torch.randn(30, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)

    def backward(net: Any, *, sign: float = 1.0) -> Any:
        net.zero_grad()
        value = sign * nn.functional.mse_loss(net(INPUTS.to(net[0].weight.dtype)), TARGETS.to(net[0].weight.dtype))
        value.backward()
        return value

    def trained(net: Any, optimizer: Any, steps: int = 10, after: Any = None) -> Any:
        for _ in range(steps):
            backward(net)
            optimizer.step()
            if after is not None:
                after.step()
        return net

    def same(ours: Any, theirs: Any, exact: float = 1e-12) -> None:
        for found, expected in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert_allclose(found.detach(), expected.detach(), rtol=exact, atol=exact)

    @pytest.mark.parametrize("fused", [None, False])
    def test_the_golden_trajectories(fused: bool | None) -> None:
        for peer, cases in GOLDEN.items():
            for name, given, path in cases:
                hyper = dict(given)
                if "eps_hat" in hyper:
                    eps_hat, beta2 = hyper.pop("eps_hat"), hyper["beta2"]
                    hyper["eps"] = lambda t, e=eps_hat, b=beta2: e / (1 - b ** (t + 1)) ** 0.5
                rule = OPTIMIZERS[name](**hyper)
                start, gradients = (np.array(each) for each in STEPS["matrix" if rule.whole else "vector"])
                w = nn.Parameter(torch.tensor(start))
                optimizer = tw.torch.Optimizer([{"params": [w], "outputs": -1}], rule, fused=fused)
                for gradient, expected in zip(gradients, path, strict=True):
                    w.grad = torch.tensor(gradient)
                    optimizer.step()
                    assert_allclose(w.detach(), expected, rtol=1e-10, err_msg=f"{peer}: {name} {given}")

    def test_the_golden_peers_hold_every_rule() -> None:
        assert {name for cases in GOLDEN.values() for name, *_ in cases} == OPTIMIZERS.keys()

    def own(rule: Any, **options: Any) -> Any:
        return lambda parameters: tw.torch.Optimizer(parameters, rule, **options)

    def theirs(name: str, **options: Any) -> Any:
        return lambda parameters: getattr(torch.optim, name)(parameters, **options)

    @pytest.mark.parametrize("ours, peer", [
        (own(tw.sgd(lr=0.1)), theirs("SGD", lr=0.1)),
        (own(tw.adam(lr=0.02, beta1=0.8)), theirs("Adam", lr=0.02, betas=(0.8, 0.999))),
        (own(tw.adam(lr=0.02), maximize=True), theirs("Adam", lr=0.02, maximize=True)),
        (own(tw.adamw(lr=0.02, weight_decay=0.1)), theirs("AdamW", lr=0.02, weight_decay=0.1)),
        (own(tw.amsgrad(lr=0.02)), theirs("Adam", lr=0.02, amsgrad=True)),
        (own(tw.rmsprop(lr=0.02, beta=0.9)), theirs("RMSprop", lr=0.02, alpha=0.9)),
        (own("adadelta:lr=0.5,beta=0.8"), theirs("Adadelta", lr=0.5, rho=0.8)),
    ])  # fmt: skip
    def test_a_network_trains_as_under_torch_s_own(ours: Any, peer: Any) -> None:
        net, twin = network(), network()
        same(trained(net, ours(net.parameters()), 30), trained(twin, peer(twin.parameters()), 30))

    def test_in_float32_it_is_torch_s_own_to_rounding() -> None:
        net, twin = network(dtype=torch.float32), network(dtype=torch.float32)
        ours = tw.torch.Optimizer(net.parameters(), tw.adam(lr=0.02))
        same(trained(net, ours), trained(twin, torch.optim.Adam(twin.parameters(), lr=0.02)), 2e-6)

    def test_groups_have_hyperparameters_of_their_own() -> None:
        net, twin = network(), network()
        ours = tw.torch.Optimizer(
            [{"params": net[0].parameters(), "lr": 0.05, "beta1": 0.5}, {"params": net[2].weight}], tw.adam(lr=0.01)
        )
        peer = torch.optim.Adam(
            [{"params": twin[0].parameters(), "lr": 0.05, "betas": (0.5, 0.999)}, {"params": twin[2].weight}], lr=0.01
        )
        trained(net, ours), trained(twin, peer)
        same(net, twin)
        ours.add_param_group({"params": [net[2].bias], "eps": 1e-3})  # later, and so younger than the others
        peer.add_param_group({"params": [twin[2].bias], "eps": 1e-3})
        same(trained(net, ours), trained(twin, peer))
        assert [int(ours.state[each]["step"]) for each in net.parameters()] == [20, 20, 20, 10]

    def test_torch_s_schedulers_set_the_rate_whatever_its_name() -> None:
        @tw.optimizer
        def named(w, g, *, alpha: Rate = 0.1, params: Positive = 2.0, lr: Positive = 3.0, outputs: Positive = 5.0):
            """Steps by all of them. Source: this test, 2026."""
            return w - alpha * params * lr * outputs * g

        net, twin = network(), network()
        ours = tw.torch.Optimizer(net.parameters(), named(alpha=0.003))
        assert {key: ours.param_groups[0][key] for key in ("lr", "params_", "lr_", "outputs_")} == {
            "lr": 0.003, "params_": 2, "lr_": 3, "outputs_": 5,
        }  # fmt: skip
        peer = torch.optim.SGD(twin.parameters(), lr=0.09)
        plans = [torch.optim.lr_scheduler.OneCycleLR(each, top, total_steps=20, cycle_momentum=False)
                 for each, top in ((ours, 0.01), (peer, 0.3))]  # fmt: skip
        trained(net, ours, 20, plans[0]), trained(twin, peer, 20, plans[1])
        same(net, twin)

    def test_a_rule_s_own_schedule_shows_in_the_group_and_is_not_overruled() -> None:
        net, twin = network(), network()
        plan = tw.cosine(peak=0.1, total=10, warmup=2)
        ours = tw.torch.Optimizer(net.parameters(), tw.adam(lr=plan))
        peer = torch.optim.Adam(twin.parameters(), lr=1.0)
        for t in range(10):
            peer.param_groups[0]["lr"] = plan(t)
            trained(net, ours, 1), trained(twin, peer, 1)
            assert ours.param_groups[0]["lr"] == plan(t)
        same(net, twin)
        ours.param_groups[0]["lr"] = 0.5
        with pytest.raises(DeclarationError, match=r"the lr of a group was set to 0\.5, but the rule has a schedule"):
            trained(net, ours, 1)
        same(net, twin)

    def test_numbers_in_a_group_are_checked_before_the_step() -> None:
        net = network()
        ours = tw.torch.Optimizer(net.parameters(), tw.adam())
        ours.param_groups[0]["lr"] = torch.tensor(0.25)
        trained(net, ours, 1)
        before = copy.deepcopy(net)
        for value in (-1.0, float("nan"), "0.1", None):
            ours.param_groups[0]["lr"] = value
            with pytest.raises(RangeError, match=r"adam: lr must lie in \[0, inf\)"):
                trained(net, ours, 1)
        same(net, before, 0)

    def test_a_parameter_without_a_gradient_is_left_alone_and_does_not_age() -> None:
        net, twin = network(), network()
        ours, peer = tw.torch.Optimizer(net.parameters(), tw.adam()), torch.optim.Adam(twin.parameters())
        for t in range(12):
            for each, optimizer in ((net, ours), (twin, peer)):
                each[0].weight.requires_grad_(t % 4 == 1)  # frozen, and thawed
                backward(each)
                if t % 3 == 0:
                    each[2].bias.grad = None
                optimizer.step()
        same(net, twin)
        tw.torch.Optimizer(network().parameters(), tw.adam()).step()  # no gradient at all

    def test_closures_hooks_and_versions() -> None:
        net = network()
        ours = tw.torch.Optimizer(net.parameters(), tw.sgd(lr=0.1))
        seen: list[str] = []
        ours.register_step_pre_hook(lambda *_: seen.append("before"))
        ours.register_step_post_hook(lambda *_: seen.append("after"))
        first = backward(net).item()
        assert ours.step(lambda: backward(net)).item() == first
        assert ours.step(lambda: backward(net)).item() < first
        assert seen == ["before", "after"] * 2
        value = (net[0].weight ** 2).sum()  # its tape remembers the weights of before the step
        ours.step()
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            value.backward()

    @pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
    @pytest.mark.parametrize("fused", [None, False])
    def test_short_weights_are_stepped_in_float32(dtype: Any, fused: bool | None) -> None:
        w = nn.Parameter(torch.ones(4, dtype=dtype))
        ours = tw.torch.Optimizer([w], tw.sgd(lr=2.0**-12), fused=fused)
        for _ in range(64):  # each step is lost beside 1 in either dtype; all of them are 1/64
            w.grad = torch.ones(4, dtype=dtype)
            ours.step()
        assert torch.equal(w.detach(), torch.full((4,), 1 - 2.0**-6, dtype=dtype))
        assert ours.state[w]["master"].dtype == torch.float32
        with torch.no_grad():
            w.fill_(3)  # as loading a module does
        w.grad = torch.full((4,), 2.0**12, dtype=dtype)
        ours.step()
        assert torch.equal(w.detach(), torch.full((4,), 2.0, dtype=dtype))

    def test_grad_scaler_skips_what_overflows() -> None:
        net, twin = network(dtype=torch.float32), network(dtype=torch.float32)
        ours, scaler = tw.torch.Optimizer(net.parameters(), tw.adam()), torch.amp.GradScaler("cpu", init_scale=1024.0)
        for scale in (1.0, float("inf"), 1.0):
            net.zero_grad()
            loss = nn.functional.mse_loss(net(INPUTS.float()), TARGETS.float())
            scaler.scale(loss * scale).backward()
            scaler.step(ours)
            scaler.update()
        same(net, trained(twin, torch.optim.Adam(twin.parameters()), 2), 2e-6)

    @pytest.mark.parametrize("fused", [None, False])
    def test_nothing_changes_where_one_gradient_is_not_finite(fused: bool | None) -> None:
        net = network()
        groups = [{"params": net[0].parameters()}, {"params": net[2].parameters(), "lr": 0.1}]
        ours = tw.torch.Optimizer(groups, tw.adam(), fused=fused)
        trained(net, ours, 2)
        before, kept = copy.deepcopy(net), copy.deepcopy(ours.state_dict())
        backward(net)
        net[2].bias.grad[1] = float("nan")
        with pytest.raises(NonFiniteError, match=r"the gradient of .*1\.1.* is n"):
            ours.step()
        same(net, before, 0)
        for number, state in ours.state_dict()["state"].items():
            assert all(torch.equal(value, kept["state"][number][key]) for key, value in state.items())

    def test_a_layer_s_outputs_are_known_from_the_module() -> None:
        net = nn.ModuleDict({"e": nn.Embedding(6, 4), "l": nn.Linear(4, 6), "t": nn.ConvTranspose1d(3, 5, 2)}).double()
        ours = tw.torch.Optimizer(net, tw.muon(lr=0.1))
        assert ours.param_groups[0]["outputs"] == [-1, 0, -1, 1, -1]
        assert ours.param_groups[0]["param_names"] == ["e.weight", "l.weight", "l.bias", "t.weight", "t.bias"]
        expected = {}
        for (name, each), axis in zip(net.named_parameters(), ours.param_groups[0]["outputs"], strict=True):
            each.grad = torch.randn_like(each)
            w = each.detach().numpy().copy()
            tw.muon(lr=0.1).step(w, each.grad.numpy(), tw.muon.init(w, axis))
            expected[name] = w
        ours.step()
        for name, each in net.named_parameters():
            assert_array_equal(each.detach(), expected[name])

    def test_odd_shapes_and_layouts() -> None:
        shapes = [(), (0,), (3, 0), (1,), (2, 3, 4, 5)]
        given = [nn.Parameter(torch.randn(shape, dtype=torch.float64)) for shape in shapes]
        given.append(nn.Parameter(torch.randn(2, 3, 4, 4).to(memory_format=torch.channels_last)))
        given.append(nn.Parameter(torch.randn(4, 3).T))
        twins = [nn.Parameter(each.detach().clone()) for each in given]
        ours, peer = tw.torch.Optimizer(given, tw.adam(lr=0.1)), torch.optim.Adam(twins, lr=0.1)
        for _ in range(3):
            for each, twin in zip(given, twins, strict=True):
                each.grad = torch.randn(each.shape, dtype=each.dtype)
                twin.grad = each.grad.clone()
            ours.step(), peer.step()
        for each, twin in zip(given, twins, strict=True):
            assert_allclose(each.detach(), twin.detach(), rtol=2e-6, atol=1e-7)

    def test_copies_and_pickles_go_on_alone() -> None:
        net = network()
        ours = tw.torch.Optimizer(net.parameters(), tw.adam(lr=tw.cosine(peak=0.1, total=40)))
        trained(net, ours, 3)
        for copied, optimizer in (copy.deepcopy((net, ours)), pickle.loads(pickle.dumps((net, ours)))):
            twin = network()
            same(trained(copied, optimizer, 4),
                 trained(twin, tw.torch.Optimizer(twin, tw.adam(lr=tw.cosine(peak=0.1, total=40))), 7), 0)  # fmt: skip
        assert int(ours.state[net[0].weight]["step"]) == 3

    def test_an_own_rule_may_have_slots_of_any_name() -> None:
        @tw.optimizer
        def stepping(w, g, step, master, exp_avg=2.0, *, lr: Rate = 0.1):
            """Remembers under PyTorch's own words. Source: this test, 2026."""
            return w - lr * (g + step + exp_avg), step + 1, master + g, exp_avg / 2

        w = nn.Parameter(torch.zeros(3))
        ours = tw.torch.Optimizer([w], stepping())
        for _ in range(2):
            w.grad = torch.ones(3)
            ours.step()
        assert_allclose(w.detach(), np.full(3, -0.1 * (3 + 3)), rtol=1e-6)
        assert ours.state[w].keys() == {"step", "step_", "master_", "exp_avg"}

    def test_what_it_cannot_optimize_is_refused_in_words() -> None:
        net = network()
        make = tw.torch.Optimizer
        with pytest.raises(DeclarationError, match="needs an optimizer or the name of one"):
            make(net.parameters(), torch.optim.Adam)
        with pytest.raises(UnknownNameError, match="did you mean 'adam'"):
            make(net.parameters(), "adamm")
        with pytest.raises(DtypeError, match=r"0 is torch\.complex64.*view_as_real"):
            make([nn.Parameter(torch.ones(2, dtype=torch.complex64))], tw.adam())
        with pytest.raises(DtypeError, match=r"weight is without values"):
            make(nn.Linear(2, 2, device="meta"), tw.adam())
        with pytest.raises(UnknownNameError, match="has no option for a group 'betas'"):
            make([{"params": net.parameters(), "betas": (0.9, 0.99)}], tw.adam())
        with pytest.raises(RangeError, match=r"beta1 must lie in \[0, 1\), got 1\.5"):
            make([{"params": net.parameters(), "beta1": 1.5}], tw.adam())
        with pytest.raises(MissingError, match="decay is for the groups of a pipeline"):
            make([{"params": net.parameters(), "decay": False}], tw.adam())
        with pytest.raises(ShapeError, match="outputs has 1 axes for 4 parameters"):
            make([{"params": net.parameters(), "outputs": [0]}], tw.adam())
        with pytest.raises(DeclarationError, match="not in bfloat16; leave out states"):
            tw.torch.Optimizer(net.parameters(), tw.pipeline("adam", states="bfloat16"))
        with pytest.raises(DeclarationError, match="choose one"):
            make(net.parameters(), tw.adam(), fused=True, compile=True)
        with pytest.raises(
            MissingError, match="a pipeline clips by norm, decays and averages, around a rule that works"
        ):
            make(net.parameters(), tw.pipeline(tw.adam(), accumulate=2), fused=False)
        with pytest.raises(ValueError, match="empty parameter list"):
            make([], tw.adam())
        with pytest.raises(TypeError, match="params argument"):
            make(net[0].weight, tw.adam())
        table = nn.Embedding(5, 2, sparse=True)
        ours = make(table.parameters(), tw.adam())
        table(torch.tensor([1, 2])).sum().backward()
        for optimizer in (ours, make(table.parameters(), tw.adam(), fused=False)):
            before = table.weight.detach().clone()
            with pytest.raises(DtypeError, match=r"the gradient of 0\.0 is torch\.sparse_coo; make it dense"):
                optimizer.step()
            assert torch.equal(table.weight, before)
