"""The server, and what every verb of the people stands on: deliver, wait, script, look."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
from aiohttp import web

from tests.e2e.slack_wire.api import WebApi
from tests.e2e.slack_wire.api_people import APP_TOKEN, CLIENT_ID, CLIENT_SECRET
from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.doors import Delivery, Door, HttpDoor, Kind
from tests.e2e.slack_wire.faults import Fault
from tests.e2e.slack_wire.model import APP_ID, Conversation, Person, Team, Usergroup
from tests.e2e.slack_wire.scopes import EVENTS
from tests.e2e.slack_wire.socket_door import SocketDoor
from tests.e2e.slack_wire.spec import block_spec
from tests.e2e.slack_wire.world import Who, WireClock, World

T = TypeVar("T")


class Stage:
    """A loopback Slack: the server with its doors, before anybody does anything."""

    def __init__(
        self,
        *,
        validate: bool = True,
        echo: bool = True,
        seed: bool = True,
        patience: float = 10,
        clock: Callable[[], float] | None = None,
        scopes: frozenset[str] | None = None,
        events: frozenset[str] | None = None,
    ) -> None:
        self.clock = WireClock(clock)
        self.world = World(self.clock, validate=validate, echo=echo)
        self.patience = patience
        """Seconds of real time an acknowledgement may take."""
        self.events = events
        """The bot events the app subscribed to; None for all."""
        self.sockets = SocketDoor(self.world)
        self.door: Door = self.sockets
        self.deliveries: list[Delivery] = []
        """Everything told to the app, in order."""
        self.app_token, self.client_id, self.client_secret = APP_TOKEN, CLIENT_ID, CLIENT_SECRET
        self._exits = AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None
        home = self.world.add_team("T1", "Practice")
        if scopes is not None:
            home.scopes = scopes
        if seed:
            self._seed(home)

    def _seed(self, team: Team) -> None:
        """Fill the first workspace: ann, its owner, bob, carla, dev and eve; general with the bot, random without."""
        for name in ("ann", "bob", "carla", "dev", "eve"):
            self.person(name, owner=name == "ann")
        everybody = [one.id for one in self.world.people.values() if not one.bot]
        self.world.add_conversation("general", team.id, "channel", [*everybody, team.bot.id])
        self.world.add_conversation("random", team.id, "channel", everybody)

    # Being there ------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_routes(WebApi(self.world).routes())
        app.router.add_get("/link/", self.sockets.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._exits.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.world.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._exits.push_async_callback(self.sockets.drop)
        self._session = await self._exits.enter_async_context(aiohttp.ClientSession())
        echoing = asyncio.create_task(self._echoing())
        self._exits.push_async_callback(_stopped, echoing)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exits.aclose()

    async def _echoing(self) -> None:
        """Tell the app what it did itself, one after the other."""
        while True:
            event, channel, team = await self.world.echoes.get()
            if self.door.is_open:
                await self.happens(event, team, channel)

    @property
    def api_url(self) -> str:
        """The `base_url` of the Web API for a client."""
        return f"{self.world.address}/api/"

    @property
    def bot_token(self) -> str:
        """The bot's token in the first workspace."""
        return self.world.team().token

    @property
    def spec_checked(self) -> bool:
        """Whether what the app sends is held against Slack's own schema of blocks."""
        return self.world.validate and block_spec() is not None

    def http_client(self, base_url: str, signing_secret: str, path: str = "/slack/events") -> HttpDoor:
        """Reach the app by signed HTTP from now on, and give that door."""
        if self._session is None:
            raise RuntimeError("the wire is not up: use `async with`")
        door = HttpDoor(self._session, base_url, signing_secret, path)
        self.door = door
        return door

    # Making -----------------------------------------------------------------

    def team(self, name: str) -> Team:
        """Make one more workspace with the app in it."""
        return self.world.add_team(self.world.fresh("T2"), name)

    def person(self, name: str, team: Team | None = None, **about: object) -> Person:
        """Let somebody be in a workspace; `about` sets the fields of `Person`."""
        made = Person(self.world.fresh("U"), name, (team or self.world.team()).id)
        for key, value in about.items():
            setattr(made, key, value)
        return self.world.add_person(made)

    def channel(
        self,
        name: str,
        members: tuple[Who, ...] = (),
        *,
        team: Team | None = None,
        private: bool = False,
        bot: bool = True,
    ) -> Conversation:
        """Make a channel with these members, and the bot unless told otherwise."""
        where = team or self.world.team()
        ids = [self.world.person(who).id for who in members] + ([where.bot.id] if bot else [])
        return self.world.add_conversation(name, where.id, "group" if private else "channel", ids)

    def usergroup(self, handle: str, members: tuple[Who, ...]) -> Usergroup:
        """Make a user group."""
        people = [self.world.person(who) for who in members]
        made = Usergroup(self.world.fresh("S"), handle, people[0].team, [one.id for one in people])
        self.world.usergroups[made.id] = made
        return made

    def approve(self, team: Team, installer: Who) -> str:
        """Let somebody approve the app for a workspace, and give the code for `oauth.v2.access`."""
        code = self.world.fresh("code.")
        self.world.codes[code] = (team.id, self.world.person(installer).id)
        return code

    # Scripting and waiting --------------------------------------------------

    def script(
        self, method: str, fault: Fault, *, times: int | None = 1, where: Mapping[str, object] | None = None
    ) -> None:
        """Let the next calls of a method meet a fault; `upload` and `response_url` count as methods, `*` is any."""
        self.world.faults.add(method, fault, times, where or {})

    def forward(self, seconds: float) -> None:
        """Let time pass on Slack's side: triggers and response_urls expire, messages come later."""
        self.clock.forward(seconds)

    async def until(self, predicate: Callable[[], T], within: float = 10) -> T:
        """Wait until the predicate holds, looking at every change on the wire, and give what it gave.

        Raises: AssertionError after `within` seconds, telling what happened last.
        """
        try:
            async with asyncio.timeout(within), self.world.changes:
                return await self.world.changes.wait_for(predicate)
        except TimeoutError:
            raise AssertionError(f"still not so after {within} s; {self.story()}") from None

    def story(self, last: int = 8) -> str:
        """Tell what happened last, for a test that failed."""
        calls = [f"{call.method} → {call.error or 'ok'}" for call in self.world.calls[-last:]]
        told = [f"{one.kind} {one.event.get('type', '')} → {one.ack}" for one in self.deliveries[-last:]]
        return f"calls: {calls}; deliveries: {told}; violations: {self.world.violations[-last:]}"

    # Telling the app --------------------------------------------------------

    async def deliver(self, delivery: Delivery) -> Delivery:
        """Send something through the door and keep the answer."""
        self.deliveries.append(delivery)
        delivery.ack = await self.door.send(delivery, self.patience)
        await self.world.changed()
        return delivery

    async def again(self, delivery: Delivery, reason: str = "http_timeout") -> Delivery:
        """Send the same thing once more, as Slack does when it was not acknowledged: same event_id, retry headers."""
        delivery.retries += 1
        delivery.reason = reason
        return await self.deliver(delivery)

    def unanswered(self) -> list[Delivery]:
        """Give the events the app did not acknowledge: Slack sends those `again`, up to three times."""
        missed = (one for one in self.deliveries if one.kind is Kind.EVENT and not (one.ack and one.ack.ok))
        return list({id(one): one for one in missed}.values())

    async def happens(self, event: Json, team: Team, channel: Conversation | None = None) -> Delivery | None:
        """Tell the app an event; None where it did not subscribe, lacks the scope or is not in the channel."""
        kind = str(event["type"])
        scope = EVENTS[kind]
        if self.events is not None and _subscription(kind, channel) not in self.events:
            return None
        if channel is not None and team.bot.id not in channel.members and kind != "member_left_channel":
            return None
        if scope is not None:
            scope = scope.format(family=channel.family if channel is not None else "channels")
            if scope not in team.scopes:
                return None
            self.world.needs(scope, f"event {kind}")
        return await self.deliver(Delivery(Kind.EVENT, self._callback(event, team)))

    def _callback(self, event: Json, team: Team) -> Json:
        authorization = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot.id, "is_bot": True}
        return {
            "token": "unused",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.fresh("Ev"),
            "event_time": int(self.clock.now()),
            "authorizations": [authorization | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": "4-unused",
        }


def _subscription(kind: str, channel: Conversation | None) -> str:
    """Give the name an event has in the manifest's list: messages go by the kind of their channel."""
    if kind != "message" or channel is None:
        return kind
    return f"message.{channel.family if channel.kind in ('channel', 'group') else channel.kind}"


async def _stopped(task: "asyncio.Task[None]") -> None:
    task.cancel()
    for outcome in await asyncio.gather(task, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
