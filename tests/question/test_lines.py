"""Lines to type: right in any spelling, wrong by name where the name is known, asked back where they cannot be read."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from talweg.course.question import Lines, Misconception, Run, Wrong
from talweg.course.question.lines import read_all
from talweg.errors import RangeError

import own_deno

UNDER = Misconception("puts it under the root", "It stands beside the root.")
CLIMBS = Misconception("climbs", "It goes down.")
RAW = Misconception("takes the sum", "It is an average.")
MOVED = Misconception("moves the share", "It stands in the first line.")
ASKED = {"name": "asks"}
SEE = "#momentum"


def rule(**changed: Any) -> Lines:
    """A rule of two lines in names of its own: an average of sizes, and a step that is divided by its root."""
    given: dict[str, Any] = {
        "prompt": "Write it.",
        "why": "So.",
        "right": {"s": "kept * s + (1 - kept) * abs(d)", "p": "p - r * d / (sqrt(s) + c)"},
        "names": {
            "p": (-4.0, 4.0),
            "d": (-2.0, 2.0),
            "s": (0.1, 2.0),
            "r": (0.01, 0.2),
            "c": (0.05, 0.5),
            "kept": (0.5, 0.9),
        },
        "run": Run("p", "d"),
        "again": lambda p, d, s, r, c, kept: [new := s + (1 - kept) * (abs(d) - s), p - d * r / (new**0.5 + c)],
        "wrong": [
            Wrong(("", "p - r * d / sqrt(s + c)"), UNDER, "Beside."),
            Wrong(("", "p + r * d / (sqrt(s) + c)"), CLIMBS, "Down."),
            Wrong(("kept * s + abs(d)", ""), RAW, "Average."),
            Wrong(("kept * s + abs(d)", "p - r * d / (sqrt((1 - kept) * s) + c)"), MOVED, "First line."),
        ],
    }
    return Lines(**given | changed)


def schedule() -> Lines:
    """A rate over the clock, with no state."""
    return Lines(
        prompt="Write it.",
        why="So.",
        right={"rate": "top / (1 + k)"},
        names={"k": (1, 30), "top": (0.1, 1.0)},
        run=Run(clock="k", first=0),
        wrong=[Wrong(("top / k",), RAW, "No.")],
    )


KEY = rule().key(())
RIGHT = ["kept * s + (1 - kept) * abs(d)", "p - r * d / (sqrt(s) + c)"]
SAME: list[list[str]] = [
    RIGHT,
    ["s + (1 - kept) * (abs(d) - s)", "p - r*d/(c + s**0.5)"],
    ["abs(d) - kept*(abs(d) - s)", "-(r*d)/(sqrt(s) + c) + p"],
    ["kept*s + (1-kept)*sqrt(d**2)", "(p*(sqrt(s) + c) - r*d) / (sqrt(s) + c)"],
    ["s = kept\u00b7s + (1 \u2212 kept)\u00b7where(d < 0, -d, d)", "p \u2190 p \u2212 r \u00d7 d \u00f7 (s^0.5 + c)"],
    ["kept * s + (1 - kept) * np.maximum(d, -d)", "p := p - exp(log(r)) * d / (np.sqrt(s) + c)"],
]
KNOWN = {
    UNDER.name: [RIGHT[0], "p - d*r*(s + c)**-0.5"],
    CLIMBS.name: [RIGHT[0], "p + d*r/(c + sqrt(s))"],
    RAW.name: ["abs(d) + s*kept", RIGHT[1]],
    MOVED.name: ["abs(d) + s*kept", "p - r*d/(sqrt(s - kept*s) + c)"],
}
UNKNOWN: list[list[str]] = [
    ["0", "0"],
    ["kept * s", RIGHT[1]],
    [RIGHT[0], "p"],
    [RIGHT[0], "p - r * d / sqrt(s)"],
    [RIGHT[0], "p / 0 + p / (s - s)"],
    [RIGHT[0], "sqrt(-s)"],
    [RIGHT[0], "(p*1e99)**1e9"],
    ["s**s**s**s**s", "log(p)"],
]
ASKED_BACK = [
    "", " ", "p -", "__import__('os')", "p\0", "p\rp", "p # p", "q", "0,9 * p", "2p", "p < 1", "(p, p)", "p == p",
    "p = p =", "()" * 90, "(" * 50 + "p" + ")" * 50, "-" * 199 + "p", "p" * 500, "1/0", "10**400", "np", "p.real",
    "1_0 * p", "maximum(p)",
]  # fmt: skip


def named(texts: list[str], key: dict[str, Any] = KEY) -> list[str]:
    verdict = Lines.grade(ASKED, key, texts)
    assert not verdict.right
    assert verdict.credit == 0
    return [each["misconception"] for each in verdict.slips]


@pytest.mark.parametrize("texts", SAME)
def test_another_spelling_is_right(texts: list[str]) -> None:
    verdict = Lines.grade(ASKED, KEY, texts)
    assert (verdict.right, verdict.credit, verdict.slips) == (True, 1.0, ())


@pytest.mark.parametrize("name", KNOWN)
def test_a_misconception_is_known_in_any_spelling(name: str) -> None:
    assert named(KNOWN[name]) == [name]


def test_two_lines_may_each_be_wrong_in_their_own_way() -> None:
    assert set(named(["kept*s + abs(d)", "p + r*d/(sqrt(s) + c)"])) == {RAW.name, CLIMBS.name}


def test_what_a_misconception_leaves_is_told_besides() -> None:
    known, told = Lines.grade(ASKED, KEY, ["kept * s", "p + r*d/(sqrt(s) + c)"]).slips
    assert (known["misconception"], told["misconception"]) == (CLIMBS.name, None)
    assert told["why"].startswith("<code>s</code> should become ")


@pytest.mark.parametrize("texts", UNKNOWN)
def test_what_is_not_known_is_told_by_numbers(texts: list[str]) -> None:
    [slip] = Lines.grade(ASKED, KEY, texts).slips
    assert slip["misconception"] is None
    assert "should become" in slip["why"]
    assert "<code>s</code> is right. " in slip["why"] or texts[0] != RIGHT[0]


def test_what_is_right_at_single_points_alone_is_wrong_in_a_run() -> None:
    key = schedule().key(())
    assert Lines.grade(ASKED, key, ["top * (1 + k)**-1"]).right
    [slip] = Lines.grade(ASKED, key, ["top * k / (k + k*k)"]).slips  # 0/0 at the first step
    assert "<code>rate</code> gives no number at step 1" in slip["why"]


def test_what_a_single_step_does_not_meet_a_whole_run_does() -> None:
    [slip] = Lines.grade(ASKED, KEY, [f"where(s < 0.02, 7, {RIGHT[0]})", RIGHT[1]]).slips
    assert (slip["misconception"], "in a whole run your line for <code>s</code>" in slip["why"]) == (None, True)


@pytest.mark.parametrize("line", ASKED_BACK, ids=range(len(ASKED_BACK)))
def test_what_cannot_be_read_is_asked_back(line: str) -> None:
    with pytest.raises(RangeError, match=r"^asks: p: "):
        Lines.grade(ASKED, KEY, [RIGHT[0], line])


@pytest.mark.parametrize(
    "response", [None, 3, "p", RIGHT[0], [], RIGHT[:1], [*RIGHT, "p"], [1, 2], [None, "p"], {"s": "p"}]
)
def test_what_is_no_list_of_lines_is_refused(response: Any) -> None:
    with pytest.raises(RangeError, match="the answer is a list of 2 lines"):
        Lines.grade(ASKED, KEY, response)


def test_the_proof_finds_what_is_planted() -> None:
    assert rule().defects() == []
    assert list(rule().doubts()) == []
    twice = [*rule().wrong, Wrong(("", "(r*d)/(sqrt(s) + c) + p"), MOVED, "No.")]
    assert rule(wrong=twice).defects() == ["'moves the share' and 'climbs' compute the same"]
    harmless = [Wrong(("s*kept + abs(d)*(1 - kept)", ""), RAW, "No.")]
    assert rule(wrong=harmless).defects() == ["the line for s of 'takes the sum' is right"]
    nowhere = [Wrong(("", "p - r * d / sqrt(d)"), UNDER, "No.")]
    assert rule(wrong=nowhere).defects() == ["'puts it under the root' is not finite everywhere"]
    other = rule(again=lambda p, d, s, r, c, kept: [s, p])
    assert len(list(other.doubts())) == 2
    assert "no independent path" in next(iter(rule(again=None).doubts()))


def test_nothing_that_is_asked_gives_the_answer_away() -> None:
    given = json.dumps(rule().asked(()))
    assert not [line for line in (*RIGHT, "sqrt", "abs") if line in given]
    assert json.loads(json.dumps(KEY)) == KEY


def test_both_languages_judge_the_same(javascript: own_deno.Ask) -> None:
    answers = [*SAME, *KNOWN.values(), *UNKNOWN, ["kept*s + abs(d)", "p + r*d/(sqrt(s) + c)"]]
    answers += [["kept * s", "p + r*d/(sqrt(s) + c)"]]
    given = [(KEY, each) for each in answers]
    given += [(schedule().key(()), [each]) for each in ("top/(1 + k)", "top/k", "top*k/(k + k*k)", "top", "k")]
    given += [(KEY, [f"where(s < 0.02, 7, {RIGHT[0]})", RIGHT[1]])]
    code = """([{ FORMS }], given) => given.map(([key, texts]) => FORMS.lines.grade(key, texts))
        .map(({ right, slips }) => [right, slips.map(({ misconception, why }) => [misconception, why])])"""
    found = javascript(["lib/question/forms.js"], code, given)
    for (key, texts), (right, slips) in zip(given, found, strict=True):
        verdict = Lines.grade(ASKED, key, texts)
        ours = [[each["misconception"], each["why"]] for each in verdict.slips]
        assert right is verdict.right
        assert [[name, without_numbers(why)] for name, why in slips] == [
            [name, without_numbers(why)] for name, why in ours
        ]


def without_numbers(why: str) -> str:
    return re.sub(r"\u2212?\d[\d.]*(e\u2212?\d+)?", "#", why)


def readable(texts: list[str]) -> bool:
    try:
        read_all(texts, KEY["inputs"], "line")
    except RangeError:
        return False
    return True


def test_what_the_browser_keeps_the_library_can_read(javascript: own_deno.Ask) -> None:
    draw = random.Random(8)
    words = [
        "p", "d", "s", "c", "kept", "r", "2", "0.5", "1e3", "(", ")", "+", "-", "*", "/", "**", ",", "<", ">=", " ",
        "sqrt", "np.", "where", "maximum", "sigmoid", "pi", "e", "=", "p =", "\u2212", "\u00b7", "^", "\u00b2",
        "\u03b2", "\u2081", "_", ".", "0", "1/0", "inf", "np", "\t", "\u00a0", "\u2190", "#", "\r", "\0", "[", "q", "t",
    ]  # fmt: skip
    lines = [*ASKED_BACK, *(each for pair in (*SAME, *UNKNOWN) for each in pair)]
    lines += ["".join(draw.choices(words, k=draw.randint(1, 9))) for _ in range(3000)]
    for each in [line for pair in (*SAME, *KNOWN.values()) for line in pair]:  # near misses of what people type
        for _ in range(60):
            at = draw.randrange(len(each))
            lines.append(each[:at] + draw.choice(words) + each[at + draw.randint(0, 1) :])
    code = """([{ readLine }], { lines, known }) => lines.map((line) => {
        try { readLine(line, "p", known); return true; } catch { return false; } })"""
    known = KEY["inputs"]["names"]
    theirs = javascript(["lib/question/lines.js"], code, {"lines": lines, "known": known})
    ours = [readable([RIGHT[0], line]) for line in lines]
    assert [line for line, a, b in zip(lines, theirs, ours, strict=True) if a and not b] == []
    only_ours = [line for line, a, b in zip(lines, theirs, ours, strict=True) if b and not a]
    assert [line for line in only_ours if "+" not in line] == []  # a plus in front is asked back by the page alone
    assert sum(ours) > 300
