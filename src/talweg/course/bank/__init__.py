"""The question bank: a folder for each section of the lesson, in it a file for each question."""

from __future__ import annotations

from types import MappingProxyType

from talweg.course.bank import adam, batches, code, loss, momentum, race, schedule, stall, step
from talweg.course.question import Template
from talweg.formula.errors import unknown

_SECTIONS = (step, loss, stall, batches, race, momentum, adam, schedule, code)

BANK = MappingProxyType(
    {each.name: each for section in _SECTIONS for each in vars(section).values() if isinstance(each, Template)}
)
"""Every template by name, in the order of the lesson and of each section's list."""


def template(name: str) -> Template:
    """The template `name`. Raises UnknownNameError."""
    if name not in BANK:
        raise unknown("the bank", "question", name, BANK)
    return BANK[name]
