"""Unmodified discord.py, pointed at the wire."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import yarl

from tests.e2e.discord_wire.wire import DiscordWire

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, which Python 3.13 drops
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

__all__ = ["discord", "pointed_at", "running"]


@contextmanager
def pointed_at(wire: DiscordWire) -> Iterator[None]:
    """Let every discord.py client speak to the wire, not to Discord."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = wire.api_url, yarl.URL(wire.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(wire: DiscordWire, client: discord.Client) -> AsyncIterator[None]:
    """Log a client in, connect it until it is ready, and end it so that nothing of it is left.

    Raises: what `login` or `connect` raised.
    """
    others = len(wire.gateway.sockets)
    with pointed_at(wire):
        connecting: asyncio.Task[None] | None = None
        try:
            await client.login(wire.token)
            connecting = asyncio.create_task(client.connect())
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait([connecting, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if connecting.done():
                await connecting
            yield
        finally:
            await client.close()
            if connecting is not None:
                await asyncio.wait([connecting])
            await wire.until(lambda: len(wire.gateway.sockets) <= others)
        await connecting
