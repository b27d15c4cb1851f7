"""Discord as one chat platform of the core's: connected, listening, answering, delivering."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime, timedelta

import aiohttp
import structlog

from adapters.discord.answers import Answers
from adapters.discord.commands import Tree, keep_in_step, plant
from adapters.discord.connection import Connection
from adapters.discord.flights import Flights
from adapters.discord.gateway import Gateway
from adapters.discord.hook import Hook
from adapters.discord.inbound import Inbound, installation, renamed
from adapters.discord.installers import installer_of
from adapters.discord.interactions import event_of
from adapters.discord.look_up import LookUps
from adapters.discord.outbound import Outbound, Pictures
from adapters.discord.people import Faces
from adapters.discord.pieces import CONTENT
from adapters.discord.references import PLATFORM
from adapters.discord.reopening import Reopening
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from adapters.discord.settings import DiscordSettings
from adapters.discord.threads import Threads, closed
from copbot.context import Capabilities
from copbot.errors import DeliveryError
from copbot.events import BotMentioned, DirectMessageReceived, Event, Finding, ReactionAdded, ReactionRemoved
from copbot.intents import Question
from copbot.ports import Clock, Inbox, Painter, Parcel, Receipt
from copbot.refs import MessageRef, UserRef
from copbot.repertoire import Repertoire
from copbot.wording import Wording

_log = structlog.get_logger(__name__)

DEFER_AFTER = timedelta(seconds=1.5)
_LANDING = 10.0
"""Seconds that what is under way has to come to its end when the bot stops."""
_NEW = timedelta(days=1)
_DECLARE_AGAIN, _BROKEN = timedelta(minutes=1), 500
_REDUCED = {
    "message_content": "reactions make pending entries: the text of the message reacted to is not shown",
    "members": "joins are noticed by Discord's welcome message or a member's first act, leaving is not",
}


class DiscordAdapter:
    """Discord, by one gateway connection for all guilds; implements the port `ChatAdapter`."""

    def __init__(
        self,
        settings: DiscordSettings,
        repertoire: Repertoire,
        painter: Painter,
        clock: Clock,
        *,
        wording: Wording | None = None,
        defer_after: timedelta = DEFER_AFTER,
    ) -> None:
        self._repertoire = repertoire
        self._clock = clock
        self._flights = Flights()
        self._hook = Hook()
        self._faces = Faces()
        self._inbound: Inbound | None = None
        self._turns: weakref.WeakValueDictionary[tuple[MessageRef, UserRef], asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )
        self._inbox: Inbox | None = None
        self._declared: str | None = None
        self._owed: tuple[Tree, datetime] | None = None
        self._alive_at: datetime | None = None
        self._connection = Connection(
            settings, clock, on_event=self._heard, on_life=self._lives, on_login=self._logged_in
        )
        pictures = Pictures(painter)
        self._rest = Rest(lambda: self._connection.client, self._flights, clock)
        wording = wording or Wording()
        self._outbound = Outbound(self._rest, pictures, clock, wording)
        self._threads = Threads(self._rest)
        self._reopening = Reopening(self._rest, wording)
        self._look_ups = LookUps(self._rest, self._outbound)
        self._answers = Answers(
            rest=self._rest,
            hook=self._hook,
            flights=self._flights,
            pictures=pictures,
            wording=wording,
            defer_after=defer_after,
        )

    @property
    def platform(self) -> str:
        """The name its references begin with."""
        return PLATFORM

    @property
    def capabilities(self) -> Capabilities:
        """What Discord can do, as far as the intents granted let it."""
        return Capabilities(
            platform=PLATFORM,
            reads_reacted_messages="message_content" in self._connection.asked,
            ephemeral_anywhere=False,
            slash_in_threads=True,
            private_rooms="thread",
            form_errors=False,
            longest_text=CONTENT,
            home_tab=False,
            homeless_direct=True,
        )

    @property
    def reduced(self) -> tuple[str, ...]:
        """What works by the second-best way, because an intent that was wanted is not granted: a line each."""
        return tuple(_REDUCED[name] for name in sorted(self._connection.refused))

    @property
    def last_sign_of_life(self) -> datetime | None:
        """When the gateway was last heard of: an event, or a heartbeat it acknowledged."""
        return self._alive_at

    @asynccontextmanager
    async def connected(self, inbox: Inbox) -> AsyncIterator[None]:
        """Be connected for the length of a `with`; what is under way at its end is brought to its own end.

        Raises: DiscordRefusedError when Discord will not let the bot in.
        """
        self._inbox = inbox
        try:
            async with self._connection.open():
                try:
                    yield
                finally:
                    self._inbox = None
                    await self._flights.landed(_LANDING)
        finally:
            await self._hook.close()

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Send one outgoing.

        Raises: DeliveryError saying what follows; OSError leaves the outcome unknown.
        """
        return await self._outbound.deliver(parcel)

    async def look_up(self, question: Question) -> Finding:
        """Ask Discord something.

        Raises: DeliveryError when it cannot be asked now.
        """
        return await self._look_ups.answer(question)

    def _lives(self) -> None:
        self._alive_at = now = self._clock.now()
        if self._owed is not None and now >= self._owed[1]:
            tree, self._owed = self._owed[0], None
            self._flights.start(self._declare(tree))

    async def _logged_in(self, client: Gateway) -> None:
        """Plant the commands of a new client, and tell Discord of them beside everything else."""
        tree = Tree(client)
        plant(tree, self._repertoire)
        self._inbound, self._owed = Inbound(client, self._faces), None
        self._flights.start(self._declare(tree))

    async def _declare(self, tree: Tree) -> None:
        """Tell Discord of the commands; where that fails by chance, a later sign of life has it tried again."""
        try:
            self._declared = await keep_in_step(tree, self._declared)
        except (discord.DiscordException, OSError, aiohttp.ClientError) as error:
            _log.warning("commands_not_declared", why=f"{type(error).__name__}: {error}")
            if not (isinstance(error, discord.HTTPException) and error.status < _BROKEN):
                self._owed = tree, self._clock.now() + _DECLARE_AGAIN

    def _heard(self, client: Gateway, name: str, first: object, second: object) -> None:
        """Take what discord.py dispatched; the work itself is done in its own flight."""
        inbox, inbound = self._inbox, self._inbound
        if inbox is None or inbound is None or inbound.client is not client:
            return
        match name, first:
            case "interaction", discord.Interaction() as interaction:
                event = event_of(interaction, self._repertoire)
                if event is not None:
                    asked = self._answers.to_interaction(interaction, event, self._reopening.before(inbox))
                    self._flights.start(asked)
            case "guild_join" | "guild_available", discord.Guild() as guild:
                self._flights.start(self._installed(guild, inbox))
            case "guild_channel_update" | "thread_update", _:
                self._take(renamed(first, second), first, inbox)
                self._take(closed(first, second), first, inbox)
            case _:
                self._take(inbound.read(name, first), first, inbox)

    def _take(self, event: Event | None, cause: object, inbox: Inbox) -> None:
        if event is None:
            return
        if isinstance(event.happened, BotMentioned | DirectMessageReceived) and isinstance(cause, discord.Message):
            self._flights.start(self._spoken_to(cause, event, inbox))
        else:
            self._flights.start(self._tell(event, inbox))

    async def _spoken_to(self, written: discord.Message, event: Event, inbox: Inbox) -> None:
        await self._answers.to_message(written, await self._threads.placed(event), inbox)

    async def _tell(self, event: Event, inbox: Inbox) -> None:
        """Hand in what nobody waits for; what one person does to one message keeps its order."""
        async with self._turn(event):
            try:
                await inbox(await self._threads.placed(event))
            except Exception:  # noqa: BLE001 -- whatever one event breaks, the next one is heard
                _log.exception("event_failed", happened=type(event.happened).__name__)

    def _turn(self, event: Event) -> AbstractAsyncContextManager[None]:
        match event.happened:
            case ReactionAdded(message) | ReactionRemoved(message) if event.actor is not None:
                return self._turns.setdefault((message, event.actor.user), asyncio.Lock())
            case _:
                return nullcontext()

    async def _installed(self, guild: discord.Guild, inbox: Inbox) -> None:
        """Say that the bot is in a guild; who brought it there is asked only when that is new."""
        joined = guild.me.joined_at
        installer = None
        if joined is not None and self._clock.now() - joined < _NEW:
            try:
                installer = await installer_of(self._rest, guild)
            except (discord.HTTPException, DeliveryError, OSError) as error:
                _log.info("installer_unknown", why=type(error).__name__)
        await self._tell(installation(guild, installer), inbox)
