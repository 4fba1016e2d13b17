r"""Moodle's question bank: one XML file, a category for each template, so that a quiz can draw one of its variants.

Formulas go out as `\(...\)`, which stays readable where a teacher edits the question; Moodle's MathJax filter, on as
delivered, sets them. Pictures travel inside the file. Every wrong answer keeps its own feedback. Steps to be put in
order become a matching question, each step to its place: every Moodle reads that, a type for orders only those from 4.4
on. Ticks are graded as here: a wrong one takes back a right one.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from talweg.course.export.figure import standalone, words
from talweg.course.export.markup import HEAD, tag, text, verbatim
from talweg.course.export.reading import digits, identifier, said
from talweg.course.export.selection import Group, Selection, section_title
from talweg.course.export.words import alone, brackets, html, inline
from talweg.course.question import LEVELS, Question
from talweg.course.question.system import Known, Places, Quantity

ROOT = "Talweg"
_FIGURE = "figure.svg"
# What a further try costs where a quiz allows one.
_PENALTY = "0.3333333"


def moodle(selection: Selection) -> bytes:
    """The selection as Moodle XML."""
    parts = [part for group in selection.groups for part in (_category(group), *map(_question, group.variants))]
    return (HEAD + tag("quiz", "\n", "\n".join(parts), "\n") + "\n").encode()


def _category(group: Group) -> str:
    template = group.template
    path = "/".join(each.replace("/", "//") for each in (ROOT, section_title(template.section), template.name))
    return tag(
        "question",
        tag("category", tag("text", text(f"$course$/top/{path}"))),
        _html("info", inline(template.objective, brackets)),
        tag("idnumber", text(f"talweg-{template.name}")),
        type="category",
    )


def _question(question: Question) -> str:
    template, content = question.template, question.content
    asks = question.export(_Moodle())
    tags = (template.section, template.kind, LEVELS[template.level])
    return tag(
        "question",
        tag("name", tag("text", text(f"{identifier(question)}: {template.summary}"))),
        _prompt(question, asks.advice),
        _html("generalfeedback", html(content.why, brackets)),
        tag("defaultgrade", "1"),
        tag("penalty", _PENALTY),
        tag("hidden", "0"),
        tag("idnumber", text(identifier(question))),
        *asks.parts,
        _html("hint", inline(template.hint, brackets)),
        tag("tags", *(tag("tag", tag("text", text(each))) for each in tags)),
        type=asks.type,
    )


def _prompt(question: Question, advice: str) -> str:
    content = question.content
    shown, file = html(content.asks, brackets), ""
    if content.figure:
        label = text(words(content.figure)).replace('"', "&quot;")
        shown += f'\n<p><img src="@@PLUGINFILE@@/{_FIGURE}" alt="{label}"></p>'
        packed = b64encode(standalone(content.figure).encode()).decode()
        file = tag("file", packed, name=_FIGURE, path="/", encoding="base64")
    shown += f"\n{advice}" if advice else ""
    return _html("questiontext", shown, file)


class _Asks(NamedTuple):
    """How Moodle asks: its name for the type of question, what belongs to that, and what the prompt says besides."""

    type: str
    parts: list[str]
    advice: str = ""


class _Moodle:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> _Asks:
        share = 100 / sum(each.right for each in options)
        worth = [share if each.right else -share if several else 0.0 for each in options]
        answers = (
            _answer(part, inline(each.answer, brackets), inline(said(each, not several), brackets))
            for part, each in zip(worth, options, strict=True)
        )
        return _Asks(
            "multichoice",
            [
                tag("single", str(not several).lower()),
                tag("shuffleanswers", str(shuffled).lower()),
                tag("answernumbering", "abc"),
                *answers,
            ],
        )

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> _Asks:
        wrong = (_answer(0, digits(e.answer.value), inline(e.why, brackets), e.answer.room) for e in slips)
        answers = [_answer(100, digits(right.value), "Right.", right.room), *wrong]
        return _Asks("numerical", answers, alone(unit) if unit else "")

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> _Asks:
        fixed = tag("shuffleanswers", "false")  # they stand in a drawn order, which is never the right one
        numbered = (_step(inline(each, brackets), right.index(place) + 1) for place, each in enumerate(steps))
        return _Asks("matching", [fixed, *numbered], "<p>Give each step its place.</p>")

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> _Asks:
        rows = (f"<li>{inline(each.answer, brackets)}: {inline(each.why, brackets)}</li>" for each in slips)
        known = f"<p>Not right, among others:</p><ul>{''.join(rows)}</ul>" if slips else ""
        field = tag("responseformat", "editor"), tag("responserequired", "1"), tag("attachments", "0")
        return _Asks("essay", [*field, _html("graderinfo", html(right, brackets) + known)])


def _answer(percent: float, shown: str, why: str, tolerance: float | None = None) -> str:
    is_number = tolerance is not None
    return tag(
        "answer",
        tag("text", shown if is_number else verbatim(shown)),
        tag("tolerance", digits(tolerance)) if tolerance is not None else "",
        _html("feedback", why),
        fraction=f"{percent:.7g}",
        format="moodle_auto_format" if is_number else "html",
    )


def _step(shown: str, place: int) -> str:
    return tag("subquestion", tag("text", verbatim(shown)), tag("answer", tag("text", str(place))), format="html")


def _html(name: str, shown: str, *more: str) -> str:
    return tag(name, tag("text", verbatim(shown)), *more, format="html")
