"""A copy of a store that can be trusted, while the server runs; and back again.

A store is more than one file: what was acknowledged last stands in a log beside it, which a plain copy leaves behind.
SQLite copies both, as they are at one moment (https://sqlite.org/backup.html).
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from talweg.course.store.store import Store, file_of, located
from talweg.errors import RangeError, StoreError

HEAD = ("alembic_version", "answer", "learner", "sitting")
"""Tables that every store has."""


def backup(url: str | None, target: Path) -> int:
    """Copy the store at `url` to the new file `target`, whoever may use it meanwhile: how many answers are in it.

    The file is readable by this user alone, and stands there whole or not at all. Raises RangeError for a database
    that is no file of SQLite and for a target that is there already, StoreError for a store that cannot be read.
    """
    source = _file(url)
    if target.exists():
        raise RangeError(f"store backup: {target} is there already; name a new file")
    _existing(source)
    return _copied(source, target)


def restore(url: str | None, source: Path) -> tuple[int, Path | None]:
    """Put the backup `source` in the place of the store at `url`, whose server must be stopped.

    Gives the count of answers in it, and where the former store is kept. Raises StoreError, before anything is
    changed, for a backup that is not sound or made by a newer Talweg, and for a store that is in use.
    """
    target = _file(url)
    _existing(source)
    if found := faults_of(source):
        raise StoreError(f"store restore: {source} is not sound, and nothing was changed: {found[0]}")
    kept = None
    if target.exists():
        _alone(target)
        kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
    with _beside(target) as new:
        count = _copied(source, new)
        Store(f"sqlite:///{new}").close()  # its tables are brought up to date, or it is refused
        _alone(new)
        if kept:
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{target}{ending}").rename(f"{kept}{ending}")
        new.rename(target)
    return count, kept


def check(url: str | None) -> list[str]:
    """What is wrong with the store at `url`, which is not changed; nothing if it is sound. Raises RangeError."""
    source = _file(url)
    _existing(source)
    return faults_of(source)


def faults_of(path: Path) -> list[str]:
    """What is wrong with a file that should hold a store."""
    try:
        with closing(_opened(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if missing := [each for each in HEAD if each not in tables]:
                return [f"it is no store of Talweg's: it has no table {missing[0]}"]
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            broken = list(connection.execute("PRAGMA foreign_key_check"))
    except sqlite3.Error as error:
        return [str(error)]
    return found + [
        f"row {row} of {table} belongs to a row of {parent} that is not there" for table, row, parent, _ in broken[:20]
    ]


def count_of(path: Path) -> int:
    """How many answers a file holds."""
    with closing(_opened(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])


def _file(url: str | None) -> Path:
    found = file_of(located(url))
    if found is None:
        raise RangeError(
            "talweg store works on files of SQLite; for PostgreSQL use pg_dump --format=custom --file FILE, and "
            "pg_restore --clean --dbname NAME FILE"
        )
    return found


def _existing(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"there is no file {path}")


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that makes no file and changes nothing that was written."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5)


def _copied(source: Path, target: Path) -> int:
    with _beside(target) as new:
        try:
            with closing(_opened(source)) as old, closing(sqlite3.connect(new)) as copy:
                old.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        except sqlite3.Error as error:
            raise StoreError(f"cannot copy {source}: {error}") from None
        if found := faults_of(new):
            raise StoreError(f"{source} is not sound, and no copy was made: {found[0]}")
        count = count_of(new)
        with new.open("rb") as written:
            os.fsync(written.fileno())
        new.rename(target)
    return count


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file in the folder of `target`, that only this user may read; it is gone in the end if not renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    except OSError as error:
        raise StoreError(f"cannot write {target}: {error.strerror}") from None
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{name}{ending}").unlink(missing_ok=True)


def _alone(path: Path) -> None:
    """Bring what stands in the log into the file itself. Raises StoreError if anyone else has it open."""
    try:
        with closing(_opened(path)) as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise StoreError(
                "store restore: the store is in use, and nothing was changed; stop the server first"
            ) from None
        # A store that is damaged is what a backup is for: it is moved aside as it is.
