"""Learners of a class: they join with a name, and come back with a personal code."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import Connection

from talweg.course.exam import sessions, tries
from talweg.course.exam.codes import clean_name, code_of, digest, fits, folded, hashed, new_code, plain, readable
from talweg.course.store import MINUTE, Store, learners, people
from talweg.course.store.sessions import end_all
from talweg.errors import AccessError, RangeError, UnknownNameError

NOBODY = "there is no such learner in your class"
# So long after joining a form that is sent once more is the same press of its button, or a reload of what it showed.
TWICE = 10 * MINUTE


@dataclass(frozen=True)
class Joined:
    """A new learner: the token of the session, the name, and the personal code, which is kept nowhere."""

    token: str
    name: str
    code: str


def join(store: Store, join_code: str, name: str, form: str, address: str) -> Joined:
    """Join the class that `join_code` opens.

    The same `form` (any secret that only this page knows) sent twice, by a double click or after a lost connection, is
    the same learner with the same personal code, and both sessions are good. Raises AccessError for a code that opens
    no class, RangeError for a name that cannot be or is taken, TooManyTriesError.
    """
    name = clean_name(name)
    with tries.at_address(store, address), store.read() as connection:
        room = people.classroom_by_code(connection, readable(join_code))
        if room is None:
            raise AccessError("There is no class with that code. Ask your teacher how it is written.")
    tries.charge(store, tries.Try(tries.JOINED, f"{room.id}", address))
    code, at = code_of(sessions.signing_key(store), f"{room.id} {folded(name)} {form}"), store.clock()
    kept = hashed(plain(code))
    row = {"classroom_id": room.id, "name": name, "folded": folded(name), "code_hash": kept, "created_at": at}
    row |= {"seen_at": at, "joined_with": digest(form)}
    with store.begin() as connection:
        new = people.add_learner(connection, row)
        found = people.learner_named(connection, room.id, folded(name))
        assert found is not None
        if not new and found.joined_with != digest(form):
            raise RangeError(
                f"Somebody in this class is called {found.name} already. If it is you, come back with your personal "
                "code; if not, add a letter of your last name."
            )
    return Joined(sessions.begin(store, learner=found.id), found.name, code)


def joined_again(store: Store, learner: int, form: str) -> str | None:
    """The personal code of a learner who has just joined with this form, as `join` has told it; None for any other
    form, and once it is long ago or the code is another: then it was shown, and is not shown again."""
    with store.read() as connection:
        found = people.learner_by_id(connection, learner)
    if found is None or not found.joined_with or not hmac.compare_digest(found.joined_with, digest(form)):
        return None
    code = code_of(sessions.signing_key(store), f"{found.classroom_id} {found.folded} {form}")
    recent = abs(store.clock() - found.created_at) <= TWICE
    return code if recent and fits(found.code_hash, plain(code)) else None


def log_in(store: Store, name: str, code: str, address: str, known: tries.Known | None = None) -> str:
    """The token of a new session for the learner with this name and personal code; `known` is the browser, if it is.

    Raises AccessError, which does not tell whether the name or the code was wrong, and TooManyTriesError.
    """
    called = folded(clean_name(name))
    with store.read() as connection:
        found = people.namesakes(connection, called)
    own = known is not None and known.person in {f"learner-{row.id}" for row in found}
    with (
        tries.at_address(store, address) as full,
        tries.counted(store, *_tries(called, address, known if own else None)),
    ):
        kept: list[str | None] = [row.code_hash for row in found]
        # From an address that has guessed much, a name that nobody has is worth no hash.
        matches = [fits(each, plain(code)) for each in kept or ([] if full else [None])]
        if True not in matches:
            raise AccessError(
                "This name and this code do not belong together. Capitals and hyphens do not matter; if the code is "
                "lost, your teacher can give you a new one."
            )
    return sessions.begin(store, learner=found[matches.index(True)].id)


def _tries(called: str, address: str, known: tries.Known | None) -> tuple[tries.Try, ...]:
    if known:
        return (tries.Try(tries.KNOWN, known.browser),)
    return tries.Try(tries.NAME_HERE, f"learner {called}", address), tries.Try(tries.NAME, f"learner {called}")


def new_personal_code(store: Store, classroom: int, learner: int) -> str:
    """A learner's new personal code; the old one, and every session, ends. Raises UnknownNameError."""
    code = new_code()
    kept = hashed(plain(code))
    with store.begin() as connection:
        if people.learner_of(connection, classroom, learner) is None:
            raise UnknownNameError(NOBODY)
        people.set_code(connection, learner, kept)
        end_all(connection, learner=learner)
    lift(store, classroom, learner)
    return code


def locked(store: Store, classroom: int, learner: int) -> bool:
    """Whether so many wrong codes were given for this learner, or passwords of exams by them, that the right one must
    wait. Raises UnknownNameError."""
    name = f"learner {_folded(store, classroom, learner)}"
    return tries.locked(store, name) or tries.locked(store, f"learner {learner}", tries.ROOM)


def lift(store: Store, classroom: int, learner: int) -> None:
    """Let a learner try again at once. Raises UnknownNameError."""
    tries.forget(store, f"learner {_folded(store, classroom, learner)}")
    tries.forget(store, f"learner {learner}", tries.ROOM)
    tries.forget(store, f"{learner}", tries.BEGUN)


def _folded(store: Store, classroom: int, learner: int) -> str:
    with store.read() as connection:
        found = people.learner_of(connection, classroom, learner)
    if found is None:
        raise UnknownNameError(NOBODY)
    return str(found.folded)


def rename(store: Store, classroom: int, learner: int, was: str, name: str) -> None:
    """Call the learner who `was` called so by another name; code and sessions stay.

    Raises RangeError for a name that cannot be or is taken, UnknownNameError.
    """
    name = clean_name(name, "a learner's name")
    with store.begin() as connection:
        _check(connection, classroom, learner, was)
        if not people.rename(connection, learner, name, folded(name)):
            raise RangeError(f"somebody in this class is called {name} already; add a letter of the last name")


def remove(store: Store, classroom: int, learner: int, was: str) -> None:
    """Delete the learner who `was` called so, with every answer, exam and session. Raises UnknownNameError."""
    with store.begin() as connection:
        _check(connection, classroom, learner, was)
        learners.remove(connection, learner)


def _check(connection: Connection, classroom: int, learner: int, was: str) -> None:
    """Whether the learner is still the one whom the page has shown: a database may give an id away again."""
    found = people.learner_of(connection, classroom, learner)
    if found is None:
        raise UnknownNameError(NOBODY)
    if found.name != was:
        raise UnknownNameError("this page is from before a change, and nothing was changed; open the class again")
