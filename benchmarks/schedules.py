"""Time: what a tick costs when nothing is due, and how long the bot works when very much is."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert

from benchmarks.house import bare, founded, house, kudos, thanked
from benchmarks.measure import Figure, folder, median_of
from copbot.model.prompt_posts import JOB, PromptSeries
from copbot.model.prompts import PromptWords
from copbot.ports import Books
from copbot.refs import ChannelRef, MemberId
from copbot.schedule import Schedule, parse_schedule, to_text
from copbot.store import Store
from storage.columns import table
from storage.tables.traffic import ScheduleRow
from tests.support.clock import StoppedClock

_STANDING = 100_000
_DUE = 10_000
_TICKS = 2_000
_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def run() -> list[Figure]:
    """Measure `idle_tick_100k` and `due_10k`."""
    with folder() as path:
        tick = await _idle(path / "idle.db")
        due = await _due(path / "due.db")
    return [
        Figure(name="idle_tick_100k", value=tick * 1000, unit="ms", limit=0.05, ratio=None, goal="≤ 0.05"),
        Figure(name="due_10k", value=due, unit="s", limit=2.0, ratio=None, goal="≤ 2"),
    ]


async def _idle(path: Path) -> float:
    """Time the one question a tick asks, on a reader's connection, among 100,000 schedules that are not due."""
    async with house(path) as fresh:
        await founded(fresh.transactions, _NOON)
    with bare(path) as connection:
        _stand(connection, _STANDING, _NOON + timedelta(days=1))
    async with house(path) as one:

        def ask(books: Books) -> float:
            samples = []
            for _ in range(_TICKS):
                began = time.perf_counter()
                assert books.due(_NOON, 64) == ()
                samples.append(time.perf_counter() - began)
            return median_of(samples)

        return await one.transactions.read(ask)


async def _due(path: Path) -> float:
    """Time the bot's work from 10,000 due prompt schedules to their rows in the outbox."""
    clock = StoppedClock(_NOON - timedelta(days=1))
    async with house(path, clock) as one:
        community = await founded(one.transactions, clock.now())
        await thanked(one.bot, [kudos(0, 1)])
        weekly = parse_schedule("every tuesday at 12:00", zone="UTC", today=clock.now().date())
        await one.transactions.write(lambda books: _prompts(books.store(community), weekly, clock.now()))
        clock.set(_NOON)
        began = time.perf_counter()
        assert await one.bot.due.run_due() >= _DUE
        return time.perf_counter() - began


def _prompts(store: Store, weekly: Schedule, now: datetime) -> None:
    """Fill the bank and stand up as many series, each in a channel of its own."""
    prompts, posts, timetable = store.prompts, store.prompt_posts, store.timetable
    for number in range(_DUE):
        words = PromptWords(text=f"What did you try in week {number}, and what came of it?")
        prompts.add(words, author=MemberId(1), now=now)
        series = posts.add_series(PromptSeries(channel=ChannelRef("sim", "demo", f"c{number}"), nudge=False))
        timetable.add(JOB, str(series), weekly, now)


def _stand(connection: Connection, count: int, at: datetime) -> None:
    rule = to_text(parse_schedule("every tuesday at 12:00", zone="UTC", today=at.date()))
    nominal = at.replace(tzinfo=None)
    connection.exec_driver_sql("BEGIN")
    rows = [
        {
            "community": 1,
            "kind": "prompt",
            "subject": str(number),
            "rule": rule,
            "next_at": at + timedelta(seconds=number),
            "next_nominal": nominal + timedelta(seconds=number),
        }
        for number in range(count)
    ]
    connection.execute(insert(table(ScheduleRow)), rows)
    connection.exec_driver_sql("COMMIT")
