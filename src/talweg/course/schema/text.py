"""Numbers and values in words, as the page writes them: JavaScript's own forms, with a true minus sign."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

LONGEST = 60
"""Of a value that is quoted, so many characters."""


def number(value: float) -> str:
    """A number as JavaScript writes it: the fewest digits that tell it from every other."""
    value = float(value)
    if math.isnan(value):
        return "NaN"
    sign = "-" if value < 0 else ""
    if math.isinf(value):
        return f"{sign}Infinity"
    if value == 0:
        return "0"
    figures = Decimal(repr(abs(value))).normalize()
    digits = "".join(map(str, figures.as_tuple().digits))
    point = len(digits) + int(figures.as_tuple().exponent)
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{sign}{mantissa}e{point - 1:+d}"


def exact(value: float) -> str:
    """A number in a sentence."""
    return number(value).replace("e+", "e").replace("-", "\N{MINUS SIGN}")


def shown(value: Any) -> str:
    """A value of any kind, cut after LONGEST characters."""
    return _full(value)[:LONGEST]


def _full(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return exact(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_full, value))
    return "a table" if isinstance(value, Mapping) else str(value)


def span(low: float, high: float, low_open: bool, high_open: bool, integer: bool) -> str:
    """A range in words: `[0, 1)`, or `the whole numbers of [1, 9]`."""
    ends = ["inf" if math.isinf(abs(end)) else exact(abs(end)) for end in (low, high)]
    left, right = (("\N{MINUS SIGN}" if end < 0 else "") + text for end, text in zip((low, high), ends, strict=True))
    text = f"{'(' if low_open else '['}{left}, {right}{')' if high_open else ']'}"
    return f"the whole numbers of {text}" if integer else text
