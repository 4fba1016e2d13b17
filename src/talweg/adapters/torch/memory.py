"""Steps in main memory: NumPy's arrays over PyTorch's own numbers, stepped by the fused reader in place."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from talweg.adapters.torch.batch import IN_ORDER, LENGTH, PLACE, Batch
from talweg.adapters.torch.groups import OWNER
from talweg.adapters.torch.keys import COUNTED, MASTER
from talweg.adapters.torch.tensors import array_of
from talweg.engine import nests
from talweg.errors import DtypeError, ShapeError
from talweg.nouns import Optimizer as Rule, State
from talweg.nouns.rows import ARRAYS, arrays_of, rows
from talweg.training import Group, Pipeline
from talweg.training.pipeline.groups import settled

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer

NEGATED = torch.Tensor.is_neg
"""Whether a tensor's numbers stand in memory with the other sign."""


def ready(optimizer: Optimizer, batch: Batch, rule: Rule, last: bool) -> Callable[[], None]:
    """All of the batch's step that may fail, done now: call what is returned to take it.

    The `last`, after which nothing can fail, may be stepped at once, where nothing is unusual.
    """
    t, hyper = batch.t + 1, rule.at(batch.t)
    uphill = optimizer.param_groups[batch.group]["maximize"]
    usual = rule.usual(t, hyper)
    nest = _again(batch) if usual and not uphill else None
    if nest is not None:
        numbers = rule.hyper_in(nest.dtype, hyper)
        if last and nests.step_if_calm(rule.formula, nest, t, numbers):
            return partial(written, batch)
        nests.sum_squares(nest)
    change: Callable[[], None]
    if nest is not None and nest.calm:
        change = partial(nests.step, rule.formula, nest, t, numbers)
    else:
        change = _looked_at(optimizer, batch, rule, hyper)

    def take() -> None:
        change()
        written(batch)

    return take


def _again(batch: Batch) -> nests.Nest | None:
    """The nest of the step before, with the gradients of now where they are tensors as a kernel takes them."""
    gradients = batch.gradients
    if batch.nest is None or set(map(type, gradients)) != {torch.Tensor} or not all(map(IN_ORDER, gradients)):
        return None
    if any(map(NEGATED, gradients)) or list(map(LENGTH, gradients)) != batch.lengths:
        return None
    places = np.fromiter(map(PLACE, gradients), np.intp, len(gradients))
    return nests.moved(batch.nest, places)


def _looked_at(optimizer: Optimizer, batch: Batch, rule: Rule, hyper: dict[str, float]) -> Callable[[], None]:
    """The step of a batch with every array looked at, at once where nothing is unusual."""
    t, uphill = batch.t + 1, optimizer.param_groups[batch.group]["maximize"]
    weights, state = _view(optimizer, batch)
    gradients = _gradients(batch, uphill)
    if rule.usual(t, hyper):
        arrays, count = arrays_of(rule.slots, weights, gradients, state.slots)
        nest = nests.read(arrays, count, ARRAYS) if count else None
        if nest is not None:
            nests.sum_squares(nest)
        if nest is not None and nest.calm:
            if not uphill and MASTER not in batch.keys:
                batch.nest = nests.lasting(nest)
            return partial(nests.step, rule.formula, nest, t, rule.hyper_in(nest.dtype, hyper))
    given = rows(rule.name, rule.slots, weights, gradients, state.slots)
    return rule.ready(given, t, hyper, batch.outputs)


def _view(optimizer: Optimizer, batch: Batch) -> tuple[dict[str, Any], State]:
    """The batch as the rule takes it: weights and state, by name, in the memory of PyTorch's tensors."""
    if batch.view is None:
        kept = dict(zip(batch.names, batch.kept, strict=True))
        slots = {slot: {name: kept[name][key].numpy() for name in kept} for slot, key in optimizer.slots.items()}
        outputs = dict(zip(batch.names, batch.outputs, strict=True))
        batch.view = _weights(batch), State(batch.t, slots, outputs)
    elif MASTER in batch.keys:
        _weights(batch)
    found: tuple[dict[str, Any], State] = batch.view
    return found


def _weights(batch: Batch) -> dict[str, Any]:
    each = zip(batch.names, batch.parameters, batch.kept, strict=True)
    return {name: weights_of(parameter, kept).numpy() for name, parameter, kept in each}


def _gradients(batch: Batch, uphill: bool) -> dict[str, Any]:
    """The gradients by name. Raises DtypeError for a sparse one."""
    found = {}
    for name, gradient in zip(batch.names, batch.gradients, strict=True):
        try:
            found[name] = gradient.numpy()
        except (TypeError, RuntimeError):  # sparse, short, or on a tape
            check_dense(name, gradient)
            found[name] = array_of(gradient.detach())
    return {name: -gradient for name, gradient in found.items()} if uphill else found


def weights_of(parameter: Any, kept: dict[str, Any]) -> Any:
    """The tensor in which a parameter is stepped: its own, or its master; that follows where others set the weights."""
    own = parameter.detach()
    if MASTER not in kept:
        return own
    if not torch.equal(kept[MASTER].to(own.dtype), own):
        kept[MASTER].copy_(own)
    return kept[MASTER]


def written(batch: Batch) -> None:
    """Tell PyTorch that the parameters were stepped: a tape that remembers them will refuse to go back."""
    if MASTER in batch.keys:
        for parameter, kept in zip(batch.parameters, batch.kept, strict=True):
            parameter.copy_(kept[MASTER])
    torch.autograd.graph.increment_version(batch.parameters)


def check_dense(name: str, gradient: Any) -> None:
    """Raise DtypeError for a sparse gradient."""
    if gradient.layout != torch.strided:
        raise DtypeError(
            f"{OWNER}: the gradient of {name} is {gradient.layout}; make it dense, as an Embedding without sparse=True "
            "does: a rule moves every weight at every step"
        )


def clock(batches: Sequence[Batch]) -> int:
    """The steps that a pipeline has taken. Raises ShapeError for a parameter that joins it later."""
    t = max(each.t for each in batches)
    for each in batches:
        if t and not each.t:
            raise ShapeError(
                f"{OWNER}: a pipeline steps its parameters together, and {each.names[0]} has its first gradient after "
                f"{t} steps of others; make a new optimizer, or give the rule itself"
            )
    return t


def step_pipeline(optimizer: Optimizer, batches: Sequence[Batch]) -> None:
    """Take in one gradient of all parameters together, as a pipeline does."""
    t, several = clock(batches), len(optimizer.param_groups) > 1
    weights: dict[str, Any] = {}
    gradients: dict[str, Any] = {}
    outputs: dict[str, int] = {}
    states: dict[str, dict[str, Any]] = {}
    for each in batches:
        names = [f"{each.group}:{name}" if several else name for name in each.names]
        weights |= zip(names, _weights(each).values(), strict=True)
        uphill = optimizer.param_groups[each.group]["maximize"]
        gradients |= zip(names, _gradients(each, uphill).values(), strict=True)
        outputs |= zip(names, each.outputs, strict=True)
        states |= zip(names, each.kept, strict=True)
    pipeline = _pipeline(optimizer, sorted({each.group for each in batches}))
    if t:
        slots = {slot: {name: states[name][key].numpy() for name in states} for slot, key in optimizer.slots.items()}
        state = State(t, slots, outputs, optimizer.param_groups[0].get(COUNTED, 0.0))
    else:
        state = pipeline.init(weights, outputs)
    pipeline.step(weights, gradients, state)
    for name, kept in states.items():
        if not t:
            kept |= {key: torch.from_numpy(state.slots[slot][name]) for slot, key in optimizer.slots.items()}
    if pipeline.every > 1:
        optimizer.param_groups[0][COUNTED] = state.counted
    for each in batches:
        each.t = t  # a parameter that was left out once is not behind
        written(each)


def _pipeline(optimizer: Optimizer, numbers: Sequence[int]) -> Pipeline:
    """The optimizer's pipeline with what its groups of these numbers have set."""
    pipeline = optimizer.rule
    assert isinstance(pipeline, Pipeline)
    rules = [optimizer.settings[i].read(optimizer.param_groups[i]) for i in numbers]
    spared = [not optimizer.param_groups[i].get("decay", True) for i in numbers]
    if len(optimizer.param_groups) == 1 and not spared[0]:
        return replace(pipeline, optimizer=rules[0])
    patterns = [f"{i}:*" if len(optimizer.param_groups) > 1 else "*" for i in numbers]
    groups = [
        Group(*each) for each in zip(patterns, (rule.hyper for rule in rules), map(operator.not_, spared), strict=True)
    ]
    return replace(pipeline, groups=tuple(settled(each, pipeline.optimizer) for each in groups))
