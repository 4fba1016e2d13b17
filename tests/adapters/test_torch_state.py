"""tw.torch.Optimizer's state: state dicts, checkpoints of Talweg's, pipelines and averages, and compiled steps."""

from __future__ import annotations

import copy
import io
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import talweg as tw
from talweg.errors import CheckpointError, DeclarationError, NonFiniteError, RangeError, ShapeError

if find_spec("torch"):
    import torch
    from torch import nn

    DRAW = np.random.default_rng(3)
    SHAPES = {"hidden.weight": (4, 3), "hidden.bias": (4,), "out.weight": (2, 4)}
    GRADIENTS = [{name: DRAW.normal(size=shape) for name, shape in SHAPES.items()} for _ in range(9)]

    def weights(dtype: Any = torch.float64) -> dict[str, Any]:
        draw = np.random.default_rng(8)
        return {name: nn.Parameter(torch.tensor(draw.normal(size=shape)).to(dtype)) for name, shape in SHAPES.items()}

    def run(given: dict[str, Any], optimizer: Any, gradients: Any) -> None:
        for each in gradients:
            for name, parameter in given.items():
                parameter.grad = torch.tensor(each[name]).to(parameter.dtype)
            optimizer.step()

    def plainly(rule: Any, gradients: Any, state: Any = None, start: Any = None) -> tuple[Any, Any]:
        """The same steps on NumPy's arrays."""
        w = start or {name: each.detach().numpy().copy() for name, each in weights().items()}
        state = state or rule.init(w, {name: 0 if w[name].ndim > 1 else -1 for name in w})
        for each in gradients:
            rule.step(w, each, state)
        return w, state

    def equal(given: dict[str, Any], expected: dict[str, Any]) -> None:
        for name, parameter in given.items():
            assert_array_equal(parameter.detach(), expected[name], err_msg=name)

    PIPELINES = [
        tw.pipeline(tw.adam(lr=0.1), clip_norm=0.5, decay=0.1, average=0.9),
        tw.pipeline(tw.momentum(lr=0.1), accumulate=3, centralise=True, clip_value=0.4),
        tw.pipeline(tw.adamw(lr=0.1), lookahead=tw.Lookahead(k=2), groups=tw.group("*.bias", lr=0.3, decay=False)),
        tw.pipeline(tw.muon(lr=tw.cosine(peak=0.1, total=9)), coupled_decay=0.2),
    ]

    @pytest.mark.parametrize("rule", [*PIPELINES, tw.schedule_free_adamw(lr=0.1)], ids=lambda rule: rule.label)
    def test_pipelines_are_those_of_numpy_and_their_state_goes_on(rule: Any, tmp_path: Path) -> None:
        expected, state = plainly(rule, GRADIENTS)
        given = weights()
        optimizer = tw.torch.Optimizer(list(given.items()), rule)
        run(given, optimizer, GRADIENTS[:5])
        file = io.BytesIO()
        torch.save(optimizer.state_dict(), file)
        file.seek(0)
        # PyTorch's way: a new optimizer over the weights, which takes the state.
        other = tw.torch.Optimizer(list(given.items()), rule)
        other.load_state_dict(torch.load(file, weights_only=True))
        # Talweg's way: everything from the file, under NumPy and under PyTorch.
        optimizer.save(tmp_path / "run.npz")
        kept = tw.load(tmp_path / "run.npz", optimizer=rule)
        assert kept.state is not None
        for name, each in plainly(rule, GRADIENTS[5:], kept.state, kept.parameters)[0].items():
            assert_array_equal(each, expected[name])
        fresh = weights()
        third = tw.torch.Optimizer(list(fresh.items()), rule)
        third.load(tmp_path / "run.npz")
        for these, optimizer in ((given, other), (fresh, third)):
            run(these, optimizer, GRADIENTS[5:])
            equal(these, expected)
            with optimizer.averaged():
                for name, mean in rule.average(expected, state).items():
                    assert_allclose(these[name].detach(), mean, rtol=1e-13)
            equal(these, expected)

    @pytest.mark.parametrize("average", [tw.Average(0.9), tw.Average(0.8, corrected=False), None])
    def test_pipelines_on_torch_s_own_operations_take_the_same_steps(average: Any) -> None:
        rule = tw.pipeline(tw.nadam(lr=tw.cosine(peak=0.1, total=9)), clip_norm=0.5, decay=0.2, average=average)
        found = []
        for fused in (None, False):
            given = weights()
            bias = given["hidden.bias"]
            rest = [each for each in given.values() if each is not bias]
            groups = [{"params": rest}, {"params": [bias], "beta1": 0.5, "decay": False}]
            optimizer = tw.torch.Optimizer(groups, rule, fused=fused)
            run(given, optimizer, GRADIENTS[:4])
            other = tw.torch.Optimizer(groups, rule, fused=fused)
            other.load_state_dict(optimizer.state_dict())
            run(given, other, GRADIENTS[4:])
            with other.averaged():
                found.append([each.detach().clone() for each in given.values()])
            found.append([each.detach().clone() for each in given.values()])
        for ours, expected in zip(found[2] + found[3], found[0] + found[1], strict=True):
            assert_allclose(ours, expected, rtol=1e-12, atol=1e-14)

    def test_groups_of_a_pipeline() -> None:
        rule = tw.pipeline(tw.adam(lr=0.1), clip_norm=0.5, coupled_decay=0.1)
        inner = tw.pipeline(
            tw.adam(lr=0.1), clip_norm=0.5, coupled_decay=0.1, groups=[tw.group("*.bias", lr=0.3, decay=False)]
        )
        given = weights()
        bias = given["hidden.bias"]
        rest = [each for each in given.values() if each is not bias]
        optimizer = tw.torch.Optimizer([{"params": rest}, {"params": [bias], "lr": 0.3, "decay": False}], rule)
        run(given, optimizer, GRADIENTS)
        for name, each in plainly(inner, GRADIENTS)[0].items():
            assert_allclose(given[name].detach(), each, rtol=1e-13)
        late = nn.Parameter(torch.ones(2, dtype=torch.float64))
        optimizer.add_param_group({"params": [late]})
        late.grad = torch.ones(2, dtype=torch.float64)
        with pytest.raises(ShapeError, match=r"2\.0 has its first gradient after 9 steps of others"):
            optimizer.step()

    def test_a_pipeline_leaves_out_what_has_no_gradient() -> None:
        plan = tw.linear(peak=0.1, total=20)
        given = weights()
        frozen = nn.Parameter(torch.ones(2))
        left_out = given["out.weight"]
        rest = [each for each in given.values() if each is not left_out]
        groups = [{"params": [*rest, frozen]}, {"params": [left_out]}]
        optimizer = tw.torch.Optimizer(groups, tw.pipeline(tw.sgd(lr=plan), clip_norm=1e9))
        run(given, optimizer, GRADIENTS[:2])
        left_out.grad = None
        optimizer.step()
        for t, gradient in enumerate(GRADIENTS[2:5], start=3):
            run(given, optimizer, [gradient])
            assert [group["lr"] for group in optimizer.param_groups] == [plan(t)] * 2
        assert {int(optimizer.state[each]["step"]) for each in given.values()} == {6}
        assert torch.equal(frozen, torch.ones(2))

    @pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
    def test_slots_keep_their_dtype_through_a_state_dict(dtype: Any) -> None:
        given, twin = weights(dtype), weights(dtype)
        optimizer, straight = (tw.torch.Optimizer(each.values(), tw.adam(lr=0.01)) for each in (given, twin))
        run(given, optimizer, GRADIENTS[:4])
        kept = copy.deepcopy(optimizer.state_dict())
        run(given, optimizer, GRADIENTS[4:])  # and what was taken before stays as it was
        again = weights(dtype)
        run(again, tw.torch.Optimizer(again.values(), tw.adam(lr=0.01)), GRADIENTS[:4])
        other = tw.torch.Optimizer(again.values(), tw.adam(lr=0.7))
        other.load_state_dict(kept)
        assert other.param_groups[0]["lr"] == 0.01
        run(again, other, GRADIENTS[4:])
        run(twin, straight, GRADIENTS)
        for these in (given, again):
            assert all(torch.equal(these[name], twin[name]) for name in twin)
        for state, expected in zip(other.state.values(), straight.state.values(), strict=True):
            assert all(torch.equal(state[key], expected[key]) for key in expected)
            assert state["v"].dtype == torch.float32

    def test_what_is_of_another_run_is_refused_and_nothing_changes(tmp_path: Path) -> None:
        given = weights()
        optimizer = tw.torch.Optimizer(list(given.items()), tw.adam(lr=0.1))
        run(given, optimizer, GRADIENTS[:2])
        before = {name: each.detach().clone() for name, each in given.items()}
        kept = copy.deepcopy(optimizer.state_dict())

        def changed(change: Any) -> Any:
            state = copy.deepcopy(kept)
            change(state)
            return state

        twin = torch.optim.Adam(weights().values())
        for state, message in (
            ({}, r"has param_groups and state, as state_dict\(\) gives it"),
            ([1], r"has param_groups and state, as state_dict\(\) gives it"),
            (twin.state_dict(), "of another rule: group 0 has no beta1"),
            (changed(lambda each: each["state"][1].pop("v")), r"keeps step, m of parameter 1, not m, step, v"),
            (changed(lambda each: each["state"][2].update(m=torch.ones(3))), r"m of parameter 2 has shape \(3,\), not"),
            (
                changed(lambda each: each["param_groups"][0]["params"].pop()),
                r"does not have groups of \[3\] parameters",
            ),
        ):
            with pytest.raises(CheckpointError, match=message):
                optimizer.load_state_dict(state)
        with pytest.raises(RangeError, match="beta2 must lie in"):
            optimizer.load_state_dict(changed(lambda each: each["param_groups"][0].update(beta2=2.0)))

        optimizer.save(tmp_path / "adam.npz")
        for rule, these, message in (
            (tw.adamw(), weights(), "was saved with adam.*, not with adamw"),
            (tw.adam(), weights(torch.float32), "hidden.weight is float64 of shape"),
            (tw.adam(), {"other": nn.Parameter(torch.ones(2))}, "the checkpoint for w must be a dict with the keys"),
        ):
            other = tw.torch.Optimizer(list(these.items()), rule)
            with pytest.raises(CheckpointError, match=message):
                other.load(tmp_path / "adam.npz")
            assert not other.state
        (tmp_path / "damaged.npz").write_bytes((tmp_path / "adam.npz").read_bytes()[:-200])
        with pytest.raises(CheckpointError):
            optimizer.load(tmp_path / "damaged.npz")
        with pytest.raises(OSError, match="No such file"):
            optimizer.load(tmp_path / "missing.npz")
        with pytest.raises(OSError, match="nowhere"):
            optimizer.save(tmp_path / "nowhere" / "adam.npz")
        for name, each in given.items():
            assert torch.equal(each, before[name])
        for number, state in optimizer.state_dict()["state"].items():
            assert all(torch.equal(value, kept["state"][number][key]) for key, value in state.items())

    def test_a_run_of_numpy_goes_on_under_torch(tmp_path: Path) -> None:
        rule = tw.adan(lr=0.05)
        w, state = plainly(rule, GRADIENTS[:4])
        tw.save(tmp_path / "numpy.npz", w, state, optimizer=rule)
        given = weights()
        optimizer = tw.torch.Optimizer(list(given.items()), rule)
        optimizer.load(tmp_path / "numpy.npz")
        run(given, optimizer, GRADIENTS[4:])
        equal(given, plainly(rule, GRADIENTS)[0])

    @pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning")  # torch's own
    @pytest.mark.slow
    def test_compiled_steps_are_the_same_steps() -> None:
        if shutil.which("gcc") is None and shutil.which("c++") is None:
            pytest.skip("torch.compile needs a C++ compiler")
        rule = tw.pipeline(tw.radam(lr=0.05), clip_norm=0.5, decay=0.1, average=0.9)
        given, twin = weights(torch.float32), weights(torch.float32)
        optimizer = tw.torch.Optimizer(list(given.items()), rule, compile=True)
        straight = tw.torch.Optimizer(list(twin.items()), rule)
        torch._dynamo.utils.counters.clear()
        for t, gradient in enumerate(GRADIENTS):
            for each in (optimizer, straight):
                each.param_groups[0]["lr"] = 0.05 / (t + 1)
            run(given, optimizer, [gradient])
            run(twin, straight, [gradient])
        for each, expected in zip(given.values(), twin.values(), strict=True):
            assert_allclose(each.detach(), expected.detach(), rtol=2e-5, atol=1e-6)
        counters = torch._dynamo.utils.counters
        assert counters["stats"]["unique_graphs"] == 1  # whatever the step, and whatever the rate
        assert not counters["graph_break"]
        given["out.weight"].grad[0, 0] = float("inf")
        with pytest.raises(NonFiniteError, match=r"the gradient of out\.weight is not finite; nothing was changed"):
            optimizer.step()

    def test_our_schedules_drive_any_optimizer_of_torch_s() -> None:
        plan = tw.cosine(peak=0.4, total=12, warmup=3)
        for make in (lambda each: torch.optim.SGD(each, lr=7.0), lambda each: tw.torch.Optimizer(each, tw.sgd())):
            optimizer = make(weights().values())
            scheduler = tw.torch.schedule(optimizer, plan)
            for t in range(14):
                assert optimizer.param_groups[0]["lr"] == plan(t) == scheduler.get_last_lr()[0]
                optimizer.step()
                if t == 6:
                    kept = scheduler.state_dict()
                    scheduler = tw.torch.schedule(optimizer, plan)
                    scheduler.load_state_dict(kept)
                scheduler.step()

    def test_a_schedule_that_waits_for_the_loss() -> None:
        plan = tw.reduce_on_plateau(peak=0.4, patience=1)
        optimizer = torch.optim.SGD(weights().values(), lr=1.0)
        scheduler = tw.torch.schedule(optimizer, plan)
        peer = torch.optim.SGD(weights().values(), lr=0.4)
        theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(peer, patience=1)
        for loss in (3.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.5, 1.5, 1.5):
            optimizer.step(), peer.step()
            scheduler.step(torch.tensor(loss)), theirs.step(loss)
            assert optimizer.param_groups[0]["lr"] == pytest.approx(peer.param_groups[0]["lr"], rel=1e-12)
            kept = scheduler.state_dict()
            scheduler = tw.torch.schedule(optimizer, plan)
            scheduler.load_state_dict(kept)
            optimizer.param_groups[0]["lr"] = kept["_last_lr"][0]
        assert scheduler.plans[0].hyper["drops"] == (4, 8)  # from the step on that comes after so many

    def test_schedules_that_do_not_fit_are_refused() -> None:
        two = [{"params": [each], "lr": rate} for each, rate in zip(weights().values(), (0.1, 0.2), strict=False)]
        optimizer = torch.optim.SGD(two)
        plan = tw.constant(peak=0.3)
        with pytest.raises(ShapeError, match=r"rates of their own, \[0\.1, 0\.2\]; give a list"):
            tw.torch.schedule(optimizer, plan)
        with pytest.raises(ShapeError, match="1 schedules do not fit 2 groups"):
            tw.torch.schedule(optimizer, [plan])
        with pytest.raises(DeclarationError, match="takes a schedule with its hyperparameters"):
            tw.torch.schedule(optimizer, 0.1)
        with pytest.raises(tw.MissingError, match="cosine needs"):
            tw.torch.schedule(optimizer, tw.cosine)
        with pytest.raises(DeclarationError, match="takes an optimizer of PyTorch's first"):
            tw.torch.schedule(plan, optimizer)
        ours = tw.torch.Optimizer(weights().values(), tw.adam(lr=plan))
        with pytest.raises(DeclarationError, match=r"adam has constant.* for its rate; keep one of the two"):
            tw.torch.schedule(ours, plan)
        tw.torch.schedule(optimizer, [plan, plan(peak=0.1)])
        assert [group["lr"] for group in optimizer.param_groups] == [0.3, 0.1]
        with pytest.raises(CheckpointError, match="not of constant, constant"):
            tw.torch.schedule(optimizer, [plan, plan]).load_state_dict({"last_epoch": 3})
