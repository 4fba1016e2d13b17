"""Who learns."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, insert, select

from talweg.course.store.schema import learner

ALONE = "you"


def alone(connection: Connection, at: int) -> int:
    """The id of the one learner of a private machine, who needs no name and no code."""
    found = connection.execute(
        select(learner.c.id).where(learner.c.classroom_id.is_(None)).order_by(learner.c.id)
    ).first()
    if found:
        return cast(int, found.id)
    row = insert(learner).values(classroom_id=None, name=ALONE, code_hash=None, created_at=at)
    return cast(int, connection.execute(row).inserted_primary_key[0])  # type: ignore[index]
