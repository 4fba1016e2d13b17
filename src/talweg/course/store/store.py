"""The store: SQLite in the user's data directory, or any database by URL. What `begin` has left is on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url

from talweg.course.store.clock import now
from talweg.course.store.rows import Errand, one_at_a_time
from talweg.errors import RangeError, StoreError

# Half a minute would be a page that never comes: rather say that the store is busy.
PATIENCE = 5.0


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
    Raises RangeError for a URL that cannot be read, StoreError where the database cannot be reached or written.
    """

    def __init__(self, url: str | None = None, clock: Callable[[], int] = now) -> None:
        self.clock = clock
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(writes=True)
        # SQLite lets one write at a time, and whoever finds it busy sleeps and looks again: rather wait in a queue.
        self._turn = Lock() if self.engine.dialect.name == "sqlite" else None
        with self.begin() as connection:
            _migrate(connection)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is durable when the block ends, or nothing of it happened."""
        with _plain_errors(), _held(self._turn), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and waits for no writer."""
        with _plain_errors(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _engine(url: str | None) -> Engine:
    if url is None:
        folder = data_directory()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot keep data in {folder}: {error.strerror}; set TALWEG_DATA to another folder"
            ) from None
        url = f"sqlite:///{folder / 'talweg.db'}"
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": PATIENCE})
            _prepare_sqlite(engine)
            return engine
        return create_engine(parsed, pool_size=10, max_overflow=0, pool_timeout=PATIENCE, pool_pre_ping=True)
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise RangeError(
            f"cannot read the store's URL {url!r} ({error}); write sqlite:///path or postgresql+psycopg://user@host/name"
        ) from None


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
    if turn is not None and not turn.acquire(timeout=PATIENCE):
        raise StoreError("the store cannot be used now, and nothing was lost: too many write to it")
    try:
        yield
    finally:
        if turn is not None:
            turn.release()


def _migrate(connection: Connection) -> None:
    """Bring the tables up to date; of several processes that start at once, one does it and the others wait."""
    one_at_a_time(connection, Errand.MIGRATE)
    with as_file(files("talweg.course.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What the database says, in words that a page can show; nothing has been written."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreError(f"the store cannot be used now, and nothing was lost: {said}") from error
    except exc.IntegrityError as error:
        raise StoreError("the store cannot take this: what it belongs to was removed; nothing was changed") from error
