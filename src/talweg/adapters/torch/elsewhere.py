"""Steps elsewhere: the rule on PyTorch's own operations, on any device, one after the other or compiled into one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from talweg.adapters.torch.batch import Batch
from talweg.adapters.torch.memory import check_dense, weights_of, written
from talweg.engine import arrays
from talweg.errors import NonFiniteError
from talweg.nouns import Optimizer as Rule

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer

Row = Sequence[Any]
"""The weights of a parameter, its gradient and its slots."""


def ready(optimizer: Optimizer, batch: Batch, rule: Rule) -> Callable[[], None]:
    """All of the batch's step that may fail, done now: call what is returned to take it."""
    uphill = optimizer.param_groups[batch.group]["maximize"]
    rows: list[Row] = []
    for name, parameter, kept in zip(batch.names, batch.parameters, batch.kept, strict=True):
        weights = weights_of(parameter, kept)
        check_dense(name, parameter.grad)
        gradient = parameter.grad.detach().to(weights.dtype)
        rows.append((weights, -gradient if uphill else gradient, *(kept[key] for key in optimizer.slots.values())))
    _check(rule.name, batch.names, rows)
    dtype = np.float64 if all(row[0].dtype == torch.float64 for row in rows) else np.float32
    hyper = rule.hyper_in(np.dtype(dtype), rule.at(batch.t))
    outputs = batch.outputs if rule.whole else None

    def take() -> None:
        optimizer.updates.run(rule, rows, outputs, batch.t + 1, hyper)
        written(batch)

    return take


def _check(owner: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Raise NonFiniteError for a gradient that is not finite: one question to each device."""
    flags = [torch.isfinite(gradient).all() for _, gradient, *_ in rows]
    if not torch.stack([flag.to(flags[0].device) for flag in flags]).all():
        name = next(name for name, flag in zip(names, flags, strict=True) if not flag)
        raise NonFiniteError(f"{owner}: the gradient of {name} is not finite; nothing was changed")


class Updates:
    """A rule's steps over rows, in place; with `compiled` by torch.compile."""

    def __init__(self, compiled: bool) -> None:
        self.compiled = compiled

    def __reduce__(self) -> tuple[Any, ...]:
        return Updates, (self.compiled,)

    def run(
        self, rule: Rule, rows: Sequence[Row], outputs: Sequence[int] | None, t: int, hyper: Mapping[str, float]
    ) -> None:
        """Step number `t` of every row; the axes of the outputs for a rule of whole arrays."""
        readers = [arrays.reader(rule.formula, torch, row[0].dtype, row[0].device) for row in rows]
        place = rule.formula.arguments.index("t") if rule.uses_t else None
        if not self.compiled:
            _update(readers, rows, outputs, place, t, hyper)
            return
        # As arrays of no axes, so that another step, or another rate, is no other kernel.
        device = rows[0][0].device
        numbers = torch.tensor([t, *hyper.values()], dtype=torch.float64).to(device).unbind()
        self._compiled(readers, rows, outputs, place, numbers[0], dict(zip(hyper, numbers[1:], strict=True)))

    @cached_property
    def _compiled(self) -> Callable[..., None]:
        found: Callable[..., None] = torch.compile(_update, dynamic=False)
        return found


def _update(
    readers: Sequence[arrays.Reader],
    rows: Sequence[Row],
    outputs: Sequence[int] | None,
    place: int | None,
    t: Any,
    hyper: Mapping[str, Any],
) -> None:
    """Step every row; `place` is where the formula takes t."""
    for number, (reader, row) in enumerate(zip(readers, rows, strict=True)):
        axis = -1 if outputs is None else outputs[number]
        given = [each if each.ndim < 2 else each.movedim(axis, -1) for each in row]
        arguments = given if place is None else [*given[:place], t, *given[place:]]
        for target, new in zip((given[0], *given[2:]), reader(arguments, hyper), strict=True):
            target.copy_(new)
