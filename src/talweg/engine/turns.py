"""One kernel run by several threads at once, each of which takes the next block of a large array in its turn.

Whoever is free takes a block, so nothing waits for a thread that comes late or not at all: the one that began would
do all the work alone. What is left to do is counted in an array of whole numbers that the threads add to as one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 15
"""Elements: a block of so many, of each array of a step, stays in a core's own cache."""
FIRST, SECOND, REFUSED = 0, 2, 4
"""Places in what is counted: of either pass, how many elements are begun (and after it: done); and how often the first
pass has refused the second."""


def left(size: int = 0, looked: bool = False) -> NDArray[np.int64]:
    """What is counted before anything is done; where all `size` elements were `looked` at before, the first pass is
    over."""
    return np.array((size, size, 0, 0, 0) if looked else (0, 0, 0, 0, 0), np.int64)


def over(part: int, block: str | int, body: list[str]) -> list[str]:
    """The lines of a pass over `__size__` elements: `body` for each `block` that this thread gets, from `__begin__` to
    `__end__`. The pass is left when all blocks are done, whoever did them."""
    take = f"__begin__ = __add__(__turn__, {part}, {block})"
    lines = [f"__end__ = __min__(__begin__ + {block}, __size__)", *body]
    lines += [f"__add__(__turn__, {part + 1}, __end__ - __begin__)", take]
    lines = [take, "while __begin__ < __size__:", *(f"    {line}" for line in lines)]
    return [*lines, f"while __add__(__turn__, {part + 1}, 0) < __size__:", "    pass"]


@cache
def add() -> Any:
    """What kernels count by: `__add__(turn, place, amount)` adds at once, and returns what was there before."""
    from numba import njit, types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def at_once(_: Any, turn: Any, place: Any, amount: Any) -> Any:
        def added(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            where = cgutils.get_item_pointer(context, builder, signature.args[0], array, [arguments[1]])
            return builder.atomic_rmw("add", where, arguments[2], "seq_cst")

        return amount(turn, place, amount), added

    def add(turn: Any, place: int, amount: int) -> Any:
        return at_once(turn, place, types.int64(amount))

    return njit(add, forceinline=True)
