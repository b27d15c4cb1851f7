"""Being connected: log in, ask for the intents there are, and come back whatever ends the connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import aiohttp
import structlog

from adapters.discord.gateway import PRIVILEGED, Gateway, granted
from adapters.discord.sdk import DiscordWebSocket, Route, discord
from adapters.discord.settings import DiscordSettings
from copbot.errors import OperatorError
from copbot.ports import Clock

_log = structlog.get_logger(__name__)

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=5)
_PORTAL = "Discord's Developer Portal"
_SWITCHES = {"message_content": "Message Content Intent", "members": "Server Members Intent"}


class DiscordRefusedError(OperatorError):
    """Discord will not let this bot in; the text says what to do."""


class Connection:
    """Keeps one client connected for as long as `open` lasts.

    `on_login` is awaited with each new client as soon as REST works, before the gateway is there.
    """

    def __init__(
        self,
        settings: DiscordSettings,
        clock: Clock,
        *,
        on_event: Callable[[Gateway, str, object, object], None],
        on_life: Callable[[], None],
        on_login: Callable[[Gateway], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._on_event = on_event
        self._on_life = on_life
        self._on_login = on_login
        wishes = {"message_content": settings.message_content, "members": settings.members}
        self._demanded = frozenset(name for name in PRIVILEGED if wishes[name] == "on")
        self._asked = frozenset(name for name in PRIVILEGED if wishes[name] != "off")
        self._wanted = self._asked
        self._stopping = False
        self.client: Gateway | None = None

    @property
    def asked(self) -> frozenset[str]:
        """The privileged intents the bot runs with."""
        return self._asked

    @property
    def refused(self) -> frozenset[str]:
        """The privileged intents that were wanted and not granted."""
        return self._wanted - self._asked

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connect; returns once logged in, or once it is clear that Discord cannot be reached now.

        Raises: DiscordRefusedError when the token is missing or wrong, or a demanded intent is not granted.
        """
        if not self._settings.token.get_secret_value():
            raise DiscordRefusedError(
                "[discord] is enabled, but there is no token: set COPBOT_DISCORD__TOKEN. "
                "See “Connecting Discord” in the README."
            )
        self._stopping = False
        with _pointed_at(self._settings.api_url):
            begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            keeping = asyncio.get_running_loop().create_task(self._keep(begun))
            try:
                await begun
                yield
            finally:
                self._stopping = True
                if self.client is not None:
                    await _closed(self.client)
                keeping.cancel()
                await asyncio.wait([keeping])

    async def _keep(self, begun: "asyncio.Future[None]") -> None:
        pause = _FIRST_PAUSE
        while True:
            client, fault, again_at_once = self._new_client(begun), None, False
            try:
                again_at_once = await self._run(client, begun)
            except _TROUBLE as trouble:
                _log.warning("discord_away", why=f"{type(trouble).__name__}: {trouble}")
            except Exception as error:  # noqa: BLE001 -- once it stood, the connection survives what we do not foresee
                fault, pause = error, _LONGEST_PAUSE
            finally:
                self.client = None
                await _closed(client)
            if self._stopping:  # discord.py swallows a cancellation while it resumes
                return
            if again_at_once:
                continue
            if fault is not None and not begun.done():
                begun.set_exception(fault)
                return
            if fault is not None:
                _log.error("discord_refused", why=str(fault), exc_info=fault)
            if not begun.done():
                begun.set_result(None)
            await self._clock.sleep_until(self._clock.now() + pause)
            pause = _FIRST_PAUSE if client.reached else min(pause * 2, _LONGEST_PAUSE)

    def _new_client(self, begun: "asyncio.Future[None]") -> Gateway:
        def heard(name: str, first: object, second: object) -> None:
            if name == "connect" and not begun.done():
                begun.set_result(None)
            self._on_event(client, name, first, second)

        client = Gateway(self._asked, heard, self._on_life)
        return client

    async def _run(self, client: Gateway, begun: "asyncio.Future[None]") -> bool:
        """Stay connected until something ends it; tells whether to try again at once."""
        try:
            await client.login(self._settings.token.get_secret_value())
        except discord.LoginFailure:
            raise DiscordRefusedError(
                "Discord does not take this token. Copy it anew from your application's page Bot in "
                f"{_PORTAL}, and set COPBOT_DISCORD__TOKEN."
            ) from None
        given_up = self._asked - granted(client.application_flags) - self._demanded
        if given_up:
            self._asked -= given_up
            return True
        await self._on_login(client)
        self.client = client
        if not begun.done() and not self._demanded:
            begun.set_result(None)
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired:
            self._without(self._demanded)
            return True
        return False

    def _without(self, demanded: frozenset[str]) -> None:
        """Go on without privileged intents after all."""
        if demanded:
            switches = " and ".join(_SWITCHES[name] for name in sorted(demanded))
            raise DiscordRefusedError(
                f"Discord does not grant what [discord] demands. Switch on {switches} on your application's page Bot "
                f'in {_PORTAL}, or set {", ".join(sorted(demanded))} = "auto".'
            )
        self._asked = frozenset()


_TROUBLE = (
    OSError,
    TimeoutError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.RateLimited,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)


async def _closed(client: Gateway) -> None:
    """Close a client to the end, even where the bot is told to stop meanwhile."""
    closing = asyncio.ensure_future(client.close())
    try:
        await asyncio.shield(closing)
    except asyncio.CancelledError:
        await closing
        raise


@contextmanager
def _pointed_at(api_url: str) -> Iterator[None]:
    """Let discord.py speak to this address; it knows but one for the whole process, and one gateway."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
