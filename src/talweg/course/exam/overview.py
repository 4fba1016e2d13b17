"""The Exam Center at a glance: what is due, which exams there are, which go on, and what the past ones came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from talweg.course.bank import BANK
from talweg.course.exam import blueprint, conditions, practice, sitting
from talweg.course.store import Store, conditions as kept, results, reviews, sittings
from talweg.errors import RangeError, UnknownNameError


def overview(store: Store, learner: int, paths: Sequence[Path] = ()) -> dict[str, Any]:
    """Everything that the first page says of a learner, as plain JSON; `paths` are blueprints besides those known."""
    at = sittings.settled(store)
    with store.read() as connection:
        rows = results.of_learner(connection, learner)
        rules, extra = kept.of_learner(connection, learner), kept.extra(connection, learner)
        alone = kept.alone_with(connection, learner, at)

    def plan(name: str) -> dict[str, Any]:
        mine = [row for row, _ in rows if row.blueprint == name]
        going = any(not sittings.over(row, at) for row in mine)
        return _plan(name, paths, lambda found: conditions.entry(found, rules.get(name), len(mine), going, extra, at))

    return {
        "now": at,
        "due": practice.due(store, learner),
        "next_due_at": next_due(store, learner),
        "mistakes": len(practice.mistakes(store, learner)),
        "practice_closed": alone.title if alone is not None else None,
        "blueprints": [plan(name) for name in blueprint.names(paths)],
        "sittings": [sitting.outcome(row, result, at) for row, result in rows],
    }


def plans(paths: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """The exams that there are, in brief, on no conditions."""
    free = partial(conditions.entry, row=None, begun=0, going=False, extra=0, at=0)
    return [_plan(name, paths, free) for name in blueprint.names(paths)]


def _plan(name: str, paths: Sequence[Path], entry: Callable[[blueprint.Blueprint], conditions.Entry]) -> dict[str, Any]:
    """A blueprint in brief, and on what conditions it is sat; one that cannot be used says why, and the others can."""
    try:
        found = blueprint.blueprint(name, paths)
    except (RangeError, UnknownNameError) as error:
        return {"name": name, "title": name, "count": 0, "problem": str(error)} | asdict(conditions.Entry("open", 0))
    known = {"name": name, "title": found.title, "count": found.count, "problem": None}
    return known | asdict(entry(found))


def next_due(store: Store, learner: int) -> int | None:
    """When the first of the learner's questions is due, or was; None before there is any."""
    with store.read() as connection:
        return next((row.due_at for row in reviews.all_of(connection, learner) if row.template in BANK), None)
