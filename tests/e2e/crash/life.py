"""One life of the bot's process: it takes the week up where the one before was killed."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from commands import ALL
from copbot.engine import Engine
from copbot.events import LinkFound
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.database import open_database
from tests.e2e.crash.ledger import Ledger, LedgerPlatform, Tick
from tests.e2e.crash.week import DAYS, week
from tests.support.clock import START, StoppedClock
from tests.support.solving import SolvedHere

END = START + timedelta(days=DAYS - 1, hours=12)
LEASE = timedelta(minutes=6)
"""After so long a row that was on its way when its process died is taken up by others, where there may be others."""
THROUGH = "through"
"""What a life says last that saw the end of the week."""


class Pages:
    """Every page has a title."""

    async def read(self, url: str) -> LinkFound:
        return LinkFound(url=url, title=f"The page {url[-1]}")


class Diary:
    """How far the week is told: written whole or not at all, so that a life that ends here loses nothing."""

    def __init__(self, folder: Path, away: timedelta) -> None:
        self._path = folder / "diary.json"
        self.told, self.at = 0, START
        if self._path.exists():
            told, at = json.loads(self._path.read_text())
            self.told, self.at = told, datetime.fromisoformat(at) + away

    def write(self) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps([self.told, self.at.isoformat()]))
        fresh.replace(self._path)


def live(folder: str, url: str, away: float, pipe: Connection, dies_at: int | None, *, at_once: bool) -> None:
    """Live on from the last moment noted, `away` seconds later; at the tick numbered `dies_at` ask to be killed.

    With `at_once` nothing more is done until the signal comes, else the bot works on and is hit somewhere.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    count = 0

    def tick(what: str) -> None:
        nonlocal count
        count += 1
        pipe.send(what if count != dies_at else "kill")
        if count == dies_at and at_once:
            threading.Event().wait()

    asyncio.run(_live(Path(folder), url, timedelta(seconds=away), tick))
    pipe.send(THROUGH)


async def _live(folder: Path, url: str, away: timedelta, tick: Tick) -> None:
    diary = Diary(folder, away)
    clock = StoppedClock(diary.at)

    def move(at: datetime) -> None:
        clock.set(at)
        diary.at = at
        diary.write()
        tick("moved")

    tick("born")
    with open_database(url) as transactions:
        engine = Engine(
            repertoire=Repertoire(ALL),
            transactions=transactions,
            clock=clock,
            wording=Wording(),
            adapters=[LedgerPlatform(Ledger(folder), tick)],
            links=Pages(),
            solver=SolvedHere(),
        )
        await _wait_for_leases(engine, clock, move)
        for number, act in enumerate(week()[diary.told :], start=diary.told + 1):
            await engine.advance(max(act.at - clock.now(), timedelta()), move)
            tick("acts")
            await engine.inbox(act.event)
            tick("acted")
            diary.told = number
            diary.write()
            await engine.settle()
        await engine.advance(max(END - clock.now(), timedelta()), move)
        await _wait_for_leases(engine, clock, move)


async def _wait_for_leases(engine: Engine, clock: StoppedClock, move: Callable[[datetime], object]) -> None:
    """Let time pass until what a dead process had on its way is free, as a running deliverer notices by itself."""
    if not engine.transactions.alone:
        await engine.advance(LEASE, move)
        await engine.settle()
