"""What people take away, safe to open in a spreadsheet: a teacher the sheets of a class, a learner all of their own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from talweg.course.exam import classroom, sitting
from talweg.course.spreadsheet import harmless
from talweg.course.store import Store, answers, results, reviews, sittings

# Which fields of its rows each sheet has, in this order; times end in _at.
RESULTS = ("learner", "title", "blueprint", "started_at", "ended_at", "answered", "of", "credit")
ANSWERS = (
    *("learner", "mode", "title", "question", "section", "level", "seed", "response", "right", "credit"),
    *("misconceptions", "hinted", "given_at"),
)
_KEPT = tuple("template" if each == "question" else each for each in ANSWERS if each not in ("learner", "title"))
MISCONCEPTIONS = ("name", "learners", "met", "answers", "repair")

SHEETS: Mapping[str, tuple[tuple[str, ...], Callable[[Store, int], list[dict[str, Any]]]]] = {
    "results": (RESULTS, classroom.exams),
    "answers": (ANSWERS, classroom.answers),
    "misconceptions": (MISCONCEPTIONS, classroom.misconceptions),
}


def sheet(store: Store, room: int, name: str) -> str:
    """The sheet `name` of SHEETS for a class, as CSV text."""
    fields, rows = SHEETS[name]
    return csv_text(fields, rows(store, room))


def own(store: Store, learner: int) -> dict[str, Any]:
    """Everything that is kept of a learner, as plain JSON: exams, answers, and what is due when.

    Of an exam that goes on its answers come when it is over, for they say what is right.
    """
    at = sittings.settled(store)
    with store.read() as connection:
        given = answers.all_of(connection, learner, at)
        exams = results.of_learner(connection, learner)
        cards = reviews.all_of(connection, learner)
    titles = {row.id: row.title for row, _ in exams}
    return {
        "exams": [sitting.outcome(row, result, at) for row, result in exams],
        "answers": [
            {"title": titles.get(row.sitting_id)} | {name: getattr(row, name) for name in (*_KEPT, "place", "counts")}
            for row in given
        ],
        "reviews": [{"question": row.template, "due_at": row.due_at} for row in cards],
    }


def own_csv(store: Store, learner: int) -> str:
    """A learner's own answers, as CSV text."""
    return csv_text(("title", *_KEPT), own(store, learner)["answers"])


def csv_text(fields: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, each field in its column."""
    fields, out = tuple(fields), StringIO()
    writer = csv.writer(out)
    writer.writerow(fields)
    writer.writerows([cell(field, row[field]) for field in fields] for row in rows)
    return out.getvalue()


def cell(field: str, value: Any) -> str | int | float:
    """A value as a cell."""
    if value is None:
        return ""
    if field.endswith("_at"):
        return f"{datetime.fromtimestamp(value / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if field == "misconceptions":
        value = "; ".join(value)
    if not isinstance(value, str):
        value = json.dumps(value)
    return harmless(value)
