"""Insert a row unless it is there already, on any of the databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite


def one_at_a_time(connection: Connection, errand: int) -> None:
    """Until this transaction ends, no other process is on the same errand; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:errand)"), {"errand": errand})


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any], unique: list[str]) -> bool:
    """Insert `row`; False if one with the same `unique` columns is there, which then stays as it is."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row).on_conflict_do_nothing(index_elements=unique)
    return connection.execute(statement.returning(table.c[unique[0]])).first() is not None


def put(connection: Connection, table: Table, row: Mapping[str, Any], unique: list[str]) -> None:
    """Insert `row`, or change the one that has the same `unique` columns."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row)
    changed = {name: statement.excluded[name] for name in row if name not in unique}
    connection.execute(statement.on_conflict_do_update(index_elements=unique, set_=changed))
