"""What is asked all the time is answered from an index, however much lies in the tables."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import psycopg
import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from copbot.events import JobDue
from copbot.ports import Receipt, State
from copbot.refs import CommunityId, MemberId, MessageRef, UserRef
from storage.books import SqlBooks
from tests.storage.house import Tally
from tests.support.clock import START
from tests.support.databases import BOTH, SQLITE, Database

DATABASES = BOTH

_Values: TypeAlias = Any
"""What two drivers call the parameters of a statement."""

_asked: list[tuple[str, _Values]] = []

_SHORT = ("ix_outbox_due", "ix_outbox_lane", "ix_outbox_dead", "ix_schedule_next_at")
"""Indexes that hold only what is still to be done, and may be walked through."""


class _SqliteCursor(sqlite3.Cursor):
    def execute(self, statement: str, values: _Values = (), /) -> "_SqliteCursor":
        _asked.append((statement, values))
        super().execute(statement, values)
        return self


class _SqliteConnection(sqlite3.Connection):
    def cursor(self, factory: _Values = _SqliteCursor) -> _Values:
        return super().cursor(factory)


class _PostgresCursor(psycopg.Cursor[Any]):
    def execute(self, query: _Values, params: _Values = None, **options: _Values) -> "_PostgresCursor":
        _asked.append((str(query), params))
        super().execute(query, params, **options)
        return self


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection that remembers what it was asked."""
    with database.open():
        pass
    arguments: dict[str, Any] = {"cursor_factory": _PostgresCursor}
    driver = "postgresql+psycopg"
    if database.kind == SQLITE:
        driver, arguments = "sqlite", {"factory": _SqliteConnection}
    engine = create_engine(make_url(database.url).set(drivername=driver), connect_args=arguments, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


_US = CommunityId(1)
_ANN = MemberId(1)
_KEPT = MessageRef("sim", "demo", "general", "1")
_JOB = JobDue(schedule=1, kind="prompt", subject="1", nominal=START.replace(tzinfo=None), due_at=START)

_ACTS: dict[str, Callable[[SqlBooks], object]] = {
    "an event's second copy": lambda books: books.answer_to("sim", "demo", "1"),
    "an answer kept": lambda books: books.answered("sim", "demo", "1", None),
    "a place": lambda books: books.community_at("sim", "demo", "general"),
    "an account's community": lambda books: books.community_of(UserRef("sim", "demo", "ann")),
    "somebody seen": lambda books: books.store(_US).members.of_account(UserRef("sim", "demo", "ann")),
    "a member": lambda books: _none(lambda: books.store(_US).members.get(_ANN)),
    "a setting": lambda books: books.store(_US).settings.get(Tally),
    "a preference": lambda books: books.store(_US).preferences.get(_ANN, Tally),
    "refusals": lambda books: books.store(_US).refusals.recent(_ANN, 5),
    "changes": lambda books: books.store(_US).audit.recent(5),
    "notices": lambda books: books.store(_US).notices.waiting(_ANN),
    "a post's key": lambda books: books.store(_US).posts.key_of(_KEPT),
    "a key's post": lambda books: books.store(_US).posts.message_of("prompt:1"),
    "schedules that are due": lambda books: books.due(START, 64),
    "the next schedule": lambda books: books.next_due(),
    "an occurrence": lambda books: books.occur(_US, _JOB, START),
    "rows that may go out": lambda books: books.outbox.begin(START, 64),
    "the next row": lambda books: books.outbox.next_due(),
    "a receipt": lambda books: books.outbox.receipt(_US, "prompt:1"),
    "a row that was sent": lambda books: books.outbox.sent(1, Receipt(), START),
    "a row tried again": lambda books: books.outbox.again(1, State.PENDING, START, "busy"),
    "what a crash left": lambda books: books.outbox.recover(START, alone=True),
    "what another left": lambda books: books.outbox.recover(START, alone=False),
    "the backlog": lambda books: books.backlog(START),
    "what may be forgotten": lambda books: books.prune(START),
}


def _none(ask: Callable[[], object]) -> None:
    with pytest.raises(KeyError):
        ask()


@pytest.mark.parametrize("act", _ACTS)
def test_what_is_asked_all_the_time_never_walks_through_a_table(connection: Connection, act: str) -> None:
    _asked.clear()
    _ACTS[act](SqlBooks(connection))
    asked = [one for one in _asked if re.match(r"\s*(SELECT|UPDATE|DELETE)", one[0])]
    assert asked
    for statement, values in asked:
        assert walked(connection, statement, values) == []


def test_a_walk_would_be_noticed(connection: Connection) -> None:
    assert walked(connection, "SELECT * FROM outbox WHERE why = 'x'", ()) != []


def walked(connection: Connection, statement: str, values: _Values) -> list[str]:
    """List the steps of a plan that read a whole table."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        steps = [row[3] for row in sqlite3.Connection.execute(raw, f"EXPLAIN QUERY PLAN {statement}", values)]
        walks = [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step]
        return [step for step in walks if not any(name in step for name in _SHORT)]
    with psycopg.Cursor(raw) as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        steps = [row[0] for row in cursor.execute(f"EXPLAIN {statement}", values)]
    return [step for step in steps if "Seq Scan" in step]
