"""A store of an earlier Talweg: opened, brought up to date, and nothing in it is lost or counts otherwise."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from talweg.course.exam import classroom, sitting, teachers
from talweg.course.store import Store, answers
from talweg.errors import StoreError

from exams import Clock

# 0.1.0: a class with Ada, who sits an exam whose last answer was taken back, and Bob, who has practised and sits one.
OLD = Path(__file__).parent / "store_0002.sql"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "old.db"
    connection = sqlite3.connect(found)
    connection.executescript(OLD.read_text("utf-8"))
    connection.close()
    return found


def test_a_store_of_0_1_0_goes_on(path: Path) -> None:
    clock = Clock()
    clock.at += 6 * 60_000
    store = Store(f"sqlite:///{path}", clock)
    [room] = teachers.classes(store, 1)
    seen = classroom.presence(store, room.id)["learners"]
    assert [(each["name"], each["doing"], each["answered"], each["answers"]) for each in seen] == [
        ("Ada", "exam", 1, 0),
        ("Bob", "exam", 0, 2),
    ]
    assert [each.count for each in classroom.items(store, room.id)] == [1]
    [shown] = classroom.misconceptions(store, room.id)
    assert (shown["learners"], shown["met"], shown["answers"]) == (1, 1, 1)
    ada = seen[0]["id"]
    [exam] = classroom.exams(store, room.id, ada)
    sitting.hand_in(store, ada, exam["id"])
    assert sitting.report(store, ada, exam["id"])["credit"] == 1
    assert [each["answers"] for each in classroom.presence(store, room.id)["learners"]] == [1, 2]
    with store.read() as connection:
        assert len(answers.all_of(connection, ada, clock.at)) == 4, "everything that was said is kept"
    store.close()


def test_what_was_handed_in_before_counts_as_it_did(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE sitting SET ended_at = ends_at")
    connection.commit()
    connection.close()
    store = Store(f"sqlite:///{path}", Clock())
    [room] = teachers.classes(store, 1)
    assert [each["answers"] for each in classroom.presence(store, room.id)["learners"]] == [1, 2]
    assert len(classroom.answers(store, room.id)) == 3
    store.close()


def test_a_store_of_a_newer_talweg_is_left_as_it_is(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.commit()
    before = list(connection.iterdump())
    with pytest.raises(StoreError, match="made by a newer Talweg, and nothing was changed"):
        Store(f"sqlite:///{path}")
    assert list(connection.iterdump()) == before
    connection.close()
