"""bfloat16, the first half of a float32, which NumPy does not know: kept as uint16, and rounded to by chance.

A slot that moves by less than its last place would stand still if it were rounded to the nearest. By chance it comes to
either neighbour, the more often the nearer that lies, and is right on average. The chance is a hash of the step, the
slot and the place, so that it is the same however many threads there are, and when the step is taken again.

Sources: Gupta et al., "Deep learning with limited numerical precision", 2015, arXiv:1502.02551; Wellons, "Prospecting
for hash functions", 2018 (lowbias32).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "bfloat16"
KEPT = np.dtype(np.uint16)
"""The dtype of a slot in bfloat16; no other slot is of whole numbers."""


def _functions(compiled: Callable[[Any], Any]) -> Mapping[str, Any]:
    """What reads, and rounds, a number in a kernel, or an array where nothing is compiled."""
    half, highest = np.uint32(16), np.uint32(0x7F7F0000)  # the largest number of bfloat16
    no_sign, last, none = np.uint32(0x7FFFFFFF), np.uint32(0xFFFF), np.uint32(0)
    first, second, odd = np.uint32(0x7FEB352D), np.uint32(0x846CA68B), np.uint32(15)

    def wide(kept: Any) -> Any:
        return np.uint32(np.uint32(kept) << half).view(np.float32)

    def mixed(word: Any) -> Any:
        x = np.uint32(word)
        x = np.uint32(np.uint32(x ^ np.uint32(x >> half)) * first)
        x = np.uint32(np.uint32(x ^ np.uint32(x >> odd)) * second)
        return np.uint32(x ^ np.uint32(x >> half))

    mixed = compiled(mixed)

    def key(step: Any, slot: Any) -> Any:
        return mixed(np.uint32(mixed(np.uint32(step)) + np.uint32(slot >> 1)))

    def short(x: Any, slot: Any, key: Any, first: Any, place: Any) -> Any:
        bits = np.float32(x).view(np.uint32)
        word = mixed(np.uint32(np.uint32(key + np.uint32(first)) + np.uint32(place)))
        # Two slots share a hash, a half for each: the compiler sees that it is the same, and computes it once.
        chance = np.uint32(np.uint32(word >> half) if slot & 1 else np.uint32(word & last))
        # Beyond the largest number it is cut off instead: what is finite stays so, and what is not, too.
        inside = np.uint32(none - np.uint32(np.uint32(bits & no_sign) < highest))
        return np.uint16(np.uint32(bits + np.uint32(chance & inside)) >> half)

    return {"__wide__": compiled(wide), "__key__": compiled(key), "__short__": compiled(short)}


_PLAIN = _functions(lambda function: function)


@cache
def kernels() -> Mapping[str, Any]:
    """The functions by the names that the lines of a kernel call them by."""
    from numba import njit

    return _functions(njit(forceinline=True))


def read(array: NDArray[Any], dtype: Any) -> NDArray[Any]:
    """A slot in bfloat16 as numbers of `dtype`, exactly; any other array as it is."""
    return np.asarray(_PLAIN["__wide__"](array), dtype) if array.dtype == KEPT else array


def rounded(array: NDArray[Any], step: int, slot: int, first: int) -> NDArray[np.uint16]:
    """What a kernel keeps of the numbers `array`, the new values of the slot at place `slot` of its row.

    `step` is the number of the step, `first` how many elements of a nest are before the array's.
    """
    with np.errstate(over="ignore"):
        places = np.arange(array.size, dtype=np.uint64).reshape(array.shape)
        key = _PLAIN["__key__"](np.uint64(step), slot)
        return np.asarray(_PLAIN["__short__"](array, slot, key, np.uint64(first), places), KEPT)


def nearest(number: float) -> int:
    """The bits of the number of bfloat16 that is closest to `number`."""
    bits = int(np.float32(number).view(np.uint32))
    return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16
