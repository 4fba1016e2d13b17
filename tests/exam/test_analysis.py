"""Item analysis against numbers worked out by hand, and NumPy's own correlation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from talweg.course.exam import analysis
from talweg.course.exam.analysis import FEWEST, First, Item, discrimination, items


def by_name(rows: list[First]) -> dict[str, Item]:
    return {each.question: each for each in items(rows)}


def table(**answers: str) -> list[First]:
    """Learner by learner, 1 for right, 0 for wrong, and - for no answer."""
    return [
        First(learner, question, mark == "1")
        for question, marks in answers.items()
        for learner, mark in enumerate(marks)
        if mark != "-"
    ]


def test_by_hand() -> None:
    # 12 of 20 were right on a. Their rest scores are b's alone: of the 12, 9 were right there; of the other 8, 2.
    found = by_name(table(a="1" * 12 + "0" * 8, b="1" * 9 + "000" + "11" + "0" * 6))
    assert found["a"].count == found["a"].compared == 20
    assert found["a"].difficulty == pytest.approx(0.6)
    # Means 0.75 and 0.25; share right 0.6; of the rest scores 11 are 1 and 9 are 0, so s is the root of 0.55 * 0.45.
    by_hand = (0.75 - 0.25) * math.sqrt(0.6 * 0.4) / math.sqrt(0.55 * 0.45)
    assert found["a"].discrimination == pytest.approx(by_hand, abs=1e-12)
    assert by_hand == pytest.approx(0.4923659639173309)


def test_a_question_is_left_out_of_the_score_that_it_is_compared_with() -> None:
    # Unrelated answers: with itself in the score, a would correlate by a half of its own.
    found = by_name(table(a="1" * 10 + "0" * 10, b="10" * 10))
    assert found["a"].discrimination == pytest.approx(0, abs=1e-12)
    reversed_ = by_name(table(a="1" * 10 + "0" * 10, b="0" * 10 + "1" * 10))
    assert reversed_["a"].discrimination == pytest.approx(-1)
    alike = by_name(table(a="1" * 10 + "0" * 10, b="1" * 10 + "0" * 10))
    assert alike["a"].discrimination == pytest.approx(1)


def test_learners_who_met_different_questions_are_compared_by_their_share() -> None:
    # The rest score of a: the share right of b and c; some met only one of them, and the last three neither.
    marks = table(
        a="11111111110000000000" + "010",
        b="1111100000111000----" + "---",
        c="11100--111-----10010" + "---",
    )
    found = by_name(marks)["a"]
    assert (found.count, found.compared) == (23, 20)
    assert found.difficulty == pytest.approx(11 / 23)
    rest = [1, 1, 1, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 0, 0, 0.5, 0, 0, 1, 0]
    assert found.discrimination == pytest.approx(np.corrcoef([1] * 10 + [0] * 10, rest)[0, 1], abs=1e-12)


def test_only_the_first_answer_counts() -> None:
    once = table(a="1" * 12 + "0" * 8, b="10" * 10)
    later = [First(each.learner, each.question, not each.right) for each in once]
    assert items([*once, *later]) == items(once)


@pytest.mark.parametrize("count", [FEWEST - 1, FEWEST])
def test_under_twenty_learners_it_keeps_silent(count: int) -> None:
    found = by_name(table(a=("10" * count)[:count], b=("110" * count)[:count]))["a"]
    assert FEWEST == 20
    assert found.count == count
    assert (found.difficulty is None) is (found.discrimination is None) is (count < 20)


def test_without_any_difference_there_is_no_discrimination() -> None:
    all_right = by_name(table(a="1" * 20, b="10" * 10))
    assert (all_right["a"].difficulty, all_right["a"].discrimination) == (1, None)
    assert all_right["b"].discrimination is None, "everyone scores the same elsewhere"
    alone = by_name(table(a="10" * 10))["a"]
    assert (alone.count, alone.compared, alone.difficulty, alone.discrimination) == (20, 0, 0.5, None)
    assert items([]) == []


def test_it_is_the_correlation_coefficient() -> None:
    draw = np.random.default_rng(7)
    for _ in range(20):
        x, rest = draw.integers(0, 2, 40).astype(float), draw.random(40)
        found = discrimination(x, rest)
        assert found == pytest.approx(np.corrcoef(x, rest)[0, 1], abs=1e-12)


def test_the_formula_says_its_source() -> None:
    assert "Henrysson, 1963" in (analysis.__doc__ or "")
