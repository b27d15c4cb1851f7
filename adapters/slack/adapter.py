"""Slack as the core sees it: connected by one of two doors, delivering parcels, answering questions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import aiohttp
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from adapters.slack.afterwards import Afterwards
from adapters.slack.answers import Answers
from adapters.slack.calls import Calls, web_client
from adapters.slack.dressing import Dressing
from adapters.slack.heard import place
from adapters.slack.http_door import HttpDoor
from adapters.slack.install_door import Approval, InstallDoor
from adapters.slack.installations import Tokens
from adapters.slack.listening import bolt_app
from adapters.slack.look_up import LookUps
from adapters.slack.outbound import Outbound
from adapters.slack.people import People
from adapters.slack.reception import Reception
from adapters.slack.saying import Saying
from adapters.slack.settings import Rhythm, demand, known
from adapters.slack.socket_door import SocketDoor
from adapters.slack.text import LONGEST_TEXT, PLATFORM
from adapters.slack.uploads import Uploads
from copbot.config import SlackSettings
from copbot.context import Capabilities
from copbot.errors import DeliveryError, Failure
from copbot.events import Event, Finding, Installed
from copbot.installations import InstallationStore
from copbot.intents import Question
from copbot.ports import Clock, Inbox, Painter, Parcel, Receipt
from copbot.repertoire import Repertoire
from copbot.wording import Wording

_log = structlog.get_logger(__name__)

_GREET_AGAIN = timedelta(seconds=30)
CAPABILITIES = Capabilities(
    platform=PLATFORM,
    reads_reacted_messages=True,
    ephemeral_anywhere=True,
    slash_in_threads=False,
    private_rooms="group",
    form_errors=True,
    longest_text=LONGEST_TEXT,
    home_tab=True,
    threads_are_opened=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The parts of one connection."""

    inbox: Inbox
    calls: Calls
    people: People
    outbound: Outbound
    look_ups: LookUps
    reception: Reception


class SlackAdapter:
    """The platform `slack`: one workspace by Socket Mode, or one or many by HTTP, whose door is `asgi`.

    `installations` keeps the tokens of workspaces that install the app by HTTP; one fixed bot token does without.
    """

    def __init__(
        self,
        settings: SlackSettings,
        *,
        repertoire: Repertoire,
        painter: Painter,
        clock: Clock,
        installations: InstallationStore | None = None,
        wording: Wording | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings = settings
        self._painter = painter
        self._clock = clock
        self._installations = installations
        self._wording = wording or Wording()
        self._rhythm = rhythm or Rhythm()
        self._tokens = Tokens(known(settings.bot_token), installations, clock)
        self._suggested = frozenset(
            (path, option.name)
            for path, command in repertoire.commands.items()
            for option in command.options
            if option.opt.suggest is not None
        )
        self._line: _Line | None = None
        self._socket: SocketDoor | None = None
        self._http: HttpDoor | None = None
        self._install: InstallDoor | None = None
        self._asgi = Router(
            routes=[
                Route("/events", self._events, methods=["POST"]),
                Route("/install", self._installing, methods=["GET"]),
                Route("/oauth_redirect", self._installed, methods=["GET"]),
            ]
        )

    @property
    def platform(self) -> str:
        """The name its references begin with."""
        return PLATFORM

    @property
    def capabilities(self) -> Capabilities:
        """What Slack can do."""
        return CAPABILITIES

    @property
    def asgi(self) -> Router:
        """The HTTP door, to be mounted at `/slack`: `/events`, and `/install` with `/oauth_redirect`."""
        return self._asgi

    @property
    def last_sign_of_life(self) -> datetime | None:
        """When the socket last was heard of; by HTTP, where Slack calls us, an open door is a sign of life."""
        if self._socket is not None:
            return self._socket.last_sign_of_life
        return None if self._http is None else self._clock.now()

    @asynccontextmanager
    async def connected(self, inbox: Inbox) -> AsyncIterator[None]:
        """Be connected for the length of a `with`; what happens meanwhile goes to the inbox.

        Raises: SlackNotSetUpError naming the settings that are missing.
        """
        demand(self._settings)
        async with AsyncExitStack() as stack:
            patience = aiohttp.ClientTimeout(total=self._rhythm.call)
            session = await stack.enter_async_context(aiohttp.ClientSession(timeout=patience))
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            afterwards = Afterwards(tasks)
            stack.callback(afterwards.stop)
            line = self._line = self._connect(session, afterwards, inbox)
            stack.callback(self._hang_up)
            self._open_door(session, line)
            if self._socket is not None:
                stack.callback(tasks.create_task(self._socket.keep_open()).cancel)
            stack.push_async_callback(afterwards.finish, self._rhythm.answer)
            if known(self._settings.bot_token) is not None:
                afterwards.begin(self._greet(line))
            yield

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Send one outgoing.

        Raises: DeliveryError saying what follows; ConnectionError or TimeoutError leave the outcome unknown.
        """
        return await self._connection().outbound.deliver(parcel)

    async def look_up(self, question: Question) -> Finding:
        """Ask Slack something.

        Raises: DeliveryError, ConnectionError or TimeoutError when it cannot be asked now.
        """
        return await self._connection().look_ups.look_up(question)

    # Connecting -------------------------------------------------------------

    def _connect(self, session: aiohttp.ClientSession, afterwards: Afterwards, inbox: Inbox) -> _Line:
        calls = Calls(self._settings, session, self._tokens, self._clock)
        people = People(calls, self._clock, afterwards, cold_read=self._rhythm.cold_read)
        uploads = Uploads(calls, self._painter, self._clock)
        dressing = Dressing(people, uploads, self._clock)
        outbound = Outbound(calls, dressing, uploads, self._clock)
        look_ups = LookUps(calls, people, outbound)
        answers = Answers(
            saying=Saying(calls, dressing, uploads, outbound),
            wording=self._wording,
            clock=self._clock,
            afterwards=afterwards,
            suggested=self._suggested,
        )
        reception = Reception(
            inbox=inbox,
            people=people,
            look_ups=look_ups,
            answers=answers,
            tokens=self._tokens,
            afterwards=afterwards,
            rhythm=self._rhythm,
            command_prefix=self._settings.command_prefix,
        )
        return _Line(inbox=inbox, calls=calls, people=people, outbound=outbound, look_ups=look_ups, reception=reception)

    def _open_door(self, session: aiohttp.ClientSession, line: _Line) -> None:
        settings = self._settings
        app = bolt_app(settings, session, line.reception.receive)
        if settings.mode == "socket":
            self._socket = SocketDoor(app, settings.app_token.get_secret_value(), self._clock, self._rhythm)
            return
        self._http = HttpDoor(app, settings.signing_secret.get_secret_value())
        if settings.client_id and self._installations is not None:
            client = web_client(settings, session)
            self._install = InstallDoor(settings, client, self._clock, self._installations, self._greet_installer)

    def _hang_up(self) -> None:
        self._line = self._socket = self._http = self._install = None

    def _connection(self) -> _Line:
        if self._line is None:
            raise DeliveryError(Failure.LATER, "not connected to Slack")
        return self._line

    async def _greet(self, line: _Line) -> None:
        """Learn whose token it is, and tell the core once that the bot is there."""
        while True:
            try:
                told = await line.calls.ask("", lambda client: client.auth_test())
            except (DeliveryError, OSError, TimeoutError) as trouble:
                if isinstance(trouble, DeliveryError) and trouble.failure is not Failure.LATER:
                    _log.error("slack_token_refused", why=trouble.why)
                    return
            else:
                break
            await self._clock.sleep_until(self._clock.now() + _GREET_AGAIN)
        line.look_ups.bot_name = told["user"]
        await line.inbox(_installed(told["team_id"], told["team"], self._settings.bot_token.get_secret_value()))

    # The HTTP door ----------------------------------------------------------

    async def _events(self, request: Request) -> Response:
        if self._http is None:
            return PlainTextResponse("not connected", 503)
        return await self._http.events(request)

    async def _installing(self, request: Request) -> Response:
        return _not_offered() if self._install is None else await self._install.install(request)

    async def _installed(self, request: Request) -> Response:
        return _not_offered() if self._install is None else await self._install.redirect(request)

    async def _greet_installer(self, approval: Approval) -> None:
        """Tell the core of a new installation, and of who made it."""
        line, made = self._connection(), approval.installation
        self._tokens.doubt(made.team)
        event = _installed(made.team, made.name, made.bot_token.get_secret_value())
        people = await line.people.described(made.team, [approval.installer] if approval.installer else [], {})
        await line.inbox(
            Event(
                place=event.place,
                happened=event.happened,
                actor=people[0] if people else None,
                delivery_id=event.delivery_id,
            )
        )


def _installed(team: str, name: str, token: str) -> Event:
    """Tell of an installation; each token is one, so that a new start tells nothing new."""
    made = sha256(token.encode()).hexdigest()[:16]
    return Event(place=place(team), happened=Installed(name), delivery_id=f"installed:{made}")


def _not_offered() -> Response:
    return PlainTextResponse("This bot is installed by its operator.", 404)
