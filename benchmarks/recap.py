"""A recap among a million kudos: every question it asks, and the choosing, on a reader's connection."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.house import TENANT, bare, founded, house, kudos, thanked
from benchmarks.measure import Figure, folder, median_of
from commands.recap.gathering import gather
from copbot.context import JobContext
from copbot.model.library import Entry
from copbot.model.resource_kinds import ResourceKind
from copbot.ports import Books
from copbot.refs import CommunityId, MemberId
from copbot.store import Store
from tests.support.clock import StoppedClock

_MEMBERS = 600
_ALL = 1_000_000
_FRESH = 2_000
_ENTRIES = 30
_WARM, _SAMPLES = 3, 15
_WEEK = timedelta(days=7)
_NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_BEGAN = _NOW - timedelta(days=3 * 365)

_ACTS = text(
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :count - 1) "
    "INSERT INTO kudos (id, community, giver, reason, at, posted, reworded) "
    "SELECT :first + i, :community, 1 + (i * 7) % :members, 'for the clear notes of meeting ' || i, "
    ":since + i * (:until - :since) / :count, 1, 0 FROM n"
)
_RECEIVED = text(
    "INSERT INTO kudos_receiver (kudos, receiver, community, giver, at) "
    "SELECT id, 1 + (id * 11 + 5) % :members, community, giver, at FROM kudos WHERE id >= :first"
)


async def run() -> list[Figure]:
    """Measure `recap_1m`."""
    with folder() as path:
        taken = await _recap(path / "recap.db")
    return [Figure(name="recap_1m", value=taken * 1000, unit="ms", limit=50, ratio=None, goal="≤ 50")]


async def _recap(path: Path) -> float:
    async with house(path, StoppedClock(_BEGAN)) as fresh:
        community = await founded(fresh.transactions, _BEGAN)
        await thanked(fresh.bot, [kudos(giver, giver + 1) for giver in range(0, _MEMBERS, 2)])
        await fresh.transactions.write(lambda books: _keep(books.store(community)))
    with bare(path) as connection:
        _fill(connection, community)
    async with house(path, StoppedClock(_NOW)) as one:
        samples = [await one.transactions.read(lambda books: _gathered(books, community)) for _ in range(_SAMPLES)]
    return median_of(samples[_WARM:])


def _gathered(books: Books, community: CommunityId) -> float:
    """Time one recap of the last week."""
    store = books.store(community)
    began = time.perf_counter()
    ctx = JobContext(now=_NOW, community=store.community.get(), store=store)
    recap = gather(ctx, _NOW - _WEEK, _NOW, ("sim", TENANT))
    taken = time.perf_counter() - began
    if recap.now.kudos != _FRESH or recap.now.resources != _ENTRIES:
        raise RuntimeError(f"the recap counted {recap.now}")
    return taken


def _keep(store: Store) -> None:
    """Save some resources in the week."""
    for number in range(_ENTRIES):
        entry = Entry(
            id=0,
            link=None,
            url=f"https://example.org/{number}",
            title=f"A way of reviewing, part {number}",
            kind=ResourceKind.STORY,
            guessed=False,
            author=None,
            saved_by=MemberId(1 + number),
            saved_at=_NOW - timedelta(hours=number + 1),
            tags=("review",),
        )
        store.library.add(entry)


def _fill(connection: Connection, community: CommunityId) -> None:
    """Write the ledger: three years evenly, and the last week apart."""
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN")
    spans = (
        (1_000, _ALL - _FRESH, _BEGAN + timedelta(days=1), _NOW - _WEEK),
        (1_000 + _ALL - _FRESH, _FRESH, _NOW - _WEEK, _NOW),
    )
    for first, count, since, until in spans:
        values = {"first": first, "count": count, "since": _micros(since), "until": _micros(until)}
        connection.execute(_ACTS, {**values, "community": community, "members": _MEMBERS})
        connection.execute(_RECEIVED, {"first": first, "members": _MEMBERS})
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
