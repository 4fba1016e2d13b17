"""Arrays as kernels find them in memory: where NumPy keeps their parts, and what a nest of arrays is looked at for.

Where they lie is part of NumPy's C interface (PyArrayObject_fields), which no release has changed. They are found in a
tuple of Python's, whose items stand behind its head, and their number in it; an object's type stands last in its own.

Numba is imported here: import this where something is compiled.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Any, cast

import numpy as np
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from talweg.engine.kernels import compiled
from talweg.engine.turns import FIRST, REFUSED, add, join, next_block, stay_below, sum_of_squares

Words = NDArray[np.intp]

WORD = struct.calcsize("P")
COUNT = object.__basicsize__
KIND = object.__basicsize__ - WORD
DATA, AXES, SHAPE, _, _, DTYPE, FLAGS = (object.__basicsize__ + place * WORD for place in range(7))
ITEMS = tuple.__basicsize__
IN_ORDER, WRITABLE = 0x0101, 0x0400
"""C-contiguous and aligned; writeable."""

SIZE, BEFORE, ROW, BEGIN, WHOLE = range(-5, 0)
"""What a table has of every block, behind where it begins in each array of its row: its elements; those of the nest
before it; its row; the elements of that before it, and all of them."""
MORE = -SIZE


def _pointer(_: Any, address: Any, kind: Any) -> Any:
    def convert(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return cast(Any, types.CPointer)(kind.instance_type)(address, kind), convert


pointer: Any = intrinsic(_pointer)


@njit(forceinline=True)
def at(address: int, size: int, kind: Any) -> Any:
    """The array of `size` numbers of a kind at an address."""
    return carray(pointer(address, kind), (size,))


def _reads(kind: Any) -> Any:
    """What reads one number of a kind at an address."""

    def typed(_: Any, address: Any) -> Any:
        def load(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.load(builder.inttoptr(arguments[0], context.get_value_type(kind).as_pointer()))

        return kind(address), load

    return intrinsic(typed)


word, number = _reads(types.intp), _reads(types.intc)
"""The word, and the C int, at an address."""


def _put(_: Any, address: Any, value: Any) -> Any:  # noqa: ARG001
    def store(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = context.get_value_type(types.intp)
        builder.store(arguments[1], builder.inttoptr(arguments[0], word.as_pointer()))
        return context.get_dummy_value()

    return types.void(types.intp, types.intp), store


put: Any = intrinsic(_put)
"""Writes a word at an address."""


def _call(_: Any, function: Any, given: Any) -> Any:
    def called(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word, place = context.get_value_type(types.intp), arguments[0]
        kind = ir.FunctionType(word, [word] * len(given)).as_pointer()
        return builder.call(builder.inttoptr(place, kind), unpacked(builder, arguments[1], len(given)))

    return types.intp(function, several(types.intp, len(given))), called


ir: Any = cgutils.ir  # type: ignore[attr-defined]
unpacked, several = cast(Any, cgutils.unpack_tuple), cast(Any, types.UniTuple)
call: Any = intrinsic(_call)
"""Calls `table` where it lies: a kernel that called it by its name would be compiled with all of it."""


def _table(
    arrays: int, rows: int, dtypes: int, kinds: int, itemsize: int, short: int, block: int, found: int, room: int
) -> int:
    """Cuts the rows of a nest into blocks of so many elements, and returns how many these are; -1 where a row cannot be
    stepped: see `nests.read`. At `found` lies room for so many, which is filled as far as it goes: see `SIZE`.

    `arrays`, `dtypes` and `kinds` are where tuples lie in memory: of the arrays, a column after the other; of each
    column's dtype; and of the types that an array may have. An item of the weights takes `itemsize` bytes; where a bit
    of `short` is set, one of that column takes two.
    """
    columns, known = word(dtypes + COUNT), word(kinds + COUNT)
    to, before, blocks = found, 0, 0
    for row in range(rows):
        size, axes, shape = 1, 0, 0
        for column in range(columns):
            array = word(arrays + ITEMS + (column * rows + row) * WORD)
            kind, fits = word(array + KIND), False
            for k in range(known):
                fits |= kind == word(kinds + ITEMS + k * WORD)
            if not fits:  # nobody knows what lies where in it
                return -1
            flags, own, its_axes = number(array + FLAGS), word(array + SHAPE), number(array + AXES)
            if column == 0:
                axes, shape = its_axes, own
                for k in range(axes):
                    size *= word(shape + k * WORD)
            needed = IN_ORDER if column == 1 else IN_ORDER | WRITABLE  # all but the gradient is written
            fits &= word(array + DTYPE) == word(dtypes + ITEMS + column * WORD) and flags & needed == needed
            fits &= its_axes == axes
            for k in range(axes if fits else 0):
                fits &= word(own + k * WORD) == word(shape + k * WORD)
            if not fits:
                return -1
        begin = 0
        while begin < size or begin == 0:
            if blocks < room:
                for column in range(columns):
                    wide = 2 if short >> column & 1 else itemsize
                    array = word(arrays + ITEMS + (column * rows + row) * WORD)
                    put(to + column * WORD, word(array + DATA) + begin * wide)
                to += (columns + MORE) * WORD
                put(to + SIZE * WORD, min(block, size - begin))
                put(to + BEFORE * WORD, before + begin)
                put(to + ROW * WORD, row)
                put(to + BEGIN * WORD, begin)
                put(to + WHOLE * WORD, size)
            blocks, begin = blocks + 1, begin + block
        before += size
    return blocks if rows == 1 or _apart(arrays, rows, itemsize) else -1


@compiled
def _apart(arrays: int, rows: int, itemsize: int) -> Any:
    """Whether none of the weights lies over others."""
    begins, lengths, gap = np.empty(rows, np.intp), np.full(rows, itemsize), 0
    for row in range(rows):
        array = word(arrays + ITEMS + row * WORD)
        begins[row] = word(array + DATA)
        for k in range(number(array + AXES)):
            lengths[row] *= word(word(array + SHAPE) + k * WORD)
        if row and begins[row - 1] > begins[row]:
            gap = rows // 2  # most lie in order
    while gap:  # Shell's way to sort: nearly as fast as can be, and short
        for k in range(gap, rows):
            begin, length, place = begins[k], lengths[k], k
            while place >= gap and begins[place - gap] > begin:
                begins[place], lengths[place] = begins[place - gap], lengths[place - gap]
                place -= gap
            begins[place], lengths[place] = begin, length
        gap //= 2
    end = over = 0
    for k in range(rows):
        if lengths[k]:  # what is empty lies over nothing
            over += begins[k] < end
            end = begins[k] + lengths[k]
    return over == 0


# Too short to hand the interpreter to another thread, and to wait for it.
table: Any = compiled(_table, nogil=False, no_cfunc_wrapper=False)


@cache
def place_of_table() -> int:
    """Where `table` lies: see `call`."""
    table.compile((types.intp,) * 9)
    found = table.overloads[table.signatures[0]]
    return int(found.library.get_pointer_to_function(found.fndesc.llvm_cfunc_wrapper_name))


@njit(forceinline=True)
def table_of_few(
    find: int, arrays: int, rows: int, dtypes: int, kinds: int, itemsize: int, short: int, block: int, most: int
) -> Any:
    """The table of a nest, and how many blocks it has: none where it cannot be stepped, or has `most` elements or
    more. `find` is `place_of_table()`."""
    columns, room = word(dtypes + COUNT), rows + most // block + 1
    found = np.empty((room, columns + MORE), np.intp)
    blocks = call(find, (arrays, rows, dtypes, kinds, itemsize, short, block, found.ctypes.data, room))
    few = 0 < blocks <= room and found[blocks - 1, BEFORE] + found[blocks - 1, SIZE] < most
    return found, blocks if few else 0


@compiled
def look(found: Words, blocks: int, like: NDArray[Any], turn: NDArray[np.int64], limit: float, side: int) -> bool:
    """Whether every block's gradient stays below the limit, and none lies over its weights.

    `found` has so many blocks, `like` is an array of the dtype of both.
    """
    row, end = next_block(turn, FIRST, 1, blocks, side, 0)
    while row < end:
        g = at(found[row, 1], found[row, SIZE], like.dtype.type)
        if _over(found, row, like) or not stay_below(g, types.uintp(0), types.uintp(g.size), limit):
            add(turn, REFUSED, 1)
        row, end = next_block(turn, FIRST, 1, blocks, side, end - row)
    return bool(add(turn, REFUSED, 0) == 0)


@njit(forceinline=True)
def _over(found: Words, place: int, like: NDArray[Any]) -> bool:
    """Whether a block's gradient is of a row that lies over its weights."""
    return bool(abs(found[place, 0] - found[place, 1]) < found[place, WHOLE] * like.itemsize)


@compiled
def squares(found: Words, like: NDArray[Any], turn: NDArray[np.int64], sums: NDArray[np.float64]) -> None:
    """Fills `sums` with each block's sum of the squares of its gradient, in float64; NaN where that is over the
    weights."""
    side = join(turn)
    row, end = next_block(turn, FIRST, 1, len(found), side, 0)
    while row < end:
        total = sum_of_squares(at(found[row, 1], found[row, SIZE], like.dtype.type))
        sums[row] = np.nan if _over(found, row, like) else total
        row, end = next_block(turn, FIRST, 1, len(found), side, end - row)


@compiled
def squares_of_few(
    arrays: int, rows: int, find: int, dtypes: int, kinds: int, short: int, block: int, like: NDArray[Any], most: int
) -> float:
    """The same of all blocks of `table_of_few` together; NaN where there is none."""
    found, blocks = table_of_few(find, arrays, rows, dtypes, kinds, like.itemsize, short, block, most)
    total = 0.0 if blocks else np.nan
    for row in range(blocks):
        total += sum_of_squares(at(found[row, 1], found[row, SIZE], like.dtype.type))
        total = np.nan if _over(found, row, like) else total
    return total
