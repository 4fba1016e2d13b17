"""The fused reader: one pass over the elements, compiled by Numba, by several threads where the array is large.

A kernel's source is printed from the formula. Before it changes anything it looks at all of the gradient.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, threads, turns
from talweg.engine.kernels import Kernel, compile_kernel, compiled, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
GRAIN = 1 << 18  # elements; less than that is not worth a thread of its own
HEADROOM = 1024.0
"""How many times larger a gradient may become, in a step, before its square overflows."""

_CALM = {dtype: float(np.finfo(dtype).max) / HEADROOM**2 for dtype in DTYPES}


def fits(arrays: Sequence[NDArray[Any]]) -> bool:
    """Whether `step` can take `arrays` (w, g and the state slots): of one shape and dtype, and all but g writable.

    Slots may be in bfloat16, the first of them or none.
    """
    w, g = arrays[0], arrays[1]
    dtype, shape = w.dtype, w.shape
    if dtype not in DTYPES:
        return False
    for array in arrays:
        flags = array.flags
        if array.shape != shape or not flags.c_contiguous:
            return False
        if array.dtype != dtype and (array is g or array.dtype != bfloat16.KEPT or not short(arrays)):
            return False
        if not flags.writeable and (array is w or array is not g):
            return False
    return True


def step(formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float], first: int = 0) -> None:
    """One optimizer step in place: `arrays` are w, g and the state slots, as `fits` wants them.

    `first` is how many elements of a nest are before these: how a slot in bfloat16 is rounded depends on it.
    """
    _run(formula, arrays, t, hyper, first, looked=True)


def step_if_calm(formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float]) -> bool:
    """The same where the gradient is `calm`; else nothing is changed. Whether it was."""
    return _run(formula, arrays, t, hyper, 0, looked=False)


def _run(
    formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float], first: int, looked: bool
) -> bool:
    w, kept = arrays[0], short(arrays)
    if w.ndim != 1:
        arrays = [array.reshape(-1) for array in arrays]
    kernel, turn = _step_kernel(formula, w.dtype, kept), turns.left(w.size, looked)
    rounding = (t, first) if kept else ()
    given = (*arrays, turn, *rounding, *(float(t) for _ in clock(formula)), *numbers(formula, hyper))
    if w.size < GRAIN:
        return bool(kernel(*given))
    return bool(threads.together(partial(kernel, *given), w.size // GRAIN))


def short(arrays: Sequence[NDArray[Any]]) -> tuple[int, ...]:
    """The places in a row of the slots in bfloat16."""
    if len(arrays) < 3 or arrays[2].dtype != bfloat16.KEPT:
        return ()
    return tuple(place for place, array in enumerate(arrays) if array.dtype == bfloat16.KEPT)


def numbers(formula: Formula, hyper: Mapping[str, float]) -> Iterable[float]:
    """The hyperparameters as floats: kernels know no whole numbers, which overflow where NumPy's floats do not."""
    return map(float, hyper.values()) if formula.integers else hyper.values()


def all_finite(x: NDArray[Any]) -> bool:
    """Whether no entry of `x` is NaN or infinite."""
    if x.dtype not in DTYPES or not x.flags.c_contiguous:
        return bool(np.isfinite(x).all())
    flat = x if x.ndim == 1 else x.reshape(-1)
    return everywhere(_finite_kernel(), flat)


def calm(x: NDArray[Any]) -> bool:
    """Whether every entry of `x` is finite, and so small that arithmetic with its square stays far from overflow."""
    if x.dtype not in DTYPES or not x.flags.c_contiguous:
        computed = np.dtype(np.float32) if x.dtype == np.float16 else x.dtype
        return bool(np.abs(x).max(initial=0) < np.sqrt(np.finfo(computed).max) / HEADROOM)
    return everywhere(_calm_kernel(), x if x.ndim == 1 else x.reshape(-1))


def squares(x: NDArray[Any]) -> float:
    """The sum of the squares of the entries, in float64: NaN or inf where an entry, or a square, is none."""
    if x.dtype not in DTYPES or not x.flags.c_contiguous:
        return float(np.sum(np.square(x, dtype=np.float64)))
    flat, kernel = (x if x.ndim == 1 else x.reshape(-1)), _squares_kernel()
    if flat.size < 2 * GRAIN:
        return float(kernel(flat))
    pieces = threads.blocks(flat.size, GRAIN)  # however many threads there are: the sum never changes
    return math.fsum(threads.spread(lambda piece: kernel(flat[slice(*piece)]), pieces, threads.count()))


def is_calm(total: float, dtype: np.dtype[Any]) -> bool:
    """Whether entries whose squares come to `total` are calm, as by `calm`."""
    return total < _CALM[dtype]


def everywhere(holds: Kernel, x: NDArray[Any], *arguments: Any) -> bool:
    """Whether the kernel `holds` says yes to every part of the flat array."""
    if x.size < 2 * GRAIN:
        return bool(holds(x, *arguments))
    pieces = threads.parts(x.size, GRAIN)
    return all(threads.spread(lambda piece: holds(x[slice(*piece)], *arguments), pieces, len(pieces)))


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], kept: tuple[int, ...]) -> Kernel:
    arrays, before, body = element(formula, kept)
    whole = [f"__all_{place}__" for place in range(len(arrays))]
    cut = [f"{part} = {each}[__begin__:__end__]" for part, each in zip(arrays, whole, strict=True)]
    cut += ["__first__ = __before__ + __begin__"] if kept else []
    look = ["if not __calm__(__all_1__[__begin__:__end__]):", f"    __add__(__turn__, {turns.REFUSED}, 1)"]
    lines = [*before, "__size__ = __all_0__.size", *turns.over(turns.FIRST, turns.BLOCK, look)]
    lines += [f"if __add__(__turn__, {turns.REFUSED}, 0):", "    return False"]
    lines += turns.over(turns.SECOND, turns.BLOCK, [*cut, *loop_over("__i__", "__end__ - __begin__", body)])
    rounding = ["__step__", "__before__"] if kept else []
    parameters = [*whole, "__turn__", *rounding, *clock(formula), *formula.hyper]
    calls = {"__calm__": _calm_kernel(), "__add__": turns.add(), **(bfloat16.kernels() if kept else {})}
    return compile_kernel(formula, parameters, [*lines, "return True"], dtype, calls=calls)


def element(formula: Formula, kept: tuple[int, ...] = ()) -> tuple[list[str], list[str], list[str]]:
    """A step as a loop over elements, `__i__`: the names of its arrays, the lines before the loop, the lines in it.

    `kept` are the places of the slots in bfloat16; then the lines ask for the number `__step__`, and for `__first__`,
    the elements before these.
    """
    arrays = [name for name in formula.arguments if name != "t"]
    stored = [name for name in arrays if name != "g"]
    typed = Typed(arrays)
    form = formula.straight
    read = [f"__array_{place}__[__i__]" for place in range(len(arrays))]
    for place in kept:
        read[place] = f"__T__(__wide__({read[place]}))"
        typed.before.append(f"__key_{place}__ = __key__(__step__, {place})")
    body = [f"{name} = {value}" for name, value in zip(arrays, read, strict=True)]
    body += [line for each in form.lines for line in typed.assign(each.name, each.value)]
    # All results are known before any is stored: one may be computed from another's old value.
    body += [f"__new_{place}__ = {typed.inside(result)}" for place, result in enumerate(form.results)]
    for number, name in enumerate(stored):
        place, value = arrays.index(name), f"__new_{number}__"
        value = f"__short__({value}, {place}, __key_{place}__, __first__, __i__)" if place in kept else value
        body.append(f"__array_{place}__[__i__] = {value}")
    return [f"__array_{place}__" for place in range(len(arrays))], typed.before, body


def clock(formula: Formula) -> list[str]:
    """The name of the number of the step, where the formula takes it."""
    return ["t"] if "t" in formula.arguments else []


@cache
def _finite_kernel() -> Kernel:
    # x * 0 is 0 for a finite x and NaN for all else; `reassoc` lets the sum run in SIMD lanes.
    def finite(x: NDArray[Any]) -> bool:
        zero = x.dtype.type(0)
        total = zero
        for i in range(x.size):
            total += x[i] * zero
        return bool(total == zero)

    return compiled(finite, fastmath={"reassoc"})


@cache
def _calm_kernel() -> Kernel:
    # One sum finds NaN, infinity and squares that overflow, for the price of looking at every entry once.
    def square_sum_is_finite(x: NDArray[Any]) -> bool:
        total, headroom = x.dtype.type(0), x.dtype.type(HEADROOM)
        for i in range(x.size):
            scaled = x[i] * headroom
            total += scaled * scaled
        return bool(total < np.inf)

    return compiled(square_sum_is_finite, fastmath={"reassoc"})


@cache
def _squares_kernel() -> Kernel:
    def squares(x: NDArray[Any]) -> float:
        total = 0.0
        for i in range(x.size):
            each = np.float64(x[i])
            total += each * each
        return total

    return compiled(squares, fastmath={"reassoc", "contract"})
