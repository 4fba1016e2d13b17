"""The noun question: the same seed asks the same, the key and the grading agree, and ill-made questions are found."""

from __future__ import annotations

from typing import Any

import pytest

from talweg.course.question import (
    Choice,
    Draw,
    Misconception,
    Number,
    Order,
    Right,
    Several,
    Template,
    Wrong,
    asked,
    grade,
    key,
    question,
    shown,
)
from talweg.course.question.prove import ENOUGH, prove
from talweg.errors import DeclarationError, RangeError

SLIP = Misconception("slips", "Do not slip.")
GIVEN: Any = {"section": "loss", "level": 1, "objective": "Do it.", "hint": "Look.", "misconceptions": [SLIP]}


def made(content: Any, kind: str = "single") -> Template:
    @question(kind=kind, **GIVEN)
    def asks(draw: Draw) -> Any:
        """Ask something."""
        return content(draw) if callable(content) else content

    return asks


CHOICE = Choice(prompt="?", right=2.0, why="so", wrong=[Wrong(3.0, SLIP, "no"), Wrong(4.0, SLIP, "no")])
SEVERAL = Several(
    prompt="?",
    why="so",
    right=[Right("a", "yes"), Right("b", "yes")],
    wrong=[Wrong("c", SLIP, "no"), Wrong("d", SLIP, "no")],
)
NUMBER = Number(prompt="?", right=0.5, why="so", wrong=[Wrong(-0.5, SLIP, "sign")])
ORDER = Order(prompt="?", why="so", steps=["one", "two", "three"], wrong=[Wrong((1, 0, 2), SLIP, "no")])


@pytest.mark.parametrize(
    "value, digits, text",
    [
        (0.35667, 3, "0.357"),
        (12.0, 3, "12"),
        (7.0, 3, "7"),
        (7.004, 3, "7.00"),
        (100.0, 2, "100"),
        (0.5, 3, "0.5"),
        (0.0049999975, 3, "0.005"),
        (0.00099999999, 3, "0.001"),
        (-3.0, 3, "\N{MINUS SIGN}3"),
        (-0.0, 3, "0"),
        (-1.5, 2, "\N{MINUS SIGN}1.5"),
        (6.64e-4, 3, "6.64e\N{MINUS SIGN}4"),
        (1234.0, 3, "1230"),
        (1234.0, 4, "1234"),
        (0.0, 3, "0"),
        (2.5e7, 3, "2.5e7"),
        (2e7, 3, "2e7"),
        (2.004e7, 3, "2.00e7"),
    ],
)
def test_numbers_are_shown_to_their_digits(value: float, digits: int, text: str) -> None:
    assert shown(value, digits) == text


def test_a_seed_always_asks_the_same() -> None:
    template = made(lambda draw: Number(prompt=str(draw.whole(0, 10**9)), right=1.0, why="so"), "number")
    assert asked(template.ask(7)) == asked(template.ask(7))
    assert len({template.ask(seed).content.prompt for seed in range(50)}) == 50
    with pytest.raises(RangeError, match=r"whole number of \[0, inf\), got -1"):
        template.ask(-1)


def test_draws_keep_to_their_ranges() -> None:
    draws = [Draw(str(seed)) for seed in range(300)]
    assert {draw.whole(2, 4) for draw in draws} == {2, 3, 4}
    assert {draw.decimal(0.1, 0.3, 0.1) for draw in draws} == {0.1, 0.2, 0.3}
    assert {draw.pick("ab") for draw in draws} == {"a", "b"}
    assert all(sorted(draw.shuffled([1, 2, 3])) == [1, 2, 3] for draw in draws)
    assert Draw("x").noise.normal() == Draw("x").noise.normal()


@pytest.mark.parametrize("seed", range(5))
def test_choices_are_graded_where_they_stand(seed: int) -> None:
    paper, answers = (read(made(CHOICE).ask(seed)) for read in (asked, key))
    right = paper["options"].index("2")
    for place, text in enumerate(paper["options"]):
        verdict = grade(paper, answers, place)
        assert verdict.right == (text == "2") == (place == right)
        assert [each["misconception"] for each in verdict.slips] == ([] if verdict.right else ["slips"])


@pytest.mark.parametrize(
    "chosen, right, credit", [("ab", True, 1), ("a", False, 0.5), ("ac", False, 0), ("abcd", False, 0), ("c", False, 0)]
)
def test_several_answers_and_their_credit(chosen: str, right: bool, credit: float) -> None:
    paper, answers = (read(made(SEVERAL, "several").ask(3)) for read in (asked, key))
    verdict = grade(paper, answers, [paper["options"].index(each) for each in chosen])
    assert (verdict.right, verdict.credit) == (right, credit)
    assert len(verdict.slips) == sum(each in "cd" for each in chosen)


@pytest.mark.parametrize(
    "response, right, slips",
    [(0.5, True, 0), (0.501, True, 0), ("0,5", True, 0), ("1/2", True, 0), ("50%", True, 0), (0.5021, False, 0),
     (-0.5, False, 1), ("\N{MINUS SIGN}.5", False, 1), (-0.496, False, 0)],
)  # fmt: skip
def test_numbers_as_exact_as_they_are_asked_for(response: Any, right: bool, slips: int) -> None:
    paper, answers = (read(made(NUMBER, "number").ask(0)) for read in (asked, key))
    assert "Three significant digits are enough." in paper["prompt"]
    verdict = grade(paper, answers, response)
    assert (verdict.right, len(verdict.slips)) == (right, slips)


@pytest.mark.parametrize("digits", [2, 3, 4])
def test_an_answer_rounded_as_asked_is_right(digits: int) -> None:
    for right in [0.034853, 1.0451, 9.9962, 104.96, -0.99951, 2 / 3, 1234.5, 6.6449e-4]:
        number = Number(prompt="?", right=right, why="so", digits=digits)
        answers = number.key(())
        for text in (f"{right:.{digits}g}", f"{right:.{digits - 1}e}", f"{right:.{digits + 2}g}", answers["shown"]):
            assert number.grade({"name": "asks", "unit": ""}, answers, text).right, text
        assert not number.grade({"name": "asks", "unit": ""}, answers, right + 2.1 * answers["room"]).right


def test_a_whole_number_has_no_right_neighbour() -> None:
    number = Number(prompt="?", right=1069.0, why="so", whole=True, wrong=[Wrong(1070.0, SLIP, "one too far")])
    assert number.defects() == []
    assert number.asks.endswith("The answer is a whole number.")
    assert number.key(())["shown"] == "1069"
    asks = {"name": "asks", "unit": ""}
    assert number.grade(asks, number.key(()), "1 069").right
    assert not number.grade(asks, number.key(()), 1068).right
    [slip] = number.grade(asks, number.key(()), 1070).slips
    assert slip["misconception"] == "slips"


def test_an_estimate_is_right_within_its_share() -> None:
    number = Number(prompt="?", right=40.0, why="so", within=0.05, wrong=[Wrong(80.0, SLIP, "twice")])
    assert number.asks.endswith("What lies within 5% of the answer is right.")
    grades = {value: number.grade({"name": "asks", "unit": ""}, number.key(()), value) for value in (38.1, 37.9, 83.0)}
    assert [(each.right, len(each.slips)) for each in grades.values()] == [(True, 0), (False, 0), (False, 1)]


def test_orders() -> None:
    paper, answers = (read(made(ORDER, "order").ask(1)) for read in (asked, key))
    assert paper["options"] != list(ORDER.steps), "it never stands in the right order to begin with"
    place = [paper["options"].index(step) for step in ORDER.steps]
    assert grade(paper, answers, place).right
    slipped = grade(paper, answers, [place[1], place[0], place[2]])
    assert not slipped.right
    assert slipped.slips[0]["misconception"] == "slips"
    assert grade(paper, answers, place[::-1]).slips == ()


@pytest.mark.parametrize(
    "content, kind, response",
    [
        (CHOICE, "single", 3), (CHOICE, "single", -1), (CHOICE, "single", "0"), (CHOICE, "single", None),
        (CHOICE, "single", True), (SEVERAL, "several", 1), (SEVERAL, "several", "01"), (NUMBER, "number", "half"),
        (NUMBER, "number", "7,125"), (NUMBER, "number", [1]),
        (NUMBER, "number", float("nan")), (NUMBER, "number", True), (ORDER, "order", [0, 1]),
        (ORDER, "order", [0, 0, 1]),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(content: Any, kind: str, response: Any) -> None:
    paper, answers = (read(made(content, kind).ask(0)) for read in (asked, key))
    with pytest.raises(RangeError, match="asks: "):
        grade(paper, answers, response)


@pytest.mark.parametrize(
    "content, kind", [(CHOICE, "single"), (SEVERAL, "several"), (NUMBER, "number"), (ORDER, "order")]
)
def test_what_is_asked_gives_nothing_away(content: Any, kind: str) -> None:
    paper = asked(made(content, kind).ask(0))
    assert not {"why", "right", "answer", "slips", "room", "misconception"} & set(paper)
    assert all(isinstance(option, str) for option in paper["options"])


def wrong(*answers: Any) -> list[Wrong]:
    return [Wrong(answer, SLIP, "no") for answer in answers]


def linked(see: str) -> Choice:
    return Choice(prompt="?", right=2.0, why="so", see=see, wrong=wrong(3.0, 4.0))


@pytest.mark.parametrize(
    "content, kind, what",
    [
        (Choice(prompt="?", right=2.0, why="so", wrong=wrong(2.001, 3.0)), "single", "two answers read alike"),
        (Choice(prompt="?", right=2.0, why="so", wrong=wrong(3.0)), "single", "fewer than three"),
        (Choice(prompt="?", right=2.0, why="so", wrong=wrong(3.0, 5000.0)), "single", "out of all proportion"),
        (Choice(prompt="?", right=float("nan"), why="so", wrong=wrong(3.0, 4.0)), "single", "not finite"),
        (Choice(prompt="?", right=2.0, again=2.1, why="so", wrong=wrong(3.0, 4.0)), "single", "independent path"),
        (Choice(prompt="**?", right=2.0, why="so", wrong=wrong(3.0, 4.0)), "single", "shows '**'"),
        (Choice(prompt="?", right=2.0, why="", wrong=wrong(3.0, 4.0)), "single", "a text is empty"),
        (Choice(prompt="$1e-3$", right=2.0, why="so", wrong=wrong(3.0, 4.0)), "single", "exponent"),
        (linked("?race.x=1#no"), "single", "leads nowhere"),
        (linked("?rice.rate=1#what-a-loss-does"), "single", "there is no panel 'rice'"),
        (linked("?race.rait=1#what-a-loss-does"), "single", "this panel does not have"),
        (linked("?race.hyper.sgd.lr=-1#what-a-loss-does"), "single", "is outside [0, inf); using 0."),
        (CHOICE, "picture", "no picture"),
        (NUMBER, "single", "holds Number"),
        (Number(prompt="?", right=2.0, why="so", wrong=wrong(2.015)), "number", "within the tolerance"),
        (Number(prompt="?", right=1.5, whole=True, why="so"), "number", "to be a whole number, and is 1.5"),
        (Order(prompt="?", why="so", steps=["a", "b", "c"], wrong=wrong((0, 1, 2))), "order", "order is the right"),
    ],
)  # fmt: skip
def test_a_bank_with_a_defect_is_found_out(content: Any, kind: str, what: str) -> None:
    report = prove([made(content, kind)], 3, ["loss"], ["what-a-loss-does"])
    assert any(what in found for _, _, found in report.defects), report.defects


def test_a_sound_bank_passes() -> None:
    sound = [made(CHOICE), made(SEVERAL, "several"), made(NUMBER, "number"), made(ORDER, "order")]
    report = prove(sound, 5, ["loss"], [])
    assert report.defects == ()
    assert report.questions == 20
    assert prove([made(CHOICE)], 1, ["stall"], []).defects[0][2] == "there is no section 'loss'"


def test_too_many_rejected_draws_are_a_defect() -> None:
    template = made(lambda draw: Choice(prompt="?", right=2.0, why="so", wrong=wrong(float(draw.whole(2, 3)), 2.5)))
    assert prove([template], 40, ["loss"], []).defects == ()
    template = made(
        lambda draw: Choice(prompt="?", right=2.0, why="so", wrong=wrong(draw.pick([2.0, 2.0, 2.0, 3.0]), 2.5))
    )
    assert "choose the ranges better" in prove([template], 40, ["loss"], []).defects[0][2]


OTHER = Misconception("trips", "Do not trip.")


def test_a_misconception_that_is_not_declared_is_refused_when_asked() -> None:
    template = made(Choice(prompt="?", right=2.0, why="so", wrong=[Wrong(3.0, SLIP, "no"), Wrong(4.0, OTHER, "no")]))
    with pytest.raises(DeclarationError, match=r"wrong answer 4\.0 comes from 'trips', .* it declares 'slips'"):
        template.ask(0)
    report = prove([template], 2, ["loss"], [])
    assert [seed for _, seed, what in report.defects if "'trips'" in what] == [0, 1]


def test_a_misconception_that_never_shows_is_a_defect_in_enough_questions() -> None:
    asks = question(kind="single", **GIVEN | {"misconceptions": [SLIP, OTHER]})(made(CHOICE).build)
    assert prove([asks], ENOUGH - 1, ["loss"], []).defects == ()
    [defect] = [each for each in prove([asks], ENOUGH, ["loss"], []).defects if "declares" in each[2]]
    assert defect == ("asks", 0, "declares 'trips', which no wrong answer comes from")


def test_declarations_are_checked() -> None:
    with pytest.raises(DeclarationError, match="kind is one of single, picture, race, bug, several"):
        question(kind="riddle", **GIVEN)
    with pytest.raises(DeclarationError, match="docstring"):
        question(kind="single", **GIVEN)(lambda draw: CHOICE)
