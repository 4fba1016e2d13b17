"""Schedules: the rate over time. `hyper` holds what was set of each schedule's own hyperparameters; None is the end."""

from __future__ import annotations

from dataclasses import replace

from talweg.course.schema import (
    RULES,
    ChoiceField,
    NumberField,
    OfShelf,
    Schema,
    SeveralField,
    TablesField,
    closed,
    of,
    whole,
)
from talweg.formula.ranges import Rising
from talweg.nouns import Optimizer, Schedule
from talweg.schedules import SCHEDULES

# What all schedules share, each within what the others leave it.
COMMON: dict[str, NumberField] = {
    "peak": NumberField(0.05, 0, low_open=True),
    "total": whole(200, 10, 1000),
    "warmup": whole(10, 0, "total - 1"),
    "floor": closed(0, 0, "peak"),
}
# Where a formula has no default, or one for far longer runs than these.
HERE = {"every": 50, "period": 50, "cooldown": 60, "timescale": 20}
LONGEST = 1000
"""Steps, where a formula has no end."""


def label(schedule: Schedule) -> str | None:
    """What it is called. A list of steps has no slider: such schedules stay in the library and on the command line."""
    listed = any(isinstance(each.range, Rising) for each in schedule.formula.hyper.values())
    return None if listed else schedule.label


def own(schedule: Schedule) -> dict[str, NumberField] | None:
    """The hyperparameters that are a schedule's own, with their ranges here; None for one that is not offered."""
    if label(schedule) is None:
        return None
    made = {}
    for name in schedule.formula.hyper.keys() - COMMON.keys():
        made[name] = of(schedule, name, HERE.get(name))
        if name == "cooldown":  # counted back from the end, it cannot begin before the warm-up has ended
            made[name] = replace(made[name], high="total - warmup", high_open=False)
        elif made[name].integer and made[name].high == float("inf"):
            made[name] = replace(made[name], high=LONGEST, high_open=False)
    return {name: made[name] for name in schedule.formula.hyper if name in made}


def rated(rule: Optimizer) -> str | None:
    """What a rule is called whose rate a schedule may set."""
    return rule.label if "lr" in rule.formula.hyper else None


SCHEMA: Schema = {
    "shown": SeveralField(("cosine", "step", "one_cycle"), OfShelf(Schedule, SCHEDULES, label), "schedule", most=3),
    **COMMON,
    "hyper": TablesField(OfShelf(Schedule, SCHEDULES, own), "schedule"),
    "rule": ChoiceField("sgd", OfShelf(Optimizer, RULES, rated)),
    "sigma": closed(1, 0, float("inf")),
    "step": whole(None, 0, "total", none="total"),
}
