"""A community in a database, for benchmarks: the real engine over SQLite, and a platform that takes everything."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine

from adapters.scheduler.clock import SystemClock
from commands import ALL
from copbot.context import Capabilities
from copbot.engine import Engine as Bot
from copbot.events import CommandInvoked, Event, LinkFound, Person, Place
from copbot.ports import Clock, Solver
from copbot.refs import CommunityId, UserRef
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.sqlite import SqliteTransactions, upgrade_file
from tests.support.platform import FakePlatform
from tests.support.solving import SolvedHere

CAPABILITIES = Capabilities(
    platform="sim",
    reads_reacted_messages=True,
    ephemeral_anywhere=True,
    slash_in_threads=True,
    private_rooms="group",
    form_errors=True,
    longest_text=4000,
    home_tab=True,
    threads_are_opened=False,
)
TENANT = "demo"
_IDS = count(1)


class NoLinks:
    """Reads no page."""

    async def read(self, url: str) -> LinkFound:
        """Say that there was nothing."""
        return LinkFound(url=url, trouble="timeout")


@dataclass(frozen=True, slots=True)
class House:
    """The bot in one process, with the file it writes to."""

    bot: Bot
    transactions: SqliteTransactions
    path: Path
    platform: FakePlatform


@asynccontextmanager
async def house(path: Path, clock: Clock | None = None, solver: Solver | None = None) -> AsyncIterator[House]:
    """Open the bot over a file for the length of a `with`."""
    with SqliteTransactions(path).open() as transactions:
        platform = FakePlatform(CAPABILITIES)
        bot = Bot(
            repertoire=Repertoire(ALL),
            transactions=transactions,
            clock=clock or SystemClock(),
            wording=Wording(),
            adapters=[platform],
            links=NoLinks(),
            solver=solver or SolvedHere(),
        )
        yield House(bot, transactions, path, platform)


def person(number: int) -> Person:
    """Give the member with a number."""
    return Person(user=UserRef("sim", TENANT, f"u{number}"), name=f"Member {number}", zone="Europe/Berlin")


def kudos(giver: int, receiver: int) -> Event:
    """One member thanks another by command."""
    to = person(receiver)
    return Event(
        place=Place(platform="sim", tenant=TENANT, channel="general"),
        happened=CommandInvoked("kudos give", {"to": (to.user,), "reason": "the clear notes from Tuesday"}),
        actor=person(giver),
        people=(to,),
        delivery_id=f"bench-{next(_IDS)}",
    )


async def thanked(bot: Bot, events: Sequence[Event], *, at_once: int = 64) -> None:
    """Hand events to the inbox, many at once."""
    for begin in range(0, len(events), at_once):
        await asyncio.gather(*(bot.inbox(event) for event in events[begin : begin + at_once]))


@contextmanager
def bare(path: Path) -> Iterator[Connection]:
    """Open the file by itself, with the same settings and SQLAlchemy alone: the limit."""
    upgrade_file(path)
    engine: Engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        yield connection
    engine.dispose()


async def founded(transactions: SqliteTransactions, now: datetime) -> CommunityId:
    """Begin the community."""
    return await transactions.write(lambda books: books.found("sim", TENANT, "Bench", None, now))
