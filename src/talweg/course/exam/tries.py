"""How often one may try: counted in the store, for all processes together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from talweg.course.exam.codes import digest
from talweg.course.store import MINUTE, Store, attempts
from talweg.errors import TooManyTriesError


@dataclass(frozen=True)
class Limit:
    """At most `count` tries of `what` in `minutes`."""

    what: str
    count: int
    minutes: int


# A class sits behind one address, so an address has more tries than a name.
ADDRESS = Limit("address", 60, 15)
JOINED = Limit("joined", 300, 60)
NAME_HERE = Limit("name at address", 10, 15)
NAME = Limit("name", 100, 60)


def charge(store: Store, *tries: tuple[Limit, str]) -> None:
    """Count a try of each; none is counted where one is too many. Raises TooManyTriesError."""
    at = store.clock()
    with store.begin() as connection:
        for limit, whose in tries:
            window = limit.minutes * MINUTE
            count, since = attempts.charge(connection, _key(limit, whose), window, at)
            if count > limit.count:
                wait = since + window - at
                minutes = -(-wait // MINUTE)
                soon = "in a minute" if minutes == 1 else f"in {minutes} minutes"
                raise TooManyTriesError(f"That was too many tries. Please try again {soon}.", wait)


@contextmanager
def counted(store: Store, *tries: tuple[Limit, str]) -> Iterator[None]:
    """Count a try before it is judged, so that many at once gain nothing; one that succeeds is taken back."""
    charge(store, *tries)
    yield
    with store.begin() as connection:
        for limit, whose in tries:
            attempts.forgive(connection, _key(limit, whose))


def _key(limit: Limit, whose: str) -> str:
    return digest(f"{limit.what}:{whose}")
