"""What takes part in a comparison: a rule, with a schedule or without, and where its hyperparameters are searched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from talweg.adapters.scheduled import scheduled
from talweg.errors import DeclarationError, MissingError, RangeError, ShapeError, unknown
from talweg.lab.compare.naming import Asked, short, told_apart
from talweg.lab.compare.spaces import Span, space_of, trials
from talweg.nouns import Optimizer, Plateau, Schedule
from talweg.nouns.shelf import described
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.training.checkpoint.checkpoint import describe, formulas
from talweg.training.loop.rule import Rule, rule_of

Hyper = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Entry:
    """A rule under the name that tables call it by. `schedule` is laid out over each run, its peak the rate."""

    name: str
    rule: Rule
    schedule: str | Schedule | None
    space: Mapping[str, Span]
    typed: bool = False
    """Whether its name is all that the command line needs."""

    @property
    def core(self) -> Optimizer:
        """The optimizer itself, without what a pipeline does around its step."""
        return core_of(self.rule)

    def rate_in(self, hyper: Hyper) -> float | None:
        """The rate of a run with these hyperparameters: searched, or as it was given; None where it has no one rate."""
        rate = self.core.rate
        given = None if rate is None else hyper.get(rate, self.core.hyper[rate])
        return None if given is None or callable(given) else float(given)

    def at(self, hyper: Hyper, steps: int) -> Rule:
        """The rule with these hyperparameters, ready for a run of so many steps."""
        if self.schedule is None:
            return self.rule(**hyper)
        given = dict(hyper)
        peak = given.pop(self.core.rate or "", None)
        return scheduled(self.rule(**given), peak, self.schedule, total=steps)

    def words(self, hyper: Hyper, steps: int) -> str:
        """The rule of a run in a line, by which a study knows it again: with digests of its formulas."""
        ready = self.at(hyper, steps)
        return f"{describe(ready)} {formulas(ready)}"

    def trials(self, count: int, seed: int) -> list[dict[str, float]]:
        """The hyperparameters that are tried; the first are those of any smaller count."""
        return trials(self.core, self.space, count, seed)


def core_of(rule: Rule) -> Optimizer:
    """The optimizer in a rule. Raises DeclarationError for one of another kind."""
    found = getattr(rule, "optimizer", rule)
    if not isinstance(found, Optimizer):
        raise DeclarationError(f"compare: {rule.name} is no optimizer and no pipeline around one")
    return found


def entries(given: Any, spaces: Mapping[str, Any] | None, steps: int) -> dict[str, Entry]:
    """What takes part, by name: rules, texts such as "adam:beta1=0.8" or "adam@cosine", or pairs (rule, schedule).

    Two that would be called alike have names that tell them apart. Raises what `rule_of` does, and ShapeError for none,
    or for the same twice.
    """
    if isinstance(given, str | Rule) or not isinstance(given, Iterable):
        given = [given]
    listed = list(given)
    if not listed:
        raise ShapeError("compare: needs at least one optimizer, such as 'adam'")
    read = [_read(each) for each in listed]
    named = told_apart([Asked(*each) for each in read])
    asked = dict(spaces or {})
    found: dict[str, Entry] = {}
    for name, (_, rule, schedule), one in zip(named, read, listed, strict=True):
        core = core_of(rule)
        own = asked.pop(name, asked.get(core.name))
        if own is not None and not isinstance(own, Mapping):
            raise RangeError(f"compare: the space of {name} is {{hyperparameter: (low, high)}}, got {described(own)}")
        typed = isinstance(one, str) or OPTIMIZERS.get(core.name) is one
        space = space_of(core, own)
        for chosen in _typed(one) - {*(own or ())}:
            space.pop(chosen, None)
        found[name] = Entry(name, rule, schedule, space, typed and own is None)
        if schedule is not None and core.rate is None:
            raise MissingError(f"compare: {core.name} declares no rate, such as lr: Rate = 0.01, for a schedule to set")
        if schedule is not None and callable(core.hyper[str(core.rate)]):
            raise RangeError(f"compare: {name}: its {core.rate} follows a schedule already")
        # `at` raises now what a run would raise.
        if any(isinstance(each, Plateau) for each in found[name].at({}, steps).hyper.values()):
            raise RangeError(
                f"compare: {name}: its schedule waits for a validation loss, and a run on a problem has none"
            )
    for name in asked:
        if name not in {each.core.name for each in found.values()}:
            raise unknown("compare: spaces", "rule", name, found)
    return found


def _read(given: Any) -> tuple[str, Rule, str | Schedule | None]:
    if isinstance(given, tuple | list):
        if len(given) != 2:
            raise DeclarationError(f"compare: a rule with its schedule is a pair (rule, schedule), got {given!r:.60}")
        rule, schedule = rule_of("compare", given[0]), given[1]
        # What a text leaves open, such as the peak, is known once the schedule is laid out over a run.
        plan = schedule.partition(":")[0] if isinstance(schedule, str) else schedule
        noun = SCHEDULES.take("compare", plan)
        label = given[0] if isinstance(given[0], str) else short(rule)
        return f"{label}@{schedule if isinstance(schedule, str) else noun.name}", rule, schedule
    if isinstance(given, str):
        text, at, schedule = given.partition("@")
        if at:
            SCHEDULES[schedule.partition(":")[0]]
            return given, OPTIMIZERS.read(text), schedule
        return given, rule_of("compare", given), None
    rule = rule_of("compare", given)
    return short(rule), rule, None


def _typed(given: Any) -> set[str]:
    """The hyperparameters that a text names: these were chosen, though it be their default."""
    text = given[0] if isinstance(given, tuple | list) else given
    if not isinstance(text, str):
        return set()
    return {each.partition("=")[0] for each in text.partition("@")[0].partition(":")[2].split(",")}


def shown(hyper: Hyper) -> str:
    """Hyperparameters as a table prints them: lr=0.00123, beta1=0.9."""
    return ", ".join(f"{name}={value:.3g}" for name, value in hyper.items()) or "as given"


def kept(hyper: Hyper) -> str:
    """Hyperparameters as a study keeps them: exactly."""
    return json.dumps(dict(hyper))
