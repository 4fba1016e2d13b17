"""The store: tables by migration, whole transactions or none, durable when a transaction has ended."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from talweg.course.store import Store, answers, data_directory, learners
from talweg.course.store.answers import Answer
from talweg.course.store.schema import answer, metadata
from talweg.errors import RangeError, StoreError


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of each kind; PostgreSQL where it is installed."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'talweg.db'}"
    else:
        yield request.getfixturevalue("postgres")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


def given(token: str, **changes: object) -> Answer:
    whole = {"mode": "practice", "template": "right_slot", "seed": 2**53 - 1, "section": "loss", "level": 1}
    whole |= {"response": 2, "right": False, "credit": 0.0, "misconceptions": ("drops the factor 2",), "given_at": 5}
    return Answer(token=token, **{**whole, **changes})  # type: ignore[arg-type]


def test_the_migrations_make_the_tables_that_the_code_expects(url: str) -> None:
    store = Store(url)
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    Store(url).close()  # a second start changes nothing
    store.close()


def test_an_answer_sent_twice_counts_once(store: Store) -> None:
    with store.begin() as connection:
        me = learners.alone(connection, 1)
        assert answers.record(connection, me, given("a"))
        assert not answers.record(connection, me, given("a", response=1, right=True))
        assert answers.record(connection, me, given("b", template="two_errors", response=[0.5, None]))
    with store.read() as connection:
        assert learners.alone(connection, 2) == me, "there is one learner alone"
        rows = answers.all_of(connection, me, 10)
    assert [(row.token, row.response, row.right) for row in rows] == [("a", 2, False), ("b", [0.5, None], False)]
    assert rows[0].seed == 2**53 - 1
    assert rows[0].misconceptions == ["drops the factor 2"]


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    with store.begin() as connection:
        me = learners.alone(connection, 1)

    def fail_halfway() -> None:
        with store.begin() as connection:
            answers.record(connection, me, given("a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with store.read() as connection:
        assert answers.all_of(connection, me, 10) == []


def _answer_many(url: str, name: str, count: int) -> None:
    store = Store(url)
    for number in range(count):
        with store.begin() as connection:
            answers.record(connection, 1, given(f"{name}{number}"))


@pytest.mark.slow
def test_several_processes_write_at_once(url: str) -> None:
    # None of them has made the tables before: all of them try at once.
    spawn = multiprocessing.get_context("spawn")
    first = Store(url)
    with first.begin() as connection:
        assert learners.alone(connection, 1) == 1
    workers = [spawn.Process(target=_answer_many, args=(url, name, 25)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with first.read() as connection:
        assert len(answers.all_of(connection, 1, 10)) == 50
    first.close()


WRITER = """
import sys
from talweg.course.store import Store, answers, learners
from test_store import given

store = Store(sys.argv[1])
with store.begin() as connection:
    me = learners.alone(connection, 1)
for number in range(100_000):
    with store.begin() as connection:
        answers.record(connection, me, given(f"{number}"))
    print(number, flush=True)  # acknowledged
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(url: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    assert child.stdout
    seen = -1
    for line in child.stdout:
        seen = int(line)
        if seen == 40:
            os.kill(child.pid, signal.SIGKILL)
            break
    seen = max([seen, *map(int, child.stdout.read().split())])
    child.wait()
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    store = Store(url)
    with store.read() as connection:
        kept = {int(row.token) for row in connection.execute(select(answer))}
    assert kept >= set(range(seen + 1))
    assert len(kept) <= seen + 2, "at most one was written whose word never came"
    store.close()


def test_a_locked_database_is_told_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talweg.course.store.store.PATIENCE", 0.1)
    path = tmp_path / "talweg.db"
    store = Store(f"sqlite:///{path}")
    with store.begin() as connection:
        me = learners.alone(connection, 1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    lost = "cannot be used now, and nothing was lost: database is locked"
    with pytest.raises(StoreError, match=lost), store.begin() as connection:
        answers.record(connection, me, given("a"))
    with store.read() as connection:
        assert answers.all_of(connection, me, 10) == [], "readers go on"
    other.execute("ROLLBACK")
    other.close()
    with store.begin() as connection:
        assert answers.record(connection, me, given("a"))
    store.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'talweg.db'}")
    with store.begin() as connection:
        me = learners.alone(connection, 1)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 8
    kept = -1

    def fill() -> None:
        nonlocal kept
        for number in range(1000):
            with store.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
                answers.record(connection, me, given(f"{number}", response="x" * 4000))
            kept = number

    with pytest.raises(StoreError, match="database or disk is full"):
        fill()
    with store.read() as connection:
        tokens = [int(row.token) for row in answers.all_of(connection, me, 10)]
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert tokens == list(range(kept + 1))
    assert kept > 0
    store.close()


@pytest.mark.parametrize(
    "url, error, word",
    [
        ("mongo://x", RangeError, "begins with 'mongo'; write sqlite"),
        ("no url", RangeError, "write sqlite:///path or postgresql"),
        ("sqlite:////nowhere/at/all/x.db", StoreError, "unable to open database file"),
        ("postgresql+psycopg://x@127.0.0.1:1/x", StoreError, "nothing was lost"),
    ],
)
def test_bad_urls(url: str, error: type[Exception], word: str) -> None:
    with pytest.raises(error, match=word.replace("+", r"\+")):
        Store(url)


def test_the_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path / "here"))
    assert data_directory() == tmp_path / "here"
    Store().close()
    assert (tmp_path / "here/talweg.db").is_file()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path / "file/below"))
    with pytest.raises(StoreError, match="set TALWEG_DATA to another folder"):
        Store()
    monkeypatch.delenv("TALWEG_DATA")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_DATA_HOME", "/x")
        assert data_directory() == Path("/x/talweg")


def test_postgres_is_there_on_ci() -> None:
    if os.environ.get("CI"):
        assert shutil.which("pg_ctl") or list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
