"""The door to Slack: an unmodified bolt against the loopback, by Socket Mode or HTTP."""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Rhythm
from commands import ALL
from copbot.engine import Engine
from copbot.repertoire import Repertoire
from storage.database import open_database
from tests.adapters.slack.scene import Paper, connected, settings, words
from tests.e2e.slack_wire import Ephemeral, Interaction, Post, SlackWire, View
from tests.e2e.whole.door import Ears, Entry, People, Pick, Room, Seen, engine_of
from tests.support.clock import StoppedClock

NEVER = 1e8
EMOJI = {"🙌": "raised_hands", "📚": "books"}
CALLBACKS = {shortcut.name: shortcut.callback for practice in ALL for shortcut in practice.shortcuts}


class SlackDoor:
    """Mirrors `Door`."""

    reads_messages = True

    def __init__(self, wire: SlackWire, engine: Engine, clock: StoppedClock, ears: Ears) -> None:
        self._wire = wire
        self._ears = ears
        self.engine = engine
        self.clock = clock

    async def command(self, who: str, path: str, typed: str = "", **options: Entry) -> Seen:
        first, _, rest = path.partition(" ")
        return await self._act(who, self._wire.slash(who, "general", f"/{first}", f"{rest} {typed}".strip()))

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        return await self._act(who, self._wire.press(who, seen.on, label))

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

    def posts(self) -> list[Seen]:
        return [self._seen(post) for post in self._wire.posts("general") if not post.deleted]

    def thread(self, under: Seen) -> list[Seen]:
        return [self._seen(post) for post in self._wire.posts("general", under.on)]

    def private(self, who: str) -> list[str]:
        shown: list[Ephemeral | Post] = [*self._wire.ephemerals(who), *self._wire.dms(who)]
        return [self._seen(one).text for one in shown]

    def violations(self) -> list[str]:
        return [str(one) for one in self._wire.violations]

    async def _act(self, who: str, act: Coroutine[Any, Any, Interaction], form: View | None = None) -> Seen:
        """Do something and wait for what the person sees of it: a form, errors in one, or a message."""
        before = {one.ts: words(one) for one in self._wire.ephemerals(who)}
        fresh: Callable[[], list[Ephemeral]] = lambda: [  # noqa: E731 -- looked at again and again
            one for one in self._wire.ephemerals(who) if before.get(one.ts) != words(one)
        ]
        done = await act
        if done.errors:
            return Seen("\n".join(done.errors.values()), None, form)
        await self._wire.until(lambda: done.shown or done.views or fresh())
        if done.view is not None:
            return Seen(words(done.view) or done.view.words, None, done.view)
        seen = (done.shown or fresh())[-1]
        await self.engine.settle()
        return self._seen(seen)

    def _seen(self, shown: Post | Ephemeral) -> Seen:
        people = self._wire.world.people
        text = re.sub(r"<@(\w+)>", lambda found: f"@{people[found[1]].name}", words(shown) or shown.words or shown.text)
        return Seen(text, shown, alts=tuple(str(image["alt_text"]) for image in shown.images))


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
        adapter = SlackAdapter(
            settings(wire, mode),
            repertoire=Repertoire(ALL),
            painter=Paper(),
            clock=clock,
            rhythm=Rhythm(watch=NEVER),
        )
        ears = Ears()
        with open_database(f"sqlite:///{path / 'copbot.db'}") as transactions:
            engine = engine_of(transactions, clock, adapter, ears)
            async with connected(wire, adapter, engine.inbox):
                yield SlackDoor(wire, engine, clock, ears)
