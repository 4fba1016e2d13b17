"""Tables by formula: what may be set of each formula on a shelf, and of guests, which stand on none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from talweg.course.schema.fields import Field, Schema, of
from talweg.nouns import Loss, Optimizer, Schedule, Surface
from talweg.nouns.noun import Noun
from talweg.optimizers import OPTIMIZERS

N = TypeVar("N", bound=Noun)

RULES = {name: rule for name, rule in OPTIMIZERS.items() if not rule.whole}
"""The rules that run in a browser."""
CALLED: dict[type[Noun], str] = {Optimizer: "optimizers", Loss: "losses", Schedule: "schedules", Surface: "surfaces"}
"""What formulas.js calls the shelf of each kind."""


class OfShelf(dict[str, Any]):
    """By formula of one `kind`, what `tells` makes of it; one of which it makes None has no place here.

    Where that is a `part` of every formula in formulas.js, JavaScript finds it there.
    """

    def __init__(
        self, kind: type[N], shelf: Mapping[str, N], tells: Callable[[N], Any], part: str | None = None
    ) -> None:
        told = {name: tells(noun) for name, noun in shelf.items()}
        super().__init__({name: each for name, each in told.items() if each is not None})
        self.kind, self.part = kind, part
        self._shelf, self._tells = shelf, tells

    def beside(self, guests: Iterable[Noun]) -> OfShelf:
        """The same with those of the guests that are of its kind."""
        own = {each.name: each for each in guests if isinstance(each, self.kind)}
        return OfShelf(self.kind, {**self._shelf, **own}, self._tells, self.part)


def hypers(kind: type[N], shelf: Mapping[str, N]) -> OfShelf:
    """The ranges of every formula on the shelf."""
    return OfShelf(kind, shelf, lambda noun: {key: of(noun, key) for key in noun.formula.hyper}, "hyper")


def views(shelf: Mapping[str, Surface]) -> OfShelf:
    """Where a point may lie on each surface of the shelf."""
    return OfShelf(Surface, shelf, lambda surface: surface.view, "view")


def labels(kind: type[N], shelf: Mapping[str, N]) -> OfShelf:
    """The formulas of a shelf as options."""
    return OfShelf(kind, shelf, lambda noun: noun.label, "label")


def beside(schema: Schema, guests: Iterable[Noun]) -> Schema:
    """The schema of a panel that also has the formulas `guests`, which stand on no shelf."""
    given = tuple(guests)
    return {name: _beside(each, given) for name, each in schema.items()} if given else schema


def tables(schema: Schema) -> Iterator[OfShelf]:
    """Every table by formula that a schema holds."""
    for field in schema.values():
        for value in _held(field).values():
            yield from value if isinstance(value, tuple) else (value,)


def _held(field: Field) -> dict[str, OfShelf | tuple[OfShelf, ...]]:
    """What a record holds by formula, by the name it has there: a table, or several."""
    values = {each.name: getattr(field, each.name) for each in fields(field)}
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, OfShelf) or (isinstance(value, tuple) and value and isinstance(value[0], OfShelf))
    }


def _beside(field: Field, guests: tuple[Noun, ...]) -> Field:
    """The same record with the guests in its tables."""
    changed = {
        name: tuple(each.beside(guests) for each in value) if isinstance(value, tuple) else value.beside(guests)
        for name, value in _held(field).items()
    }
    return replace(field, **changed)  # type: ignore[arg-type]
