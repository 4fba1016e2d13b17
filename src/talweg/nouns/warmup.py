"""The warm-up: written once, and put in front of every schedule."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from talweg.errors import DeclarationError
from talweg.formula import Count, Formula, Steps, declare, written
from talweg.formula.subset import names_in


def clock(t: Any, *, total: Count, warmup: Steps = 0) -> Any:
    """What a schedule is told of the time, from t, the steps taken, and total, the steps there are.

    warm is the share of the schedule's own value: (t + 1) / (warmup + 1), so 1 / (warmup + 1) at t = 0 and 1 from
    t = warmup on. t restarts there: 0 until then, total - warmup at the end. progress is 0 at t = warmup and 1 at
    t = total, one past the last step, and stays there.

    Source: Goyal et al., "Accurate, large minibatch SGD", 2017, arXiv:1706.02677 (gradual warm-up).
    """
    warm = np.minimum(1, (t + 1) / (warmup + 1))
    t = np.maximum(t - warmup, 0)
    progress = np.minimum(1, t / (total - warmup))
    return warm, t, progress


_CLOCK = declare(clock, noun="schedule")
TOLD = ("t", "progress")
"""What a schedule may ask for as an argument."""
WIDTH = 90
"""A signature longer than this is set one parameter a line."""


def with_warmup(own: Formula) -> Formula:
    """The schedule `own`, which counts from the end of the warm-up, as a formula of all steps, warm-up included.

    It gains the hyperparameter warmup and, where it asks for its progress, total, if it does not name them itself.
    Raises DeclarationError.
    """
    name = own.name
    if not set(own.arguments) <= set(TOLD) or len(own.results) != 1:
        raise DeclarationError(f"{name}: a schedule takes t, progress, both or neither, and returns one value")
    if told := [each for each in TOLD if each in own.hyper]:
        raise DeclarationError(f"{name}: {told[0]} is what a schedule is told; take it as an argument, before the *")
    trees = (*(each.value for each in own.assignments), *own.results)
    used = {*(each.name for each in own.assignments), *own.hyper}.union(*map(names_in, trees))
    warm, rate = (_free(word, used) for word in ("warm", "rate"))
    needed = {"warm"} | used & set(own.arguments)
    if "progress" in needed:
        needed.add("t")
    front = [
        f"{warm if each.name == 'warm' else each.name} = {ast.unparse(each.value)}"
        for each in _CLOCK.assignments
        if each.name in needed
    ]
    body = own.body.splitlines()
    last = ast.parse(own.body).body[-1].lineno - 1
    body[last] = body[last].replace("return", f"{rate} =", 1)
    lines = [repr(own.doc), *front, *body, f"return {warm} * {rate}"]
    text = "\n".join([_signature(own, "progress" in needed), *(f"    {line}" for line in lines)])
    namespace = {**own.function.__globals__, "np": np, "Count": Count, "Steps": Steps}
    return replace(written(text, name, namespace, "schedule", own.label), path=own.path)


def _free(word: str, used: Collection[str]) -> str:
    """`word`, or one like it, that the schedule does not use itself."""
    while word in used:
        word += "_"
    return word


def _signature(own: Formula, timed: bool) -> str:
    """`def name(t, *, ...):` with the hyperparameters that the clock adds after the first of the schedule's own."""
    tree = ast.parse(own.listing).body[0]
    assert isinstance(tree, ast.FunctionDef)
    given = [_parameter(*each) for each in zip(tree.args.kwonlyargs, tree.args.kw_defaults, strict=True)]
    added = ["total: Count"] if timed and "total" not in own.hyper else []
    added += [] if "warmup" in own.hyper else ["warmup: Steps = 0"]
    parameters = ["t", "*", *given[:1], *added, *given[1:]]
    if sum(map(len, parameters)) < WIDTH:
        return f"def {own.name}({', '.join(parameters)}):"
    return "\n".join([f"def {own.name}(", *(f"    {parameter}," for parameter in parameters), "):"])


def _parameter(name: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(name) + (f" = {ast.unparse(default)}" if default else "")
