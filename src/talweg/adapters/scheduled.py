"""An optimizer at a rate, or along a schedule that is laid out for the length of a run."""

from __future__ import annotations

from typing import Any

from talweg.errors import MissingError, RangeError
from talweg.formula import Range
from talweg.nouns import Schedule
from talweg.schedules import SCHEDULES
from talweg.training import Rule


def scheduled(
    rule: Rule, lr: Any = None, schedule: str | Schedule | None = None, warmup: float = 0.0, total: int = 1
) -> Rule:
    """`rule` at the rate `lr` (None: its own), or along `schedule` with `lr` as its peak, over `total` batches.

    The schedule is a name, or a Schedule; what it was given it keeps, and peak, total and warm-up are filled in where
    they are missing. warmup is a share of all steps below 1, else a number of steps. Raises RangeError,
    UnknownNameError, or MissingError for a rule that declares no rate.
    """
    warmup = Range(0, low_open=False).check(rule.name, "warmup", warmup)
    if schedule is None:
        if warmup:
            raise RangeError(f"warmup belongs to a schedule, such as 'cosine' or 'constant'; got warmup={warmup:g}")
        return rule if lr is None else rule(**{_rate(rule): lr})
    text = schedule if isinstance(schedule, str) else None
    noun = SCHEDULES.take("schedule", schedule if text is None else text.partition(":")[0])
    rate = _rate(rule)
    peak = rule.hyper[rate] if lr is None else lr
    if callable(peak):
        raise RangeError(f"{rule.name}: {rate} is {peak!r}, a schedule already; give {noun.name} a number as its peak")
    steps = max(total // getattr(rule, "every", 1), 1)
    wanted = {"peak": peak, "total": steps}
    missing = {name: value for name, value in wanted.items() if name in noun.formula.hyper and name not in noun.hyper}
    if warmup:
        missing["warmup"] = round(warmup * steps) if warmup < 1 else round(warmup)
    return rule(**{rate: noun.replace(**missing) if text is None else SCHEDULES.read(text, missing)})


def _rate(rule: Rule) -> str:
    if rule.rate is None:
        raise MissingError(f"lr and schedule set the rate, and {rule.name} declares none, such as lr: Rate = 0.01")
    return rule.rate
