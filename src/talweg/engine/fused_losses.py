"""The fused reader of losses: value and gradient of every example in one compiled pass.

Each kernel comes in two forms. Summed, it returns the sum of the values and scales the gradient by one factor.
Weighted, it takes a factor for each example and keeps each value; an example of factor 0 leaves 0, whatever its
prediction.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import threads
from talweg.engine.fused import Kernel, compile_kernel, compiled, everywhere, loop_over, numbers
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.rows import Lowered, lower

Array = NDArray[Any]
BLOCK = 1 << 16  # entries of the gradient that one kernel takes at a time, and whose sum is rounded on its own


def total(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, gradient: Array, scale: float,
    hyper: Mapping[str, float],
) -> float:  # fmt: skip
    """The sum of a loss over its examples; fills `gradient` with scale times each example's gradient.

    All arrays are contiguous, of one float dtype. An elementwise loss takes flat arrays, or (n, parts) where it has
    several predictions an example. A row loss takes rows (n, k), and rows or class indices (n,) as the target.
    """
    kernel, rest = _kernel(formula, rowwise, target, gradient.dtype, weighted=False), tuple(numbers(formula, hyper))
    return math.fsum(
        _spread(gradient, lambda part: kernel(prediction[part], target[part], gradient[part], scale, *rest))
    )


def each(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, weights: Array, values: Array, gradient: Array,
    hyper: Mapping[str, float],
) -> None:  # fmt: skip
    """Fills `values` (n,) and `gradient` with every example's own, times its weight; for the arrays see `total`."""
    kernel, rest = _kernel(formula, rowwise, target, gradient.dtype, weighted=True), tuple(numbers(formula, hyper))
    _spread(
        gradient,
        lambda part: kernel(prediction[part], target[part], gradient[part], weights[part], values[part], *rest),
    )


def within(x: Array, low: float, high: float) -> bool:
    """Whether every entry of the flat array lies in [low, high]; NaN does not."""
    return everywhere(_within_kernel(), x, low, high)


def _spread(gradient: Array, work: Callable[[slice], Any]) -> list[Any]:
    """`work` on one block of examples after another, by several threads where there are many."""
    examples = len(gradient)
    length = max(1, BLOCK * examples // gradient.size)
    if examples <= length:
        return [work(slice(None))]
    busy = min(threads.count(), gradient.size // BLOCK)
    return threads.spread(lambda piece: work(slice(*piece)), threads.blocks(examples, length), busy)


def _kernel(formula: Formula, rowwise: bool, target: Array, dtype: np.dtype[Any], weighted: bool) -> Kernel:
    if rowwise:
        return _rowwise_kernel(formula, dtype, target.ndim == 1, weighted)
    return _pointwise_kernel(formula, dtype, weighted)


def _parameters(formula: Formula, weighted: bool) -> list[str]:
    factors = ["__weights__", "__values__"] if weighted else ["__scale__"]
    return ["__prediction__", "__target__", "__gradient__", *factors, *formula.hyper]


def _keep(value: str, weighted: bool) -> list[str]:
    """The lines that hand an example's value on."""
    return [f"__values__[__i__] = {_times(value, weighted)}"] if weighted else [f"__total__ += {value}"]


def _times(number: str, weighted: bool) -> str:
    weight = "__weights__[__i__]"
    return f"({weight} * {number} if {weight} > 0 else __T__(0))" if weighted else f"__T__(__scale__) * {number}"


@cache
def _pointwise_kernel(formula: Formula, dtype: np.dtype[Any], weighted: bool) -> Kernel:
    *parts, target = formula.arguments
    places = ["__i__"] if len(parts) == 1 else [f"__i__, {position}" for position in range(len(parts))]
    typed = Typed(formula.arguments)
    body = [f"{name} = __prediction__[{place}]" for name, place in zip(parts, places, strict=True)]
    body += [f"{target} = __target__[__i__]"]
    body += [line for each in formula.straight.lines for line in typed.assign(each.name, each.value)]
    value, *slopes = (typed.inside(result) for result in formula.straight.results)
    body += _keep(value, weighted)
    body += [f"__gradient__[{place}] = {_times(slope, weighted)}" for place, slope in zip(places, slopes, strict=True)]
    lines = ["__total__ = 0.0", *typed.before, *loop_over("__i__", "__target__.size", body), "return __total__"]
    return compile_kernel(formula, _parameters(formula, weighted), lines, dtype)


@cache
def _rowwise_kernel(formula: Formula, dtype: np.dtype[Any], labels: bool, weighted: bool) -> Kernel:
    form = lower(formula)
    first, second = formula.arguments
    stored = [loop.name for loop in form.loops if loop.kind == "store"]
    reads = {first: "__prediction__[__i__, __k__]", second: "__target__[__i__, __k__]"}
    if labels:
        reads[second] = "(__T__(1) if __k__ == __target__[__i__] else __T__(0))"
    reads |= {name: f"__stored__[{position}, __k__]" for position, name in enumerate(stored)}
    typed = Typed(form.vectors, lambda name: reads.get(name, name))
    body = _row_body(form, typed)
    value, slope = (typed.inside(result) for result in form.results)
    body += _keep(value, weighted)
    body += loop_over("__k__", "__n__", [f"__gradient__[__i__, __k__] = {_times(slope, weighted)}"])
    # All rows share one buffer.
    lines = ["__rows__, __n__ = __gradient__.shape", "__total__ = 0.0", *typed.before]
    lines += [f"__stored__ = __np__.empty(({max(len(stored), 1)}, __n__), __gradient__.dtype)"]
    lines += [*loop_over("__i__", "__rows__", body), "return __total__"]
    return compile_kernel(formula, _parameters(formula, weighted), lines, dtype)


def _row_body(form: Lowered, typed: Typed) -> list[str]:
    lines: list[str] = []
    for loop in form.loops:
        if loop.kind == "scalar":
            lines += typed.assign(loop.name, loop.value)
            continue
        if loop.kind == "row_size":  # the same in every row
            typed.before.append(f"{loop.name} = __n__")
            continue
        value = typed.inside(loop.value)
        typed.vary(loop.name)  # from row to row
        match loop.kind:
            case "store":
                target = typed.inside(ast.Name(loop.name, ast.Load()))
                lines += loop_over("__k__", "__n__", [f"{target} = {value}"])
            case "row_sum":
                lines += ["__sum__ = 0.0", *loop_over("__k__", "__n__", [f"__sum__ += {value}"])]
                lines += [f"{loop.name} = __T__(__sum__)"]
            case "row_max":
                lines += [f"{loop.name} = __T__(-__np__.inf)"]
                lines += loop_over("__k__", "__n__", [f"{loop.name} = __max__({loop.name}, {value})"])
    return lines


@cache
def _within_kernel() -> Kernel:
    def inside(x: Array, low: float, high: float) -> bool:
        outside = 0
        for i in range(x.size):
            outside += not (low <= x[i] <= high)
        return outside == 0

    return compiled(inside)
