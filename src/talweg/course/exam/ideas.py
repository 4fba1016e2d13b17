"""The misconceptions of the bank: what repairs each, and which a question meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import CodeType, FunctionType, MappingProxyType

from talweg.course import bank
from talweg.course.bank import BANK
from talweg.course.question import Misconception, Template

REPAIRS: Mapping[str, str] = MappingProxyType(
    {each.name: each.repair for each in vars(bank.misconceptions).values() if isinstance(each, Misconception)}
)
"""What is true instead, by the misconception's name."""


@cache
def misconceptions(each: Template) -> frozenset[str]:
    """The names of the misconceptions that a template's wrong answers come from.

    They are read off its code, with what that calls in the bank: many a wrong answer shows only once in twenty draws.
    """
    return frozenset(_reached(each.build, set()))


def by_question() -> dict[str, list[str]]:
    """By template, the misconceptions that it meets."""
    return {each.name: sorted(misconceptions(each)) for each in BANK.values()}


def met() -> list[str]:
    """Every misconception that some question meets, in alphabetical order."""
    return sorted({name for each in BANK.values() for name in misconceptions(each)})


def _reached(value: object, seen: set[int]) -> Iterator[str]:
    """The names of the misconceptions that a value of the bank holds, or its code names."""
    if id(value) in seen:
        return
    seen.add(id(value))
    parts: Iterable[object] = ()
    if isinstance(value, Misconception):
        yield value.name
    elif isinstance(value, FunctionType) and value.__module__.startswith(bank.__name__):
        parts = [value.__globals__.get(name) for code in _codes(value.__code__) for name in code.co_names]
    elif isinstance(value, Mapping):
        parts = [*value, *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        parts = value
    elif is_dataclass(value) and type(value).__module__.startswith(bank.__name__):
        parts = [getattr(value, field.name) for field in fields(value)]
    for part in parts:
        yield from _reached(part, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
