"""A printed exam: the questions on paper in one or more versions, and behind them the keys with every why.

Typst sets it, with fonts of its own, so that it looks the same on every machine; the PDF is tagged for screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from talweg.course.export.figure import standalone, words
from talweg.course.export.reading import LETTERS, letters, numbers, options, orders
from talweg.course.export.selection import Selection
from talweg.course.export.typst_math import string
from talweg.course.export.typst_text import blocks, line, plain
from talweg.course.question import Choice, Number, Order, Question, Several, shown


def paper(selection: Selection) -> bytes:
    """The paper and its key as a PDF, each version with its own numbers, so that neighbours differ."""
    import typst

    source = markup(selection)
    return typst.compile(source.encode(), format="pdf", ignore_system_fonts=True, pdf_standards="ua-1")


def markup(selection: Selection) -> str:
    """The paper as Typst reads it."""
    names = [str(place + 1) for place in range(selection.versions)] if selection.versions > 1 else [""]
    papers = [[group.version(place) for group in selection.groups] for place in range(selection.versions)]
    return "\n".join(
        [
            files(__package__).joinpath("paper.typ").read_text("utf-8"),
            f"#show: sheet.with(title: {string(selection.title)})",
            *(_paper(selection, name, questions) for name, questions in zip(names, papers, strict=True)),
            *(_key(selection, name, questions) for name, questions in zip(names, papers, strict=True)),
        ]
    )


def _paper(selection: Selection, name: str, questions: list[Question]) -> str:
    minutes = "none" if selection.minutes is None else str(selection.minutes)
    head = (
        f"#front(title: {string(selection.title)}, version: {string(name)}, points: {len(questions)}, "
        f"minutes: {minutes})"
    )
    return "\n".join([head, *map(_asked, questions), f"#end({string(name)}, false)"])


def _asked(question: Question) -> str:
    content = question.content
    parts = [blocks(content.prompt)]
    if content.figure:
        parts.append(f"#picture({string(standalone(content.figure))}, {string(words(content.figure))})")
    match content:
        case Choice() | Several():
            several = str(isinstance(content, Several)).lower()
            parts.append(f"#options({several}, {_array(line(each.text) for each in options(question))})")
        case Number():
            parts.append(f"#blank({string(content.unit)})")
        case Order():
            parts.append(f"#steps({_array(line(content.steps[index]) for index in question.order)})")
    return f"#question[{''.join(parts)}]"


def _key(selection: Selection, name: str, questions: list[Question]) -> str:
    head = f"#key(title: {string(selection.title)}, version: {string(name)})"
    return "\n".join([head, *map(_answered, questions), f"#end({string(name)}, true)"])


def _answered(question: Question) -> str:
    content = question.content
    slips: list[tuple[str, str]] = []
    match content:
        case Choice() | Several():
            found = list(zip(LETTERS, options(question), strict=False))
            answer = plain(", ".join(letter for letter, each in found if each.right))
            if isinstance(content, Choice):
                found = [(letter, each) for letter, each in found if not each.right]
            slips = [(plain(letter), each.why) for letter, each in found]
        case Number():
            answer = plain(shown(content.right, content.digits) + content.unit)
            answer += plain(f", within {shown(content.room(), 2)}") if content.tolerance else ""
            slips = [(plain(shown(value, content.digits)), each.why) for each, value in numbers(content)]
        case Order():
            answer = plain(letters(question, tuple(range(len(content.steps)))))
            slips = [(plain(letters(question, places)), each.why) for each, places in orders(content)]
        case _:
            answer = ""
    marks, whys = _array(mark for mark, _ in slips), _array(line(why) for _, why in slips)
    return f"#answer([{answer}], [{blocks(content.why)}], {marks}.zip({whys}))"


def _array(parts: Iterable[str]) -> str:
    """Markup as an array of content; the last comma makes an array of one, too."""
    return f"({''.join(f'[{each}],' for each in parts)})"
