"""Who learns: alone, or in a class until the teacher removes them."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, delete, insert, select

from talweg.course.store.rows import Errand, one_at_a_time
from talweg.course.store.schema import answer, item, learner, review, session, sitting, slip, tally

ALONE = "you"


def alone(connection: Connection, at: int) -> int:
    """The id of the one learner of a private machine, who needs no name and no code."""
    query = select(learner.c.id).where(learner.c.classroom_id.is_(None)).order_by(learner.c.id)
    if (found := connection.execute(query).first()) is None:
        one_at_a_time(connection, Errand.ADD_THE_LEARNER_ALONE)
        found = connection.execute(query).first()  # another process may have been faster
    if found:
        return cast(int, found.id)
    row = insert(learner).values(classroom_id=None, name=ALONE, code_hash=None, created_at=at)
    return cast(int, connection.execute(row).inserted_primary_key[0])  # type: ignore[index]


def remove(connection: Connection, learner_id: int) -> None:
    """Delete a learner and everything that was kept of them.

    The rows that the learner's own requests may hold just now are locked in the order in which those take them: so none
    of them and this one wait for each other. Once the learner's own row is locked, nothing new can belong to it.
    """
    mine = select(sitting.c.id).where(sitting.c.learner_id == learner_id)
    connection.execute(delete(session).where(session.c.learner_id == learner_id))
    connection.execute(mine.order_by(sitting.c.id).with_for_update())
    connection.execute(select(learner.c.id).where(learner.c.id == learner_id).with_for_update())
    for table in (session, review, tally, slip, answer):
        connection.execute(delete(table).where(table.c.learner_id == learner_id))
    connection.execute(delete(item).where(item.c.sitting_id.in_(mine)))
    connection.execute(delete(sitting).where(sitting.c.learner_id == learner_id))
    connection.execute(delete(learner).where(learner.c.id == learner_id))
