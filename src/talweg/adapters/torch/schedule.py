"""Our schedules as PyTorch's schedulers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import torch

from talweg.adapters.torch.optimizer import Optimizer
from talweg.errors import CheckpointError, DeclarationError, MissingError, ShapeError
from talweg.nouns import Plateau, Schedule as Ours
from talweg.nouns.shelf import described

OWNER = "tw.torch.schedule"


def schedule(optimizer: Any, given: Any) -> Schedule:
    """A schedule of ours as a scheduler over any optimizer of PyTorch's kind: `tw.torch.schedule(opt, tw.cosine(...))`.

    Its values are the rates themselves, not factors: the first step is taken with that of t = 0, and each call of
    `step()` goes on by one. Groups with rates of their own need a list of schedules, one for each. With
    `tw.reduce_on_plateau`, `step(loss)` tells it the measured loss. Raises DeclarationError, MissingError or
    ShapeError.
    """
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise DeclarationError(f"{OWNER} takes an optimizer of PyTorch's first, got {described(optimizer)}")
    groups = optimizer.param_groups
    plans = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given] * len(groups)
    for plan in plans:
        if not isinstance(plan, Ours):
            raise DeclarationError(
                f"{OWNER} takes a schedule with its hyperparameters, such as tw.cosine(peak=0.01, total=1_000), or a "
                f"list of them; got {described(plan)}"
            )
        plan.formula.require(plan.hyper)
    rates = [group.get("lr") for group in groups]
    if None in rates:
        raise MissingError(f"{OWNER}: the optimizer's groups have no lr, for its rule declares no rate")
    if plans is not given and not isinstance(given, Sequence) and any(rate != rates[0] for rate in rates):
        raise ShapeError(
            f"{OWNER}: the groups have rates of their own, {rates}; give a list of schedules, one for each"
        )
    if len(plans) != len(groups):
        raise ShapeError(f"{OWNER}: {len(plans)} schedules do not fit {len(groups)} groups")
    if isinstance(optimizer, Optimizer):
        optimizer.refuse_schedule(OWNER)
    return Schedule(optimizer, plans)


class Schedule(torch.optim.lr_scheduler.LRScheduler):  # type: ignore[misc]
    """A scheduler: see `schedule`."""

    def __init__(self, optimizer: Any, plans: Sequence[Ours]) -> None:
        self.plans = list(plans)
        super().__init__(optimizer)

    def get_lr(self) -> list[float]:
        """The rate of each group for the step to come."""
        return [plan(max(self.last_epoch, 0)) for plan in self.plans]

    def step(self, loss: Any = None) -> None:
        """Go on by one step; with a measured `loss`, which schedules that react to one need."""
        if loss is not None:
            t = max(self.last_epoch, 0) + 1
            self.plans = [plan.observe(float(loss), t) if isinstance(plan, Plateau) else plan for plan in self.plans]
        super().step()

    def state_dict(self) -> dict[str, Any]:
        """Where it stands, in plain numbers."""
        kept = {key: value for key, value in super().state_dict().items() if key != "plans"}
        return kept | {"plans": [_numbers(plan) for plan in self.plans]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from where `state_dict` stood. Raises CheckpointError for that of other schedules."""
        state = dict(state_dict)
        found = state.pop("plans", None)
        if not isinstance(found, list) or [each["name"] for each in found] != [plan.name for plan in self.plans]:
            raise CheckpointError(f"{OWNER}: the state dict is not of {', '.join(plan.name for plan in self.plans)}")
        super().load_state_dict(state)
        self.plans = [_resumed(plan, each) for plan, each in zip(self.plans, found, strict=True)]


_SEEN = [each.name for each in fields(Plateau) if each.name not in {own.name for own in fields(Ours)}]
"""What a schedule that reacts remembers."""


def _numbers(plan: Ours) -> dict[str, Any]:
    kept = {"name": plan.name}
    if isinstance(plan, Plateau):
        kept |= {name: getattr(plan, name) for name in _SEEN} | {"drops": list(plan.hyper["drops"])}
    return kept


def _resumed(plan: Ours, kept: dict[str, Any]) -> Ours:
    if not isinstance(plan, Plateau):
        return plan
    return replace(plan.replace(drops=tuple(kept["drops"])), **{name: kept[name] for name in _SEEN})
