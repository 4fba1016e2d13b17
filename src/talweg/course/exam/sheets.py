"""What a teacher takes away: results, answers and misconceptions of a class as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from talweg.course.exam import classroom
from talweg.course.spreadsheet import harmless
from talweg.course.store import Store

# Which fields of its rows each sheet has, in this order; times end in _at.
RESULTS = ("learner", "title", "blueprint", "started_at", "ended_at", "answered", "of", "credit")
ANSWERS = (
    *("learner", "mode", "title", "question", "section", "level", "seed", "response", "right", "credit"),
    *("misconceptions", "hinted", "given_at"),
)
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
