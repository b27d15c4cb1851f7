"""What an operator is told of Discord before the bot ever runs."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from adapters.discord.checking import invitation, troubles
from adapters.discord.settings import DiscordSettings
from tests.adapters.discord.story import settings_for
from tests.e2e.discord_wire import Broken, DiscordWire, Dropped

ASKED = "GET /oauth2/applications/@me"


@pytest.fixture
async def wire() -> AsyncIterator[DiscordWire]:
    async with DiscordWire() as wire:
        yield wire


async def test_where_all_is_well_there_is_nothing_to_say(wire: DiscordWire) -> None:
    assert await troubles(settings_for(wire)) == ()


async def test_a_missing_token_is_named_by_its_variable_and_nobody_is_asked(wire: DiscordWire) -> None:
    [sentence] = await troubles(replace(settings_for(wire), token=SecretStr("")))

    assert "COPBOT_DISCORD__TOKEN" in sentence
    assert wire.calls("*") == []


async def test_a_token_that_is_refused_is_to_be_reset(wire: DiscordWire) -> None:
    [sentence] = await troubles(replace(settings_for(wire), token=SecretStr("old")))

    assert sentence.startswith("Discord refuses the token.")


async def test_an_intent_that_is_insisted_on_and_not_granted_is_named(wire: DiscordWire) -> None:
    content, members = await troubles(settings_for(wire, message_content="on", members="on"))

    assert "“Message Content”" in content
    assert "[discord] message_content insists on it" in content
    assert "“Server Members”" in members


async def test_an_intent_that_is_granted_or_not_insisted_on_is_no_trouble() -> None:
    async with DiscordWire(granted={"message_content"}) as wire:
        assert await troubles(settings_for(wire, message_content="on")) == ()


async def test_an_address_that_does_not_answer_is_named(wire: DiscordWire) -> None:
    wire.plan(ASKED, Dropped(), times=None)

    [sentence] = await troubles(settings_for(wire))

    assert sentence.startswith(f"Discord cannot be reached at {wire.api_url}: ")


async def test_a_discord_that_is_unwell_is_to_be_asked_again(wire: DiscordWire) -> None:
    wire.plan(ASKED, Broken())

    [sentence] = await troubles(settings_for(wire))

    assert sentence == "Discord answers 503. Try again in a minute."


@pytest.mark.parametrize(
    "first", ["wire-token", "Zm9v", b64encode(b"\xff\xfe").decode(), "", "A"], ids=lambda first: f"<{first}>"
)
def test_a_token_that_names_no_application_invites_nobody(first: str) -> None:
    assert invitation(DiscordSettings(token=SecretStr(f"{first}.x.y"))) is None


def test_a_token_names_the_application_to_invite() -> None:
    address = invitation(DiscordSettings(token=SecretStr("MTIz.x.y")))

    assert address is not None
    assert address.startswith("https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands&")
