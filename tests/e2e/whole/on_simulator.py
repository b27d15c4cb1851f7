"""The door to the simulator: the JSON for scripts, over a real socket."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from adapters.simulator.acts import Acts
from adapters.simulator.adapter import SimulatorAdapter
from adapters.simulator.api import routes
from adapters.simulator.backstage import Backstage
from adapters.simulator.cast import CHANNELS, MEMBERS, NAME, TENANT
from adapters.simulator.chat import Chat
from adapters.simulator.clock import MovableClock
from adapters.simulator.model import BOT, Channel, Entry, Kind
from adapters.simulator.render import reader_for
from adapters.simulator.views import entry_json
from adapters.web.server import serving
from commands import ALL
from copbot.engine import Engine
from copbot.events import Person
from copbot.model.roles import Role
from copbot.repertoire import Repertoire
from storage.database import open_database
from tests.adapters.slack.scene import Paper
from tests.e2e.whole import door as story
from tests.e2e.whole.door import (
    ATTIC,
    GENERAL,
    LOUNGE,
    NAMES,
    Ears,
    Meeting,
    Pages,
    People,
    Pick,
    Room,
    Seen,
    engine_of,
)
from tests.support.clock import StoppedClock

PEOPLE = tuple(one for one in MEMBERS if one.id in NAMES)
_NAME = re.compile(rf"@({'|'.join(NAMES)})\b", re.IGNORECASE)


class SimulatorDoor:
    """Mirrors `Door`."""

    reads_messages = True

    def __init__(self, path: Path, clock: StoppedClock) -> None:
        self.clock = clock
        self.ears = Ears()
        self.pages = Pages()
        self._moved = MovableClock(clock)
        rooms = (*CHANNELS, Channel(id=LOUNGE, name=LOUNGE), Channel(id=ATTIC, name=ATTIC, archived=True))
        self._chat = Chat(name=NAME, tenant=TENANT, accounts=PEOPLE, channels=rooms, clock=self._moved)
        self._database = f"sqlite:///{path / 'copbot.db'}"
        self._running = AsyncExitStack()
        self._adapter: SimulatorAdapter
        self._session: ClientSession
        self.engine: Engine

    async def start(self) -> None:
        """Run the bot and serve its page."""
        transactions = self._running.enter_context(open_database(self._database))
        self._adapter = SimulatorAdapter(self._chat, clock=self._moved)
        self.engine = engine_of(transactions, self._moved, self._adapter, self.ears, self.pages)
        backstage = Backstage(
            repertoire=Repertoire(ALL),
            painter=Paper(),
            clock=self._moved,
            move=self._move,
            next_due=self.engine.next_instant,
            role=_role,
            zone=_zone,
        )
        await self._running.enter_async_context(self._adapter.connected(self.engine.inbox))
        door = serving("127.0.0.1", 0, routes(self._adapter, backstage))
        address = await self._running.enter_async_context(door)
        self._session = await self._running.enter_async_context(ClientSession(address))

    async def stop(self) -> None:
        await self._running.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def command(self, who: str, path: str, typed: str = "", **options: story.Entry) -> Seen:
        del options
        return await self._does("say", who, channel=GENERAL, text=f"/{path} {typed}".strip())

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        return await self._does("press", who, message=seen.on, button=label)

    async def choose(self, who: str, seen: Seen, menu: str, label: str) -> Seen:
        return await self._does("press", who, message=seen.on, button=menu, values=[label])

    async def submit(self, who: str, seen: Seen, values: Mapping[str, story.Entry]) -> Seen:
        fields = {field["label"]: field for field in seen.form["fields"]}
        assert set(values) <= set(fields), f"the form has {set(fields)}"
        filled = {field["name"]: field["initial"] for field in fields.values()}
        filled |= {fields[label]["name"]: _entered(value) for label, value in values.items()}
        return await self._does("submit", who, form=seen.form["id"], values=filled)

    async def say(self, who: str, text: str, *, under: Seen | None = None) -> Seen:
        more = {} if under is None else {"thread": under.on}
        return await self._does("say", who, channel=GENERAL, text=text, **more)

    async def delete(self, seen: Seen) -> None:
        entry = self._chat.entry(seen.on)
        assert entry is not None
        await self._asks("delete", entry.author, message=seen.on)

    async def react(self, who: str, seen: Seen, emoji: str) -> None:
        await self._asks("react", who, message=seen.on, emoji=emoji)

    async def unreact(self, who: str, seen: Seen, emoji: str) -> None:
        await self._asks("react", who, message=seen.on, emoji=emoji, remove=True)

    async def menu(self, who: str, seen: Seen, name: str) -> Seen:
        return await self._does("shortcut", who, message=seen.on, name=name)

    async def suggestions(self, who: str, path: str, option: str, label: str, typed: str) -> list[str]:
        del option, label
        found = await self._asks("complete", who, channel=GENERAL, text=f"/{path} {typed}")
        return [one["label"] for one in found["items"]]

    async def mention(self, who: str) -> Seen:
        return await self._does("say", who, channel=GENERAL, text="@copbot")

    async def write(self, who: str, text: str) -> Seen:
        return await self._does("say", who, channel="dm-copbot", text=text)

    async def home(self, who: str) -> Seen:
        async with self._session.get("/api/home", params={"as": who}) as answer:
            blocks = (await answer.json())["blocks"]
        return Seen(_plain("\n".join(_words(blocks))), "home")

    async def close(self, room: str) -> None:
        await Acts(self._adapter, {}).archive("ann", room)
        await self.engine.settle()

    def refuse_directs(self, who: str) -> None:
        self._chat.join(replace(self._chat.accounts[who], takes_direct=False))

    def posts(self, room: str = GENERAL) -> list[Seen]:
        return [self._seen(one) for one in self._mine() if one.channel == room and one.thread is None]

    def thread(self, under: Seen) -> list[Seen]:
        return [self._seen(one) for one in self._mine() if one.thread == under.on]

    def meetings(self) -> list[Meeting]:
        rooms = [one for one in self._chat.channels.values() if one.kind is Kind.ROOM and one.members]
        return [Meeting(frozenset(one.members or ()), tuple(self._inside(one))) for one in rooms]

    def _inside(self, room: Channel) -> list[Seen]:
        shown = self._chat.visible((room.members or ())[0])
        return [self._seen(one) for one in shown if one.channel == room.id and one.author == BOT and not one.gone]

    def private(self, who: str) -> list[Seen]:
        return [
            self._seen(one, who)
            for one in self._chat.visible(who)
            if one.author == BOT and not one.gone and (one.only_for == who or one.channel == f"dm-{who}")
        ]

    def violations(self) -> list[str]:
        return []

    def _mine(self) -> list[Entry]:
        everything = self._chat.visible(BOT)
        return [one for one in everything if one.author == BOT and not one.gone and one.only_for is None]

    async def _move(self, by: timedelta) -> None:
        await self.engine.advance(by, self.clock.set)

    async def _asks(self, what: str, who: str, **body: object) -> Any:  # noqa: ANN401 -- JSON
        async with self._session.post(f"/api/{what}", json={"as": who, **body}) as answer:
            found = await answer.json()
        await self.engine.settle()
        return found

    async def _does(self, what: str, who: str, **body: object) -> Seen:
        """Do something and give what came back: a form, a sentence of the chat's own, a message, one's home anew."""
        match await self._asks(what, who, **body):
            case {"error": str(sentence)}:
                return Seen(sentence, None)
            case {"form": form}:
                wrong = [field["error"] for field in form["fields"] if field["error"]]
                labels = [field["label"] for field in form["fields"]]
                return Seen("\n".join(wrong or [form["title"], *labels]), None, form)
            case {"ephemeral": shown} | {"message": shown}:
                entry = self._chat.entry(shown["id"])
                assert entry is not None
                return self._seen(entry, who)
            case _:
                return await self.home(who)

    def _seen(self, entry: Entry, who: str = "ann") -> Seen:
        reader = reader_for(who, self._chat.directory(BOT), self.clock.now())
        shown = entry_json(entry, self._chat, reader)
        alts = tuple(block["alt"] for block in shown["blocks"] if block["type"] == "chart")
        files = tuple(block["name"] for block in shown["blocks"] if block["type"] == "file")
        pings = {one for one in NAMES if entry_json(entry, self._chat, replace(reader, user=one))["pings"]}
        return Seen(_plain(shown["text"]), entry.id, alts=alts, files=files, pings=frozenset(pings))


def _words(part: Any) -> list[str]:  # noqa: ANN401 -- JSON
    """Give the words of a home, a line each."""
    match part:
        case {"text": str(text)} | {"label": str(text), "type": "button" | "link"}:
            return [text]
        case {"line": list(line), **rest}:
            return [*_words(rest), "".join(span["text"] for span in line)]
        case {"lines": list(lines)}:
            return ["".join(span["text"] for span in line) for line in lines]
        case dict():
            return [word for value in part.values() for word in _words(value)]
        case list():
            return [word for one in part for word in _words(one)]
        case _:
            return []


def _plain(text: str) -> str:
    return _NAME.sub(lambda found: f"@{found[1].lower()}", text)


def _entered(value: story.Entry) -> object:
    match value:
        case People(names):
            return list(names)
        case Room(name) | Pick(name):
            return name
        case _:
            return value


async def _role(person: Person) -> Role:
    return Role.ADMIN if person.is_platform_admin else Role.MEMBER


async def _zone() -> str:
    return "Europe/Berlin"


@asynccontextmanager
async def on_simulator(path: Path, clock: StoppedClock) -> AsyncIterator[SimulatorDoor]:
    """Open the door; ann installed the bot."""
    door = SimulatorDoor(path, clock)
    await door.start()
    try:
        await Acts(door._adapter, {}).install("ann")
        yield door
    finally:
        await door.stop()
