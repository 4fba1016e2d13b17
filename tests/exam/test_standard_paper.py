"""OA-1 is a standard paper: whatever is drawn, its sections, its levels and the lesson's own question are in it."""

from __future__ import annotations

import pytest

from talweg.course.data import quick_check
from talweg.course.exam.blueprint import blueprint, parse
from talweg.course.question import Choice
from talweg.errors import RangeError, UnknownNameError


def test_every_paper_has_the_same_sections_and_levels() -> None:
    papers = [blueprint("OA-1").draw(f"paper {number}") for number in range(30)]
    shapes = {tuple((each.template.section, each.template.level) for each in paper) for paper in papers}
    assert len(shapes) == 1
    (shape,) = shapes
    assert sum(level for _, level in shape) == 37
    assert {"stall", "batches"} <= {section for section, _ in shape}
    assert len({tuple(each.template.name for each in paper) for paper in papers}) > 25


def test_the_lessons_own_question_is_often_in_it() -> None:
    own = 0
    for number in range(40):
        [asked] = [each for each in blueprint("OA-1").draw(f"{number}") if each.template.name == "right_slot"]
        assert isinstance(asked.content, Choice)
        own += asked.content.why.startswith(r"Only the right class counts: $-\log 0.7 ")
        assert sum(each.misconception.name == "reads the wrong slot" for each in asked.content.wrong) == 2
    assert own >= 8


def test_a_part_may_name_its_questions() -> None:
    text = "minutes=9\n[[part]]\ncount=2\nquestions = ['two_errors', 'right_slot', 'best_rate']\nsections = ['loss']\n"
    names = {each.template.name for each in parse("mine", text).draw("1")}
    assert names == {"two_errors", "right_slot"}
    with pytest.raises(UnknownNameError, match="did you mean 'right_slot'"):
        parse("mine", text.replace("right_slot", "right_slto"))
    with pytest.raises(RangeError, match="questions is a list of names"):
        parse("mine", "minutes = 9\n[[part]]\ncount = 1\nquestions = 'right_slot'\n")


def test_the_quick_check_rises_through_the_heart_of_the_lesson() -> None:
    for number in range(quick_check.PAPERS):
        asked = [each["asked"] for each in quick_check.paper(number)]
        assert [each["level"] for each in asked] == [1, 2, 3, 4]
        assert [each["section"] for each in asked][1:3] == ["stall", "batches"]
