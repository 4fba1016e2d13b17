"""A class as its teacher sees it: who is where, which questions tell something, which misconceptions show."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from talweg.course.bank import BANK, template
from talweg.course.bank.misconceptions import REPAIRS
from talweg.course.exam import analysis, sitting
from talweg.course.exam.people import NOBODY
from talweg.course.question import asked, key
from talweg.course.store import MINUTE, Store, classes, results, sittings, tallies
from talweg.errors import UnknownNameError

# Who answered a question within these milliseconds is still at it.
AT_IT = 10 * MINUTE


def presence(store: Store, classroom: int) -> dict[str, Any]:
    """Everyone in the class: in which exam and how far, or what else they do, and when they were last seen."""
    at = sittings.settled(store)
    with store.read() as connection:
        rows = classes.learners(connection, classroom)
        running = results.of_classroom(connection, classroom, running_at=at)
    sitting_of = {row.learner_id: (row, result) for row, result in reversed(running)}
    found = []
    for row in rows:
        here: dict[str, Any] = {"id": row.id, "name": row.name, "seen_at": row.seen_at, "answers": row.answers or 0}
        here |= {"doing": None, "title": None, "answered": None, "of": None, "ends_at": None}
        if row.id in sitting_of:
            exam, result = sitting_of[row.id]
            here |= {"doing": "exam", "title": exam.title, "ends_at": exam.ends_at}
            here |= {"answered": result.answered, "of": result.of}
        elif row.given_at is not None and row.mode != "exam" and at - row.given_at < AT_IT:
            here["doing"] = row.mode
        found.append(here)
    return {"now": at, "learners": found}


def items(store: Store, classroom: int) -> list[analysis.Item]:
    """The class's questions with their difficulty and discrimination; the most answered first."""
    sittings.settled(store)
    with store.read() as connection:
        rows = tallies.of_classroom(connection, classroom)
    found = analysis.items(analysis.First(*row) for row in rows)
    return sorted(found, key=lambda each: -each.count)


def misconceptions(store: Store, classroom: int) -> list[dict[str, Any]]:
    """The misconceptions that the class showed: first the one of most learners.

    `learners` showed it in `answers` answers; `met` learners answered a question in which it can show.
    """
    sittings.settled(store)
    with store.read() as connection:
        asked_of = tallies.of_classroom(connection, classroom)
        slips = tallies.slips_of_classroom(connection, classroom)
    answered, showed = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    met, count = defaultdict[str, set[int]](set), Counter[str]()
    for learner_id, question, *_ in asked_of:
        answered[question].add(learner_id)
    for question, who in answered.items():
        for name in BANK[question].shows if question in BANK else ():
            met[name] |= who
    for learner_id, name, answers in slips:
        showed[name].add(learner_id)
        count[name] += answers
    found = [
        {
            "name": name,
            "learners": len(who),
            "met": len(met[name] | who),
            "answers": count[name],
            "repair": REPAIRS.get(name, ""),
        }
        for name, who in showed.items()
    ]
    return sorted(found, key=lambda each: (-each["learners"], -each["answers"], each["name"]))


def exams(store: Store, classroom: int, learner: int | None = None) -> list[dict[str, Any]]:
    """Every exam of the class, or of one learner in it, the latest first; its credit comes when it is over."""
    at = sittings.settled(store)
    with store.read() as connection:
        names = {row.id: row.name for row in classes.learners(connection, classroom, learner)}
        rows = (
            results.of_classroom(connection, classroom) if learner is None else results.of_learner(connection, learner)
        )
    return [
        {
            "learner": names[row.learner_id],
            "learner_id": row.learner_id,
            **sitting.outcome(row, result, at),
        }
        for row, result in rows
    ]


def answers(store: Store, classroom: int, learner: int | None = None, most: int | None = None) -> list[dict[str, Any]]:
    """The answers of a class, or of one learner in it, or the latest `most` of them, the latest first.

    Of exams only those that are over, and of these the last answer of each place, unless it was taken back.
    """
    sittings.settled(store)
    with store.read() as connection:
        rows = classes.answers(connection, classroom, learner, most)
    return [
        {
            "id": row.id,
            "learner": row.learner_name,
            "mode": row.mode,
            "title": row.title,
            "question": row.template,
            "objective": BANK[row.template].objective if row.template in BANK else row.template,
            "section": row.section,
            "level": row.level,
            "seed": row.seed,
            "response": row.response,
            "right": row.right,
            "credit": row.credit,
            "misconceptions": list(dict.fromkeys(row.misconceptions)),
            "hinted": row.hinted,
            "given_at": row.given_at,
        }
        for row in rows
    ]


def answer(store: Store, classroom: int, name: int) -> dict[str, Any]:
    """One answer with its question and key. Raises UnknownNameError where it is no answer of this class.

    A question of practice is asked again from its seed; None where the bank has it no more.
    """
    sittings.settled(store)
    with store.read() as connection:
        row = classes.answer_of(connection, classroom, name)
    if row is None:
        raise UnknownNameError("there is no such answer in your class")
    shown, answers_key = row.asked, row.key
    if shown is None and row.template in BANK:
        question = template(row.template).ask(row.seed)
        shown, answers_key = asked(question), key(question)
    return {
        "learner": row.learner_name,
        "learner_id": row.learner_id,
        "title": row.title,
        "given_at": row.given_at,
        "hinted": row.hinted,
        "asked": shown,
        "key": answers_key,
        "response": row.response,
        "answered": row.response is not None,
        "right": row.right,
        "credit": row.credit,
    }


def learner(store: Store, classroom: int, learner: int) -> tuple[str, int]:
    """The name of a learner of this class, and how many answers are kept of them. Raises UnknownNameError."""
    sittings.settled(store)
    with store.read() as connection:
        rows = classes.learners(connection, classroom, learner)
    if not rows:
        raise UnknownNameError(NOBODY)
    return rows[0].name, rows[0].answers or 0
