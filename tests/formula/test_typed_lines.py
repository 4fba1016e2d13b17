"""A line that someone types: all of the subset is read, everything else is refused, and nothing of it is run."""

from __future__ import annotations

import ast
import math

import numpy as np
import pytest

from talweg.errors import RangeError
from talweg.formula.typed_line import DEEPEST, LONGEST, MOST_BRACKETS, read_line
from talweg.formula.values import value
from talweg.functions import FUNCTIONS

CALLED = {name: each.formula for name, each in FUNCTIONS.items()}
NAMES = ["a", "b", "tilt"]
AT = {"a": np.float64(0.75), "b": np.float64(-2.5), "tilt": np.float64(3.0)}
WORTH = {
    "a*b - tilt/4": -2.625,
    "-a**2": -0.5625,
    "2**-a": 2**-0.75,
    "a**tilt": 0.421875,
    "np.sqrt(a) + sqrt(a)": 2 * math.sqrt(0.75),
    "where(b < 0, -b, b)": 2.5,
    "maximum(a, np.minimum(b, 9))": 0.75,
    "sigmoid(b)": 1 / (1 + math.exp(2.5)),
    "bias_corrected(a, 0.5, tilt)": 0.75 / 0.875,
    "e**b - exp(b)": 0.0,
    "cos(np.pi * tilt)": -1.0,
    "a - (b - tilt)": 6.25,
    "a / b / tilt": 0.75 / -2.5 / 3,
    "+a": 0.75,
    "1.5e-3 * a": 0.001125,
}
HOSTILE = [
    "__import__('os')", "a.real", "a[0]", "a;b", "a\0", "a\rb", "a\nb", "a # b", "lambda: 0", "(a := 2)", "f'{a}'",
    "'a'", "eval(a)", "a if b else 0", "a and b", "a == b", "a ** ", "** a", "a b", "2a", "a(b)", "(a, b)", "0,5 * a",
    "a,", "()", "a < b", "a < b < tilt", "where(a, 1, 2)", "maximum(a)", "sqrt(a, b)", "sqrt", "sqrt()", "np", "np.a",
    "np.load(a)", "os.system", "1/0", "0**-1", "sqrt(-1)", "log(0)", "9**9**9", "1e101", "1e400 * a", "a * 2**1e9",
    "007", "1_0", "\u0663", "\N{FULLWIDTH LATIN SMALL LETTER A}", "\U0001d44e", "a\u200b", "\ud800", "", " ", ")",
    "((a)", "a))", "__a__", "True", "a" * 300, "(" * 60 + "a" + ")" * 60, "-" * 150 + "a", "a**" * 60 + "a",
    "a+" * 99 + "a", "sqrt(" * 21 + "a" + ")" * 21,
]  # fmt: skip


@pytest.mark.parametrize("text", WORTH)
def test_the_whole_subset_is_read_and_worked_out(text: str) -> None:
    assert value(read_line(text, NAMES, "line", CALLED), AT, CALLED) == pytest.approx(WORTH[text], rel=1e-14, abs=1e-15)


def test_it_is_worked_out_for_arrays_and_never_fails() -> None:
    a = np.array([1.0, -1.0, 0.0])
    given = {"a": a, "b": np.zeros(3), "tilt": np.full(3, 1e9)}
    assert value(read_line("a / b", NAMES, "line", CALLED), given, CALLED).tolist()[:2] == [math.inf, -math.inf]
    assert np.isnan(value(read_line("sqrt(a) * b / b", NAMES, "line", CALLED), given, CALLED)).all()
    assert np.isinf(value(read_line("(a + 9) ** tilt", NAMES, "line", CALLED), given, CALLED)).all()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(RangeError, match=r"^line: "):
        read_line(text, NAMES, "line", CALLED)


@pytest.mark.parametrize("given", [None, 3, b"a", ["a"], {"a": 1}, math.nan])
def test_what_is_no_text_is_refused(given: object) -> None:
    with pytest.raises(RangeError, match="a line is text"):
        read_line(given, NAMES, "line", CALLED)


def test_a_refusal_says_what_to_write() -> None:
    for text, told in {
        "a^2": r"write a power as \*\*",
        "a \u00d7 b": r"write \* for times",
        "tild * a": "did you mean tilt",
        "0,5 * a": r"write \. as the decimal point",
        "a > b": r"write np\.where",
        "3 a": r"write \*a for times",
        "(a": r"write \) where it ends",
    }.items():
        with pytest.raises(RangeError, match=told):
            read_line(text, NAMES, "line", CALLED)


def test_a_name_of_the_question_goes_before_a_constant() -> None:
    assert value(read_line("e * pi", ["e"], "line", CALLED), {"e": 2.0}, CALLED) == pytest.approx(2 * math.pi)


def test_the_bounds_hold_what_they_allow() -> None:
    read_line("(" * MOST_BRACKETS + "a" + ")" * MOST_BRACKETS, NAMES, "line", CALLED)
    read_line("a" + "+a" * 30, NAMES, "line", CALLED)
    read_line("a" + " " * (LONGEST - 1), NAMES, "line", CALLED)
    tree = read_line("-" * (DEEPEST // 3) + "a", NAMES, "line", CALLED)
    assert isinstance(tree, ast.UnaryOp)
