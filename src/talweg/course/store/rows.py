"""What each database says in its own way: to insert a row unless it is there, to be the only process at something."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite


class Errand(IntEnum):
    """What only one process may be at. A lock is named by a number: any will do that is the same in all processes."""

    MIGRATE = 8_171_402
    ADD_THE_LEARNER_ALONE = 8_171_403
    ADMIT_THE_FIRST_TEACHER = 8_171_404


def one_at_a_time(connection: Connection, errand: Errand) -> None:
    """Until this transaction ends, no other process is on the same errand; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:errand)"), {"errand": int(errand)})


def inserting(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    """An INSERT that can say what happens where the row is there already."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).values(**row)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any], unique: list[str]) -> bool:
    """Insert `row`; False if one with the same `unique` columns is there, which then stays as it is."""
    statement = inserting(connection, table, row).on_conflict_do_nothing(index_elements=unique)
    return connection.execute(statement.returning(table.c[unique[0]])).first() is not None


def put(connection: Connection, table: Table, row: Mapping[str, Any], unique: list[str]) -> None:
    """Insert `row`, or change the one that has the same `unique` columns."""
    statement = inserting(connection, table, row)
    changed = {name: statement.excluded[name] for name in row if name not in unique}
    connection.execute(statement.on_conflict_do_update(index_elements=unique, set_=changed))
