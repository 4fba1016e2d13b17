"""Many small arrays in one compiled call: they are looked at, and stepped, where NumPy keeps them.

To ask an array for its type, shape and flags in Python, and to hand it to a kernel, takes a microsecond or two: for a
nest of small arrays that is nearly the whole step. So one kernel reads all of it from the arrays themselves. Where an
array's parts lie is part of NumPy's C interface (PyArrayObject_fields), which no release has changed; still it is
tried on arrays that are known before it is trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from talweg.engine import fused, threads
from talweg.formula import Formula

LARGE = 2 * fused.GRAIN
"""Elements: an array of so many is worth a call, and threads, of its own."""

WORD = struct.calcsize("P")
DATA, AXES, SHAPE, _, _, DTYPE, FLAGS = (object.__basicsize__ + place * WORD for place in range(7))
IN_ORDER, WRITABLE = 0x0101, 0x0400
"""C-contiguous and aligned; writeable."""


@dataclass(frozen=True, eq=False)
class Nest:
    """Rows of arrays (each w, g and its slots) of one dtype that a kernel can step: where they begin, a row each.

    `squares` are the sums of squares of the gradients. Whoever holds this holds the arrays, too.
    """

    arrays: tuple[NDArray[Any], ...]
    dtype: np.dtype[Any]
    addresses: NDArray[np.intp]
    sizes: NDArray[np.intp]
    squares: NDArray[np.float64]

    @property
    def calm(self) -> bool:
        """Whether every gradient is finite, and so small that arithmetic with its square stays far from overflow."""
        return bool(fused.is_calm(self.squares.max(), self.dtype))


def read(rows: Sequence[tuple[NDArray[Any], ...]]) -> Nest | None:
    """The rows as a nest; None where a kernel cannot take one of them as it stands, or is not worth its call.

    It takes arrays as `fused.fits` wants them, all of one dtype, no row's gradient over its weights and no weights over
    others.
    """
    arrays = tuple(chain.from_iterable(rows))
    dtype = arrays[0].dtype
    if dtype not in fused.DTYPES or not _trusted(dtype):
        return None
    objects = np.fromiter(map(id, arrays), np.intp, len(arrays))
    addresses = np.empty((len(rows), len(rows[0])), np.intp)
    sizes, squares = np.empty(len(rows), np.intp), np.empty(len(rows))
    if not _look_kernel(dtype)(objects, id(dtype), addresses, sizes, squares):
        return None
    return Nest(arrays, dtype, addresses, sizes, squares)


def step(formula: Formula, nest: Nest, t: int, hyper: Mapping[str, float]) -> None:
    """One optimizer step of every row, in place."""
    rest = (*(float(t) for _ in fused.clock(formula)), *fused.numbers(formula, hyper))
    kernel = _step_kernel(formula, nest.dtype)
    if nest.sizes.sum() < LARGE:
        kernel(nest.addresses, nest.sizes, *rest)
        return
    ends = nest.sizes.cumsum()
    cuts = [0, *(int(np.searchsorted(ends, end)) + 1 for _, end in threads.parts(int(ends[-1]), fused.GRAIN))]

    def some(rows: tuple[int, int]) -> None:
        kernel(nest.addresses[slice(*rows)], nest.sizes[slice(*rows)], *rest)

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
        fits = _look_kernel(dtype)(objects, id(dtype), addresses, sizes, squares)
        return bool(fits), addresses.tolist(), sizes.tolist(), squares.tolist()

    usual = (True, [[w.ctypes.data, g.ctypes.data]], [6], [24.0])
    unusual = [(w.T, w.T), (w, other), (frozen, w.reshape(-1)), (w.reshape(-1), w), (w[:, ::2], w[:, ::2]), (w, w)]
    return seen(w, g) == usual and not any(seen(*row)[0] for row in unusual)


@cache
def _look_kernel(dtype: np.dtype[Any]) -> fused.Kernel:
    at, word, number = _memory()
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
                if word(array + DTYPE) != wanted or flags & IN_ORDER != IN_ORDER or number(array + AXES) != axes:
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
            g, total = at(addresses[row, 1], size, scalar), 0.0
            for i in range(size):
                each = np.float64(g[i])
                total += each * each
            squares[row] = total
        order = np.argsort(addresses[:, 0])
        for k in range(1, rows):
            last, next_one = order[k - 1], order[k]
            if addresses[last, 0] + sizes[last] * itemsize > addresses[next_one, 0] and sizes[last] and sizes[next_one]:
                return False
        return True

    return fused.compiled(look, fastmath={"reassoc", "contract"})


@cache
def _step_kernel(formula: Formula, dtype: np.dtype[Any]) -> fused.Kernel:
    arrays, before, body = fused.element(formula)
    size = "__sizes__[__row__]"
    taken = [f"{name} = __at__(__addresses__[__row__, {place}], {size}, __T__)" for place, name in enumerate(arrays)]
    lines = [*before, *fused.loop_over("__row__", "__sizes__.size", [*taken, *fused.loop_over("__i__", size, body)])]
    parameters = ["__addresses__", "__sizes__", *fused.clock(formula), *formula.hyper]
    return fused.compile_kernel(formula, parameters, lines, dtype, calls={"__at__": _memory()[0]})


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
