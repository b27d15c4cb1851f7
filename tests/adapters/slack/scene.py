"""A loopback Slack with our adapter connected to it, and an inbox that answers what a test tells it to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from adapters.slack.adapter import SlackAdapter
from adapters.slack.settings import Rhythm
from copbot.config import SlackSettings
from copbot.events import Event, Happening, Installed
from copbot.installations import Installation, InstallationStore
from copbot.intents import (
    Answer,
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    OpenRoom,
    OpenThread,
    Outgoing,
    Post,
    React,
)
from copbot.message import Chart, Message
from copbot.ports import Inbox, Parcel, Receipt
from copbot.practice import Practice
from copbot.refs import ChannelRef, CommunityId, MessageRef, UserRef
from copbot.repertoire import Repertoire
from tests.e2e.slack_wire import Ephemeral as Whispered
from tests.e2e.slack_wire import Json, SlackWire, View
from tests.e2e.slack_wire import Post as Posted
from tests.support.clock import StoppedClock

SIGNING_SECRET = "shh-signing"
STORAGE_KEY = "c3RvcmFnZS1rZXktZm9yLXRoZS10ZXN0cy1vbmx5ISE="
PIXEL = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@dataclass
class Paper:
    """A painter whose every picture is the same; `trouble` is raised instead, `drawn` keeps what was asked for."""

    drawn: list[Chart] = field(default_factory=list)
    trouble: Exception | None = None

    async def draw(self, chart: Chart) -> bytes:
        self.drawn.append(chart)
        if self.trouble is not None:
            raise self.trouble
        return PIXEL


@dataclass
class Keyring:
    """Installations in a dict; mirrors `InstallationStore`."""

    kept: dict[str, Installation] = field(default_factory=dict)
    reads: int = 0

    async def get(self, team: str) -> Installation | None:
        self.reads += 1
        return self.kept.get(team)

    async def keep(self, installation: Installation) -> None:
        self.kept[installation.team] = installation

    async def forget(self, team: str) -> None:
        self.kept.pop(team, None)


@dataclass
class Script:
    """An inbox that keeps what it hears and answers by `reply`; calls may be held up by `gate` or end in `trouble`."""

    heard: list[Event] = field(default_factory=list)
    reply: Callable[[Event], Answer] = lambda _: None
    gate: asyncio.Event | None = None
    trouble: Exception | None = None
    told: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever something was heard."""

    async def __call__(self, event: Event) -> Answer:
        if isinstance(event.happened, Installed) and event.actor is None:
            return None
        self.heard.append(event)
        self.told.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble is not None:
            raise self.trouble
        return self.reply(event)

    def answers(self, answer: Answer) -> None:
        """Answer everything with this from now on."""
        self.reply = lambda _: answer

    @property
    def happened(self) -> list[Happening]:
        """What happened, in order."""
        return [event.happened for event in self.heard]

    @property
    def last(self) -> Event:
        """What happened last."""
        return self.heard[-1]


def settings(wire: SlackWire, mode: str = "socket", **more: object) -> SlackSettings:
    """Give the settings for one workspace of the loopback."""
    given: dict[str, object] = {
        "enabled": True,
        "mode": mode,
        "bot_token": SecretStr(wire.bot_token),
        "app_token": SecretStr(wire.app_token),
        "signing_secret": SecretStr(SIGNING_SECRET),
        "api_url": wire.api_url,
    }
    return SlackSettings.model_validate(given | more)


@dataclass
class Scene:
    """The loopback, the adapter and the inbox between them."""

    wire: SlackWire
    adapter: SlackAdapter
    inbox: Script
    clock: StoppedClock
    paper: Paper

    async def forward(self, seconds: float) -> None:
        """Let time pass on both sides."""
        self.wire.forward(seconds)
        self.clock.set(datetime.fromtimestamp(self.wire.clock.now(), UTC))

    async def delivers(self, outgoing: Outgoing, **to: ChannelRef | MessageRef) -> Receipt:
        """Deliver one outgoing as the core would, its keys resolved to `channel`, `thread` or `message`."""
        return await self.adapter.deliver(
            Parcel(
                community=CommunityId(7),
                outgoing=outgoing,
                channel=to.get("channel"),  # type: ignore[arg-type]  # a channel stands under that name
                thread=to.get("thread"),  # type: ignore[arg-type]  # and messages under these
                message=to.get("message"),  # type: ignore[arg-type]
            )
        )

    async def posts(self, message: Message, key: str = "post:1", channel: str = "C1") -> Receipt:
        """Post a message in a channel."""
        where = ChannelRef("slack", "T1", channel)
        return await self.delivers(Post(key=key, to=where, message=message), channel=where)


_SINCE_NIGHT = timedelta(hours=(datetime.now(UTC).hour - 3) % 24)
"""How long ago three in the morning was when the tests began: one span for a whole run, so that no clock goes back."""


def clock_of(wire: SlackWire) -> StoppedClock:
    """Give a clock that goes with the loopback's, which signs by real time, but begins at night: nobody is pinged."""
    return StoppedClock(datetime.fromtimestamp(wire.clock.now(), UTC) - _SINCE_NIGHT)


@asynccontextmanager
async def scene(
    wire: SlackWire,
    mode: str = "socket",
    *,
    practices: tuple[Practice, ...] = (),
    rhythm: Rhythm | None = None,
    installations: InstallationStore | None = None,
    inbox: Script | None = None,
    **more: object,
) -> AsyncIterator[Scene]:
    """Connect the adapter to the loopback by one of its doors."""
    clock, paper, script = clock_of(wire), Paper(), inbox or Script()
    adapter = SlackAdapter(
        settings(wire, mode, **more),
        repertoire=Repertoire(practices),
        painter=paper,
        clock=clock,
        installations=installations,
        rhythm=rhythm,
    )
    async with connected(wire, adapter, script):
        yield Scene(wire, adapter, script, clock, paper)


@asynccontextmanager
async def connected(wire: SlackWire, adapter: SlackAdapter, inbox: Inbox) -> AsyncIterator[None]:
    """Connect an adapter, serving its door where it has one, and wait until it looked at its token."""
    greeted = wire.methods["auth.test"]
    async with AsyncExitStack() as stack:
        if adapter._settings.mode == "http":
            address = await stack.enter_async_context(served(Starlette(routes=[Mount("/slack", app=adapter.asgi)])))
            wire.http_client(address, SIGNING_SECRET)
        await stack.enter_async_context(adapter.connected(inbox))
        if adapter._settings.mode == "socket":
            await wire.until(lambda: wire.sockets.is_open)
        await wire.until(lambda: wire.methods["auth.test"] > greeted or not adapter._settings.bot_token)
        yield


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app by uvicorn and give its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.force_exit = True
        await server.shutdown(sockets=[listening])


def user(name: str) -> UserRef:
    """Name one of the loopback's people: ann is U1, bob U2, carla U3, dev U4, eve U5."""
    return UserRef("slack", "T1", f"U{('ann', 'bob', 'carla', 'dev', 'eve').index(name) + 1}")


def words(shown: Posted | Whispered | View) -> str:
    """Give what a person reads in a message or view: a line for each section, mentions as mrkdwn writes them."""
    return "\n".join(line for block in shown.blocks for line in _lines(block))


def _lines(block: Json) -> list[str]:
    match block:
        case {"type": "rich_text", "elements": list(parts)}:
            sections = [section for part in parts for section in part["elements"]] if _is_list(parts) else parts
            return ["".join(_word(element) for element in section["elements"]) for section in sections]
        case {"type": "header", "text": {"text": str(text)}} | {"type": "context", "elements": [{"text": str(text)}]}:
            return [text]
        case {"type": "actions", "elements": list(elements)}:
            return [" ".join(f"[{(one.get('text') or one['placeholder'])['text']}]" for one in elements)]
        case {"type": "image", "alt_text": str(alt)}:
            return [f"({alt})"]
        case {"type": "input", "label": {"text": str(label)}}:
            return [f"{label}: ____"]
        case _:
            return []


def _is_list(parts: list[Json]) -> bool:
    return all(part["type"] == "rich_text_list" for part in parts)


def _word(element: Json) -> str:
    match element:
        case {"type": "user", "user_id": user}:
            return f"<@{user}>"
        case {"type": "date", "fallback": str(text)} | {"text": str(text)}:
            return text
        case _:
            return str(element)


def ref(post: Posted) -> MessageRef:
    """Name a message of the loopback."""
    return MessageRef("slack", post.team, post.channel, post.ts)


__all__ = [
    "Delete",
    "DirectMessage",
    "Edit",
    "Ephemeral",
    "Keyring",
    "OpenRoom",
    "OpenThread",
    "Paper",
    "React",
    "Scene",
    "Script",
    "clock_of",
    "connected",
    "ref",
    "scene",
    "served",
    "settings",
    "user",
    "words",
]
