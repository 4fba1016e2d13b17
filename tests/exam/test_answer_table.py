"""What a table of answers to the public bank holds of fresh papers, and the numbers that are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

import talweg
from talweg.course.bank import BANK
from talweg.course.exam.answer_table import Measured, Table, Worth, keep, kept, measure
from talweg.course.exam.blueprint import parse
from talweg.course.question import asked, grade, key

PLAN = parse("mine", 'minutes = 5\n[[part]]\nquestions = ["right_slot", "order_of_training", "two_errors"]')


@pytest.mark.parametrize("name", BANK)
def test_a_table_answers_what_it_has_seen(name: str) -> None:
    table = Table()
    table.learn([BANK[name]], range(2))
    for seed in range(2):
        question = BANK[name].ask(seed)
        shown, its_key = asked(question), key(question)
        assert table.knows(shown)
        assert grade(shown, its_key, table.respond(shown)).right


def test_an_option_that_was_right_before_is_ticked_and_one_that_was_both_is_not() -> None:
    table = Table()
    shown = {"form": "several", "prompt": "Which?", "figure": "", "options": ["a", "b", "c"]}
    table.right["Which?"], table.wrong["Which?"] = {"a", "b"}, {"b", "c"}
    assert not table.knows(shown)
    assert table.respond(shown) == [0]
    assert table.respond(shown | {"form": "choice"}) == 0
    table.right["Which?"].add("c")
    table.wrong["Which?"].clear()
    assert table.respond(shown | {"form": "choice"}) is None, "it cannot tell which"
    assert table.respond(shown | {"form": "number", "options": []}) is None
    assert table.respond(shown | {"prompt": "Who?"}) is None


def test_larger_tables_hold_more_and_marks_are_shares() -> None:
    nothing, little, more = measure(PLAN, [0, 3, 40], 60)
    assert (nothing.questions, nothing.marks) == (0, 0)
    assert little.questions <= more.questions <= 1
    assert more.questions > 0
    assert 0 < more.marks <= 1
    assert [each.seeds for each in (nothing, little, more)] == [0, 3, 40]


def test_what_was_measured_is_kept_as_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Measured("OA-1", "1.2", "2026-01-31", 9, 100, (Worth(5, 0.25, 0.5), Worth(10, 0.5, 0.75)))
    keep(measured, tmp_path / "kept.json")
    monkeypatch.setattr("talweg.course.exam.answer_table.KEPT", tmp_path / "kept.json")
    assert kept() == measured


def test_the_shipped_numbers_are_of_this_version() -> None:
    found = kept()
    assert (found.exam, found.version) == ("OA-1", talweg.__version__)
    assert all(0 <= row.questions <= 1 and row.questions <= row.marks <= 1 for row in found.rows)
