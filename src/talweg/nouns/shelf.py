"""A shelf: everything of one kind that is registered, by name, and what may stand for one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import isroutine
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np

from talweg.errors import DeclarationError, RangeError, nearest, spelled, unknown
from talweg.formula.ranges import Range, Rising
from talweg.nouns.noun import Noun


class Shelved(Protocol):
    """What stands on a shelf: a noun, or anything else that has a name and numbers that may be replaced."""

    @property
    def name(self) -> str:
        """What it is registered as."""

    @property
    def legal(self) -> Mapping[str, Range]:
        """The range of every number of it that may be replaced, by name."""

    def replace(self, /, **values: Any) -> Self:
        """The same with other numbers. Raises RangeError or UnknownNameError."""


T = TypeVar("T", bound=Shelved)


_guests: list[Noun] = []


def guests() -> tuple[Noun, ...]:
    """The formulas that a user has put on shelves beside those that stand there."""
    return tuple(_guests)


def guests_listing() -> str:
    """The same as text: what is kept of a page, or of what was measured, is known by it."""
    return "\n".join(each.formula.listing for each in _guests)


class Shelf(Mapping[str, T], Generic[T]):
    """The things of one kind found in a namespace, in the order in which they came; an unknown name is refused with
    the nearest one."""

    def __init__(self, kind: type[T], namespace: Mapping[str, Any], own: str | None = None) -> None:
        """`own` says how one of one's own is made; None for a noun, which is declared."""
        self.kind, self._own = kind, own or f"declare one of your own with @tw.{kind.__name__.lower()}"
        self.noun = kind.__name__.lower()
        self._items = {each.name: each for each in namespace.values() if isinstance(each, kind)}

    def __getitem__(self, name: str) -> T:
        if name not in self._items:
            raise unknown("talweg", self.noun, name, self._items)
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, noun: T) -> None:
        """Put a formula on the shelf, in this process: a user has named the file that it stands in.

        Before what is made of the shelf, such as the site, is imported. Raises RangeError where the name is taken.
        """
        if noun.name in self._items:
            raise RangeError(f"the {self.noun} {noun.name!r} stands on the shelf already; give yours another name")
        self._items[noun.name] = noun
        if isinstance(noun, Noun):
            _guests.append(noun)

    def take(self, owner: str, given: object) -> T:
        """What `given` stands for: a noun of this kind is itself, on the shelf or not; a text is read (see `read`).

        Raises UnknownNameError or RangeError for a text, and DeclarationError for anything else.
        """
        if isinstance(given, self.kind):
            return given
        if isinstance(given, str):
            return self.read(given)
        raise self.refusal(owner, given)

    def read(self, text: str, defaults: Mapping[str, Any] | None = None) -> T:
        """The noun that `name` or `name:key=value,key=value` stands for, with `defaults` where no value is given.

        Several numbers are written 30/60. Raises UnknownNameError or RangeError.
        """
        name, _, settings = text.partition(":")
        return settled(self[name], settings, defaults or {}, text)

    def refusal(self, owner: str, given: object) -> DeclarationError:
        """The error for what is neither a noun of this kind nor a text: what it is, and what is taken."""
        example = next(iter(self._items), "")
        meant = None if isinstance(given, Noun | int | float) else nearest(spelled(given), self._items, guess=False)
        own = isroutine(given) and not isinstance(given, np.ufunc) and meant is None
        hint = f"; did you mean {meant!r}?" if meant else f"; {self._own}" if own else ""
        article = "an" if self.noun[0] in "aeiou" else "a"
        return DeclarationError(
            f"{owner} needs {article} {self.noun} or the name of one, such as {example!r}; got {described(given)}{hint}"
        )


def settled(noun: T, settings: str, defaults: Mapping[str, Any], text: str) -> T:
    """`noun` with `defaults`, and over them `settings` as in `key=value,key=value`; `text` is all that was written.

    Raises UnknownNameError or RangeError.
    """
    hyper = dict(defaults)
    for setting in filter(None, settings.split(",")):
        key, equals, value = setting.partition("=")
        if not equals:
            raise RangeError(f"{text!r}: write {noun.name}:name=value,name=value, not {setting!r}")
        if isinstance(noun.legal.get(key), Rising):
            hyper[key] = tuple(number(part, f"{noun.name}: {key}") for part in value.split("/"))
        elif key in noun.legal:
            hyper[key] = number(value, f"{noun.name}: {key}")
        else:
            hyper[key] = value  # a name, such as that of a loss; what is nothing of the kind `replace` refuses
    return noun.replace(**hyper) if hyper else noun


def described(given: object) -> str:
    """What a value is, short enough for a message."""
    if isinstance(given, Noun):
        return f"the {type(given).__name__.lower()} {given!r:.60}"
    if isinstance(given, type):
        return f"the class {given.__name__}"
    if isroutine(given) or isinstance(given, np.ufunc):
        return f"the function {spelled(given)}"
    if given is None or isinstance(given, str | int | float | tuple | list):
        return f"{given!r:.60}"
    home = type(given).__module__.partition(".")[0]
    return f"a {type(given).__name__}" + ("" if home == "builtins" else f" of {home}")


def number(text: str, owner: str) -> float:
    """The number that `text` is; `owner` is named where it is none. Raises RangeError."""
    try:
        return float(text)
    except ValueError:
        raise RangeError(f"{owner} takes a number, got {text!r}") from None
