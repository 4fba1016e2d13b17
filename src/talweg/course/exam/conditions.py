"""On what conditions a class sits an exam: what its teacher sets, and what that means for a learner.

The same password that opens an exam is on the board for all; what is counted against guessing it is counted for each
learner alone, so that one pupil cannot lock the others out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row

from talweg.course.exam import tries
from talweg.course.exam.blueprint import Blueprint
from talweg.course.exam.codes import fits, hashed
from talweg.course.exam.people import NOBODY
from talweg.course.store import Store, conditions, people, sittings
from talweg.errors import AccessError, RangeError, SittingError, UnknownNameError

MOST_ATTEMPTS, MOST_EXTRA = 100, 300
SHORTEST, LONGEST = 4, 100
# A time that somebody may mean: from 2000 to the end of 2099.
FIRST, LAST = 946_684_800_000, 4_102_444_800_000

State = Literal["open", "later", "closed", "used up"]


@dataclass(frozen=True)
class Conditions:
    """When an exam opens and closes (milliseconds since 1970, UTC), how many attempts a learner has, whether practice
    stays open to whoever sits it. None: at any time, any number."""

    opens_at: int | None = None
    closes_at: int | None = None
    attempts: int | None = None
    practice: bool = False

    def __post_init__(self) -> None:
        for name, at in (("opens", self.opens_at), ("closes", self.closes_at)):
            if at is not None and not FIRST <= at < LAST:
                raise RangeError(f"an exam {name} at a time between the years 2000 and 2099")
        if self.opens_at is not None and self.closes_at is not None and self.opens_at >= self.closes_at:
            raise RangeError("an exam closes after it opens; the closing time given is not after the opening time")
        if self.attempts is not None and not 1 <= self.attempts <= MOST_ATTEMPTS:
            raise RangeError(
                f"the attempts are a whole number of [1, {MOST_ATTEMPTS}], or left empty for any number; "
                f"got {self.attempts}"
            )


@dataclass(frozen=True)
class Kept(Conditions):
    """The conditions that a class has: whether the exam has closed for good, and whether it asks for a password."""

    closed: bool = False
    password: bool = False


@dataclass(frozen=True)
class Entry:
    """What the conditions mean for one learner now; `minutes` with the extra time, `left` None for any number."""

    state: State
    minutes: int
    extra: int = 0
    opens_at: int | None = None
    closes_at: int | None = None
    attempts: int | None = None
    left: int | None = None
    password: bool = False


def of_class(store: Store, classroom: int) -> dict[str, Kept]:
    """The conditions that a teacher has set for a class, by blueprint."""
    sittings.settled(store)
    with store.read() as connection:
        return {name: _kept(row) for name, row in conditions.of_classroom(connection, classroom).items()}


def longer(store: Store, classroom: int) -> list[Row[Any]]:
    """The learners of a class who have extra time, by name: rows with `id`, `name` and `extra`."""
    with store.read() as connection:
        return conditions.extras(connection, classroom)


def extra_of(store: Store, classroom: int, learner: int) -> int:
    """By how many percent a learner of this class has longer. Raises UnknownNameError."""
    with store.read() as connection:
        found = people.learner_of(connection, classroom, learner)
    if found is None:
        raise UnknownNameError(NOBODY)
    return int(found.extra)


def change(store: Store, classroom: int, blueprint: str, wanted: Conditions, password: str | None = "") -> None:
    """Set the conditions of an exam for a class. They hold at once, also for whoever sits it: such an exam ends when
    they say, but never before now, and what is over stays over.

    `password` is the new one, empty to keep what there is, None for none. Raises RangeError.
    """
    at = sittings.settled(store)
    new = hashed(_checked(password)) if password and _plain(password) else None
    with store.begin() as connection:
        conditions.hold(connection, classroom)
        before = conditions.of_classroom(connection, classroom).get(blueprint)
        kept = before.password_hash if before is not None and password is not None else None
        same = before is not None and before.closes_at == wanted.closes_at
        if wanted.closes_at is not None and wanted.closes_at <= at and not same:
            raise RangeError("the closing time given has passed already; to close the exam at once, press Close now")
        row = {"classroom_id": classroom, "blueprint": blueprint, "password_hash": new or kept}
        row |= {"opens_at": wanted.opens_at, "closes_at": wanted.closes_at, "attempts": wanted.attempts}
        row |= {"practice": wanted.practice, "closed": bool(same and before is not None and before.closed)}
        conditions.keep(connection, row)
        conditions.retime(connection, classroom, at)


def close(store: Store, classroom: int, blueprint: str) -> None:
    """Close an exam now: nobody begins it, and for whoever sits it the time is up, but for the extra time. What was
    answered so far counts."""
    at = sittings.settled(store)
    with store.begin() as connection:
        conditions.hold(connection, classroom)
        before = conditions.of_classroom(connection, classroom).get(blueprint)
        if before is not None and before.closed:
            return
        row: dict[str, Any] = {"practice": False} if before is None else dict(before._mapping)
        row |= {"classroom_id": classroom, "blueprint": blueprint, "closes_at": at, "closed": True}
        if row.get("opens_at") is not None and row["opens_at"] >= at:
            row["opens_at"] = None
        conditions.keep(connection, row)
        conditions.retime(connection, classroom, at)


def give_extra(store: Store, classroom: int, learner: int, percent: int) -> None:
    """Give a learner so many percent of each exam's time on top, also of the one that goes on.

    Raises RangeError, and UnknownNameError where the learner is in no such class.
    """
    if not 0 <= percent <= MOST_EXTRA:
        raise RangeError(f"extra time is a whole number of percent of [0, {MOST_EXTRA}], got {percent}")
    at = sittings.settled(store)
    with store.begin() as connection:
        conditions.hold(connection, classroom)
        if people.learner_of(connection, classroom, learner) is None:
            raise UnknownNameError(NOBODY)
        # The exams first: whatever else locks a learner and their exams takes them in this order.
        sittings.lock_all(connection, learner)
        conditions.give_extra(connection, learner, percent)
        conditions.retime(connection, classroom, at)


def entry(blueprint: Blueprint, row: Row[Any] | None, begun: int, going: bool, extra: int, at: int) -> Entry:
    """What a row of conditions, or none, means for a learner who has begun the exam so often."""
    kept = _kept(row)
    left = None if kept.attempts is None else max(0, kept.attempts - begun)
    state: State = "open"
    if not going:
        if kept.closed:
            state = "closed"
        elif left == 0:
            state = "used up"
        elif kept.opens_at is not None and at < kept.opens_at:
            state = "later"
    minutes = blueprint.minutes + blueprint.minutes * extra // 100
    asks = kept.password and not going
    return Entry(state, minutes, extra, kept.opens_at, kept.closes_at, kept.attempts, left, asks)


def admit(store: Store, learner: int, blueprint: Blueprint, password: str) -> str | None:
    """Hear a learner's password for an exam: the hash that it fits, None where none is asked for.

    Raises AccessError and TooManyTriesError.
    """
    with store.read() as connection:
        row = conditions.of_learner(connection, learner).get(blueprint.name)
    kept = row.password_hash if row is not None else None
    if kept is None:
        return None
    given = _plain(password)
    if not given:
        raise AccessError("This exam asks for the password that your teacher tells in the room.")
    with tries.counted(store, tries.Try(tries.ROOM, f"learner {learner}")):
        if len(given) > LONGEST or not fits(kept, given):
            raise AccessError("This is not the password of this exam. Capitals matter.")
    return str(kept)


def check(connection: Connection, learner: int, blueprint: Blueprint, begun: int, admitted: str | None, at: int) -> int:
    """When the exam ends that a learner begins now. Raises SittingError where the conditions do not allow it, and
    AccessError where they ask for another password than the learner was `admitted` with."""
    row = conditions.of_learner(connection, learner).get(blueprint.name)
    extra = conditions.extra(connection, learner)
    found = entry(blueprint, row, begun, False, extra, at)
    if found.state == "later":
        raise SittingError(f"the exam {blueprint.title} is not open yet")
    if found.state == "closed":
        raise SittingError(f"the exam {blueprint.title} is closed")
    if found.state == "used up":
        times = "once" if found.attempts == 1 else f"{found.attempts} times"
        raise SittingError(f"the exam {blueprint.title} can be begun {times}, and you have done so")
    if row is not None and row.password_hash is not None and row.password_hash != admitted:
        raise AccessError("The password of this exam has just been changed. Ask your teacher for the new one.")
    return conditions.end_of(at, blueprint.minutes, extra, found.closes_at)


def refuse_practice(store: Store, learner: int) -> None:
    """Raise SittingError while the learner sits an exam during which practice, review and reports are closed."""
    if (row := sat_alone(store, learner)) is not None:
        raise SittingError(
            f"practice, review and reports are closed while your exam {row.title} goes on; they open when you have "
            "handed it in"
        )


def sat_alone(store: Store, learner: int) -> Row[Any] | None:
    """The exam that a learner sits now and during which practice is closed."""
    at = sittings.settled(store)
    with store.read() as connection:
        return conditions.alone_with(connection, learner, at)


def _kept(row: Row[Any] | None) -> Kept:
    if row is None:
        return Kept()
    return Kept(row.opens_at, row.closes_at, row.attempts, row.practice, row.closed, row.password_hash is not None)


def _plain(password: str) -> str:
    """A password as it is compared: however the device writes its letters, and without spaces around it."""
    return unicodedata.normalize("NFKC", password).strip()


def _checked(password: str) -> str:
    found = _plain(password)
    if not SHORTEST <= len(found) <= LONGEST:
        raise RangeError(f"the password of a room has {SHORTEST} to {LONGEST} characters, got {len(found)}")
    return found
