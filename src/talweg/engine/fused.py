"""The fused reader: one pass over the elements, compiled by Numba, in parallel where the array is large.

A kernel's source is printed from the formula and compiled under the formula file's own name, so Numba keeps the
machine code on disk beside it (or in the user's cache) and a second process loads it. The kernel's name carries a
digest of its source: a stale kernel can never be mistaken for a new one.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine.typed import Typed
from talweg.formula import Formula

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
PARALLEL_FROM = 1 << 15  # elements; below, starting the threads costs more than they save

# Numba's portable threading layer must not be entered by two Python threads at once.
_one_at_a_time = threading.Lock()

Kernel = Callable[..., Any]


def fits(arrays: Sequence[NDArray[Any]]) -> bool:
    """Whether `step` can take `arrays` (w, g and the state slots): of one shape and dtype, and all but g writable."""
    w, g = arrays[0], arrays[1]
    dtype, shape = w.dtype, w.shape
    if dtype not in DTYPES:
        return False
    for array in arrays:
        flags = array.flags
        if array.shape != shape or array.dtype != dtype or not flags.c_contiguous:
            return False
        if not flags.writeable and (array is w or array is not g):
            return False
    return True


def step(formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step in place: `arrays` are w, g and the state slots, as `fits` wants them."""
    w = arrays[0]
    if w.ndim != 1:
        arrays = [array.reshape(-1) for array in arrays]
    parallel = w.size >= PARALLEL_FROM
    clock = (float(t),) if "t" in formula.arguments else ()
    call(_step_kernel(formula, w.dtype, parallel), parallel, *arrays, *clock, *numbers(formula, hyper))


def numbers(formula: Formula, hyper: Mapping[str, float]) -> Iterable[float]:
    """The hyperparameters as floats: kernels know no whole numbers, which overflow where NumPy's floats do not."""
    return map(float, hyper.values()) if formula.integers else hyper.values()


def all_finite(x: NDArray[Any]) -> bool:
    """Whether no entry of `x` is NaN or infinite."""
    if x.dtype not in DTYPES or not x.flags.c_contiguous:
        return bool(np.isfinite(x).all())
    parallel = x.size >= PARALLEL_FROM
    return bool(call(_finite_kernel(parallel), parallel, x if x.ndim == 1 else x.reshape(-1)))


def call(kernel: Kernel, parallel: bool, *arguments: Any) -> Any:
    """Run a kernel; a parallel one alone."""
    if not parallel:
        return kernel(*arguments)
    with _one_at_a_time:
        return kernel(*arguments)


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], parallel: bool) -> Kernel:
    arrays = [name for name in formula.arguments if name != "t"]
    stored = [name for name in arrays if name != "g"]
    typed = Typed(arrays)
    form = formula.straight
    body = [f"{name} = __array_{place}__[__i__]" for place, name in enumerate(arrays)]
    body += [line for each in form.lines for line in typed.assign(each.name, each.value)]
    # All results are known before any is stored: one may be computed from another's old value.
    body += [f"__new_{place}__ = {typed.inside(result)}" for place, result in enumerate(form.results)]
    body += [f"__array_{arrays.index(name)}__[__i__] = __new_{place}__" for place, name in enumerate(stored)]
    clock = ["t"] if "t" in formula.arguments else []
    parameters = [*(f"__array_{place}__" for place in range(len(arrays))), *clock, *formula.hyper]
    lines = [*typed.before, *loop_over("__i__", "__array_0__.size", body)]
    return compile_kernel(formula, parameters, lines, dtype, parallel)


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


def loop_over(index: str, bounds: str, body: list[str], over: str = "__prange__") -> list[str]:
    """The lines of a loop."""
    return [f"for {index} in {over}({bounds}):", *(f"    {line}" for line in body)]


def compile_kernel(
    formula: Formula, parameters: list[str], lines: list[str], dtype: np.dtype[Any], parallel: bool
) -> Kernel:
    """A function of these parameters and lines, kept on disk beside the formula's file."""
    import numba

    text = "\n".join(f"    {line}" for line in lines)
    digest = hashlib.sha256(f"{parameters}{text}{dtype}{parallel}{numba.__version__}".encode()).hexdigest()[:12]
    name = f"{formula.name[:40]}_{digest}"
    namespace: dict[str, Any] = {
        "__np__": np,
        "__prange__": numba.prange,
        "__range__": range,
        "__max__": max,
        "__min__": min,
        "__T__": dtype.type,
        "__name__": formula.function.__module__,
    }
    exec(compile(f"def {name}({', '.join(parameters)}):\n{text}\n", formula.path, "exec"), namespace)
    options: dict[str, Any] = {"parallel": parallel, "error_model": "numpy", "fastmath": {"contract"}}
    try:
        return numba.njit(cache=True, **options)(namespace[name])  # type: ignore[no-any-return]
    except RuntimeError:  # the formula has no file of its own (typed at a prompt): nowhere to keep the machine code
        return numba.njit(**options)(namespace[name])  # type: ignore[no-any-return]
