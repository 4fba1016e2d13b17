"""Large arrays by several threads: plain Python threads around kernels that let go of the interpreter.

Numba's own threads would fight those of BLAS, and kill a forked child. These are started when they are first needed,
sleep when they are not, and are started anew in a child. Results do not depend on how many there are.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
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


def together(work: Callable[[], T], most: int) -> T:
    """What `work` returns here, while up to `most` threads in all run it, too: it shares itself out among those that
    come, and needs none of them.

    None is waited for: whoever comes when all is done finds nothing to do. `work` raises nothing.
    """
    helpers = [_helper(number) for number in range(1, min(most, count()))]
    for each in helpers:
        each.call(work)
    try:
        return work()
    finally:
        for each in helpers:
            each.dismiss(work)


class _Helper:
    """A thread that sleeps until it is called; whoever calls last is heard."""

    def __init__(self) -> None:
        self._bell = threading.Lock()
        self._bell.acquire()
        self._work: Callable[[], Any] | None = None
        threading.Thread(target=self._listen, name="talweg-helper", daemon=True).start()

    def call(self, work: Callable[[], Any]) -> None:
        """Have it run `work` when it wakes."""
        self._work = work
        with suppress(RuntimeError):  # it rings already
            self._bell.release()

    def dismiss(self, work: Callable[[], Any]) -> None:
        """Have it forget `work`, if it has not begun."""
        if self._work is work:
            self._work = None

    def _listen(self) -> None:
        while True:
            self._bell.acquire()
            work, self._work = self._work, None
            if work is not None:
                work()
            del work  # or its arrays would be kept until the next call


def _all(work: Callable[[tuple[int, int]], T], pieces: list[tuple[int, int]]) -> list[T]:
    return [work(each) for each in pieces]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="talweg")


@cache
def _helper(_number: int) -> _Helper:
    return _Helper()


def _forget(*_: Any) -> None:
    _pool.cache_clear()
    _helper.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
