"""The door to Slack: an unmodified bolt against the loopback, by Socket Mode or HTTP."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Rhythm
from commands import ALL
from copbot.engine import Engine
from copbot.repertoire import Repertoire
from storage.database import open_database
from tests.adapters.slack.scene import Paper, connected, settings, words
from tests.e2e.slack_wire import Ephemeral, Interaction, Post, Refused, SlackWire, View
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

NEVER = 1e8
EMOJI = {"🙌": "raised_hands", "📚": "books"}
CALLBACKS = {shortcut.name: shortcut.callback for practice in ALL for shortcut in practice.shortcuts}


class SlackDoor:
    """Mirrors `Door`."""

    reads_messages = True

    def __init__(self, wire: SlackWire, path: Path, clock: StoppedClock, mode: str) -> None:
        self._wire = wire
        self._mode = mode
        self._database = f"sqlite:///{path / 'copbot.db'}"
        self._running = AsyncExitStack()
        self.ears = Ears()
        self.pages = Pages()
        self.clock = clock
        self.engine: Engine

    async def start(self) -> None:
        """Run the bot until it listens."""
        transactions = self._running.enter_context(open_database(self._database))
        adapter = SlackAdapter(
            settings(self._wire, self._mode),
            repertoire=Repertoire(ALL),
            painter=Paper(),
            clock=self.clock,
            rhythm=Rhythm(watch=NEVER),
        )
        self.engine = engine_of(transactions, self.clock, adapter, self.ears, self.pages)
        await self._running.enter_async_context(connected(self._wire, adapter, self.engine.inbox))

    async def stop(self) -> None:
        await self._running.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def command(self, who: str, path: str, typed: str = "", **options: Entry) -> Seen:
        first, _, rest = path.partition(" ")
        return await self._act(who, self._wire.slash(who, "general", f"/{first}", f"{rest} {typed}".strip()))

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        return await self._act(who, self._wire.press(who, seen.on, label))

    async def choose(self, who: str, seen: Seen, menu: str, label: str) -> Seen:
        return await self._act(who, self._wire.select(who, seen.on, menu, label))

    async def submit(self, who: str, seen: Seen, values: Mapping[str, Entry]) -> Seen:
        form: View = seen.form
        for label, value in values.items():
            if form.element(label).type == "external_select":
                await self._wire.suggest(who, form, label, str(value))
        filled = {label: _entered(value) for label, value in values.items()}
        return await self._act(who, self._wire.submit(who, form, filled), form)

    async def say(self, who: str, text: str, *, under: Seen | None = None) -> Seen:
        post = await self._wire.say(who, "general", text, None if under is None else under.on)
        await self.engine.settle()
        return self._seen(post)

    async def delete(self, seen: Seen) -> None:
        await self._wire.delete(seen.on)
        await self.engine.settle()

    async def react(self, who: str, seen: Seen, emoji: str) -> None:
        await self._wire.react(who, seen.on, EMOJI[emoji])
        await self.engine.settle()

    async def unreact(self, who: str, seen: Seen, emoji: str) -> None:
        await self._wire.unreact(who, seen.on, EMOJI[emoji])
        await self.engine.settle()

    async def menu(self, who: str, seen: Seen, name: str) -> Seen:
        return await self._act(who, self._wire.shortcut(who, CALLBACKS[name], seen.on))

    async def suggestions(self, who: str, path: str, option: str, label: str, typed: str) -> list[str]:
        opened = await self.command(who, path)
        return [shown for shown, _ in await self._wire.suggest(who, opened.form, label, typed)]

    async def mention(self, who: str) -> Seen:
        before = len(self._wire.ephemerals(who))
        await self._wire.say(who, "general", "@copbot")
        await self._wire.until(lambda: len(self._wire.ephemerals(who)) > before)
        return self._seen(self._wire.ephemerals(who)[-1])

    async def write(self, who: str, text: str) -> Seen:
        before = len(self._wire.dms(who))
        await self._wire.tell(who, text)
        await self._wire.until(lambda: len(self._wire.dms(who)) > before)
        return self._seen(self._wire.dms(who)[-1])

    async def home(self, who: str) -> Seen:
        view = await self._wire.open_home(who)
        assert view is not None
        return self._tab(view)

    async def close(self, room: str) -> None:
        await self._wire.archive(room)
        await self.engine.settle()

    def refuse_directs(self, who: str) -> None:
        there = {"channel": self._wire.dm(who).id}
        self._wire.script("chat.postMessage", Refused("messages_tab_disabled"), times=None, where=there)

    def posts(self, room: str = GENERAL) -> list[Seen]:
        return [self._seen(post) for post in self._wire.posts(room) if not post.deleted]

    def thread(self, under: Seen) -> list[Seen]:
        return [self._seen(post) for post in self._wire.posts("general", under.on)]

    def meetings(self) -> list[Meeting]:
        names = {person.id: person.name for person in self._wire.world.people.values() if person.name in NAMES}
        groups = {one.id: one for who in NAMES for one in self._wire.rooms(who)}
        return [
            Meeting(
                frozenset(names[member] for member in one.members if member in names),
                tuple(self._seen(post) for post in one.posts.values() if post.bot_id is not None and not post.deleted),
            )
            for one in groups.values()
        ]

    def private(self, who: str) -> list[Seen]:
        shown: list[Ephemeral | Post] = [*self._wire.ephemerals(who), *self._wire.dms(who)]
        return [self._seen(one) for one in shown]

    def violations(self) -> list[str]:
        return [str(one) for one in self._wire.violations]

    async def _act(self, who: str, act: Coroutine[Any, Any, Interaction], form: View | None = None) -> Seen:
        """Do something and wait for what the person sees of it: a form, errors in one, a message, their tab anew."""
        tab, drawn, modals = self._wire.home(who), self._drawn(who), self._modals(who)
        before = {one.ts: words(one) for one in self._wire.ephemerals(who)}
        fresh: Callable[[], list[Ephemeral]] = lambda: [  # noqa: E731 -- looked at again and again
            one for one in self._wire.ephemerals(who) if before.get(one.ts) != words(one)
        ]
        done = await act
        if done.errors:
            return Seen("\n".join(done.errors.values()), None, form)
        await self._wire.until(
            lambda: done.shown or done.views or fresh() or self._drawn(who) != drawn or self._rewritten(who, modals)
        )
        await self.engine.settle()
        if done.view is not None:
            return self._dialog(done.view)
        if tab is not None and self._drawn(who) != drawn:
            return self._tab(tab)
        if self._rewritten(who, modals):
            return self._dialog(self._wire.views(who)[-1])
        return self._seen((done.shown or fresh())[-1])

    def _modals(self, who: str) -> list[str]:
        return [one.hash for one in self._wire.views(who)]

    def _rewritten(self, who: str, before: list[str]) -> bool:
        """Tell whether a modal that is open says something else than before."""
        now = self._modals(who)
        return now != before and len(now) == len(before)

    def _dialog(self, view: View) -> Seen:
        return Seen(self._named(words(view) or view.words), view, view)

    def _drawn(self, who: str) -> str | None:
        tab = self._wire.home(who)
        return None if tab is None else tab.hash

    def _tab(self, tab: View) -> Seen:
        return Seen(self._named(words(tab) or tab.words), tab)

    def _seen(self, shown: Post | Ephemeral) -> Seen:
        called = set(_called(shown.blocks))
        people = {one.name for one in self._wire.world.people.values() if one.id in called}
        return Seen(
            self._named(words(shown) or shown.words or shown.text),
            shown,
            alts=tuple(str(image["alt_text"]) for image in shown.images),
            files=tuple(str(one["name"]) for one in getattr(shown, "files", ())),
            pings=frozenset(people | {"everybody"} if "everybody" in called else people),
        )

    def _named(self, text: str) -> str:
        people = self._wire.world.people
        return re.sub(r"<@(\w+)>", lambda found: f"@{people[found[1]].name}", text)


def _called(part: object) -> list[str]:
    """List whom a message's blocks call, by id; a broadcast or a group calls everybody."""
    match part:
        case {"type": "user", "user_id": str(user)}:
            return [user]
        case {"type": "broadcast" | "usergroup"}:
            return ["everybody"]
        case {"type": "mrkdwn", "text": str(text)}:
            return [*re.findall(r"<@(\w+)", text), *["everybody"] * ("<!" in text.replace("<!date", ""))]
        case dict():
            return [one for value in part.values() for one in _called(value)]
        case list():
            return [one for inner in part for one in _called(inner)]
        case _:
            return []


def _entered(value: Entry) -> object:
    match value:
        case People(names):
            return list(names)
        case Room(name):
            return name
        case Pick(label):
            return label
        case _:
            return value


@asynccontextmanager
async def on_slack(path: Path, clock: StoppedClock, mode: str) -> AsyncIterator[SlackDoor]:
    """Open the door by `socket` or `http`."""
    async with SlackWire(clock=lambda: clock.now().timestamp()) as wire:
        wire.channel(LOUNGE, NAMES)
        wire.channel(ATTIC, NAMES, private=True, bot=False)
        door = SlackDoor(wire, path, clock, mode)
        await door.start()
        try:
            yield door
        finally:
            await door.stop()
