"""From a database's address to transactions over it, with its schema up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from copbot.errors import OperatorError
from copbot.ports import Transactions
from storage import sqlite


class UnusableDatabaseError(OperatorError):
    """This address leads to no database copbot can use; the sentence says what would."""


@contextmanager
def open_database(url: str) -> Iterator[Transactions]:
    """Bring the schema up to date and hold the database for the length of a `with`.

    Raises: UnusableDatabaseError for an address of another kind; DatabaseInUseError for a SQLite file held elsewhere.
    """
    match backend_of(url):
        case "sqlite":
            path = sqlite_path(url)
            with sqlite.SqliteTransactions(path).open() as transactions:
                yield transactions
        case _:
            from storage.postgres import PostgresTransactions

            with PostgresTransactions(url).open() as transactions:
                yield transactions


def backend_of(url: str) -> str:
    """Tell which database an address means: `sqlite` or `postgresql`.

    Raises: UnusableDatabaseError for any other.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in {"sqlite", "postgresql"}:
        raise UnusableDatabaseError(
            '[database] url must begin with "sqlite:///" and a file, or "postgresql://" and a server.'
        )
    return backend


def sqlite_path(url: str) -> Path:
    """Give the file a SQLite address names.

    Raises: UnusableDatabaseError when it names none.
    """
    name = make_url(url).database
    if not name or name == ":memory:":
        raise UnusableDatabaseError("[database] url must name a file: a database in memory would lose everything.")
    return Path(name)
