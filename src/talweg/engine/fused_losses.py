"""The fused reader of losses: value and gradient of every example in one compiled pass.

Each kernel comes in two forms. Summed, it returns the sum of the values and scales the gradient by one factor.
Weighted, it takes a factor for each example and keeps each value; an example of factor 0 leaves 0, whatever its
prediction.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.fused import PARALLEL_FROM, Kernel, call, compile_kernel, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.rows import Lowered, lower

Array = NDArray[Any]


def total(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, gradient: Array, scale: float,
    hyper: Mapping[str, float],
) -> float:  # fmt: skip
    """The sum of a loss over its examples; fills `gradient` with scale times each example's gradient.

    All arrays are contiguous, of one float dtype. An elementwise loss takes flat arrays, or (n, parts) where it has
    several predictions an example. A row loss takes rows (n, k), and rows or class indices (n,) as the target.
    """
    kernel, parallel = _kernel(formula, rowwise, target, gradient, weighted=False)
    return float(call(kernel, parallel, prediction, target, gradient, scale, *hyper.values()))


def each(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, weights: Array, values: Array, gradient: Array,
    hyper: Mapping[str, float],
) -> None:  # fmt: skip
    """Fills `values` (n,) and `gradient` with every example's own, times its weight; for the arrays see `total`."""
    kernel, parallel = _kernel(formula, rowwise, target, gradient, weighted=True)
    call(kernel, parallel, prediction, target, gradient, weights, values, *hyper.values())


def within(x: Array, low: float, high: float) -> bool:
    """Whether every entry of the flat array lies in [low, high]; NaN does not."""
    parallel = x.size >= PARALLEL_FROM
    return bool(call(_within_kernel(parallel), parallel, x, low, high))


def _kernel(
    formula: Formula, rowwise: bool, target: Array, gradient: Array, weighted: bool
) -> tuple[Kernel, bool]:  # fmt: skip
    parallel = gradient.size >= PARALLEL_FROM
    if rowwise:
        return _rowwise_kernel(formula, gradient.dtype, target.ndim == 1, weighted, parallel), parallel
    return _pointwise_kernel(formula, gradient.dtype, weighted, parallel), parallel


def _parameters(formula: Formula, weighted: bool) -> list[str]:
    factors = ["_weights", "_values"] if weighted else ["_scale"]
    return ["_prediction", "_target", "_gradient", *factors, *formula.hyper]


def _keep(value: str, weighted: bool) -> list[str]:
    """The lines that hand an example's value on."""
    return [f"_values[_i] = {_times(value, weighted)}"] if weighted else [f"_total += {value}"]


def _times(number: str, weighted: bool) -> str:
    return f"(_weights[_i] * {number} if _weights[_i] > 0 else _T(0))" if weighted else f"_T(_scale) * {number}"


@cache
def _pointwise_kernel(formula: Formula, dtype: np.dtype[Any], weighted: bool, parallel: bool) -> Kernel:
    *parts, target = formula.arguments
    places = ["_i"] if len(parts) == 1 else [f"_i, {position}" for position in range(len(parts))]
    typed = Typed(formula.arguments)
    body = [f"{name} = _prediction[{place}]" for name, place in zip(parts, places, strict=True)]
    body += [f"{target} = _target[_i]"]
    body += [line for step in formula.assignments for line in typed.assign(step.name, step.value)]
    value, *slopes = (typed.inside(result) for result in formula.results)
    body += _keep(value, weighted)
    body += [f"_gradient[{place}] = {_times(slope, weighted)}" for place, slope in zip(places, slopes, strict=True)]
    lines = ["_total = 0.0", *typed.before, *loop_over("_i", "_target.size", body), "return _total"]
    return compile_kernel(formula, _parameters(formula, weighted), lines, dtype, parallel)


@cache
def _rowwise_kernel(formula: Formula, dtype: np.dtype[Any], labels: bool, weighted: bool, parallel: bool) -> Kernel:
    form = lower(formula)
    first, second = formula.arguments
    stored = [loop.name for loop in form.loops if loop.kind == "store"]
    reads = {first: "_prediction[_i, _k]", second: "_target[_i, _k]"}
    if labels:
        reads[second] = "(_T(1) if _k == _target[_i] else _T(0))"
    reads |= {name: f"_stored[{position}, _k]" for position, name in enumerate(stored)}
    typed = Typed(form.vectors, lambda name: reads.get(name, name))
    body = _row_body(form, typed)
    value, slope = (typed.inside(result) for result in form.results)
    body += _keep(value, weighted)
    body += loop_over("_k", "_n", [f"_gradient[_i, _k] = {_times(slope, weighted)}"], "range")
    # A block of rows shares one buffer, so a thread allocates once and not once a row.
    block = [f"_stored = np.empty(({max(len(stored), 1)}, _n), _gradient.dtype)"]
    block += loop_over("_i", "_block * _rows // _blocks, (_block + 1) * _rows // _blocks", body, "range")
    lines = ["_rows, _n = _gradient.shape", "_total = 0.0", f"_blocks = {'min(_rows, 64)' if parallel else '1'}"]
    lines += [*typed.before, *loop_over("_block", "_blocks", block), "return _total"]
    return compile_kernel(formula, _parameters(formula, weighted), lines, dtype, parallel)


def _row_body(form: Lowered, typed: Typed) -> list[str]:
    lines: list[str] = []
    for loop in form.loops:
        if loop.kind == "scalar":
            lines += typed.assign(loop.name, loop.value)
            continue
        if loop.kind == "row_size":  # the same in every row
            typed.before.append(f"{loop.name} = _n")
            continue
        value = typed.inside(loop.value)
        typed.vary(loop.name)  # from row to row
        match loop.kind:
            case "store":
                target = typed.inside(ast.Name(loop.name, ast.Load()))
                lines += loop_over("_k", "_n", [f"{target} = {value}"], "range")
            case "row_sum":
                lines += ["_sum = 0.0", *loop_over("_k", "_n", [f"_sum += {value}"], "range")]
                lines += [f"{loop.name} = _T(_sum)"]
            case "row_max":
                lines += [f"{loop.name} = _T(-np.inf)"]
                lines += loop_over("_k", "_n", [f"{loop.name} = max({loop.name}, {value})"], "range")
    return lines


@cache
def _within_kernel(parallel: bool) -> Kernel:
    import numba

    @numba.njit(parallel=parallel, cache=True)
    def inside(x: Array, low: float, high: float) -> bool:
        outside = 0
        for i in numba.prange(x.size):
            outside += not (low <= x[i] <= high)
        return outside == 0

    return inside
