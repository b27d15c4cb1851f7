"""Transactions on PostgreSQL: one for each event, on a small pool of threads that each use one connection at a time.

Several copbots may work on one database: what must not happen twice is a unique row, and what writes in one community
waits for its turn there. Behind the repositories stands a second wall (`storage.wall`) where the login may raise it.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from copbot.errors import OperatorError
from copbot.ports import Books
from storage.books import SqlBooks
from storage.upgrade import upgrade
from storage.wall import CLOCK, HOW_TO_RAISE, PostgresGate, alone_with_schema, raise_wall

T = TypeVar("T")
_log = structlog.get_logger(__name__)

_WRITERS = 8
_READERS = 4
_TRIES = 3
_CONNECT_WITHIN = 10
_FROZEN_FOR = 60
"""So many seconds a transaction may do nothing before the server ends it: a frozen process keeps no turn for ever."""

_OVER_AT_ONCE = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


class UnreachableDatabaseError(OperatorError):
    """The server does not answer, or does not let us do what is needed."""


class PostgresTransactions:
    """Runs work over one PostgreSQL database; any number of processes may do so at a time."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._walled = False
        self._writing = _engine(self._url, _WRITERS, self._dress)
        self._reading = _engine(self._url, _READERS, self._dress_to_read)
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="postgres-write")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="postgres-read")

    @property
    def alone(self) -> bool:
        """Whether no other process can be at work: others may."""
        return False

    @property
    def walled(self) -> bool:
        """Whether the second wall between communities stands."""
        return self._walled

    async def write(self, work: Callable[[Books], T]) -> T:
        """Run and commit; an exception rolls this work back alone and is raised here.

        It is run again when the server broke it off for another's sake, or lost the connection before the commit. Who
        stops waiting does not stop it.
        """
        return await self._on(self._writers, self._run, self._writing, work)

    async def read(self, work: Callable[[Books], T]) -> T:
        """Run in a read-only transaction that sees one moment."""
        return await self._on(self._readers, self._run, self._reading, work)

    async def _on(self, threads: ThreadPoolExecutor, run: Callable[..., T], *args: object) -> T:
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(threads, run, *args))

    def _run(self, engine: Engine, work: Callable[[Books], T]) -> T:
        for _ in range(_TRIES - 1):
            try:
                return self._once(engine, work)
            except _AgainError as again:
                _log.info("transaction_again", why=str(again.__cause__).partition("\n")[0])
        try:
            return self._once(engine, work)
        except _AgainError as again:
            raise again.cause from None

    def _once(self, engine: Engine, work: Callable[[Books], T]) -> T:
        with engine.connect() as connection:
            transaction = connection.begin()
            gate = PostgresGate(connection, walled=self._walled, writing=engine is self._writing)
            try:
                result = work(SqlBooks(connection, gate))
            except (DBAPIError, psycopg.Error) as error:
                if _is_broken(connection):
                    connection.invalidate()
                    engine.dispose()
                elif not isinstance(getattr(error, "orig", error), _OVER_AT_ONCE):
                    raise
                raise _AgainError(error) from error
            transaction.commit()
        return result

    @contextmanager
    def open(self) -> Iterator["PostgresTransactions"]:
        """Bring the schema up to date and be at work for the length of a `with`.

        Raises: UnreachableDatabaseError when the server does not answer or does not let us in.
        """
        self._walled = prepare(self._url)
        if not self._walled:
            _log.warning("no_second_wall", what_to_do=HOW_TO_RAISE)
        try:
            yield self
        finally:
            for threads in (self._writers, self._readers):
                threads.shutdown(wait=True)
            for engine in (self._writing, self._reading):
                engine.dispose()

    def _dress(self, raw: "psycopg.Connection[Any]", _: object) -> None:
        raw.execute(f"SET idle_in_transaction_session_timeout = '{_FROZEN_FOR}s'")
        if self._walled:
            raw.execute(f"SET ROLE {CLOCK}")
        raw.commit()

    def _dress_to_read(self, raw: "psycopg.Connection[Any]", _: object) -> None:
        self._dress(raw, _)
        raw.read_only = True
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ


class _AgainError(Exception):
    """Nothing was committed, and the same work may succeed when it is run again."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def prepare(url: URL) -> bool:
    """Bring the schema up to date and raise the second wall, one process at a time; tells whether the wall stands.

    Raises: UnreachableDatabaseError when the server does not answer or does not let us in.
    """
    with owning(url) as connection:
        alone_with_schema(connection)
        upgrade(connection)
        return raise_wall(connection)


@contextmanager
def owning(url: URL) -> Iterator[Connection]:
    """Hold one connection as the tables' owner, in one transaction for the length of a `with`.

    Raises: UnreachableDatabaseError when the server does not answer or does not let us do what is needed.
    """
    engine = create_engine(_through_psycopg(url), poolclass=NullPool, connect_args=_manners())
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        if not isinstance(error, OperationalError) and not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        reason = str(error.orig).partition("\n")[0]
        where = f"{url.host or url.query.get('host', 'localhost')}, database {url.database}"
        raise UnreachableDatabaseError(
            f"PostgreSQL cannot be used ({where}): {reason}. "
            "Is the server running, does the database exist, and is [database] url right?"
        ) from error
    finally:
        engine.dispose()


def _engine(url: URL, connections: int, dress: Callable[..., None]) -> Engine:
    engine = create_engine(
        _through_psycopg(url), pool_size=connections, max_overflow=0, pool_use_lifo=True, connect_args=_manners()
    )
    event.listen(engine, "connect", dress)
    return engine


def _through_psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _manners() -> dict[str, object]:
    """Be known by name, and notice within a minute or so that a server is gone without a word."""
    patience = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
    return {"application_name": "copbot", "connect_timeout": _CONNECT_WITHIN, **patience}


def _is_broken(connection: Connection) -> bool:
    """Tell whether the server is gone; the raw connection knows, whichever way a statement was sent."""
    if connection.invalidated:
        return True
    raw: psycopg.Connection[Any] | None = connection.connection.dbapi_connection  # type: ignore[assignment]  # it is psycopg's
    return raw is None or raw.closed
