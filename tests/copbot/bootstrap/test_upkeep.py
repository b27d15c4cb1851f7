"""What `copbot check` looks at, with pretend platforms."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import SecretStr

from copbot.bootstrap.upkeep import Finding, check, upgrade
from copbot.config import DatabaseSettings, DiscordSettings, Settings, SlackSettings
from copbot.installations import Installation, keys_of
from storage.database import open_database, sqlite_path
from storage.installations import SqlInstallationStore
from storage.sqlite import owning
from storage.upgrade import upgrade as upgrade_to
from tests.adapters.slack.scene import STORAGE_KEY
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
        Finding("database: it is made at the first start"),
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


def _many(slack: SlackWire) -> SlackSettings:
    return SlackSettings(
        enabled=True,
        mode="http",
        signing_secret=SecretStr("shh"),
        client_id=slack.client_id,
        client_secret=SecretStr(slack.client_secret),
        storage_key=SecretStr(STORAGE_KEY),
        api_url=slack.api_url,
    )


async def test_workspaces_that_installed_the_app_are_counted(settings: Callable[..., Settings]) -> None:
    async with SlackWire() as slack:
        *_, counted = await _found(settings(slack=_many(slack)))
        *_, unreadable = await _found(settings(slack=_many(slack), database=DatabaseSettings(url="mysql://here")))

    assert counted == Finding("slack: installed in 0 workspaces")
    assert str(unreadable.trouble).startswith("[database] url must begin with")


async def test_a_key_that_opens_no_token_is_said(settings: Callable[..., Settings]) -> None:
    async with SlackWire() as slack:
        asked = settings(slack=_many(slack))
        with open_database(asked.database.url) as transactions:
            assert (await _found(asked))[-1] == Finding("slack: installed in 0 workspaces")
            hill = Installation(team="T1", name="Hill", bot_token=SecretStr("xoxb-1"), bot_user="U1")
            await SqlInstallationStore(transactions, [b"another".zfill(32)]).keep(hill)
        *_, closed = await _found(asked)
        with open_database(asked.database.url) as transactions:
            await SqlInstallationStore(transactions, keys_of(SecretStr(STORAGE_KEY))).keep(hill)
        *_, opened = await _found(asked)

    assert "does not open the tokens of Hill" in str(closed.trouble)
    assert opened == Finding("slack: installed in 1 workspaces")


async def test_an_upgrade_that_is_pending_is_said_and_not_made(settings: Callable[..., Settings]) -> None:
    asked = settings()
    with owning(sqlite_path(asked.database.url)) as connection:
        upgrade_to(connection, "0001")
    for _ in range(2):
        assert "its schema is 0001 and will be upgraded" in (await _found(asked))[2].what


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
