"""Who is logged in where, and the key that all processes sign with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from talweg.course.store.rows import insert_new
from talweg.course.store.schema import learner, session, setting, teacher, teacher_learner


def add(
    connection: Connection, session_id: str, at: int, learner: int | None = None, teacher: int | None = None
) -> None:
    """Begin a session of a learner or of a teacher."""
    row = {"id": session_id, "learner_id": learner, "teacher_id": teacher, "created_at": at, "seen_at": at}
    connection.execute(insert(session).values(**row))


def find(connection: Connection, session_id: str) -> Row[Any] | None:
    """A session with the name of who is logged in, and, of a teacher, as which learner they try exams."""
    query = (
        select(
            session,
            learner.c.name.label("learner_name"),
            teacher.c.name.label("teacher_name"),
            teacher_learner.c.learner_id.label("trying_as"),
        )
        .outerjoin(learner, learner.c.id == session.c.learner_id)
        .outerjoin(teacher, teacher.c.id == session.c.teacher_id)
        .outerjoin(teacher_learner, teacher_learner.c.teacher_id == session.c.teacher_id)
    )
    return connection.execute(query.where(session.c.id == session_id)).first()


def touch(connection: Connection, row: Row[Any], at: int) -> None:
    """Remember that someone was seen just now."""
    connection.execute(update(session).where(session.c.id == row.id).values(seen_at=at))
    connection.execute(update(learner).where(learner.c.id == row.learner_id).values(seen_at=at))


def end(connection: Connection, session_id: str) -> None:
    """End one session."""
    connection.execute(delete(session).where(session.c.id == session_id))


def end_all(connection: Connection, learner: int | None = None, teacher: int | None = None) -> None:
    """End every session of a learner, or of a teacher."""
    mine = session.c.learner_id == learner if learner is not None else session.c.teacher_id == teacher
    connection.execute(delete(session).where(mine))


def forget(connection: Connection, seen_before: int, made_before: int) -> None:
    """Drop the sessions that nobody can use any more."""
    old = or_(session.c.seen_at < seen_before, session.c.created_at < made_before)
    connection.execute(delete(session).where(old))


def agreed(connection: Connection, name: str, proposed: str) -> str:
    """The value of a setting that all processes share: the first one proposed."""
    insert_new(connection, setting, {"name": name, "value": proposed}, ["name"])
    return str(connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar_one())
