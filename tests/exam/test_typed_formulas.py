"""Formulas that are typed: practised, sat, reported, tallied for a teacher, and taken to other systems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talweg.course.bank import BANK
from talweg.course.data import quick_check
from talweg.course.exam import practice, sitting
from talweg.course.exam.blueprint import blueprint, parse
from talweg.course.exam.sheets import own, own_csv
from talweg.course.export import Group, Selection, anki, canvas, moodle, paper, questions_csv, questions_json
from talweg.course.question import asked, key
from talweg.course.store import Store, learners
from talweg.errors import RangeError

from exams import Clock, keys_of

PLAN = 'minutes = 9\n[[part]]\ncount = 1\nquestions = ["write_momentum"]\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'talweg.db'}", Clock())
    yield opened
    opened.close()


@pytest.fixture
def me(store: Store) -> int:
    with store.begin() as connection:
        return learners.alone(connection, store.clock())


def respelled(lines: list[str]) -> list[str]:
    return [f"0 + ({line}) * 1" for line in lines]


def test_practice_knows_what_is_wrong(store: Store, me: int) -> None:
    answers = key(BANK["write_adams_step"].ask(4))
    [slip] = [each for each in answers["slips"] if each["misconception"] == "puts eps under the root"]
    wrong = practice.judge(store, me, "write_adams_step", 4, respelled(slip["answer"]), "token-01")
    assert [each["misconception"] for each in wrong.verdict.slips] == ["puts eps under the root"]
    strange = practice.judge(store, me, "write_adams_step", 4, ["1", "2", "3"], "token-02")
    assert [each["misconception"] for each in strange.verdict.slips] == [None]
    assert practice.judge(store, me, "write_adams_step", 4, respelled(answers["answer"]), "token-03").verdict.right
    with pytest.raises(RangeError, match=r"write_adams_step: .*is not known"):
        practice.judge(store, me, "write_adams_step", 4, [*answers["answer"][:2], "__import__('os')"], "token-04")
    given = own(store, me)["answers"]
    assert sorted(each["misconceptions"] for each in given) == [[], [], ["puts eps under the root"]]
    assert "__import__" not in own_csv(store, me)


def test_an_exam_keeps_every_line(store: Store, me: int) -> None:
    exam = sitting.begin(store, me, parse("mine", PLAN))
    [item] = keys_of(store, exam)
    shown = sitting.read(store, me, exam)["places"][0]["asked"]
    assert (shown["lines"], "answer" in shown) == (item.key["inputs"]["lines"], False)
    with pytest.raises(RangeError, match="a list of 2 lines"):
        sitting.save(store, me, exam, 0, item.key["answer"][:1], "token-01")
    assert sitting.read(store, me, exam)["places"][0]["response"] is None
    slip = item.key["slips"][0]
    sitting.save(store, me, exam, 0, respelled(slip["answer"]), "token-02")
    assert sitting.read(store, me, exam)["places"][0]["response"] == respelled(slip["answer"])
    sitting.hand_in(store, me, exam)
    report = sitting.report(store, me, exam)
    assert (report["credit"], report["misconceptions"]) == (0, [{"name": slip["misconception"], "count": 1}])


def test_the_standard_paper_has_one_to_write() -> None:
    for number in range(12):
        kinds = [each.template.kind for each in blueprint("OA-1").draw(f"{number}")]
        assert "formula" in kinds


def test_the_quick_check_can_ask_for_one() -> None:
    papers = [each for number in range(quick_check.PAPERS) for each in quick_check.paper(number)]
    for each in papers:
        if each["asked"]["form"] == "lines":
            assert each["key"]["inputs"]["lines"] == each["asked"]["lines"]


@pytest.mark.parametrize("name", [name for name, each in BANK.items() if each.kind == "formula"])
def test_it_goes_out_as_text_with_its_answer_in_the_key(name: str) -> None:
    drawn = BANK[name].ask(2)
    out = Selection("T", (Group(BANK[name], (drawn,)),), 1)
    answers: dict[str, Any] = key(drawn)
    last = list(zip(asked(drawn)["lines"], answers["answer"], strict=True))[-1]
    line = " = ".join(last)
    for text in (questions_csv(out).decode(), questions_json(out).decode(), moodle(out).decode()):
        assert line in text
    assert paper(out).startswith(b"%PDF")
    assert len(canvas(out)) > 500
    assert len(anki(out)) > 500
