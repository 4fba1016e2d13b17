"""Steps elsewhere: the rule on PyTorch's own operations, on any device, one after the other or compiled into one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from talweg.adapters.torch.batch import Batch
from talweg.adapters.torch.groups import OWNER
from talweg.adapters.torch.memory import check_dense, clock, weights_of, written
from talweg.engine import arrays
from talweg.errors import MissingError, NonFiniteError
from talweg.formula import Formula
from talweg.nouns import Optimizer as Rule
from talweg.training import Average, Pipeline
from talweg.training.pipeline.composed import AVERAGE, FADED, KEPT, SHORTENED, composed
from talweg.training.pipeline.transforms import ClipNorm, Decay

if TYPE_CHECKING:
    from talweg.adapters.torch.optimizer import Optimizer

Row = Sequence[Any]
"""The weights of a parameter, its gradient and its slots."""


def ready(optimizer: Optimizer, batch: Batch, rule: Rule, _last: bool) -> Callable[[], None]:
    """All of the batch's step that may fail, done now: call what is returned to take it."""
    rows = _rows(optimizer, batch)
    _check(rule.name, batch.names, rows)
    hyper = _numbers(rule, rows, batch.t)
    outputs = batch.outputs if rule.whole else None

    def take() -> None:
        optimizer.updates.run(rule.formula, rows, outputs, batch.t + 1, hyper)
        written(batch)

    return take


def step_pipeline(optimizer: Optimizer, batches: Sequence[Batch]) -> None:
    """The step of a pipeline whose work can be written around the rule as one formula: see `composed.py`."""
    pipeline, t = optimizer.rule, clock(batches)
    assert isinstance(pipeline, Pipeline)
    formula = one_formula(pipeline)
    around = {type(each): each for each in pipeline.transforms}
    clip, decay, average = around.get(ClipNorm), around.get(Decay), around.get(Average)
    if not t:
        for batch in batches:
            for parameter, kept in zip(batch.parameters, batch.kept, strict=True):
                _begin(optimizer, parameter, kept)
    rows = [_rows(optimizer, batch) for batch in batches]
    for batch, part in zip(batches, rows, strict=True):
        _check(pipeline.name, batch.names, part)
    shortened = 1.0
    if isinstance(clip, ClipNorm):
        sums = [row[1].double().square().sum().to(rows[0][0][1].device) for part in rows for row in part]
        length = float(torch.stack(sums).sum().sqrt())
        shortened = clip.limit / length if length > clip.limit else 1.0
    faded = average.decay if isinstance(average, Average) else 1.0
    steps = []
    for batch, part in zip(batches, rows, strict=True):
        group = optimizer.param_groups[batch.group]
        rule = optimizer.settings[batch.group].read(group)
        hyper = _numbers(rule, part, t)
        kept_share = 1.0
        if isinstance(decay, Decay) and group.get("decay", True):
            kept_share = 1.0 - (hyper[rule.rate] if rule.rate else 1.0) * decay.weight_decay
        steps.append((part, {**hyper, SHORTENED: shortened, KEPT: kept_share, FADED: faded}))
    for batch, (part, hyper) in zip(batches, steps, strict=True):
        optimizer.updates.run(formula, part, None, t + 1, hyper)
        batch.t = t
        written(batch)


def one_formula(pipeline: Pipeline) -> Formula:
    """The pipeline's work and its step as one formula. Raises MissingError where it is more than that."""
    found = None if pipeline.groups else composed(pipeline.optimizer.formula, frozenset(map(type, pipeline.transforms)))
    if found is None:
        raise MissingError(
            f"{OWNER}: on PyTorch's own operations a pipeline clips by norm, decays and averages, around a rule that "
            f"works entry by entry; {pipeline!r:.80} does more, which the fused reader does on the CPU alone"
        )
    return found


def _begin(optimizer: Optimizer, parameter: Any, kept: dict[str, Any]) -> None:
    """The slots of a pipeline before its first step."""
    pipeline = optimizer.rule
    assert isinstance(pipeline, Pipeline)
    weights, starts = weights_of(parameter, kept), pipeline.optimizer.formula.starts
    for slot, key in optimizer.slots.items():
        kept[key] = torch.full_like(weights, starts.get(slot, 0.0))
    for transform in pipeline.transforms:
        if isinstance(transform, Average) and not transform.corrected:
            kept[optimizer.slots[AVERAGE]] = weights.clone()


def _rows(optimizer: Optimizer, batch: Batch) -> list[Row]:
    """Weights as they are stepped, gradients and slots. Raises DtypeError for a sparse gradient."""
    uphill = optimizer.param_groups[batch.group]["maximize"]
    rows: list[Row] = []
    for name, parameter, given, kept in zip(batch.names, batch.parameters, batch.gradients, batch.kept, strict=True):
        weights = weights_of(parameter, kept)
        check_dense(name, given)
        gradient = given.detach().to(weights.dtype)
        rows.append((weights, -gradient if uphill else gradient, *(kept[key] for key in optimizer.slots.values())))
    return rows


def _numbers(rule: Rule, rows: Sequence[Row], t: int) -> Mapping[str, float]:
    """The hyperparameters of the step after `t` steps."""
    dtype = np.float64 if all(row[0].dtype == torch.float64 for row in rows) else np.float32
    return rule.hyper_in(np.dtype(dtype), rule.at(t))


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
        self, formula: Formula, rows: Sequence[Row], outputs: Sequence[int] | None, t: int, hyper: Mapping[str, float]
    ) -> None:
        """Step number `t` of every row; the axes of the outputs for a rule of whole arrays."""
        readers = [arrays.reader(formula, torch, row[0].dtype, row[0].device) for row in rows]
        place = formula.arguments.index("t") if "t" in formula.arguments else None
        if not self.compiled:
            _update(readers, rows, outputs, place, t, hyper)
            return
        # As arrays of no axes, so that another step, or another rate, is no other kernel.
        device = rows[0][0].device
        numbers = torch.tensor([t, *hyper.values()], dtype=torch.float64, device="cpu").to(device).unbind()
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
