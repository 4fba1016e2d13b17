"""A form is one room: a new one is asked, judged, proved and exported with nothing else changed."""

from __future__ import annotations

import ast
import json
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import talweg
from talweg.course.export import Group, Selection, anki, canvas, moodle, paper, questions_csv, questions_json
from talweg.course.export.terminal import terminal
from talweg.course.question import FORMS, Draw, Misconception, Template, Wrong, asked, grade, key, kinds, question
from talweg.course.question.prove import prove
from talweg.errors import DeclarationError, RangeError

ROOT = Path(talweg.__file__).parent
ROOM = ROOT / "course/question/forms"
PAGES = ROOT / "web/static/lib/question"
SLIP = Misconception("turns the sign", "It goes against the slope.")
GIVEN = {"section": "step", "level": 2, "objective": "Do it.", "hint": "Look."}
MODEL = "w - lr * g"
# What a file of a newcomer's own would hold.
WRITE = '''
"""An update rule to type."""

from dataclasses import dataclass
from typing import ClassVar

from talweg.course.question.content import Content, Verdict
from talweg.errors import RangeError


@dataclass(frozen=True, kw_only=True)
class Write(Content):
    """A line to type. A response is its text."""

    form: ClassVar[str] = "write"
    kinds: ClassVar[tuple[str, ...]] = ("write",)

    right: str

    def defects(self):
        return [] if self.right else ["there is nothing to write"]

    def asked(self, order):
        return {}

    def key(self, order):
        slips = [each.key() | {"answer": each.answer} for each in self.wrong]
        return {"answer": self.right, "slips": slips}

    @staticmethod
    def grade(asked, key, response):
        if not isinstance(response, str):
            raise RangeError(f"{asked['name']}: the answer is a text, got {response!r}")
        plain = response.replace(" ", "")
        known = [each for each in key["slips"] if each["answer"].replace(" ", "") == plain]
        right = plain == key["answer"].replace(" ", "")
        return Verdict(right, float(right), tuple(known))

    @staticmethod
    def responses(key):
        yield key["answer"], True
        yield from ((each["answer"], False) for each in key["slips"])

    def export(self, order, system):
        return system.text(f"`{self.right}`")
'''


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A form in a module of its own, entered by one line."""
    (tmp_path / "write.py").write_text(WRITE)
    monkeypatch.syspath_prepend(tmp_path)
    from write import Write  # type: ignore[import-not-found]

    monkeypatch.setitem(FORMS, Write.form, Write)
    yield Write
    del sys.modules["write"]


@pytest.fixture
def template(write: Any) -> Template:
    @question(kind="write", misconceptions=[SLIP], **GIVEN)
    def write_the_step(draw: Draw) -> Any:
        """Type the step."""
        slip = Wrong("w + lr * g", SLIP, "It climbs.")
        return write(prompt=f"Step {draw.whole(1, 99)}: type it.", why="It goes down.", right=MODEL, wrong=[slip])

    return write_the_step


def test_a_new_form_is_asked_judged_and_proved(template: Template) -> None:
    drawn = template.ask(3)
    given, answers = asked(drawn), key(drawn)
    assert (given["form"], given["options"]) == ("write", [])
    assert MODEL not in json.dumps(given)
    assert grade(given, answers, "w-lr*g").right
    [slip] = grade(given, answers, "w + lr*g").slips
    assert slip["misconception"] == SLIP.name
    with pytest.raises(RangeError, match="write_the_step: the answer is a text, got 3"):
        grade(given, answers, 3)
    report = prove([template], 5, ["step"], [])
    assert report.defects == ()
    assert report.variants[template.name] > 1
    assert list(kinds()["write"]) == [FORMS["write"]]


def test_a_new_form_goes_out_to_every_system(template: Template) -> None:
    drawn = template.ask(3)
    out = Selection("T", (Group(template, (drawn,)),), 1)
    essay = ET.fromstring(moodle(out)).find("question[@type='essay']")
    assert essay is not None
    assert MODEL in (essay.findtext("graderinfo/text") or "")
    with zipfile.ZipFile(BytesIO(canvas(out))) as package:
        [quiz] = [name for name in package.namelist() if name.startswith("talweg_") and "meta" not in name]
        item = ET.fromstring(package.read(quiz)).find(".//{*}item")
    assert item is not None
    assert item.findtext(".//{*}fieldentry") == "essay_question"
    assert MODEL in "".join(item.itertext())
    with zipfile.ZipFile(BytesIO(anki(out))) as package:
        assert MODEL.encode() in package.read("collection.anki2")
    assert paper(out).startswith(b"%PDF")
    assert f"`{MODEL}`" in questions_csv(out).decode()
    [row] = json.loads(questions_json(out))["questions"]
    assert (row["form"], row["answer"]) == ("write", f"`{MODEL}`")
    assert f"answer:\n`{MODEL}`" in terminal(drawn)


def test_a_kind_that_no_form_has_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"kind is one of single, .*got 'write'"):
        question(kind="write", misconceptions=[SLIP], **GIVEN)


def named(tree: ast.AST) -> Iterator[str]:
    """Names that a file asks about: in a pattern, in isinstance, beside an equals sign."""
    for node in ast.walk(tree):
        if isinstance(node, ast.MatchClass):
            yield ast.unparse(node.cls)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
            yield from (each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name))
        if isinstance(node, ast.Compare | ast.MatchValue):
            yield from (str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant))


# Whoever has to do with questions; the settings of panels have classes of the same names.
FILES = [
    path
    for room in ("course", "web", "cli")
    for path in (ROOT / room).rglob("*.py")
    if "talweg.course.question" in path.read_text() or "talweg.course.exam" in path.read_text()
]


def test_nobody_outside_its_room_asks_for_a_form() -> None:
    forms = {*FORMS, *(each.__name__ for each in FORMS.values())}
    asking = {
        str(path.relative_to(ROOT)): found
        for path in FILES
        if ROOM not in path.parents and (found := forms & set(named(ast.parse(path.read_text()))))
    }
    assert asking == {}


def test_the_browser_has_a_file_for_every_form() -> None:
    files = {path.stem for path in (PAGES / "forms").glob("*.js")} - {"options"}
    assert files == set(FORMS)
    scripts = [
        *PAGES.glob("*.js"),
        *(ROOT / "web/static/exam").glob("*.js"),
        *(ROOT / "web/static/teacher").glob("*.js"),
    ]
    for path in scripts:
        text = path.read_text()
        assert not [form for form in FORMS if f'"{form}"' in text], path
        assert path.name == "forms.js" or not [form for form in FORMS if f"forms/{form}.js" in text], path
