"""The printers on random arithmetic: what is printed means what was written, brackets and all."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.engine.elementary import FUNCTIONS
from talweg.engine.typed import Typed
from talweg.errors import DeclarationError
from talweg.formula import expression, javascript as printer, latex, row_sum
from talweg.functions import sigmoid, weighted

import own_deno
from random_arithmetic import NAMES, draw

COUNT = 400


@pytest.fixture(scope="module")
def written() -> dict[str, float]:
    """Expressions and their value as Python computes it."""
    rng = np.random.default_rng(11)
    found = {}
    while len(found) < COUNT:
        text = draw(rng, int(rng.integers(1, 5)))
        with np.errstate(all="ignore"):
            try:
                value = float(expression(text, NAMES, "test")(**{k: np.float64(v) for k, v in NAMES.items()}))
            except DeclarationError:
                continue  # numbers alone that are no number, such as 1 / 0
        if np.isfinite(value) and abs(value) < 1e12:
            found[text] = value
    return found


def test_javascript(written: dict[str, float], javascript: own_deno.Ask) -> None:
    texts = [printer.expression(ast.parse(text, mode="eval").body) for text in written]
    found = javascript([], f"(_, {{ a, b, c }}) => [{', '.join(texts)}]", NAMES)
    assert_allclose(found, list(written.values()), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("varying", [["a"], ["a", "b", "c"]])
def test_loop_body(written: dict[str, float], varying: list[str]) -> None:
    for text, value in written.items():
        typed = Typed(varying)
        inside = typed.inside(ast.parse(text, mode="eval").body)
        names: dict[str, Any] = {"__np__": np, "__T__": np.float64, **{k: np.float64(v) for k, v in NAMES.items()}}
        names |= {f"__{name}__": getattr(np, name) for name in FUNCTIONS}
        with np.errstate(all="ignore"):
            exec("\n".join(typed.before), names)
            assert_allclose(eval(inside, names), value, rtol=1e-9, atol=1e-12, err_msg=text)


@pytest.mark.parametrize(
    "text, printed",
    [
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a - b - c", r"a - b - c"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("a + -b", r"a + \left(-b\right)"),
        ("(a + b) * c", r"\left(a + b\right)\,c"),
        ("a * 2 * b", r"a \cdot 2\,b"),
        ("a / (b / c)", r"\frac{a}{\frac{b}{c}}"),
        ("(a * b) ** 2", r"\left(a\,b\right)^{2}"),
        ("(-a) ** 2", r"\left(-a\right)^{2}"),
        ("(a ** b) ** c", r"\left(a^{b}\right)^{c}"),
        ("a ** (b + 1)", r"a^{b + 1}"),
        ("np.exp(-a) * 1e-8", r"e^{-a} \cdot 10^{-8}"),
        ("2.5e-7 * a", r"2.5 \cdot 10^{-7}\,a"),
        ("np.where(a < b, a, b)", r"\begin{cases}a & a < b\\b & \text{otherwise}\end{cases}"),
    ],
)
def test_latex(text: str, printed: str) -> None:
    assert latex.expression(expression(text, "abc", "test")) == printed


@tw.loss(rowwise=True)
def calling(z, y):
    """Calls functions with sums. Source: this test, 2026."""
    u = sigmoid(z - y) * weighted(y + 1, z)
    return row_sum(u), weighted(y, z) ** 2


def test_latex_brackets_a_sum_that_a_called_function_does_not() -> None:
    assert latex.lines(calling.formula, ("L", "d")) == [
        r"u_{k} = \sigma\left(z_{k} - y_{k}\right)\,\left(y_{k} + 1\right)\,z_{k}",
        r"L = \sum_k u_{k}",
        r"d = \left(y_{k}\,z_{k}\right)^{2}",
    ]
