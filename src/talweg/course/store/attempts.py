"""How often something was tried lately, counted for all processes together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from talweg.course.store.schema import attempt

DAY = 86_400_000


def charge(connection: Connection, key: str, window: int, at: int) -> tuple[int, int]:
    """Count one more try: how many there are, and since when, in a window of milliseconds that the first one opened."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(attempt).values(id=key, count=1, since=at)
    over = attempt.c.since <= at - window
    changed = {"count": case((over, 1), else_=attempt.c.count + 1), "since": case((over, at), else_=attempt.c.since)}
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
