"""Many arrays in one compiled call: they are looked at, and stepped, where NumPy keeps them.

To ask an array for its type, shape and flags in Python, and to hand it to a kernel, takes a microsecond or two: for a
nest of small arrays that is nearly the whole step. So one kernel reads all of it from the arrays themselves. That is
tried on arrays that are known before it is trusted.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.formula import Formula

_LIKE = {dtype: np.empty(0, dtype) for dtype in fused.DTYPES}
"""What tells a kernel of a dtype: to hand it the dtype itself takes longer than the rest of a small step."""


@dataclass(frozen=True, eq=False)
class Nest:
    """Rows of arrays (each w, g and its slots) of one dtype that a kernel can step, cut into blocks.

    Of every block: `addresses`, where it begins in each array of its row; `sizes`, its elements; `squares`, the sum
    of the squares of its gradient, once that is known; and where rows are longer than a block, `row`, which one it
    is of, and `begin`, the elements of that before it. `kept` are the places of the slots that are in bfloat16.
    Whoever holds this holds the arrays, too.
    """

    arrays: tuple[NDArray[Any], ...]
    dtype: np.dtype[Any]
    nbytes: int  # of all weights together
    addresses: NDArray[np.intp]
    sizes: NDArray[np.intp]
    squares: NDArray[np.float64]
    kept: tuple[int, ...]
    row: NDArray[np.intp] | None = None
    begin: NDArray[np.intp] | None = None

    @property
    def calm(self) -> bool:
        """Whether every gradient is finite, and so small that arithmetic with its square stays far from overflow."""
        return bool(fused.is_calm(self.squares.max(), self.dtype))


def read(columns: Sequence[Sequence[NDArray[Any]]], types: frozenset[type]) -> Nest | None:
    """The nest of weights, gradients and slots, a column each; None where a kernel cannot take one as it stands.

    It takes arrays of these `types`, as `fused.fits` wants them, all rows of the same dtypes, and no weights over
    others. No gradient is looked at: see `sum_squares` and `step_if_calm`.
    """
    from talweg.engine import memory

    if not columns[0] or not types.issuperset(map(type, firsts := [column[0] for column in columns])):
        return None
    dtypes = tuple(each.dtype for each in firsts)
    dtype, kept = dtypes[0], fused.short(firsts)
    if not fused.takes(firsts[0]) or not _trusted(dtype):
        return None
    if any(each is not (bfloat16.KEPT if place in kept else dtype) for place, each in enumerate(dtypes)):
        return None
    arrays = tuple(chain.from_iterable(columns))
    addresses, sizes = np.empty((len(columns[0]), len(columns)), np.intp), np.empty(len(columns[0]), np.intp)
    largest, total = memory.look(id(arrays), id(dtypes), _ids(types), dtype.itemsize, addresses, sizes)
    if largest < 0:
        return None
    row = begin = None
    if largest > fused.BLOCK:
        count = np.maximum(1, -(-sizes // fused.BLOCK))
        row = np.arange(len(sizes)).repeat(count)
        begin = (np.arange(len(row)) - (count.cumsum() - count)[row]) * fused.BLOCK
        addresses = addresses[row] + begin[:, np.newaxis] * [each.itemsize for each in dtypes]
        sizes = np.minimum(fused.BLOCK, sizes[row] - begin)
    return Nest(arrays, dtype, total * dtype.itemsize, addresses, sizes, np.empty(len(sizes)), kept, row, begin)


@cache
def _ids(types: frozenset[type]) -> NDArray[np.intp]:
    """Where the types lie in memory."""
    return np.array([id(each) for each in types], np.intp)


def lasting(nest: Nest) -> Nest:
    """The nest without its gradients, to be kept until they are others: see `moved`."""
    rows = len(nest.arrays) // nest.addresses.shape[1]
    return replace(nest, arrays=(*nest.arrays[:rows], *nest.arrays[2 * rows :]))


def moved(nest: Nest, gradients: NDArray[np.intp]) -> Nest:
    """The nest with gradients that lie in other places now, each row's in its own, of the sizes that they had."""
    if nest.row is not None and nest.begin is not None:
        gradients = gradients[nest.row] + nest.begin * nest.dtype.itemsize
    nest.addresses[:, 1] = gradients
    return nest


def sum_squares(nest: Nest) -> None:
    """Look at all gradients: after it `squares` and `calm` are known. One that lies over its weights is not calm."""
    from talweg.engine import memory

    like = _LIKE[nest.dtype]
    fused.by_all(memory.sum_squares, nest.nbytes, nest.addresses, nest.sizes, like, fused.left(), 1, nest.squares)


def squares(nest: Nest) -> list[float]:
    """The sums of the squares of all gradients, block by block, after a look at them."""
    sum_squares(nest)
    found: list[float] = nest.squares.tolist()
    return found


def step(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step of every row, in place."""
    _run(formula, nest, t, hyper, looked=True)


def step_if_calm(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float], looked: bool = False) -> bool:
    """The same where the nest is calm, or was `looked` at before; else nothing is changed. Whether it was."""
    return _run(formula, nest, t, hyper, looked)


def _run(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float], looked: bool) -> bool:
    rest = (*(float(t) for _ in fused.clock(formula)), *fused.numbers(formula, hyper))
    kernel, turn = _step_kernel(formula, nest.dtype, nest.kept), fused.left(len(nest.sizes), looked)
    rounding = (t, nest.sizes.cumsum() - nest.sizes) if nest.kept else ()
    given = (nest.addresses, nest.sizes, _LIKE[nest.dtype], turn, 1, *rounding, *rest)
    return bool(fused.by_all(kernel, nest.nbytes, *given))


@cache
def _trusted(dtype: np.dtype[Any]) -> bool:
    """Whether what is read from arrays is what they are."""
    from talweg.engine.memory import ITEMS, WORD, look

    w, g = np.arange(6, dtype=dtype).reshape(2, 3), np.full((2, 3), 2, dtype)
    held = (w, g)
    if WORD != 8 or [*(ctypes.c_ssize_t * 2).from_address(id(held) + ITEMS)] != [id(w), id(g)]:
        return False
    g.flags.writeable = False
    frozen, other = np.zeros(6, dtype), np.zeros(6, np.float16)
    frozen.flags.writeable = False

    def seen(*row: Any) -> tuple[Any, ...]:
        addresses, sizes = np.zeros((1, len(row)), np.intp), np.zeros(1, np.intp)
        dtypes, types = (dtype,) * len(row), _ids(frozenset({np.ndarray}))
        return look(id(row), id(dtypes), types, dtype.itemsize, addresses, sizes), addresses.tolist(), sizes.tolist()

    usual = ((6, 6), [[w.ctypes.data, g.ctypes.data]], [6])
    unusual = [
        (w.T, w.T), (w, other), (frozen, w.reshape(-1)), (w.reshape(-1), w), (w[:, ::2], w[:, ::2]),
        (w, w.view(np.matrix)), (w, None),
    ]  # fmt: skip
    return seen(w, g) == usual and not any(seen(*row)[0] != (-1, -1) for row in unusual)


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], kept: tuple[int, ...]) -> Kernel:
    from talweg.engine import memory, turns

    arrays, before, body = fused.element(formula, kept)
    size = "__sizes__[__begin__]"
    kinds = ["__np__.uint16" if place in kept else "__T__" for place in range(len(arrays))]
    taken = [f"{name} = __at__(__addresses__[__begin__, {place}], {size}, {kinds[place]})"
             for place, name in enumerate(arrays)]  # fmt: skip
    taken += ["__first__ = __before__[__begin__]"] if kept else []
    look = f"__look__(__addresses__, __sizes__, __like__, __turn__, __block__, {fused.HEADROOM}, __side__)"
    lines = [*before, turns.joining("__sizes__.size"), f"if not {look}:", "    return False"]
    lines += turns.over(turns.SECOND, [*taken, *loop_over("__i__", size, body)])
    rounding = ["__step__", "__before__"] if kept else []
    parameters = ["__addresses__", "__sizes__", "__like__", "__turn__", "__block__", *rounding, *fused.clock(formula)]
    calls = {
        "__at__": memory.at,
        "__look__": memory.look_at_gradients,
        **turns.calls(),
        **(bfloat16.kernels() if kept else {}),
    }
    return compile_kernel(formula, [*parameters, *formula.hyper], [*lines, "return True"], dtype, calls=calls)
