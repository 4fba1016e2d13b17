"""tw.torch.Optimizer inside what PyTorch puts around an optimizer: wrappers, processes, modes, and backward itself."""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import CheckpointError

if find_spec("torch"):
    import torch
    from torch import distributed, nn

    X = torch.randn(8, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)

    def network(dtype: Any = torch.float64) -> Any:
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).to(dtype)

    def backward(net: Any) -> Any:
        net.zero_grad()
        value = net(X.to(next(net.parameters()).dtype)).square().mean()
        value.backward()
        return value.detach()

    def trained(net: Any, optimizer: Any, steps: int = 4) -> Any:
        for _ in range(steps):
            backward(net)
            optimizer.step()
        return net

    def adam(net: Any, steps: int = 4) -> Any:
        return trained(net, torch.optim.Adam(net.parameters()), steps)

    def same(ours: Any, theirs: Any, exact: float = 1e-12) -> None:
        for found, expected in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert_allclose(found.detach().double(), expected.detach().double(), rtol=exact, atol=exact)

    @pytest.fixture
    def alone(tmp_path: Path) -> Iterator[None]:
        """A group of one process."""
        distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/met", rank=0, world_size=1)
        yield
        distributed.destroy_process_group()

    @pytest.mark.usefixtures("alone")
    @pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # what PyTorch itself calls
    def test_data_parallel_wrappers() -> None:
        from torch.distributed.optim import ZeroRedundancyOptimizer

        net = network()
        shared = nn.parallel.DistributedDataParallel(net, gradient_as_bucket_view=True)  # gradients share one memory
        trained(shared, tw.torch.Optimizer(shared.parameters(), tw.adam()))
        same(net, adam(network()))
        net = network()
        sharded = ZeroRedundancyOptimizer(net.parameters(), tw.torch.Optimizer, rule=tw.adam(), fused=None)
        trained(net, sharded)
        same(net, adam(network()))
        with pytest.raises(tw.UnknownNameError, match="no option for a group 'rule'"):  # a group has no rule of its own
            tw.torch.Optimizer([{"params": net.parameters(), "rule": tw.sgd()}], tw.adam())

    def test_a_step_inside_backward() -> None:
        net = network()
        optimizers = {each: tw.torch.Optimizer([each], tw.adam()) for each in net.parameters()}

        def step(parameter: Any) -> None:
            optimizers[parameter].step()
            optimizers[parameter].zero_grad()

        for each in net.parameters():
            each.register_post_accumulate_grad_hook(step)
        for _ in range(4):
            net(X).square().mean().backward()
        same(net, adam(network()))

    def test_modes_of_autograd() -> None:
        net = network()
        optimizer = tw.torch.Optimizer(net.parameters(), tw.adam())
        for mode in (torch.inference_mode, torch.no_grad, torch.enable_grad, torch.inference_mode):
            backward(net)
            with mode():
                optimizer.step()
        with torch.no_grad():
            assert optimizer.step(lambda: backward(net)) > 0  # a closure may go backward
        same(net, adam(network(), 5))
        short, twin = network(torch.float32), network(torch.float32)
        for each, make in ((short, lambda w: tw.torch.Optimizer(w, tw.adam())), (twin, torch.optim.Adam)):
            optimizer = make(each.parameters())
            for _ in range(4):
                optimizer.zero_grad()
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    value = each(X.float()).float().square().mean()
                value.backward()
                optimizer.step()
        same(short, twin, 2e-6)

    def test_whatever_device_new_tensors_go_to() -> None:
        net, kept = network(), None
        for _ in range(2):
            optimizer = tw.torch.Optimizer(net.parameters(), tw.adam())
            for _ in range(3):
                backward(net)
                with torch.device("meta"):  # as torch.set_default_device says it, of a device that keeps nothing
                    if kept is not None:
                        optimizer.load_state_dict(kept)
                        kept = None
                    optimizer.step()
            kept = optimizer.state_dict()
        same(net, adam(network(), 6))

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
    @pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
    @pytest.mark.filterwarnings("ignore:.*fork.* was called:RuntimeWarning")  # JAX, where another test has loaded it
    def test_a_child_goes_on_as_its_parent_does() -> None:
        net = network()
        optimizer = tw.torch.Optimizer(net.parameters(), tw.adam())
        trained(net, optimizer)
        reads, writes = os.pipe()
        child = os.fork()
        if not child:
            try:
                file = io.BytesIO()
                torch.save(trained(net, optimizer).state_dict(), file)
                os.write(writes, file.getvalue())
            finally:
                os._exit(0)
        os.close(writes)
        with os.fdopen(reads, "rb") as pipe:
            told = torch.load(io.BytesIO(pipe.read()))
        os.waitpid(child, 0)
        trained(net, optimizer)
        for name, each in net.state_dict().items():
            assert torch.equal(told[name], each)

    def test_hooks_of_loading_see_what_is_loaded_and_may_change_it() -> None:
        net = network(torch.bfloat16)
        optimizer = tw.torch.Optimizer(net.parameters(), tw.adam())
        trained(net, optimizer)
        kept = copy.deepcopy(optimizer.state_dict())
        twin = copy.deepcopy(net)
        other = tw.torch.Optimizer(twin.parameters(), tw.adam())
        seen: list[Any] = []
        other.register_load_state_dict_pre_hook(lambda _, given: given["inside"])
        other.register_load_state_dict_post_hook(lambda each: seen.append(each.state[twin[0].weight]["v"].dtype))
        other.load_state_dict({"inside": kept})
        assert seen == [torch.float32]
        same(trained(twin, other), trained(net, optimizer), 0)
        before = copy.deepcopy(other.state_dict())
        with pytest.raises(CheckpointError, match="has param_groups and state"):
            other.load_state_dict({"inside": {"state": {}}})
        assert str(other.state_dict()) == str(before)
        assert len(other._optimizer_load_state_dict_pre_hooks) == 1
