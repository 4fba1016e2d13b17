"""Backups of a store: whole while it is in use, private, and put back only where that is safe."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talweg import cli
from talweg.course.store import Store, answers, learners
from talweg.course.store.answers import Answer
from talweg.course.store.backup import backup, check, restore
from talweg.errors import RangeError, StoreError


def given(token: str) -> Answer:
    whole = {"mode": "review", "template": "two_errors", "seed": 3, "section": "loss", "level": 2, "response": 1}
    return Answer(token=token, right=True, credit=1.0, misconceptions=(), given_at=9, **whole)  # type: ignore[arg-type]


def filled(path: Path, count: int) -> Store:
    store = Store(f"sqlite:///{path}")
    for number in range(count):
        with store.begin() as connection:
            answers.record(connection, learners.alone(connection, 1), given(f"token-{number}"))
    return store


def tokens(path: Path) -> int:
    store = Store(f"sqlite:///{path}")
    with store.read() as connection:
        found = len(answers.all_of(connection, 1, 10))
    store.close()
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALWEG_DATA", str(tmp_path))
    monkeypatch.delenv("TALWEG_STORE", raising=False)
    return tmp_path / "talweg.db"


def test_a_backup_of_a_store_in_use_has_every_answer(home: Path, tmp_path: Path) -> None:
    store, copy = filled(home, 30), tmp_path / "copy.db"
    plain = shutil.copy(home, tmp_path / "plain.db")
    with store.read() as connection:  # somebody reads meanwhile
        assert len(answers.all_of(connection, 1, 10)) == 30
        assert backup(None, copy) == 30
    store.close()
    assert (
        sqlite3.connect(f"file:{plain}?immutable=1", uri=True).execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    )
    assert tokens(copy) == 30
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir() if "copy" in each.name) == ["copy.db"], "one file"
    with pytest.raises(RangeError, match="is there already"):
        backup(None, copy)


def test_what_was_there_is_kept_when_a_backup_is_put_back(home: Path, tmp_path: Path) -> None:
    filled(home, 3).close()
    backup(None, tmp_path / "copy.db")
    store = filled(home, 5)
    with pytest.raises(StoreError, match="in use, and nothing was changed; stop the server"):
        restore(None, tmp_path / "copy.db")
    assert tokens(home) == 5
    store.close()
    count, kept = restore(None, tmp_path / "copy.db")
    assert kept is not None
    assert (count, tokens(home), tokens(kept)) == (3, 3, 5)
    assert stat.S_IMODE(home.stat().st_mode) == 0o600


def test_a_damaged_store_can_be_put_back_and_a_damaged_backup_cannot(home: Path, tmp_path: Path) -> None:
    filled(home, 4).close()
    copy = tmp_path / "copy.db"
    backup(None, copy)
    home.write_bytes(b"SQLite format 3\0" + b"\7" * 8000)
    assert check(None) != []
    with pytest.raises(StoreError):
        backup(None, tmp_path / "another.db")
    assert not (tmp_path / "another.db").exists()
    assert restore(None, copy)[0] == 4
    assert check(None) == []
    bad = tmp_path / "bad.db"
    for content in (b"", b"no database", copy.read_bytes()[:9000]):
        bad.write_bytes(content)
        with pytest.raises(StoreError, match="not sound, and nothing was changed"):
            restore(None, bad)
    with sqlite3.connect(copy) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(StoreError, match="made by a newer Talweg"):
        restore(None, copy)
    assert tokens(home) == 4
    assert not list(tmp_path.glob(".*")), "nothing is left lying about"


def test_answers_of_nobody_are_found(home: Path) -> None:
    filled(home, 2).close()
    with sqlite3.connect(home) as connection:
        connection.execute("UPDATE answer SET learner_id = 77 WHERE token = 'token-1'")
    connection.close()
    assert check(None) == ["row 2 of answer belongs to a row of learner that is not there"]


def test_the_commands(home: Path, tmp_path: Path) -> None:
    filled(home, 2).close()

    def run(*line: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli.app, ["store", *line])
        return done.exit_code, done.output

    assert run("backup", str(tmp_path / "b.db")) == (0, f"{tmp_path / 'b.db'}: 2 answers\n")
    assert run("check") == (0, "the store is sound\n")
    assert "2 answers are back; what was there before is kept as" in run("restore", str(tmp_path / "b.db"))[1]
    home.write_bytes(b"nothing")
    status, said = run("check")
    assert (status, "restore FILE" in said) == (1, True)


def test_another_database_has_tools_of_its_own() -> None:
    for act in (backup, restore):
        with pytest.raises(RangeError, match="pg_dump --format=custom") as caught:
            act("postgresql+psycopg://me:secret@db.example/x", Path("x"))
        assert "secret" not in str(caught.value)
