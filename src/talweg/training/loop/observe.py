"""Schedules that react to a measured loss, told of it once an epoch."""

from __future__ import annotations

from talweg.nouns import Plateau
from talweg.training.loop.rule import Rule


def observed(rule: Rule, loss: float, t: int) -> Rule:
    """`rule` after its plateau schedules have seen `loss`, measured after `t` gradients; itself where it has none."""
    steps = t // getattr(rule, "every", 1)
    told = {
        name: value.observe(loss, steps)
        for name, value in rule.hyper.items()
        if isinstance(value, Plateau) and steps > value.seen
    }
    return rule(**told) if told else rule
