"""The Exam Center at a glance: what is due, which exams there are, which go on, and what the past ones came to."""

from __future__ import annotations

from typing import Any

from talweg.course.bank import BANK
from talweg.course.exam import blueprint, practice, sitting
from talweg.course.store import Store, results, reviews, sittings
from talweg.errors import RangeError, UnknownNameError


def overview(store: Store, learner: int) -> dict[str, Any]:
    """Everything that the first page says of a learner, as plain JSON."""
    at = sittings.settled(store)
    with store.read() as connection:
        rows = results.of_learner(connection, learner)
    return {
        "now": at,
        "due": practice.due(store, learner),
        "next_due_at": next_due(store, learner),
        "mistakes": len(practice.mistakes(store, learner)),
        "blueprints": [_plan(name) for name in blueprint.names()],
        "sittings": [sitting.outcome(row, result, at) for row, result in rows],
    }


def _plan(name: str) -> dict[str, Any]:
    """A blueprint in brief; one that cannot be used says why, and the others can."""
    try:
        found = blueprint.blueprint(name)
    except (RangeError, UnknownNameError, OSError, UnicodeDecodeError) as error:
        return {"name": name, "title": name, "minutes": 0, "count": 0, "problem": str(error)}
    return {"name": name, "title": found.title, "minutes": found.minutes, "count": found.count, "problem": None}


def next_due(store: Store, learner: int) -> int | None:
    """When the first of the learner's questions is due, or was; None before there is any."""
    with store.read() as connection:
        return next((row.due_at for row in reviews.all_of(connection, learner) if row.template in BANK), None)
