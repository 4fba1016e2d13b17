"""What a panel's settings may be given as in Python: plain values, arrays, and formulas of the library."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from talweg.course.schema import NumberField, Schema, SeveralField, TableField, judge
from talweg.errors import DtypeError, RangeError, shown, unknown
from talweg.formula import RATE
from talweg.nouns import Surface
from talweg.nouns.noun import Noun
from talweg.panels.guests import SHELVES, Shelves, shelves

ACCEPTED = "a finite number, a text, None, a list or table of these, or a formula"


def legal_settings(
    owner: str,
    schema: Schema,
    given: Mapping[str, Any],
    held: Mapping[str, Any],
    said: Collection[str] = (),
    guests: Collection[Noun] = (),
) -> dict[str, Any]:
    """All settings of a panel that holds `held` and is given these, which may be formulas.

    What of `held` the new ones leave no room for gives way. `said` are the settings held that were set by hand, and
    `guests` the formulas that stand on no shelf and in this panel, of which its `schema` knows.
    Raises UnknownNameError, RangeError or DtypeError for what is given and not legal.
    """
    taken = _as_settings(owner, schema, given, {*given, *said}, shelves(guests))
    if "hyper" in taken and "hyper" not in given:
        taken["hyper"] = held.get("hyper", {}) | taken["hyper"]
    values, refusals = judge(schema, {**held, **taken})
    for refusal in refusals:
        if refusal.setting in taken:
            raise refusal.error(owner)
    return values


def _as_settings(
    owner: str, schema: Schema, given: Mapping[str, Any], said: Collection[str], known: Shelves
) -> dict[str, Any]:
    """`given` as JSON holds it; a formula brings its own numbers along.

    A surface's numbers go to `shape`, another formula's to the setting of their name where the panel has one that is a
    number, else to its row of `hyper`. What is given by itself wins over what a formula brings, and a rate that was
    `said` over the defaults of formulas.
    """
    brought: dict[str, Any] = {}
    firm: set[str] = set()
    for key, value in given.items():
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, Noun):
                _bring(owner, schema, key, each, brought, firm, said)
    for key, value in given.items():
        own = as_json(owner, key, value, known)
        brought[key] = brought[key] | own if isinstance(own, dict) and key in brought else own
    return brought


def _bring(
    owner: str,
    schema: Schema,
    key: str,
    noun: Noun,
    brought: dict[str, Any],
    firm: set[str],
    said: Collection[str],
) -> None:
    """Put the numbers of `noun` where the panel keeps them; those that are shared and no mere defaults are `firm`."""
    moving = [name for name, value in noun.hyper.items() if callable(value)]
    if moving:
        raise RangeError(f"{owner}: {noun.name}'s {moving[0]} changes from step to step; the panel takes numbers")
    numbers = {name: as_json(owner, f"{noun.name}'s {name}", value) for name, value in noun.hyper.items()}
    if isinstance(noun, Surface) and "shape" in schema:
        brought["shape"] = numbers
        return
    rest = {name: each.default for name, each in noun.formula.hyper.items()}
    shared = {name for name, field in schema.items() if isinstance(field, NumberField)}
    for name in numbers.keys() & shared:
        if name not in firm:
            brought[name] = numbers[name]
        elif rest[name] != numbers[name] != brought[name]:
            raise RangeError(f"{owner}: {name} is one for all here, got both {brought[name]} and {numbers[name]}")
        if numbers[name] != rest[name]:
            firm.add(name)
    own = {name: value for name, value in numbers.items() if name not in shared}
    if "hyper" in schema and isinstance(schema[key], SeveralField):
        roles = {name: each.role for name, each in noun.formula.hyper.items()}
        mere = {name for name, value in own.items() if roles[name] is RATE and value == rest[name]}
        own = {name: value for name, value in own.items() if name not in mere or "rate" not in said}
        if not own:
            return
        brought.setdefault("hyper", {})[noun.name] = own
        return
    if isinstance(schema.get("hyper"), TableField):
        brought["hyper"] = own
        return
    for name, value in own.items():
        if value != rest[name]:
            raise RangeError(
                f"{owner}: has no place for {noun.name}'s {name} = {value}; give {noun.name!r} as it was declared"
            )


def as_json(owner: str, key: str, value: Any, known: Shelves = SHELVES) -> Any:
    """`value` as JSON holds it, a formula that is known as its name.

    Raises UnknownNameError, RangeError or DtypeError.
    """
    if isinstance(value, Noun):
        shelf = known.get(type(value), {})
        if value.name not in shelf:
            raise unknown(owner, type(value).__name__.lower(), value.name, shelf)
        return value.name
    if isinstance(value, (np.generic, np.ndarray)):
        return as_json(owner, key, value.tolist(), known)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:  # NaN is not, either
        raise RangeError(f"{owner}: {key} must be finite, got {shown(value)}")
    if value is None or isinstance(value, (int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [as_json(owner, key, each, known) for each in value]
    if isinstance(value, Mapping):
        return {str(name): as_json(owner, f"{key}.{name}", each, known) for name, each in value.items()}
    raise DtypeError(f"{owner}: {key} must be {ACCEPTED}, got {shown(value)}")
