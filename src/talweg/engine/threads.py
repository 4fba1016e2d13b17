"""Large arrays by several threads: plain Python threads around kernels that let go of the interpreter.

Numba's own threads would fight those of BLAS, and kill a forked child. These are started when they are first needed,
sleep when they are not, and are started anew in a child. Results do not depend on how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

SETTINGS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS")
"""The variables by which a user, or a pool of processes such as joblib's, says how many threads there may be."""
ALIGNED = 64
"""A part begins at a multiple of so many elements, so that all SIMD lanes of the part before are full."""


def count() -> int:
    """How many threads a large array gets: the cores this process may use, or fewer where a variable says so."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = [os.environ.get(name, "") for name in SETTINGS]
    return max(1, min([cores, *(int(each) for each in asked if each.isdecimal())]))


def parts(size: int, grain: int) -> list[tuple[int, int]]:
    """`size` elements cut into contiguous parts of at least `grain`, one for each thread."""
    share = -(-size // max(1, min(size // grain, count())))
    share = max(1, -(-share // ALIGNED)) * ALIGNED
    return [(begin, min(begin + share, size)) for begin in range(0, size, share)]


def blocks(size: int, length: int) -> list[tuple[int, int]]:
    """`size` elements cut into blocks of `length`, however many threads there are: sums over them never change."""
    return [(begin, min(begin + length, size)) for begin in range(0, size, length)]


def spread(work: Callable[[tuple[int, int]], T], pieces: list[tuple[int, int]], busy: int) -> list[T]:
    """`work` on every piece, in order, by `busy` threads (1: by this one)."""
    if busy < 2 or len(pieces) < 2:
        return [work(each) for each in pieces]
    share = -(-len(pieces) // busy)
    shares = [pieces[begin : begin + share] for begin in range(0, len(pieces), share)]
    others: list[Future[list[T]]] = []
    try:
        for each in shares[1:]:
            others.append(_pool().submit(_all, work, each))  # one by one: each that has begun is waited for
        found = _all(work, shares[0])
    finally:
        wait(others)  # whatever happens here, nothing is written behind the caller's back
    return [*found, *(value for each in others for value in each.result())]


def _all(work: Callable[[tuple[int, int]], T], pieces: list[tuple[int, int]]) -> list[T]:
    return [work(each) for each in pieces]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="talweg")


def _forget(*_: Any) -> None:
    _pool.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
