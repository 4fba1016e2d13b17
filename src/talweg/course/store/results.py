"""What exams have come to, without reading a single question or key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, not_, select

from talweg.course.store.schema import answer, item, learner as learner_table, sitting
from talweg.course.store.sittings import last_answers, over


@dataclass(frozen=True)
class Result:
    """How many questions a sitting has, how many of them are answered, and the credit these have earned."""

    of: int = 0
    answered: int = 0
    credit: float = 0.0


def of_learner(connection: Connection, learner: int) -> list[tuple[Row[Any], Result]]:
    """A learner's sittings, the latest first, each with its result as it stands."""
    return _of(connection, sitting.c.learner_id == learner)


def of_classroom(
    connection: Connection, classroom: int, running_at: int | None = None
) -> list[tuple[Row[Any], Result]]:
    """The sittings of a class, the latest first, each with its result as it stands; or those that go on at a time."""
    here: ColumnElement[bool] = sitting.c.learner_id.in_(
        select(learner_table.c.id).where(learner_table.c.classroom_id == classroom)
    )
    if running_at is not None:
        here = here & not_(over(sitting.c, running_at))
    return _of(connection, here)


def _of(connection: Connection, wanted: ColumnElement[bool]) -> list[tuple[Row[Any], Result]]:
    query = select(sitting).where(wanted).order_by(sitting.c.started_at.desc(), sitting.c.id)
    rows = list(connection.execute(query))
    asked = select(item.c.sitting_id, func.count()).join(sitting).where(wanted).group_by(item.c.sitting_id)
    results = {name: Result(count) for name, count in connection.execute(asked)}
    given = select(answer.c.sitting_id, answer.c.response, answer.c.credit).where(answer.c.id.in_(last_answers(wanted)))
    for row in connection.execute(given):
        if row.response is not None:
            known = results[row.sitting_id]
            results[row.sitting_id] = replace(known, answered=known.answered + 1, credit=known.credit + row.credit)
    return [(row, results.get(row.id, Result())) for row in rows]
