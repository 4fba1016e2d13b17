"""Tables that a spreadsheet opens as they are meant."""

from __future__ import annotations

import re
from typing import TypeGuard, TypeVar

T = TypeVar("T")

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the head of a file it tells Excel that this is Unicode."""
# A spreadsheet takes a cell that begins with one of these for a formula, and may run it; some take the wide forms, too.
# Where cells are parted by a semicolon or a tab, as in most of Europe, a text that holds one is two cells. Quotes and
# spaces before the sign hide it from us, and not from every spreadsheet.
_SIGN = "=+@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-"
_FORMULA = re.compile(rf"^(?=[\t\r\n])|(?:^|[;\t\r\n])(?=[\s\"\ufeff\u200b]*[{_SIGN}])")


def harmless(value: T, trusted: bool = False) -> T | str:
    """A value as a cell; in a text an apostrophe stands before whatever would run as a formula.

    In a `trusted` text, one that nobody has typed in, only before its beginning: its lists and tables stay as they are.
    """
    return _FORMULA.sub(r"\g<0>'", value, count=1 if trusted else 0) if _may_run(value, trusted) else value


def _may_run(value: object, trusted: bool) -> TypeGuard[str]:
    return isinstance(value, str) and bool((_FORMULA.match if trusted else _FORMULA.search)(value))
