"""Statements that mean the same on both databases."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, into: Table, **values: object) -> bool:
    """Insert a row unless one with its key stands there; tells whether it was inserted."""
    return connection.execute(_insert(connection, into).on_conflict_do_nothing(), values).rowcount == 1


def upsert(connection: Connection, into: Table, on: Sequence[str], **values: object) -> None:
    """Insert a row, or replace the values of the one with the same key."""
    statement = _insert(connection, into)
    replaced = {name: statement.excluded[name] for name in values if name not in on}
    connection.execute(statement.on_conflict_do_update(index_elements=list(on), set_=replaced), values)


def _insert(connection: Connection, into: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(into) if connection.dialect.name == "postgresql" else sqlite.insert(into)
