"""The teacher keeps the list of learners right: another name, and nothing left of who is removed."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from talweg.course.exam import classroom, people, sessions, sitting, teachers
from talweg.course.exam.teachers import Room
from talweg.course.store import Store, reviews, schema, sittings
from talweg.errors import AccessError, RangeError, StoreError, UnknownNameError

from class_site import PLAN, Browser, a_class, answered, joined, learner_browser, rows
from exams import Clock, keys_of, respond

HERE = "10.0.0.1"


def everything(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, but for the count of tries."""
    return {table.name: rows(store, table) for table in schema.metadata.sorted_tables if table.name != "attempt"}


# Another name


def test_a_learner_gets_another_name(both: Store) -> None:
    room = a_class(both)
    new = people.join(both, room.join_code, "Adda", "browser", HERE)
    [ada] = [each["id"] for each in classroom.presence(both, room.id)["learners"]]
    people.rename(both, room.id, ada, "Adda", "  Ada   Hill ")
    assert sessions.who(both, new.token) == sessions.Who("Ada Hill", ada), "they are still logged in"
    assert sessions.who(both, people.log_in(both, "ada hill", new.code, HERE)) == sessions.Who("Ada Hill", ada)
    with pytest.raises(AccessError):
        people.log_in(both, "Adda", new.code, HERE)
    people.rename(both, room.id, ada, "Ada Hill", "ADA HILL")
    assert [each["name"] for each in classroom.presence(both, room.id)["learners"]] == ["ADA HILL"]
    assert people.join(both, room.join_code, "Adda", "another browser", HERE), "the old name is free"


REFUSED = {
    "bob": "is called bob already; add a letter of the last name",
    "B\uff2fB": "is called BOB already",
    "": "a learner's name has 1 to 40 letters, got 0",
    "a" * 41: "got 41",
    "Ada\u200b": "cannot",
}


def test_a_name_that_cannot_be_or_is_taken_changes_nothing(both: Store) -> None:
    room = a_class(both)
    ada, _ = joined(both, room, "Ada", "Bob")
    joined(both, a_class(both, "second"), "Cleo")
    before = everything(both)
    for name, word in REFUSED.items():
        with pytest.raises(RangeError, match=word):
            people.rename(both, room.id, ada, "Ada", name)
        assert everything(both) == before
    people.rename(both, room.id, ada, "Ada", "Cleo")  # another class's names are free


def test_of_two_who_get_one_name_at_once_one_has_it(both: Store) -> None:
    room = a_class(both)
    everyone = joined(both, room, *(f"L{number}" for number in range(6)))

    def rename(number: int) -> str:
        try:
            people.rename(both, room.id, everyone[number], f"L{number}", "Ada")
        except RangeError:
            return "refused"
        return "renamed"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(rename, range(6))) == ["refused"] * 5 + ["renamed"]


# Removed


def busy(store: Store, learner: int, clock: Clock) -> None:
    """A learner with an exam that is over, one that goes on, and practice."""
    for well, handed_in in ((False, True), (True, False)):
        name = sitting.begin(store, learner, PLAN)
        items = keys_of(store, name)
        for place, token in ((0, "a"), (0, "b"), (1, "c")):
            response = respond(items[place].asked, items[place].key, well)
            sitting.save(store, learner, name, place, response, f"token-{well}-{token}")
        if handed_in:
            sitting.hand_in(store, learner, name)
    answered(store, learner, "right_slot", False, "practice")
    clock.at += 1000


def test_nothing_is_left_of_who_was_removed_and_all_else_stays(both: Store, clock: Clock) -> None:
    room = a_class(both)
    new = people.join(both, room.join_code, "Ada", "browser", HERE)
    token = people.log_in(both, "Ada", new.code, HERE)
    bob, _ = joined(both, room, "Bob", "Cleo")
    ada = classroom.presence(both, room.id)["learners"][0]["id"]
    for learner in (ada, bob):
        busy(both, learner, clock)
    before, figures = everything(both), [each for each in classroom.answers(both, room.id) if each["learner"] == "Bob"]
    exams = {row.id for row in before["sitting"] if row.learner_id == ada}

    def hers(table: str, row: Any) -> bool:
        owner = "id" if table == "learner" else "learner_id"
        return getattr(row, owner, None) == ada or getattr(row, "sitting_id", None) in exams

    people.remove(both, room.id, ada, "Ada")
    after = everything(both)
    assert after == {table: [row for row in known if not hers(table, row)] for table, known in before.items()}
    gone = {table: len(before[table]) - len(after[table]) for table in before if before[table] != after[table]}
    assert gone.pop("tally") > 0
    assert gone.pop("slip", 0) <= 7, "as many as her wrong answers showed"
    assert gone == {"learner": 1, "session": 2, "sitting": 2, "item": 6, "answer": 7, "review": 1}
    assert classroom.answers(both, room.id) == figures
    assert {each["learner"] for each in classroom.exams(both, room.id)} == {"Bob"}
    assert {each.count for each in classroom.items(both, room.id)} == {1}
    assert {each["met"] for each in classroom.misconceptions(both, room.id)} == {1}
    assert [each["name"] for each in classroom.presence(both, room.id)["learners"]] == ["Bob", "Cleo"]
    assert [sessions.who(both, each) for each in (new.token, token)] == [None, None]
    with pytest.raises(AccessError):
        people.log_in(both, "Ada", new.code, HERE)
    again = people.join(both, room.join_code, "Ada", "browser", HERE)
    assert sessions.who(both, again.token), "the name is free, and its learner a new one"
    assert classroom.presence(both, room.id)["learners"][0]["answers"] == 0


WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def test_an_answer_on_its_way_and_a_removal_do_not_wait_for_each_other(postgres: str, clock: Clock) -> None:
    store = Store(postgres, clock)
    room = a_class(store)
    [ada] = joined(store, room, "Ada")
    exam = sitting.begin(store, ada, PLAN)
    item = keys_of(store, exam)[0]
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as connection:
            assert sittings.find(connection, ada, exam, lock=True)
            removal = pool.submit(people.remove, store, room.id, ada, "Ada")
            while not (connection.execute(WAITING).scalar_one() or removal.done()):
                time.sleep(0.01)
            reviews.keep(connection, ada, item.template, {}, 0)  # as an answer does: a row that belongs to the learner
        removal.result()
    assert rows(store, schema.review) == rows(store, schema.sitting) == []
    with pytest.raises(UnknownNameError):
        sitting.save(store, ada, exam, 0, respond(item.asked, item.key), "too-late")
    store.close()


@pytest.mark.parametrize("act", [people.remove, lambda *who: people.rename(*who, "Eve")], ids=["remove", "rename"])
def test_an_old_page_does_not_reach_who_has_the_id_now(store: Store, room: Room, act: Callable[..., None]) -> None:
    _, bob = joined(store, room, "Ada", "Bob")
    people.remove(store, room.id, bob, "Bob")
    with pytest.raises(UnknownNameError, match="no such learner in your class"):
        act(store, room.id, bob, "Bob")
    [cleo] = joined(store, room, "Cleo")
    assert cleo == bob, "SQLite gives the last id away again"
    with pytest.raises(UnknownNameError, match="from before a change, and nothing was changed"):
        act(store, room.id, cleo, "Bob")
    assert [each["name"] for each in classroom.presence(store, room.id)["learners"]] == ["Ada", "Cleo"]


# The pages


def test_the_page_of_a_learner_renames(store: Store, teacher: Browser, room: Room) -> None:
    [ada] = joined(store, room, "A & a")
    page = f"/teacher/classes/{room.id}/learners/{ada}"
    assert teacher.fill(f"{page}/name", at=page, was="A & a", name="Ada").headers["location"] == f"../{ada}"
    assert "<h1>Ada</h1>" in teacher.get(page).text
    refused = teacher.fill(f"{page}/name", at=page, was="Ada", name="<b>" * 20)
    assert refused.status_code == 422
    assert "A learner&#39;s name has 1 to 40 letters, got 60." in refused.text
    assert f'value="{"&lt;b&gt;" * 20}"' in refused.text, "what was typed is still there"
    assert "<h1>Ada</h1>" in refused.text
    assert 'name="was" value="Ada"' in refused.text


def test_the_page_of_a_learner_removes_and_says_what_goes(
    store: Store, teacher: Browser, room: Room, clock: Clock
) -> None:
    learner, _ = learner_browser(teacher.app, room.join_code, "Ada")
    [ada] = [each["id"] for each in classroom.presence(store, room.id)["learners"]]
    page = f"/teacher/classes/{room.id}/learners/{ada}"
    assert "Ada has no answers here." in teacher.get(page).text
    busy(store, ada, clock)
    said = teacher.get(page).text
    assert "Ada has 3 answers and 2 exams here. All of it is deleted for good" in said
    assert "An exam still goes on" in said
    sheet = teacher.get(f"{page}/answers.csv")
    assert f'filename="class-{room.id}-learner-{ada}-answers.csv"' in sheet.headers["content-disposition"]
    given = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert [(row["learner"], row["mode"]) for row in given] == [("Ada", "practice"), ("Ada", "exam"), ("Ada", "exam")]
    assert learner.get("/exam").status_code == 200
    stamp = learner.stamp("/exam")
    gone = teacher.fill(f"{page}/removal", at=page, was="Ada")
    assert (gone.status_code, gone.headers["location"]) == (303, f"../../../{room.id}")
    assert "Ada" not in teacher.get(f"/teacher/classes/{room.id}/rows").json()["html"]
    for path in ("", "/answers.csv"):
        assert teacher.get(page + path).status_code == 404
    # The learner's open page, its form, and its script.
    assert learner.get("/exam").headers["location"] == "join?next=exam"
    late = learner.send("POST", "/api/sittings", json={"blueprint": "OA-1"}, headers={"X-Talweg-Token": stamp})
    assert (late.status_code, late.json()) == (401, {"detail": "Please log in first."})
    assert "Join your class" in learner.get("/join").text


def test_a_sheet_of_one_learner_holds_nobody_elses_answers(store: Store, teacher: Browser, room: Room) -> None:
    ada, bob = joined(store, room, "Ada", "Bob")
    for learner in (ada, bob):
        answered(store, learner, "right_slot", True, f"{learner}")
    sheet = teacher.get(f"/teacher/classes/{room.id}/learners/{ada}/answers.csv").text
    assert (sheet.count("Ada"), sheet.count("Bob")) == (1, 0)
    assert teachers.class_of(store, 1, room.id).learners == 2


def test_what_comes_after_the_removal_is_told_so(both: Store) -> None:
    room = a_class(both)
    [ada] = joined(both, room, "Ada")
    people.remove(both, room.id, ada, "Ada")
    with pytest.raises(StoreError, match="was removed; nothing was changed"):
        answered(both, ada, "right_slot", True, "late")
