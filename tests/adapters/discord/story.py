"""An adapter on the loopback Discord, with an inbox that writes down what it hears and says what it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pydantic import SecretStr

from adapters.discord import DiscordAdapter, DiscordSettings
from adapters.discord.settings import Wish
from copbot.events import Event, Installed
from copbot.intents import Answer, Outgoing
from copbot.message import Chart
from copbot.ports import Inbox, Parcel, Receipt
from copbot.practice import Practice
from copbot.refs import ChannelRef, CommunityId, MessageRef, UserRef
from copbot.repertoire import Repertoire
from tests.adapters.discord.garden import GARDEN
from tests.e2e.discord_wire import Channel, DiscordWire, Guild, Message, Person, Rules
from tests.e2e.discord_wire.changes import Changes

H = TypeVar("H")
COMMUNITY = CommunityId(5)


class MovedClock:
    """The wall's clock, moved on or run faster; whoever sleeps wakes almost at once."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.rate = 1
        self.slept: list[timedelta] = []
        self._began = datetime.now(UTC)

    def now(self) -> datetime:
        return self._began + (datetime.now(UTC) - self._began) * self.rate + self.ahead

    async def sleep_until(self, at: datetime) -> None:
        self.slept.append(at - self.now())
        await asyncio.sleep(0.01)


class Picture:
    """Paints the same dot for every chart; with `fault` it breaks."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.held: asyncio.Event | None = None

    async def draw(self, chart: Chart) -> bytes:
        if self.held is not None:
            await self.held.wait()
        if self.fault is not None:
            raise self.fault
        return b"\x89PNG of " + str(chart.title).encode()


@dataclass(slots=True)
class Listener:
    """An inbox that keeps every event; `answer` says what to give back."""

    answer: Callable[[Event], Awaitable[Answer]] | None = None
    events: list[Event] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    async def __call__(self, event: Event) -> Answer:
        self.events.append(event)
        self.changes.happened()
        return None if self.answer is None else await self.answer(event)

    def says(self, answer: Answer) -> None:
        """Give the same answer to everything."""

        async def give(event: Event) -> Answer:
            return answer

        self.answer = give

    async def hears(self, kind: type[H], count: int = 1) -> Event:
        """Wait for so many events of a kind, and give the last of them."""
        await self.changes.until(lambda: len(self.of(kind)) >= count, 5.0, lambda: f"heard only {self.events}")
        return self.of(kind)[count - 1]

    def of(self, kind: type[H]) -> list[Event]:
        return [event for event in self.events if isinstance(event.happened, kind)]


@dataclass(slots=True)
class Story:
    """Everybody and everything of a test."""

    wire: DiscordWire
    adapter: DiscordAdapter
    inbox: Listener
    clock: MovedClock
    painter: Picture
    guild: Guild
    ann: Person
    bob: Person

    @property
    def general(self) -> Channel:
        return self.wire.named(self.guild, "general")

    def channel(self, channel: Channel) -> ChannelRef:
        return ChannelRef("discord", str(channel.guild.id) if channel.guild else "users", str(channel.id))

    def ref(self, message: Message) -> MessageRef:
        where = self.channel(message.channel)
        return MessageRef("discord", where.tenant, where.channel, str(message.id))

    def user(self, person: Person) -> UserRef:
        return UserRef("discord", "users", str(person.id))

    async def deliver(
        self,
        outgoing: Outgoing,
        *,
        channel: ChannelRef | None = None,
        thread: MessageRef | None = None,
        message: MessageRef | None = None,
    ) -> Receipt:
        parcel = Parcel(community=COMMUNITY, outgoing=outgoing, channel=channel, thread=thread, message=message)
        return await self.adapter.deliver(parcel)


def settings_for(wire: DiscordWire, *, message_content: Wish = "auto", members: Wish = "auto") -> DiscordSettings:
    return DiscordSettings(
        token=SecretStr(wire.token), api_url=wire.api_url, message_content=message_content, members=members
    )


@asynccontextmanager
async def connected(
    wire: DiscordWire, adapter: DiscordAdapter, inbox: Inbox, *, until: Callable[[], object] | None = None
) -> AsyncIterator[None]:
    """Connect an adapter and wait until the gateway let it in and the commands are there."""
    async with adapter.connected(inbox):
        await wire.until(until or (lambda: wire.connected and wire.commands()))
        yield
    await wire.until(lambda: not wire.gateway.sockets)


@asynccontextmanager
async def on_discord(
    *,
    granted: Iterable[str] = (),
    rules: Rules | None = None,
    practices: Sequence[Practice] = (GARDEN,),
    defer_after: float = 1.5,
    message_content: Wish = "auto",
    members: Wish = "auto",
    violations: bool = True,
) -> AsyncIterator[Story]:
    """Tell a story with ann (who owns the guild) and bob in #general; what Discord would not take fails it."""
    async with DiscordWire(granted=granted, rules=rules) as wire:
        ann, bob = wire.person("ann"), wire.person("bob")
        guild = wire.guild("Allotment", owner=ann, members=[bob])
        clock, painter, inbox = MovedClock(), Picture(), Listener()
        adapter = DiscordAdapter(
            settings_for(wire, message_content=message_content, members=members),
            Repertoire(practices),
            painter,
            clock,
            defer_after=timedelta(seconds=defer_after),
        )
        story = Story(wire, adapter, inbox, clock, painter, guild, ann, bob)
        async with connected(wire, adapter, inbox):
            await inbox.hears(Installed)
            yield story
        if violations:
            assert [str(one) for one in wire.violations] == []
