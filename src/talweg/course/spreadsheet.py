"""Tables that a spreadsheet opens as they are meant."""

from __future__ import annotations

import re
from typing import TypeVar

T = TypeVar("T")

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""At the head of a file it tells Excel that this is Unicode."""
# A spreadsheet takes a cell that begins with one of these for a formula, and may run it; some take the wide forms, too.
# Where cells are parted by a semicolon or a tab, as in most of Europe, a text that holds one is two cells. Quotes and
# spaces before the sign hide it from us, and not from every spreadsheet.
_SIGN = "=+@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-"
_FORMULA = re.compile(rf"^(?=[\t\r\n])|(?:^|[;|\t\r\n])(?=[\s\"\ufeff\u200b]*[{_SIGN}])")


def harmless(value: T) -> T | str:
    """A value as a cell; in a text an apostrophe stands before whatever would run as a formula."""
    return _FORMULA.sub(r"\g<0>'", value) if isinstance(value, str) else value
