"""Practice, review and mistakes: a question at a time, judged at once, and remembered."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from fsrs import Card, Rating, Scheduler

from talweg.course.bank import BANK, template
from talweg.course.exam.judging import judged
from talweg.course.question import Template, Verdict, asked, key
from talweg.course.question.draw import LAST_SEED
from talweg.course.store import DAY, Store, answers, reviews, sittings
from talweg.errors import RangeError

Mode = Literal["practice", "review", "mistakes"]
MODES: tuple[str, ...] = get_args(Mode)
# No learning steps of minutes: a question comes back on another day, with other numbers. No fuzz: dates are promised.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True)
class Judged:
    """What comes back for an answer: the verdict, the key, and when the question is due again."""

    verdict: Verdict
    key: dict[str, Any]
    due_at: int


def pick(
    store: Store,
    learner: int,
    sections: Sequence[str] = (),
    levels: Sequence[int] = (),
    misconception: str | None = None,
) -> dict[str, Any]:
    """A question to practise, as `asked` shows it: what was never answered first, then what was answered longest ago.

    Raises RangeError where the bank has none that fits.
    """
    fitting = [
        each
        for each in BANK.values()
        if (not sections or each.section in sections)
        and (not levels or each.level in levels)
        and (misconception is None or misconception in each.shows)
    ]
    if not fitting:
        raise RangeError("practice: no question of the bank fits; choose more sections or levels")
    sittings.settled(store)
    with store.read() as connection:
        order = [row.template for row in answers.latest(connection, learner)]
    fresh = [each for each in fitting if each.name not in order]
    if fresh:
        return fresh_question(secrets.choice(fresh))
    oldest = sorted(fitting, key=lambda each: order.index(each.name))
    return fresh_question(secrets.choice(oldest[: max(1, len(oldest) // 3)]))


def fresh_question(each: Template) -> dict[str, Any]:
    """The question with parameters that nobody has drawn yet."""
    return asked(each.ask(secrets.randbelow(LAST_SEED + 1)))


def judge(
    store: Store,
    learner: int,
    name: str,
    seed: int,
    response: Any,
    token: str,
    mode: str = "practice",
    hinted: bool = False,
) -> Judged:
    """Judge and keep an answer, and move the question's next date; sent again with the same token it counts once.

    Raises UnknownNameError, and RangeError for a seed, a mode or a response that cannot be.
    """
    if mode not in MODES:
        raise RangeError(f"practice: mode is one of {', '.join(MODES)}, got {mode!r}")
    question = template(name).ask(seed)
    shown, answers_key = asked(question), key(question)
    at = store.clock()
    verdict, given = judged(shown, answers_key, response, token=token, mode=mode, hinted=hinted, given_at=at)
    with store.begin() as connection:
        known = reviews.card(connection, learner, name)
        card = Card.from_dict(known) if known else Card()  # type: ignore[arg-type]
        if answers.record(connection, learner, given):
            rating = (Rating.Hard if hinted else Rating.Good) if verdict.right else Rating.Again
            card, _ = SCHEDULER.review_card(card, rating, datetime.fromtimestamp(at / 1000, UTC))
            reviews.keep(connection, learner, name, dict(card.to_dict()), _milliseconds(card))
    return Judged(verdict, answers_key, _milliseconds(card))


def _milliseconds(card: Card) -> int:
    return round(card.due.timestamp() * 1000)


def due(store: Store, learner: int) -> dict[str, Any]:
    """How many questions are due now, and on each of the next 14 days if they are answered in time."""
    at = store.clock()
    with store.read() as connection:
        dates = [row.due_at for row in reviews.all_of(connection, learner) if row.template in BANK]
    days = [sum(at + day * DAY < each <= at + (day + 1) * DAY for each in dates) for day in range(14)]
    return {"now": sum(each <= at for each in dates), "days": days, "known": len(dates)}


def next_review(store: Store, learner: int) -> dict[str, Any] | None:
    """The most overdue question with new parameters, or None when nothing is due."""
    at = store.clock()
    with store.read() as connection:
        rows = [row for row in reviews.all_of(connection, learner) if row.due_at <= at and row.template in BANK]
    return fresh_question(template(rows[0].template)) if rows else None


def mistakes(store: Store, learner: int) -> list[dict[str, Any]]:
    """What was last answered wrong, the latest first: template, section, level, misconceptions."""
    sittings.settled(store)
    with store.read() as connection:
        rows = answers.latest(connection, learner)
    return [
        {"template": row.template, "section": row.section, "level": row.level, "misconceptions": row.misconceptions}
        for row in reversed(rows)
        if not row.right and row.template in BANK
    ]
