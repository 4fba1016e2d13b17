"""What a panel's settings may be given as: plain values, arrays, and formulas of the library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from talweg.errors import DtypeError, RangeError, unknown
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

SHELVES: dict[type[Noun], Mapping[str, Noun]] = {
    Loss: LOSSES,
    Optimizer: {name: rule for name, rule in OPTIMIZERS.items() if not rule.whole},  # these run in a browser
    Schedule: SCHEDULES,
    Surface: SURFACES,
}
ACCEPTED = "a finite number, a text, None, a list or table of these, or a formula of the library"


def settings(owner: str, table: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`given` as plain values of the keys of `table`; a formula brings its own numbers along.

    A surface's numbers go to `shape`, another formula's to the setting of their name where the panel has one, else to
    its row of `hyper`. What is given by itself wins over what a formula brings.
    Raises UnknownNameError, RangeError or DtypeError.
    """
    brought: dict[str, Any] = {}
    firm: set[str] = set()
    for key, value in given.items():
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, Noun):
                _bring(owner, table, key, each, brought, firm)
    for key, value in given.items():
        clean = plain(owner, key, value)
        brought[key] = brought[key] | clean if isinstance(clean, dict) and key in brought else clean
    return brought


def _bring(owner: str, table: Mapping[str, Any], key: str, noun: Noun, brought: dict[str, Any], firm: set[str]) -> None:
    """Put the numbers of `noun` where the panel keeps them; those that are shared and no mere defaults are `firm`."""
    moving = [name for name, value in noun.hyper.items() if callable(value)]
    if moving:
        raise RangeError(f"{owner}: {noun.name}'s {moving[0]} changes from step to step; the panel takes numbers")
    numbers = {name: plain(owner, f"{noun.name}'s {name}", value) for name, value in noun.hyper.items()}
    if isinstance(noun, Surface) and "shape" in table:
        brought["shape"] = numbers
        return
    rest = {name: each.default for name, each in noun.formula.hyper.items()}
    for name in numbers.keys() & table.keys():
        if name not in firm:
            brought[name] = numbers[name]
        elif rest[name] != numbers[name] != brought[name]:
            raise RangeError(f"{owner}: {name} is one for all here, got both {brought[name]} and {numbers[name]}")
        if numbers[name] != rest[name]:
            firm.add(name)
    own = {name: value for name, value in numbers.items() if name not in table}
    if own and "hyper" in table and isinstance(table[key], list):
        brought.setdefault("hyper", {})[noun.name] = own
        return
    for name, value in own.items():
        if value != rest[name]:
            raise RangeError(
                f"{owner}: has no place for {noun.name}'s {name} = {value}; give {noun.name!r} by its name"
            )


def plain(owner: str, key: str, value: Any) -> Any:
    """`value` as JSON holds it, a formula as its name. Raises UnknownNameError, RangeError or DtypeError."""
    if isinstance(value, Noun):
        shelf = SHELVES.get(type(value), {})
        if value.name not in shelf:
            raise unknown(owner, type(value).__name__.lower(), value.name, shelf)
        return value.name
    if isinstance(value, (np.generic, np.ndarray)):
        return plain(owner, key, value.tolist())
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise RangeError(f"{owner}: {key} must be finite, got {value}")
    if value is None or isinstance(value, (int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(owner, key, each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): plain(owner, f"{key}.{name}", each) for name, each in value.items()}
    raise DtypeError(f"{owner}: {key} must be {ACCEPTED}, got {value!r}")
