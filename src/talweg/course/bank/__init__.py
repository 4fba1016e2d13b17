"""The question bank: a folder for each section of the lesson, in it a file for each question."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from talweg.course.bank import adam, batches, code, loss, misconceptions, momentum, race, schedule, stall, step
from talweg.course.question import Template
from talweg.errors import DeclarationError, unknown

_SECTIONS = (step, loss, stall, batches, race, momentum, adam, schedule, code)


def _by_name() -> dict[str, Template]:
    found: dict[str, Template] = {}
    for each in (each for section in _SECTIONS for each in vars(section).values() if isinstance(each, Template)):
        if found.setdefault(each.name, each) is not each:
            raise DeclarationError(
                f"the bank has two questions {each.name!r}, in {found[each.name].section} and {each.section}"
            )
    return found


_bank = _by_name()
BANK = MappingProxyType(_bank)
"""Every template by name, in the order of the lesson and of each section's list."""


def template(name: str) -> Template:
    """The template `name`. Raises UnknownNameError."""
    if name not in BANK:
        raise unknown("the bank", "question", name, BANK)
    return BANK[name]


def add(templates: Sequence[Template]) -> None:
    """Add templates to the bank of this process, with the misconceptions they declare.

    Before what is made of the bank, such as the site, is imported. Raises RangeError for a misconception that is known
    as another.
    """
    misconceptions.add([each for template in templates for each in template.misconceptions])
    _bank.update((each.name, each) for each in templates)
