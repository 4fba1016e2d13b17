"""An optimizer and its parameters as a checkpoint of Talweg's, from which NumPy goes on, and back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from talweg.adapters.torch.groups import OWNER
from talweg.adapters.torch.keys import COUNTED, MASTER, STEP
from talweg.adapters.torch.named import axes, named, weights
from talweg.adapters.torch.tensors import array_of, kept_in, numpy_dtype
from talweg.engine.parameters import matching
from talweg.errors import CheckpointError, DtypeError, ShapeError
from talweg.training import Checkpoint, load as read, save as write
from talweg.training.checkpoint.checkpoint import describe

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer


def save(optimizer: Optimizer, path: str | os.PathLike[str]) -> None:
    """Write the checkpoint: see Optimizer.save."""
    parameters = named(optimizer)
    arrays = {name: weights(optimizer, each) for name, each in parameters.items()}
    state = optimizer.rule.init(arrays, dict(zip(parameters, axes(optimizer), strict=True)))
    steps = {}
    for name, parameter in parameters.items():
        if kept := optimizer.state.get(parameter):
            steps[name] = int(kept[STEP])
            for slot, key in optimizer.slots.items():
                state.slots[slot][name] = array_of(kept[key].contiguous())
    state.t = max(steps.values(), default=0)
    state.counted = optimizer.param_groups[0].get(COUNTED, 0.0)
    groups = [
        {key: group[key] for key in settings.keys.values()}
        for group, settings in zip(optimizer.param_groups, optimizer.settings, strict=True)
    ]
    write(path, arrays, state, optimizer=optimizer.rule, notes={"torch": {"steps": steps, "groups": groups}})


def load(optimizer: Optimizer, path: str | os.PathLike[str]) -> None:
    """Read the checkpoint: see Optimizer.load."""
    found, parameters = read(path), named(optimizer)
    _check(optimizer, os.fspath(path), found, parameters)
    notes = found.notes.get("torch", {})
    groups = notes.get("groups", [])
    if len(groups) == len(optimizer.param_groups):
        for settings, group in zip(optimizer.settings, groups, strict=True):
            settings.check(group)
        for settings, group, own in zip(optimizer.settings, groups, optimizer.param_groups, strict=True):
            own.update(group)
            settings.believe(own)
    assert found.state is not None
    with torch.no_grad():
        for name, parameter in parameters.items():
            array = torch.from_numpy(found.parameters[name])
            parameter.copy_(array)
            optimizer.state.pop(parameter, None)
            t = notes["steps"].get(name) if "steps" in notes else found.state.t
            if t is None:  # it has never had a gradient
                continue
            kept = optimizer.kept(parameter)
            kept[STEP].fill_(t)
            if MASTER in kept:
                kept[MASTER].copy_(array)
            for slot, key in optimizer.slots.items():
                own = torch.empty_like(parameter, dtype=kept_in(parameter.dtype), requires_grad=False)
                kept[key] = own.copy_(torch.from_numpy(found.state.slots[slot][name]))
    if found.state.counted:
        optimizer.param_groups[0][COUNTED] = found.state.counted


def _check(optimizer: Optimizer, path: str, found: Checkpoint, parameters: dict[str, Any]) -> None:
    """Raise CheckpointError for what does not fit."""
    own = describe(optimizer.rule).partition("(")[0]
    if found.optimizer is not None and found.optimizer.partition("(")[0] != own:
        raise CheckpointError(f"{path} was saved with {found.optimizer:.80}, not with {own}")
    if found.state is None or set(found.state.slots) != set(optimizer.slots):
        raise CheckpointError(f"{path}: it keeps no state of {own}, with {', '.join(optimizer.slots) or 'no slots'}")
    like = dict.fromkeys(parameters, np.empty(0))
    try:
        for tree in (found.parameters, *found.state.slots.values()):
            for (name, parameter), leaf in zip(
                parameters.items(), matching(like, tree, OWNER, "the checkpoint"), strict=True
            ):
                shape, dtype = tuple(parameter.shape), numpy_dtype(parameter.dtype)
                if (leaf.shape, leaf.dtype) != (shape, dtype):
                    raise ShapeError(f"{name} is {leaf.dtype} of shape {leaf.shape}, not {dtype} of {shape}")
    except (ShapeError, DtypeError) as error:
        raise CheckpointError(f"{path}: of other parameters: {error}") from None
