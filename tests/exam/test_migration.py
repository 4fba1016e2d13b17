"""A store of an earlier Talweg: opened, brought up to date, and nothing in it is lost or counts otherwise."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from talweg.course.exam import classroom, conditions, sitting, teachers
from talweg.course.exam.conditions import Conditions
from talweg.course.store import MINUTE, Store, answers, migrations
from talweg.errors import StoreError

from exams import Clock

HERE = Path(__file__).parent
# 0.1.0: a class with Ada, who sits an exam whose last answer was taken back, and Bob, who has practised and sits one.
OLD = HERE / "store_0002.sql"
# Before exams had conditions: a class with Ada, who sits an exam of ten minutes, and Bob, who has handed his in.
FREE = HERE / "store_0003.sql"


def made(path: Path, script: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text("utf-8"))
    connection.close()
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "old.db", OLD)


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


def test_a_class_from_before_conditions_gets_them(tmp_path: Path) -> None:
    clock = Clock()
    start = clock.at
    store = Store(f"sqlite:///{made(tmp_path / 'free.db', FREE)}", clock)
    [room] = teachers.classes(store, 1)
    ids = {each["name"]: each["id"] for each in classroom.presence(store, room.id)["learners"]}
    [ada] = classroom.exams(store, room.id, ids["Ada"])
    [bob] = classroom.exams(store, room.id, ids["Bob"])
    assert (ada["ended_at"], ada["ends_at"]) == (None, start + 10 * MINUTE)
    assert bob["ended_at"] == start
    conditions.give_extra(store, room.id, ids["Ada"], 50)
    conditions.give_extra(store, room.id, ids["Bob"], 50)
    conditions.change(store, room.id, "trial", Conditions(attempts=1))
    assert sitting.clock(store, ids["Ada"], ada["id"])["ends_at"] == start + 15 * MINUTE
    assert sitting.clock(store, ids["Bob"], bob["id"])["ended_at"] == start, "what was over stays over"
    assert sitting.read(store, ids["Ada"], ada["id"])["places"][0]["response"] is not None
    store.close()


def test_the_tables_of_postgresql_are_brought_up_to_date_with_what_is_in_them(postgres: str) -> None:
    engine = create_engine(postgres)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for row in (
            "teacher VALUES (1, 'Dale', '', 5)",
            "classroom VALUES (1, 1, '7b', 'CODE', 5)",
            "learner VALUES (1, 1, 'Ada', NULL, 5, NULL, 'ada', NULL)",
            "sitting VALUES ('one', 1, 'trial', 'A trial', 1700000000000, 1700000720000, NULL)",
        ):
            connection.execute(text(f"INSERT INTO {row}"))
    engine.dispose()
    store = Store(postgres, Clock())
    conditions.give_extra(store, 1, 1, 25)
    assert sitting.clock(store, 1, "one")["ends_at"] == 1_700_000_000_000 + 15 * MINUTE, "twelve minutes were drawn"
    store.close()
