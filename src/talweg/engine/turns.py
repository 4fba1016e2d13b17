"""One kernel run by several threads at once, each of which takes the next block of a large array in its turn.

Whoever is free takes a block, so nothing waits for a thread that comes late or not at all: the one that began would
do all the work alone. They begin at both ends, and a second pass goes back from where the first met, so that each finds
in its own cache what it left there in the pass or the step before. What is left to do is counted in an array of whole
numbers that the threads add to at once.

Numba is imported here: import this where something is compiled.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from talweg.engine.kernels import compiled

FIRST, SECOND, REFUSED, JOINED = 0, 4, 8, 9
"""Places in what is counted: of either pass, how many elements are begun (and after it: done; the blocks taken from the
front; and from the back); how often the first pass has refused the second; and the threads that came."""


def joining(size: str) -> str:
    """The line with which a thread comes to the work on `size` elements."""
    return f"__size__, __side__ = {size}, __join__(__turn__)"


def over(part: int, body: list[str]) -> list[str]:
    """The lines of a pass over `__size__` elements: `body` for each `__block__` that this thread gets, from `__begin__`
    to `__end__`, after `joining`. The pass is left when all blocks are done, whoever did them."""
    # Each argument is of one type in all kernels: for a whole number that stands written Numba compiles anew.
    given = f"__turn__, __np__.int64({part}), __block__, __size__, __side__"
    again = f"__begin__, __end__ = __next__({given}, __end__ - __begin__)"
    lines = [f"__begin__, __end__ = __next__({given}, __np__.uintp(0))", "while __begin__ < __end__:"]
    return [*lines, *(f"    {line}" for line in [*body, again])]


def calls() -> dict[str, Any]:
    """What these lines call."""
    return {"__next__": next_block, "__join__": join}


def _add(_: Any, turn: Any, place: Any, amount: Any) -> Any:  # noqa: ARG001
    def added(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        where = get_item_pointer(context, builder, signature.args[0], array, [arguments[1]])
        return builder.atomic_rmw("add", where, arguments[2], "seq_cst")

    return types.int64(turn, place, types.int64), added


get_item_pointer: Any = cgutils.get_item_pointer
add: Any = intrinsic(_add)
"""`add(turn, place, amount)` adds at once, and returns what was there before."""


@compiled
def join(turn: NDArray[np.int64]) -> Any:
    """From which side the thread that comes takes its blocks: 0, the front, or 1, the back."""
    return add(turn, JOINED, 1) % 2


@compiled
def next_block(turn: NDArray[np.int64], part: int, block: int, size: int, side: int, done: int) -> tuple[Any, Any]:
    """Begin and end of the next block of a pass; as many elements as are `done` are. Where no block is left, it waits
    until all are done, and gives an empty one.

    Both are unsigned, so that a loop from one to the other needs no thought of negative places.
    """
    add(turn, part + 1, done)
    if add(turn, part, block) >= size:
        while add(turn, part + 1, 0) < size:
            pass
        return types.uintp(size), types.uintp(size)
    place, last, met = add(turn, part + 2 + side, 1), (size - 1) // block, turn[FIRST + 2]
    if part == SECOND and met > 0:
        # From where the first pass met back to the own end, and then from the other's, where that comes late.
        own = last + 1 - met if side else met
        place = own - 1 - place if place < own else last + own - place
    begin = (last - place if side else place) * block
    return types.uintp(begin), types.uintp(min(begin + block, size))


def stay_finite(x: NDArray[Any], begin: Any, end: Any, headroom: float) -> bool:
    """Whether every entry from `begin` to `end`, both unsigned, is finite, and has a square that stays so when the
    entry is `headroom` times larger."""
    # One sum finds NaN, infinity and squares that overflow, for the price of looking at every entry once. It is taken
    # in four places at once, for memory gives more to several readings than to one.
    times, quarter = x.dtype.type(headroom), (end - begin) // types.uintp(4)
    second = begin + quarter
    third = second + quarter
    fourth = third + quarter
    total = x.dtype.type(0)
    for i in range(quarter):
        one, two, three, four = x[begin + i] * times, x[second + i] * times, x[third + i] * times, x[fourth + i] * times
        total += one * one + two * two + three * three + four * four
    for i in range(fourth + quarter, end):
        last = x[i] * times
        total += last * last
    return bool(total < np.inf)


stay_finite = compiled(stay_finite, fastmath={"reassoc"})


@compiled
def look(x: NDArray[Any], turn: NDArray[np.int64], block: int, headroom: float, side: int) -> bool:
    """Whether all entries are as `stay_finite` wants them."""
    begin, end = next_block(turn, np.int64(FIRST), block, x.size, side, np.uintp(0))
    while begin < end:
        if not stay_finite(x, begin, end, headroom):
            add(turn, REFUSED, 1)
        begin, end = next_block(turn, np.int64(FIRST), block, x.size, side, end - begin)
    return bool(add(turn, REFUSED, 0) == 0)


@compiled
def squares_stay_finite(x: NDArray[Any], turn: NDArray[np.int64], block: int, headroom: float) -> bool:
    """The same of an array that is only looked at."""
    return bool(look(x, turn, block, headroom, join(turn)))


def sum_of_squares(x: NDArray[Any]) -> float:
    """The sum of the squares of the entries, in float64."""
    total = 0.0
    for i in range(x.size):
        each = np.float64(x[i])
        total += each * each
    return total


sum_of_squares = compiled(sum_of_squares, fastmath={"reassoc", "contract"})


@compiled
def squares(x: NDArray[Any], turn: NDArray[np.int64], block: int, sums: NDArray[np.float64]) -> None:
    """Fills `sums` with each block's sum of squares."""
    side = join(turn)
    begin, end = next_block(turn, np.int64(FIRST), block, x.size, side, np.uintp(0))
    while begin < end:
        sums[begin // np.uintp(block)] = sum_of_squares(x[begin:end])
        begin, end = next_block(turn, np.int64(FIRST), block, x.size, side, end - begin)
