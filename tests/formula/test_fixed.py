"""Hyperparameters fixed for print: what they make idle goes, everything else stays, and nothing else is worked out."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import talweg as tw
from talweg.errors import RangeError, UnknownNameError
from talweg.formula import NonNegative, latex
from talweg.formula.fixed import fixed
from talweg.losses import LOSSES
from talweg.nouns.noun import Noun
from talweg.nouns.typeset import heads, typeset
from talweg.optimizers import OPTIMIZERS

NOTHING: dict[str, float] = {"a": 0, "b": 1}
NEUTRAL = [
    (noun, name, value)
    for noun in (*OPTIMIZERS.values(), *LOSSES.values())
    if not noun.formula.whole
    for name, each in noun.formula.hyper.items()
    for value in (0.0, 1.0)
    if value in each.range
]


@tw.optimizer
def idle(w, g, m, *, lr: NonNegative = 0.1, a: NonNegative = 0.5, b: NonNegative = 2.0):
    """Every way in which 0 and 1 do nothing. Source: this test, 2026."""
    m = a * w + b * m + 0 * g
    s = g / b + (m - a) ** b - a / g
    p = (a - s) * (1 - a) + (2 - b) * 1
    return w - lr * (a + s * b) - p * a, m


def printed(noun: Noun, values: dict[str, float]) -> list[str]:
    return latex.lines(fixed(noun.formula, values), heads(noun))


def test_what_is_idle_goes_and_what_the_formula_itself_holds_stays() -> None:
    assert printed(idle, NOTHING) == [
        r"m \leftarrow m + 0\,g",
        r"s = g + m",
        r"p = -s + 1",
        r"w \leftarrow w - \text{lr}\,s",
    ]


@pytest.mark.parametrize(
    "noun, gone", [(tw.adagrad, "start"), (tw.rmsprop, "eps_root"), (tw.cross_entropy, "smoothing")]
)
def test_a_paper_s_formula_names_no_knob_that_is_off(noun: Noun, gone: str) -> None:
    word = gone.replace("_", "&#x000A0;")
    assert word in typeset(noun)
    assert word not in typeset(noun, {gone: 0})


@pytest.mark.parametrize("noun, name, value", NEUTRAL, ids=lambda each: getattr(each, "name", str(each)))
def test_it_still_means_the_same(noun: Noun, name: str, value: float) -> None:
    """The trees, worked out in Python: once with the name as it stands, once with it fixed."""
    formula, draw = noun.formula, np.random.default_rng(5)
    known: dict[str, Any] = {each: draw.uniform(0.2, 0.9, 4) for each in formula.arguments} | {"t": 3.0}
    known |= {each.name: 0.4 if each.default is None else each.default for each in formula.hyper.values()} | {
        name: value
    }
    rows = {"row_sum": np.sum, "row_max": np.max, "row_size": np.size}
    functions = {each: called.function for each, called in formula.functions.items()}
    results = []
    for each in (formula, fixed(formula, {name: value})):
        names: dict[str, Any] = {"np": np, **rows, **functions, **known}
        with np.errstate(all="ignore"):
            for line in each.assignments:
                names[line.name] = eval(ast.unparse(ast.fix_missing_locations(line.value)), names)
            results.append([np.asarray(eval(ast.unparse(tree), names), float) for tree in each.results])
    for plain, short in zip(*results, strict=True):
        assert_allclose(short + 0 * plain, plain, rtol=1e-12)


def test_values_are_judged_as_everywhere() -> None:
    with pytest.raises(UnknownNameError, match="begin"):
        fixed(tw.adagrad.formula, {"begin": 0})
    with pytest.raises(RangeError, match="beta"):
        fixed(tw.rmsprop.formula, {"beta": 2})


def test_a_gradient_by_a_row_carries_the_row_s_index() -> None:
    last = latex.lines(tw.kl_divergence.formula, ("L",))[-1]
    assert last.startswith(r"\frac{\partial L}{\partial z_{k}} = ")
    assert latex.lines(tw.mse.formula, ("L",))[-1].startswith(r"\frac{\partial L}{\partial \hat{y}} = ")
