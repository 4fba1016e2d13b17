"""Numbers as people type them: Python and JavaScript read the same, and what may be two numbers is asked back."""

from __future__ import annotations

import random
from typing import Any

import pytest

from talweg.course.question import Misconception, Number, Wrong
from talweg.course.question.typed import NO_NUMBER, read
from talweg.errors import RangeError

import own_deno

THIN, NARROW, FIGURE, HARD = "\u2009\u202f\u2007\u00a0"
MINUS = "\N{MINUS SIGN}"
READ = {
    f"12{THIN}500": 12500, f"12{NARROW}500": 12500, f"12{HARD}500,25": 12500.25, f"12{FIGURE}500.25": 12500.25,
    "12'500": 12500, "12\u2019500": 12500, "12_500": 12500, "4 096": 4096, "4,096.0": 4096, "4.096,0": 4096,
    "7,654,321": 7654321, "7.654.321": 7654321, "7.654.321,5": 7654321.5, "7 654 321": 7654321,
    "0,625": 0.625, "0.625": 0.625, "6,25": 6.25, "6.250": 6.25, "1234,567": 1234.567, "6,2500": 6.25, ",5": 0.5,
    "3/8": 0.375, f"{MINUS}3 / 8": -0.375, "1/0,5": 2, "3\u20448": 0.375, "25%": 0.25, "25 %": 0.25, "2,5%": 0.025,
    "4e-3": 0.004, f"4E{MINUS}3": 0.004, "4*10^-3": 0.004, "4\u00b710\u207b\u00b3": 0.004, "4 \u00d7 10^(-3)": 0.004,
    "4x10**2": 400, "5.": 5, "1,5e2": 150, "\u20137": -7, "\uff0d7": -7, "+7": 7, "- 7": -7, " 7\t": 7, "= 7": 7,
}  # fmt: skip
ASKED_BACK = {
    "7,125": "7,125 may be 7.125 or 7125", f"{MINUS}96,000": "-96,000 may be -96.000 or -96000",
    "3/4,000": "4,000 may be 4.000 or 4000", "7,125%": "7,125 may be", "7,125e2": "7,125 may be",
}  # fmt: skip
NO_NUMBERS = [
    "", " ", ".", "-", "seven", "7 or so", "1 1/2", "1/2/3", "1,2,3", "1..2", "7 12 5", "0 125", "7,1250,00", "1.250.5",
    "7,125 000", "nan", "inf", "0x10", "\u0663", "1e", "e5", "1e1,000", "10^3", "5%%", "/4", "4/",
]  # fmt: skip
UNITS = ["", "%", " ms", " times"]


def told(text: str, unit: str) -> dict[str, Any]:
    """What Python makes of a text, as JavaScript tells it."""
    try:
        return {"value": read(text, unit), "says": ""}
    except RangeError as error:
        return {"value": None, "says": str(error)}


def in_the_browser(javascript: own_deno.Ask, given: list[tuple[str, str]]) -> list[dict[str, Any]]:
    code = "([{ read }], given) => given.map(([text, unit]) => read(text, unit))"
    found: list[dict[str, Any]] = javascript(["lib/typed.js"], code, given)
    return found


@pytest.mark.parametrize("text", READ)
def test_what_can_be_read_is_read(text: str) -> None:
    assert read(text) == pytest.approx(READ[text], rel=1e-15)


@pytest.mark.parametrize("text", ASKED_BACK)
def test_what_may_be_two_numbers_is_asked_back(text: str) -> None:
    with pytest.raises(RangeError, match=ASKED_BACK[text] + ".*type the one that you mean"):
        read(text)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RangeError) as refused:
        read(text)
    assert str(refused.value) == NO_NUMBER


def test_a_number_has_an_end() -> None:
    with pytest.raises(RangeError, match="divided by 0"):
        read("3/0")
    with pytest.raises(RangeError, match="too large"):
        read("1e999")


def test_the_unit_may_be_typed_again() -> None:
    assert [read("30%", "%"), read("30", "%"), read("30 ms", " ms"), read("30ms", " ms")] == [30, 30, 30, 30]
    with pytest.raises(RangeError):
        read("30 s", " ms")


def test_both_languages_read_the_same(javascript: own_deno.Ask) -> None:
    draw = random.Random(5)
    marks = [*"0123456789" * 3, *".,.,-+eE/% '_*x^()", MINUS, THIN, HARD, "\u00b7", "\u2074", "\u207b", "10^", ",000"]
    texts = [*READ, *ASKED_BACK, *NO_NUMBERS, "3/0", "1e999", "1e-999", "\u0085 7", "\x1c7", "\ufeff7", "7\n", "\u0967"]
    for each in (*READ, *ASKED_BACK):  # near misses of what people type
        at = draw.randrange(len(each))
        texts += [each[:at] + draw.choice(marks) + each[at:] for _ in range(20)]
    texts += ["".join(draw.choices(marks, k=draw.randint(1, 9))) for _ in range(4000)]
    given = [(text, draw.choice(UNITS)) for text in texts]
    expected = [told(*each) for each in given]
    found = in_the_browser(javascript, given)
    assert [(a, b, c) for a, b, c in zip(given, expected, found, strict=True) if b != c] == []
    assert sum(each["value"] is not None for each in found) > 500


def test_both_languages_judge_the_same(javascript: own_deno.Ask) -> None:
    slip = Misconception("slips", "Do not slip.")
    number = Number(prompt="?", right=0.34853, why="so", wrong=[Wrong(3.4853, slip, "no"), Wrong(-0.34853, slip, "no")])
    paper, answers = {"name": "asks", "form": "number", **number.asked(())}, number.key(())
    texts = ["0.349", "0,349", "0.348", "0.351", "34.9%", f"{MINUS}0.349", "3.49", "3.4", "349/1000", "3.49e-1"]
    code = """([{ FORMS }, { read }], { texts, key }) =>
        texts.map((text) => FORMS.number.grade(key, read(text).value))
            .map(({ right, slips }) => [right, slips.length])"""
    found = javascript(["lib/question/forms.js", "lib/typed.js"], code, {"texts": texts, "key": answers})
    verdicts = [number.grade(paper, answers, text) for text in texts]
    assert found == [[each.right, len(each.slips)] for each in verdicts]
    assert [each.right for each in verdicts] == [True, True, True, False, True, False, False, False, True, True]
