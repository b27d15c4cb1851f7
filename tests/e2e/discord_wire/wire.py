"""The loopback Discord: one object that founds, acts, asks, plans faults and sees everything."""

import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.e2e.discord_wire.acting import Acting
from tests.e2e.discord_wire.asking import Asking
from tests.e2e.discord_wire.faults import Bucket, Fault, Plan, fits
from tests.e2e.discord_wire.founding import Founding
from tests.e2e.discord_wire.gateway import Gateway, Identified
from tests.e2e.discord_wire.places import Channel, Guild, Message, Person
from tests.e2e.discord_wire.refusal import Json, Violation
from tests.e2e.discord_wire.rest_places import gateway_url
from tests.e2e.discord_wire.routes import Call
from tests.e2e.discord_wire.server import API, Server
from tests.e2e.discord_wire.sessions import Session
from tests.e2e.discord_wire.spec import Spec
from tests.e2e.discord_wire.world import Rules, World

T = TypeVar("T")
TOKEN = "wire-token"
BACKLOG = 4096
"""Connections that may wait to be taken: discord.py opens one for every answer under way."""


class DiscordWire(Founding, Acting, Asking):
    """Discord on 127.0.0.1: REST below `api_url`, a gateway at `gateway_url`, and a bot that has `token`.

    `granted` are the privileged intents its operator switched on: of "members", "presences", "message_content".
    On leaving, a fault of the wire itself is raised; `violations` is the test's to look at.
    """

    def __init__(
        self,
        *,
        granted: Iterable[str] = (),
        rules: Rules | None = None,
        now: Callable[[], float] = time.time,
        token: str = TOKEN,
    ) -> None:
        self.rules = rules or Rules()
        self.world = World(granted=granted, rules=self.rules, now=now)
        self.gateway = Gateway(self.world)
        self.server = Server(self.world, self.gateway, Spec.load() if self.rules.validate else None)
        self.gateway.token = self.server.token = token
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self.server.serve), shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        self.world.address = "http://{}:{}".format(*self._runner.addresses[0])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.open.set()
        self.gateway.end()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.server.crashes and error is None:
            raise self.server.crashes[0]

    @property
    def api_url(self) -> str:
        """The REST address, as `discord.http.Route.BASE`."""
        return self.world.address + API

    @property
    def gateway_url(self) -> str:
        """The websocket address, as `DiscordWebSocket.DEFAULT_GATEWAY`."""
        return gateway_url(self.world)

    @property
    def token(self) -> str:
        return self.server.token

    @property
    def bot(self) -> Person:
        """The bot's own account."""
        return self.world.bot

    @property
    def spec_checked(self) -> bool:
        """Whether Discord's own description is there to hold payloads against."""
        return self.server.spec is not None

    @property
    def violations(self) -> list[Violation]:
        """Everything the bot sent that Discord would not have taken."""
        return self.world.violations

    # What is seen

    def messages(self, channel: Channel) -> list[Message]:
        """Give the messages of a channel or thread, oldest first."""
        return [*channel.messages.values()]

    def dms(self, person: Person) -> list[Message]:
        """Give what the bot wrote to a person, oldest first."""
        conversation = self.world.direct.get(person.id)
        mine = conversation.messages.values() if conversation else ()
        return [message for message in mine if message.author is self.bot]

    @property
    def ephemerals(self) -> list[Message]:
        """The ephemeral messages that stand, oldest first; `seen_by` says whose each is."""
        return [*self.world.ephemerals]

    def threads(self, guild: Guild) -> list[Channel]:
        """Give the threads of a guild, oldest first."""
        return [*guild.threads.values()]

    def commands(self, guild: Guild | None = None) -> Sequence[Json]:
        """Give the tree as last synced, everywhere or for a guild alone."""
        return self.world.commands.get(None if guild is None else guild.id, [])

    def calls(self, pattern: str) -> list[Call]:
        """Give the requests that came, oldest first: `POST /channels/*/messages`."""
        return [call for call in self.server.calls if fits(pattern, call.method, call.path)]

    @property
    def sessions(self) -> list[Session]:
        """The gateway sessions, connected or waiting to be resumed."""
        return [*self.world.sessions.by_id.values()]

    @property
    def connected(self) -> bool:
        """Whether some session has a socket."""
        return any(session.connected for session in self.sessions)

    @property
    def identified(self) -> list[Identified]:
        """Every IDENTIFY that came, refused ones too."""
        return self.gateway.identified

    async def until(self, predicate: Callable[[], T], within: float = 5.0) -> T:
        """Wait until something is true of this Discord, and give it.

        Raises: TimeoutError, with the last calls and violations.
        """
        return await self.world.changes.until(predicate, within, self._told)

    def _told(self) -> str:
        last = [*self.server.calls][-8:]
        return f"last calls: {[str(call) for call in last]}; violations: {[str(each) for each in self.violations]}"

    # What goes wrong

    def plan(self, pattern: str, fault: Fault, *, times: int | None = 1) -> Plan:
        """Plan a fault for the next requests that fit `POST /channels/*/messages`; None: until it is stopped."""
        plan = Plan(pattern=pattern, fault=fault, times=times)
        self.server.faults.plans.append(plan)
        return plan

    def limit(self, pattern: str, *, limit: int, per: float) -> Bucket:
        """Give requests that fit a real rate limit, told in the headers and enforced by 429."""
        bucket = Bucket(pattern=pattern, limit=limit, per=per)
        self.server.faults.buckets.append(bucket)
        return bucket

    def forget_nonces(self) -> None:
        """Let the minutes pass in which a nonce holds a copy back."""
        self.world.nonces.clear()

    async def revoke(self) -> None:
        """Make the token worthless: REST says 401, the gateway closes with 4004."""
        self.server.token = self.gateway.token = ""
        self.close_gateway(4004)

    def close_gateway(self, code: int) -> None:
        """Close every socket with a code; discord.py resumes after most, 4004 and 4014 end it."""
        for socket in self.gateway.sockets:
            socket.close(code)

    def drop_gateway(self, *, reset: bool = False) -> None:
        """End every socket without a word; the sessions wait to be resumed."""
        for socket in [*self.gateway.sockets]:
            socket.cut(reset=reset)

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Drop the gateway and let nobody back while the block runs; what happens meanwhile is replayed after."""
        self.gateway.open.clear()
        self.drop_gateway()
        await self.until(lambda: not self.connected)
        try:
            yield
        finally:
            self.gateway.open.set()

    def ask_reconnect(self) -> None:
        """Ask every client to reconnect and resume (op 7)."""
        for socket in self.gateway.sockets:
            socket.op(7)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9); not resumable, it is forgotten."""
        for socket in self.gateway.sockets:
            if not resumable and socket.session is not None:
                self.world.sessions.by_id.pop(socket.session.id, None)
            socket.op(9, data=resumable)
