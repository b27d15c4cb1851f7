"""Socket Mode with a watchdog.

slack_sdk retries a first connect that was refused with the same dead address for ever, and a client may die silently:
so at every look one that is not connected is closed and a new one, with a new address, takes its place.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta

import structlog
from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.settings import Rhythm
from adapters.slack.troubles import sdk_logger
from copbot.ports import Clock

_log = structlog.get_logger(__name__)


class SocketDoor:
    """Keeps one socket open."""

    def __init__(self, app: AsyncApp, app_token: str, clock: Clock, rhythm: Rhythm) -> None:
        self._app = app
        self._app_token = app_token
        self._clock = clock
        self._rhythm = rhythm
        self.last_sign_of_life: datetime | None = None

    async def keep_open(self) -> None:
        """Keep the socket open until cancelled."""
        while True:
            handler = AsyncSocketModeHandler(
                self._app, self._app_token, logger=sdk_logger(), ping_interval=self._rhythm.ping
            )
            handler.client.on_message_listeners.append(self._heard)
            connecting = asyncio.ensure_future(self._connect(handler))
            try:
                await self._watch(handler)
            finally:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)
                await _close(handler)
            _log.warning("slack_socket_renewed")

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt left it untyped
        self.last_sign_of_life = self._clock.now()
        _log.info("slack_socket_connected")

    async def _watch(self, handler: AsyncSocketModeHandler) -> None:
        """Return once a look finds no connection."""
        while True:
            await self._clock.sleep_until(self._clock.now() + timedelta(seconds=self._rhythm.watch))
            if not await handler.client.is_connected():
                return
            self.last_sign_of_life = self._clock.now()

    async def _heard(self, _: WSMessage) -> None:
        self.last_sign_of_life = self._clock.now()


async def _close(handler: AsyncSocketModeHandler) -> None:
    """Close a client, however broken it is, and wait for what it had running."""
    client = handler.client
    with contextlib.suppress(OSError, RuntimeError):
        await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt left it untyped
    running = [
        one for one in (client.message_processor, client.current_session_monitor, client.message_receiver) if one
    ]
    await asyncio.gather(*running, return_exceptions=True)
