"""The way back to who acted: an interaction's own token, good for one first answer and fifteen minutes of more."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import aiohttp

from adapters.discord.interactions import AnyInteraction
from adapters.discord.native import Json, Native
from adapters.discord.rest import multipart
from adapters.discord.sdk import AsyncWebhookAdapter, Route, discord

ALREADY_ANSWERED = 40060


class Answered(IntEnum):
    """Discord's interaction callback types."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Hook:
    """Calls that need no bot token; tried once more when the connection drops, for Discord takes each only once."""

    def __init__(self) -> None:
        self._webhooks = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def first(
        self,
        interaction: AnyInteraction,
        kind: Answered,
        data: Mapping[str, Any] | None = None,
        native: Native | None = None,
    ) -> None:
        """Give the first answer.

        Raises: discord.HTTPException when it comes too late or is refused; OSError.
        """
        body: Json = {"type": int(kind)}
        if native is not None or data is not None:
            body["data"] = {**(native.payload if native else {}), **(data or {})}
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction.id, webhook_token=interaction.token)
        try:
            await self._sent(route, body, native)
        except (OSError, aiohttp.ClientError):
            try:
                await self._sent(route, body, native)
            except discord.HTTPException as error:
                if error.code != ALREADY_ANSWERED:
                    raise

    async def follow(self, interaction: AnyInteraction, natives: Sequence[Native]) -> None:
        """Say more, to who acted alone.

        Raises: as `first`.
        """
        for native in natives:
            await self._call("POST", "/webhooks/{webhook_id}/{webhook_token}", interaction, native)

    async def rewrite(self, interaction: AnyInteraction, native: Native) -> None:
        """Write the first answer anew, or the message whose control was used when that was deferred.

        Raises: as `first`.
        """
        await self._call("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", interaction, native)

    async def withdraw(self, interaction: AnyInteraction) -> None:
        """Take the first answer away.

        Raises: as `first`.
        """
        await self._call("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", interaction, None)

    async def _call(self, method: str, path: str, interaction: AnyInteraction, native: Native | None) -> None:
        route = Route(method, path, webhook_id=interaction.application_id, webhook_token=interaction.token)
        await self._sent(route, None if native is None else dict(native.payload), native)

    async def _sent(self, route: Route, body: Json | None, native: Native | None) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        if body is not None and native is not None and native.files:
            parts = multipart(body, native.files)
            await self._webhooks.request(route, self._session, multipart=parts)
        else:
            await self._webhooks.request(route, self._session, payload=body)
