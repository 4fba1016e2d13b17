"""Arrays as kernels find them in memory: where NumPy keeps their parts, and what a nest of arrays is looked at for.

Where they lie is part of NumPy's C interface (PyArrayObject_fields), which no release has changed. They are found in a
tuple of Python's, whose items stand behind its head; an object's type stands last in its own.

Numba is imported here: import this where something is compiled.
"""

from __future__ import annotations

import struct
from functools import cache
from math import prod
from typing import Any, cast

import numpy as np
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from talweg.engine.kernels import compiled
from talweg.engine.turns import FIRST, REFUSED, add, join, next_block, stay_finite, sum_of_squares

Words = NDArray[np.intp]

WORD = struct.calcsize("P")
KIND = object.__basicsize__ - WORD
DATA, AXES, SHAPE, _, _, DTYPE, FLAGS = (object.__basicsize__ + place * WORD for place in range(7))
ITEMS = tuple.__basicsize__
IN_ORDER, WRITABLE = 0x0101, 0x0400
"""C-contiguous and aligned; writeable."""


def _pointer(_: Any, address: Any, kind: Any) -> Any:
    def convert(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return cast(Any, types.CPointer)(kind.instance_type)(address, kind), convert


pointer: Any = intrinsic(_pointer)


def _stack(_: Any, size: Any, kind: Any) -> Any:
    def reserve(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        return alloca_once(builder, context.get_value_type(kind.instance_type), size=size.literal_value)

    return cast(Any, types.CPointer)(kind.instance_type)(size, kind), reserve


alloca_once: Any = cgutils.alloca_once
stack: Any = intrinsic(prefer_literal=True)(_stack)


@cache
def room(shape: tuple[int, ...], kind: Any) -> Any:
    """A function that gives the kernel that calls it an array of its own, on the stack, for numbers of a kind.

    LLVM knows that it lies over no other array, and asks nothing before a loop. What is in it is not known.
    """
    size = prod(shape)

    def reserved() -> Any:
        return carray(stack(size, kind), shape)

    return njit(forceinline=True)(reserved)


@njit(forceinline=True)
def at(address: int, size: int, kind: Any) -> Any:
    """The array of `size` numbers of a kind at an address."""
    return carray(pointer(address, kind), (size,))


@njit(forceinline=True)
def word(address: int) -> Any:
    """The word at an address."""
    return at(address, 1, np.intp)[0]


@njit(forceinline=True)
def number(address: int) -> Any:
    """The C int at an address."""
    return at(address, 1, np.intc)[0]


@compiled
def look(arrays: int, dtypes: int, kinds: Words, itemsize: int, addresses: Words, sizes: Words) -> tuple[int, int]:
    """Fills `addresses` (rows, columns) and `sizes` (rows,) with where the arrays' numbers begin, and how many there
    are. Returns how many a row has at most, and all rows together; (-1, -1) where one cannot be stepped: see
    `nests.read`.

    `arrays` is where the tuple of them lies in memory, a column after the other, `dtypes` that of each column's dtype;
    `kinds` are the types that an array may have.
    """
    rows, columns = addresses.shape
    objects, wanted = at(arrays + ITEMS, rows * columns, np.intp), at(dtypes + ITEMS, columns, np.intp)
    largest = total = 0
    for row in range(rows):
        size, axes, shape = 1, 0, 0
        for column in range(columns):
            array = objects[column * rows + row]
            known = False
            for kind in kinds:
                known |= word(array + KIND) == kind
            if not known:
                return -1, -1
            flags, own = number(array + FLAGS), word(array + SHAPE)
            if column == 0:
                axes, shape = number(array + AXES), own
                for k in range(axes):
                    size *= word(shape + k * WORD)
            if word(array + DTYPE) != wanted[column] or number(array + AXES) != axes:
                return -1, -1
            needed = IN_ORDER if column == 1 else IN_ORDER | WRITABLE  # all but the gradient is written
            if flags & needed != needed:
                return -1, -1
            for k in range(axes):
                if word(own + k * WORD) != word(shape + k * WORD):
                    return -1, -1
            addresses[row, column] = word(array + DATA)
        sizes[row] = size
        largest, total = max(largest, size), total + size
    order = np.argsort(addresses[:, 0])
    for k in range(1, rows):
        last, next_one = order[k - 1], order[k]
        if addresses[last, 0] + sizes[last] * itemsize > addresses[next_one, 0] and sizes[last] and sizes[next_one]:
            return -1, -1
    return largest, total


@compiled
def look_at_gradients(
    addresses: Words, sizes: Words, like: NDArray[Any], turn: NDArray[np.int64], block: int, headroom: float, side: int
) -> bool:
    """Whether every row's gradient is as `turns.look` wants it, and none lies over its weights.

    `like` is an array of the dtype of both.
    """
    row, end = next_block(turn, FIRST, block, sizes.size, side, 0)
    while row < end:
        g = at(addresses[row, 1], sizes[row], like.dtype.type)
        over = abs(addresses[row, 0] - addresses[row, 1]) < sizes[row] * like.itemsize
        if over or not stay_finite(g, types.uintp(0), types.uintp(g.size), headroom):
            add(turn, REFUSED, 1)
        row, end = next_block(turn, FIRST, block, sizes.size, side, end - row)
    return bool(add(turn, REFUSED, 0) == 0)


@compiled
def sum_squares(
    addresses: Words, sizes: Words, like: NDArray[Any], turn: NDArray[np.int64], block: int, sums: NDArray[np.float64]
) -> None:
    """Fills `sums` with each row's sum of the squares of its gradient, in float64; NaN where that is over the
    weights."""
    side = join(turn)
    row, end = next_block(turn, FIRST, block, sizes.size, side, 0)
    while row < end:
        total = sum_of_squares(at(addresses[row, 1], sizes[row], like.dtype.type))
        over = abs(addresses[row, 0] - addresses[row, 1]) < sizes[row] * like.itemsize
        sums[row] = np.nan if over else total
        row, end = next_block(turn, FIRST, block, sizes.size, side, end - row)
