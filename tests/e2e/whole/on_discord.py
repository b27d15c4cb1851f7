"""The door to Discord: an unmodified discord.py against the loopback, without privileged intents."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from adapters.discord import DiscordAdapter
from commands import ALL
from copbot.engine import Engine
from copbot.events import (
    BotMentioned,
    ChannelGone,
    DirectMessageReceived,
    Installed,
    MessagePosted,
    MessagesDeleted,
    ReactionAdded,
    ReactionRemoved,
)
from copbot.repertoire import Repertoire
from storage.database import open_database
from tests.adapters.discord.story import Picture, connected, settings_for
from tests.e2e.discord_wire import Channel, DiscordWire, Guild, Interaction, Message, Person
from tests.e2e.discord_wire.form import Entry as Filled
from tests.e2e.discord_wire.places import ChannelKind
from tests.e2e.discord_wire.tree import Value
from tests.e2e.whole.door import (
    ATTIC,
    GENERAL,
    LOUNGE,
    NAMES,
    Ears,
    Entry,
    Meeting,
    Pages,
    People,
    Pick,
    Room,
    Seen,
    engine_of,
)
from tests.support.clock import StoppedClock


class DiscordDoor:
    """Mirrors `Door`."""

    reads_messages = False

    def __init__(
        self, wire: DiscordWire, guild: Guild, people: Mapping[str, Person], path: Path, clock: StoppedClock
    ) -> None:
        self._wire = wire
        self._guild = guild
        self._people = people
        self._database = f"sqlite:///{path / 'copbot.db'}"
        self._running = AsyncExitStack()
        self.ears = Ears()
        self.pages = Pages()
        self.clock = clock
        self.engine: Engine

    async def start(self) -> None:
        """Run the bot until it is in the guild."""
        count = self.ears.count(Installed)
        transactions = self._running.enter_context(open_database(self._database))
        adapter = DiscordAdapter(settings_for(self._wire), Repertoire(ALL), Picture(), self.clock)
        self.engine = engine_of(transactions, self.clock, adapter, self.ears, self.pages)
        await self._running.enter_async_context(connected(self._wire, adapter, self.engine.inbox))
        await self.ears.until(Installed, count + 1)

    async def stop(self) -> None:
        await self._running.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @property
    def _general(self) -> Channel:
        return self._wire.named(self._guild, "general")

    async def command(self, who: str, path: str, typed: str = "", **options: Entry) -> Seen:
        filled: dict[str, Value] = {}
        for name, value in options.items():
            match value:
                case People(names):
                    for number, one in enumerate(names, start=1):
                        filled[name if number == 1 else f"{name}_{number}"] = self._people[one]
                case Room(room):
                    filled[name] = self._wire.named(self._guild, room)
                case Pick(label):
                    filled[name] = label
                case _:
                    filled[name] = value
        return await self._answer(await self._wire.slash(self._people[who], self._general, path, filled))

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        return await self._answer(await self._wire.press(self._people[who], seen.on, label))

    async def choose(self, who: str, seen: Seen, menu: str, label: str) -> Seen:
        return await self._answer(await self._wire.select(self._people[who], seen.on, menu, [label]))

    async def submit(self, who: str, seen: Seen, values: Mapping[str, Entry]) -> Seen:
        filled = {label: self._entered(value) for label, value in values.items()}
        return await self._answer(await self._wire.submit(self._people[who], seen.form, filled))

    async def say(self, who: str, text: str, *, under: Seen | None = None) -> Seen:
        channel = self._general if under is None else under.on.thread
        count = self.ears.count(MessagePosted)
        message = await self._wire.say(self._people[who], channel, text)
        if under is not None:
            await self.ears.until(MessagePosted, count + 1)
        await self.engine.settle()
        return self._seen(message)

    async def delete(self, seen: Seen) -> None:
        count = self.ears.count(MessagesDeleted)
        await self._wire.delete(seen.on)
        await self.ears.until(MessagesDeleted, count + 1)
        await self.engine.settle()

    async def react(self, who: str, seen: Seen, emoji: str) -> None:
        count = self.ears.count(ReactionAdded)
        await self._wire.react(self._people[who], seen.on, emoji)
        await self.ears.until(ReactionAdded, count + 1)
        await self.engine.settle()

    async def unreact(self, who: str, seen: Seen, emoji: str) -> None:
        count = self.ears.count(ReactionRemoved)
        await self._wire.unreact(self._people[who], seen.on, emoji)
        await self.ears.until(ReactionRemoved, count + 1)
        await self.engine.settle()

    async def menu(self, who: str, seen: Seen, name: str) -> Seen:
        return await self._answer(await self._wire.context_menu(self._people[who], name, seen.on))

    async def suggestions(self, who: str, path: str, option: str, label: str, typed: str) -> list[str]:
        asked = await self._wire.autocomplete(self._people[who], self._general, path, option, typed)
        return [shown for shown, _ in (await asked.answered()).choices]

    async def mention(self, who: str) -> Seen:
        count, before = self.ears.count(BotMentioned), len(self._wire.messages(self._general))
        await self._wire.say(self._people[who], self._general, self._wire.bot.mention)
        await self.ears.until(BotMentioned, count + 1)
        await self._wire.until(lambda: len(self._wire.messages(self._general)) > before + 1)
        return self._seen(self._wire.messages(self._general)[-1])

    async def write(self, who: str, text: str) -> Seen:
        count, before = self.ears.count(DirectMessageReceived), len(self._wire.dms(self._people[who]))
        await self._wire.say(self._people[who], self._wire.dm(self._people[who]), text)
        await self.ears.until(DirectMessageReceived, count + 1)
        await self._wire.until(lambda: len(self._wire.dms(self._people[who])) > before)
        return self._seen(self._wire.dms(self._people[who])[-1])

    async def home(self, who: str) -> Seen:
        return await self.command(who, "cop home")

    async def close(self, room: str) -> None:
        count = self.ears.count(ChannelGone)
        await self._wire.delete_channel(self._wire.named(self._guild, room))
        await self.ears.until(ChannelGone, count + 1)
        await self.engine.settle()

    def refuse_directs(self, who: str) -> None:
        self._people[who].takes_dms = False

    def posts(self, room: str = GENERAL) -> list[Seen]:
        messages = self._wire.messages(self._wire.named(self._guild, room))
        return [self._seen(one) for one in messages if one.author is self._wire.bot]

    def thread(self, under: Seen) -> list[Seen]:
        thread = under.on.thread
        mine = [] if thread is None else self._wire.messages(thread)
        replies = [one for one in self._wire.messages(self._general) if one.reply_to is under.on]
        return [self._seen(one) for one in (*replies, *mine) if one.author is self._wire.bot and one.shown]

    def meetings(self) -> list[Meeting]:
        names = {person.id: name for name, person in self._people.items()}
        return [
            Meeting(
                frozenset(names[member] for member in one.members if member in names),
                tuple(self._seen(message) for message in self._wire.messages(one) if message.shown),
            )
            for one in self._wire.threads(self._guild)
            if one.kind is ChannelKind.PRIVATE_THREAD
        ]

    def private(self, who: str) -> list[Seen]:
        person = self._people[who]
        shown = [one for one in self._wire.ephemerals if one.seen_by is person and not one.deleted]
        return [self._seen(one) for one in (*shown, *self._wire.dms(person))]

    def violations(self) -> list[str]:
        return [str(one) for one in self._wire.violations]

    async def _answer(self, asked: Interaction) -> Seen:
        done = await asked.answered()
        await self.engine.settle()
        if done.modal is not None:
            return Seen(done.modal.texts, None, done.modal)
        message = done.original or done.followups[-1]
        if done.followups and asked.source is done.original:
            message = done.followups[-1]
        return self._seen(message)

    def _seen(self, message: Message) -> Seen:
        names = {person.id: name for name, person in self._people.items()}
        text = re.sub(r"<@(\d+)>", lambda found: f"@{names.get(int(found[1]), 'copbot')}", message.shown)
        pings = {names.get(one, "copbot") for one in message.pings.people}
        return Seen(
            re.sub(r"\\(?=\W)", "", text),
            message,
            alts=tuple(file.description or "" for file in message.files),
            files=tuple(file.filename for file in message.files),
            pings=frozenset(pings | {"everybody"} if message.pings.everyone or message.pings.roles else pings),
        )

    def _entered(self, value: Entry) -> Filled:
        match value:
            case People(names):
                return [self._people[name] for name in names]
            case Room(name):
                return [self._wire.named(self._guild, name)]
            case Pick(label):
                return [label]
            case _:
                return value


@asynccontextmanager
async def on_discord(path: Path, clock: StoppedClock) -> AsyncIterator[DiscordDoor]:
    """Open the door; ann owns the guild."""
    async with DiscordWire(now=lambda: clock.now().timestamp()) as wire:
        people = {name: wire.person(name) for name in NAMES}
        ann, *others = people.values()
        guild = wire.guild("Practice", owner=ann, members=others)
        wire.channel(guild, LOUNGE)
        await wire.forbid(wire.channel(guild, ATTIC), "send_messages")
        door = DiscordDoor(wire, guild, people, path, clock)
        await door.start()
        try:
            yield door
        finally:
            await door.stop()
