"""Exams: blueprints, the clock, the keys, and reports; practice, review and mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talweg.course.bank import BANK
from talweg.course.exam import practice, sitting
from talweg.course.exam.blueprint import Blueprint, Part, blueprint, names, parse
from talweg.course.question import Draw, asked, key
from talweg.course.store import Store, learners, sittings
from talweg.errors import RangeError, SittingError, UnknownNameError

from exams import Clock, keys_of, respond

MINUTE = 60_000
PLAN = Blueprint("trial", "A trial", 10, (Part(2, ("loss",)), Part(2, (), (2, 3))))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'talweg.db'}", clock)
    yield opened
    opened.close()


@pytest.fixture
def me(store: Store) -> int:
    with store.begin() as connection:
        return learners.alone(connection, store.clock())


@pytest.fixture
def other(store: Store, me: int) -> int:
    from sqlalchemy import insert

    from talweg.course.store.schema import classroom, learner, teacher

    with store.begin() as connection:
        connection.execute(insert(teacher).values(id=1, name="t", password_hash="x", created_at=1))
        connection.execute(insert(classroom).values(id=1, teacher_id=1, name="c", join_code="j", created_at=1))
        connection.execute(insert(learner).values(id=99, classroom_id=1, name="o", code_hash="x", created_at=1))
    return 99


# Blueprints


def test_a_blueprint_draws_what_it_says() -> None:
    plan = parse(
        "mine",
        'title = "Mine"\nminutes = 5\n[[part]]\ncount = 2\nsections = ["loss"]\n[[part]]\ncount = 1\nlevels = [4]',
    )
    assert (plan.title, plan.minutes, plan.count) == ("Mine", 5, 3)
    drawn = [plan.draw(str(seed)) for seed in range(30)]
    for questions in drawn:
        assert [each.template.section for each in questions[:2]] == ["loss", "loss"]
        assert questions[2].template.level == 4
        assert len({each.template.name for each in questions}) == 3
    assert len({questions[2].template.name for questions in drawn}) > 1
    assert [each.seed for each in plan.draw("a")] == [each.seed for each in plan.draw("a")]
    assert [each.seed for each in plan.draw("a")] != [each.seed for each in plan.draw("b")]


def test_the_house_has_oa_1_over_the_sections_up_to_schedules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    assert names() == ["OA-1"]
    plan = blueprint("OA-1")
    covered = {section for part in plan.parts for section in part.sections}
    assert covered == {"step", "loss", "stall", "batches", "race", "momentum", "adam", "schedule"}
    for seed in range(20):
        assert len(plan.draw(str(seed))) == plan.count
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/mine.toml").write_text("minutes = 3\n[[part]]\ncount = 1\n")
    assert names() == ["OA-1", "mine"]
    assert blueprint("mine").count == 1
    with pytest.raises(UnknownNameError, match="did you mean 'OA-1'"):
        blueprint("OA-2")


@pytest.mark.parametrize(
    "text, word",
    [
        ("minutes = ", "no sound TOML"),
        ("minutes = 0\n[[part]]\ncount = 1", r"minutes is a whole number of \[1, 1440\], got 0"),
        ("minutes = true\n[[part]]\ncount = 1", "got True"),
        ("minutes = 3", r"at least one \[\[part\]\]"),
        ("minutes = 3\n[[part]]\nsections = ['loss']", "count is a whole number"),
        ("minutes = 3\n[[part]]\ncount = 1\nsections = ['lossy']", "sections is a list of step, loss"),
        ("minutes = 3\n[[part]]\ncount = 1\nlevels = [5]", "levels is a list of 1, 2, 3, 4"),
        ("minutes = 3\n[[part]]\ncount = 1\nkinds = 'single'", "kinds is a list of single"),
        ("minutes = 3\nhours = 1\n[[part]]\ncount = 1", "has no key 'hours'"),
        ("minutes = 3\n[[part]]\ncount = 50\nsections = ['batches']\nlevels = [1]", "part 1 asks for 50"),
    ],
)
def test_bad_blueprints_are_refused(text: str, word: str) -> None:
    with pytest.raises((RangeError, UnknownNameError), match=word):
        parse("mine", text)


# A sitting


def test_a_whole_sitting(store: Store, clock: Clock, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    assert sitting.begin(store, me, PLAN) == name, "the one that goes on is taken up again"
    paper = sitting.read(store, me, name)
    assert (paper["ends_at"], paper["now"], paper["over"]) == (clock.at + 10 * MINUTE, clock.at, False)
    items = keys_of(store, name)
    for place, item in enumerate(items[:3]):
        sitting.save(store, me, name, place, respond(item.asked, item.key, well=place != 1), f"t{place}")
    sitting.save(store, me, name, 0, respond(items[0].asked, items[0].key, well=False), "again")
    sitting.save(store, me, name, 0, respond(items[0].asked, items[0].key), "t0")  # late news of an old answer
    clock.at += MINUTE
    paper = sitting.read(store, me, name)
    assert [place["response"] is not None for place in paper["places"]] == [True, True, True, False]
    sitting.hand_in(store, me, name)
    report = sitting.report(store, me, name)
    assert report["ended_at"] == clock.at
    assert [place["right"] for place in report["places"]] == [False, False, True, False]
    assert [place["answered"] for place in report["places"]] == [True, True, True, False]
    assert (report["credit"], report["of"]) == (1, 4)
    assert sum(each["of"] for each in report["sections"]) == 4
    clock.at += 1
    sitting.hand_in(store, me, name)
    assert sitting.report(store, me, name)["ended_at"] == clock.at - 1
    assert sitting.begin(store, me, PLAN) != name


def test_an_answer_can_be_taken_back(store: Store, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    item = keys_of(store, name)[0]
    sitting.save(store, me, name, 0, respond(item.asked, item.key), "a")
    sitting.save(store, me, name, 0, None, "b")
    assert sitting.read(store, me, name)["places"][0]["response"] is None
    sitting.hand_in(store, me, name)
    assert sitting.report(store, me, name)["credit"] == 0


def test_the_clock_is_the_servers(store: Store, clock: Clock, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    item = keys_of(store, name)[0]
    clock.at += 10 * MINUTE
    sitting.save(store, me, name, 0, respond(item.asked, item.key, well=False), "in time")
    clock.at += sittings.GRACE
    sitting.save(store, me, name, 0, respond(item.asked, item.key), "on its way")
    clock.at += 1
    with pytest.raises(SittingError, match="came too late and was not kept"):
        sitting.save(store, me, name, 0, None, "late")
    assert sitting.read(store, me, name)["over"]
    report = sitting.report(store, me, name)
    assert report["places"][0]["right"]
    assert report["ended_at"] == report["started_at"] + 10 * MINUTE


def test_no_key_before_the_end(store: Store, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    with pytest.raises(SittingError, match="keys come when it is over"):
        sitting.report(store, me, name)
    paper = sitting.read(store, me, name)
    for place in paper["places"]:
        assert set(place) == {"asked", "response"}
        assert not {"name", "seed", "key", "why", "hint"} & set(place["asked"])
    item = keys_of(store, name)[0]
    assert str(item.seed) not in str(paper)
    assert item.template not in str(paper)


def test_the_seeds_do_not_follow_from_the_link(store: Store, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    guessed = [each.seed for each in PLAN.draw(name)]
    assert not set(guessed) & {item.seed for item in keys_of(store, name)}


def test_a_sitting_is_nobody_elses(store: Store, me: int, other: int) -> None:
    name = sitting.begin(store, me, PLAN)
    for act in (
        lambda: sitting.read(store, other, name),
        lambda: sitting.save(store, other, name, 0, 0, "x"),
        lambda: sitting.hand_in(store, other, name),
        lambda: sitting.report(store, other, name),
        lambda: sitting.read(store, me, "no such"),
    ):
        with pytest.raises(UnknownNameError, match="no such exam of yours"):
            act()
    assert sitting.begin(store, other, PLAN) != name


def test_what_is_no_answer_is_refused_and_nothing_is_kept(store: Store, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    for place, response, error in [(0, "x", RangeError), (9, 0, UnknownNameError), (-1, 0, UnknownNameError)]:
        with pytest.raises(error):
            sitting.save(store, me, name, place, response, "t")
    assert all(place["response"] is None for place in sitting.read(store, me, name)["places"])


# Practice, review, mistakes


def test_practice_asks_what_is_new_first_and_keeps_to_what_was_chosen(store: Store, me: int) -> None:
    chosen = [each.name for each in BANK.values() if each.section == "loss" and each.level <= 2]
    seen = []
    for number in range(len(chosen)):
        question = practice.pick(store, me, ["loss"], [1, 2])
        seen.append(question["name"])
        practice.judge(store, me, question["name"], question["seed"], _right(question), f"{number}")
    assert sorted(seen) == sorted(chosen)
    with pytest.raises(RangeError, match="no question of the bank fits"):
        practice.pick(store, me, misconception="no such idea")
    slip = practice.pick(store, me, misconception="drops the factor 2")
    assert "drops the factor 2" in BANK[slip["name"]].shows


def _right(question: dict[str, Any], well: bool = True) -> Any:
    found = BANK[question["name"]].ask(question["seed"])
    return respond(asked(found), key(found), well)


def test_what_is_known_comes_back_later_and_what_is_not_sooner(store: Store, clock: Clock, me: int) -> None:
    known, unknown = (BANK[name].ask(1) for name in ("right_slot", "two_errors"))
    late = practice.judge(store, me, "right_slot", 1, respond(asked(known), key(known)), "a").due_at
    soon = practice.judge(store, me, "two_errors", 1, respond(asked(unknown), key(unknown), well=False), "b").due_at
    assert clock.at < soon < late
    again = practice.judge(store, me, "right_slot", 1, respond(asked(known), key(known)), "a")
    assert again.due_at == late, "sent twice, it counts once"
    assert practice.due(store, me)["now"] == 0
    assert practice.next_review(store, me) is None
    forecast = practice.due(store, me)
    assert forecast["known"] == 2
    assert sum(forecast["days"]) == 2
    assert forecast["days"][(late - clock.at - 1) // practice.DAY] >= 1
    clock.at = soon
    first, second = (practice.next_review(store, me) for _ in range(2))
    assert first
    assert second
    assert first["name"] == "two_errors"
    assert first["seed"] != second["seed"], "the parameters are drawn anew"
    clock.at = late + 1
    before = practice.judge(store, me, "right_slot", 2, _right({"name": "right_slot", "seed": 2}), "c").due_at
    assert before - clock.at > late - 1_700_000_000_000, "known again, it stays away longer"


def test_a_hint_makes_it_come_back_sooner(store: Store, me: int) -> None:
    plain = practice.judge(store, me, "right_slot", 1, _right({"name": "right_slot", "seed": 1}), "a").due_at
    hinted = practice.judge(
        store, me, "two_errors", 1, _right({"name": "two_errors", "seed": 1}), "b", hinted=True
    ).due_at
    assert hinted < plain


def test_mistakes_are_what_was_last_wrong(store: Store, me: int) -> None:
    for number, (name, well) in enumerate(
        [("right_slot", False), ("two_errors", False), ("right_slot", True), ("first_step", False)]
    ):
        practice.judge(store, me, name, 3, _right({"name": name, "seed": 3}, well), str(number))
    found = practice.mistakes(store, me)
    assert [each["template"] for each in found] == ["first_step", "two_errors"]


def test_mistakes_of_an_exam_show_only_when_it_is_over(store: Store, me: int) -> None:
    name = sitting.begin(store, me, PLAN)
    item = keys_of(store, name)[0]
    sitting.save(store, me, name, 0, respond(item.asked, item.key, well=False), "a")
    assert practice.mistakes(store, me) == []
    sitting.hand_in(store, me, name)
    assert [each["template"] for each in practice.mistakes(store, me)] == [item.template]


def test_seeds_and_modes_from_outside_are_judged(store: Store, me: int) -> None:
    for changes, error in [
        ({"name": "no_such"}, UnknownNameError), ({"seed": -1}, RangeError), ({"seed": "1"}, RangeError),
        ({"mode": "exam"}, RangeError), ({"response": 99}, RangeError),
    ]:  # fmt: skip
        whole = {"name": "right_slot", "seed": 1, "response": 0, "token": "a"} | changes
        with pytest.raises(error):
            practice.judge(store, me, **whole)


def test_draws_reach_every_template() -> None:
    assert {Draw(str(seed)).pick(list(BANK)) for seed in range(40 * len(BANK))} == set(BANK)
