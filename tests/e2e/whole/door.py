"""What a person can do and see, whatever the platform: the verbs in which the stories are told."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

from sqlalchemy import select

from commands import ALL
from copbot.engine import Engine
from copbot.events import Event, Happening, LinkFound
from copbot.intents import Answer
from copbot.ports import Books, ChatAdapter, Clock, Inbox, Transactions
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.tables import METADATA
from tests.support.clock import StoppedClock
from tests.support.solving import SolvedHere

NAMES = ("ann", "bob", "carla", "dev", "eve")
"""Who is there: ann runs the place, the others are members."""
GENERAL, LOUNGE, ATTIC = "general", "lounge", "attic"
"""Where people are: in general and in the lounge the bot may post, in the attic it may not."""


@dataclass(frozen=True, slots=True)
class People:
    """People chosen in a form or an option, by name."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A channel chosen, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Pick:
    """What was picked of a list, by what stands there."""

    label: str


Entry: TypeAlias = str | bool | People | Room | Pick


@dataclass(frozen=True, slots=True)
class Seen:
    """Something a person sees: its words, with people as `@bob`; `on` is the platform's own thing to act on."""

    text: str
    on: Any
    form: Any = None
    """A form that opened instead."""
    alts: tuple[str, ...] = ()
    """The alternative texts of its pictures."""
    files: tuple[str, ...] = ()
    """The names of what it brings along."""
    pings: frozenset[str] = frozenset()
    """Whom the platform calls for it, by name; a name for everybody is called `everybody`."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A private room: who of the five can read it, and what the bot wrote there."""

    people: frozenset[str]
    posts: tuple[Seen, ...]


@dataclass(slots=True)
class Pages:
    """Every page is about teaching, but for those that `trouble`."""

    trouble: dict[str, str] = field(default_factory=dict)

    async def read(self, url: str) -> LinkFound:
        if url in self.trouble:
            return LinkFound(url=url, trouble=self.trouble[url])
        return LinkFound(url=url, title="Seeing Theory", description="Probability to play with.")


class Door(Protocol):
    """One platform, with five people, three channels, and the bot."""

    reads_messages: bool
    """Whether the bot may read a message somebody reacts to."""
    engine: Engine
    clock: StoppedClock
    pages: Pages

    async def command(self, who: str, path: str, typed: str = "", **options: Entry) -> Seen:
        """Use a command: `typed` is what one writes after it, `options` the same where options are typed."""
        ...

    async def press(self, who: str, seen: Seen, label: str) -> Seen: ...

    async def choose(self, who: str, seen: Seen, menu: str, label: str) -> Seen:
        """Choose from a menu that stands on a message."""
        ...

    async def submit(self, who: str, seen: Seen, values: Mapping[str, Entry]) -> Seen:
        """Fill in and send the form that opened, by labels."""
        ...

    async def say(self, who: str, text: str, *, under: Seen | None = None) -> Seen:
        """Write into general, or into the thread under a message."""
        ...

    async def delete(self, seen: Seen) -> None:
        """Delete a message of one's own."""
        ...

    async def react(self, who: str, seen: Seen, emoji: str) -> None: ...

    async def unreact(self, who: str, seen: Seen, emoji: str) -> None: ...

    async def menu(self, who: str, seen: Seen, name: str) -> Seen:
        """Choose an entry in a message's menu."""
        ...

    async def suggestions(self, who: str, path: str, option: str, label: str, typed: str) -> list[str]:
        """Type into an option that suggests, in the command or in the form it opens."""
        ...

    async def mention(self, who: str) -> Seen: ...

    async def write(self, who: str, text: str) -> Seen:
        """Write the bot a direct message, and give its answer."""
        ...

    async def home(self, who: str) -> Seen:
        """Look at one's home: the tab where there is one, else by command."""
        ...

    async def close(self, room: str) -> None:
        """Archive a channel, or delete it where nothing is archived."""
        ...

    def refuse_directs(self, who: str) -> None:
        """Let somebody's platform take no direct messages from the bot."""
        ...

    async def restart(self) -> None:
        """End the bot and begin it anew over the same database."""
        ...

    def posts(self, room: str = GENERAL) -> list[Seen]:
        """Give what the bot posted in a channel, oldest first."""
        ...

    def thread(self, under: Seen) -> list[Seen]:
        """Give what the bot wrote under a message."""
        ...

    def meetings(self) -> list[Meeting]:
        """Give the private rooms that were opened, oldest first."""
        ...

    def private(self, who: str) -> list[Seen]:
        """Give what only this person sees, in channels and directly."""
        ...

    def violations(self) -> list[str]:
        """Give what was sent that the platform would not have taken."""
        ...


@dataclass
class Ears:
    """Notes what the core heard, so that a story can wait for it."""

    heard: list[Happening] = field(default_factory=list)
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def watched(self, inbox: Inbox) -> Inbox:
        async def listen(event: Event) -> Answer:
            try:
                return await inbox(event)
            finally:
                self.heard.append(event.happened)
                self._told.set()

        return listen

    def count(self, kind: type[Happening]) -> int:
        return sum(isinstance(one, kind) for one in self.heard)

    async def until(self, kind: type[Happening], count: int) -> None:
        async with asyncio.timeout(5):
            while self.count(kind) < count:
                self._told.clear()
                await self._told.wait()


def engine_of(transactions: Transactions, clock: Clock, adapter: ChatAdapter, ears: Ears, pages: Pages) -> Engine:
    """Put the whole bot together behind an adapter."""
    return Engine(
        repertoire=Repertoire(ALL),
        transactions=transactions,
        clock=clock,
        wording=Wording(),
        adapters=[adapter],
        links=pages,
        solver=SolvedHere(),
        watched=ears.watched,
    )


async def forward(door: Door, **delta: float) -> None:
    """Let time pass, stopping wherever something falls due."""
    await door.engine.advance(timedelta(**delta), door.clock.set)


async def told(door: Door, who: str, words: str) -> Seen:
    """Give the one thing somebody was told in private, or finds in their home, that says these words."""
    shown = [one for one in door.private(who) if words in one.text] or [await door.home(who)]
    assert words in shown[-1].text, shown[-1].text
    return shown[-1]


def everything(door: Door) -> str:
    """Give all words of the bot that anybody sees, wherever they stand."""
    rooms = [*door.posts(), *(one for meeting in door.meetings() for one in meeting.posts)]
    return said([*rooms, *(one for who in NAMES for one in door.private(who))])


def said(seen: Iterable[Seen]) -> str:
    """Give all words of several messages."""
    return "\n".join(one.text for one in seen)


_PASSING = frozenset({"inbox", "outbox"})
"""That something was heard and answered is no change."""
_WHEN = frozenset({"last_act_at", "told_at"})


async def facts(door: Door) -> dict[str, Sequence[tuple[object, ...]]]:
    """Give everything the bot holds, but for when somebody last acted."""

    def read(books: Books) -> dict[str, Sequence[tuple[object, ...]]]:
        held: dict[str, Sequence[tuple[object, ...]]] = {}
        for table in METADATA.sorted_tables:
            if table.name not in _PASSING:
                columns = [column for column in table.columns if column.name not in _WHEN]
                rows = books._connection.execute(select(*columns))  # type: ignore[attr-defined]  # tests may look
                held[table.name] = sorted((tuple(row) for row in rows), key=repr)
        return held

    return await door.engine.transactions.read(read)
