"""What a teacher reads of a class."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from talweg.course.store import sittings
from talweg.course.store.schema import answer, item, learner, sitting


def learners(connection: Connection, classroom_id: int, learner_id: int | None = None) -> list[Row[Any]]:
    """Everyone in a class by name, or one of them: the count of their answers, the time and the mode of the last."""
    here = _here(classroom_id, learner_id)
    given = (
        select(answer.c.learner_id, func.count().label("answers"), func.max(answer.c.id).label("last"))
        .join(learner, learner.c.id == answer.c.learner_id)
        .where(here)
        .group_by(answer.c.learner_id)
        .subquery()
    )
    query = (
        select(learner.c.id, learner.c.name, learner.c.seen_at, given.c.answers, answer.c.mode, answer.c.given_at)
        .outerjoin(given, given.c.learner_id == learner.c.id)
        .outerjoin(answer, answer.c.id == given.c.last)
    )
    return list(connection.execute(query.where(here).order_by(learner.c.folded, learner.c.id)))


def answers(connection: Connection, classroom_id: int, at: int, learner_id: int | None = None) -> list[Row[Any]]:
    """The answers of a class that count at `at`, oldest first, each with the learner's name and the exam's title.

    Of an exam only once it is over, and there the last answer of each place, unless it was taken back.
    """
    here = _here(classroom_id, learner_id)
    query = _joined(here, answer, learner.c.name.label("learner_name"), sitting.c.title)
    rows = connection.execute(query.where(_counts(here, at)).order_by(answer.c.id))
    return [row for row in rows if row.response is not None]


def answer_of(connection: Connection, classroom_id: int, at: int, answer_id: int) -> Row[Any] | None:
    """One answer of a class that counts at `at`; of an exam also with the question as it was asked, and its key."""
    here = (learner.c.classroom_id == classroom_id) & (answer.c.id == answer_id)
    query = _joined(here, answer, learner.c.name.label("learner_name"), sitting.c.title, item.c.asked, item.c.key)
    same = (item.c.sitting_id == answer.c.sitting_id) & (item.c.place == answer.c.place)
    return connection.execute(query.outerjoin(item, same).where(sittings.counts(at))).first()


def _here(classroom_id: int, learner_id: int | None) -> ColumnElement[bool]:
    here = learner.c.classroom_id == classroom_id
    return here if learner_id is None else here & (learner.c.id == learner_id)


def _joined(here: ColumnElement[bool], *columns: Any) -> Any:
    whose = select(*columns).join(learner, learner.c.id == answer.c.learner_id)
    return whose.outerjoin(sitting, sitting.c.id == answer.c.sitting_id).where(here)


def _counts(here: ColumnElement[bool], at: int) -> ColumnElement[bool]:
    theirs = sitting.c.learner_id.in_(select(learner.c.id).where(here))
    last = sittings.last_answers(theirs & sittings.over(sitting.c, at))
    return or_(answer.c.sitting_id.is_(None), answer.c.id.in_(last))
