"""What `copbot check` looks at, with pretend platforms."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import SecretStr

from copbot.bootstrap.upkeep import Finding, check, upgrade
from copbot.config import DatabaseSettings, DiscordSettings, Settings, SlackSettings
from storage.database import open_database
from tests.e2e.discord_wire import DiscordWire
from tests.e2e.slack_wire import SlackWire


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    def make(**more: object) -> Settings:
        given = {"database": DatabaseSettings(url=f"sqlite:///{tmp_path / 'copbot.db'}")} | more
        return Settings(**given)  # type: ignore[arg-type]  # sections by their name

    return make


async def _found(settings: Settings) -> list[Finding]:
    return [finding async for finding in check(settings)]


async def test_with_nothing_enabled_the_configuration_is_the_trouble(settings: Callable[..., Settings]) -> None:
    assert await _found(settings()) == [
        Finding("configuration", "Neither [discord] nor [slack] is enabled."),
        Finding("packages"),
        Finding("database"),
    ]


async def test_where_all_is_well_each_platform_says_so_and_discord_gives_its_invitation(
    settings: Callable[..., Settings],
) -> None:
    token = "MTIz.abcdef.xyz"
    async with DiscordWire(token=token) as discord, SlackWire() as slack:
        found = await _found(
            settings(
                discord=DiscordSettings(enabled=True, token=SecretStr(token), api_url=discord.api_url),
                slack=SlackSettings(
                    enabled=True,
                    bot_token=SecretStr(slack.bot_token),
                    app_token=SecretStr(slack.app_token),
                    api_url=slack.api_url,
                ),
            )
        )

    assert [finding.trouble for finding in found] == [None] * 6
    assert [finding.what.partition(":")[0] for finding in found[3:]] == ["discord", "discord", "slack"]
    assert "client_id=123&" in found[4].what


async def test_missing_tokens_are_named_and_nobody_is_invited(settings: Callable[..., Settings]) -> None:
    found = await _found(settings(discord=DiscordSettings(enabled=True), slack=SlackSettings(enabled=True)))

    discord, slack = found[3:]
    assert "COPBOT_DISCORD__TOKEN" in str(discord.trouble)
    assert "COPBOT_SLACK__BOT_TOKEN" in str(slack.trouble)


async def test_a_running_bot_is_no_trouble_and_an_address_of_no_database_is(
    settings: Callable[..., Settings],
) -> None:
    asked = settings()
    with open_database(asked.database.url):
        assert (await _found(asked))[2] == Finding("database")

    _, _, database = await _found(settings(database=DatabaseSettings(url="mysql://here")))
    assert str(database.trouble).startswith("[database] url must begin with")


async def test_a_stranger_s_package_of_our_name_is_pointed_at(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stranger = ModuleType("commands")
    stranger.__file__ = str(tmp_path / "commands" / "__init__.py")
    monkeypatch.setitem(sys.modules, "commands", stranger)

    packages = (await _found(settings()))[1]

    assert str(packages.trouble).startswith(f"Another package called “commands” hides ours: {tmp_path}")


def test_upgrading_makes_a_database_where_none_was(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'new.db'}")

    assert (tmp_path / "new.db").exists()
