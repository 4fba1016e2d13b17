r"""Moodle's question bank: one XML file, a category for each template, so that a quiz can draw one of its variants.

Formulas go out as `\(...\)`, which stays readable where a teacher edits the question; Moodle's MathJax filter, on as
delivered, sets them. Pictures travel inside the file. Every wrong answer keeps its own feedback. Steps to be put in
order become a matching question, each step to its place: every Moodle reads that, a type for orders only those from 4.4
on. Ticks are graded as here: a wrong one takes back a right one.
"""

from __future__ import annotations

from base64 import b64encode

from talweg.course.export.figure import standalone, words
from talweg.course.export.markup import HEAD, tag, text, verbatim
from talweg.course.export.reading import digits, identifier, numbers, options, said
from talweg.course.export.selection import Group, Selection, section_title
from talweg.course.export.words import alone, brackets, html, inline
from talweg.course.question import LEVELS, Choice, Number, Order, Question, Several

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
    kind, parts = _form(question)
    tags = (template.section, template.kind, LEVELS[template.level])
    return tag(
        "question",
        tag("name", tag("text", text(f"{identifier(question)}: {template.summary}"))),
        _prompt(question),
        _html("generalfeedback", html(content.why, brackets)),
        tag("defaultgrade", "1"),
        tag("penalty", _PENALTY),
        tag("hidden", "0"),
        tag("idnumber", text(identifier(question))),
        *parts,
        _html("hint", inline(template.hint, brackets)),
        tag("tags", *(tag("tag", tag("text", text(each))) for each in tags)),
        type=kind,
    )


def _prompt(question: Question) -> str:
    content = question.content
    shown, file = html(content.prompt, brackets), ""
    if content.figure:
        label = text(words(content.figure)).replace('"', "&quot;")
        shown += f'\n<p><img src="@@PLUGINFILE@@/{_FIGURE}" alt="{label}"></p>'
        packed = b64encode(standalone(content.figure).encode()).decode()
        file = tag("file", packed, name=_FIGURE, path="/", encoding="base64")
    match content:
        case Number(unit=unit) if unit:
            shown += f"\n{alone(unit)}"
        case Order():
            shown += "\n<p>Give each step its place.</p>"
    return _html("questiontext", shown, file)


def _form(question: Question) -> tuple[str, list[str]]:
    """The name Moodle has for a form, and what belongs to it."""
    content = question.content
    match content:
        case Choice() | Several():
            return "multichoice", _choices(question, content)
        case Number():
            right = _answer(100, digits(content.right), "Right.", content.room())
            return "numerical", [
                right,
                *(
                    _answer(0, digits(value), inline(each.why, brackets), content.tolerance * (abs(value) or 1.0))
                    for each, value in numbers(content)
                ),
            ]
        case Order():
            return "matching", [
                tag("shuffleanswers", "false"),  # they stand in a drawn order, which is never the right one
                *(_step(inline(content.steps[index], brackets), index + 1) for index in question.order),
            ]
    raise AssertionError(content)


def _choices(question: Question, content: Choice | Several) -> list[str]:
    found = options(question)
    share = 100 / sum(each.right for each in found)
    single = isinstance(content, Choice)
    worth = [share if each.right else 0.0 if single else -share for each in found]
    return [
        tag("single", str(single).lower()),
        tag("shuffleanswers", str(not getattr(content, "ordered", False)).lower()),
        tag("answernumbering", "abc"),
        *(
            _answer(part, inline(each.text, brackets), inline(said(each, single), brackets))
            for part, each in zip(worth, found, strict=True)
        ),
    ]


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
