"""How often one may try: counted in the store, for all processes together.

A person (whom a name calls) and an address are counted apart. Who guesses at a person is soon heard no more about that
person, whatever the address; who guesses about many persons and codes from one address only learns that it was too
many, while whoever sits behind the same address and is right comes in: a class shares one address. A browser that has
logged a person in before (`Known`) has tries of its own, so nobody can lock that person out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from talweg.course.exam.codes import digest
from talweg.course.store import MINUTE, Store, attempts
from talweg.errors import AccessError, TooManyTriesError


@dataclass(frozen=True)
class Limit:
    """At most `count` tries of `what` in `minutes`."""

    what: str
    count: int
    minutes: int


ADDRESS = Limit("address", 60, 15)
# New learners of one class from one address: more than a school has pupils in a year's course.
JOINED = Limit("joined", 1000, 60)
NAME_HERE = Limit("name at address", 10, 15)
NAME = Limit("name", 100, 60)
KNOWN = Limit("known browser", 10, 15)
PRACTICE = Limit("practice", 60, 1)
BEGUN = Limit("exams begun", 30, 60)
# Wrong passwords for exams, by one learner.
ROOM = Limit("room", 10, 15)


@dataclass(frozen=True)
class Try:
    """A try at `whose`; `where` it comes from is counted apart, and forgotten together."""

    limit: Limit
    whose: str
    where: str = ""

    @property
    def key(self) -> str:
        """Its row in the store; those of one `whose` begin alike."""
        return _head(self.limit, self.whose) + digest(self.where)[:32]


@dataclass(frozen=True)
class Known:
    """A browser, by a secret of its own, and whom it has logged in last: "learner-5", "teacher-1"."""

    browser: str
    person: str


def charge(store: Store, *tries: Try) -> None:
    """Count a try of each; none is counted where one is too many. Raises TooManyTriesError."""
    at = store.clock()
    with store.begin() as connection:
        for each in tries:
            count, since = attempts.charge(connection, each.key, each.limit.minutes * MINUTE, at)
            if count > each.limit.count:
                raise _too_many(each.limit, since, at)


@contextmanager
def counted(store: Store, *tries: Try) -> Iterator[None]:
    """Count a try before it is judged, so that many at once gain nothing; one that succeeds is taken back."""
    charge(store, *tries)
    yield
    with store.begin() as connection:
        for each in tries:
            attempts.forgive(connection, each.key)


@contextmanager
def at_address(store: Store, address: str) -> Iterator[bool]:
    """Count what fails here with AccessError, and nothing else: whoever is right is never refused, nor made to wait.

    Gives whether too many have failed from this address lately. Raises TooManyTriesError in the error's place then.
    """
    here, at = Try(ADDRESS, address), store.clock()
    with store.read() as connection:
        failed, since = attempts.known(connection, here.key, ADDRESS.minutes * MINUTE, at)
    try:
        yield failed >= ADDRESS.count
    except TooManyTriesError:
        raise
    except AccessError:
        if failed >= ADDRESS.count:
            raise _too_many(ADDRESS, since, at) from None
        charge(store, here)
        raise


def forget(store: Store, person: str, *limits: Limit) -> None:
    """Lift every lock on a person: "learner ada", by the folded name, or "teacher Mr Dale"; or those of some limits."""
    with store.begin() as connection:
        for limit in limits or (NAME, NAME_HERE):
            attempts.forget(connection, _head(limit, person))


def locked(store: Store, person: str, *limits: Limit) -> bool:
    """Whether a person is heard no more, somewhere or anywhere, until the time is up or the lock is lifted."""
    at = store.clock()
    with store.read() as connection:
        return any(
            attempts.most(connection, _head(limit, person), limit.minutes * MINUTE, at) >= limit.count
            for limit in limits or (NAME, NAME_HERE)
        )


def _too_many(limit: Limit, since: int, at: int) -> TooManyTriesError:
    wait = max(1, since + limit.minutes * MINUTE - at)
    minutes = -(-wait // MINUTE)
    soon = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return TooManyTriesError(f"That was too many tries. Please try again {soon}.", wait)


def _head(limit: Limit, whose: str) -> str:
    return digest(f"{limit.what}:{whose}")[:32]
