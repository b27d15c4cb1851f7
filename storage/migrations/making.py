"""Tables as migrations make them. What stands here is never changed, only added to: old migrations rely on it.

A migration imports nothing else of ours, so that it makes tomorrow what it made today.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

Columns = list["sa.Column[Any]"]
"""Columns of one type, in their order."""

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A row's number; SQLite counts only columns of the type INTEGER by itself."""


def number() -> Columns:
    """Make a row's number, which counts by itself and is never given twice."""
    return [sa.Column("id", _NUMBER, autoincrement=True, nullable=False)]


def numbers(*names: str, null: bool = False) -> Columns:
    """Make columns for the numbers of other rows, for those that `refers` of `table` does not name."""
    return [sa.Column(name, _NUMBER, nullable=null, autoincrement=False) for name in names]


def wholes(*names: str, null: bool = False) -> Columns:
    """Make columns for whole numbers."""
    return [sa.Column(name, sa.Integer(), nullable=null, autoincrement=False) for name in names]


def instants(*names: str, null: bool = False) -> Columns:
    """Make columns for instants: microseconds since 1970."""
    return [sa.Column(name, sa.BigInteger(), nullable=null) for name in names]


def flags(*names: str) -> Columns:
    """Make columns that are true or false."""
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def names(*names: str, null: bool = False) -> Columns:
    """Make columns for what copbot or a platform calls something."""
    return [sa.Column(name, sa.String(), nullable=null) for name in names]


def texts(*names: str, null: bool = False) -> Columns:
    """Make columns for what members typed, for JSON, and for local times."""
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def table(
    name: str,
    *columns: "sa.Column[Any]",
    key: Sequence[str] = ("id",),
    refers: Mapping[str, str] | None = None,
    unique: Mapping[str, Sequence[str]] | None = None,
    rowid: bool = True,
) -> None:
    """Make a table; `refers` gives for a column the table whose `id` it is, and so the type of a row's number."""
    for column in columns:
        if refers and column.name in refers:
            column.type = _NUMBER
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{name}_{column}_{to}")
            for column, to in (refers or {}).items()
        ),
        *(sa.UniqueConstraint(*several, name=called) for called, several in (unique or {}).items()),
        sqlite_autoincrement=any(column.autoincrement is True for column in columns),
        sqlite_with_rowid=rowid,
    )


def index(name: str, of: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    """Index a table, or only those of its rows that are asked for."""
    only = None if where is None else sa.text(where)
    op.create_index(name, of, list(columns), unique=unique, sqlite_where=only, postgresql_where=only)
