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
