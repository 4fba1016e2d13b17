"""The sittings of an exam: when each began, when its clock runs out, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from talweg.course.store import tallies
from talweg.course.store.schema import answer, conditions, item, learner, sitting
from talweg.course.store.store import Store

GRACE = 3_000
"""An answer given in the last moment is still on its way when the clock has run out. Until it can no longer come, an
exam is not over: else its keys could be read while answers still count."""


@overload
def over(which: Row[Any], at: int) -> bool: ...
@overload
def over(which: ReadOnlyColumnCollection[str, Column[Any]], at: int) -> ColumnElement[bool]: ...
def over(which: Any, at: int) -> Any:
    """Whether a sitting was handed in, or its time and the grace have run out: a row, or in SQL `sitting.c`."""
    return (which.ended_at != None) | (which.ends_at + GRACE < at)  # noqa: E711  as SQL has it, too


def settled(store: Store) -> int:
    """The time, once every exam that is over or closed by it is so for good, whatever any clock says later.

    Whoever tells what an exam's end allows asks for the time here first: a clock that is set back, or another machine's
    that is behind, then opens no exam again whose keys have been seen.
    """
    at = store.clock()
    late = and_(sitting.c.ended_at.is_(None), over(sitting.c, at))
    due = and_(not_(conditions.c.closed), conditions.c.closes_at <= at)
    with store.read() as connection:
        if not connection.execute(select(or_(exists().where(late), exists().where(due)))).scalar_one():
            return at
    with store.begin() as connection:
        connection.execute(update(conditions).where(due).values(closed=True))
        for row in connection.execute(select(sitting.c.id, sitting.c.ends_at).where(late).order_by(sitting.c.id)).all():
            end(connection, row.id, row.ends_at)
    return at


def last_answers(wanted: ColumnElement[bool]) -> Select[tuple[int]]:
    """The id of the last answer at each place of the sittings that are wanted: it is the one that counts."""
    last = select(func.max(answer.c.id)).join(sitting, answer.c.sitting_id == sitting.c.id)
    return last.where(wanted).group_by(answer.c.sitting_id, answer.c.place)


def add(connection: Connection, row: dict[str, Any], items: Sequence[dict[str, Any]]) -> None:
    """Begin a sitting with its questions."""
    connection.execute(insert(sitting).values(**row))
    connection.execute(
        insert(item), [{"sitting_id": row["id"], "place": place} | each for place, each in enumerate(items)]
    )


def queue(connection: Connection, learner_id: int) -> None:
    """Wait for whatever else begins a sitting of this learner, in any process: of two clicks the second finds it."""
    connection.execute(select(learner.c.id).where(learner.c.id == learner_id).with_for_update(key_share=True))


def find(connection: Connection, learner_id: int, sitting_id: str, lock: bool = False) -> Row[Any] | None:
    """A sitting of this learner, and of nobody else; with `lock`, no other process changes it meanwhile."""
    query = select(sitting).where(sitting.c.id == sitting_id, sitting.c.learner_id == learner_id)
    return connection.execute(query.with_for_update() if lock else query).first()


def of_learner(connection: Connection, learner_id: int) -> list[Row[Any]]:
    """A learner's sittings, the latest first."""
    query = select(sitting).where(sitting.c.learner_id == learner_id)
    return list(connection.execute(query.order_by(sitting.c.started_at.desc(), sitting.c.id)))


def lock_all(connection: Connection, learner_id: int) -> None:
    """Until this transaction ends no other process changes a sitting of this learner."""
    mine = select(sitting.c.id).where(sitting.c.learner_id == learner_id)
    connection.execute(mine.order_by(sitting.c.id).with_for_update())


def items(connection: Connection, sitting_id: str) -> list[Row[Any]]:
    """The questions of a sitting in their order."""
    return list(connection.execute(select(item).where(item.c.sitting_id == sitting_id).order_by(item.c.place)))


def item_at(connection: Connection, sitting_id: str, place: int) -> Row[Any] | None:
    """One question of a sitting."""
    return connection.execute(select(item).where(item.c.sitting_id == sitting_id, item.c.place == place)).first()


def count(connection: Connection, sitting_id: str) -> int:
    """How many questions a sitting asks."""
    query = select(func.count()).select_from(item).where(item.c.sitting_id == sitting_id)
    return int(connection.execute(query).scalar_one())


def end(connection: Connection, sitting_id: str, at: int) -> None:
    """End a sitting, and let its last answers count; the first time is the end."""
    going = update(sitting).where(sitting.c.id == sitting_id, sitting.c.ended_at.is_(None))
    if connection.execute(going.values(ended_at=at)).rowcount:
        final = answer.c.id.in_(last_answers(sitting.c.id == sitting_id))
        given = cast(answer.c.response, Text) != "null"
        counted = connection.execute(update(answer).where(final, given).values(counts=True).returning(answer)).all()
        for each in sorted(counted, key=lambda row: row.id):
            tallies.add(connection, each.learner_id, [each])
