"""The parser of typed rules: it reads what the library reads, means the same, and refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.course.data.own_rule import IDEAS, bare_lines
from talweg.engine import plain
from talweg.errors import DeclarationError
from talweg.formula import expression
from talweg.nouns import Optimizer

import own_deno
from conftest import tried
from random_arithmetic import NAMES, draw
from rule_file import loaded

RULES = {name: rule for name, rule in tw.optimizers.OPTIMIZERS.items() if not rule.whole}
COUNT, STEPS, START = 500, 40, (5.0, 3.0)

# What the panel's modules are asked.
MODULES = [
    *(f"panels/own-rule/{name}.js" for name in ("parser", "build", "python")),
    "lib/formula/words.js",
    *("formulas.js", "lib/race/descent.js"),
]
SCRIPT = """([parser, builder, python, words, { surfaces }, { descend }], [work, given]) => {
  const tell = (text) => {
    try {
      const draft = parser.parse(text);
      return { slots: draft.slots, hyper: Object.keys(draft.hyper), clocked: draft.clocked };
    } catch (error) {
      if (!(error instanceof words.Mistake)) throw error;
      return { ...words.placeOf(text, error.at), length: error.length, message: error.message };
    }
  };
  const valued = (expression) => {
    const text = `def rule(w, g, a, b, c):\\n    return ${expression}, a, b, c`;
    const numbers = [0, 0.7, -1.3, 2.9];
    const told = tell(text);
    if (!told.message) builder.build(parser.parse(text)).step(numbers, 0, 1, {});
    return told.message ?? numbers[0];
  };
  const walk = ([text, hyper]) => {
    const draft = parser.parse(text);
    const rule = builder.build(draft);
    const resting = Object.fromEntries(Object.entries(rule.hyper).map(([key, range]) => [key, range.default]));
    const h = { ...resting, ...hyper };
    const run = descend(rule, h, { surface: surfaces.valley, shape: { kappa: 10 }, start: [5, 3], steps: STEPS });
    return { x: run.x, y: run.y, file: python.pythonFile(draft, h) };
  };
  return given.map({ tell, valued, walk }[work]);
}""".replace("STEPS", str(STEPS))

Ask = Callable[[str, list[Any]], list[Any]]


@pytest.fixture(scope="module")
def ask(javascript: own_deno.Ask) -> Ask:
    """Ask the panel's modules: `tell` of a text, its `value`, or the `walk` of a rule."""
    return lambda work, given: javascript(MODULES, SCRIPT, [work, given])


def flat(rng: np.random.Generator) -> str:
    """Random arithmetic with few brackets, so that it means what the precedence makes of it."""
    parts = []
    for _ in range(rng.integers(2, 7)):
        operand = str(rng.choice([*NAMES, "2", "3", "0.5", "(a + b)", "(c - 2)", "np.abs(b)", "np.sqrt(c)"]))
        parts += [
            str(rng.choice(["", "", "", "-", "- -"])) + operand,
            str(rng.choice(["+", "-", "*", "/", "**", "**"])),
        ]
    return " ".join(parts[:-1])


def plainly(text: str) -> float | None:
    """The value of `text` as Python computes it, or None where that is no ordinary number."""
    with np.errstate(all="ignore"):
        try:
            value = expression(text, NAMES, "test")(**{k: np.float64(v) for k, v in NAMES.items()})
        except DeclarationError:
            return None
    ordinary = not isinstance(value, complex) and np.isfinite(value) and 1e-6 < abs(value) < 1e9
    return float(value) if ordinary else None


def test_random_arithmetic_is_worth_what_python_says(ask: Ask) -> None:
    rng = np.random.default_rng(5)
    expected: dict[str, float] = {}
    while len(expected) < COUNT:
        text = draw(rng, int(rng.integers(1, 5))) if len(expected) % 2 else flat(rng)
        if (value := plainly(text)) is not None:
            expected[text] = value
    # Half of them are typed without np.
    typed = [re.sub(r"np\.(?!pi)", "", text) if i % 4 < 2 else text for i, text in enumerate(expected)]
    found = ask("valued", typed)
    assert [pair for pair in zip(typed, found, strict=True) if isinstance(pair[1], str)] == []
    assert_allclose(found, list(expected.values()), rtol=1e-12)


def walked(rule: Optimizer) -> np.ndarray:
    """The rule's path down the valley, as the plain reader takes it."""
    now = {"w": np.array(START), **{slot: np.full(2, rule.formula.starts.get(slot, 0.0)) for slot in rule.slots}}
    path = [now["w"]]
    for t in range(1, STEPS + 1):
        taken = {**now, "g": np.array(tw.surfaces.valley.gradient(*now["w"])), "t": t}
        now = dict(
            zip(now, plain.run(rule.formula, [taken[name] for name in rule.formula.arguments], rule.hyper), strict=True)
        )
        path.append(now["w"])
    return np.array(path)


def hold(found: dict[str, Any], *paths: np.ndarray) -> None:
    """Hold the browser's path to the library's, up to where it left."""
    own = np.array([found["x"], found["y"]]).T
    stayed = np.isfinite(own).all(axis=1)
    assert stayed.sum() > 10
    for path in paths:
        assert_allclose(own[stayed], path[stayed], rtol=1e-12, atol=1e-12)


def test_the_librarys_own_listings_are_read_and_walk_as_the_library_does(ask: Ask, tmp_path: Path) -> None:
    rules = {name: rule(**tried(rule.formula)) for name, rule in RULES.items()}
    found = ask("walk", [[rule.formula.listing, rule.hyper] for rule in rules.values()])
    for rule, each in zip(rules.values(), found, strict=True):
        hold(each, walked(rule), walked(loaded(each["file"], tmp_path)))


WRITTEN = [
    "v = beta*v + lr*g\nw = w - v",
    "w = w - lr * sqrt(abs(g)) * sign(g) / sqrt(t)",
    "# a comment\n\n  m = beta1*m + (1 - beta1)*g  # and another\nw = w - lr*(\n    m / (1 - beta1**t)\n)\n",
    "k: Count = 3\nw = w - lr * g / k ** 2 ** 0.5\nlast = w\nw = w - -k * 1e-3 * last",
    "g = g + weight_decay * w\nw = w - lr * where(abs(g) >= 1_0, sign(g), g)",
    "def started(w, g, t, v=0.5, m=-2, *, lr: Positive = 2e-2):\n"
    "    v = v + lr * g / t\n    m = minimum(m, v)\n    return w - v, v, m",
    "def constructor(w, g, toString, *, valueOf: NonNegative = .02):\n"
    " toString = toString / 2 + g\n return w - valueOf * toString, toString",
]


def test_what_is_copied_out_is_the_rule_that_ran(ask: Ask, tmp_path: Path) -> None:
    lr = {"lr": 0.03}
    ideas = ask("walk", [[bare_lines(rule), lr] for rule in IDEAS])
    for rule, found in zip(IDEAS, ideas, strict=True):
        hold(found, walked(rule(**lr)), walked(loaded(found["file"], tmp_path)))
    for found in ask("walk", [[text, {}] for text in WRITTEN]):
        hold(found, walked(loaded(found["file"], tmp_path)))


def test_names_become_what_their_place_makes_them(ask: Ask) -> None:
    told = ask("tell", WRITTEN)
    assert [each["slots"] for each in told] == [["v"], [], ["m"], [], [], ["v", "m"], ["toString"]]
    assert [each["hyper"] for each in told] == [
        ["beta", "lr"], ["lr"], ["beta1", "lr"], ["k", "lr"], ["weight_decay", "lr"], ["lr"], ["valueOf"],
    ]  # fmt: skip
    assert [each["clocked"] for each in told] == [False, True, True, False, False, True, False]


DEEP = "w = " + "(" * 400 + "g" + ")" * 400
MISTAKES = {
    # text: line, column, what is said
    "w = w - foo*g": (1, 9, "known are w, g, t; to make it a hyperparameter, write above: foo: NonNegative = 0.5"),
    "v = beta*v + lr*g\nw = w - vv": (2, 9, "did you mean v?"),
    "w = w - sqr(g)": (1, 9, "did you mean sqrt?"),
    "w = w - np.sing(g)": (1, 12, "did you mean sin?"),
    "w = w - np.lr * g": (1, 12, "is not a function here; the functions are sqrt, exp, log"),
    "w = w - np.sqrt": (1, 12, "needs brackets; write np.sqrt(x)"),
    "w = w - maximum(g)": (1, 9, "takes 2 numbers, got 1"),
    "w = w - lr g": (1, 12, "write *g for times"),
    "w = w - 2lr*g": (1, 10, "write *lr for times"),
    "w = w - lr*(g": (1, 12, "this bracket is never closed; write ) where it ends"),
    "v = lr*(g\nw = w - v": (1, 8, "this bracket is never closed"),
    "w = w - lr*g)": (1, 13, "this bracket closes none"),
    "w = w -": (1, 8, "something is missing before the end of the text"),
    "w = w + +g": (1, 9, "“+”; take it away"),
    "w = w - lr^g": (1, 11, "write a power as **, such as g**2"),
    "w = w − lr*g": (1, 7, "(U+2212) is not allowed; write - for minus"),
    "w = w - lr*g; v = 3": (1, 13, "write one statement a line"),
    "v += lr*g\nw = w - v": (1, 3, "write v = and an expression"),
    "w = w - (v < g)": (1, 12, "a comparison belongs first into where"),
    "w = w - where(g, 1, 2)": (1, 15, "where needs a comparison first"),
    "w = w - where(0 < g < 1, 1, 2)": (1, 21, "one comparison at a time"),
    "w = w - where(1 < 2, 1, g < 1)": (1, 27, "a comparison belongs first into where"),
    "w = g * (1 / (1 - 1))": (1, 12, "this works out to"),
    "w = w - 1e999*g": (1, 9, "is too large; a number is at most 1e100"),
    "w = w - 007*g": (1, 9, "begins with a zero; write 7"),
    "x = lr*g": (1, 1, "no line assigns w"),
    "lr = lr/2\nw = w - lr*g": (1, 1, "“lr” is a hyperparameter and keeps its value"),
    "t: Positive = 2\nw = w - t*g": (1, 1, "has a meaning already"),
    "k: UnitInterval = 1\nw = w - k*g": (1, 19, "k must lie in [0, 1), got 1"),
    "k: Posative = 1\nw = w - k*g": (1, 4, "did you mean Positive?"),
    "w = w - lr*g\nreturn w": (2, 1, "bare lines end without return"),
    "# nothing\n": (2, 1, "nothing is written here"),
    "def rule(g, w):\n return w - g": (1, 10, "a rule takes w and g first"),
    "def rule(w, t, g):\n return w - g, g": (1, 13, "a rule takes w and g first"),
    "def rule(w, g, *, lr: Positive = -2):\n return w - lr*g": (1, 35, "lr must lie in (0, inf), got −2"),
    "def rule(w, g, v, *, lr: Positive = 1):\n return w - lr*g": (2, 2, "this must return the new w, v, in that order"),
    "def rule(w, g, *, lr=1):\n return w - lr*g": (1, 21, "such as lr: NonNegative = 0.1"),
    "def rule(w, g, v, v):\n return w, v, v": (1, 19, "stands twice"),
    "def rule(w, g):\n return w - g / t": (2, 17, "to use the number of the step, write t into the signature"),
    "def rule(w, g):\n return w - k*g": (2, 13, "write in the signature: k: NonNegative = 0.5"),
    "def rule(w, g):\n v = g": (2, 7, "a function ends in a line such as return w - lr * g"),
    "def rule(w, g):\n return w - g\nv = 2": (3, 1, "nothing comes after return"),
}  # fmt: skip
HOSTILE = {
    "import os": (1, 1, "“import” is not part of a rule"),
    "while(1): pass": (1, 1, "“while” is not part of a rule"),
    "w = __import__('os')": (1, 5, "“__import__” is not a function here"),
    "w = constructor.constructor(g)": (1, 16, "“.” is not expected here"),
    "w = g.constructor": (1, 6, "“.” is not expected here"),
    "w = np.constructor(g)": (1, 8, "“constructor” is not a function here"),
    "w = np.__proto__": (1, 8, "“__proto__” is not a function here"),
    "__proto__ = g\nw = g": (1, 1, "“__proto__” cannot be a name"),
    "w = w - __proto__": (1, 9, "cannot be a name in a rule"),
    "w = toString": (1, 5, "“toString” has no value here"),
    "w = w - this": (1, 9, "“this” has no value here"),
    "w = w - bias_corrected": (1, 9, "“bias_corrected” is a function; call it"),
    "bias_corrected = g\nw = g": (1, 1, "“bias_corrected” is a function"),
    "w = w - np.bias_corrected(g, beta1, t)": (1, 12, "“bias_corrected” is not NumPy's"),
    "w = w - bias_corrected(g)": (1, 9, "takes 3 numbers, got 1"),
    "np = g\nw = g": (1, 1, "“np” cannot be a name"),
    "w = w - row_sum(g)": (1, 9, "“row_sum” is not a function here"),
    "w = w - lr*\u0433": (1, 12, "(U+0433) is not allowed; a name is made of the letters a to z"),
    "w = \uff47": (1, 5, "(U+FF47) is not allowed"),
    "w = g\u0000": (1, 6, "(U+0000) is not allowed"),
    "w = `${g}`": (1, 5, "“`” is not allowed"),
    'w = "g"': (1, 5, "is not allowed"),
    "w = g[0]": (1, 6, "write ( ) as brackets"),
    "w = (lambda: g)()": (1, 6, "“lambda” cannot be a name in a rule"),
    "w = 9**9**9**9 * g": (1, 9, "this works out to"),
    "w = 2**10000 * g": (1, 6, "this works out to"),
    "w = -" + "9" * 400: (1, 6, "is too large"),
    DEEP: (1, 35, "this is too deep"),
    "w = " + "-" * 300 + "g": (1, 35, "this is too deep"),
    "w = g" + " + g" * 450: (1, 803, "this is too long"),
    "\n".join(f"a{i} = g" for i in range(60)): (41, 1, "a rule has at most 40 lines"),
    "\n".join(f"a{i} = a{i} + g" for i in range(9)): (9, 6, "at most 8 slots"),
    "\n".join(f"a{i}: Positive = 1" for i in range(9)): (9, 1, "at most 8 hyperparameters"),
    "a" * 31 + " = g": (1, 1, "a name has at most 30 characters"),
    "x" * 1_000_000: (1, 2001, "a rule has at most 2,000 characters"),
    "\n" * 2_001: (2001, 1, "a rule has at most 2,000 characters"),
}


@pytest.mark.parametrize("table", [MISTAKES, HOSTILE], ids=["mistakes", "hostile"])
def test_mistakes_are_pointed_at(ask: Ask, table: dict[str, tuple[int, int, str]]) -> None:
    for (text, (line, column, words)), told in zip(table.items(), ask("tell", list(table)), strict=True):
        assert "message" in told, f"{text:.60} was taken for a rule: {told}"
        assert (told["line"], told["column"]) == (line, column), (text[:60], told)
        assert words in told["message"], text[:60]
        assert len(told["message"]) < 300


def test_the_panel_takes_nothing_that_the_library_would_not(ask: Ask) -> None:
    """Each name and function that the subset refuses is refused here too."""
    texts = [f"w = w - {name}" for name in ("let", "void", "_x", "row_max", "np", "lambda")]
    for text, told in zip(texts, ask("tell", texts), strict=True):
        assert "message" in told, text
        with pytest.raises((DeclarationError, SyntaxError)):
            expression(text.removeprefix("w = "), ["w"], "test")
