"""Numbers as people type them. `web/static/lib/typed.js` reads the same: a test compares them."""

from __future__ import annotations

import re
from math import isfinite

from talweg.errors import RangeError

# The white space that keyboards, pages and spreadsheets put into numbers, and what they write for a minus.
_SPACE = re.compile("[ \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MINUS = re.compile("[\u2010-\u2013\u2212\ufe63\uff0d]")
_POWERS = str.maketrans("\u207b\u207a\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "-+0123456789")
_POWER_OF_TEN = re.compile(
    r" ?[*x\u00d7\u00b7\u22c5] ?10"
    r"(?:(?:\^|\*\*) ?\(?([+-]?[0-9]+)\)?|([\u207a\u207b]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+))"
)
_BAR = re.compile("[/\u00f7\u2044\u2215]")
_DECIMAL = re.compile(r"([+-]?) ?([0-9.,' _\u2019]+?) ?(?:[eE]([+-]?[0-9]+))?")
# Thousands in groups of three, all parted by one mark, and a decimal mark that is another one.
_GROUPED = re.compile(r"([1-9][0-9]{0,2}([.,' _\u2019])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]*))?")
_PLAIN = re.compile(r"[0-9]+[.,]?[0-9]*|[.,][0-9]+")

NO_NUMBER = "That is no number: type one such as 0.25, 1/4, 25% or 3e-4."


def read(text: str, unit: str = "") -> float:
    """The number that `text` stands for.

    `3 000`, `3,000.5` and `3.000,5` have thousands in groups; `0,5` has a decimal comma, `1/17` is a fraction, `12%`
    are hundredths, `2e-3` and `2*10^-3` have a power of ten. A point alone is a decimal point, as everywhere in the
    course. `unit` is what is printed behind the number, and may be typed again: with the unit %, `12%` is 12.

    Raises RangeError for what is no finite number, and for what may be two: a comma before three digits, as in `1,234`.
    """
    plain = re.sub("^[=\u2248~] ?", "", _MINUS.sub("-", _SPACE.sub(" ", text)).strip(" "))
    named = unit.strip()
    if named and plain.endswith(named):
        plain = plain.removesuffix(named).strip(" ")
    percent = plain.endswith("%")
    parts = _BAR.split(plain.removesuffix("%"))
    if len(parts) > 2:
        raise RangeError(NO_NUMBER)
    values = [_decimal(part.strip(" ")) for part in parts]
    if len(values) == 2 and values[1] == 0:
        raise RangeError("Nothing can be divided by 0: type a number such as 1/4.")
    value = (values[0] / values[1] if len(values) == 2 else values[0]) / (100 if percent else 1)
    if not isfinite(value):
        raise RangeError("That number is too large: type one that a computer can hold.")
    return value


def _decimal(text: str) -> float:
    plain = _POWER_OF_TEN.sub(lambda power: f"e{power[1] or power[2].translate(_POWERS)}", text)
    found = _DECIMAL.fullmatch(plain)
    if not found:
        raise RangeError(NO_NUMBER)
    sign, digits, power = found.groups()
    grouped = _GROUPED.fullmatch(digits)
    if grouped and grouped[2] == "," and grouped[3] is None and digits.count(",") == 1:
        point, none = sign + digits.replace(",", "."), sign + digits.replace(",", "")
        raise RangeError(f"{sign}{digits} may be {point} or {none}: type the one that you mean.")
    if grouped and not (grouped[2] == "." and grouped[3] is None and digits.count(".") == 1):
        digits = re.sub("[^0-9]", "", grouped[1]) + "." + (grouped[3] or "")
    elif _PLAIN.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        raise RangeError(NO_NUMBER)
    return float(f"{sign}{digits}e{power or 0}")
