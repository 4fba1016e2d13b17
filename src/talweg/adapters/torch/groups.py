"""A parameter group of PyTorch's as a rule: its numbers, read anew at every step, for whoever may have set them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talweg.adapters.torch.keys import BESIDE, OWN, RATE, group_keys
from talweg.errors import DeclarationError, RangeError, unknown
from talweg.nouns import Optimizer

OWNER = "tw.torch.Optimizer"


class Settings:
    """What one group sets of a rule. What the rule has as a schedule it keeps, and shows the group each value."""

    def __init__(self, rule: Optimizer, options: Mapping[str, Any]) -> None:
        """`options`: the group as its owner wrote it. Raises UnknownNameError or RangeError."""
        self.keys = group_keys(rule)
        names = {key: name for name, key in self.keys.items()}
        given = {name: options[key] for key, name in names.items() if key in options}
        for key in options.keys() - names.keys() - {*OWN, *BESIDE}:
            if key != rule.rate:
                raise unknown(f"{OWNER} of {rule.name}", "option for a group", key, {*names, *OWN})
            if RATE in options:
                raise RangeError(f"{OWNER}: a group has lr or {key}, which are the same here, and not both")
            given[key] = options[key]
        self.rule = rule.replace(**{name: _number(value) for name, value in given.items()})
        self._scheduled = {name: key for name, key in self.keys.items() if callable(self.rule.hyper[name])}
        self._seen: dict[str, Any] | None = None
        self._now = self.rule
        self.shown = self.numbers(0)

    def numbers(self, t: int) -> dict[str, float]:
        """What the group shows for the step after `t` steps, by key."""
        now = self.rule.at(t)
        return {key: now[name] for name, key in self.keys.items()}

    def read(self, group: Mapping[str, Any]) -> Optimizer:
        """The rule with the numbers that stand in the group now.

        Raises RangeError, and DeclarationError where somebody else has set what the rule has a schedule for.
        """
        seen = {key: _number(group[key]) for key in self.keys.values()}
        if seen == self._seen:
            return self._now
        given = {}
        for name, key in self.keys.items():
            if name not in self._scheduled:
                given[name] = seen[key]
            elif seen[key] != self.shown[key]:
                raise DeclarationError(
                    f"{OWNER}: the {key} of a group was set to {seen[key]!r}, but the rule has a schedule of its own "
                    f"for it, {self.rule.hyper[name]!r:.60}; keep one of the two"
                )
        self._now = self.rule.replace(**given)
        self._seen = seen
        return self._now

    def check(self, group: Mapping[str, Any]) -> None:
        """Raise RangeError unless the numbers of a group that is loaded are legal."""
        fixed = {name: key for name, key in self.keys.items() if name not in self._scheduled}
        self.rule.replace(**{name: _number(group[key]) for name, key in fixed.items() if key in group})

    def show(self, group: dict[str, Any], t: int) -> None:
        """Write into the group what the schedules say of the step after `t` steps."""
        if self._scheduled:
            now = self._now.at(t)
            for name, key in self._scheduled.items():
                self.shown[key] = group[key] = now[name]
            self._seen = {key: _number(group[key]) for key in self.keys.values()}

    def believe(self, group: Mapping[str, Any]) -> None:
        """Take what the group shows of schedules for theirs: it was loaded."""
        self.shown = {key: _number(group[key]) for key in self.keys.values()}
        self._seen = None


def _number(value: Any) -> Any:
    """A tensor of one number as that number: a rate may be one in PyTorch."""
    if type(value) is float:
        return value
    found: Callable[[], Any] | None = getattr(value, "item", None)
    return found() if found is not None and getattr(value, "ndim", 1) == 0 else value
