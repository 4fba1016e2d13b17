"""The fused reader: one pass over the elements, compiled by Numba, by several threads where the array is large.

A kernel's source is printed from the formula: here is what it does to an element, and what it asks of arrays. What runs
it over one array or many is `nests.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, plain, threads
from talweg.engine.kernels import Kernel
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.fading import fades

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
BLOCK = 1 << 15  # elements: a block of so many, of each array of a step, stays in a core's own cache
GRAIN = 1 << 20  # bytes of an array; less is not worth a thread of its own
HEADROOM = 1024.0
"""How many times larger a gradient may become, in a step, before its square overflows."""


def takes(x: NDArray[Any]) -> bool:
    """Whether arrays of this dtype are this reader's, here and now."""
    return x.dtype in DTYPES and not plain.is_preferred()


def fits(arrays: Sequence[NDArray[Any]]) -> bool:
    """Whether `step` can take `arrays` (w, g and the state slots): of one shape and dtype, and all but g writable.

    Slots may be in bfloat16, the first of them or none.
    """
    w, g = arrays[0], arrays[1]
    dtype, shape = w.dtype, w.shape
    if not takes(w):
        return False
    for array in arrays:
        flags = array.flags
        if array.shape != shape or not (flags.carray or (flags.c_contiguous and array is g and g is not w)):
            return False
        if array.dtype != dtype and (array is g or array.dtype != bfloat16.KEPT or not short(arrays)):
            return False
    return True


def few(size: int) -> bool:
    """Whether so many bytes of an array are not worth a second thread."""
    return size < 2 * GRAIN


def by_all(kernel: Kernel, size: int, *given: Any) -> Any:
    """What the kernel returns, run by several threads where its first array has many bytes."""
    return kernel(*given) if few(size) else threads.together(partial(kernel, *given), size // GRAIN)


def left() -> NDArray[np.int64]:
    """What is counted by the threads of a kernel (see `turns.py`), before anything is done."""
    return np.zeros(10, np.int64)


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
    return _below(x, math.inf)


def calm(x: NDArray[Any]) -> bool:
    """Whether every entry of `x` is finite, and so small that arithmetic with its square stays far from overflow."""
    return _below(x, limit(np.dtype(np.float32) if x.dtype == np.float16 else x.dtype))


def _below(x: NDArray[Any], most: Any) -> bool:
    if not takes(x) or not x.flags.c_contiguous:
        return bool((np.abs(x) < most).all())
    from talweg.engine.turns import all_below

    return bool(by_all(all_below, x.nbytes, x if x.ndim == 1 else x.reshape(-1), left(), BLOCK, float(most)))


def limit(dtype: np.dtype[Any]) -> np.floating[Any]:
    """What calm entries are smaller than."""
    found: np.floating[Any] = np.sqrt(np.finfo(dtype).max) / HEADROOM
    return found


_CALM = {dtype: float(limit(dtype)) ** 2 for dtype in DTYPES}


def squares(x: NDArray[Any]) -> float:
    """The sum of the squares of the entries, in float64: NaN or inf where an entry, or a square, is none."""
    if not takes(x) or not x.flags.c_contiguous:
        return float(np.sum(np.square(x, dtype=np.float64)))
    from talweg.engine import turns

    flat = x if x.ndim == 1 else x.reshape(-1)
    if x.size <= BLOCK:
        return float(turns.sum_of_squares(flat))
    sums = np.empty(-(-x.size // BLOCK))  # however many threads there are: the sum never changes
    by_all(turns.squares, x.nbytes, flat, left(), BLOCK, sums)
    return math.fsum(sums)


def is_calm(total: float, dtype: np.dtype[Any]) -> bool:
    """Whether entries whose squares come to `total` are calm, as by `calm`; those of a dtype that no kernel takes are
    not."""
    return total < _CALM.get(dtype, 0.0)


def everywhere(holds: Kernel, x: NDArray[Any], *arguments: Any) -> bool:
    """Whether the kernel `holds` says yes to every part of the flat array."""
    if x.nbytes < 8 * GRAIN:
        return bool(holds(x, *arguments))
    pieces = threads.parts(x.size, 4 * GRAIN // x.itemsize)
    return all(threads.spread(lambda piece: holds(x[slice(*piece)], *arguments), pieces, len(pieces)))


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
    if not kept and fades(formula, "g"):
        read[1] = _faded(read[1])
    # Beside a number that is as small, as a divisor, it would show.
    large = " and ".join(f"({name} == 0 or __np__.abs({name}) > 1e-20)" for name in formula.hyper) or "True"
    typed.before.append(f"__least__ = __T__(__tiny__ if {large} else 0.0)")
    for place in kept:
        read[place] = f"__T__(__wide__({read[place]}))"
        typed.before.append(f"__key_{place}__ = __key__(__step__, {place})")
    body = [f"{name} = {value}" for name, value in zip(arrays, read, strict=True)]
    body += [line for each in form.lines for line in typed.assign(each.name, each.value)]
    # All results are known before any is stored: one may be computed from another's old value.
    body += [f"__new_{place}__ = {typed.inside(result)}" for place, result in enumerate(form.results)]
    for number, name in enumerate(stored):
        place, value = arrays.index(name), f"__new_{number}__"
        if place in kept:  # there it fades by chance
            value = f"__short__({value}, {place}, __key_{place}__, __first__, __i__)"
        elif name != "w" and fades(formula, name):
            value = _faded(value)
        body.append(f"__array_{place}__[__i__] = {value}")
    return [f"__array_{place}__" for place in range(len(arrays))], typed.before, body


def _faded(value: str) -> str:
    """`value`, or 0 where it lies below all normal numbers: see `formula/fading.py`."""
    return f"(__T__(0) if __np__.abs({value}) < __least__ else {value})"


def clock(formula: Formula) -> list[str]:
    """The name of the number of the step, where the formula takes it."""
    return ["t"] if "t" in formula.arguments else []
