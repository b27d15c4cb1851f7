"""What may be scripted to go wrong between an unmodified slack_sdk and the loopback Slack."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.slack_wire import (
    Broken,
    Held,
    NoAnswer,
    RateLimited,
    Refused,
    SlackWire,
)
from tests.e2e.slack_wire.plain_bot import web_client


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture
def client(wire: SlackWire) -> AsyncWebClient:
    return web_client(wire)


async def test_a_rate_limit_tells_when_to_come_back(wire: SlackWire, client: AsyncWebClient) -> None:
    wire.script("chat.postMessage", RateLimited(retry_after=7), where={"channel": "C1"})

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1", text="one")
    await client.chat_postMessage(channel="C1", text="two")

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    assert [post.text for post in wire.messages("general")] == ["two"]


async def test_an_answer_lost_after_writing_leaves_the_message_and_its_key_to_be_found(
    wire: SlackWire, client: AsyncWebClient
) -> None:
    wire.script("chat.postMessage", NoAnswer())
    key = {"event_type": "outbox", "event_payload": {"key": "prompt:1"}}

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="once", metadata=key)
    found = await client.conversations_history(channel="C1", include_all_metadata=True)

    assert [message["metadata"] for message in found["messages"]] == [key]


async def test_a_connection_lost_before_writing_leaves_nothing(wire: SlackWire, client: AsyncWebClient) -> None:
    wire.script("*", NoAnswer(after_writing=False))

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="never")

    assert wire.messages("general") == []


async def test_an_outage_is_no_json(wire: SlackWire, client: AsyncWebClient) -> None:
    wire.script("chat.postMessage", Broken(503))

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C1", text="never")

    assert refused.value.response.status_code == 503


@pytest.mark.parametrize("error", ["is_archived", "user_not_found", "cannot_dm_bot", "token_revoked"])
async def test_a_scripted_error_is_answered_as_slack_words_it(
    wire: SlackWire, client: AsyncWebClient, error: str
) -> None:
    wire.script("chat.postMessage", Refused(error))

    with pytest.raises(SlackApiError, match=error):
        await client.chat_postMessage(channel="C1", text="never")


async def test_a_held_call_is_answered_once_it_is_released(wire: SlackWire, client: AsyncWebClient) -> None:
    release = asyncio.Event()
    wire.script("users.info", Held(release))
    asking = asyncio.create_task(client.users_info(user="U1"))
    await client.auth_test()
    assert not asking.done()

    release.set()

    assert (await asking)["user"]["is_owner"]
