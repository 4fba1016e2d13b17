"""Many arrays, or one, in one compiled call: they are looked at, and stepped, where NumPy keeps them.

To ask an array for its type, shape and flags in Python, and to hand it to a kernel, takes a microsecond or two: for
small arrays that is nearly the whole step. So a kernel reads all of it from the arrays themselves. That is tried on
arrays that are known before it is trusted; where it is not, Python asks.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused, plain
from talweg.engine.kernels import Kernel, compile_kernel, loop_over
from talweg.formula import Formula

Arrays = tuple[NDArray[Any], ...]
Types = tuple[type, ...]

FEW = 2 * fused.GRAIN
"""Bytes of weights; so few are stepped by one thread, in the call that looks at their arrays."""
SIZE, BEFORE, ROW, BEGIN, WHOLE = range(-5, 0)
"""As in `memory.py`, which reads them into what is compiled and kept, and loads Numba."""
_LIKE = {dtype: np.empty(0, dtype) for dtype in fused.DTYPES}
"""What tells a kernel of a dtype: to hand it the dtype itself takes longer than the rest of a small step."""
_NO_TABLE, _NO_TURN = np.empty((0, 0), np.intp), np.empty(0, np.int64)


@dataclass(eq=False)
class Nest:
    """Rows of arrays (each w, g and its slots) of one dtype that a kernel can step, cut into blocks.

    `table` says of every block where it lies: see `memory.SIZE`; `squares` is the sum of the squares of its gradient,
    once that is known. `kept` are the places of the slots that are in bfloat16. Whoever holds this holds the arrays,
    too.
    """

    arrays: Arrays
    dtype: np.dtype[Any]
    table: NDArray[np.intp]
    squares: NDArray[np.float64]
    kept: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """The bytes of all weights together."""
        return int(self.table[-1, BEFORE] + self.table[-1, SIZE]) * self.dtype.itemsize

    @property
    def calm(self) -> bool:
        """Whether every gradient is finite, and so small that arithmetic with its square stays far from overflow."""
        return bool(fused.is_calm(self.squares.max(), self.dtype))


def read(arrays: Arrays, rows: int, types: Types) -> Nest | None:
    """The nest of so many rows of weights, gradients and slots, a column after the other; None where a kernel cannot
    take one as it stands.

    It takes arrays of these `types`, as `fused.fits` wants them, all rows of the same dtypes, and no weights over
    others. No gradient is looked at: see `sum_squares` and `step_if_calm`.
    """
    told = None if plain.is_preferred() else _told(_dtypes(arrays, rows), types)
    if told is None:
        return None
    from talweg.engine import memory

    given = id(arrays), rows, told.dtypes_at, told.types_at, told.dtype.itemsize, told.short, fused.BLOCK
    blocks = memory.table(*given, 0, 0)
    if blocks < 0:
        return None
    table = np.empty((blocks, len(arrays) // rows + memory.MORE), np.intp)
    memory.table(*given, table.ctypes.data, blocks)
    return Nest(arrays, told.dtype, table, np.empty(len(table)), told.kept)


class Told(NamedTuple):
    """What a kernel is told of a nest that it looks at for itself: in which places of a row slots are in bfloat16, and
    a bit for each; and where the tuples lie that say what its arrays must be."""

    dtype: np.dtype[Any]
    kept: tuple[int, ...]
    short: int
    dtypes_at: int
    types_at: int


def _dtypes(arrays: Arrays, rows: int) -> tuple[Any, ...]:
    """The dtype of each column's first array; None of what is no array."""
    columns, own = len(arrays) // rows, arrays[0].dtype
    if columns < 3 or getattr(arrays[2 * rows], "dtype", None) is own:
        return (own,) * columns  # nearly always; the kernel looks
    return tuple([getattr(each, "dtype", None) for each in arrays[::rows]])


@cache
def _told(dtypes: tuple[Any, ...], types: Types) -> Told | None:
    """What is told of a nest of these dtypes; None where no kernel may look for itself. Both tuples are kept for
    good."""
    dtype, kept = dtypes[0], tuple(place for place in range(2, len(dtypes)) if dtypes[place] == bfloat16.KEPT)
    own = tuple(bfloat16.KEPT if place in kept else dtype for place in range(len(dtypes)))
    if dtype not in fused.DTYPES or own != dtypes or (kept and kept[0] != 2) or not _trusted(dtype):
        return None
    return Told(dtype, kept, sum(1 << place for place in kept), id(dtypes), id(types))


def row(arrays: Sequence[NDArray[Any]], first: int = 0) -> Nest:
    """The nest of one row, which `fused.fits`; `first` elements of another nest are before it."""
    w, kept = arrays[0], fused.short(arrays)
    begins = np.arange(0, max(1, w.size), fused.BLOCK)
    table = np.empty((len(begins), len(arrays) - SIZE), np.intp)
    for column, array in enumerate(arrays):
        table[:, column] = array.ctypes.data + begins * array.itemsize
    table[:, SIZE] = np.minimum(fused.BLOCK, w.size - begins)
    table[:, BEFORE], table[:, ROW], table[:, BEGIN], table[:, WHOLE] = first + begins, 0, begins, w.size
    return Nest(tuple(arrays), w.dtype, table, np.empty(len(table)), kept)


def lasting(nest: Nest) -> Nest:
    """The nest without its gradients, to be kept until they are others: see `moved`."""
    rows = int(nest.table[-1, ROW]) + 1
    return replace(nest, arrays=(*nest.arrays[:rows], *nest.arrays[2 * rows :]))


def moved(nest: Nest, gradients: NDArray[np.intp]) -> Nest:
    """The nest with gradients that lie in other places now, each row's in its own, of the sizes that they had."""
    nest.table[:, 1] = gradients[nest.table[:, ROW]] + nest.table[:, BEGIN] * nest.dtype.itemsize
    return nest


def sum_squares(nest: Nest) -> None:
    """Look at all gradients: after it `squares` and `calm` are known. One that lies over its weights is not calm."""
    from talweg.engine import memory

    fused.by_all(memory.squares, nest.nbytes, nest.table, _LIKE[nest.dtype], fused.left(), nest.squares)


def squares(arrays: Arrays, rows: int, types: Types) -> float:
    """The sum of the squares of all gradients of a nest, see `read`; NaN where it cannot be read."""
    if plain.is_preferred():
        return math.nan
    kernel, told = _squares_of_few(_dtypes(arrays, rows), types)
    few: float = math.nan if kernel is None else kernel(id(arrays), rows, *told)
    if not math.isnan(few):
        return few
    nest = read(arrays, rows, types)
    if nest is None:
        return math.nan
    sum_squares(nest)
    return math.fsum(nest.squares.tolist())


@cache
def _squares_of_few(dtypes: tuple[Any, ...], types: Types) -> tuple[Kernel | None, tuple[Any, ...]]:
    """What sums the squares where they are few, None where no kernel may look for itself; and what it is told."""
    told = _told(dtypes, types)
    if told is None:
        return None, ()
    from talweg.engine import memory

    given = memory.place_of_table(), told.dtypes_at, told.types_at, told.short, fused.BLOCK
    return memory.squares_of_few, (*given, _LIKE[told.dtype], FEW // told.dtype.itemsize)


def step(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step of every row, in place."""
    _run(formula, nest, t, hyper, looked=True)


def step_if_calm(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float], looked: bool = False) -> bool:
    """The same where the nest is calm, or was `looked` at before; else nothing is changed. Whether it was."""
    return _run(formula, nest, t, hyper, looked)


def step_arrays_if_calm(
    formula: Formula, arrays: Arrays, rows: int, types: Types, t: int, hyper: Mapping[str, float], looked: bool = False
) -> bool:
    """The same of arrays that nobody has looked at: see `read`. In one call where they are few."""
    if (rows > 1 or fused.few(arrays[0].nbytes)) and not plain.is_preferred():
        kernel, told = _of_few(formula, _dtypes(arrays, rows), types)
        numbers = hyper.values() if not formula.integers else fused.numbers(formula, hyper)
        if kernel is not None and kernel(id(arrays), rows, *told, looked, float(t), *numbers):
            return True
    nest = read(arrays, rows, types)
    return nest is not None and _run(formula, nest, t, hyper, looked)


def _run(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float], looked: bool) -> bool:
    kernel, numbers = _step_kernel(formula, nest.dtype, nest.kept), fused.numbers(formula, hyper)
    given = 0, 0, 0, 0, 0, nest.table, fused.left(), looked, float(t), *numbers
    return bool(fused.by_all(kernel, nest.nbytes, *given))


@cache
def _of_few(formula: Formula, dtypes: tuple[Any, ...], types: Types) -> tuple[Kernel | None, tuple[Any, ...]]:
    """The kernel that looks for itself, None where none may; and what it is told."""
    told = _told(dtypes, types)
    if told is None:
        return None, ()
    from talweg.engine.memory import place_of_table

    given = place_of_table(), told.dtypes_at, told.types_at, _NO_TABLE, _NO_TURN
    return _step_kernel(formula, told.dtype, told.kept), given


@cache
def _trusted(dtype: np.dtype[Any]) -> bool:
    """Whether what is read from arrays is what they are."""
    from talweg.engine import memory

    w, g = np.arange(6, dtype=dtype).reshape(2, 3), np.full((2, 3), 2, dtype)
    held = (w, g)
    if memory.WORD != 8 or [*(ctypes.c_ssize_t * 2).from_address(id(held) + memory.ITEMS)] != [id(w), id(g)]:
        return False
    g.flags.writeable = False
    frozen, other = np.zeros(6, dtype), np.zeros(6, np.float16)
    frozen.flags.writeable = False
    types = (np.ndarray,)

    def seen(*given: Any) -> list[list[int]]:
        dtypes = (dtype,) * len(given)
        found = np.zeros((2, len(given) + memory.MORE), np.intp)
        blocks = memory.table(id(given), 1, id(dtypes), id(types), dtype.itemsize, 0, 4, found.ctypes.data, 2)
        return found[: max(0, blocks)].tolist()  # type: ignore[no-any-return]

    usual = [[w.ctypes.data, g.ctypes.data, 4, 0, 0, 0, 6]]
    usual += [[place + 4 * dtype.itemsize for place in usual[0][:2]] + [2, 4, 0, 4, 6]]
    unusual = [
        (w.T, w.T), (w, other), (frozen, w.reshape(-1)), (w.reshape(-1), w), (w[:, ::2], w[:, ::2]),
        (w, w.view(np.matrix)), (w, None),
    ]  # fmt: skip
    return seen(w, g) == usual and not any(seen(*given) for given in unusual)


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], kept: tuple[int, ...]) -> Kernel:
    """A kernel is given where arrays lie, whose table it makes itself where they are few; or a table, and what counts
    the turns of several threads. It says whether the step was taken."""
    from talweg.engine import memory, turns

    arrays, before, body = fused.element(formula, kept)
    short = sum(1 << place for place in kept)
    told = f"__find__, __arrays__, __rows__, __dtypes__, __types__, {dtype.itemsize}, {short}, {fused.BLOCK}"
    own = [
        f"__table__, __blocks__ = __few__({told}, {FEW // dtype.itemsize})",
        "if not __blocks__:",
        "    return False",
        "__turn__ = __np__.zeros(10, __np__.int64)",
    ]
    size = f"__table__[__begin__, {SIZE}]"
    kinds = ["__np__.uint16" if place in kept else "__T__" for place in range(len(arrays))]
    block = [f"{name} = __at__(__table__[__begin__, {place}], {size}, {kinds[place]})"
             for place, name in enumerate(arrays)]  # fmt: skip
    block += [f"__first__ = __table__[__begin__, {BEFORE}]"] if kept else []
    lines = [
        *(f"{name} = __t__" for name in fused.clock(formula)),
        *(["__step__ = __int__(__t__)"] if kept else []),
        *before,
        "__blocks__ = __table__.shape[0]",
        "if __arrays__:",
        *(f"    {line}" for line in own),
        turns.joining("__blocks__"),
        "__block__, __like__ = 1, __at__(0, 0, __T__)",
        f"__limit__ = {float(fused.limit(dtype))}",
        "if not __looked__ and not __look__(__table__, __blocks__, __like__, __turn__, __limit__, __side__):",
        "    return False",
        *turns.over(turns.SECOND, [*block, *loop_over("__i__", size, body)]),
    ]
    parameters = ["__arrays__", "__rows__", "__find__", "__dtypes__", "__types__"]
    parameters += ["__table__", "__turn__", "__looked__", "__t__", *formula.hyper]
    calls = {
        "__at__": memory.at,
        "__few__": memory.table_of_few,
        "__look__": memory.look,
        **turns.calls(),
        **(bfloat16.kernels() if kept else {}),
    }
    return compile_kernel(formula, parameters, [*lines, "return True"], dtype, calls=calls)
