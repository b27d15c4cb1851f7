"""Statements that mean the same on both databases, compiled once.

SQLAlchemy compiles an `INSERT … ON CONFLICT` anew each time and spends most of a short statement's time on its own
bookkeeping. A `Prepared` statement is written in SQLAlchemy Core, compiled once for each dialect, and then handed to
the driver directly with the same conversions of values.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, cast

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine

Row: TypeAlias = Any
"""A row as the driver gave it, converted: its columns are attributes."""

_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Compiled:
    """One statement in one dialect: its text, how values go in, and how rows come out."""

    text: str
    order: tuple[str, ...] | None
    fixed: dict[str, Any]
    into: tuple[tuple[str, Callable[[Any], Any]], ...]
    out: tuple[_Convert, ...]
    row: Callable[[Sequence[Any]], Any]


class Prepared:
    """A statement compiled once for each dialect; parameters are its `bindparam` names or an insert's columns."""

    def __init__(self, statement: Select[Any] | UpdateBase, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, /, **values: object) -> list[Row]:
        """Give every row, with its columns as attributes."""
        compiled, cursor = self._execute(connection, values)
        rows = cursor.fetchall()
        cursor.close()
        if not any(compiled.out):
            return [compiled.row(row) for row in rows]
        return [
            compiled.row([value if out is None else out(value) for value, out in zip(row, compiled.out, strict=True)])
            for row in rows
        ]

    def first(self, connection: Connection, /, **values: object) -> Row:
        """Give the first row, or None."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None

    def scalar(self, connection: Connection, /, **values: object) -> Any:  # noqa: ANN401 -- a column's value
        """Give the first column of the first row, or None."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Connection, /, **values: object) -> int:
        """Execute what gives no rows; tells how many it changed."""
        _, cursor = self._execute(connection, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _execute(self, connection: Connection, values: dict[str, Any]) -> tuple[_Compiled, Any]:
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = self._compile(connection.dialect)
        if compiled.fixed:
            values |= compiled.fixed
        for name, convert in compiled.into:
            values[name] = convert(values[name])
        cursor = connection.connection.cursor()
        cursor.execute(compiled.text, values if compiled.order is None else [values[name] for name in compiled.order])
        return compiled, cursor

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        open_ones = {name: None for name, bind in compiled.binds.items() if bind.required}
        state = compiled.construct_expanded_state(open_ones)
        into = {name: _binder(bind.type, dialect) for name, bind in compiled.binds.items() if bind.required}
        fixed = {name: value for name, value in state.parameters.items() if name not in open_ones}
        for name, value in fixed.items():
            bind = compiled.binds.get(name)
            process = state.processors.get(name) if bind is None else _binder(bind.type, dialect)
            if callable(process):
                fixed[name] = process(value)
        returned = _columns(self._statement)
        return _Compiled(
            text=state.statement,
            order=None if state.positiontup is None else tuple(state.positiontup),
            fixed=fixed,
            into=tuple((name, convert) for name, convert in into.items() if convert is not None),
            out=tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in returned),
            row=_row_class([column.key for column in returned]),
        )


def insert_once(connection: Connection, into: Table, /, **values: object) -> bool:
    """Insert a row unless one with its key stands there; tells whether it was inserted."""
    return _inserting(into, tuple(values), connection.dialect.name, ()).run(connection, **values) == 1


def upsert(connection: Connection, into: Table, on: Sequence[str], /, **values: object) -> None:
    """Insert a row, or replace the values of the one with the same key."""
    _inserting(into, tuple(values), connection.dialect.name, tuple(on)).run(connection, **values)


@lru_cache(maxsize=256)
def _inserting(into: Table, columns: tuple[str, ...], dialect: str, replaced_on: tuple[str, ...]) -> Prepared:
    statement = postgresql.insert(into) if dialect == "postgresql" else sqlite.insert(into)
    if not replaced_on:
        return Prepared(statement.on_conflict_do_nothing(), columns)
    replaced = {name: statement.excluded[name] for name in columns if name not in replaced_on}
    return Prepared(statement.on_conflict_do_update(index_elements=list(replaced_on), set_=replaced), columns)


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _columns(statement: Select[Any] | UpdateBase) -> Sequence[Any]:
    match statement:
        case Select():
            return list(statement.selected_columns)
        case UpdateBase():
            return list(statement.exported_columns)


def _row_class(columns: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    made: Any = namedtuple("Row", list(columns), rename=True)  # type: ignore[misc]  # noqa: PYI024 -- known at run time
    return cast("Callable[[Sequence[Any]], Row]", made._make)
