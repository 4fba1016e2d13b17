"""How often something was tried lately, counted for all processes together."""

from __future__ import annotations

from sqlalchemy import Connection, case, delete, update

from talweg.course.store.clock import DAY
from talweg.course.store.rows import inserting
from talweg.course.store.schema import attempt


def charge(connection: Connection, key: str, window: int, at: int) -> tuple[int, int]:
    """Count one more try: how many there are, and since when, in a window of milliseconds that the first one opened."""
    old = attempt.c.since <= at - window
    changed = {"count": case((old, 1), else_=attempt.c.count + 1), "since": case((old, at), else_=attempt.c.since)}
    statement = inserting(connection, attempt, {"id": key, "count": 1, "since": at})
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=changed)
    count, since = connection.execute(statement.returning(attempt.c.count, attempt.c.since)).one()
    if count == 1:
        connection.execute(delete(attempt).where(attempt.c.since < at - DAY))
    return count, since


def forgive(connection: Connection, key: str) -> None:
    """Take one try back: it was no mistake."""
    connection.execute(
        update(attempt).where(attempt.c.id == key, attempt.c.count > 0).values(count=attempt.c.count - 1)
    )
