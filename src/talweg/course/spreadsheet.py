"""Tables that a spreadsheet opens as they are meant."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the head of a file it tells Excel that this is Unicode."""
# A spreadsheet takes a cell that begins with one of these for a formula, and may run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: T) -> T | str:
    """A value as a cell; a text that would run as a formula begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
