"""Many small arrays in one compiled call: they are looked at, and stepped, where NumPy keeps them.

To ask an array for its type, shape and flags in Python, and to hand it to a kernel, takes a microsecond or two: for a
nest of small arrays that is nearly the whole step. So one kernel reads all of it from the arrays themselves. Where an
array's parts lie is part of NumPy's C interface (PyArrayObject_fields), which no release has changed; still it is
tried on arrays that are known before it is trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise
from types import FunctionType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from talweg.engine import bfloat16, fused, threads
from talweg.formula import Formula

LARGE = 2 * fused.GRAIN
"""Elements: an array of so many is worth a call, and threads, of its own."""

WORD = struct.calcsize("P")
DATA, AXES, SHAPE, _, _, DTYPE, FLAGS = (object.__basicsize__ + place * WORD for place in range(7))
IN_ORDER, WRITABLE = 0x0101, 0x0400
"""C-contiguous and aligned; writeable."""
word: Any = None
number: Any = None
sum_of_squares: Any = None
"""What kernels read memory by, and sum it: see `_knowing`."""


@dataclass(frozen=True, eq=False)
class Nest:
    """Rows of arrays (each w, g and its slots) of one dtype that a kernel can step: where they begin, a row each.

    `kept` are the places of the slots that are in bfloat16 instead. `squares` are the sums of squares of the gradients.
    Whoever holds this holds the arrays, too.
    """

    arrays: tuple[NDArray[Any], ...]
    dtype: np.dtype[Any]
    addresses: NDArray[np.intp]
    sizes: NDArray[np.intp]
    squares: NDArray[np.float64]
    kept: tuple[int, ...] = ()

    @property
    def calm(self) -> bool:
        """Whether every gradient is finite, and so small that arithmetic with its square stays far from overflow."""
        return bool(fused.is_calm(self.squares.max(), self.dtype))


def read(rows: Sequence[tuple[NDArray[Any], ...]]) -> Nest | None:
    """The rows as a nest; None where a kernel cannot take one of them as it stands, or is not worth its call.

    It takes arrays as `fused.fits` wants them, all rows of the same dtypes, no row's gradient over its weights and no
    weights over others.
    """
    arrays = tuple(chain.from_iterable(rows))
    dtypes = [each.dtype for each in rows[0]]
    dtype, kept = dtypes[0], fused.short(rows[0])
    if dtype not in fused.DTYPES or not _trusted(dtype):
        return None
    if any(each is not (bfloat16.KEPT if place in kept else dtype) for place, each in enumerate(dtypes)):
        return None
    objects = np.fromiter(map(id, arrays), np.intp, len(arrays))
    addresses = np.empty((len(rows), len(rows[0])), np.intp)
    sizes, squares = np.empty(len(rows), np.intp), np.empty(len(rows))
    if not _look_kernel(dtype)(objects, np.fromiter(map(id, dtypes), np.intp), addresses, sizes, squares):
        return None
    return Nest(arrays, dtype, addresses, sizes, squares, kept)


def lasting(nest: Nest) -> Nest:
    """The nest without its gradients, to be kept until they are others: see `look_again`."""
    columns = nest.addresses.shape[1]
    return replace(nest, arrays=tuple(each for place, each in enumerate(nest.arrays) if place % columns != 1))


def look_again(nest: Nest, gradients: NDArray[np.intp]) -> bool:
    """Sum the squares of gradients that lie in other places now, of the sizes that they had; False if one is over its
    weights."""
    nest.addresses[:, 1] = gradients
    return bool(_again_kernel(nest.dtype)(nest.addresses, nest.sizes, nest.squares))


def step(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step of every row, in place."""
    rest = (*(float(t) for _ in fused.clock(formula)), *fused.numbers(formula, hyper))
    kernel = _step_kernel(formula, nest.dtype, nest.kept)
    ends = nest.sizes.cumsum()
    before = ends - nest.sizes
    if ends[-1] < LARGE:
        kernel(nest.addresses, nest.sizes, *((t, before) if nest.kept else ()), *rest)
        return
    cuts = [0, *(int(np.searchsorted(ends, end)) + 1 for _, end in threads.parts(int(ends[-1]), fused.GRAIN))]

    def some(rows: tuple[int, int]) -> None:
        rounding = (t, before[slice(*rows)]) if nest.kept else ()
        kernel(nest.addresses[slice(*rows)], nest.sizes[slice(*rows)], *rounding, *rest)

    threads.spread(some, list(pairwise(cuts)), len(cuts) - 1)


@cache
def _trusted(dtype: np.dtype[Any]) -> bool:
    """Whether what is read from arrays is what they are."""
    if WORD != 8:
        return False
    w, g = np.arange(6, dtype=dtype).reshape(2, 3), np.full((2, 3), 2, dtype)
    g.flags.writeable = False
    frozen, other = np.zeros(6, dtype), np.zeros(6, np.float16)
    frozen.flags.writeable = False

    def seen(*row: NDArray[Any]) -> tuple[Any, ...]:
        objects = np.array([id(each) for each in row], np.intp)
        addresses, sizes, squares = np.zeros((1, len(row)), np.intp), np.zeros(1, np.intp), np.zeros(1)
        dtypes = np.full(len(row), id(dtype), np.intp)
        fits = _look_kernel(dtype)(objects, dtypes, addresses, sizes, squares)
        return bool(fits), addresses.tolist(), sizes.tolist(), squares.tolist()

    usual = (True, [[w.ctypes.data, g.ctypes.data]], [6], [24.0])
    unusual = [(w.T, w.T), (w, other), (frozen, w.reshape(-1)), (w.reshape(-1), w), (w[:, ::2], w[:, ::2]), (w, w)]
    return seen(w, g) == usual and not any(seen(*row)[0] for row in unusual)


@cache
def _look_kernel(dtype: np.dtype[Any]) -> fused.Kernel:
    scalar, itemsize = dtype.type, dtype.itemsize

    def look(objects: Any, wanted: Any, addresses: Any, sizes: Any, squares: Any) -> bool:
        rows, columns = addresses.shape
        for row in range(rows):
            first = objects[row * columns]
            axes, shape = number(first + AXES), word(first + SHAPE)
            size = 1
            for k in range(axes):
                size *= word(shape + k * WORD)
            for column in range(columns):
                array = objects[row * columns + column]
                flags, own = number(array + FLAGS), word(array + SHAPE)
                if word(array + DTYPE) != wanted[column] or number(array + AXES) != axes:
                    return False
                if flags & IN_ORDER != IN_ORDER:
                    return False
                if column != 1 and flags & WRITABLE == 0:  # all but the gradient is written
                    return False
                for k in range(axes):
                    if word(own + k * WORD) != word(shape + k * WORD):
                        return False
                addresses[row, column] = word(array + DATA)
            if size >= LARGE or abs(addresses[row, 0] - addresses[row, 1]) < size * itemsize:
                return False
            sizes[row] = size
            squares[row] = sum_of_squares(addresses[row, 1], size, scalar)
        order = np.argsort(addresses[:, 0])
        for k in range(1, rows):
            last, next_one = order[k - 1], order[k]
            if addresses[last, 0] + sizes[last] * itemsize > addresses[next_one, 0] and sizes[last] and sizes[next_one]:
                return False
        return True

    return fused.compiled(_knowing(look))


@cache
def _again_kernel(dtype: np.dtype[Any]) -> fused.Kernel:
    scalar, itemsize = dtype.type, dtype.itemsize

    def again(addresses: Any, sizes: Any, squares: Any) -> bool:
        for row in range(sizes.size):
            if abs(addresses[row, 0] - addresses[row, 1]) < sizes[row] * itemsize:
                return False
            squares[row] = sum_of_squares(addresses[row, 1], sizes[row], scalar)
        return True

    return fused.compiled(_knowing(again))


def _knowing(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel with what it calls as globals: it is kept on disk under what it closes over, and another kernel there
    would be another one in every process."""
    _, word, number = _memory()
    known = {"word": word, "number": number, "sum_of_squares": _sum_of_squares()}
    made = FunctionType(kernel.__code__, kernel.__globals__ | known, kernel.__name__, None, kernel.__closure__)
    made.__qualname__ = kernel.__qualname__
    return made


@cache
def _sum_of_squares() -> Any:
    """What kernels sum so many numbers of a kind by, squared, from an address on."""
    from numba import njit

    at = _memory()[0]

    def sum_of_squares(address: Any, size: Any, kind: Any) -> Any:
        x, total = at(address, size, kind), 0.0
        for i in range(size):
            each = np.float64(x[i])
            total += each * each
        return total

    return njit(fastmath={"reassoc", "contract"})(sum_of_squares)


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any], kept: tuple[int, ...]) -> fused.Kernel:
    arrays, before, body = fused.element(formula, kept)
    size = "__sizes__[__row__]"
    kinds = ["__np__.uint16" if place in kept else "__T__" for place in range(len(arrays))]
    taken = [f"{name} = __at__(__addresses__[__row__, {place}], {size}, {kinds[place]})"
             for place, name in enumerate(arrays)]  # fmt: skip
    taken += ["__first__ = __before__[__row__]"] if kept else []
    lines = [*before, *fused.loop_over("__row__", "__sizes__.size", [*taken, *fused.loop_over("__i__", size, body)])]
    rounding = ["__step__", "__before__"] if kept else []
    parameters = ["__addresses__", "__sizes__", *rounding, *fused.clock(formula), *formula.hyper]
    calls = {"__at__": _memory()[0], **(bfloat16.kernels() if kept else {})}
    return fused.compile_kernel(formula, parameters, lines, dtype, calls=calls)


@cache
def _memory() -> tuple[Any, Any, Any]:
    """What kernels read memory by: so many numbers of a kind at an address, the word there, and the C int there."""
    from numba import carray, njit, types  # type: ignore[attr-defined]
    from numba.extending import intrinsic

    inline, pointer_to = njit(forceinline=True), cast(Any, types.CPointer)

    @intrinsic
    def pointer(_: Any, address: Any, kind: Any) -> Any:
        def convert(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return pointer_to(kind.instance_type)(address, kind), convert

    def at(address: Any, size: Any, kind: Any) -> Any:
        return carray(pointer(address, kind), (size,))  # type: ignore[call-arg]

    def word(address: Any) -> Any:
        return at(address, 1, np.intp)[0]

    def number(address: Any) -> Any:
        return at(address, 1, np.intc)[0]

    at = inline(at)
    return at, inline(word), inline(number)
