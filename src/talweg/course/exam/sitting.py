"""Sitting an exam: the server keeps the clock and the keys, and every answer is kept as it is given."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row

from talweg.course.exam import conditions
from talweg.course.exam.blueprint import Blueprint
from talweg.course.exam.judging import judged
from talweg.course.question import asked, key
from talweg.course.store import Store, answers, sittings
from talweg.course.store.conditions import rely
from talweg.course.store.results import Result
from talweg.errors import SittingError, UnknownNameError


def begin(store: Store, learner: int, blueprint: Blueprint, password: str = "") -> str:
    """Start an exam and return its id; one of the same blueprint that is still going on is taken up again.

    Raises SittingError where the class's conditions do not allow another, AccessError and TooManyTriesError for the
    `password` of the room.
    """
    at = sittings.settled(store)
    with store.read() as connection:
        going, _ = _begun(connection, learner, blueprint, at)
    if going is not None:
        return going
    admitted = conditions.admit(store, learner, blueprint, password)
    with store.begin() as connection:
        rely(connection, learner)
        sittings.queue(connection, learner)
        going, before = _begun(connection, learner, blueprint, at)
        if going is not None:
            return going
        ends_at = conditions.check(connection, learner, blueprint, before, admitted, at)
        name = secrets.token_urlsafe(16)
        # The seed is told to nobody: with it, and the open bank, a learner could compute the keys.
        questions = blueprint.draw(secrets.token_urlsafe(16))
        row = {
            "id": name,
            "learner_id": learner,
            "blueprint": blueprint.name,
            "title": blueprint.title,
            "started_at": at,
            "ends_at": ends_at,
            "minutes": blueprint.minutes,
        }
        items = [
            {"template": each.template.name, "seed": each.seed, "asked": asked(each), "key": key(each)}
            for each in questions
        ]
        sittings.add(connection, row, items)
    return name


def _begun(connection: Connection, learner: int, blueprint: Blueprint, at: int) -> tuple[str | None, int]:
    """The exam of this blueprint that goes on, if one does, and how often the learner has begun it."""
    known = [each for each in sittings.of_learner(connection, learner) if each.blueprint == blueprint.name]
    return next((str(each.id) for each in known if not sittings.over(each, at)), None), len(known)


def outline(row: Row[Any], at: int) -> dict[str, Any]:
    """What every account of a sitting begins with, as plain JSON; `ended_at` is None while it goes on."""
    ended = sittings.over(row, at)
    return {
        "id": row.id,
        "title": row.title,
        "blueprint": row.blueprint,
        "started_at": row.started_at,
        "ends_at": row.ends_at,
        "ended_at": (row.ended_at or row.ends_at) if ended else None,
        "now": at,
        "over": ended,
    }


def outcome(row: Row[Any], result: Result, at: int) -> dict[str, Any]:
    """A sitting with what it has come to, as plain JSON; what is right is said when it is over."""
    known = outline(row, at)
    credit = result.credit if known["over"] else None
    return known | {"answered": result.answered, "of": result.of, "credit": credit}


def clock(store: Store, learner: int, name: str) -> dict[str, Any]:
    """The outline of a sitting, with the time by the server. Raises UnknownNameError."""
    at = sittings.settled(store)
    with store.read() as connection:
        row = _mine(connection, learner, name)
    return outline(row, at)


def read(store: Store, learner: int, name: str) -> dict[str, Any]:
    """The exam as it stands: what is asked, what has been answered, the clock; never a key. Raises UnknownNameError."""
    at = sittings.settled(store)
    with store.read() as connection:
        row = _mine(connection, learner, name)
        given = answers.responses(connection, name)
        places = [
            {"asked": _hidden(each.asked), "response": given[each.place].response if each.place in given else None}
            for each in sittings.items(connection, name)
        ]
    return outline(row, at) | {"places": places}


def save(store: Store, learner: int, name: str, place: int, response: Any, token: str) -> None:
    """Keep an answer; when this returns, it is on the disk. None takes an answer back.

    The same token sent again changes nothing. Raises UnknownNameError for a sitting or place that is not this
    learner's, SittingError when the exam is over, RangeError for a response that is no possible answer.
    """
    sittings.settled(store)
    with store.begin() as connection:
        row = _mine(connection, learner, name, lock=True)
        at = store.clock()
        if sittings.over(row, at):
            raise SittingError(f"the exam {row.title} is over; this answer came too late and was not kept")
        item = sittings.item_at(connection, name, place)
        if item is None:
            last = sittings.count(connection, name) - 1
            raise UnknownNameError(f"this exam has places 0 to {last}, got {place}")
        exam = {"mode": "exam", "sitting_id": name, "place": place}
        _, given = judged(item.asked, item.key, response, token=token, given_at=at, **exam)
        answers.record(connection, learner, given)


def hand_in(store: Store, learner: int, name: str) -> None:
    """End an exam before its time; a second time changes nothing. Raises UnknownNameError."""
    with store.begin() as connection:
        row = _mine(connection, learner, name, lock=True)
        sittings.end(connection, name, min(store.clock(), row.ends_at))


def report(store: Store, learner: int, name: str) -> dict[str, Any]:
    """What was asked, answered and right, with every why, by section and by misconception. Raises SittingError
    while the exam goes on, UnknownNameError."""
    at = sittings.settled(store)
    with store.read() as connection:
        row = _mine(connection, learner, name)
        if not sittings.over(row, at):
            raise SittingError(f"the exam {row.title} still goes on; its keys come when it is over")
        given = answers.responses(connection, name)
        items = sittings.items(connection, name)
    places, sections, slips = [], dict[str, list[float]](), dict[str, int]()
    for item in items:
        answer = given.get(item.place)
        answered = answer is not None and answer.response is not None
        credit = answer.credit if answer is not None else 0.0
        sections.setdefault(item.asked["section"], []).append(credit)
        for each in answer.misconceptions if answer is not None else ():
            slips[each] = slips.get(each, 0) + 1
        places.append(
            {
                "asked": item.asked,
                "key": item.key,
                "response": answer.response if answer is not None else None,
                "answered": answered,
                "right": bool(answered and answer is not None and answer.right),
                "credit": credit,
            }
        )
    return outline(row, at) | {
        "credit": sum(place["credit"] for place in places),
        "of": len(places),
        "sections": [{"section": each, "credit": sum(all_), "of": len(all_)} for each, all_ in sections.items()],
        "misconceptions": sorted(({"name": each, "count": count} for each, count in slips.items()), key=_rank),
        "places": places,
    }


def _rank(row: dict[str, Any]) -> tuple[int, str]:
    return -row["count"], row["name"]


def _hidden(asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked, without the template and seed by which the practice room would tell its key."""
    return {name: value for name, value in asked.items() if name not in ("name", "seed", "hint")}


def _mine(connection: Connection, learner: int, name: str, lock: bool = False) -> Row[Any]:
    row = sittings.find(connection, learner, name, lock)
    if row is None:
        raise UnknownNameError("there is no such exam of yours")
    return row
