"""The records that say what a setting may be. A schema is a table of them, in the order in which they are judged.

An end of a range is a number, or arithmetic over the settings judged before it, such as "total - 1". There a number
stands for itself, None for what it means, a choice for its place among the options, a list for its length.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talweg.nouns.noun import Noun

End = float | str


@dataclass(frozen=True)
class NumberField:
    """A number in a range. Without a default it may be None, which stands for the number `none`."""

    default: float | None
    low: End = -math.inf
    high: End = math.inf
    low_open: bool = False
    high_open: bool = False
    integer: bool = False
    none: End | None = None


@dataclass(frozen=True)
class ChoiceField:
    """One of the options: a name and its label. Without a default it may be None."""

    default: str | None
    options: Mapping[str, str]


@dataclass(frozen=True)
class SeveralField:
    """Any of the options, in their order, each a `noun`; at most `most` of them."""

    default: tuple[str, ...]
    options: Mapping[str, str]
    noun: str
    most: float = math.inf


@dataclass(frozen=True)
class NumbersField:
    """So many numbers, each in its own range. Without a default it may be None, and then `without` says what happens.

    `views`, by the options of the setting `on`, holds two spans that stand before the ranges: where a point may lie. An
    item may be the text `word`, which stands for the highest number.
    """

    default: tuple[float | str, ...] | None
    what: str
    ranges: tuple[NumberField, ...] = ()
    views: Mapping[str, Any] = field(default_factory=dict)
    on: str | None = None
    word: str | None = None
    without: str = "it is left out"


@dataclass(frozen=True)
class PlacesField:
    """A list of places, x and y in turn, at most `most` of them; each coordinate in `each`."""

    each: NumberField
    most: str
    default: tuple[float, ...] = ()


@dataclass(frozen=True)
class TableField:
    """Hyperparameters of the formula that the setting `on` names: those that were set."""

    tables: Mapping[str, Mapping[str, Any]]
    on: str
    default: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TablesField:
    """Hyperparameters of several formulas, each a `noun`, by its name: those that were set."""

    tables: Mapping[str, Mapping[str, Any]]
    noun: str
    default: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HyperField:
    """The name of a hyperparameter of a formula that one of the settings `on` names, or None.

    `tables` are their shelves, in the order of `on`. It must not be the one that the setting `apart` names.
    """

    tables: tuple[Mapping[str, Mapping[str, Any]], ...]
    on: tuple[str, ...]
    apart: str | None = None
    default: None = None


@dataclass(frozen=True)
class ValuesField:
    """Numbers under names of one's own, which only the panel knows."""

    default: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TextField:
    """A text of at most `most` characters; `spare` more are kept, for an editor that refuses them itself."""

    default: str
    most: int
    spare: int = 0


Field = (
    NumberField
    | ChoiceField
    | SeveralField
    | NumbersField
    | PlacesField
    | TableField
    | TablesField
    | HyperField
    | ValuesField
    | TextField
)
Schema = Mapping[str, Field]


def of(noun: Noun, name: str, default: float | None = None) -> NumberField:
    """The range that a formula declares for its hyperparameter; another `default` where the panel has one."""
    declared = noun.formula.hyper[name]
    legal = declared.range
    rest = declared.default if default is None else default
    return NumberField(rest, legal.low, legal.high, legal.low_open, legal.high_open, legal.integer)


def whole(default: float | None, low: End, high: End, none: End | None = None) -> NumberField:
    """A whole number from `low` to `high`."""
    return NumberField(default, low, high, integer=True, none=none)


def closed(default: float | None, low: End, high: End, none: End | None = None) -> NumberField:
    """A number from `low` to `high`."""
    return NumberField(default, low, high, none=none)


def legal_words(field: Field) -> str:
    """What is legal, in a line."""
    none = " or None" if field.default is None else ""
    match field:
        case NumberField():
            ends = f"{'(' if field.low_open else '['}{field.low}, {field.high}{')' if field.high_open else ']'}"
            return f"a {'whole number' if field.integer else 'number'} in {ends}{none}"
        case ChoiceField():
            return f"one of {', '.join(map(repr, field.options))}{none}"
        case SeveralField():
            most = f", at most {field.most}" if math.isfinite(field.most) else ""
            return f"any of {', '.join(map(repr, field.options))}{most}"
        case NumbersField():
            return f"{field.what}{none}"
        case PlacesField():
            return f"the coordinates of at most {field.most} places, x and y in turn"
        case TableField():
            return f"hyperparameters of the {field.on}"
        case TablesField():
            return f"hyperparameters by {field.noun}"
        case HyperField():
            apart = f", not that of {field.apart}," if field.apart else ""
            return f"the name of a hyperparameter of the {' or the '.join(field.on)}{apart}{none}"
        case ValuesField():
            return "numbers by name"
        case TextField():
            return f"a text of at most {field.most:,} characters"
