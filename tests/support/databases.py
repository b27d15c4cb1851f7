"""The databases a test may be told over: a SQLite file, or a PostgreSQL database on a server of our own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from copbot.ports import Transactions
from storage.database import open_database

SQLITE = "sqlite"
POSTGRES = "postgres"
BOTH = (SQLITE, POSTGRES)

_TOLD_OVER_BOTH = (
    "tests.commands.cop.test_members",
    "tests.commands.kudos.test_give",
    "tests.commands.library.test_capture",
    "tests.commands.library.test_find",
    "tests.commands.prompts.test_running",
    "tests.commands.recap.test_recap",
    "tests.copbot.test_delivery",
)
"""Stories that every run tells over both databases; `--database=postgres` tells all of them there."""


@dataclass(frozen=True, slots=True)
class Database:
    """One test's own database; opening it again is a restart, or on PostgreSQL a second process."""

    kind: str
    url: str

    def open(self) -> AbstractContextManager[Transactions]:
        """Bring its schema up to date and be at work on it for the length of a `with`."""
        return open_database(self.url)

    @contextmanager
    def owned(self) -> Iterator[Connection]:
        """Look at it as its owner does, whom no wall holds back; committed at the end of the `with`."""
        drivers = {SQLITE: "sqlite", POSTGRES: "postgresql+psycopg"}
        engine = create_engine(make_url(self.url).set(drivername=drivers[self.kind]), poolclass=NullPool)
        with engine.begin() as connection:
            yield connection


def parametrised(metafunc: pytest.Metafunc, chosen: str) -> None:
    """Tell a test over those databases that its module names in `DATABASES`, else over the one that was chosen."""
    if "database" in metafunc.fixturenames:
        usual = BOTH if metafunc.module.__name__ in _TOLD_OVER_BOTH and chosen == SQLITE else (chosen,)
        kinds = getattr(metafunc.module, "DATABASES", usual)
        metafunc.parametrize("database", [_marked(kind) for kind in kinds], indirect=True)


def _marked(kind: str) -> object:
    return pytest.param(kind, marks=[pytest.mark.postgres] if kind == POSTGRES else [])
