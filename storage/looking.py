"""Look at a database without changing anything in it, for `copbot check`."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.database import backend_of, sqlite_path
from storage.migrations import HEAD
from storage.sqlite import UnusableFileError
from storage.upgrade import known


@dataclass(frozen=True, slots=True)
class Standing:
    """Which revision a database stands at, None for an empty one, and what an operator could do better about it."""

    revision: str | None
    advice: str | None = None

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done to its schema."""
        return self.revision == HEAD

    def __str__(self) -> str:
        """Say it in half a sentence; empty when all is well."""
        said = [] if self.advice is None else [self.advice]
        if self.revision is None:
            said.append("it is made at the first start")
        elif not self.is_current:
            said.append(
                f"its schema is {self.revision} and will be upgraded to {HEAD} at the next start, or by "
                "`copbot db upgrade`; make a backup before (`copbot db backup FILE`)"
            )
        return "; ".join(said)


def standing(url: str) -> Standing:
    """Tell how a database stands.

    Raises: UnusableDatabaseError, UnusableFileError or UnreachableDatabaseError when it cannot be used;
    NewerDatabaseError when it is not known here.
    """
    with looking(url) as connection:
        if connection is None:
            return Standing(None)
        if connection.dialect.name == "sqlite":
            return Standing(known(connection))
        from storage.wall import HOW_TO_RAISE, can_be_raised

        return Standing(known(connection), None if can_be_raised(connection) else HOW_TO_RAISE)


@contextmanager
def looking(url: str) -> Iterator[Connection | None]:
    """Hold a connection that can only read, for the length of a `with`; None where there is no database yet.

    Raises: UnusableDatabaseError, UnusableFileError or UnreachableDatabaseError when it cannot be used.
    """
    if backend_of(url) == "sqlite":
        with _looking_into_file(sqlite_path(url)) as connection:
            yield connection
    else:
        from storage.postgres import owning

        with owning(make_url(url)) as connection:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield connection


@contextmanager
def _looking_into_file(path: Path) -> Iterator[Connection | None]:
    for needed in (path, path.parent) if path.exists() else (path.parent,):
        if not os.access(needed, os.W_OK):
            raise UnusableFileError(
                f"{path} cannot be used: {needed} cannot be written. Choose another [database] url."
            )
    if not path.exists():
        yield None
        return
    # who finds no log beside the file has it alone, and leaves none there
    manner = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    address = f"file:{quote(str(path))}?{manner}"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise UnusableFileError(
            f"{path} cannot be used as a SQLite database: {error.orig}. "
            "Choose another [database] url, or restore a backup."
        ) from error
    finally:
        engine.dispose()
