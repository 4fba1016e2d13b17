"""The store: SQLite in the user's data directory, or any database by URL. What `begin` has left is on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, inspect, make_url

from talweg.course.store import faults
from talweg.course.store.clock import now
from talweg.course.store.rows import Errand, one_at_a_time
from talweg.errors import RangeError, StoreError

# So many seconds one waits for a turn: a class that comes in at once is served one after the other.
PATIENCE = 20.0
# A database on a machine that does not answer is told sooner.
REACH = 5
ACCEPTED = "write sqlite:///path or postgresql+psycopg://user@host/name"


def data_directory() -> Path:
    """Where this user's data lies: TALWEG_DATA, or the place that the system keeps for such things."""
    if given := os.environ.get("TALWEG_DATA"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Talweg"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Talweg"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "talweg"


class Store:
    """An open store, its tables up to date.

    `url` is a database URL such as postgresql+psycopg://user@host/name; None is `talweg.db` in the data directory.
    Raises RangeError for a URL that cannot be read, StoreError where the database cannot be reached or written. No
    error, here or later, tells the URL, for it may hold a password.
    """

    def __init__(self, url: str | None = None, clock: Callable[[], int] = now) -> None:
        self.clock = clock
        self._url = located(url)
        self._file = file_of(self._url)
        if self._file:
            _make_private(self._file)
        self.engine = _engine(self._url)
        self._writer = self.engine.execution_options(writes=True)
        # SQLite lets one write at a time, and whoever finds it busy sleeps and looks again: rather wait in a queue.
        self._turn = Lock() if self.engine.dialect.name == "sqlite" else None
        self._identity: tuple[int, int] | None = None
        try:
            with self.begin() as connection:
                _migrate(connection)
            if self._file:
                _make_private(self._file)
            self._identity = self._seen()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is durable when the block ends, or nothing of it happened."""
        self._check_file()
        with faults.told(self._url), _held(self._turn), self._writer.begin() as connection:
            yield connection
        self._check_file()  # what was written to a file that is gone must not be acknowledged

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and waits for no writer."""
        self._check_file()
        with faults.told(self._url), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _check_file(self) -> None:
        """Raise StoreError if another file, or none, stands where the store's file was."""
        if self._identity and self._seen() != self._identity:
            raise StoreError(faults.GONE)

    def _seen(self) -> tuple[int, int] | None:
        """Which file stands at the store's path; None where there is none, or no file at all."""
        try:
            found = os.stat(self._file) if self._file else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None


def located(url: str | None) -> URL:
    """The URL of a store, None being the file in the data directory. Raises RangeError and StoreError."""
    if url is None:
        folder = data_directory()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            faults.LOG.warning("cannot keep data in %s", folder)
            raise StoreError(
                f"cannot keep data in the data directory: {error.strerror}; set TALWEG_DATA to another folder"
            ) from None
        return URL.create("sqlite", database=str(folder / "talweg.db"))
    try:
        found = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise RangeError(f"cannot read the store's URL; {ACCEPTED}") from None
    if found.get_backend_name() == "sqlite" and found.query:
        raise RangeError("the URL of an SQLite store is sqlite:///path, with nothing after the path")
    return found


def file_of(url: URL) -> Path | None:
    """The file of an SQLite store; None for a database that is no file."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def _engine(url: URL) -> Engine:
    kind = url.drivername
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True)
            _prepare_sqlite(engine)
            return engine
        reach = {"connect_timeout": REACH} if url.get_backend_name() == "postgresql" else {}
        pool: dict[str, Any] = {"pool_size": 10, "max_overflow": 0, "pool_timeout": PATIENCE, "pool_pre_ping": True}
        return create_engine(url, connect_args=reach, hide_parameters=True, **pool)
    except ImportError as error:
        raise RangeError(
            f"the store's URL asks for {kind}, and its driver {error.name or ''} is not installed; "
            "pip install 'talweg[postgres]', or use sqlite:///path"
        ) from None
    except (exc.ArgumentError, TypeError, ValueError):
        raise RangeError(f"cannot use the store's URL, which begins with {kind!r}; {ACCEPTED}") from None


def _make_private(path: Path) -> None:
    """Let nobody but this user read the file of the store, and what SQLite keeps beside it."""
    # A file that SQLite may have open is never opened here: closing it again would end the locks of this whole process.
    with suppress(OSError):  # SQLite says what is wrong with the path, and a file of somebody else's stays as it is
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(OSError):
            each.chmod(0o600)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where the store says, and not by guesses
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that begins as a reader may find that another has written meanwhile, and must then give up.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _held(turn: Lock | None) -> Iterator[None]:
    """Wait for our turn among the writers of this process, and then for those of others no longer than usual."""
    if turn is not None and not turn.acquire(timeout=3 * PATIENCE):
        raise StoreError(f"{faults.AWAY}: too many write to it")
    try:
        yield
    finally:
        if turn is not None:
            turn.release()


def _migrate(connection: Connection) -> None:
    """Bring the tables up to date; of several processes that start at once, one does it and the others wait."""
    one_at_a_time(connection, Errand.MIGRATE)
    tables = inspect(connection).get_table_names() if connection.dialect.name == "sqlite" else []
    if tables and "alembic_version" not in tables:
        raise StoreError(faults.DAMAGED)
    with as_file(files("talweg.course.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
