"""The databases a test may be told over: a SQLite file, or a PostgreSQL database on a server of our own."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from copbot.ports import Transactions
from storage.database import open_database

SQLITE = "sqlite"
POSTGRES = "postgres"
BOTH = (SQLITE, POSTGRES)


@dataclass(frozen=True, slots=True)
class Database:
    """One test's own database; opening it again is a restart, or on PostgreSQL a second process."""

    kind: str
    url: str

    def open(self) -> AbstractContextManager[Transactions]:
        """Bring its schema up to date and be at work on it for the length of a `with`."""
        return open_database(self.url)

    def owned(self) -> AbstractContextManager[Connection]:
        """Look at it as its owner does, whom no wall holds back; committed at the end of the `with`."""
        drivers = {SQLITE: "sqlite", POSTGRES: "postgresql+psycopg"}
        return create_engine(make_url(self.url).set(drivername=drivers[self.kind])).begin()


def parametrised(metafunc: pytest.Metafunc, chosen: str) -> None:
    """Tell a test over both databases where its module says `DATABASES = BOTH`; else over the one that was chosen."""
    if "database" in metafunc.fixturenames:
        kinds = {chosen: None} | dict.fromkeys(getattr(metafunc.module, "DATABASES", ()))
        metafunc.parametrize("database", [_marked(kind) for kind in kinds], indirect=True)


def _marked(kind: str) -> object:
    return pytest.param(kind, marks=[pytest.mark.postgres] if kind == POSTGRES else [])
