"""Kudos in process: the whole way from an event to a durable answer, beside the same rows written bare."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, text, update

from benchmarks.house import bare as bare_file
from benchmarks.house import house, kudos, person, thanked
from benchmarks.measure import Figure, folder, median_of
from storage.columns import table
from storage.tables.communities import MemberRow
from storage.tables.kudos import KudosReceiverRow, KudosRow
from storage.tables.traffic import InboxRow, OutboxRow

_MEMBERS = 600
_EVENTS = 1200
_ROUNDS = 3
_GROUP = 64
_EARLIER = 100_000


async def run() -> list[Figure]:
    """Measure `inprocess_kudos` and `kudos_after_100k`."""
    with folder() as path:
        ours, limits = [], []
        for number in range(_ROUNDS):
            ours.append(await _ours(path / f"ours-{number}.db", earlier=0))
            limits.append(_bare(path / f"bare-{number}.db"))
        later = [await _ours(path / f"later-{number}.db", earlier=_EARLIER) for number in range(_ROUNDS)]
    rate, limit, after = median_of(ours), median_of(limits), median_of(later)
    return [
        Figure(
            name="inprocess_kudos",
            value=rate,
            unit="events/s",
            limit=limit,
            ratio=median_of([one / other for one, other in zip(ours, limits, strict=True)]),
            goal="≥ 0.35",
        ),
        Figure(name="kudos_after_100k", value=after, unit="events/s", limit=rate, ratio=after / rate, goal="≥ 0.9"),
    ]


async def _ours(path: Path, *, earlier: int) -> float:
    """Measure on a file that was closed and opened again, so that no earlier write is still to be checkpointed."""
    async with house(path) as before:
        await thanked(before.bot, [kudos(giver, giver + 1) for giver in range(0, _MEMBERS, 2)])
    with bare_file(path) as connection:
        _fill(connection, earlier)
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    async with house(path) as after:
        events = [kudos(giver % _MEMBERS, (giver * 7 + 3) % _MEMBERS) for giver in range(1, _EVENTS, 2)]
        began = time.perf_counter()
        await thanked(after.bot, events, at_once=_GROUP)
        return len(events) / (time.perf_counter() - began)


def _fill(connection: Connection, count: int) -> None:
    """Write earlier kudos of last year straight into the ledger."""
    statement = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
        "INSERT INTO kudos (id, community, giver, reason, at, posted, reworded) "
        "SELECT 1000000 + i, 1, 1 + i % 500, 'earlier', :at + i * 1000, 0, 0 FROM n"
    )
    receivers = (
        "INSERT INTO kudos_receiver (kudos, receiver, community, giver, at) "
        "SELECT id, 1 + (id * 7) % 500, 1, giver, at FROM kudos WHERE id > 1000000"
    )
    at = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp() * 1_000_000)
    connection.execute(text(statement), {"count": count, "at": at})
    connection.execute(text(receivers))


def _bare(path: Path) -> float:
    """Write the rows of as many kudos by SQLAlchemy Core alone, in groups of as many."""
    with bare_file(path) as connection:
        connection.execute(
            text("INSERT INTO community VALUES (1, 'x', 'UTC', 'en', '', '', '[]', NULL, NULL, 0, NULL)")
        )
        at = datetime.now(UTC)
        for number in range(_MEMBERS):
            connection.execute(insert(table(MemberRow)), _member(number, at))
        began = time.perf_counter()
        for begin in range(0, _EVENTS // 2, _GROUP):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for number in range(begin, min(begin + _GROUP, _EVENTS // 2)):
                _write(connection, number, at)
            connection.exec_driver_sql("COMMIT")
        return _EVENTS // 2 / (time.perf_counter() - began)


def _member(number: int, at: datetime) -> dict[str, object]:
    who = person(number)
    return {
        "id": number + 1,
        "community": 1,
        "name": who.name,
        "quiet_from": 18,
        "quiet_to": 8,
        "silenced": False,
        "takes_direct": False,
        "is_bot": False,
        "is_guest": False,
        "first_seen_at": at,
        "last_act_at": at,
    }


def _write(connection: Connection, number: int, at: datetime) -> None:
    connection.exec_driver_sql("SAVEPOINT one")
    came = {"platform": "sim", "tenant": "demo", "delivery_id": str(number), "at": at, "answer": "x" * 400}
    connection.execute(insert(table(InboxRow)), came)
    giver, receiver = 1 + number % _MEMBERS, 1 + (number * 7 + 3) % _MEMBERS
    connection.execute(update(table(MemberRow)).where(table(MemberRow).c.id == giver).values(last_act_at=at))
    made = connection.execute(
        insert(table(KudosRow)).returning(table(KudosRow).c.id),
        {"community": 1, "giver": giver, "reason": "the clear notes", "at": at, "posted": True, "reworded": 0},
    ).scalar_one()
    connection.execute(
        insert(table(KudosReceiverRow)),
        {"kudos": made, "receiver": receiver, "community": 1, "giver": giver, "at": at},
    )
    connection.execute(insert(table(OutboxRow)), _post(made, at))
    connection.exec_driver_sql("RELEASE one")


def _post(made: int, at: datetime) -> dict[str, object]:
    return {
        "community": 1,
        "key": f"kudos:{made}",
        "lane": "sim:demo/general",
        "outgoing": "x" * 500,
        "state": "pending",
        "attempts": 0,
        "created_at": at,
        "due_at": at,
    }


def main() -> Sequence[Figure]:
    """Run by itself."""
    return asyncio.run(run())
