"""Numbers and words: the words that stand for a number, and texts in which a number and a word disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import cos, isclose, log, nan, pi, sqrt

from talweg.course.question.digits import MINUS, read_back
from talweg.errors import RangeError

SHARES = {
    "half": 1 / 2, "a third": 1 / 3, "two thirds": 2 / 3, "a quarter": 1 / 4, "three quarters": 3 / 4, "a fifth": 1 / 5,
    "four fifths": 4 / 5, "a tenth": 1 / 10, "nine tenths": 9 / 10, "a twentieth": 1 / 20, "a hundredth": 1 / 100,
    "a thousandth": 1 / 1000,
}  # fmt: skip
TIMES: dict[str, float] = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
    "five times": 5,
    "ten times": 10,
    "a hundred times": 100,
}


def share(value: float) -> str:
    """The words for a share, 0.25 as "a quarter". Raises RangeError where there are none."""
    return _word(value, SHARES, "share")


def times(value: float) -> str:
    """The words for how often, 2 as "twice". Raises RangeError where there are none."""
    return _word(value, TIMES, "count")


def _word(value: float, known: dict[str, float], noun: str) -> str:
    for words, each in known.items():
        if isclose(value, each, rel_tol=1e-9):
            return words
    raise RangeError(f"the {noun} {value!r} has no word; there are words for {', '.join(map(str, known.values()))}")


_NUMBER = rf"[-{MINUS}]?\d[\d,]*(?:\.\d+)?(?:e[-{MINUS}]?\d+)?"
_FACTORS = SHARES | TIMES | {"double": 2.0, "one and a half times": 1.5}
# A number, what is said of it, and another number; each with its rounding as room.
_FIRST = rf"(?P<a>{_NUMBER})(?P<unit>%?)(?:,| is| are|, which is|, that is|, or)*"
_HOW = r"(?P<how>(?:about|nearly|almost|more than|less than|at most|at least|over|under|) ?)"
_FACTOR = rf"(?P<factor>{'|'.join(map(re.escape, _FACTORS))})(?: of| as much as)?"
_OF = re.compile(rf"{_FIRST} {_HOW}{_FACTOR} (?P<b>{_NUMBER})")
_BETWEEN = re.compile(rf"{_FIRST} halfway between (?P<b>{_NUMBER}|\w+) and (?P<c>{_NUMBER}|\w+)")
_WORD = "(?P<word>more than|less than|above|below|larger than|smaller than|at most|at least)"
_ORDER = re.compile(rf"{_FIRST} {_WORD} (?P<b>{_NUMBER})\2?(?!\.?\d)(?P<size> in size)?")
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "more than": lambda a, b: a > b, "above": lambda a, b: a > b, "larger than": lambda a, b: a > b,
    "over": lambda a, b: a > b, "less than": lambda a, b: a < b, "below": lambda a, b: a < b,
    "smaller than": lambda a, b: a < b, "under": lambda a, b: a < b, "at most": lambda a, b: a <= b,
    "at least": lambda a, b: a >= b,
}  # fmt: skip
ROUNDED = 3
"""A number of fewer digits is taken as it stands, as one that was chosen; `shown` rounds to so many."""
ABOUT = 0.1
"""What is "about" or "nearly" a number may be off by this share of it."""


def disagreements(text: str, prompt: str = "") -> Iterator[str]:
    """Where a printed number contradicts the word beside it, or a formula's two sides are not equal.

    A number that is told may be off by half of its last digit, and one that it is compared with where it has ROUNDED
    digits or more. Where that one is named, as in "halfway between peak and floor", it is taken from the prompt's "a
    peak of 0.4". A text is Markdown with formulas between dollar signs.
    """
    plain = re.sub(r"\\[,;!]|\$|\*\*|`", "", text)
    for found in _OF.finditer(plain):
        a, b, factor = found["a"], found["b"], _FACTORS[found["factor"]]
        yield from _judge(
            found[0], found["how"].strip(), _value(a), factor * _value(b), _half(a, 1) + factor * _half(b)
        )
    for found in _BETWEEN.finditer(plain):
        ends = [each if each[0].isdigit() else _named(each, prompt) for each in (found["b"], found["c"])]
        if all(ends):
            low, high = map(_value, ends)
            yield from _judge(found[0], "", _value(found["a"]), (low + high) / 2, _half(found["a"], 1))
    for found in _ORDER.finditer(plain):
        a, b = _value(found["a"]), _value(found["b"])
        if not _HOLDS[found["word"]](abs(a) if found["size"] else a, b):
            yield f"{found[0]!r} is not so"
    for formula in re.findall(r"\$([^$]+)\$", text):
        yield from _unequal(formula)


def _judge(said: str, how: str, value: float, other: float, room: float) -> Iterator[str]:
    if how in _HOLDS:
        right = _HOLDS[how](value, other)
    elif how in ("about", "nearly", "almost"):
        below = how == "about" or abs(value) <= abs(other) + room
        right = below and abs(value - other) <= ABOUT * abs(other) + room
    else:
        right = abs(value - other) <= room * (1 + 1e-9)
    if not right:
        yield f"{said!r} is not so: {value:g} beside {other:g}"


def _named(name: str, prompt: str) -> str:
    found = re.search(rf"\b{name} of \$?({_NUMBER})", prompt)
    return found[1].rstrip(",") if found else ""


def _value(text: str) -> float:
    return read_back(text.replace(",", ""))


def _half(text: str, rounded: int = ROUNDED) -> float:
    """Half of the last digit of a number that may be rounded: one with decimals, and so many digits or more."""
    digits, _, power = text.replace(MINUS, "-").replace(",", "").partition("e")
    _, point, decimals = digits.partition(".")
    exact = not point or len(digits.replace(".", "").lstrip("-0")) < rounded
    return 0.0 if exact else 0.5 * 10.0 ** (int(power or 0) - len(decimals))


# Arithmetic on numbers alone, as formulas print it, in the words of Python.
_LATEX = (
    (r"\\(?:left|right|[,;!])", ""), (r"\\[cdot]*dfrac|\\frac", r"\\frac"), (r"\\cdot|\\times", "*"),
    (r"\\sqrt\{([^{}]+)\}", r"sqrt(\1)"), (r"\\frac\{([^{}]+)\}\{([^{}]+)\}", r"((\1)/(\2))"),
    (r"\^\{([^{}]+)\}", r"**(\1)"), (r"\^(\d)", r"**\1"), (r"\\(?:log|ln) ?(\d+(?:\.\d+)?)", r"log(\1)"),
    (r"\\(?:log|ln)", "log"), (r"\\cos", "cos"), (r"\\pi", "pi"), (r"[{}]", ""), (r"\|([^|]+)\|", r"abs(\1)"),
    (MINUS, "-"), (r"\s+", ""), (r"(?<=[\d)])\(", "*("),
)  # fmt: skip
_NAMES = {"sqrt": sqrt, "log": log, "cos": cos, "pi": pi, "abs": abs}
_ARITHMETIC = re.compile(r"(?:\d+(?:\.\d+)?|[-+*/().]|sqrt|log|cos|abs|pi)+")


def _unequal(formula: str) -> Iterator[str]:
    for first, second in pairwise(map(_arithmetic, formula.split("="))):
        if first and second and any(character in first + second for character in "*/+("):
            a, room_a = _evaluated(first)
            b, room_b = _evaluated(second, 1)
            if abs(a - b) > (room_a + room_b) * 1.001 + 1e-9 * abs(a):
                yield f"the formula {formula!r}: {first} is {a:.6g}, and not {second}"


def _arithmetic(side: str) -> str:
    """A side of an equation in Python; nothing where it holds more than numbers and what is done to them."""
    for pattern, plain in _LATEX:
        side = re.sub(pattern, plain, side)
    return side if _ARITHMETIC.fullmatch(side) else ""


def _evaluated(text: str, rounded: int = ROUNDED) -> tuple[float, float]:
    """A value, and by how much it may be off where each number that may be rounded is off by half of its last digit."""
    numbers = list(re.finditer(r"\d+\.\d+", text))
    value, room = _computed(text), 0.0
    for each in numbers:
        moved = f"{text[: each.start()]}({each[0]}+{_half(each[0], rounded)!r}){text[each.end() :]}"
        room += abs(_computed(moved) - value)
    return value, room


def _computed(text: str) -> float:
    try:
        return float(eval(text, {"__builtins__": {}}, _NAMES))  # nothing but what _ARITHMETIC lets pass
    except (SyntaxError, ArithmeticError, ValueError, TypeError):
        return nan
