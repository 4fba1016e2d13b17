"""The teacher's pages: who is where, questions, misconceptions, single answers, sheets."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from talweg.course.bank import BANK
from talweg.course.bank.misconceptions import REPAIRS
from talweg.course.exam import classroom, sitting, teachers
from talweg.course.exam.teachers import Room
from talweg.course.question import asked
from talweg.course.store import Store
from talweg.course.store.sittings import GRACE
from talweg.web.words import ago, left

from class_site import PLAN, Browser, answered, joined, learner_browser, new_class
from exams import Clock, keys_of, respond

MINUTE = 60_000


def text_of(reply: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", reply.text.partition("<main")[2]).split())


# Who is where


def test_who_is_where(store: Store, clock: Clock, room: Room) -> None:
    ada, bob, cleo = joined(store, room, "Ada", "Bob", "cleo")
    name = sitting.begin(store, ada, PLAN)
    items = keys_of(store, name)
    for place, token in ((0, "first"), (0, "again"), (1, "other")):
        sitting.save(store, ada, name, place, respond(items[place].asked, items[place].key), f"token-{token}")
    sitting.save(store, ada, name, 1, None, "token-taken-back")
    answered(store, bob, "right_slot", True, "bob")
    clock.at += 2 * MINUTE

    def here() -> list[Any]:
        fields = ("name", "doing", "answered", "of")
        return [tuple(each[field] for field in fields) for each in classroom.presence(store, room.id)["learners"]]

    assert here() == [("Ada", "exam", 1, 3), ("Bob", "practice", None, None), ("cleo", None, None, None)]
    found = classroom.presence(store, room.id)
    assert [each["answers"] for each in found["learners"]] == [0, 1, 0], "as in the sheet"
    assert found["learners"][0]["ends_at"] - found["now"] == 8 * MINUTE
    clock.at += 8 * MINUTE + GRACE
    assert here()[:2] == [("Ada", "exam", 1, 3), ("Bob", None, None, None)]
    clock.at += 1
    assert here()[0] == ("Ada", None, None, None), "time is up"
    clock.at += GRACE
    again = sitting.begin(store, ada, PLAN)
    assert here()[0] == ("Ada", "exam", 0, 3)
    sitting.hand_in(store, ada, again)
    assert here()[0][1] is None
    assert cleo


def test_the_live_table_is_the_one_on_the_page(store: Store, teacher: Browser, room: Room, clock: Clock) -> None:
    path = f"/teacher/classes/{room.id}"
    assert "Nobody has joined yet" in teacher.get(path).text
    [ada] = joined(store, room, "Ada")
    sitting.begin(store, ada, PLAN)
    clock.at += 3 * MINUTE
    rows = teacher.get(f"{path}/rows").json()["html"]
    page = teacher.get(path).text
    assert rows.strip() in page
    assert "0 of 3, 7 min left" in rows
    assert "3 minutes ago" in rows
    assert f'href="../../teacher/classes/{room.id}/learners/{ada}"' in rows, (
        "its links fit the page, not their own path"
    )
    assert room.join_code in page
    assert "http://testserver/join" in page


@pytest.mark.parametrize(
    "gone, word",
    [
        (0, "just now"),
        (59_999, "just now"),
        (MINUTE, "1 minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (60 * MINUTE, "1 hour ago"),
        (47 * 60 * MINUTE, "1 day ago"),
        (48 * 60 * MINUTE, "2 days ago"),
    ],
)
def test_how_long_ago(gone: int, word: str) -> None:
    assert ago(10**12 - gone, 10**12) == word


def test_never_and_how_much_is_left() -> None:
    assert ago(None, 5) == "never"
    assert left(10**12 + 2 * MINUTE, 10**12) == "2 min left"
    assert left(10**12 + MINUTE - 1, 10**12) == left(5, 10**12) == "under a minute left"


# What the answers say


def test_only_what_counts_is_counted(store: Store, clock: Clock, room: Room) -> None:
    [ada] = joined(store, room, "Ada")
    outside = joined(store, teachers.class_of(store, 1, teachers.new_class(store, 1, "9a")), "Bob")[0]
    answered(store, outside, "right_slot", False, "outside")
    name = sitting.begin(store, ada, PLAN)
    items = keys_of(store, name)
    for place, well, token in ((0, False, "a"), (0, True, "b"), (1, False, "c")):
        sitting.save(store, ada, name, place, respond(items[place].asked, items[place].key, well), f"token-{token}")
    sitting.save(store, ada, name, 2, respond(items[2].asked, items[2].key), "token-d")
    sitting.save(store, ada, name, 2, None, "token-e")
    assert classroom.answers(store, room.id) == [], "an exam that goes on"
    assert classroom.items(store, room.id) == []
    assert classroom.misconceptions(store, room.id) == []
    assert classroom.exams(store, room.id)[0]["credit"] is None
    sitting.hand_in(store, ada, name)
    counted = {each["question"]: each["right"] for each in classroom.answers(store, room.id)}
    assert counted == {items[0].template: True, items[1].template: False}
    assert {each.question: each.count for each in classroom.items(store, room.id)} == dict.fromkeys(counted, 1)
    [exam] = classroom.exams(store, room.id)
    assert (exam["learner"], exam["answered"], exam["of"], exam["ended_at"]) == ("Ada", 2, 3, clock.at)
    assert exam["credit"] == sitting.report(store, ada, name)["credit"]


def test_questions_are_silent_under_twenty_learners(store: Store, teacher: Browser, room: Room) -> None:
    everyone = joined(store, room, *(f"L{number:02}" for number in range(20)))
    for place, learner in enumerate(everyone):
        if place == 19:
            page = text_of(teacher.get(f"/teacher/classes/{room.id}/questions"))
            assert page.count("1 more needed") == 4
            assert not re.search(r"\d %", page)
        answered(store, learner, "right_slot", place < 12, f"a{place:04}")
        answered(store, learner, "two_errors", place < 9 or 12 <= place < 14, f"b{place:04}")
        answered(store, learner, "right_slot", False, f"c{place:04}")  # later: it does not count
    page = text_of(teacher.get(f"/teacher/classes/{room.id}/questions"))
    assert "more needed" not in page
    assert BANK["right_slot"].objective in page
    # The same table as in test_analysis, worked out by hand there.
    assert re.search(r"20 60 % 0\.49 of 20", page)
    assert re.search(r"20 55 % 0\.49 of 20", page)


def test_misconceptions_are_ranked_by_how_many_learners_showed_them(store: Store, teacher: Browser, room: Room) -> None:
    ada, bob, cleo = joined(store, room, "Ada", "Bob", "Cleo")
    often = answered(store, ada, "right_slot", False, "a")["misconception"]
    answered(store, bob, "right_slot", False, "b")
    answered(store, cleo, "right_slot", True, "c")
    other = answered(store, ada, "two_windows", False, "d")["misconception"]
    for number in range(5):
        answered(store, ada, "two_windows", False, f"e{number}", seed=5)
    rows = classroom.misconceptions(store, room.id)
    assert often != other
    assert [(row["name"], row["learners"], row["answers"]) for row in rows] == [(often, 2, 2), (other, 1, 6)]
    assert rows[0]["met"] == 3
    assert rows[0]["repair"] == REPAIRS[often]
    page = text_of(teacher.get(f"/teacher/classes/{room.id}/misconceptions"))
    assert page.index(REPAIRS[often]) < page.index(REPAIRS[other])
    assert "2 of 3 learners who met it, 2 answers" in page


def test_a_single_answer_with_its_question(store: Store, teacher: Browser, room: Room, clock: Clock) -> None:
    [ada] = joined(store, room, "Ada")
    slip = answered(store, ada, "right_slot", False, "a")["misconception"]
    name = sitting.begin(store, ada, PLAN)
    items = keys_of(store, name)
    sitting.save(store, ada, name, 0, respond(items[0].asked, items[0].key), "token-exam")
    page = text_of(teacher.get(f"/teacher/classes/{room.id}/learners/{ada}"))
    assert BANK["right_slot"].objective in page
    assert slip in page
    assert BANK[items[0].template].objective not in page.replace(BANK["right_slot"].objective, "")
    assert "goes on" in page
    sitting.hand_in(store, ada, name)
    of_exam, of_practice = classroom.answers(store, room.id, ada)
    found = classroom.answer(store, room.id, of_practice["id"])
    assert found["asked"] == asked(BANK["right_slot"].ask(5))
    assert (found["right"], found["answered"], found["title"]) == (False, True, None)
    found = classroom.answer(store, room.id, of_exam["id"])
    assert (found["asked"], found["key"], found["title"]) == (items[0].asked, items[0].key, "A trial")
    assert teacher.get(f"/teacher/classes/{room.id}/answers/{of_exam['id']}").status_code == 200


def test_a_question_that_left_the_bank_can_still_be_read_of(
    store: Store, teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    [ada] = joined(store, room, "Ada")
    answered(store, ada, "right_slot", False, "a")
    [given] = classroom.answers(store, room.id)
    smaller = {name: each for name, each in BANK.items() if name != "right_slot"}
    for module in ("talweg.course.exam.classroom", "talweg.web.teacher"):
        monkeypatch.setattr(f"{module}.BANK", smaller)
    page = f"/teacher/classes/{room.id}"
    assert "bank has this question no more" in text_of(teacher.get(f"{page}/answers/{given['id']}"))
    assert "right_slot" in teacher.get(f"{page}/learners/{ada}").text
    assert "no longer in the bank" in teacher.get(f"{page}/questions").text
    assert teacher.get(f"{page}/answers.csv").text.count("right_slot") == 1


# Sheets


def sheet(teacher: Browser, room: Room, name: str) -> list[dict[str, str]]:
    reply = teacher.get(f"/teacher/classes/{room.id}/{name}.csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="class-{room.id}-{name}.csv"' in reply.headers["content-disposition"]
    assert reply.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))


def test_the_sheets(store: Store, teacher: Browser, room: Room, clock: Clock) -> None:
    ada, bob = joined(store, room, "Ada, \u201cA\u201d", "Bob")
    slip = answered(store, bob, "right_slot", False, "a")["misconception"]
    name = sitting.begin(store, ada, PLAN)
    items = keys_of(store, name)
    sitting.save(store, ada, name, 0, respond(items[0].asked, items[0].key), "token-exam")
    [exam] = sheet(teacher, room, "results")
    assert exam == {
        "learner": "Ada, \u201cA\u201d",
        "title": "A trial",
        "blueprint": "trial",
        "started_at": "2023-11-14T22:13:20Z",
        "ended_at": "",
        "answered": "1",
        "of": "3",
        "credit": "",
    }
    clock.at += MINUTE
    sitting.hand_in(store, ada, name)
    [exam] = sheet(teacher, room, "results")
    assert (exam["ended_at"], exam["credit"]) == ("2023-11-14T22:14:20Z", "1.0")
    of_exam, of_practice = sheet(teacher, room, "answers")
    assert (of_exam["learner"], of_exam["mode"], of_exam["right"]) == ("Ada, \u201cA\u201d", "exam", "yes")
    assert (of_practice["learner"], of_practice["mode"], of_practice["right"]) == ("Bob", "practice", "no")
    assert of_practice["misconceptions"] == slip
    assert of_practice["seed"] == "5"
    [idea] = sheet(teacher, room, "misconceptions")
    assert (idea["name"], idea["learners"], idea["answers"]) == (slip, "1", "1")
    assert idea["repair"] == REPAIRS[slip]
    assert teacher.get(f"/teacher/classes/{room.id}/keys.csv").status_code == 422


# Forms


def test_classes_and_codes(store: Store, teacher: Browser, room: Room) -> None:
    assert new_class(teacher).id == room.id, "sent twice, it is one class"
    refused = teacher.fill("/teacher/classes", at="/teacher", name=" ")
    assert refused.status_code == 422
    assert "A class&#39;s name has 1 to 40 letters" in refused.text
    page = f"/teacher/classes/{room.id}"
    assert teacher.fill(f"{page}/code", at=page).headers["location"] == f"../{room.id}"
    now = teachers.class_of(store, 1, room.id).join_code
    assert now != room.join_code
    assert now in teacher.get(page).text
    ada, code = learner_browser(teacher.app, now, "Ada")
    [id] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    renewed = teacher.fill(f"{page}/learners/{id}", at=page).text
    shown = re.search(r"<strong data-personal-code>([^<]+)<", renewed)
    assert shown
    assert shown[1] not in teacher.get(f"{page}/learners/{id}").text
    assert ada.get("/exam").status_code == 303
    assert ada.fill("/login", name="Ada", code=code).status_code == 403
    assert ada.fill("/login", name="Ada", code=shown[1]).status_code == 303
