"""The fused reader of losses: value and gradient of every example in one compiled pass.

Each kernel comes in two forms. Summed, it returns the sum of the values and scales the gradient by one factor.
Weighted, it takes a factor for each example and keeps each value; an example of factor 0 leaves 0, whatever its
prediction.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import plain, threads
from talweg.engine.fused import everywhere, left, numbers
from talweg.engine.kernels import Kernel, compile_kernel, compiled, loop_over
from talweg.engine.typed import Typed
from talweg.formula import Formula
from talweg.formula.rows import Loop, lower, substituted
from talweg.formula.subset import names_in

Array = NDArray[Any]
ARRAYS = ("__prediction__", "__target__", "__gradient__")
FEW = 24  # classes, of which a loop over one row fills no SIMD lanes
LANES = 32  # rows that are computed side by side where they are so short
_ALONE = np.empty(0, np.int64), 0, np.empty(0)
"""What a kernel is given instead of turn, block and sums where one thread takes all examples as one block."""
CHUNK = 1 << 10  # examples whose values are summed at a time
BLOCK = 1 << 16  # entries of the gradient that one kernel takes at a time, and whose sum is rounded on its own


def total(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, gradient: Array, scale: float,
    hyper: Mapping[str, float],
) -> float:  # fmt: skip
    """The sum of a loss over its examples; fills `gradient` with scale times each example's gradient.

    A class index that is none makes the sum NaN.

    All arrays are contiguous, of one float dtype. An elementwise loss takes flat arrays, or (n, parts) where it has
    several predictions an example. A row loss takes rows (n, k), and rows or class indices (n,) as the target.
    """
    kernel = _kernel(formula, rowwise, target, gradient, weighted=False)
    if gradient.size <= BLOCK:
        found: float = kernel(prediction, target, gradient, *_ALONE, scale, *numbers(formula, hyper))
        return found
    block = _block(gradient)
    sums = np.empty(-(-len(target) // block))
    _run(kernel, gradient, prediction, target, gradient, left(), block, sums, scale, *numbers(formula, hyper))
    return math.fsum(sums.tolist())


def each(
    formula: Formula, rowwise: bool, prediction: Array, target: Array, weights: Array, values: Array, gradient: Array,
    hyper: Mapping[str, float],
) -> None:  # fmt: skip
    """Fills `values` (n,) and `gradient` with every example's own, times its weight; for the arrays see `total`."""
    kernel, rest = _kernel(formula, rowwise, target, gradient, weighted=True), numbers(formula, hyper)
    _run(kernel, gradient, prediction, target, gradient, left(), _block(gradient), weights, values, *rest)


def within(x: Array, low: float, high: float) -> bool:
    """Whether every entry of the flat array lies in [low, high]; NaN does not."""
    if plain.is_preferred():
        return bool(((low <= x) & (x <= high)).all())
    return everywhere(_within_kernel(), x, low, high)


def _block(gradient: Array) -> int:
    """How many examples are one block."""
    return max(1, BLOCK * len(gradient) // gradient.size)


def _run(kernel: Kernel, gradient: Array, *given: Any) -> None:
    """The kernel, by several threads where there are many examples."""
    if gradient.size < 2 * BLOCK:
        kernel(*given)
    else:
        threads.together(partial(kernel, *given), gradient.size // BLOCK)


def _kernel(formula: Formula, rowwise: bool, target: Array, gradient: Array, weighted: bool) -> Kernel:
    if not rowwise:
        return _pointwise_kernel(formula, gradient.dtype, weighted)
    if not weighted and gradient.shape[1] <= FEW:
        return _narrow_kernel(formula, gradient.dtype, target.ndim == 1)
    return _rowwise_kernel(formula, gradient.dtype, target.ndim == 1, weighted)


def _compiled(formula: Formula, before: list[str], block: list[str], dtype: np.dtype[Any], weighted: bool) -> Kernel:
    """The kernel that runs the lines `block` on every block of examples, after the lines `before`."""
    from talweg.engine import turns

    arrays = ["prediction", "target", "gradient", *(("weights", "values") if weighted else ())]
    block = [*(f"__{each}__ = __all_{each}__[__begin__:__end__]" for each in arrays), *block]
    block += [] if weighted else ["__sums__[__begin__ // __block__] = __total__"]
    # What threads share is made here for one alone: Python would take longer to make it, and to hand it over.
    own = ["__turn__, __block__ = __np__.zeros(10, __np__.int64), __all_target__.shape[0]"]
    own += [] if weighted else ["__sums__ = __np__.empty(1)"]
    parameters = [f"__all_{each}__" for each in arrays]
    parameters[3:3] = ["__turn__", "__block__", *([] if weighted else ["__sums__", "__scale__"])]
    lines = [
        *["if not __turn__.size:", *(f"    {line}" for line in own)],
        turns.joining("__all_target__.shape[0]"),
        *before,
        *turns.over(turns.FIRST, block),
        *([] if weighted else ["return __sums__[0]"]),
    ]
    calls = {**turns.calls(), **_reductions(dtype)}
    return compile_kernel(formula, [*parameters, *formula.hyper], lines, dtype, calls=calls, wide=True)


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
    kept = "__values__[__i__]" if weighted else "__each__[__i__]"
    body += [f"{kept} = {_times(value, True) if weighted else value}"]
    body += [f"__gradient__[{place}] = {_times(slope, weighted)}" for place, slope in zip(places, slopes, strict=True)]
    if weighted:
        return _compiled(formula, typed.before, loop_over("__i__", "__target__.size", body), dtype, weighted)
    # The values of some examples at a time, in the cache, for a sum of its own: so both loops run in SIMD lanes.
    cut = [f"{name} = {name[:-2]}_block__[__from__ : __from__ + {CHUNK}]" for name in ARRAYS]
    chunk = [*cut, *loop_over("__i__", "__target__.size", body), "__total__ += __sum__(__each__[: __target__.size])"]
    each = f"__each__ = __np__.empty(__min__({CHUNK}, __size__), __all_gradient__.dtype)"
    block = [f"{name[:-2]}_block__ = {name}" for name in ARRAYS]
    block += ["__total__ = 0.0", *loop_over("__from__", f"0, __target_block__.shape[0], {CHUNK}", chunk)]
    return _compiled(formula, [each, *typed.before], block, dtype, weighted)


@cache
def _rowwise_kernel(formula: Formula, dtype: np.dtype[Any], labels: bool, weighted: bool) -> Kernel:
    form = lower(formula)
    first, second = formula.arguments
    stored = [loop.name for loop in form.loops if loop.kind == "store"]
    # The gradient's own row keeps one of the vectors until it is overwritten; all rows share the buffers of the others.
    rooms = ["__slope__", *(f"__stored_{position}__" for position in range(1, len(stored)))][: len(stored)]
    reads = {first: "__z__[__k__]", second: "__y__[__k__]"}
    reads |= {name: f"{room}[__k__]" for name, room in zip(stored, rooms, strict=True)}
    typed = Typed(form.vectors, lambda name: reads.get(name, name))
    label = second if labels else None
    row = ["__z__, __slope__ = __prediction__[__i__], __gradient__[__i__]"]
    if labels:
        row += ["__label__ = __target__[__i__]", "__known__ = 0 <= __label__ < __n__"]
        row += ["__place__ = __label__ if __known__ else 0"]
    else:
        row += ["__y__ = __target__[__i__]"]
    row += [line for loop in form.loops for line in _row_lines(loop, typed, label)]
    value, slope = typed.inside(form.results[0]), form.results[1]
    counted = f"{value} if __known__ else __np__.nan" if labels else value
    row += [f"__values__[__i__] = {_times(value, True)}" if weighted else f"__total__ += {counted}"]
    if labels:
        row += [f"__there__ = {_times(_at_label(slope, typed, second), weighted)}"]
    row += loop_over("__k__", "__n__", [f"__slope__[__k__] = {_times(typed.inside(_off(slope, label)), weighted)}"])
    row += ["__slope__[__place__] = __there__"] if labels else []
    lines = ["__n__ = __all_gradient__.shape[1]", *typed.before]
    lines += [f"{room} = __np__.empty(__n__, __all_gradient__.dtype)" for room in (*rooms[1:], "__each__")]
    block = ["__total__ = 0.0", *loop_over("__i__", "__end__ - __begin__", row)]
    return _compiled(formula, lines, block, dtype, weighted)


def _row_lines(loop: Loop, typed: Typed, label: str | None) -> list[str]:
    """The lines of one loop over a row. Where the target is a `label`, of that name in the formula, it is 0 in all
    places, and what it is computed into is put right at the one where it is 1."""
    if loop.kind == "scalar":
        return typed.assign(loop.name, loop.value)
    if loop.kind == "row_size":  # the same in every row
        typed.before.append(f"{loop.name} = __n__")
        return []
    value, hot = _off(loop.value, label), label in names_in(loop.value)
    there = [_at_label(loop.value, typed, label)] if label and hot else []
    typed.vary(loop.name)  # from row to row
    if loop.kind == "store":
        target = typed.inside(ast.Name(loop.name, ast.Load()))
        kept = [f"{target.replace('__k__', '__place__')} = {text}" for text in there]
        return [*loop_over("__k__", "__n__", [f"{target} = {typed.inside(value)}"]), *kept]
    match value:
        case ast.Call(args=[condition, one, other]) if hot and typed.shared(condition):  # a `where`, asked once a row
            yes, no = (_reduced(loop, each, typed, there) for each in (one, other))
            return [f"if {typed.inside(condition)}:", *_indented(yes), "else:", *_indented(no)]
    return _reduced(loop, value, typed, there)


def _reduced(loop: Loop, value: ast.expr, typed: Typed, there: list[str]) -> list[str]:
    """The lines of a sum or a maximum of `value`, with what is `there`, if anything, in the label's place."""
    text = typed.inside(value)
    if loop.kind == "row_sum" and there and typed.shared(value):
        return [f"{loop.name} = __T__(__np__.float64({text}) * (__n__ - 1) + {there[0]})"]
    lines, reduced = [], text.removesuffix("[__k__]")
    if reduced == text or there:  # no vector that stands somewhere already
        lines = loop_over("__k__", "__n__", [f"__each__[__k__] = {text}"])
        lines += [f"__each__[__place__] = {each}" for each in there]
        reduced = "__each__"
    reduction = {"row_sum": "__sum__", "row_max": "__largest__"}[loop.kind]
    return [*lines, f"{loop.name} = __T__({reduction}({reduced}))"]


def _off(value: ast.expr, label: str | None) -> ast.expr:
    """`value` where the label is not."""
    return value if label is None else substituted(value, {label: ast.Constant(0)})


def _at_label(value: ast.expr, typed: Typed, label: str) -> str:
    """`value` in the place of the label."""
    return typed.inside(substituted(value, {label: ast.Constant(1)})).replace("__k__", "__place__")


@cache
def _narrow_kernel(formula: Formula, dtype: np.dtype[Any], labels: bool) -> Kernel:
    """Of rows so short that a loop over one would fill no SIMD lanes: `LANES` rows at a time, with a lane for each.

    What lies in rows is turned: a class after the other, each of all these rows. Lanes without a row are computed, too.
    """
    form = lower(formula)
    first, second = formula.arguments
    tall, flat = "__k__, __i__", "__i__"
    places = {loop.name: tall if loop.kind == "store" else flat for loop in form.loops if loop.kind != "row_size"}
    places |= {first: tall, second: tall}
    reads = {name: f"__at_{number}__[{place}]" for number, (name, place) in enumerate(places.items())}
    if labels:
        reads[second] = "(__T__(1) if __label__[__i__] == __k__ else __T__(0))"
    typed = Typed(form.vectors, lambda name: reads.get(name, name))
    each_row, each = partial(loop_over, "__i__", "__rows__"), partial(loop_over, "__i__", str(LANES))

    def all_of(body: list[str]) -> list[str]:
        return loop_over("__k__", "__n__", each(body))

    def turned(body: list[str]) -> list[str]:
        return loop_over("__k__", "__n__", each_row(body))

    tile = [f"__rows__ = __min__({LANES}, __end__ - __begin__ - __from__)"]
    tile += turned([f"{reads[first]} = __prediction__[__from__ + __i__, __k__]"])
    if labels:
        known = ["__known__ = __target__[__from__ + __i__]"]
        tile += each_row([*known, "__label__[__i__] = __known__ if 0 <= __known__ < __n__ else -1"])
    else:
        tile += turned([f"{reads[second]} = __target__[__from__ + __i__, __k__]"])
    for loop in form.loops:
        if loop.kind == "row_size":
            typed.before.append(f"{loop.name} = __n__")
        elif loop.kind == "scalar":
            tile += each([*typed.assign(loop.name, loop.value), f"{reads[loop.name]} = {loop.name}"])
        else:
            value, found = typed.inside(loop.value), reads[loop.name]
            typed.vary(loop.name)
            if loop.kind == "store":
                tile += all_of([f"{found} = {value}"])
            elif loop.kind == "row_sum":
                tile += each(["__sum__[__i__] = 0.0"]) + all_of([f"__sum__[__i__] += {value}"])
                tile += each([f"{found} = __T__(__sum__[__i__])"])
            else:  # the largest; NaN is above all
                larger = f"__new__ if __new__ > {found} or __new__ != __new__ else {found}"
                tile += each([f"{found} = __T__(-__np__.inf)"]) + all_of([f"__new__ = {value}", f"{found} = {larger}"])
    value, slope = (typed.inside(result) for result in form.results)
    tile += each([f"__value__[__i__] = {value}"])
    tile += each_row([f"__total__ += __value__[__i__]{' if __label__[__i__] >= 0 else __np__.nan' if labels else ''}"])
    tile += all_of([f"__slope__[{tall}] = __T__(__scale__) * {slope}"])
    tile += turned([f"__gradient__[__from__ + __i__, __k__] = __slope__[{tall}]"])
    held = {f"__at_{number}__": place for number, place in enumerate(places.values())}
    held |= {"__slope__": tall, "__value__": flat}
    lines = ["__n__ = __all_gradient__.shape[1]", *typed.before]
    lines += [f"{name} = __np__.zeros(({'__n__, ' if place == tall else ''}{LANES},), __all_gradient__.dtype)"
              for name, place in held.items()]  # fmt: skip
    lines += [f"__sum__, __label__ = __np__.zeros({LANES}), __np__.zeros({LANES}, __np__.int32)"]
    block = ["__total__ = 0.0", *loop_over("__from__", f"0, __end__ - __begin__, {LANES}", tile)]
    return _compiled(formula, lines, block, dtype, weighted=False)


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


@cache
def _reductions(dtype: np.dtype[Any]) -> Mapping[str, Kernel]:
    """A sum in float64 and a maximum, in SIMD lanes."""
    import numba

    signed: Any = {4: np.int32, 8: np.int64}[dtype.itemsize]
    lowest, below_sign = np.iinfo(signed).min, signed(np.iinfo(signed).max)

    def add(x: Array) -> float:
        total = 0.0
        for i in range(x.size):
            total += x[i]
        return total

    def largest(x: Array) -> Any:
        # Bits of floats rise as they do, but below 0, where all but the sign are turned around; NaN is above all.
        bits, found = x.view(signed), signed(lowest)
        for i in range(bits.size):
            each = bits[i] if bits[i] >= 0 else signed(bits[i] ^ below_sign)
            found = max(found, each)
        return signed(found if found >= 0 else found ^ below_sign).view(dtype.type)

    return {
        "__sum__": numba.njit(add, error_model="numpy", fastmath={"reassoc"}),
        "__largest__": numba.njit(largest, error_model="numpy"),
    }


@cache
def _within_kernel() -> Kernel:
    def inside(x: Array, low: float, high: float) -> bool:
        outside = 0
        for i in range(x.size):
            outside += not (low <= x[i] <= high)
        return outside == 0

    return compiled(inside)
