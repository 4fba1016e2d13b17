"""What PyTorch's state dict keeps of an optimizer, checked against its rule when it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import torch

from talweg.adapters.torch.groups import OWNER
from talweg.adapters.torch.keys import STEP
from talweg.adapters.torch.tensors import kept_in
from talweg.errors import CheckpointError

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer


@contextmanager
def loading(optimizer: Optimizer, state_dict: Mapping[str, Any]) -> Iterator[None]:
    """While PyTorch loads a state dict: it is checked as the hooks of others leave it, and restored before theirs."""
    if not isinstance(state_dict, Mapping):
        _refuse()
    given: dict[str, Any] = {}

    def last(_: Any, found: Mapping[str, Any]) -> None:
        _check(optimizer, found)
        given.update(found)

    hooks = (
        optimizer.register_load_state_dict_pre_hook(last),
        optimizer.register_load_state_dict_post_hook(lambda _: _restore(optimizer, given), prepend=True),
    )
    try:
        yield
    finally:
        for each in hooks:
            each.remove()


def _refuse() -> NoReturn:
    raise CheckpointError(f"{OWNER}: a state dict has param_groups and state, as state_dict() gives it")


def _check(optimizer: Optimizer, state_dict: Mapping[str, Any]) -> None:
    """Raise CheckpointError for a state dict of another rule or other parameters."""
    if not isinstance(state_dict, Mapping) or not {"param_groups", "state"} <= state_dict.keys():
        _refuse()
    groups, states = state_dict["param_groups"], state_dict["state"]
    sizes = [len(each["params"]) for each in optimizer.param_groups]
    if [len(each["params"]) for each in groups] != sizes:
        raise CheckpointError(f"{OWNER}: the state dict does not have groups of {sizes} parameters")
    for number, (group, settings) in enumerate(zip(groups, optimizer.settings, strict=True)):
        if missing := [key for key in settings.keys.values() if key not in group]:
            raise CheckpointError(f"{OWNER}: the state dict is of another rule: group {number} has no {missing[0]}")
        settings.check(group)
    parameters = [each for group in optimizer.param_groups for each in group["params"]]
    order = [each for group in groups for each in group["params"]]
    for number, parameter in zip(order, parameters, strict=True):
        kept = states.get(number)
        if not kept:
            continue
        expected = {STEP, *optimizer.slots.values()}
        if not expected <= kept.keys():
            raise CheckpointError(
                f"{OWNER}: the state dict is of another rule: it keeps {', '.join(kept)} of parameter {number}, not "
                f"{', '.join(sorted(expected))}"
            )
        for key in optimizer.slots.values():
            if kept[key].shape != parameter.shape:
                shapes = tuple(kept[key].shape), tuple(parameter.shape)
                raise CheckpointError(f"{OWNER}: {key} of parameter {number} has shape {shapes[0]}, not {shapes[1]}")


def _restore(optimizer: Optimizer, state_dict: Mapping[str, Any]) -> None:
    """Slots and masters as they were kept: PyTorch rounds them to the parameters' dtype when it loads."""
    parameters = [each for group in optimizer.param_groups for each in group["params"]]
    order = [each for group in state_dict["param_groups"] for each in group["params"]]
    for number, parameter in zip(order, parameters, strict=True):
        for key, value in (state_dict["state"].get(number) or {}).items():
            if key == STEP:
                optimizer.state[parameter][key] = torch.tensor(int(value), device="cpu")
            else:
                own = torch.empty_like(parameter, dtype=kept_in(parameter.dtype), requires_grad=False)
                optimizer.state[parameter][key] = own.copy_(value)
