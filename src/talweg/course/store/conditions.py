"""On what conditions a class sits an exam: when it opens and closes, how often, with which password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, func, not_, select, update

from talweg.course.store.clock import MINUTE
from talweg.course.store.rows import put
from talweg.course.store.schema import classroom, conditions, learner, sitting
from talweg.course.store.sittings import over


def of_classroom(connection: Connection, classroom_id: int) -> Mapping[str, Row[Any]]:
    """The conditions of a class by blueprint; without a row there are none."""
    rows = connection.execute(select(conditions).where(conditions.c.classroom_id == classroom_id))
    return {row.blueprint: row for row in rows}


def of_learner(connection: Connection, learner_id: int) -> Mapping[str, Row[Any]]:
    """The conditions of the learner's class by blueprint."""
    query = select(conditions).join(learner, learner.c.classroom_id == conditions.c.classroom_id)
    return {row.blueprint: row for row in connection.execute(query.where(learner.c.id == learner_id))}


def extra(connection: Connection, learner_id: int) -> int:
    """By how many percent of an exam's time the learner has longer; 0 for one who was removed."""
    found = connection.execute(select(learner.c.extra).where(learner.c.id == learner_id)).scalar()
    return int(found or 0)


def extras(connection: Connection, classroom_id: int) -> list[Row[Any]]:
    """Who in the class has extra time, by name."""
    here = (learner.c.classroom_id == classroom_id) & (learner.c.extra > 0)
    return list(connection.execute(select(learner).where(here).order_by(learner.c.folded, learner.c.id)))


def keep(connection: Connection, row: Mapping[str, Any]) -> None:
    """Put a row of `conditions` in the place of the one for the same class and blueprint."""
    put(connection, conditions, row, ["classroom_id", "blueprint"])


def give_extra(connection: Connection, learner_id: int, percent: int) -> None:
    """Set a learner's extra time."""
    connection.execute(update(learner).where(learner.c.id == learner_id).values(extra=percent))


def hold(connection: Connection, classroom_id: int) -> None:
    """Until this transaction ends nobody in the class begins an exam, and no other process changes its conditions."""
    query = select(classroom.c.id).where(classroom.c.id == classroom_id)
    connection.execute(query.with_for_update(key_share=True))


def rely(connection: Connection, learner_id: int) -> None:
    """Until this transaction ends the conditions of the learner's class stay as they are."""
    mine = select(learner.c.classroom_id).where(learner.c.id == learner_id).scalar_subquery()
    connection.execute(select(classroom.c.id).where(classroom.c.id == mine).with_for_update(read=True))


def end_of(started_at: int, minutes: int, extra: int, closes_at: int | None) -> int:
    """When an exam ends that was begun at a time: after its minutes and the extra time, or when it closes.

    `extra` is in percent of the minutes. Whoever has extra time has it after the closing time, too.
    """
    more = minutes * MINUTE * extra // 100
    end = started_at + minutes * MINUTE + more
    return end if closes_at is None else min(end, closes_at + more)


def retime(connection: Connection, classroom_id: int, at: int) -> None:
    """Let the exams of a class that go on at a time end as its conditions have it now, and none before that time."""
    here = sitting.c.learner_id.in_(select(learner.c.id).where(learner.c.classroom_id == classroom_id))
    going = select(sitting).where(here, not_(over(sitting.c, at))).order_by(sitting.c.id).with_for_update()
    rows = connection.execute(going).all()
    known = of_classroom(connection, classroom_id)
    longer = {row.id: row.extra for row in extras(connection, classroom_id)}
    for row in rows:
        closes_at = known[row.blueprint].closes_at if row.blueprint in known else None
        # Of a server that has not been restarted since the tables were brought up to date: it knows no extra time.
        minutes = row.minutes or (row.ends_at - row.started_at) // MINUTE
        end = max(at, end_of(row.started_at, minutes, longer.get(row.learner_id, 0), closes_at))
        if end != row.ends_at:
            connection.execute(update(sitting).where(sitting.c.id == row.id).values(ends_at=end))


def alone_with(connection: Connection, learner_id: int, at: int) -> Row[Any] | None:
    """An exam of a class that the learner sits at a time and during which practice is closed."""
    its = and_(conditions.c.classroom_id == learner.c.classroom_id, conditions.c.blueprint == sitting.c.blueprint)
    query = select(sitting).join(learner, learner.c.id == sitting.c.learner_id).outerjoin(conditions, its)
    closed = not_(func.coalesce(conditions.c.practice, False))
    mine = (learner.c.id == learner_id) & learner.c.classroom_id.is_not(None)
    return connection.execute(query.where(mine, closed, not_(over(sitting.c, at)))).first()
