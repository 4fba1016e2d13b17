"""The fused reader of rules that take norms of whole arrays: a pass for the norms, and one that takes the step.

Each kernel is printed from the formula as those of `fused.py` are. What is computed of an element before a norm is
known (`formula/passes.py`) is computed again in every pass that needs it: nothing is allocated that grows with the
arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused
from talweg.engine.fused import clock
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.passes import Pass, passes

CHUNK = 1 << 10  # entries whose squares are summed at a time


def ready(
    formula: Formula, arrays: Sequence[NDArray[Any]], t: int, hyper: Mapping[str, float]
) -> Callable[[], None] | None:
    """Step number `t` with its norms taken, and nothing changed: call what is returned to write w and the slots.

    `arrays` are w, g and the slots, as `fused.fits` wants them. None where the plain reader must take the step: the
    rule is more than elementwise arithmetic and norms, a slot is in bfloat16, w or g are extreme or not finite, or a
    number that all entries share is not.
    """
    size, dtype = arrays[0].size, arrays[0].dtype
    if not size or fused.short(arrays) or passes(formula) is None:
        return None
    flat = [array.reshape(-1) for array in arrays]
    *norms_of, step = _kernels(formula, dtype)
    numbers = [*(float(t) for _ in clock(formula)), *fused.numbers(formula, hyper)]
    norms: list[float] = []
    for kernel, count in norms_of:  # summed block by block, so that no norm depends on how many threads there are
        sums = np.empty((-(-size // fused.BLOCK), count))
        fused.by_all(kernel, arrays[0].nbytes, *flat, fused.left(), fused.BLOCK, sums, *numbers, *norms)
        norms += np.sqrt(sums.sum(axis=0)).tolist()
    if not (all(_usual(norm, size, dtype) for norm in norms[:2]) and all(map(math.isfinite, norms))):
        return None
    kernel, _ = step
    if not kernel(*(array[:0] for array in flat), fused.left(), fused.BLOCK, *numbers, *norms):
        return None
    return partial(fused.by_all, kernel, arrays[0].nbytes, *flat, fused.left(), fused.BLOCK, *numbers, *norms)


def _usual(norm: float, size: int, dtype: np.dtype[Any]) -> bool:
    """Whether so many entries of this norm are calm, and the largest of them is not too small to be squared."""
    low = math.sqrt(np.finfo(dtype).tiny) * fused.HEADROOM
    return low * math.sqrt(size) < norm and fused.is_calm(norm * norm, dtype)


@cache
def _kernels(formula: Formula, dtype: np.dtype[Any]) -> tuple[tuple[Kernel, int], ...]:
    """A kernel for each pass, and how many norms it takes: of each the sums of squares, block by block; last, the
    step."""
    found = passes(formula)
    assert found is not None
    known: list[str] = []
    kernels = []
    for each in found.passes[:-1]:
        kernels.append((_norms_kernel(formula, dtype, each, known), len(each.norms)))
        known += [name for name, _ in each.norms]
    return (*kernels, (_step_kernel(formula, dtype, found.passes[-1], found.results, known), 0))


def _norms_kernel(formula: Formula, dtype: np.dtype[Any], own: Pass, known: list[str]) -> Kernel:
    names, typed, body = _read(formula, own, "__some_{}__")
    # Some values at a time, in the cache, for a sum of its own: so both loops run in SIMD lanes.
    chunk = [f"__some_{place}__ = __array_{place}__[__from__ : __from__ + {CHUNK}]" for place in range(len(names))]
    rooms, totals, sums, stored = [], [], [], []
    for place, (_, value) in enumerate(own.norms):
        squared = f"__each_{place}__"
        totals += [f"__total_{place}__ = 0.0"]
        if typed.inside(value) in names:  # an array that lies in the cache already
            squared = f"__some_{names.index(typed.inside(value))}__"
        else:
            rooms += [f"__room_{place}__ = __np__.empty({CHUNK}, __all_0__.dtype)"]
            chunk += [f"{squared} = __room_{place}__[: __some_0__.size]"]
            stored += [f"{squared}[__i__] = {typed.inside(value)}"]
        sums += [f"__total_{place}__ += __squares__({squared})"]
    chunk += [*loop_over("__i__", "__some_0__.size", [*body, *stored]), *sums]
    block = [*totals, *loop_over("__from__", f"0, __array_0__.size, {CHUNK}", chunk)]
    block += [f"__sums__[__begin__ // __block__, {place}] = __total_{place}__" for place in range(len(own.norms))]
    return _compiled(formula, dtype, len(names), [*rooms, *typed.before], block, ["__sums__"], known)


def _step_kernel(formula: Formula, dtype: np.dtype[Any], own: Pass, results: Sequence[Any], known: list[str]) -> Kernel:
    names, typed, body = _read(formula, own, "__array_{}__")
    body += [f"__new_{place}__ = {typed.inside(result)}" for place, result in enumerate(results)]
    stored = [place for place, name in enumerate(names) if name != "g"]
    body += [f"__array_{place}__[__i__] = __new_{number}__" for number, place in enumerate(stored)]
    shared = [f"__np__.isfinite({name})" for name in typed.constants]
    before = [*typed.before, *([f"if not ({' and '.join(shared)}):", "    return False"] if shared else [])]
    return _compiled(formula, dtype, len(names), before, loop_over("__i__", "__array_0__.size", body), [], known)


def _compiled(
    formula: Formula, dtype: np.dtype[Any], arrays: int, before: list[str], block: list[str], given: list[str],
    known: list[str],
) -> Kernel:  # fmt: skip
    """The kernel that runs the lines `block` on every block of the arrays, after the lines `before`."""
    from talweg.engine import turns

    whole = [f"__all_{place}__" for place in range(arrays)]
    cut = [f"__array_{place}__ = {each}[__begin__:__end__]" for place, each in enumerate(whole)]
    lines = [
        turns.joining("__all_0__.size"),
        *before,
        *turns.over(turns.FIRST, [*cut, *block]),
        "return True",
    ]
    parameters = [*whole, "__turn__", "__block__", *given, *clock(formula), *formula.hyper, *known]
    calls = {**turns.calls(), "__squares__": turns.sum_of_squares}
    return compile_kernel(formula, parameters, lines, dtype, calls=calls, wide=True)


def _read(formula: Formula, own: Pass, of: str) -> tuple[list[str], Typed, list[str]]:
    """The names of an element's numbers, and the body of a loop, `__i__`, that has read them and computed a pass.

    `of` says from which array it reads which.
    """
    names = [name for name in formula.arguments if name != "t"]
    typed = Typed(names)
    body = [f"{name} = {of.format(place)}[__i__]" for place, name in enumerate(names)]
    return names, typed, body + [line for name, value in own.lines for line in typed.assign(name, value)]
