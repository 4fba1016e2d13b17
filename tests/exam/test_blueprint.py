"""Blueprints as a teacher writes them: questions by name, files by path, and what is wrong said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from talweg.cli import app
from talweg.course.bank import BANK
from talweg.course.exam.blueprint import at_path, blueprint, checked, chosen, names, parse
from talweg.errors import RangeError, UnknownNameError
from talweg.web.app import create_app

from class_site import Browser
from documents import blocks

NAMED = """
title = "Named"
minutes = 12
[[part]]
questions = ["two_errors", "right_slot"]
[[part]]
sections = ["loss"]
count = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "named.toml"
    found.write_text(NAMED)
    return found


def test_a_part_may_name_its_questions() -> None:
    plan = parse("named", NAMED)
    assert plan.count == 4
    for seed in range(20):
        drawn = [each.template.name for each in plan.draw(str(seed))]
        assert set(drawn[:2]) == {"two_errors", "right_slot"}
        assert len(set(drawn)) == 4
    one_of = parse("one", 'minutes = 1\n[[part]]\nquestions = ["two_errors", "right_slot", "huber_charges"]\ncount = 1')
    assert {one_of.draw(str(seed))[0].template.name for seed in range(40)} == {
        "two_errors",
        "right_slot",
        "huber_charges",
    }


@pytest.mark.parametrize(
    "text, said",
    [
        ('questions = ["two_erors"]', "has no question 'two_erors'; did you mean 'two_errors'"),
        ('questions = ["two_errors"]\ncount = 2', "part 1 asks for 2 questions; the bank has 1 that fit"),
        ('questions = ["two_errors"]\nsections = ["adam"]', "part 1 asks for 1 questions; the bank has 0 that fit"),
        ("questions = []", "count is a whole number"),
        ("questions = [3]", "questions is a list of names"),
        ("questions = [[1]]", "questions is a list of names"),
        ('questions = "two_errors"', "questions is a list of names"),
        ("sections = [[]]\ncount = 1", "sections is a list of"),
        ("levels = [true]\ncount = 1", "levels is a list of 1, 2, 3, 4"),
        ("levels = [1.0]\ncount = 1", "levels is a list of 1, 2, 3, 4"),
        ("count = 1000000000", "count is a whole number of"),
        (f"count = {'9' * 5000}", "no sound TOML"),
        ("cuont = 1", "has no key 'cuont'; did you mean 'count'"),
    ],
)
def test_a_part_that_cannot_be_says_what_would_be(text: str, said: str) -> None:
    with pytest.raises((RangeError, UnknownNameError)) as refusal:
        parse("mine", f"minutes = 3\n[[part]]\n{text}")
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "text, said",
    [
        ("title = 5\nminutes = 3\n[[part]]\ncount = 1", "title is a text of 1 to 200 letters, got 5"),
        ('title = " "\nminutes = 3\n[[part]]\ncount = 1', "title is a text"),
        (f'title = "{"x" * 201}"\nminutes = 3\n[[part]]\ncount = 1', "title is a text"),
        ("minutes = 3\npart = [1]", "at least one [[part]]"),
        (f"minutes = {'[' * 5000}", "no sound TOML"),
        (
            'minutes = 3\n[[part]]\ncount = 1\nsections = ["loss"]\n[[part]]\nquestions = ["right_slot"]',
            "part 2 asks for 1 questions; the bank has 1 that fit, of which earlier parts may take 1; "
            "a part that names questions stands best before the others",
        ),
    ],
)
def test_a_blueprint_that_cannot_be_says_what_would_be(text: str, said: str) -> None:
    with pytest.raises(RangeError) as refusal:
        parse("mine", text)
    assert said in str(refusal.value)


def test_all_of_the_bank_may_be_asked() -> None:
    everything = parse("all", f"minutes = 1440\n[[part]]\ncount = {len(BANK)}")
    assert everything.count == len(BANK)


def test_a_blueprint_is_taken_by_path(file: Path) -> None:
    assert at_path(file) == chosen(str(file)) == parse("named", NAMED)
    assert names([file])[-1] == "named"
    assert blueprint("named", [file]).title == "Named"
    assert checked([file]) == (file,)


def test_a_file_that_is_none_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "plan.txt").write_text(NAMED)
    (tmp_path / "again").mkdir()
    (tmp_path / "again/named.toml").write_text(NAMED)
    long = tmp_path / f"{'x' * 81}.toml"
    long.write_text(NAMED)
    for name, said in (
        ("none.toml", "cannot be read: No such file"),
        ("folder.toml", "cannot be read: Is a directory"),
        ("latin.toml", "a text in UTF-8"),
        ("plan.txt", "a file such as mine.toml"),
        (long.name, "at most 80 letters"),
    ):
        with pytest.raises(RangeError, match=said):
            checked([tmp_path / name])
    with pytest.raises(RangeError, match="two files have this name"):
        checked([file, tmp_path / "again/named.toml"])
    (tmp_path / "marked.toml").write_text(NAMED, "utf-8-sig")  # as an editor on Windows saves it
    assert at_path(tmp_path / "marked.toml").count == 4


def test_a_site_offers_the_exam_of_a_file(file: Path, tmp_path: Path) -> None:
    browser = Browser(create_app(f"sqlite:///{tmp_path / 'talweg.db'}", blueprints=[file]))
    [plan] = [each for each in browser.get("/api/overview").json()["blueprints"] if each["name"] == "named"]
    assert (plan["title"], plan["count"], plan["minutes"]) == ("Named", 4, 12)
    begun = browser.send("POST", "/api/sittings", json={"blueprint": "named"})
    assert begun.status_code == 201
    file.write_text("minutes = 0")
    assert "minutes is a whole number" in browser.get("/exam").text, "a file that is spoilt later harms no other"
    browser.app.state.store().close()


def test_the_readme_s_blueprint_is_sound() -> None:
    [text] = blocks("README.md", "toml")
    assert [part.count for part in parse("first", text).parts] == [2, 3]


def test_the_command_line_judges_blueprints(file: Path) -> None:
    told = CliRunner().invoke(app, ["bank", "blueprint", str(file), "OA-1"])
    assert told.exit_code == 0
    assert "named: Named; 4 questions, 12 minutes\n  2 of 2: two_errors, right_slot\n" in told.output
    assert "OA-1: " in told.output
    file.write_text(NAMED.replace("two_errors", "two_erors"))
    for command in (["bank", "blueprint", str(file)], ["serve", "--blueprint", str(file)]):
        refused = CliRunner().invoke(app, command)
        assert "did you mean 'two_errors'" in str(refused.exception)
