"""Teachers: a code that lets in once, a password, classes of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from talweg.course.exam import sessions, tries
from talweg.course.exam.codes import checked_password, clean_name, digest, fits, hashed, new_code, plain
from talweg.course.store import Store, people
from talweg.course.store.rows import Errand, one_at_a_time
from talweg.course.store.sessions import end_all
from talweg.errors import AccessError, RangeError, UnknownNameError, unknown

FIRST = "teacher"
NO_CLASS = "there is no such class of yours"


@dataclass(frozen=True)
class Room:
    """A class: its name, the code by which one joins, as it is written on a board, and how many have."""

    id: int
    name: str
    join_code: str
    learners: int


def first_entry(store: Store) -> str | None:
    """A code for the first teacher to come in and choose a password; None once any teacher has one."""
    with store.read() as connection:
        before = people.teachers(connection)
    if any(row.password_hash for row in before):
        return None
    code = new_code(groups=4)
    with store.begin() as connection:
        one_at_a_time(connection, Errand.ADMIT_THE_FIRST_TEACHER)
        if people.teachers(connection) != before:
            return None  # a process that started at the same time was faster, and its code holds
        if not before:
            people.add_teacher(connection, FIRST, store.clock())
        _open_to(connection, people.teachers(connection)[0].id, code)
    return code


def add(store: Store, name: str) -> str:
    """Add a teacher and return the code that lets them in once. Raises RangeError."""
    name = clean_name(name, "a teacher's name")
    with store.begin() as connection:
        if not people.add_teacher(connection, name, store.clock()):
            raise RangeError(f"there is a teacher {name!r} already; talweg teacher reset {name!r} lets them in again")
    return reset(store, name)


def reset(store: Store, name: str) -> str:
    """A new code that lets a teacher in once; password and sessions end now. Raises UnknownNameError."""
    code = new_code(groups=4)
    with store.begin() as connection:
        found = people.teacher_named(connection, name)
        if found is None:
            names = [row.name for row in people.teachers(connection)]
            raise unknown("the class", "teacher", name, names)
        _open_to(connection, found.id, code)
    return code


def _open_to(connection: Connection, teacher: int, code: str) -> None:
    """From now on only this code lets the teacher in, once."""
    people.set_entry(connection, teacher, digest(plain(code)))
    end_all(connection, teacher=teacher)


def enter(store: Store, code: str, password: str, address: str) -> str:
    """Choose a password with a code that lets in once: the token of a new session.

    Raises AccessError for a code that is unknown or used up, RangeError for a password, TooManyTriesError.
    """
    entry, password = digest(plain(code)), checked_password(password)
    refused = AccessError("This code lets nobody in: it was used, or a newer one has taken its place.")
    with tries.at_address(store, address):
        with store.read() as connection:
            known = people.teacher_by_entry(connection, entry)
        if known is None:
            raise refused
    kept = hashed(password)
    with store.begin() as connection:
        found = people.teacher_by_entry(connection, entry)
        if found is None or not people.set_password(connection, found.id, entry, kept):
            raise refused
        end_all(connection, teacher=found.id)
    tries.forget(store, f"teacher {found.name}")
    return sessions.begin(store, teacher=found.id)


def log_in(store: Store, name: str, password: str, address: str, known: tries.Known | None = None) -> str:
    """The token of a new session for the teacher with this password; `known` is the browser, if it is.

    Raises RangeError for what is no name, AccessError and TooManyTriesError.
    """
    called = clean_name(name)
    with store.read() as connection:
        found = people.teacher_named(connection, called)
    here = [tries.Try(tries.NAME_HERE, f"teacher {called}", address), tries.Try(tries.NAME, f"teacher {called}")]
    if known and found and known.person == f"teacher-{found.id}":
        here = [tries.Try(tries.KNOWN, known.browser)]
    with tries.at_address(store, address) as full, tries.counted(store, *here):
        # From an address that has guessed much, a name that nobody has is worth no hash.
        right = (found or not full) and fits(found.password_hash if found else None, password)
        if not right or found is None:
            raise AccessError("This name and this password do not belong together.")
    return sessions.begin(store, teacher=found.id)


def classes(store: Store, teacher: int) -> list[Room]:
    """A teacher's classes, the first one first."""
    with store.read() as connection:
        rows = people.classrooms(connection, teacher)
    return [Room(row.id, row.name, spelled(row.join_code), row.learners) for row in rows]


def new_class(store: Store, teacher: int, name: str) -> int:
    """Begin a class and return its id; a class of that name is taken up again. Raises RangeError."""
    name = clean_name(name, "a class's name")
    with store.begin() as connection:
        for known in people.classrooms(connection, teacher):
            if known.name == name:
                return int(known.id)
        return people.add_classroom(connection, teacher, name, plain(new_code()), store.clock())


def class_of(store: Store, teacher: int, classroom: int) -> Room:
    """A class of this teacher, and of nobody else. Raises UnknownNameError."""
    for each in classes(store, teacher):
        if each.id == classroom:
            return each
    raise UnknownNameError(NO_CLASS)


def new_join_code(store: Store, teacher: int, classroom: int) -> None:
    """Replace the code by which learners join; who has joined stays. Raises UnknownNameError."""
    with store.begin() as connection:
        if people.classroom_of(connection, teacher, classroom) is None:
            raise UnknownNameError(NO_CLASS)
        people.set_join_code(connection, classroom, plain(new_code()))


def spelled(code: str) -> str:
    """A kept join code as it is written on a board."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
