r"""An Anki deck: a card for each question, in a deck for each section.

Deck, note type and note have ids made of their names, so that a deck imported again updates its cards, keeps what has
been learned, and adds none twice. Formulas go out as `\(...\)`, which every Anki sets with the MathJax it brings along;
the MathML of the site would show in newer ones only. Pictures are media files. On the back stands the answer, why it is
right, and why each other one is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from talweg.course.export.figure import standalone, words
from talweg.course.export.reading import identifier, letters, numbers, options, orders
from talweg.course.export.selection import Group, Selection, section_title
from talweg.course.export.words import brackets, html, inline
from talweg.course.question import Choice, Number, Order, Question, Several, shown

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
    answer, others = _back(question)
    fields = [
        identifier(question),
        html(content.prompt, brackets),
        figure,
        _front(question),
        answer,
        html(content.why, brackets),
        _list("ul", others),
        inline(template.hint, brackets),
    ]
    tags = [template.section, template.kind, f"level{template.level}"]
    return genanki.Note(model, fields, tags=tags, guid=genanki.guid_for("talweg", identifier(question)))


def _front(question: Question) -> str:
    """What there is to choose from."""
    content = question.content
    match content:
        case Choice() | Several():
            return _list("ol", (inline(each.text, brackets) for each in options(question)))
        case Order():
            return _list("ol", (inline(content.steps[index], brackets) for index in question.order))
        case Number(unit=unit) if unit:
            return f"<p>… {escape(unit.strip())}</p>"
    return ""


def _back(question: Question) -> tuple[str, list[str]]:
    """The answer, and what is to say of the other ones."""
    content = question.content
    match content:
        case Choice() | Several():
            found = [(inline(each.text, brackets), each) for each in options(question)]
            others = found if isinstance(content, Several) else [each for each in found if not each[1].right]
            answer = _list("ul", (shown_ for shown_, each in found if each.right))
            return answer, [_said(shown_, each.why) for shown_, each in others]
        case Number():
            known = [_said(shown(value, content.digits) + content.unit, each.why) for each, value in numbers(content)]
            return f"<p>{shown(content.right, content.digits)}{escape(content.unit)}</p>", known
        case Order():
            answer = _list("ol", (inline(each, brackets) for each in content.steps))
            return answer, [_said(letters(question, wrong), each.why) for each, wrong in orders(content)]
    raise AssertionError(content)


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
