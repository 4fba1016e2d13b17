"""What the answers of a learner come to, added up as they begin to count: so a class is read without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Connection, case, select

from talweg.course.store.rows import inserting
from talweg.course.store.schema import learner, slip, tally


def add(connection: Connection, learner_id: int, counted: Iterable[Any]) -> None:
    """Add answers that count from now on: rows with `id`, `template`, `right` and `misconceptions`."""
    for each in counted:
        row = {"learner_id": learner_id, "template": each.template, "count": 1}
        statement = inserting(connection, tally, row | {"first_id": each.id, "first_right": each.right})
        new, earlier = statement.excluded, statement.excluded.first_id < tally.c.first_id
        changed = {
            "count": tally.c.count + 1,
            "first_id": case((earlier, new.first_id), else_=tally.c.first_id),
            "first_right": case((earlier, new.first_right), else_=tally.c.first_right),
        }
        connection.execute(statement.on_conflict_do_update(index_elements=["learner_id", "template"], set_=changed))
        for name in sorted(set(each.misconceptions)):
            shown = inserting(connection, slip, {"learner_id": learner_id, "misconception": name, "count": 1})
            more = {"count": slip.c.count + 1}
            connection.execute(shown.on_conflict_do_update(index_elements=["learner_id", "misconception"], set_=more))


def of_classroom(connection: Connection, classroom_id: int) -> list[Any]:
    """Of every learner of a class and every question that they answered: whether the first answer was right."""
    return _of(connection, classroom_id, tally.c.learner_id, tally.c.template, tally.c.first_right)


def slips_of_classroom(connection: Connection, classroom_id: int) -> list[Any]:
    """Of every learner of a class and every misconception that showed: in how many answers it did."""
    return _of(connection, classroom_id, slip.c.learner_id, slip.c.misconception, slip.c.count)


def _of(connection: Connection, classroom_id: int, owner: Column[int], *columns: Column[Any]) -> list[Any]:
    query = select(owner, *columns).join(learner, learner.c.id == owner)
    # All at once: of a large class, row by row takes twice as long.
    return list(connection.execute(query.where(learner.c.classroom_id == classroom_id)).all())
