"""The one store of a process, opened when a page first needs it: the lesson works even where it cannot be opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from talweg.course.store import Store, now
from talweg.errors import RangeError, StoreError


class LazyStore:
    """A call gives the store at `url`; without one, at TALWEG_STORE, or else the file in the data directory."""

    def __init__(self, url: str | None = None, clock: Callable[[], int] = now) -> None:
        self._url = url or os.environ.get("TALWEG_STORE") or None
        self._clock = clock
        self._lock = Lock()
        self._store: Store | None = None
        self._failed, self._said = 0, ""

    def __call__(self) -> Store:
        """The open store. Raises StoreError; the next call tries again."""
        if self._store is not None:
            return self._store
        before = self._failed
        with self._lock:
            if self._store is None:
                # Whoever waited for a try that failed shares its end: else each would wait as long again, in turn.
                if self._failed > before:
                    raise StoreError(self._said)
                self._store = self._open()
            return self._store

    def _open(self) -> Store:
        try:
            return Store(self._url, self._clock)
        except (StoreError, RangeError) as error:
            self._failed, self._said = self._failed + 1, str(error)
            raise StoreError(str(error)) from error

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()


def store(request: Request) -> Store:
    """The store, for a route that needs it. Raises StoreError."""
    opened: Store = request.app.state.store()
    return opened


Opened = Annotated[Store, Depends(store)]
"""What a route asks for that needs the store."""
