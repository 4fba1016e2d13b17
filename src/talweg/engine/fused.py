"""The fused reader: one pass over the elements, compiled by Numba, by several threads where the array is large.

A kernel's source is printed from the formula and compiled under the formula file's own name, so Numba keeps the
machine code on disk beside it (or in the user's cache) and a second process loads it. The kernel's name carries a
digest of its source: a stale kernel can never be mistaken for a new one.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, threads
from talweg.engine.elementary import elementary
from talweg.engine.typed import Typed
from talweg.formula import Formula

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
GRAIN = 1 << 20  # elements; less than that is not worth a thread of its own
HEADROOM = 1024.0
"""How many times larger a gradient may become, in a step, before its square overflows."""

_CALM = {dtype: float(np.finfo(dtype).max) / HEADROOM**2 for dtype in DTYPES}

Kernel = Callable[..., Any]


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
    w, kept = arrays[0], short(arrays)
    if w.ndim != 1:
        arrays = [array.reshape(-1) for array in arrays]
    kernel = _step_kernel(formula, w.dtype, kept)
    rest = (*(float(t) for _ in clock(formula)), *numbers(formula, hyper))

    def take(piece: tuple[int, int]) -> None:
        rounding = (t, first + piece[0]) if kept else ()
        kernel(*(array[slice(*piece)] for array in arrays), *rounding, *rest)

    if w.size < 2 * GRAIN:
        kernel(*arrays, *((t, first) if kept else ()), *rest)
        return
    pieces = threads.parts(w.size, GRAIN)
    threads.spread(take, pieces, len(pieces))


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
    lines = [*before, *loop_over("__i__", "__array_0__.size", body)]
    rounding = ["__step__", "__first__"] if kept else []
    parameters = [*arrays, *rounding, *clock(formula), *formula.hyper]
    return compile_kernel(formula, parameters, lines, dtype, calls=bfloat16.kernels() if kept else {})


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


def loop_over(index: str, bounds: str, body: list[str]) -> list[str]:
    """The lines of a loop."""
    return [f"for {index} in __range__({bounds}):", *(f"    {line}" for line in body)]


def compile_kernel(
    formula: Formula, parameters: list[str], lines: list[str], dtype: np.dtype[Any], contract: bool = True,
    calls: Mapping[str, Callable[..., Any]] = MappingProxyType({}), wide: bool = False,
) -> Kernel:  # fmt: skip
    """A function of these parameters and lines, kept on disk beside the formula's file.

    With `contract` a product and a sum may be rounded once, together; without, each as NumPy does. `calls` are
    compiled functions of ours by the names that the lines call them by, beside those of `elementary.py`. `wide` is for
    kernels that compute more than they read: they get the widest SIMD lanes.
    """
    import numba

    text = "\n".join(f"    {line}" for line in [*(["__lanes__()"] if wide else []), *lines])
    known = {f"__{name}__": function for name, function in elementary(dtype).items()} | dict(calls)
    used = {name: function for name, function in known.items() if f"{name}(" in text}
    own = [_written(function.py_func.__code__.co_filename) for function in used.values()]
    digest = hashlib.sha256(f"{parameters}{text}{dtype}{contract}{own}{numba.__version__}".encode()).hexdigest()[:12]
    name = f"{formula.name[:40]}_{digest}"
    namespace: dict[str, Any] = {
        "__np__": np,
        "__range__": range,
        "__min__": min,
        "__int__": int,
        "__T__": dtype.type,
        "__lanes__": _lanes(),
        "__name__": formula.function.__module__,
        **used,
    }
    exec(compile(f"def {name}({', '.join(parameters)}):\n{text}\n", formula.path, "exec"), namespace)
    return compiled(namespace[name], error_model="numpy", fastmath={"contract"} if contract else False)


@cache
def _lanes() -> Any:
    """What a kernel calls to be given lanes as wide as the machine has; by itself LLVM leaves half of some unused."""
    from numba import types
    from numba.extending import intrinsic

    @intrinsic
    def wide(_: Any) -> Any:
        def mark(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
            with suppress(TypeError):  # llvmlite has no word for it, and takes it as it is printed
                set.add(builder.function.attributes, '"prefer-vector-width"="512"')
            return context.get_dummy_value()

        return types.void(), mark

    return wide


@cache
def _written(path: str) -> str:
    """A digest of the file `path`: what was compiled from another is not what it says now."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def compiled(function: Callable[..., Any], **options: Any) -> Kernel:
    """`function` compiled when it is first called, without the interpreter's lock; kept on disk where that can be."""
    import numba

    try:
        kernel = numba.njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:  # neither its own folder (typed at a prompt, or read-only) nor the user's can keep anything
        return numba.njit(nogil=True, **options)(function)  # type: ignore[no-any-return]
    kernel._cache = _Kept(kernel._cache)
    return kernel  # type: ignore[no-any-return]


class _Kept:
    """Numba's cache of one kernel, which a full or damaged disk leaves empty and makes no error of."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def load_overload(self, *arguments: Any) -> Any:
        """What was kept, or None."""
        try:
            return self._cache.load_overload(*arguments)
        except Exception:  # whatever a damaged file makes of unpickling
            with suppress(OSError):
                self._cache.flush()  # and begin anew
            return None

    def save_overload(self, *arguments: Any) -> None:
        """Keep what was compiled, if that can be."""
        with suppress(OSError):
            self._cache.save_overload(*arguments)
