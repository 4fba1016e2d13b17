"""A printed exam: the questions on paper in one or more versions, and behind them the keys with every why.

Typst sets it, with fonts of its own, so that it looks the same on every machine; the PDF is tagged for screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import NamedTuple

from talweg.course.export.figure import standalone, words
from talweg.course.export.selection import Selection
from talweg.course.export.typst_math import string
from talweg.course.export.typst_text import blocks, line, plain
from talweg.course.question import Question, shown
from talweg.course.question.system import LETTERS, Known, Places, Quantity, letters


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
            files(__package__).joinpath("printed.typ").read_text("utf-8"),
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
    parts = [blocks(content.asks)]
    if content.figure:
        parts.append(f"#picture({string(standalone(content.figure))}, {string(words(content.figure))})")
    parts.append(question.export(_Paper()).blank)
    return f"#question[{''.join(parts)}]"


def _key(selection: Selection, name: str, questions: list[Question]) -> str:
    head = f"#key(title: {string(selection.title)}, version: {string(name)})"
    return "\n".join([head, *map(_answered, questions), f"#end({string(name)}, true)"])


def _answered(question: Question) -> str:
    known = question.export(_Paper())
    marks, whys = _array(plain(mark) for mark, _ in known.slips), _array(line(why) for _, why in known.slips)
    return f"#answer([{known.answer}], [{blocks(question.content.why)}], {marks}.zip({whys}))"


class _Printed(NamedTuple):
    """Where to answer, the answer in the key, and what the key says of other ones."""

    blank: str
    answer: str
    slips: list[tuple[str, str]]


class _Paper:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> _Printed:
        blank = f"#options({str(several).lower()}, {_array(line(each.answer) for each in options)})"
        found = list(zip(LETTERS, options, strict=False))
        answer = plain(", ".join(letter for letter, each in found if each.right))
        return _Printed(blank, answer, [(letter, each.why) for letter, each in found if several or not each.right])

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> _Printed:
        answer = plain(right.text + unit)
        answer += plain(f", within {shown(right.room, 2)}") if right.room else ""
        return _Printed(f"#blank({string(unit)})", answer, [(each.answer.text, each.why) for each in slips])

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> _Printed:
        known = [(letters(each.answer), each.why) for each in slips]
        return _Printed(f"#steps({_array(line(each) for each in steps)})", plain(letters(right)), known)

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> _Printed:
        known = [(each.answer.strip("`"), each.why) for each in slips]
        return _Printed("#block(above: 1.1em, width: 100%, height: 5cm, stroke: 0.6pt)", blocks(right), known)


def _array(parts: Iterable[str]) -> str:
    """Markup as an array of content; the last comma makes an array of one, too."""
    return f"({''.join(f'[{each}],' for each in parts)})"
