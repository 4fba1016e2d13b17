"""Sessions: a random token in a cookie, and a row in the store by which it can be ended at any moment."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass

from talweg.course.exam.codes import digest
from talweg.course.store import DAY, Store, sessions
from talweg.errors import StoreError

# How long a session lasts unused, and in all. A teacher's screen shows a whole class.
LEARNER_REST, LEARNER_LIFE = 30 * DAY, 180 * DAY
TEACHER_REST, TEACHER_LIFE = DAY // 3, 7 * DAY
# A request that reads should rarely have to write.
GLANCE = 20_000


@dataclass(frozen=True)
class Who:
    """Who is logged in; `learner` is as whom they answer questions, which a teacher can do, too."""

    name: str
    learner: int
    teacher: int | None = None


def new_token() -> str:
    """A secret that only one browser knows."""
    return secrets.token_urlsafe(32)


def begin(store: Store, learner: int | None = None, teacher: int | None = None) -> str:
    """Log a learner or a teacher in: the token of a new session, which is kept only as a digest."""
    token, at = new_token(), store.clock()
    with store.begin() as connection:
        sessions.forget(connection, at - LEARNER_REST, at - LEARNER_LIFE)
        sessions.add(connection, digest(token), at, learner, teacher)
    return token


def who(store: Store, token: str) -> Who | None:
    """Who this token has logged in, if it is still good; that they are here is remembered. Raises StoreError."""
    at = store.clock()
    with store.read() as connection:
        row = sessions.find(connection, digest(token))
    if row is None:
        return None
    teaches = row.teacher_id is not None
    rest, life = (TEACHER_REST, TEACHER_LIFE) if teaches else (LEARNER_REST, LEARNER_LIFE)
    if at > row.seen_at + rest or at > row.created_at + life:
        return None
    if at > row.seen_at + GLANCE:
        with suppress(StoreError), store.begin() as connection:  # who only reads may go on while the store is busy
            sessions.touch(connection, row, at)
    if teaches:
        return Who(row.teacher_name, row.trying_as, row.teacher_id)
    return Who(row.learner_name, row.learner_id)


def end(store: Store, token: str) -> None:
    """Log out: the token opens nothing from now on."""
    with store.begin() as connection:
        sessions.end(connection, digest(token))


def signing_key(store: Store) -> str:
    """The key that signs cookies and forms: made once, the same in all processes."""
    with store.begin() as connection:
        return sessions.agreed(connection, "signing key", secrets.token_urlsafe(48))
