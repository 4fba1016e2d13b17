"""What others do to a parameter's memory, its state or its gradient between two steps is seen by the next one."""

from __future__ import annotations

import gc
import weakref
from collections import defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import NonFiniteError, ShapeError

if find_spec("torch"):
    import torch
    from torch import nn

    SHAPES = [(3, 4), (5,), (1,), (2, 3, 4, 4), ()]
    KEYS = {"m": "exp_avg", "v": "exp_avg_sq"}

    def drawn(seed: int, dtype: Any = None) -> list[Any]:
        generator = torch.Generator().manual_seed(seed)
        return [torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype) for shape in SHAPES]

    class Pair:
        """Ours, and PyTorch's own Adam as the oracle, on parameters of the same values."""

        def __init__(self, dtype: Any = torch.float64) -> None:
            self.sides: list[tuple[list[Any], Any]] = []
            for make in (
                lambda each: tw.torch.Optimizer(each, tw.adam(lr=0.1)),
                lambda each: torch.optim.Adam(each, 0.1),
            ):
                parameters = [nn.Parameter(each) for each in drawn(0, dtype)]
                self.sides.append((parameters, make(parameters)))
            self.seed = 0

        def gradients(self) -> None:
            self.seed += 1
            for parameters, _ in self.sides:
                for each, gradient in zip(parameters, drawn(self.seed, parameters[0].dtype), strict=True):
                    each.grad = gradient

        def step(self, times: int = 1, change: Callable[[list[Any], Any], object] | None = None) -> None:
            for _ in range(times):
                self.gradients()
                for parameters, optimizer in self.sides:
                    if change is not None:
                        change(parameters, optimizer)
                    optimizer.step()

        def same(self) -> None:
            (ours, own), (theirs, peer) = self.sides
            for w, twin in zip(ours, theirs, strict=True):
                exact = 1e-12 if w.dtype == torch.float64 else 1e-5
                assert_allclose(w.detach(), twin.detach(), rtol=exact, atol=exact)
                for key, name in KEYS.items():
                    assert_allclose(own.state[w][key], peer.state[twin][name], rtol=exact, atol=exact)
                assert int(own.state[w]["step"]) == int(peer.state[twin]["step"])

    def slot(optimizer: Any, parameter: Any, key: str) -> tuple[dict[str, Any], str]:
        kept = optimizer.state[parameter]
        return kept, key if key in kept else KEYS[key]

    def replaced(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.data = each.data.clone() + 1

    def there_and_back(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.data = each.data.float()
            each.data = each.data.double()  # where it may lie as before

    def laid_out_otherwise(parameters: list[Any], _: Any) -> None:
        parameters[3].data = parameters[3].data.to(memory_format=torch.channels_last)
        parameters[0].data = parameters[0].data.T.contiguous().T

    def turned_where_it_lies(parameters: list[Any], _: Any) -> None:
        square = parameters[3].data
        parameters[3].data = square.transpose(2, 3)
        parameters[3].grad = parameters[3].grad.clone()

    def set_in_place(parameters: list[Any], _: Any) -> None:
        with torch.no_grad():
            for each in parameters:
                each.mul_(2)

    def shared(parameters: list[Any], optimizer: Any) -> None:
        for each in parameters:
            each.data.share_memory_()
            for kept in optimizer.state[each].values():
                kept.share_memory_()

    def forgotten(_: list[Any], optimizer: Any) -> None:
        optimizer.state = defaultdict(dict)

    def forgotten_of_one(parameters: list[Any], optimizer: Any) -> None:
        del optimizer.state[parameters[1]]

    def emptied(parameters: list[Any], optimizer: Any) -> None:
        optimizer.state[parameters[2]].clear()

    def slot_replaced(parameters: list[Any], optimizer: Any) -> None:
        for each in parameters:
            kept, key = slot(optimizer, each, "v")
            kept[key] = kept[key].clone() + 1

    def slot_set_in_place(parameters: list[Any], optimizer: Any) -> None:
        kept, key = slot(optimizer, parameters[0], "m")
        kept[key].zero_()

    def steps_set(parameters: list[Any], optimizer: Any) -> None:
        optimizer.state[parameters[0]]["step"].fill_(40)

    def steps_replaced(parameters: list[Any], optimizer: Any) -> None:
        optimizer.state[parameters[1]]["step"] = torch.tensor(7.0)

    def gradient_expanded(parameters: list[Any], _: Any) -> None:
        parameters[0].grad = parameters[0].grad[:1].expand(3, 4)

    def gradient_turned(parameters: list[Any], _: Any) -> None:
        parameters[0].grad = parameters[0].grad.reshape(4, 3).T

    def gradient_negated(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.grad = torch._neg_view(each.grad)

    def gradient_missing(parameters: list[Any], _: Any) -> None:
        parameters[3].grad = None

    def gradient_is_the_weights(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.grad = each.detach()

    def gradient_on_a_tape(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.grad = (each * 2 * each.grad).clone()

    def gradient_of_a_subclass(parameters: list[Any], _: Any) -> None:
        for each in parameters:
            each.grad = nn.Parameter(each.grad)

    def another_parameter(parameters: list[Any], optimizer: Any) -> None:
        new = nn.Parameter(torch.ones(5, dtype=torch.float64))
        new.grad = torch.ones(5, dtype=torch.float64)
        optimizer.param_groups[0]["params"][1] = parameters[1] = new

    def frozen(parameters: list[Any], _: Any) -> None:
        parameters[0].requires_grad_(not parameters[0].requires_grad)

    CHANGES = [
        replaced, there_and_back, laid_out_otherwise, turned_where_it_lies, set_in_place, shared, forgotten,
        forgotten_of_one, emptied, slot_replaced, slot_set_in_place, steps_set, steps_replaced, gradient_expanded,
        gradient_turned, gradient_negated, gradient_missing, gradient_is_the_weights, gradient_on_a_tape,
        gradient_of_a_subclass, another_parameter, frozen,
    ]  # fmt: skip

    @pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
    def test_what_others_change_is_seen(change: Callable[[list[Any], Any], object]) -> None:
        pair = Pair()
        pair.step(3)
        pair.step(2, change)
        pair.same()
        pair.step(2)
        pair.same()

    def test_a_module_that_changes_its_dtype_takes_its_state_along_or_begins_anew() -> None:
        pair = Pair()
        pair.step(2)
        for parameters, optimizer in pair.sides:
            for each in parameters:
                each.grad = None
                each.data = each.data.float()
            optimizer.state.clear()
        pair.step(3)
        pair.same()

    def test_a_gradient_that_no_longer_fits_is_refused_and_nothing_changes() -> None:
        (parameters, optimizer), _ = (pair := Pair()).sides
        pair.step(3)
        before = [each.detach().clone() for each in parameters]
        for unfit, error in (
            (torch.ones(4), ShapeError),
            (torch.full((5,), float("nan"), dtype=torch.float64), NonFiniteError),
            (torch.full((5,), float("inf"), dtype=torch.float64), NonFiniteError),
        ):
            pair.gradients()
            parameters[1].grad.data = unfit  # PyTorch itself looks only where a gradient is set
            with pytest.raises(error, match=r"the gradient of .*0\.1"):
                optimizer.step()
        for each, kept in zip(parameters, before, strict=True):
            assert torch.equal(each, kept)
        assert int(optimizer.state[parameters[0]]["step"]) == 3

    def test_a_gradient_is_given_up_when_it_is_set_to_none() -> None:
        w = nn.Parameter(torch.ones(3))
        optimizer = tw.torch.Optimizer([w], tw.adam())
        for _ in range(3):
            memory = np.ones(3, np.float32)
            seen = weakref.ref(memory)
            w.grad = torch.from_numpy(memory)
            del memory
            optimizer.step()
            w.grad = None
            assert seen() is None
        w.grad = torch.from_numpy(memory := np.full(3, np.nan, np.float32))
        seen = weakref.ref(memory)
        del memory
        with pytest.raises(NonFiniteError):
            optimizer.step()
        w.grad = None
        gc.collect()  # what was raised may hold it for a while
        assert seen() is None

    def test_the_usual_step_is_one_call_and_looks_at_no_array(monkeypatch: pytest.MonkeyPatch) -> None:
        from talweg.adapters.torch import memory

        pair = Pair()
        pair.step(2)
        monkeypatch.setattr(memory, "_looked_at", lambda *_: pytest.fail("every array was looked at"))
        pair.step(3)
        pair.same()
        monkeypatch.undo()
        groups = [{"params": [each], "lr": 0.1 * k} for k, each in enumerate(pair.sides[0][0], start=1)]
        optimizer = tw.torch.Optimizer(groups, tw.adamw())
        for _ in range(4):
            optimizer.step()
        monkeypatch.setattr(memory, "_looked_at", lambda *_: pytest.fail("every array was looked at"))
        optimizer.step()

    def test_gradients_that_come_and_go_part_a_batch_once(monkeypatch: pytest.MonkeyPatch) -> None:
        pair = Pair()
        missing: tuple[list[int], ...] = ([], [3], [0, 1], [], [0, 1, 3], [0, 1, 2, 3, 4], [2])

        def gone(parameters: list[Any], _: Any) -> None:
            for place in missing[pair.seed % len(missing)]:
                parameters[place].grad = None

        pair.step(2 * len(missing), gone)
        pair.same()
        monkeypatch.setattr(tw.torch.Optimizer, "_of_group", lambda *_: pytest.fail("all was looked for anew"))
        pair.step(2 * len(missing), gone)
        pair.same()

    def test_a_batch_that_waits_is_seen_to_change() -> None:
        def replaced_where_it_waits(parameters: list[Any], optimizer: Any) -> None:
            gradient_missing(parameters, optimizer)
            replaced([parameters[3]], optimizer)

        pair = Pair()
        pair.step(2)
        pair.step(1, gradient_missing)
        pair.step(1, replaced_where_it_waits)
        pair.step(1, lambda each, optimizer: optimizer.state[each[3]]["step"].fill_(9))
        pair.step(2)
        pair.same()

    @pytest.mark.parametrize("spoiled", [0, 1, 2])
    def test_no_group_changes_unless_all_can(spoiled: int) -> None:
        parameters = [nn.Parameter(torch.ones(4)) for _ in range(3)]
        optimizer = tw.torch.Optimizer([{"params": [each], "lr": 0.1} for each in parameters], tw.adamw)
        for each in parameters:
            each.grad = torch.ones(4)
        for _ in range(3):
            optimizer.step()
        before = [each.detach().clone() for each in parameters]
        parameters[spoiled].grad[2] = torch.nan
        with pytest.raises(NonFiniteError, match=rf"'{spoiled}\.0'"):
            optimizer.step()
        assert all(map(torch.equal, parameters, before))
        parameters[spoiled].grad[2] = 1.0
        optimizer.step()
        assert all(int(optimizer.state[each]["step"]) == 4 for each in parameters)
        assert not any(map(torch.equal, parameters, before))

    def test_who_listens_hears_of_every_step() -> None:
        (_, optimizer), _ = (pair := Pair()).sides
        pair.step(2)
        heard: list[str] = []
        own = optimizer.register_step_post_hook(lambda *_: heard.append("own"))
        from torch.optim.optimizer import register_optimizer_step_pre_hook

        for_all = register_optimizer_step_pre_hook(
            lambda each, *_: heard.append("for all") if each is optimizer else None
        )
        pair.step()
        own.remove(), for_all.remove()
        pair.step()
        assert heard == ["for all", "own"]
        with torch.autograd.profiler.profile() as profile:
            optimizer.step()
        assert "Optimizer.step#Optimizer.step" in {each.name for each in profile.function_events}
        seen = []
        optimizer.register_step_pre_hook(lambda _, given, named: seen.append((len(given), named)))
        optimizer.step()
        assert optimizer.step(lambda: np.float64(2.5)) == 2.5
        assert seen == [(1, {}), (2, {})]
