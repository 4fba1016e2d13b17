"""The weights to evaluate, in the parameters for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from talweg.adapters.torch.keys import STEP
from talweg.adapters.torch.named import named, weights
from talweg.adapters.torch.tensors import array_of
from talweg.nouns import State
from talweg.training import Pipeline

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer


@contextmanager
def averaged(optimizer: Optimizer) -> Iterator[None]:
    """Hold the averages in the parameters: see Optimizer.averaged."""
    stepped = {name: each for name, each in named(optimizer).items() if optimizer.state.get(each)}
    means = _means(optimizer, stepped)
    before = {name: stepped[name].detach().clone() for name in means}
    _place(stepped, {name: torch.from_numpy(mean) for name, mean in means.items()})
    try:
        yield
    finally:
        _place(stepped, before)


def _means(optimizer: Optimizer, stepped: dict[str, Any]) -> dict[str, Any]:
    """The average of each parameter that has been stepped, by name."""
    owner = {id(each): number for number, group in enumerate(optimizer.param_groups) for each in group["params"]}
    groups: dict[int, list[str]] = {}
    for name, parameter in stepped.items():
        groups.setdefault(owner[id(parameter)], []).append(name)
    found: dict[str, Any] = {}
    for number, names in groups.items():
        rule: Any = optimizer.settings[number].read(optimizer.param_groups[number])
        if isinstance(optimizer.rule, Pipeline):
            rule = replace(optimizer.rule, optimizer=rule, groups=())
        for name in names:
            kept = optimizer.state[stepped[name]]
            slots = {slot: {name: array_of(kept[key].contiguous())} for slot, key in optimizer.slots.items()}
            found |= rule.average({name: weights(optimizer, stepped[name])}, State(int(kept[STEP]), slots))
    return found


def _place(stepped: dict[str, Any], values: dict[str, Any]) -> None:
    with torch.no_grad():
        for name, value in values.items():
            stepped[name].copy_(value)
