"""A pipeline's usual work and its step as one formula, which the fused reader takes in one pass over each array.

What is composed is what works on every entry alone: the factor by which a long gradient is shortened, the decay of the
weights, the rule, the average of the weights. It is written as any formula is, so no kernel knows of pipelines.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from talweg.formula import Formula, Hyperparameter, Range
from talweg.formula.declaration import Assignment
from talweg.training.pipeline.transforms import Average, ClipNorm, Decay, Transform

SHORTENED, KEPT, FADED = "__shortened__", "__kept__", "__faded__"
"""The numbers of a step: the factor of the gradient, that of the weights, and what the average keeps of itself."""
NUMBERS: Mapping[type[Transform], str] = {ClipNorm: SHORTENED, Decay: KEPT, Average: FADED}
"""The number by which each of them works; where it is 1, nothing is done."""
AVERAGE = "average"


@cache
def composed(formula: Formula, kinds: frozenset[type[Transform]]) -> Formula | None:
    """The one formula of a rule's and transforms of these kinds around it, whatever their numbers, so that all such
    pipelines share a kernel; None where one of them does not work entry by entry."""
    if formula.whole or AVERAGE in formula.arguments or not kinds <= NUMBERS.keys():
        return None
    before = {ClipNorm: ("g", f"g * {SHORTENED}"), Decay: ("w", f"w * {KEPT}")}
    lines = [_line(*before[kind]) for kind in before if kind in kinds] + list(formula.assignments)
    results, arguments = list(formula.results), list(formula.arguments)
    if Average in kinds:
        lines.append(Assignment("__moved__", results[0], 0))
        results[0] = _read("__moved__")
        results.append(_read(f"{FADED} * {AVERAGE} + (1 - {FADED}) * __moved__"))
        arguments.append(AVERAGE)
    numbers = {name: Hyperparameter(name, None, Range()) for name in NUMBERS.values()}
    made = replace(
        formula,
        arguments=tuple(arguments),
        hyper={**formula.hyper, **numbers},
        assignments=tuple(lines),
        results=tuple(results),
    )
    return replace(made, function=_function(made))


def _function(formula: Formula) -> Callable[..., Any]:
    """The composed lines as a function, for the readers that call one; what they call is written out in them."""
    form = formula.straight
    lines = [f"{line.name} = {ast.unparse(line.value)}" for line in form.lines]
    lines.append(f"return {', '.join(map(ast.unparse, form.results))}")
    parameters = ", ".join([*formula.arguments, "*", *formula.hyper])
    scope: dict[str, Any] = {"np": np, "__name__": formula.function.__module__}
    exec("\n    ".join([f"def composed({parameters}):", *lines]), scope)  # trees that have passed the whitelist
    found: Callable[..., Any] = scope["composed"]
    return found


def _line(name: str, text: str) -> Assignment:
    return Assignment(name, _read(text), 0)


def _read(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
