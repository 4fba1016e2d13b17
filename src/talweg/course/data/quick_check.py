"""The papers of the quick check: four questions each, of rising difficulty, with their keys."""

from __future__ import annotations

from typing import Any

from talweg.course.bank import BANK
from talweg.course.question import Draw, asked, key

PAPERS = 8
# Its four questions go through the lesson, with its heart in the middle: the stall, and the batches.
SECTIONS = {1: ("step", "loss"), 2: ("stall",), 3: ("batches",), 4: ("race", "momentum", "adam", "schedule")}


def paper(number: int) -> list[dict[str, Any]]:
    """The questions of a paper; two neighbouring papers share no template where the bank has enough of them."""
    questions = []
    for level, sections in SECTIONS.items():
        fitting = [each for each in BANK.values() if each.level == level and each.section in sections]
        choices = Draw(f"quick check:{level}").shuffled(fitting)
        question = choices[number % len(choices)].ask(number)
        questions.append({"asked": asked(question), "key": key(question)})
    return questions


def values() -> dict[str, Any]:
    """The first paper: the others, which few learners come to, stand in `more_quick_checks`."""
    return {"papers": [paper(0)]}
