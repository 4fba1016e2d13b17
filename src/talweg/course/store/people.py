"""Teachers, their classes, and the learners in them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Connection, Row, exc, func, insert, select, update

from talweg.course.store import learners
from talweg.course.store.rows import insert_new
from talweg.course.store.schema import classroom, learner, teacher, teacher_learner

# Of a name that is very common on one server, so many can log in by it.
NAMESAKES = 50


def add_teacher(connection: Connection, name: str, at: int) -> bool:
    """Add a teacher without a password; False if there is one of that name."""
    learners.alone(connection, at)  # it stays the first learner outside a class, and so the machine's own
    if not insert_new(connection, teacher, {"name": name, "password_hash": "", "created_at": at}, ["name"]):
        return False
    trying = insert(learner).values(classroom_id=None, name=name, code_hash=None, created_at=at)
    row = {"teacher_id": teacher_named(connection, name).id, "learner_id": _id(connection, trying)}  # type: ignore[union-attr]
    connection.execute(insert(teacher_learner).values(**row))
    return True


def teacher_named(connection: Connection, name: str) -> Row[Any] | None:
    """The teacher of this name."""
    return connection.execute(select(teacher).where(teacher.c.name == name)).first()


def teacher_by_entry(connection: Connection, entry_hash: str) -> Row[Any] | None:
    """The teacher whom this entry code lets in."""
    return connection.execute(select(teacher).where(teacher.c.entry_hash == entry_hash)).first()


def teachers(connection: Connection) -> list[Row[Any]]:
    """Every teacher, the first one first."""
    return list(connection.execute(select(teacher).order_by(teacher.c.id)))


def set_entry(connection: Connection, teacher_id: int, entry_hash: str) -> None:
    """Let a teacher in by this code and by nothing else."""
    query = update(teacher).where(teacher.c.id == teacher_id)
    connection.execute(query.values(entry_hash=entry_hash, password_hash=""))


def set_password(connection: Connection, teacher_id: int, entry_hash: str, password_hash: str) -> bool:
    """Set a password and use the entry code up; False if another request was faster."""
    query = update(teacher).where(teacher.c.id == teacher_id, teacher.c.entry_hash == entry_hash)
    return connection.execute(query.values(entry_hash=None, password_hash=password_hash)).rowcount == 1


def add_classroom(connection: Connection, teacher_id: int, name: str, join_code: str, at: int) -> int:
    """Add a class and return its id."""
    row = insert(classroom).values(teacher_id=teacher_id, name=name, join_code=join_code, created_at=at)
    return _id(connection, row)


def classrooms(connection: Connection, teacher_id: int) -> list[Row[Any]]:
    """A teacher's classes, the first one first, each with its count of `learners`."""
    count = func.count(learner.c.id).label("learners")
    query = select(*classroom.c, count).outerjoin(learner, learner.c.classroom_id == classroom.c.id)
    query = query.where(classroom.c.teacher_id == teacher_id)
    return list(connection.execute(query.group_by(*classroom.c).order_by(classroom.c.id)))


def classroom_of(connection: Connection, teacher_id: int, classroom_id: int) -> Row[Any] | None:
    """A class of this teacher, and of nobody else."""
    query = select(classroom).where(classroom.c.id == classroom_id, classroom.c.teacher_id == teacher_id)
    return connection.execute(query).first()


def classroom_by_code(connection: Connection, join_code: str) -> Row[Any] | None:
    """The class that this code opens."""
    return connection.execute(select(classroom).where(classroom.c.join_code == join_code)).first()


def set_join_code(connection: Connection, classroom_id: int, join_code: str) -> None:
    """Replace the code by which learners join."""
    connection.execute(update(classroom).where(classroom.c.id == classroom_id).values(join_code=join_code))


def add_learner(connection: Connection, row: dict[str, Any]) -> bool:
    """Add a learner to a class; False if the class has that name."""
    return insert_new(connection, learner, row, ["classroom_id", "folded"])


def learner_by_id(connection: Connection, learner_id: int) -> Row[Any] | None:
    """A learner, whatever the class."""
    return connection.execute(select(learner).where(learner.c.id == learner_id)).first()


def learner_named(connection: Connection, classroom_id: int, folded: str) -> Row[Any] | None:
    """The learner of a class by the folded name."""
    query = select(learner).where(learner.c.classroom_id == classroom_id, learner.c.folded == folded)
    return connection.execute(query).first()


def namesakes(connection: Connection, folded: str) -> list[Row[Any]]:
    """The learners of all classes who have this folded name."""
    query = select(learner).where(learner.c.folded == folded).order_by(learner.c.id.desc())
    return list(connection.execute(query.limit(NAMESAKES)))


def learner_of(connection: Connection, classroom_id: int, learner_id: int) -> Row[Any] | None:
    """A learner of this class, and of no other."""
    query = select(learner).where(learner.c.id == learner_id, learner.c.classroom_id == classroom_id)
    return connection.execute(query).first()


def set_code(connection: Connection, learner_id: int, code_hash: str) -> None:
    """Replace a learner's personal code."""
    connection.execute(update(learner).where(learner.c.id == learner_id).values(code_hash=code_hash))


def rename(connection: Connection, learner_id: int, name: str, folded: str) -> bool:
    """Give a learner another name; False if somebody else in the class has it."""
    query = update(learner).where(learner.c.id == learner_id).values(name=name, folded=folded)
    try:
        with connection.begin_nested():
            connection.execute(query)
    except exc.IntegrityError:
        return False
    return True


def _id(connection: Connection, row: Any) -> int:
    return cast(int, connection.execute(row).inserted_primary_key[0])  # type: ignore[index]
