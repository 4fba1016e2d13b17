"""What rules are called in tables, reports and exports: shortly, and so that no two are called alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from talweg.errors import ShapeError
from talweg.nouns import Schedule
from talweg.nouns.noun import Noun
from talweg.schedules import SCHEDULES
from talweg.training import Pipeline
from talweg.training.checkpoint.checkpoint import describe, formulas
from talweg.training.loop.rule import Rule


@dataclass(frozen=True)
class Asked:
    """A rule with its schedule, and the name that it has if no other has it."""

    name: str
    rule: Rule
    schedule: str | Schedule | None


def told_apart(asked: Sequence[Asked]) -> list[str]:
    """A name for each: the short one; of several alike the one with its numbers; of these alike with a digest, too.

    Raises ShapeError where even that is the same: then they are.
    """
    names = [each.name for each in asked]
    for longer in (_spelled, _marked):
        alike = [names.count(name) > 1 for name in names]
        names = [longer(each) if more else name for each, name, more in zip(asked, names, alike, strict=True)]
    if len({*names}) < len(names):
        twice = next(name for name in names if names.count(name) > 1).partition(" [")[0]
        raise ShapeError(f"compare: the same rule with the same hyperparameters and schedule is there twice: {twice}")
    return names


def short(rule: Rule) -> str:
    """Its name, and of a pipeline what is done around the step: adam, clip_norm, bfloat16 states."""
    return ", ".join([rule.name, *_around(rule, lambda transform: transform.name)])


def _spelled(asked: Asked) -> str:
    """As the command line has it, with all that is not as usual: adam:lr=0.1@cosine."""
    core = getattr(asked.rule, "optimizer", asked.rule)
    parts = [_with_changes(core), *_around(asked.rule, repr)]
    return ", ".join(parts) + ("" if asked.schedule is None else f"@{_plan(asked.schedule)[0]}")


def _marked(asked: Asked) -> str:
    """The same with a digest of all that it computes: what tells apart two formulas of one name, or two lambdas."""
    plan = "" if asked.schedule is None else " ".join(_plan(asked.schedule))
    words = f"{describe(asked.rule)} {formulas(asked.rule)} {plan}"
    return f"{_spelled(asked)} [{hashlib.sha256(words.encode()).hexdigest()[:6]}]"


def _plan(schedule: str | Schedule) -> tuple[str, str]:
    """A schedule as a text, and its formula."""
    if isinstance(schedule, str):
        return schedule, formulas(SCHEDULES[schedule.partition(":")[0]])
    return _with_changes(schedule), formulas(schedule)


def _with_changes(noun: Any) -> str:
    usual = noun.formula.defaults if isinstance(noun, Noun) else {}
    changed = [f"{name}={_number(value)}" for name, value in noun.hyper.items() if value != usual.get(name)]
    return str(noun.name) + (":" if changed else "") + ",".join(changed)


def _around(rule: Rule, told: Callable[[Any], str]) -> list[str]:
    if not isinstance(rule, Pipeline):
        return []
    found = [told(transform) for transform in rule.transforms]
    found += [repr(each) if told is repr else f"group {each.pattern}" for each in rule.groups]
    return found + ([] if rule.states is None else [f"{rule.states} states"])


def _number(value: Any) -> str:
    """A hyperparameter in words: a number, or the name of a schedule, without its address."""
    if isinstance(value, Noun) or not callable(value):
        return repr(value)
    return str(getattr(value, "__name__", type(value).__name__))
