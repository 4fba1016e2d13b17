"""Numbers as questions print them."""

from __future__ import annotations

from math import isclose

MINUS = "\N{MINUS SIGN}"


def shown(value: float, digits: int = 3) -> str:
    """A number as questions print it, to so many significant digits, or fewer where there are no more.

    0.357, 7, 0.5, 6.64e-4.
    """
    full = rounded(value + 0.0, digits)  # never minus zero
    mantissa, mark, exponent = full.partition("e")
    # An eps in a rule leaves 0.005 a millionth short.
    exact = isclose(read_back(full), value, rel_tol=1e-5)
    return mantissa.rstrip("0").rstrip(".") + mark + exponent if exact and "." in mantissa else full


def rounded(value: float, digits: int) -> str:
    """A number to all of its significant digits: 7.00."""
    if value and (abs(value) < 0.99999e-3 or abs(value) >= 1e6):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    text = f"{value:#.{digits}g}".rstrip(".")
    if "e" in text:
        text = f"{float(text):.0f}"
    return text.replace("-", MINUS)


def read_back(text: str) -> float:
    """The number that someone types who copies it as it is shown."""
    return float(text.replace(MINUS, "-"))
