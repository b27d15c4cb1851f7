"""What an operator is told before the bot ever runs."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.checking import troubles
from adapters.slack.manifest import USES
from tests.adapters.slack.scene import STORAGE_KEY, settings
from tests.e2e.slack_wire import Broken, NoAnswer, RateLimited, SlackWire


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


async def test_where_all_is_well_there_is_nothing_to_say(wire: SlackWire) -> None:
    assert await troubles(settings(wire)) == ()
    assert await troubles(settings(wire, "http")) == ()
    several = settings(wire, "http", bot_token="", client_id="1", client_secret="shh", storage_key=STORAGE_KEY)
    assert await troubles(several) == ()


async def test_a_key_that_is_missing_or_malformed_is_named(wire: SlackWire) -> None:
    many = {"bot_token": "", "client_id": "1", "client_secret": "shh"}

    [missing] = await troubles(settings(wire, "http", **many))
    [malformed] = await troubles(settings(wire, "http", **many, storage_key="x" * 43))

    assert missing.startswith('[slack] mode = "http" needs COPBOT_SLACK__STORAGE_KEY.')
    assert "must be 32 random bytes in Base64" in malformed


async def test_a_missing_setting_is_named_by_its_variable(wire: SlackWire) -> None:
    [sentence] = await troubles(settings(wire, bot_token=""))

    assert sentence.startswith('[slack] mode = "socket" needs COPBOT_SLACK__BOT_TOKEN.')
    assert wire.calls == []


async def test_a_token_that_is_refused_is_to_be_copied_anew(wire: SlackWire) -> None:
    bot, app = await troubles(settings(wire, bot_token="xoxb-old", app_token="xapp-old"))

    assert "bot token (invalid_auth)" in bot
    assert "app token (invalid_auth)" in app


async def test_a_scope_that_is_missing_says_what_it_is_for() -> None:
    async with SlackWire(scopes=frozenset(USES) - {"reactions:read"}) as wire:
        [sentence] = await troubles(settings(wire))

    assert sentence.startswith("The app lacks the scope reactions:read: Hear reactions that thank or save")


async def test_an_address_that_does_not_answer_is_named(wire: SlackWire) -> None:
    wire.script("*", NoAnswer(), times=None)

    [sentence] = await troubles(settings(wire))

    assert sentence.startswith(f"Slack cannot be reached at {wire.api_url}")


@pytest.mark.parametrize(("method", "fault"), [("auth.test", RateLimited()), ("apps.connections.open", Broken(503))])
async def test_a_slack_that_is_unwell_is_to_be_asked_again(
    wire: SlackWire, method: str, fault: RateLimited | Broken
) -> None:
    wire.script(method, fault)

    [sentence] = await troubles(settings(wire))

    assert sentence in (
        "Slack answers 429 ratelimited. Try again in a minute.",
        "Slack answers 503. Try again in a minute.",
    )
