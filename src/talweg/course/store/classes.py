"""What a teacher reads of a class: of its answers those that count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from talweg.course.store.schema import answer, item, learner, sitting, tally


def learners(connection: Connection, classroom_id: int, learner_id: int | None = None) -> list[Row[Any]]:
    """Everyone in a class by name, or one of them: the count of their answers, the time and the mode of the last."""
    here = _here(classroom_id, learner_id)
    mine = answer.alias("mine")
    given = (
        select(func.sum(tally.c.count)).where(tally.c.learner_id == learner.c.id).correlate(learner).scalar_subquery()
    )
    latest = select(mine.c.id).where(mine.c.learner_id == learner.c.id).order_by(mine.c.given_at.desc()).limit(1)
    last = latest.correlate(learner).scalar_subquery()
    query = (
        select(
            learner.c.id, learner.c.name, learner.c.seen_at, given.label("answers"), answer.c.mode, answer.c.given_at
        )
        .select_from(learner)
        .outerjoin(answer, answer.c.id == last)
        .where(here)
    )
    return list(connection.execute(query.order_by(learner.c.folded, learner.c.id)))


def answers(
    connection: Connection, classroom_id: int, learner_id: int | None = None, most: int | None = None
) -> list[Row[Any]]:
    """The answers of a class, the latest first, or the latest `most`, each with the learner's name and exam's title."""
    query = _joined(_here(classroom_id, learner_id), answer, learner.c.name.label("learner_name"), sitting.c.title)
    return list(connection.execute(query.where(answer.c.counts).order_by(answer.c.id.desc()).limit(most)))


def answer_of(connection: Connection, classroom_id: int, answer_id: int) -> Row[Any] | None:
    """One answer of a class; of an exam also with the question as it was asked, and its key."""
    here = (learner.c.classroom_id == classroom_id) & (answer.c.id == answer_id)
    query = _joined(here, answer, learner.c.name.label("learner_name"), sitting.c.title, item.c.asked, item.c.key)
    same = (item.c.sitting_id == answer.c.sitting_id) & (item.c.place == answer.c.place)
    return connection.execute(query.outerjoin(item, same).where(answer.c.counts)).first()


def _here(classroom_id: int, learner_id: int | None) -> ColumnElement[bool]:
    here = learner.c.classroom_id == classroom_id
    return here if learner_id is None else here & (learner.c.id == learner_id)


def _joined(here: ColumnElement[bool], *columns: Any) -> Any:
    whose = select(*columns).join(learner, learner.c.id == answer.c.learner_id)
    return whose.outerjoin(sitting, sitting.c.id == answer.c.sitting_id).where(here)
