"""The papers of the quick check: four questions each, of rising difficulty, with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talweg.course.bank import BANK
from talweg.course.lesson import LESSONS, sections as lesson_sections
from talweg.course.question import Draw, Template, asked, key

PAPERS = 8
COUNT = 4
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


def added() -> dict[str, list[Template]]:
    """The lessons that a course of one's own has added, each with all that is asked of it, if anything is."""
    asks = dict[str, list[Template]]()
    for each in BANK.values():
        asks.setdefault(lesson_sections()[each.section].lesson, []).append(each)
    return {name: asks[name] for name in list(LESSONS)[1:] if name in asks}


def paper_of(templates: Sequence[Template], number: int) -> list[dict[str, Any]]:
    """A paper of a lesson that was added: of rising difficulty, as many as it has questions, and four at most."""
    order = Draw("quick check").shuffled(templates)
    count = min(COUNT, len(order))
    chosen = [order[(number * count + place) % len(order)] for place in range(count)]
    drawn = [each.ask(number) for each in sorted(chosen, key=lambda each: each.level)]
    return [{"asked": asked(question), "key": key(question)} for question in drawn]


def values() -> dict[str, Any]:
    """The first paper, and who has others: those, which few learners come to, stand in `more_quick_checks`."""
    return {"papers": [paper(0)], "lessons": list(added())}
