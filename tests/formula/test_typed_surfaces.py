"""A surface from typed text: a real surface in every reader, and nothing but arithmetic ever gets through."""

from __future__ import annotations

import ast
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings, strategies as st
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import NonFiniteError, RangeError
from talweg.formula import javascript as printer
from talweg.formula.subset import check
from talweg.nouns.typeset import typeset
from talweg.surfaces import SURFACES

import own_deno

typed = tw.surfaces.typed


def test_it_is_the_surface_of_the_shelf() -> None:
    ours, shelf = typed("x**2 + 10*y**2"), tw.surfaces.valley
    for point in np.random.default_rng(0).normal(size=(20, 2)):
        value, slope = ours.value_and_grad(point)
        assert_allclose(value, shelf.value_and_grad(point)[0], rtol=1e-15)
        assert_allclose(slope, shelf.value_and_grad(point)[1], rtol=1e-15)
    assert (ours.start, ours.view, ours.minima) == (shelf.start, shelf.view, ())
    assert ours.lowest is None
    assert ours.curvature() is None
    assert "typed" not in SURFACES


@pytest.mark.parametrize(
    "text, point, value, slope",
    [
        ("sin(x) * cos(y)", (1, 2), math.sin(1) * math.cos(2), (math.cos(1) * math.cos(2), -math.sin(1) * math.sin(2))),
        ("np.sin(x) + np.pi*y", (0, 1), math.pi, (1, math.pi)),
        ("exp(-x**2 - y**2)", (1, 0.5), math.exp(-1.25), (-2 * math.exp(-1.25), -math.exp(-1.25))),
        ("log(x**2 + 1)/2 + e*y", (2, 1), math.log(5) / 2 + math.e, (2 / 5, math.e)),
        ("sqrt(x*x + y*y)", (3, 4), 5, (0.6, 0.8)),
        ("tanh(3*x) - -y", (0.1, 2), math.tanh(0.3) + 2, (3 * (1 - math.tanh(0.3) ** 2), 1)),
        ("abs(x - y) + abs(log(x))", (0.5, 2), 1.5 + math.log(2), (-1 - 2, 1)),
        ("abs(x)", (0, 7), 0, (0, 0)),  # the kink
        ("  +x ** .5\t* 1e2", (4, 0), 200, (25, 0)),
        ("2*y**-2", (9, 2), 0.5, (0, -0.5)),
        ("(x/3)**(1/3) + 0*y", (24, 0), 2, (2 / 72, 0)),
        ("((((x))))", (1, 0), 1, (1, 0)),
        ("9**20 * x + 9007199254740993*y", (1, 0), 9.0**20, (9.0**20, 9007199254740992)),
        ("0.26*(x**2 + y**2) - 0.48*x*y", (1, 2), 0.34, (-0.44, 0.56)),
    ],
)
def test_values_and_gradients(text: str, point: Any, value: float, slope: Any) -> None:
    surface = typed(text, start=(3, 2))
    found, gradient = surface.value_and_grad(point)
    assert_allclose(found, value, rtol=1e-14)
    assert_allclose(gradient, slope, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize(
    "text, slope",
    [
        ("2*log(tanh(tanh(sin(abs(y)))**-20))", None),  # minutes, if SymPy works the functions out
        ("x*abs(2)**-1", (0.5, 0)),  # NumPy's integers have no negative powers
        ("x*(((2**20)**3)**3)/1e54", (2.0**180 / 1e54, 0)),  # and end at 2**63
        ("x*sin(((2**20)**3)**3)", (float(np.sin(2.0**180)), 0)),
        ("x*2**(1/2) + y**(2/4)", (math.sqrt(2), 0.25)),
    ],
)
def test_what_would_trip_sympy_or_numpy(text: str, slope: Any) -> None:
    surface = typed(text, start=(1, 4))
    if slope is not None:
        assert_allclose(surface.value_and_grad((1, 4))[1], slope, rtol=1e-15)


def test_every_reader_takes_it(javascript: own_deno.Ask) -> None:
    surface = typed("sin(3*x)*y**2 + exp(-abs(x - y))/2 - sqrt(x**2 + 1) + pi*tanh(y)", start=(1, 1))
    formula = surface.formula
    assert formula.listing.startswith("def typed(x, y):\n    return np.sin(3 * x) * y**2 + ")
    assert formula.summary.startswith("f(x, y) = sin(3 * x) * y**2 + exp(-abs(x - y)) / 2 ")
    for block in re.findall(r"<math.*?</math>", typeset(surface)):
        ET.fromstring(block)
    points = np.random.default_rng(2).normal(size=(30, 2))
    code = "; ".join(printer.result_lines(formula))
    found = javascript([], f"(_, points) => points.map(([x, y]) => {{ {code} }})", points.tolist())
    expected = np.array([surface.value(*points.T), *surface.gradient(*points.T)]).T
    assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_it_races_and_is_drawn(tmp_path: Path) -> None:
    surface = typed("x**4/10 + y**2")
    result = tw.race(surface, [tw.sgd(lr=0.02)], steps=60)
    assert result.values["sgd"][-1] < 0.2
    assert result.plot(tmp_path / "race.png") is not None


def test_derivatives_that_do_not_vary_fill_the_grid() -> None:
    surface = typed("2*x + 1")
    assert_allclose(surface.gradient(np.zeros((2, 3)), np.zeros((2, 3))), [np.full((2, 3), 2.0), np.zeros((2, 3))])


def test_start_and_view() -> None:
    assert typed("x", start=(50, 3)).view == ((-60, 60), (-40, 40))
    assert typed("x", view=((0, 12), (10, 18))).start == (11, 17)
    assert typed("x", start=np.array([1, 2]), view=[(0, 1), (0, 1)]).start == (1.0, 2.0)
    for start in ((1,), 3, (1, math.nan), ("1", 2), (1, 2, 3)):
        with pytest.raises(RangeError, match="typed: start must be two finite numbers, got"):
            typed("x", start=start)
    for view in (3, ((0, 1),), ((1, 0), (0, 1)), ((0, 0), (0, 1)), ((0, math.inf), (0, 1))):
        with pytest.raises(RangeError, match="view"):
            typed("x", view=view)
    for text, start, what in (
        ("1/x + y", (0, 1), "f is inf"),
        ("log(x)", (-1, 0), "f is nan"),
        ("sqrt(x)", (0, 0), r"its gradient \(inf, 0\)"),
        ("exp(exp(x))", (9, 0), "f is inf"),
    ):
        with pytest.raises(NonFiniteError, match=rf"typed: at the start \({start[0]}, {start[1]}\) .*{what}"):
            typed(text, start=start)


ALLOWED = "a formula is made of numbers, x, y, pi, e, + - * / **, brackets and sin, cos, tanh, exp, log, sqrt, abs"


@pytest.mark.parametrize(
    "text, message",
    [
        ("x^2", "'^' at character 2 is not allowed; write a power as **, such as x**2"),
        ("x² + y", "'²' at character 2 is not allowed; write a power as **, such as x**2"),
        ("3 × x", "'×' at character 3 is not allowed; write * for times"),
        ("x = 3", "'=' at character 3 is not allowed; write the right-hand side alone"),
        ("0,5*x", "',' at character 2 is not allowed; write . as the decimal point"),
        ("x # y", f"'#' at character 3 is not allowed; {ALLOWED}"),
        ("x\n+ y", f"'\\n' at character 2 is not allowed; {ALLOWED}"),
        ("x < y", f"'<' at character 3 is not allowed; {ALLOWED}"),
        ("x + foo(y)", f"'foo' at character 5 is not known; {ALLOWED}"),
        ("x*snh(y)", "'snh' at character 3 is not known; did you mean sin?"),
        ("x + z", f"'z' at character 5 is not known; {ALLOWED}"),
        ("np.x", "'np.x' at character 1 is not known; did you mean x?"),
        ("2x + y", "'x' at character 2 needs a sign before it; write *x for times"),
        ("x y", "'y' at character 3 needs a sign before it; write *y for times"),
        ("(x + y)(x - y)", "'(' at character 8 needs a sign before it; write *( for times"),
        ("x(y)", "'(' at character 2 needs a sign before it; write *( for times"),
        ("sin x", "'sin' at character 1 needs brackets; write sin(x)"),
        ("x*cos", "'cos' at character 3 needs brackets; write cos(x)"),
        ("x +", "'+' at character 3 needs something after it; write a number, a name or a bracket there"),
        ("x // y", "'/' at character 4 needs something before it; write a number, a name or a bracket there"),
        ("sin()", "')' at character 5 needs something before it; write a number, a name or a bracket there"),
        ("(x + (y)", "'(' at character 1 is never closed; write ) where it ends"),
        ("x + y)", "')' at character 6 closes no bracket; take it away, or open one before it"),
        ("007*x", "'007' at character 1 begins with a zero; write 7"),
        ("1e101*x", "'1e101' at character 1 is too large; a number is at most 1e+100"),
        ("x**y", "the exponent in 'x ** y' must be a number of [-20, 20]"),
        ("x**21", "the exponent in 'x ** 21' must be a number of [-20, 20]"),
        ("9**9**9**9*x", "the exponent in '9 ** 9 ** 9' must be a number of [-20, 20]"),
        ("(9**20)**20*x", "'(9 ** 20) ** 20' must be a number of [-1e+100, 1e+100]"),
        ("x/0*y", "has no real derivative by x; does it divide by zero?"),
        ("x*(1/0)", "'1 / 0' must be a number of [-1e+100, 1e+100]"),
        ("x*log(-1)", "'log(-1)' must be a number of [-1e+100, 1e+100]"),
        ("x*(-8)**(1/3)", "'(-8) ** (1 / 3)' must be a number of [-1e+100, 1e+100]"),
        ("((x**20)**20)**20", "powers of powers make an exponent above 400"),
        ("1 + 2*pi", "'1 + 2*pi' is the same everywhere; write a formula with x or y"),
        ("0*x + y - y", "'0 * x + y - y' is the same everywhere; its gradient is 0"),
        ("   ", "the text is empty; write a formula such as 'x**2 + 10*y**2'"),
        ("x" + "+x" * 60, "a formula has at most 100 numbers, names and signs, got 121"),
        ("sin(" * 20 + "x" + ")" * 20, "a formula is at most 20 levels deep, got 21"),
        ("x" * 10_000, "a formula has at most 200 characters, got 10000"),
        ("(" * 5_000 + "x" + ")" * 5_000, "a formula has at most 200 characters, got 10001"),
        (3, "a formula is text, such as 'x**2 + 10*y**2', got 3"),
        (b"x", "a formula is text, such as 'x**2 + 10*y**2', got b'x'"),
    ],
)
def test_a_mistake_is_pointed_at(text: Any, message: str) -> None:
    with pytest.raises(RangeError) as caught:
        typed(text)
    assert str(caught.value).startswith("typed: ")
    assert str(caught.value).endswith(message)
    assert "\n" not in str(caught.value)


ATTACKS = [
    "__import__('os').system('true')", "x.__class__", "x.real", "().__class__.__mro__", "np.linalg", "np.load('a')",
    "np.__dict__", "np.sin.__self__", "(lambda: x)()", "lambda x: x", "[x for y in x]", "{x}", "{x: y}",
    "x if y else x", "x := 3", "f'{x}'", "'x'", "x and y", "not x", "x or y", "x is y", "x in y", "*x", "**x",
    "await x", "yield x", "exec", "eval(x)", "open(x)", "print(x)", "x;y", "x,y", "x[0]", "x@y", "x%y", "~x", "x<<9",
    "x|y", "x&y", "x!=y", "...", "None*x", "True*x", "1j*x", "0x10*x", "0b1*x", "1_0*x", "1e999*x", "x\x00", "\\x",
    "x\\\n+y", "\uff58", "\U0001d465", "x\u200b", "x\u202e", "sin\u2024x", "\u212f", "\u017fin(x)", "1\u0660*x",
    "x\r", "\ufeffx", "\u0445 + 1", "globals()", "np", "np.", "sin.x", "np.np.sin(x)", "inf*x", "nan", "sin(x, y)",
    "sin(x)(y)", "sin(*x)", "x**(2**20)", "10**10**10", "x" * 10_000, "-" * 199 + "x", "(" * 201, "((((" * 50,
    "import os", "x\n\ny", "#", "x #", "`x`", "$x", "x?", "x!", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: ascii(text[:24]))
def test_attacks_are_refused(text: str) -> None:
    with pytest.raises(RangeError) as caught:
        typed(text)
    assert len(str(caught.value)) < 300


words = st.sampled_from(
    ["x", "y", "pi", "e", "2", "0.5", "1e9", "20", "+", "-", "*", "/", "**", "(", ")", "sin(", "exp(", "log(", "abs(",
     "sqrt(", "tanh(", "np.", "cos", "__", ".", "^", "z", " ", "import", "lambda:", "E", "I", "Abs(", "np.exp("]
)  # fmt: skip


def harmless(surface: tw.Surface) -> None:
    """Whatever is accepted is inside the subset, word for word of its source, and small."""
    (function,) = ast.parse(surface.formula.listing).body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    for result in surface.formula.results:
        check(result, ("x", "y"), "typed")
        assert len(ast.unparse(result)) < 6000
    assert np.isfinite(surface.value_and_grad(surface.start)[0])


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=25).map("".join)))
@example("x")
def test_any_text_is_refused_or_harmless(text: str) -> None:
    try:
        surface = typed(text)
    except (RangeError, NonFiniteError):
        return
    harmless(surface)


def formulas() -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["x", "y", "2", "0.5", "pi", "(x - y)", "3"])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            st.tuples(st.sampled_from(["sin", "cos", "tanh", "abs"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
            inner.map(lambda t: f"({t})**2"),
            inner.map(lambda t: f"1/(2 + ({t})**2)"),
        ),
        max_leaves=6,
    )


@settings(deadline=None, derandomize=True, max_examples=60)
@given(formulas())
def test_the_gradient_is_the_derivative_of_whatever_is_typed(text: str) -> None:
    try:
        surface = typed(text, start=(0.7, -0.4))
    except (RangeError, NonFiniteError):
        assume(False)
    harmless(surface)
    # Complex steps are exact to the last digit, but abs has none: central differences, in long double.
    x, y, h = np.longdouble(0.7), np.longdouble(-0.4), np.longdouble(1e-6)

    def f(x: Any, y: Any) -> Any:
        return surface.formula.function(x, y)[0]

    slope = surface.value_and_grad((0.7, -0.4))[1]
    expected = [(f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)]
    assert_allclose(slope, np.array(expected, float), rtol=1e-6, atol=1e-6 * (1 + np.abs(slope).max()))


@pytest.mark.parametrize("huge", [10**400, -(10**5000)], ids=["larger", "without digits"])
def test_numbers_beyond_the_floats_are_refused(huge: int) -> None:
    for place in ({"start": (1, huge)}, {"view": ((0, 1), (huge, 2))}):
        with pytest.raises(RangeError, match="must be two finite numbers, got one beyond the floats"):
            tw.surfaces.typed("x**2 + y**2", **place)  # type: ignore[arg-type]
