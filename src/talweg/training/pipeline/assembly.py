"""Pipelines as people ask for them: what is to be done around the step, in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from talweg.errors import DeclarationError, MissingError, RangeError
from talweg.nouns import Optimizer
from talweg.nouns.optimizer import check_states
from talweg.optimizers import OPTIMIZERS
from talweg.training.pipeline.groups import Group, settled
from talweg.training.pipeline.pipeline import Pipeline
from talweg.training.pipeline.transforms import (
    ORDER,
    Accumulate,
    Average,
    Centralise,
    ClipNorm,
    ClipValue,
    CoupledDecay,
    Decay,
    Lookahead,
    Transform,
)


def pipeline(
    optimizer: Optimizer | str,
    *,
    accumulate: int | None = None,
    centralise: bool = False,
    clip_value: float | None = None,
    clip_norm: float | None = None,
    coupled_decay: float | None = None,
    decay: float | None = None,
    lookahead: Lookahead | None = None,
    average: float | Average | None = None,
    groups: Group | Sequence[Group] = (),
    states: str | None = None,
) -> Pipeline:
    """`optimizer` with work around its step, for `fit` and by hand. What is given is done, always in this order:

    1. `accumulate=k`: one step for every k gradients, with their mean over all examples that count;
    2. `centralise`: each unit's incoming weights get a gradient of mean zero;
    3. `clip_value`: every entry of the gradient into [-clip_value, clip_value];
    4. `clip_norm`: the whole gradient shortened to that length;
    5. `coupled_decay`: adds coupled_decay * w to the gradient (L2 regularisation);
    6. `decay`: w *= 1 - lr * decay (decoupled, as in AdamW);
    7. the optimizer's step, with each group's own hyperparameters;
    8. `lookahead=Lookahead(k, alpha)`: every k steps, part of the way back;
    9. `average`: an exponential moving average of the weights, read by `pipeline.average(w, state)`; a number is its
       decay with bias correction, `Average(decay, corrected=False)` is without.

    With `states="bfloat16"` the optimizer keeps its slots in half the memory of float32, rounded by chance (see
    `Optimizer.init`); what the transforms keep stays as it is.

    lr is the rule's rate, by whatever name it declares one. The decays are numbers or None. Raises RangeError,
    UnknownNameError, or MissingError for a decoupled decay around a rule that declares no rate. DeclarationError for
    what is no optimizer.
    """
    numbers: tuple[tuple[Callable[[Any], Transform], Any], ...] = (
        (Accumulate, accumulate),
        (ClipValue, clip_value),
        (ClipNorm, clip_norm),
        (CoupledDecay, coupled_decay),
        (Decay, decay),
    )
    given = [transform(value) for transform, value in numbers if value is not None]
    given += [Centralise()] if centralise else []
    if lookahead is not None:
        if not isinstance(lookahead, Lookahead):
            raise DeclarationError(f"pipeline: lookahead must be Lookahead(k=5, alpha=0.5), say; got {lookahead!r:.60}")
        given.append(lookahead)
    if average is not None:
        given.append(average if isinstance(average, Average) else Average(average))
    return assemble(optimizer, given, [groups] if isinstance(groups, Group) else groups, states)


def assemble(
    optimizer: Optimizer | str,
    transforms: Sequence[Transform],
    groups: Sequence[Group] = (),
    states: str | None = None,
) -> Pipeline:
    """A pipeline of these transforms in their order. Raises RangeError where one kind comes twice; see `pipeline`."""
    if not isinstance(optimizer, Optimizer | str):
        raise DeclarationError(f"a pipeline goes around an optimizer, such as adam(lr=0.001), not {optimizer!r:.60}")
    optimizer = OPTIMIZERS.take("pipeline", optimizer)
    if not isinstance(groups, Sequence) or not all(isinstance(each, Group) for each in groups):
        raise DeclarationError(
            f"pipeline: groups is a list of groups, [group('*.bias', decay=False)]; got {groups!r:.60}"
        )
    kinds = [type(transform) for transform in transforms]
    patterns = [each.pattern for each in groups]
    for noun, given in (("transform", [kind.name for kind in kinds]), ("group", patterns)):
        for name in given:
            if given.count(name) > 1:
                raise RangeError(f"a pipeline has each {noun} once, and {name!r} came {given.count(name)} times")
    if Decay in kinds and optimizer.rate is None:
        raise MissingError(
            f"decay multiplies by 1 - rate * decay, and {optimizer.name} declares no rate, such as lr: Rate = 0.01; "
            "use coupled_decay"
        )
    ordered = tuple(sorted(transforms, key=lambda transform: ORDER.index(type(transform))))
    check_states("pipeline", states)
    return Pipeline(optimizer, ordered, tuple(settled(each, optimizer) for each in groups), states)
