"""A store in trouble: what is told is one sentence without secrets, and nothing is made worse."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, exc, text

from talweg.course.exam import sitting
from talweg.course.store import Store, faults, learners
from talweg.course.store.schema import classroom
from talweg.errors import RangeError, StoreError, TalwegError

from class_site import PLAN
from exams import Clock

SECRET = "tr0ub4dor"
URLS = [
    f"postgresql+nodriver://me:{SECRET}@db.school.example/x",
    f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/x",
    f"postgresql+psycopg://127.0.0.1:1/x?user=me&password={SECRET}",
    f"postgresql+psycopg://me:{SECRET}@[::1/x",
    f"postgresql+psycopg://me:{SECRET}@host:port/x",
    f"mysql+pymysql://me:{SECRET}@db.school.example/x",
    f"oracle://me:{SECRET}@db.school.example/x",
    f"mongo://me:{SECRET}@db.school.example/x",
    f"postgresql//me:{SECRET}@db.school.example",
    f"sqlite:///nowhere/{SECRET}/x.db",
    f"sqlite:///x.db?{SECRET}=1",
]


@pytest.mark.parametrize("url", URLS)
def test_no_error_tells_the_url(url: str, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TalwegError) as caught:
        Store(url).close()
    chain, error = [], caught.value
    while error is not None and not error.__suppress_context__:
        chain.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    told = " ".join(map(str, [caught.value, *chain]))
    assert SECRET not in told + caplog.text
    assert "school" not in told
    assert "\n" not in told
    assert len(told) < 250


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RangeError, match=r"its driver psycopg is not installed; pip install 'talweg\[postgres\]'"):
        Store(f"postgresql+psycopg://me:{SECRET}@db/x")


def test_the_log_has_the_database_s_words_without_its_password(caplog: pytest.LogCaptureFixture) -> None:
    url = URL.create("postgresql+psycopg", "me", SECRET, "db.school.example", query={"sslpassword": "h3len"})
    caplog.set_level(logging.WARNING, "talweg.store")
    with pytest.raises(StoreError, match="nothing was lost: the database does not answer"), faults.told(url):
        raise exc.OperationalError("SELECT 1", {}, Exception(f"refused {SECRET} h3len at db.school.example\nmore"))
    assert "refused *** *** at db.school.example" in caplog.text


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\1" * 9000])
def test_a_damaged_file_is_one_sentence_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "talweg.db"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store(f"sqlite:///{path}")
    assert str(caught.value) == faults.DAMAGED
    assert str(tmp_path) not in str(caught.value)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE learner (face BLOB)")
    connection.close()
    with pytest.raises(StoreError, match="no database of Talweg's"):
        Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["learner"]
    connection.close()


def test_pages_that_break_later_are_told(tmp_path: Path) -> None:
    path = tmp_path / "talweg.db"
    store = Store(f"sqlite:///{path}")
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\7" * (len(content) - 4096)
    with path.open("r+b") as file:
        file.write(content)
    with pytest.raises(StoreError, match="damaged"), store.begin() as connection:
        learners.alone(connection, 1)
    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_goes_while_the_server_runs_is_noticed(tmp_path: Path, replaced: bool) -> None:
    path, away = tmp_path / "talweg.db", tmp_path / "away.db"
    store = Store(f"sqlite:///{path}")

    def write() -> None:
        with store.begin() as connection:
            path.rename(away)
            if replaced:
                shutil.copy(away, path)
            learners.alone(connection, 1)

    with pytest.raises(StoreError, match="was deleted or replaced"):
        write()
    for act in (store.begin, store.read):
        with pytest.raises(StoreError, match="put it back, or restart the server"), act():
            pass
    assert path.exists() == replaced, "no empty store takes its place"
    away.replace(path)
    with store.read() as connection:
        assert connection.execute(classroom.select()).all() == []
    store.close()


def test_nobody_else_may_read_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path / "new/data"))
    before = os.umask(0o022)
    try:
        store = Store()
        with store.begin() as connection:
            learners.alone(connection, 1)
            kept = sorted(Path(tmp_path / "new/data").iterdir())
            assert [each.name for each in kept] == ["talweg.db", "talweg.db-shm", "talweg.db-wal"]
            assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
        store.close()
        kept[0].chmod(0o644)
        Store().close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600, "one from before is made private, too"


def test_a_text_that_no_database_keeps_is_the_sender_s_fault(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'talweg.db'}")
    with pytest.raises(RangeError, match="cannot keep this text"), store.begin() as connection:
        connection.execute(classroom.select().where(classroom.c.join_code == "\ud83d"))
    store.close()


def test_an_exam_that_ended_stays_ended_whatever_the_clock_says(tmp_path: Path) -> None:
    clock, behind = Clock(), Clock()
    store, other = (Store(f"sqlite:///{tmp_path / 'talweg.db'}", each) for each in (clock, behind))
    with store.begin() as connection:
        me = learners.alone(connection, 1)
    name = sitting.begin(store, me, PLAN)
    assert not sitting.clock(other, me, name)["over"]
    start, clock.at = clock.at, clock.at + PLAN.minutes * 60_000 + 3_001
    seen = sitting.report(store, me, name)
    clock.at = start + 1
    for each in (store, other):
        assert sitting.report(each, me, name)["credit"] == seen["credit"]
        assert sitting.clock(each, me, name)["over"]
        with pytest.raises(TalwegError, match="is over"):
            sitting.save(each, me, name, 0, 0, "token-late")
        assert sitting.begin(each, me, PLAN) != name
        sitting.hand_in(each, me, name)
        assert sitting.clock(each, me, name)["ended_at"] == start + PLAN.minutes * 60_000
    for each in (store, other):
        each.close()


def test_another_store_of_this_process_ends_no_lock(tmp_path: Path) -> None:
    """A file that is opened and closed beside SQLite takes the locks of its whole process with it."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    alter = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode = DELETE')"
    first = Store(url)
    with first.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM answer")).scalar_one() == 0
        Store(url).close()
        done = subprocess.run(
            [sys.executable, "-c", alter, str(tmp_path / "a.db")], capture_output=True, text=True, check=False
        )
    first.close()
    assert "database is locked" in done.stderr
