"""The answers: appended, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from talweg.course.store import sittings, tallies
from talweg.course.store.rows import inserting
from talweg.course.store.schema import answer, sitting


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as it was given and judged; `sitting_id` and `place` only in an exam."""

    token: str
    mode: str
    template: str
    seed: int
    section: str
    level: int
    response: Any
    right: bool
    credit: float
    misconceptions: tuple[str, ...]
    given_at: int
    hinted: bool = False
    sitting_id: str | None = None
    place: int | None = None


def record(connection: Connection, learner: int, given: Answer) -> bool:
    """Append an answer; False if this learner's answer of that token is there already: sent twice, it counts once."""
    row = {each.name: getattr(given, each.name) for each in fields(given)}
    row |= {"learner_id": learner, "misconceptions": list(given.misconceptions), "counts": given.sitting_id is None}
    new = inserting(connection, answer, row).on_conflict_do_nothing(index_elements=["learner_id", "token"])
    kept = connection.execute(new.returning(answer)).first()
    if kept is not None and kept.counts:
        tallies.add(connection, learner, [kept])
    return kept is not None


def responses(connection: Connection, sitting_id: str) -> Mapping[int, Row[Any]]:
    """By place, the last answer given in an exam."""
    last = sittings.last_answers(sitting.c.id == sitting_id)
    rows = connection.execute(select(answer).where(answer.c.id.in_(last)))
    return {row.place: row for row in rows}


def latest(connection: Connection, learner: int) -> list[Row[Any]]:
    """The learner's last answer to every template of those that count, oldest first."""
    known = select(func.max(answer.c.id)).where(answer.c.learner_id == learner, answer.c.counts)
    last = known.group_by(answer.c.template)
    return list(connection.execute(select(answer).where(answer.c.id.in_(last)).order_by(answer.c.id)))


def all_of(connection: Connection, learner: int, at: int) -> list[Row[Any]]:
    """Everything that a learner ever answered, oldest first; of exams only those that are over at `at`."""
    joined = select(answer).outerjoin(sitting, answer.c.sitting_id == sitting.c.id)
    told = or_(answer.c.sitting_id.is_(None), sittings.over(sitting.c, at))
    return list(connection.execute(joined.where(answer.c.learner_id == learner, told).order_by(answer.c.id)))
