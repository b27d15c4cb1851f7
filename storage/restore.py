"""Take a backup back: all of it or nothing, into the database it came from or into the other kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Error as SqliteError
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from copbot.refs import CommunityId
from storage.archive import ArchiveReader, BackupError, Manifest, Part, read, sync_folder
from storage.backup import DERIVED, STEP, Progress, tables
from storage.database import backend_of, sqlite_path
from storage.library import SqlLibraryBook
from storage.sqlite import UnusableFileError
from storage.upgrade import current, downgrade, revisions, upgrade


def restore(url: str, source: Path, progress: Progress, *, replace: bool = False) -> Manifest:
    """Fill a database from a backup and bring it up to date; one that holds communities only when told to `replace` it.

    Raises: BackupError when the backup is damaged or of a newer copbot, or the database is not empty;
    DatabaseInUseError when a copbot is at work on it. Nothing is changed then.
    """
    with read(source) as archive:
        manifest = archive.manifest
        if manifest.revision not in revisions():
            raise BackupError(f"{source} was written by a newer copbot ({manifest.copbot}); restore it with that one.")
        if backend_of(url) == "sqlite":
            _into_file(sqlite_path(url), archive, progress, replace=replace)
        else:
            _into_server(url, archive, progress, replace=replace)
        return manifest


def _into_file(path: Path, archive: ArchiveReader, progress: Progress, *, replace: bool) -> None:
    """Fill a new file beside the old one, and put it in its place when it is whole."""
    from storage import sqlite

    beside = path.with_name(f"{path.name}.restoring")
    with sqlite.held(path):
        if path.exists():
            _let_go(path, replace=replace)
        try:
            _remove(beside)
            with _said(), sqlite.owning(beside) as connection:
                upgrade(connection, archive.manifest.revision)
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                _fill(connection, archive, progress)
                connection.exec_driver_sql("COMMIT")
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise BackupError("The backup refers to rows that it does not hold; nothing was changed.")
                upgrade(connection)
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                _index_anew(connection, progress)
                connection.exec_driver_sql("COMMIT")
            _remove(path, only_beside=True)
            beside.replace(path)
            sync_folder(path.parent)
        finally:
            _remove(beside)


def _let_go(path: Path, *, replace: bool) -> None:
    """See that the old file may go, and that all it holds is in the one file until then."""
    from storage import sqlite

    try:
        with sqlite.owning(path) as connection:
            if not replace:
                _refuse_communities(connection)
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite.UnusableFileError:
        if not replace:
            raise


def _remove(path: Path, *, only_beside: bool = False) -> None:
    for suffix in ("-wal", "-shm") if only_beside else ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _into_server(url: str, archive: ArchiveReader, progress: Progress, *, replace: bool) -> None:
    """Fill the tables in one transaction, together with whatever makes them."""
    from storage import postgres
    from storage.wall import alone_with_schema, raise_wall

    with _said(), postgres.owning(make_url(url)) as connection:
        alone_with_schema(connection)
        others = connection.exec_driver_sql(_OTHERS).scalar_one()
        if others:
            raise BackupError("A copbot is at work on this database; stop it first. Nothing was changed.")
        if not replace:
            _refuse_communities(connection)
        if current(connection) is not None:
            downgrade(connection, "base")
        upgrade(connection, archive.manifest.revision)
        references = connection.exec_driver_sql(_REFERENCES).all()
        for table, name, _ in references:
            connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        _fill(connection, archive, progress)
        for table, name, definition in references:
            connection.exec_driver_sql(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        upgrade(connection)
        _index_anew(connection, progress)
        raise_wall(connection)


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE application_name = 'copbot' AND datname = current_database() AND pid <> pg_backend_pid()"
)
_REFERENCES = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


@contextmanager
def _said() -> Iterator[None]:
    """Say in a sentence what a database could not take."""
    try:
        yield
    except (DBAPIError, psycopg.Error, SqliteError, UnusableFileError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise BackupError(f"The backup could not be restored: {reason} Nothing was changed.") from error


def _refuse_communities(connection: Connection) -> None:
    if inspect(connection).has_table("community"):
        found = connection.exec_driver_sql("SELECT name FROM community LIMIT 1").scalar()
        if found is not None:
            raise BackupError(
                f"This database holds communities ({found}). Restore into an empty one, "
                "or say that the backup may take its place (--replace)."
            )


def _fill(connection: Connection, archive: ArchiveReader, progress: Progress) -> None:
    manifest = archive.manifest
    standing = {table.name: table for table in tables(connection, manifest.revision)}
    for part in manifest.parts:
        if part.table not in standing or not set(part.columns) <= set(standing[part.table].c.keys()):
            raise BackupError(f"The backup does not fit the schema {manifest.revision}: {part.table} is another there.")
        _load(connection, standing[part.table], part, _told(archive.rows(part), part, progress))
    for name, number in manifest.numbers.items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))
        else:
            (column,) = standing[name].primary_key
            sequence = func.pg_get_serial_sequence(f'"{name}"', column.name)
            connection.execute(select(func.setval(sequence, number)))


def _load(connection: Connection, table: Table, part: Part, rows: Iterator[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in part.columns)
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(part.columns))
        raw.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)
        return
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([one.replace("\0", "") if isinstance(one, str) else one for one in row])


def _told(rows: Iterator[tuple[Any, ...]], part: Part, progress: Progress) -> Iterator[tuple[Any, ...]]:
    for done, row in enumerate(rows):
        if done % STEP == 0:
            progress(part.table, done, part.rows)
        yield row
    progress(part.table, part.rows, part.rows)


def _index_anew(connection: Connection, progress: Progress) -> None:
    communities = connection.exec_driver_sql("SELECT id FROM community").scalars().all()
    for done, community in enumerate(communities):
        progress(DERIVED, done, len(communities))
        SqlLibraryBook(connection, CommunityId(community)).reindex()
    progress(DERIVED, len(communities), len(communities))
