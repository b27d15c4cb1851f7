"""Transactions on SQLite: one writer thread that commits events in groups, and a pool of readers beside it.

Each event runs in a savepoint of its own; the group is committed when nothing waits, or after 64 events or 20 ms.
Who asked hears of it after that commit. WAL with `synchronous=FULL`: what was answered survives a power cut.
"""

import asyncio
import fcntl
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from sqlite3 import Error as SqliteError
from threading import Thread, local
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from copbot.errors import OperatorError
from copbot.ports import Books
from storage.books import SqlBooks
from storage.upgrade import upgrade

T = TypeVar("T")
_log = structlog.get_logger(__name__)

_MOST_IN_GROUP = 64
_LONGEST_GROUP = 0.02
_READERS = 4


class DatabaseInUseError(OperatorError):
    """Another process has this SQLite file open."""


class UnusableFileError(OperatorError):
    """The file cannot be opened or made, or is no SQLite database."""


@dataclass(frozen=True, slots=True)
class _Work:
    run: Callable[[Books], Any]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a work, for who waits for it."""

    work: _Work
    result: Any = None
    failure: BaseException | None = None


class SqliteTransactions:
    """Runs work over one SQLite file; one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="sqlite-read")
        self._own = local()
        self._opened: list[Connection] = []
        self._engine = _engine(path, read_only=False)
        self._reading = _engine(path, read_only=True)

    @property
    def alone(self) -> bool:
        """Whether no other process can be at work: the file is locked."""
        return True

    async def write(self, work: Callable[[Books], T]) -> T:
        """Run and commit; an exception rolls this work back alone and is raised here."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Work(work, done))
        return await done

    async def read(self, work: Callable[[Books], T]) -> T:
        """Run on a read-only connection beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Callable[[Books], T]) -> T:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._reading.connect()
            self._opened.append(connection)
        raw: Any = connection.connection.driver_connection
        raw.execute("BEGIN")
        try:
            return work(SqlBooks(connection))
        finally:
            raw.execute("ROLLBACK")

    def _serve(self) -> None:
        """Be the writer: take work until told to stop."""
        with self._engine.connect() as connection:
            while (first := self._queue.get()) is not None:
                if self._group(connection, first):
                    return

    def _group(self, connection: Connection, first: _Work) -> bool:
        """Run a group of works and commit them together; tells whether it is time to stop."""
        outcomes: list[_Outcome] = []
        until = time.monotonic() + _LONGEST_GROUP
        work: _Work | None = first
        raw: Any = connection.connection.driver_connection
        try:
            raw.execute("BEGIN IMMEDIATE")
            while work is not None:
                outcomes.append(_run_one(connection, work))
                if len(outcomes) >= _MOST_IN_GROUP or time.monotonic() >= until:
                    break
                try:
                    work = self._queue.get_nowait()
                except Empty:
                    break
            raw.execute("COMMIT")
        except (DBAPIError, SqliteError) as error:
            _log.error("sqlite_group_failed", error=str(error), works=len(outcomes))
            _roll_back(raw)
            lost = [one.work for one in outcomes]
            if work is not None and work not in lost:
                lost.append(work)
            outcomes = [_Outcome(one, failure=error) for one in lost]
        _answer(outcomes)
        return work is None

    @contextmanager
    def open(self) -> Iterator["SqliteTransactions"]:
        """Hold the file for the length of a `with`.

        Raises: DatabaseInUseError when another process holds it.
        """
        with held(self._path):
            upgrade_file(self._path)
            writer = Thread(target=self._serve, name="sqlite-write", daemon=True)
            writer.start()
            try:
                yield self
            finally:
                self._queue.put(None)
                writer.join()
                self._refuse_late()
                self._readers.shutdown(wait=True)
                for connection in self._opened:
                    connection.close()
                self._engine.dispose()
                self._reading.dispose()

    def _refuse_late(self) -> None:
        """Answer those who came after the end: nobody waits for ever."""
        while not self._queue.empty():
            late = self._queue.get()
            if late is not None:
                _answer([_Outcome(late, failure=RuntimeError("the database is closed"))])


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep a SQLite file to this process for the length of a `with`.

    Raises: DatabaseInUseError when another process holds it; UnusableFileError when nothing can be kept there.
    """
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise UnusableFileError(f"{path} cannot be used: {error.strerror}. Choose another [database] url.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatabaseInUseError(f"{path} is in use by another copbot; stop it first") from None
        yield


def _run_one(connection: Connection, work: _Work) -> _Outcome:
    raw: Any = connection.connection.driver_connection
    raw.execute("SAVEPOINT one")
    try:
        result = work.run(SqlBooks(connection))
    except Exception as failure:  # noqa: BLE001 -- raised to who asked; the others in the group go on
        raw.execute("ROLLBACK TO one")
        raw.execute("RELEASE one")
        return _Outcome(work, failure=failure)
    raw.execute("RELEASE one")
    return _Outcome(work, result)


def _answer(outcomes: list[_Outcome]) -> None:
    """Tell those who wait, waking each event loop once for all of them."""
    waiting: defaultdict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        waiting[outcome.work.done.get_loop()].append(outcome)
    for loop, theirs in waiting.items():
        with suppress(RuntimeError):  # a loop that was closed has nobody waiting
            loop.call_soon_threadsafe(_tell, theirs)


def _tell(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        done = outcome.work.done
        if done.done():
            continue
        if outcome.failure is None:
            done.set_result(outcome.result)
        else:
            done.set_exception(outcome.failure)


def _roll_back(raw: Any) -> None:  # noqa: ANN401 -- a DBAPI connection
    try:
        raw.execute("ROLLBACK")
    except SqliteError as error:  # a full disk has rolled back by itself
        _log.info("sqlite_rolled_back_before", error=str(error))


def _engine(path: Path, *, read_only: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def set_up(raw: Any, _: object) -> None:  # noqa: ANN401 -- a DBAPI connection
        cursor = raw.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA temp_store=MEMORY")  # else what savepoints may take back goes through a file
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return engine


def upgrade_file(path: Path) -> None:
    """Bring the schema of a SQLite file up to date, making the file when there is none.

    Raises: UnusableFileError when the file cannot be used, or is something else.
    """
    with owning(path) as connection:
        upgrade(connection)


@contextmanager
def owning(path: Path) -> Iterator[Connection]:
    """Hold one connection to a SQLite file for the length of a `with`; transactions on it are begun by hand.

    Raises: UnusableFileError when the file cannot be used, or is something else.
    """
    engine = _engine(path, read_only=False)
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
