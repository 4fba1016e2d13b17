"""When which template is due again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from talweg.course.store.rows import put
from talweg.course.store.schema import review


def card(connection: Connection, learner: int, template: str) -> dict[str, Any] | None:
    """What is known of a learner's memory of a template, or None before the first answer."""
    row = connection.execute(
        select(review.c.card).where(review.c.learner_id == learner, review.c.template == template)
    ).first()
    return row.card if row else None


def keep(connection: Connection, learner: int, template: str, card: dict[str, Any], due_at: int) -> None:
    """Keep a card, and when it is due."""
    row = {"learner_id": learner, "template": template, "card": card, "due_at": due_at}
    put(connection, review, row, ["learner_id", "template"])


def all_of(connection: Connection, learner: int) -> list[Row[Any]]:
    """Every card of a learner, the most overdue first."""
    query = select(review).where(review.c.learner_id == learner)
    return list(connection.execute(query.order_by(review.c.due_at, review.c.template)))
