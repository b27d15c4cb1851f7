"""Back a database up into one file while the bot runs: every row of one moment, whichever database it is."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Boolean, Connection, Integer, MetaData, Table, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeEngine

import copbot
from storage.archive import BackupError, Manifest, written
from storage.database import backend_of, sqlite_path
from storage.migrations import HEAD
from storage.tables import METADATA
from storage.upgrade import current

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told a table, how many of its rows are done, and how many it has."""

DERIVED = "library_index"
"""Tables whose names begin so are made anew from the others."""

STEP = 5000
"""So many rows lie between two words on progress."""


def backup(url: str, to: Path, progress: Progress) -> Manifest:
    """Write all that a database holds to a file; the bot may go on beside it.

    Raises: BackupError when there is nothing to back up, or the file cannot be written.
    """
    with _one_moment(url) as connection:
        revision = current(connection)
        if revision is None:
            raise BackupError("There is nothing to back up: this database was never used by copbot.")
        with written(to) as archive:
            for table in tables(connection, revision):
                with closing(_counted(connection, table, progress)) as rows:
                    archive.add(table.name, table.c.keys(), rows)
            return archive.finish(copbot.__version__, revision, _numbers(connection))


def tables(connection: Connection, revision: str) -> tuple[Table, ...]:
    """Give the tables as they stand at a revision, each after those it refers to."""
    found = MetaData()
    names = METADATA.tables.keys() if revision == HEAD else inspect(connection).get_table_names()
    ours = [name for name in names if not name.startswith((DERIVED, "alembic_", "sqlite_"))]
    found.reflect(connection, only=ours)
    return tuple(found.sorted_tables)


@contextmanager
def _one_moment(url: str) -> Iterator[Connection]:
    """Read a database as it is at one moment, for the length of a `with`."""
    if backend_of(url) == "sqlite":
        from storage import sqlite

        path = sqlite_path(url)
        if not path.exists():
            raise BackupError(f"There is nothing to back up: there is no {path}.")
        with sqlite.owning(path) as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.exec_driver_sql("ROLLBACK")
    else:
        from storage import postgres

        with postgres.owning(make_url(url)) as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.exec_driver_sql("SET LOCAL row_security = off")
            yield connection


def _counted(connection: Connection, table: Table, progress: Progress) -> Generator[Sequence[Any], None, None]:
    whole = int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one())
    readers = [_reader(column.type) for column in table.c]
    done = 0
    with closing(_every_row(connection, table)) as rows:  # what is broken off must not leave the server sending
        for row in rows:
            yield [value if value is None else read(value) for value, read in zip(row, readers, strict=True)]
            done += 1
            if done % STEP == 0:
                progress(table.name, done, whole)
    progress(table.name, done, whole)


def _every_row(connection: Connection, table: Table) -> Generator[Sequence[Any], None, None]:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    statement = f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        yield from raw.execute(statement)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
        yield from copy.rows()


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """Choose how a column's raw value, or on PostgreSQL its text, becomes one of JSON."""
    match kind:
        case Boolean():
            return lambda value: value in {True, "t"}
        case Integer():
            return int
        case _:
            return str


def _numbers(connection: Connection) -> dict[str, int]:
    """Give the last number of each table that counts its rows."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    else:
        found = connection.exec_driver_sql(
            "SELECT t.relname, s.last_value FROM pg_sequences s JOIN pg_class q ON q.relname = s.sequencename "
            "JOIN pg_depend d ON d.objid = q.oid AND d.deptype IN ('a', 'i') JOIN pg_class t ON t.oid = d.refobjid "
            "WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL"
        )
    return {str(name): int(number) for name, number in found if not str(name).startswith(DERIVED)}
