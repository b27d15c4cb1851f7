"""Discord's REST: calls that are never cut short, and what its refusals mean for the core."""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any, TypeVar

import aiohttp

from adapters.discord.flights import Flights
from adapters.discord.gateway import Gateway
from adapters.discord.native import Json, Native, Upload
from adapters.discord.references import USERS
from adapters.discord.sdk import Route, discord
from copbot.errors import DeliveryError, Failure
from copbot.ports import Clock

T = TypeVar("T")

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
WRONG_CHANNEL_TYPE, ARCHIVED = 50024, 50083
NO_HISTORY, THREAD_EXISTS = 160002, 160004

_MEANING: Mapping[int, Failure] = MappingProxyType(
    {
        UNKNOWN_CHANNEL: Failure.DESTINATION_GONE,
        UNKNOWN_MESSAGE: Failure.DESTINATION_GONE,
        MISSING_ACCESS: Failure.DESTINATION_GONE,
        MISSING_PERMISSIONS: Failure.DESTINATION_GONE,
        ARCHIVED: Failure.DESTINATION_GONE,
        50008: Failure.DESTINATION_GONE,  # cannot send messages in this kind of channel
        90001: Failure.REFUSED,  # who wrote the message blocked the bot: no reaction
        10007: Failure.PERSON_UNREACHABLE,  # no member of this guild
        160005: Failure.DESTINATION_GONE,  # thread locked
        10004: Failure.INSTALLATION_GONE,  # unknown guild
        10013: Failure.PERSON_UNREACHABLE,  # unknown user
        50007: Failure.PERSON_UNREACHABLE,  # takes no direct messages
        50033: Failure.PERSON_UNREACHABLE,  # a bot, or nobody
        50278: Failure.PERSON_UNREACHABLE,  # no guild in common
        40003: Failure.LATER,  # opens direct messages too fast
        160006: Failure.LATER,  # as many threads as a guild may have
    }
)
"""Discord's error codes that mean more than their status says. Source: Discord's reference on JSON error codes."""
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY, _BROKEN = 401, 403, 404, 429, 500


class Rest:
    """Calls Discord by the client that is logged in just now.

    A call that was begun goes on to its end, whoever waits for it.
    """

    def __init__(self, client: Callable[[], Gateway | None], flights: Flights, clock: Clock) -> None:
        self._client = client
        self._flights = flights
        self._clock = clock

    @property
    def client(self) -> Gateway:
        """The client.

        Raises: DeliveryError when there is none just now.
        """
        client = self._client()
        if client is None or client.is_closed():
            raise DeliveryError(Failure.LATER, "not connected")
        return client

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        files: Sequence[Upload] = (),
        query: Mapping[str, str | int] | None = None,
        **ids: int | str,
    ) -> Any:  # noqa: ANN401 -- JSON
        """Call and give the JSON of the answer; `ids` fill the path.

        Raises: discord.HTTPException for a refusal; DeliveryError when nothing was sent; OSError when the outcome
        is not known.
        """
        http, more = self.client.http, _content(body, files)
        if query is not None:
            more["params"] = query
        return await self._ended(http.request(Route(method, path, metadata=None, **ids), **more), f"{method} {path}")

    async def channel(self, number: int) -> object:
        """Give a channel or thread that the gateway did not tell of.

        Raises: as `call`.
        """
        return await self._ended(self.client.fetch_channel(number), "GET /channels/{channel_id}")

    async def _ended(self, calling: Coroutine[Any, Any, T], what: str) -> T:
        try:
            return await self._flights.wait_for(calling)
        except discord.RateLimited as limited:
            raise self._later(limited.retry_after) from limited
        except discord.HTTPException as error:
            if error.status >= _BROKEN:
                raise OSError(f"{what} was answered {error.status}") from error
            if error.status == _TOO_MANY:
                raise self._later(_retry_after(error)) from error
            raise
        except aiohttp.ClientConnectorError as error:
            raise DeliveryError(Failure.LATER, "Discord cannot be reached") from error
        except aiohttp.ClientError as error:
            raise OSError(f"{what}: {type(error).__name__}") from error

    async def post(self, channel: int | str, native: Native) -> Json:
        """Post a message; one that would answer another does so where the bot may read the history.

        Raises: as `call`.
        """
        path, body = "/channels/{channel_id}/messages", native.payload
        try:
            posted: Json = await self.call("POST", path, body=body, files=native.files, channel_id=channel)
        except discord.Forbidden as error:
            if error.code != NO_HISTORY or "message_reference" not in body:
                raise
            alone = {key: value for key, value in body.items() if key != "message_reference"}
            posted = await self.call("POST", path, body=alone, files=native.files, channel_id=channel)
        return posted

    def failure(self, error: discord.HTTPException, tenant: str) -> DeliveryError:
        """Say what a refusal means; what is missing in a guild the bot is no longer in is gone with it."""
        why = f"{error.status} {error.code}: {error.text}"
        meant = _MEANING.get(error.code)
        if error.status == _UNAUTHORIZED:
            meant = Failure.INSTALLATION_GONE
        if meant is None:
            gone = error.status in {_FORBIDDEN, _NOT_FOUND}
            meant = Failure.DESTINATION_GONE if gone else Failure.REFUSED
        if meant is Failure.DESTINATION_GONE and self._left(tenant):
            meant = Failure.INSTALLATION_GONE
        return DeliveryError(meant, why)

    def _left(self, tenant: str) -> bool:
        """Tell whether the bot is certain to be out of a guild: connected, and it is not among those it is in."""
        client = self._client()
        if client is None or not client.is_ready() or tenant == USERS:
            return False
        return client.get_guild(int(tenant)) is None

    def _later(self, seconds: float) -> DeliveryError:
        at = self._clock.now() + timedelta(seconds=seconds)
        return DeliveryError(Failure.LATER, f"rate limited for {seconds:.1f} s", retry_at=at)


def _retry_after(error: discord.HTTPException) -> float:
    """Read how long to wait from a refusal that is not Discord's own JSON, but its guard's."""
    told = error.response.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else 60.0


def _content(body: Mapping[str, Any] | None, files: Sequence[Upload]) -> dict[str, Any]:
    if body is None:
        return {}
    return {"form": multipart(body, files)} if files else {"json": body}


def multipart(body: Mapping[str, Any], files: Sequence[Upload]) -> list[dict[str, Any]]:
    """Give a body with files as the parts of a form."""
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    for number, file in enumerate(files):
        part = {"name": f"files[{number}]", "value": file.content, "filename": file.name}
        parts.append({**part, "content_type": file.media_type})
    return parts
