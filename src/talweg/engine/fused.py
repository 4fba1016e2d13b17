"""The fused reader: one pass over the elements, compiled by Numba, in parallel where the array is large.

A kernel's source is printed from the formula and compiled under the formula file's own name, so Numba keeps the
machine code on disk beside it (or in the user's cache) and a second process loads it. The kernel's name carries a
digest of its source: a stale kernel can never be mistaken for a new one. Names with an underscore in front are the
kernel's own; a formula has none.
"""

from __future__ import annotations

import ast
import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.rows import Lowered, lower

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
PARALLEL_FROM = 1 << 15  # elements; below, starting the threads costs more than they save

# Numba's portable threading layer must not be entered by two Python threads at once.
_one_at_a_time = threading.Lock()

Kernel = Callable[..., Any]


def step(formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step in place: `arrays` are w, g and the state slots, flat, of one float dtype."""
    w = arrays[0]
    parallel = w.size >= PARALLEL_FROM
    clock = (t,) if "t" in formula.arguments else ()
    _call(_step_kernel(formula, w.dtype, parallel), parallel, *arrays, *clock, *hyper.values())


def pointwise(
    formula: Formula,
    arguments: Sequence[NDArray[Any]],
    gradient: NDArray[Any],
    scale: float,
    hyper: Mapping[str, float],
) -> float:
    """The sum of a loss over flat arrays; fills `gradient` with scale times each element's gradient."""
    parallel = gradient.size >= PARALLEL_FROM
    kernel = _pointwise_kernel(formula, gradient.dtype, parallel)
    return float(_call(kernel, parallel, *arguments, gradient, scale, *hyper.values()))


def rowwise(
    formula: Formula, z: NDArray[Any], y: NDArray[Any], gradient: NDArray[Any], scale: float, hyper: Mapping[str, float]
) -> float:
    """The sum of a row loss over the rows of z; fills `gradient` with scale times each row's gradient.

    `y` is a matrix like z, or a vector of class indices that stands for its one-hot rows.
    """
    parallel = gradient.size >= PARALLEL_FROM
    kernel = _rowwise_kernel(formula, gradient.dtype, y.ndim == 1, parallel)
    return float(_call(kernel, parallel, z, y, gradient, scale, *hyper.values()))


def all_finite(x: NDArray[Any]) -> bool:
    """Whether no entry of the flat array is NaN or infinite."""
    parallel = x.size >= PARALLEL_FROM
    return bool(_call(_finite_kernel(parallel), parallel, x))


def _call(kernel: Kernel, parallel: bool, *arguments: Any) -> Any:
    if not parallel:
        return kernel(*arguments)
    with _one_at_a_time:
        return kernel(*arguments)


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], parallel: bool) -> Kernel:
    arrays = [name for name in formula.arguments if name != "t"]
    stored = [name for name in arrays if name != "g"]
    typed = Typed(arrays)
    body = [f"{name} = _{name}[_i]" for name in arrays]
    body += [line for each in formula.assignments for line in typed.assign(each.name, each.value)]
    # All results are known before any is stored: one may be computed from another's old value.
    body += [f"_new_{name} = {typed.inside(result)}" for name, result in zip(stored, formula.results, strict=True)]
    body += [f"_{name}[_i] = _new_{name}" for name in stored]
    clock = ["t"] if "t" in formula.arguments else []
    parameters = [*(f"_{name}" for name in arrays), *clock, *formula.hyper]
    return _compile(formula, parameters, [*typed.before, *_loop("_i", "_w.size", body)], dtype, parallel)


@cache
def _pointwise_kernel(formula: Formula, dtype: np.dtype[Any], parallel: bool) -> Kernel:
    typed = Typed(formula.arguments)
    body = [f"{name} = _{name}[_i]" for name in formula.arguments]
    body += [line for each in formula.assignments for line in typed.assign(each.name, each.value)]
    value, slope = (typed.inside(result) for result in formula.results)
    body += [f"_total += {value}", f"_gradient[_i] = _T(_scale) * {slope}"]
    lines = ["_total = 0.0", *typed.before, *_loop("_i", "_gradient.size", body), "return _total"]
    parameters = [*(f"_{name}" for name in formula.arguments), "_gradient", "_scale", *formula.hyper]
    return _compile(formula, parameters, lines, dtype, parallel)


@cache
def _rowwise_kernel(formula: Formula, dtype: np.dtype[Any], labels: bool, parallel: bool) -> Kernel:
    form = lower(formula)
    first, second = formula.arguments
    stored = [loop.name for loop in form.loops if loop.kind == "store"]
    reads = {name: f"_{name}[_i, _k]" for name in formula.arguments}
    if labels:
        reads[second] = f"(_T(1) if _k == _{second}[_i] else _T(0))"
    reads |= {name: f"_stored[{position}, _k]" for position, name in enumerate(stored)}
    typed = Typed(form.vectors, lambda name: reads.get(name, name))
    body = _row_body(form, typed)
    value, slope = (typed.inside(result) for result in form.results)
    body += [f"_total += {value}", *_loop("_k", "_n", [f"_gradient[_i, _k] = _T(_scale) * {slope}"], "range")]
    # A block of rows shares one buffer, so a thread allocates once and not once a row.
    block = [f"_stored = np.empty(({max(len(stored), 1)}, _n), _gradient.dtype)"]
    block += _loop("_i", "_block * _rows // _blocks, (_block + 1) * _rows // _blocks", body, "range")
    lines = ["_rows, _n = _gradient.shape", "_total = 0.0", f"_blocks = {'min(_rows, 64)' if parallel else '1'}"]
    lines += [*typed.before, *_loop("_block", "_blocks", block), "return _total"]
    parameters = [f"_{first}", f"_{second}", "_gradient", "_scale", *formula.hyper]
    return _compile(formula, parameters, lines, dtype, parallel)


def _row_body(form: Lowered, typed: Typed) -> list[str]:
    lines: list[str] = []
    for loop in form.loops:
        if loop.kind == "scalar":
            lines += typed.assign(loop.name, loop.value)
            continue
        value = typed.inside(loop.value)
        typed.vary(loop.name)  # from row to row
        match loop.kind:
            case "store":
                target = typed.inside(ast.Name(loop.name, ast.Load()))
                lines += _loop("_k", "_n", [f"{target} = {value}"], "range")
            case "row_sum":
                lines += ["_sum = 0.0", *_loop("_k", "_n", [f"_sum += {value}"], "range")]
                lines += [f"{loop.name} = _T(_sum)"]
            case "row_max":
                lines += [f"{loop.name} = _T(-np.inf)"]
                lines += _loop("_k", "_n", [f"{loop.name} = max({loop.name}, {value})"], "range")
    return lines


@cache
def _finite_kernel(parallel: bool) -> Kernel:
    import numba

    # x * 0 is 0 for a finite x and NaN for all else; `reassoc` lets the sum run in SIMD lanes.
    @numba.njit(parallel=parallel, cache=True, fastmath={"reassoc"})
    def finite(x: NDArray[Any]) -> bool:
        total = x.dtype.type(0)
        for i in numba.prange(x.size):
            total += x[i] * x.dtype.type(0)
        return bool(total == 0)

    return finite


def _loop(index: str, bounds: str, body: list[str], over: str = "prange") -> list[str]:
    return [f"for {index} in {over}({bounds}):", *(f"    {line}" for line in body)]


def _compile(formula: Formula, parameters: list[str], lines: list[str], dtype: np.dtype[Any], parallel: bool) -> Kernel:
    import numba

    text = "\n".join(f"    {line}" for line in lines)
    digest = hashlib.sha256(f"{parameters}{text}{dtype}{parallel}{numba.__version__}".encode()).hexdigest()[:12]
    name = f"{formula.name}_{digest}"
    namespace: dict[str, Any] = {
        "np": np,
        "prange": numba.prange,
        "_T": dtype.type,
        "__name__": formula.function.__module__,
    }
    exec(compile(f"def {name}({', '.join(parameters)}):\n{text}\n", formula.path, "exec"), namespace)
    options: dict[str, Any] = {"parallel": parallel, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        return numba.njit(cache=True, **options)(namespace[name])  # type: ignore[no-any-return]
    except RuntimeError:  # the formula has no file of its own (typed at a prompt): nowhere to keep the machine code
        return numba.njit(**options)(namespace[name])  # type: ignore[no-any-return]
