"""What Discord's guard and its more unusual refusals mean."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from adapters.discord.flights import Flights
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.errors import DeliveryError, Failure
from tests.adapters.discord.story import MovedClock


class Response:
    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status = status
        self.reason = "because"
        self.headers = headers


class FakeHttp:
    def __init__(self, error: Exception) -> None:
        self.error = error

    async def request(self, route: object, **more: object) -> object:
        raise self.error


class FakeClient:
    def __init__(self, error: Exception) -> None:
        self.http = FakeHttp(error)

    def is_closed(self) -> bool:
        return False

    def is_ready(self) -> bool:
        return False


def rest_that_raises(error: Exception) -> Rest:
    client: Any = FakeClient(error)
    return Rest(lambda: client, Flights(), MovedClock())


def http_error(status: int, *, code: int = 0, headers: dict[str, str] | None = None) -> discord.HTTPException:
    response: Any = Response(status, headers or {})
    return discord.HTTPException(response, {"code": code, "message": "no"})


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "7"}, 7), ({}, 60), ({"Retry-After": "soon"}, 60)])
async def test_a_guard_that_shuts_the_bot_out_is_waited_for(headers: dict[str, str], seconds: int) -> None:
    rest = rest_that_raises(http_error(429, headers=headers))
    with pytest.raises(DeliveryError) as caught:
        await rest.call("GET", "/gateway")
    assert caught.value.failure is Failure.LATER
    assert caught.value.retry_at is not None
    left = caught.value.retry_at - MovedClock().now()
    assert timedelta(seconds=seconds - 1) < left <= timedelta(seconds=seconds + 1)


async def test_what_never_left_is_tried_later_and_what_may_have_is_unknown() -> None:
    key: Any = None
    with pytest.raises(DeliveryError, match="cannot be reached"):
        await rest_that_raises(aiohttp.ClientConnectorError(key, OSError(1))).call("GET", "/gateway")
    with pytest.raises(OSError, match="ServerDisconnectedError"):
        await rest_that_raises(aiohttp.ServerDisconnectedError()).call("GET", "/gateway")


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, 160006, Failure.LATER),
        (400, 160005, Failure.DESTINATION_GONE),
        (403, 50278, Failure.PERSON_UNREACHABLE),
        (400, 40003, Failure.LATER),
        (404, 0, Failure.DESTINATION_GONE),
        (401, 0, Failure.INSTALLATION_GONE),
        (400, 0, Failure.REFUSED),
    ],
)
def test_each_refusal_has_its_meaning(status: int, code: int, failure: Failure) -> None:
    rest = rest_that_raises(ValueError())
    assert rest.failure(http_error(status, code=code), "1").failure is failure
