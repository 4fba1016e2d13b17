"""How often something was tried lately, counted for all processes together."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, case, delete, or_, select, update

from talweg.course.store.clock import DAY
from talweg.course.store.rows import inserting
from talweg.course.store.schema import attempt


def charge(connection: Connection, key: str, window: int, at: int) -> tuple[int, int]:
    """Count one more try: how many there are, and since when, in a window of milliseconds that the first one opened."""
    old = _old(window, at)
    changed = {"count": case((old, 1), else_=attempt.c.count + 1), "since": case((old, at), else_=attempt.c.since)}
    statement = inserting(connection, attempt, {"id": key, "count": 1, "since": at})
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=changed)
    count, since = connection.execute(statement.returning(attempt.c.count, attempt.c.since)).one()
    if count == 1:
        # What another process holds just now it also deletes: nobody waits for anybody.
        gone = select(attempt.c.id).where(attempt.c.since < at - DAY).limit(1000).with_for_update(skip_locked=True)
        connection.execute(delete(attempt).where(attempt.c.id.in_(gone)))
    return count, since


def known(connection: Connection, key: str, window: int, at: int) -> tuple[int, int]:
    """How many tries there are and since when, without another one."""
    query = select(attempt.c.count, attempt.c.since).where(attempt.c.id == key, ~_old(window, at))
    found = connection.execute(query).first()
    return (found.count, found.since) if found else (0, at)  # type: ignore[return-value]


def most(connection: Connection, head: str, window: int, at: int) -> int:
    """The largest count among the keys that begin with `head`."""
    query = select(attempt.c.count).where(attempt.c.id.startswith(head), ~_old(window, at))
    return max((row[0] for row in connection.execute(query)), default=0)


def forgive(connection: Connection, key: str) -> None:
    """Take one try back: it was no mistake."""
    connection.execute(
        update(attempt).where(attempt.c.id == key, attempt.c.count > 0).values(count=attempt.c.count - 1)
    )


def forget(connection: Connection, head: str) -> None:
    """Take back all tries whose keys begin with `head`."""
    connection.execute(delete(attempt).where(attempt.c.id.startswith(head)))


def _old(window: int, at: int) -> ColumnElement[bool]:
    """Whether a window has passed, or began in a future that a clock set right again does not know."""
    return or_(attempt.c.since <= at - window, attempt.c.since > at + window)
