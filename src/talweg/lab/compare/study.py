"""A study: the runs of comparisons in a database, each kept as soon as it is over, and known again by its digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from talweg.errors import RangeError, StoreError
from talweg.lab.compare.trial import Row

try:
    import sqlalchemy as sql
except ImportError as error:
    raise ImportError("a study is kept by SQLAlchemy: pip install 'talweg[lab]'") from error

PATIENCE = 60.0
"""So many seconds one process waits until another has written."""
AT_ONCE = 500
"""So many digests are asked for at a time."""
_TABLES = sql.MetaData()
RUNS = sql.Table(
    "talweg_runs",
    _TABLES,
    sql.Column("digest", sql.String(32), primary_key=True),
    sql.Column("problem", sql.String(200), nullable=False),
    sql.Column("rule", sql.Text, nullable=False),
    sql.Column("trial", sql.Integer, nullable=False),
    sql.Column("hyper", sql.Text, nullable=False),
    sql.Column("seed", sql.BigInteger, nullable=False),
    sql.Column("steps", sql.BigInteger, nullable=False),
    sql.Column("final", sql.Double, nullable=False),  # inf where the run diverged, which both databases keep
    sql.Column("left_at", sql.BigInteger),
    sql.Column("seconds", sql.Double, nullable=False),
    sql.Column("curve", sql.Text, nullable=False),
    sql.Column("ended", sql.String(32), nullable=False),
)


class Study:
    """An open study: a file of SQLite by its path, or a database by its URL. Close it, or use it in a with block.

    Several processes may share one: who finds a run there does not take it again. Raises RangeError for what is no path
    and no URL, StoreError where it cannot be opened; no error tells the URL, for it may hold a password.
    """

    def __init__(self, where: str | Path) -> None:
        self.where = _shown(where)
        try:
            url = _url(where)
            arguments = {"timeout": PATIENCE} if url.get_backend_name() == "sqlite" else {}
            self._engine = sql.create_engine(url, connect_args=arguments)
            with self._told():
                self._create()
        except (sql.exc.ArgumentError, sql.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise RangeError(
                f"the study {self.where} is neither a path nor a URL that can be opened: {_first(error)}; write "
                "study.db, sqlite:///path or postgresql+psycopg://user@host/name"
            ) from None

    def _create(self) -> None:
        try:
            _TABLES.create_all(self._engine)
        except sql.exc.OperationalError:  # another process may have been faster
            if not sql.inspect(self._engine).has_table(RUNS.name):
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def known(self, digests: Iterable[str]) -> dict[str, Row]:
        """The runs that are there, by digest, of those asked for."""
        asked, found = list(digests), {}
        with self._told(), self._engine.connect() as connection:
            for start in range(0, len(asked), AT_ONCE):
                some = RUNS.c.digest.in_(asked[start : start + AT_ONCE])
                for row in connection.execute(sql.select(RUNS).where(some)).mappings():
                    found[row["digest"]] = _read(row)
        return found

    def there(self, digests: Iterable[str]) -> set[str]:
        """Which of these runs are there."""
        asked, found = list(digests), set[str]()
        with self._told(), self._engine.connect() as connection:
            for start in range(0, len(asked), AT_ONCE):
                some = RUNS.c.digest.in_(asked[start : start + AT_ONCE])
                found |= {*connection.execute(sql.select(RUNS.c.digest).where(some)).scalars()}
        return found

    def keep(self, rows: Iterable[Row]) -> None:
        """Write these runs; one that another process has written in the meantime stays as it is."""
        written = [_values(row) for row in rows]
        if not written:
            return
        with self._told():
            try:
                with self._engine.begin() as connection:
                    connection.execute(RUNS.insert(), written)
            except sql.exc.IntegrityError:  # some are there: one by one
                for values in written:
                    with suppress(sql.exc.IntegrityError), self._engine.begin() as connection:
                        connection.execute(RUNS.insert().values(values))

    def __len__(self) -> int:
        with self._told(), self._engine.connect() as connection:
            return int(connection.execute(sql.select(sql.func.count()).select_from(RUNS)).scalar_one())

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sql.exc.SQLAlchemyError, OSError) as error:
            if isinstance(error, sql.exc.ArgumentError | sql.exc.NoSuchModuleError | sql.exc.IntegrityError):
                raise
            raise StoreError(f"the study {self.where} cannot be read or written: {_first(error)}") from None


def _values(row: Row) -> dict[str, Any]:
    values = {**asdict(row), "left_at": row.left, "curve": json.dumps(row.curve), "ended": _now()}
    del values["left"]
    return values


def _read(row: Any) -> Row:
    curve = tuple((step, value, seconds) for step, value, seconds in json.loads(row["curve"]))
    return Row(
        row["digest"], row["problem"], row["rule"], row["trial"], row["hyper"], row["seed"], row["steps"],
        row["final"], row["left_at"], row["seconds"], curve,
    )  # fmt: skip


def _url(where: str | Path) -> sql.URL:
    text = str(where)
    if not isinstance(where, str | Path) or not text.strip() or "\0" in text:
        raise RangeError(f"a study is a path such as study.db, or the URL of a database; got {where!r:.60}")
    if "://" in text:
        return sql.make_url(text)
    path = Path(text).expanduser()
    if path.is_dir() or not path.absolute().parent.is_dir():
        reason = "it is a folder" if path.is_dir() else "its folder does not exist"
        raise StoreError(f"the study {text} cannot be written: {reason}")
    return sql.URL.create("sqlite", database=str(path))


def _shown(where: object) -> str:
    """A path as it is; of a URL only the kind of database."""
    text = str(where)
    return f"at {text.partition('://')[0]}://..." if "://" in text else text[:200]


def _first(error: BaseException) -> str:
    """The first line of what a database says, without the statement and its values."""
    origin = getattr(error, "orig", None) or error
    return next(iter(str(origin).splitlines()), type(origin).__name__)[:200]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
