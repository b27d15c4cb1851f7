"""The door to Discord: an unmodified discord.py against the loopback, without privileged intents."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord import DiscordAdapter
from commands import ALL
from copbot.engine import Engine
from copbot.events import BotMentioned, DirectMessageReceived, Installed, MessagePosted, ReactionAdded, ReactionRemoved
from copbot.repertoire import Repertoire
from storage.database import open_database
from tests.adapters.discord.story import Picture, connected, settings_for
from tests.e2e.discord_wire import Channel, DiscordWire, Guild, Interaction, Message, Person
from tests.e2e.discord_wire.form import Entry as Filled
from tests.e2e.discord_wire.tree import Value
from tests.e2e.whole.door import NAMES, Ears, Entry, People, Pick, Room, Seen, engine_of
from tests.support.clock import StoppedClock


class DiscordDoor:
    """Mirrors `Door`."""

    reads_messages = False

    def __init__(self, wire: DiscordWire, guild: Guild, people: Mapping[str, Person], ears: Ears) -> None:
        self._wire = wire
        self._guild = guild
        self._people = people
        self._ears = ears
        self.engine: Engine
        self.clock: StoppedClock

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

    async def submit(self, who: str, seen: Seen, values: Mapping[str, Entry]) -> Seen:
        filled = {label: self._entered(value) for label, value in values.items()}
        return await self._answer(await self._wire.submit(self._people[who], seen.form, filled))

    async def say(self, who: str, text: str, *, under: Seen | None = None) -> Seen:
        channel = self._general if under is None else under.on.thread
        count = self._ears.count(MessagePosted)
        message = await self._wire.say(self._people[who], channel, text)
        if under is not None:
            await self._ears.until(MessagePosted, count + 1)
        await self.engine.settle()
        return self._seen(message)

    async def react(self, who: str, seen: Seen, emoji: str) -> None:
        count = self._ears.count(ReactionAdded)
        await self._wire.react(self._people[who], seen.on, emoji)
        await self._ears.until(ReactionAdded, count + 1)
        await self.engine.settle()

    async def unreact(self, who: str, seen: Seen, emoji: str) -> None:
        count = self._ears.count(ReactionRemoved)
        await self._wire.unreact(self._people[who], seen.on, emoji)
        await self._ears.until(ReactionRemoved, count + 1)
        await self.engine.settle()

    async def menu(self, who: str, seen: Seen, name: str) -> Seen:
        return await self._answer(await self._wire.context_menu(self._people[who], name, seen.on))

    async def suggestions(self, who: str, path: str, option: str, label: str, typed: str) -> list[str]:
        asked = await self._wire.autocomplete(self._people[who], self._general, path, option, typed)
        return [shown for shown, _ in (await asked.answered()).choices]

    async def mention(self, who: str) -> Seen:
        count, before = self._ears.count(BotMentioned), len(self._wire.messages(self._general))
        await self._wire.say(self._people[who], self._general, self._wire.bot.mention)
        await self._ears.until(BotMentioned, count + 1)
        await self._wire.until(lambda: len(self._wire.messages(self._general)) > before + 1)
        return self._seen(self._wire.messages(self._general)[-1])

    async def write(self, who: str, text: str) -> Seen:
        count, before = self._ears.count(DirectMessageReceived), len(self._wire.dms(self._people[who]))
        await self._wire.say(self._people[who], self._wire.dm(self._people[who]), text)
        await self._ears.until(DirectMessageReceived, count + 1)
        await self._wire.until(lambda: len(self._wire.dms(self._people[who])) > before)
        return self._seen(self._wire.dms(self._people[who])[-1])

    def posts(self) -> list[Seen]:
        return [self._seen(one) for one in self._wire.messages(self._general) if one.author is self._wire.bot]

    def thread(self, under: Seen) -> list[Seen]:
        thread = under.on.thread
        mine = [] if thread is None else self._wire.messages(thread)
        replies = [one for one in self._wire.messages(self._general) if one.reply_to is under.on]
        return [self._seen(one) for one in (*replies, *mine) if one.author is self._wire.bot and one.shown]

    def private(self, who: str) -> list[str]:
        person = self._people[who]
        shown = [one for one in self._wire.ephemerals if one.seen_by is person and not one.deleted]
        return [self._seen(one).text for one in (*shown, *self._wire.dms(person))]

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
        return Seen(
            re.sub(r"\\(?=\W)", "", text), message, alts=tuple(file.description or "" for file in message.files)
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
        adapter = DiscordAdapter(settings_for(wire), Repertoire(ALL), Picture(), clock)
        ears = Ears()
        with open_database(f"sqlite:///{path / 'copbot.db'}") as transactions:
            door = DiscordDoor(wire, guild, people, ears)
            door.engine, door.clock = engine_of(transactions, clock, adapter, ears), clock
            async with connected(wire, adapter, door.engine.inbox):
                await ears.until(Installed, 1)
                yield door
