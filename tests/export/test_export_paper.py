"""The printed paper, read back from its PDF: every question in its place, the key behind it, nothing of it before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pypdfium2
import pytest

from talweg.course.bank import BANK
from talweg.course.exam.blueprint import blueprint
from talweg.course.export import Group, Selection, paper, select
from talweg.course.export.selection import section_title
from talweg.course.export.tables import plain as as_json
from talweg.course.question import Choice, Lines, Number, Order, Question, Several, shown


@cache
def exam() -> Selection:
    return select(blueprint="OA-1", variants=2, seed=7)


@cache
def pages() -> list[str]:
    """The text of each page of the exam's two versions."""
    return read(exam())


def read(selection: Selection) -> list[str]:
    with pypdfium2.PdfDocument(paper(selection)) as document:
        return [document[place].get_textpage().get_text_range().replace("\r", "") for place in range(len(document))]


def foot(page: str) -> tuple[str, int, int]:
    """What the foot of a page says: of what it is, its number, and of how many."""
    found = re.search(r"^(.*?)\s*Page (\d+) of (\d+)", page, re.M)
    assert found, page[-200:]
    return found[1].strip(), int(found[2]), int(found[3])


def part(name: str, keyed: bool) -> Iterator[str]:
    """The pages of one version, or of its key."""
    for page in pages():
        words = foot(page)[0]
        if f"version {name}" in words and words.endswith("key") == keyed:
            yield page


def flat(text: str) -> str:
    """Text without its spaces and its breaks; small capitals and ligatures are spelled out by the reader."""
    return re.sub(r"[\s\ufffe\u00ad-]+", "", text)


def prose(markdown: str) -> str:
    """The first words of a text, up to a formula or code."""
    return flat(re.split(r"[$`*\n'\"]", markdown)[0])


def test_pages_are_counted_within_each_paper_and_each_key() -> None:
    feet = [foot(page) for page in pages()]
    parts = list(dict.fromkeys(words for words, _, _ in feet))
    title = blueprint("OA-1").title
    assert parts == [
        f"{title}, version 1",
        f"{title}, version 2",
        f"{title}, version 1, key",
        f"{title}, version 2, key",
    ]
    for each in parts:
        numbered = [(at, of) for words, at, of in feet if words == each]
        assert numbered == [(at, len(numbered)) for at in range(1, len(numbered) + 1)]


@pytest.mark.parametrize("place", [0, 1])
def test_each_version_asks_its_own_questions_in_order(place: int) -> None:
    text = flat("".join(part(str(place + 1), False)))
    at = 0
    for number, group in enumerate(exam().groups, start=1):
        asked = str(number) + prose(group.version(place).content.prompt)
        assert asked in text[at:], asked
        at = text.index(asked, at)
        for letter, option in zip("abcdefgh", as_json(group.version(place))["options"], strict=False):
            assert letter + prose(option["text"]) in text[at:]
    assert f"{len(exam().groups)}points,oneaquestion" in text
    assert "Time:40minutes" in text
    assert "Name" in text


def test_versions_differ() -> None:
    assert flat("".join(part("1", False))) != flat("".join(part("2", False)))
    for group in exam().groups:
        assert len({repr(each.content) for each in group.variants}) == len(group.variants)


@pytest.mark.parametrize("place", [0, 1])
def test_the_key_has_the_answer_and_why_and_the_paper_has_not(place: int) -> None:
    asked, key = flat("".join(part(str(place + 1), False))), flat("".join(part(str(place + 1), True)))
    for number, group in enumerate(exam().groups, start=1):
        question = group.version(place)
        assert f"{number}{flat(answer(question))}" in key
        why = prose(question.content.why)
        assert why in key
        assert len(why) < 20 or why not in asked
        for each in question.content.wrong:
            assert prose(each.why) in key


def answer(question: Question) -> str:
    """What the key must say, found apart from the exporter."""
    content, letters = question.content, "abcdefghij"
    match content:
        case Choice():
            return letters[question.order.index(0)]
        case Several():
            return ", ".join(letters[at] for at, index in enumerate(question.order) if index < len(content.right))
        case Order():
            return " ".join(letters[question.order.index(index)] for index in range(len(content.steps)))
        case Lines():
            return "\n".join(f"{name} = {text}" for name, text in content.right.items())
    assert isinstance(content, Number)
    return shown(content.right, content.digits) + content.unit


@pytest.mark.slow
def test_the_whole_bank_can_be_printed() -> None:
    """Every text, formula and picture has a form on paper: what has none is refused when it is set."""
    selection = select()
    text = flat("".join(read(selection)))
    assert [each.template.name for each in selection.groups] == list(BANK)
    for each in selection.questions:
        assert prose(each.content.prompt) in text


def figures(document: pypdfium2.PdfDocument) -> int:
    """How many strokes the first page has."""
    return sum(each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH for each in document[0].get_objects(max_depth=5))


def test_a_picture_is_drawn_with_its_words() -> None:
    template = BANK["curve_of_a_loss"]
    with_it, without = (
        Selection("T", (Group(BANK[name], (BANK[name].ask(0),)),), 1) for name in (template.name, "one_step")
    )
    with pypdfium2.PdfDocument(paper(with_it)) as drawn, pypdfium2.PdfDocument(paper(without)) as plain:
        assert figures(drawn) > figures(plain) + 20
    assert b"Three curves over the error" in unpacked(paper(with_it))


def unpacked(pdf: bytes) -> bytes:
    """A PDF's streams in the open."""
    import zlib

    found = b""
    for body in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found += zlib.decompress(body)
        except zlib.error:
            continue
    return found + pdf


def test_the_same_paper_is_the_same_bytes() -> None:
    twice = [paper(select(["code"], seed=3)) for _ in range(2)]
    assert twice[0] == twice[1]
    assert twice[0] != paper(select(["code"], seed=4))


def test_the_paper_is_tagged_and_has_a_title() -> None:
    pdf = paper(select(["code"]))
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.is_tagged()
        assert document.get_metadata_value("Title") == f"Talweg: {section_title('code')}"


def test_a_quote_or_a_sign_of_typst_s_is_only_text() -> None:
    template = BANK["one_step"]
    content = Choice(
        prompt='A "quoted" #let x = $1$, \\ back, @ref // no comment',
        right="#panic()",
        why="*so*",
        wrong=[*template.ask(0).content.wrong],  # type: ignore[attr-defined]
    )
    question = Question(template, 0, content, (0, 1, 2, 3), 1)
    text = flat("".join(read(Selection('A "title" #1', (Group(template, (question,)),), 1))))
    for words in ("A“quoted”#letx=1,\\back,@ref", "//nocomment", "#panic()", 'A"title"#1'):
        assert words in text
