"""The bank: sound over many seeds, wide enough, and its links open the panels at legal settings."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from typer.testing import CliRunner

from talweg.cli import app
from talweg.course.bank import BANK, misconceptions, template
from talweg.course.bank.curves import Curve, which_curve
from talweg.course.bank.listing import find_the_bug
from talweg.course.drawing import Axis, Frame
from talweg.course.lesson import contents
from talweg.course.question import LEVELS, Choice, Misconception, Question, asked, key, kinds
from talweg.course.question.prove import prove
from talweg.course.schema import link_faults
from talweg.course.settings import SCHEMAS
from talweg.errors import UnknownNameError

SECTIONS = contents("loss-and-optimization")
SEEDS = range(10)
IDEAS = {value.name: value for value in vars(misconceptions).values() if isinstance(value, Misconception)}


@cache
def drawn(seed: int) -> list[Question]:
    return [each.ask(seed) for each in BANK.values()]


def wrong_answers(seed: int) -> list[tuple[str, Any]]:
    return [(each.template.name, wrong) for each in drawn(seed) for wrong in each.content.wrong]


@pytest.mark.parametrize("name", BANK)
def test_every_template_is_sound(name: str) -> None:
    # `talweg bank check` asks 200 of each.
    report = prove([BANK[name]], 8, [each.part for each in SECTIONS], [each.id for each in SECTIONS])
    assert report.defects == ()
    assert report.variants[name] >= 5  # 30 and more over 200 seeds


def test_the_bank_covers_the_lesson() -> None:
    count = {what: Counter(getattr(each, what) for each in BANK.values()) for what in ("section", "level", "kind")}
    assert set(count["section"]) == {each.part for each in SECTIONS} - {"check"}
    assert set(count["level"]) == set(LEVELS)
    assert set(count["kind"]) == set(kinds())
    assert len(BANK) >= 90
    assert min(count["section"].values()) >= 6
    assert min(count["kind"].values()) >= 6


def test_objectives_and_hints_are_sentences() -> None:
    for each in BANK.values():
        assert each.objective[0].isupper(), each.name
        assert each.objective.endswith("."), each.name
        assert each.hint[0].isupper() or each.hint[0] == "$", each.name
        assert each.hint.endswith((".", "?", "$")), each.name


def test_every_misconception_has_one_name_and_is_used() -> None:
    declared = [value for value in vars(misconceptions).values() if isinstance(value, Misconception)]
    assert len(IDEAS) == len(declared)
    assert len({each.repair for each in declared}) == len(declared)
    used = {wrong.misconception.name for seed in SEEDS for _, wrong in wrong_answers(seed)}
    assert used == set(IDEAS)


def test_a_misconception_stands_where_its_questions_are() -> None:
    sections: dict[str, set[str]] = {name: set() for name in IDEAS}
    for seed in SEEDS:
        for name, wrong in wrong_answers(seed):
            sections[wrong.misconception.name].add(BANK[name].section)
    files = [module.name for module in iter_modules(misconceptions.__path__)]
    held = []
    for file in files:
        values = vars(import_module(f"{misconceptions.__name__}.{file}")).values()
        ideas = [value.name for value in values if isinstance(value, Misconception)]
        assert all(len(sections[idea]) > 1 if file == "shared" else file in sections[idea] for idea in ideas), file
        held += ideas
    assert set(files) == {each.section for each in BANK.values()} | {"shared"}
    assert sorted(held) == sorted(IDEAS)


def test_the_right_option_cannot_be_told_by_its_place_or_length() -> None:
    places: dict[int, Counter[int]] = {3: Counter(), 4: Counter()}
    longest, chance = 0.0, 0.0
    for question in (each for seed in SEEDS for each in drawn(seed)):
        content = question.content
        if not isinstance(content, Choice) or content.ordered:
            continue
        texts = [content.text(each) for each in (content.right, *(wrong.answer for wrong in content.wrong))]
        if len(texts) in places:
            places[len(texts)][question.order.index(0)] += 1
        if isinstance(content.right, str):
            first = [len(text) for text in texts].count(max(map(len, texts)))
            longest += (len(texts[0]) == max(map(len, texts))) / first
            chance += 1 / len(texts)
    for count, found in places.items():
        fair = found.total() / count
        assert all(abs(found[place] - fair) < 4 * (fair * (1 - 1 / count)) ** 0.5 for place in range(count)), found
    assert longest < 1.15 * chance


def test_a_bug_question_names_known_confusions() -> None:
    met: dict[str, set[str]] = {}
    for name, wrong in (each for seed in SEEDS for each in wrong_answers(seed)):
        met.setdefault(name, set()).add(wrong.misconception.name)
    for each in BANK.values():
        if each.kind == "bug":
            assert len(met[each.name] - {"suspects a sound line"}) >= 2, each.name


SLIP = Misconception("slips", "Do not slip.")


def test_a_listing_with_a_bug() -> None:
    asks = find_the_bug(
        "Which line of `w`?",
        ["w = 0", "for t in range(9):", "    w = w + t", "print(w)"],
        place=2,
        broken="    w = w - t",
        why="It must add to `w`.",
        doubts={"print(w)": (SLIP, "it shows `w`.")},
        names={"w": "sum_so_far"},
        offered=(2, 0, 3),
    )
    assert asks.prompt.startswith("Which line of `sum_so_far`?")
    assert "\nsum_so_far = 0\nfor t in range(9):\n    sum_so_far = sum_so_far - t\n" in asks.prompt
    assert asks.right == "line 3: `sum_so_far = sum_so_far - t`"
    assert asks.why == "It must add to `sum_so_far`. It should read `sum_so_far = sum_so_far + t`."
    again = "Look at line 3 again: It must add to `sum_so_far`."
    assert [(each.answer, each.misconception.name, each.why) for each in asks.wrong] == [
        ("line 1: `sum_so_far = 0`", "suspects a sound line", f"This line is sound. {again}"),
        ("line 4: `print(sum_so_far)`", "slips", f"This line is sound: it shows `sum_so_far`. {again}"),
    ]


def test_a_picture_of_lettered_curves() -> None:
    curves = {
        "up": Curve([0.0, 1.0, 2.0], (1, 1), SLIP, "This one climbs."),
        "flat": Curve([1.0, 1.0, 1.0], (0, 1), None, ""),
        "down": Curve([2.0, 0.0, -2.0], (2, 0), SLIP, "This one falls."),
    }
    frame = Frame(Axis(0, 2), Axis(-2, 2))
    asks = which_curve(
        "Which is flat?",
        frame,
        range(3),
        curves,
        "flat",
        why="It is.",
        see="#x",
        alt="Three. At 0 and 1.5:",
        read=(0, 1.5),
    )
    assert asks.right == "curve B"
    assert [(each.answer, each.why) for each in asks.wrong] == [
        ("curve A", "This one climbs."),
        ("curve C", "This one falls."),
    ]
    assert 'aria-label="Three. At 0 and 1.5: A: 0, 1.5; B: 1, 1; C: 2, \N{MINUS SIGN}1"' in asks.figure
    placed = re.findall(r'<text class="tw-drawn-words" x="([\d.]+)"[^>]*>(\w)</text>', asks.figure)
    assert [letter for _, letter in sorted(placed, key=lambda each: float(each[0]))] == ["B", "A", "C"]


def test_questions_carry_their_bank_name_and_every_why() -> None:
    question = template("right_slot").ask(4)
    assert (asked(question)["name"], asked(question)["seed"]) == ("right_slot", 4)
    assert all(each["why"] for each in key(question)["options"])
    with pytest.raises(UnknownNameError, match="did you mean 'right_slot'"):
        template("right_slots")


def test_the_links_open_panels_at_legal_settings() -> None:
    links = {question.content.see for seed in range(2) for question in drawn(seed)}
    links |= {wrong.see for seed in range(2) for _, wrong in wrong_answers(seed)}
    links = {see for see in links if see and see.startswith("?")}
    assert len(links) > 50
    assert {link: faults for link in links if (faults := link_faults(SCHEMAS, link))} == {}


def test_the_command_line(capsys: Any) -> None:
    run = CliRunner().invoke
    result = run(app, ["bank", "check", "right_slot", "--seeds", "5"])
    assert result.exit_code == 0
    assert "1 templates, 5 questions, 0 defects" in result.output
    assert f"{len(BANK)} templates" in run(app, ["bank", "list"]).output
    shown = run(app, ["bank", "show", "right_slot", "--seed", "2"]).output
    assert shown.count(" * ") == 1
    assert "[reads the wrong slot]" in shown
    failed = run(app, ["bank", "check", "no_such"])
    assert isinstance(failed.exception, UnknownNameError)
