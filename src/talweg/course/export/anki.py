r"""An Anki deck: a card for each question, in a deck for each section.

Deck, note type and note have ids made of their names, so that a deck imported again updates its cards, keeps what has
been learned, and adds none twice. Formulas go out as `\(...\)`, which every Anki sets with the MathJax it brings along;
the MathML of the site would show in newer ones only. Pictures are media files. On the back stands the answer, why it is
right, and why each other one is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from talweg.course.export.figure import standalone, words
from talweg.course.export.reading import identifier
from talweg.course.export.selection import Group, Selection, section_title
from talweg.course.export.words import brackets, html, inline
from talweg.course.question import Question
from talweg.course.question.system import Known, Places, Quantity, letters

# A note type with other fields or sides needs another name, and with it another id: Anki does not change one in use.
_TYPE = "Talweg question"
_ROOT = "Talweg"
_FIELDS = ("Id", "Prompt", "Figure", "Options", "Answer", "Why", "Others", "Hint")


def anki(selection: Selection) -> bytes:
    """The selection as a package that Anki imports."""
    import genanki

    model = genanki.Model(
        _number("note type", _TYPE),
        _TYPE,
        fields=[{"name": each} for each in _FIELDS],
        templates=[{"name": "Card", "qfmt": _side("front.html"), "afmt": _side("back.html")}],
        css=_side("card.css"),
    )
    decks: dict[str, Any] = {}
    for group in selection.groups:
        name = f"{_ROOT}::{section_title(group.template.section).replace('::', ':')}"
        deck = decks.setdefault(name, genanki.Deck(_number("deck", name), name))
        for each in group.variants:
            deck.add_note(_note(model, group, each))
    with TemporaryDirectory() as folder:
        pictures = [_picture(Path(folder), each) for each in selection.questions if each.content.figure]
        packed = BytesIO()
        genanki.Package(list(decks.values()), media_files=pictures).write_to_file(packed)
    return packed.getvalue()


def _side(name: str) -> str:
    return files(__package__).joinpath("anki_card", name).read_text("utf-8")


def _number(*what: str) -> int:
    """An id that a name always has; Anki wants one of about 31 bits."""
    return (1 << 30) + int.from_bytes(sha256(" ".join(["talweg", *what]).encode()).digest()[:4]) % (1 << 30)


def _note(model: Any, group: Group, question: Question) -> Any:
    import genanki

    content, template = question.content, group.template
    figure = ""
    if content.figure:
        figure = f'<img src="{_media(question)}" alt="{escape(words(content.figure))}">'
    card = question.export(_Anki())
    fields = [
        identifier(question),
        html(content.asks, brackets),
        figure,
        card.front,
        card.answer,
        html(content.why, brackets),
        _list("ul", card.others),
        inline(template.hint, brackets),
    ]
    tags = [template.section, template.kind, f"level{template.level}"]
    return genanki.Note(model, fields, tags=tags, guid=genanki.guid_for("talweg", identifier(question)))


class _Card(NamedTuple):
    """What there is to choose from, the answer, and what is to say of the other ones."""

    front: str
    answer: str
    others: Sequence[str]


class _Anki:
    def options(self, options: Sequence[Known[str]], *, several: bool, shuffled: bool) -> _Card:
        texts = [inline(each.answer, brackets) for each in options]
        right = [text for text, each in zip(texts, options, strict=True) if each.right]
        others = [_said(text, each.why) for text, each in zip(texts, options, strict=True) if several or not each.right]
        return _Card(_list("ol", texts), _list("ul", right), others)

    def number(self, right: Quantity, slips: Sequence[Known[Quantity]], unit: str) -> _Card:
        front = f"<p>… {escape(unit.strip())}</p>" if unit else ""
        others = [_said(each.answer.text + unit, each.why) for each in slips]
        return _Card(front, f"<p>{right.text}{escape(unit)}</p>", others)

    def steps(self, steps: Sequence[str], right: Places, slips: Sequence[Known[Places]]) -> _Card:
        texts = [inline(each, brackets) for each in steps]
        others = [_said(letters(each.answer), each.why) for each in slips]
        return _Card(_list("ol", texts), _list("ol", (texts[place] for place in right)), others)

    def text(self, right: str, slips: Sequence[Known[str]] = ()) -> _Card:
        others = [_said(inline(each.answer, brackets), each.why) for each in slips]
        return _Card("", html(right, brackets), others)


def _said(answer: str, why: str) -> str:
    return f"<b>{answer}</b>: {inline(why, brackets)}"


def _list(kind: str, rows: Iterable[str]) -> str:
    inside = "".join(f"<li>{each}</li>" for each in rows)
    return f"<{kind}>{inside}</{kind}>" if inside else ""


def _media(question: Question) -> str:
    return f"talweg-{identifier(question)}.svg"


def _picture(folder: Path, question: Question) -> str:
    path = folder / _media(question)
    path.write_text(standalone(question.content.figure), "utf-8")
    return str(path)
