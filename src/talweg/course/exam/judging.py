"""An answer judged and ready to be kept: the same in practice and in an exam."""

from __future__ import annotations

from typing import Any

from talweg.course.question import Verdict, grade
from talweg.course.store.answers import Answer


def judged(asked: dict[str, Any], key: dict[str, Any], response: Any, **given: Any) -> tuple[Verdict, Answer]:
    """The verdict on a response, where None takes an answer back, and the row that keeps it.

    `given` are the other fields of Answer: token, mode, given_at ... Raises RangeError for no possible answer.
    """
    verdict = grade(asked, key, response) if response is not None else Verdict(False, 0.0, ())
    answer = Answer(
        template=asked["name"],
        seed=asked["seed"],
        section=asked["section"],
        level=asked["level"],
        response=response,
        right=verdict.right,
        credit=verdict.credit,
        misconceptions=tuple(each["misconception"] for each in verdict.slips if each["misconception"]),
        **given,
    )
    return verdict, answer
