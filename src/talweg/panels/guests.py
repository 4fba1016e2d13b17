"""Formulas of one's own in a panel: those that are given to it and stand on no shelf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from talweg.course.schema import CALLED, RULES, Schema, beside
from talweg.course.schema.of_shelf import tables
from talweg.errors import DeclarationError, RangeError
from talweg.losses import LOSSES
from talweg.nouns import Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS
from talweg.schedules import SCHEDULES
from talweg.surfaces import SURFACES

Shelves = Mapping[type[Noun], Mapping[str, Noun]]

SHELVES: Shelves = {Loss: LOSSES, Optimizer: RULES, Schedule: SCHEDULES, Surface: SURFACES}
"""What panels know of each kind."""


def shelves(guests: Iterable[Noun]) -> Shelves:
    """What a panel with these guests knows of each kind."""
    own = tuple(guests)
    return {
        kind: {**shelf, **{each.name: each for each in own if isinstance(each, kind)}}
        for kind, shelf in SHELVES.items()
    }


def guests(owner: str, schema: Schema, given: Iterable[Any]) -> tuple[Noun, ...]:
    """The guests among the values that a panel is given, each once.

    `schema` is the panel's without guests. Raises RangeError for a name that is taken, and DeclarationError for a
    formula that has no place in it.
    """
    found: dict[str, Noun] = {}
    for value in given:
        for each in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(each, Noun) and not _shelved(each):
                _check(owner, schema, each, found.get(each.name))
                found.setdefault(each.name, each)
    return tuple(found.values())


def _shelf(noun: Noun) -> Mapping[str, Noun]:
    """The shelf of its kind; of the rules also those over whole arrays, which no panel knows."""
    return OPTIMIZERS if isinstance(noun, Optimizer) else SHELVES.get(type(noun), {})


def _shelved(noun: Noun) -> bool:
    """Whether it is the formula of its name on the shelf."""
    shelf = _shelf(noun)
    return noun.name in shelf and shelf[noun.name].formula is noun.formula


def _check(owner: str, schema: Schema, noun: Noun, other: Noun | None) -> None:
    kind = type(noun).__name__.lower()
    if noun.name in _shelf(noun):
        raise RangeError(f"{owner}: the {kind} {noun.name!r} stands on the shelf already; give yours another name")
    if other is not None and other.formula is not noun.formula:
        raise RangeError(f"{owner}: two formulas are called {noun.name!r}; give one of them another name")
    if isinstance(noun, Optimizer) and noun.whole:
        raise DeclarationError(
            f"{owner}: {noun.name} works on whole arrays, which no browser does; take a rule that goes entry by entry"
        )
    kinds = [shelf for cls, shelf in CALLED.items() if any(each.kind is cls for each in tables(schema))]
    if type(noun) not in CALLED or CALLED[type(noun)] not in kinds:
        raise DeclarationError(
            f"{owner} has no place for the {kind} {noun.name!r}; it takes {' and '.join(kinds) or 'no formulas'}"
        )
    if not any(noun.name in each for each in tables(beside(schema, [noun]))):
        raise DeclarationError(f"{owner} has no place for a {kind} such as {noun.name!r}: see help(tw.panels.{owner})")
