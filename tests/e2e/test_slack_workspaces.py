"""Many workspaces on one bot: they install the app by themselves, and a restart forgets none of them."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from copbot.bootstrap.running import running
from copbot.config import DatabaseSettings, Settings, WebSettings
from copbot.installations import UnusableKeyError
from storage.database import open_database
from tests.adapters.slack.scene import SIGNING_SECRET, STORAGE_KEY, settings
from tests.e2e.slack_wire import SlackWire
from tests.e2e.slack_wire.model import Team
from tests.e2e.test_slack_adapter_http import Browser


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


def told(wire: SlackWire, path: Path, key: str = STORAGE_KEY) -> Settings:
    return Settings(
        database=DatabaseSettings(url=f"sqlite:///{path / 'copbot.db'}"),
        web=WebSettings(port=0),
        slack=settings(
            wire,
            "http",
            bot_token="",
            client_id=wire.client_id,
            client_secret=wire.client_secret,
            storage_key=SecretStr(key),
        ),
    )


@asynccontextmanager
async def bot(wire: SlackWire, path: Path, key: str = STORAGE_KEY) -> AsyncIterator[None]:
    """Run the whole bot; running it again over the same folder is a restart."""
    async with running(told(wire, path, key)) as address:
        wire.http_client(address, SIGNING_SECRET)
        yield


async def installs(wire: SlackWire, name: str, who: str) -> Team:
    """Let somebody install the app in a new workspace, in which they talk with some others."""
    team = wire.team(name)
    others = [wire.person(f"{who}-{number}", team) for number in range(4)]
    wire.channel(f"{who}s-talk", (wire.person(who, team, admin=True), *others), team=team)
    browser = Browser(wire)
    state = (await browser.leaves_for_slack()).query["state"]
    status, _ = await browser.comes_back(state=state, code=wire.approve(team, who))
    assert status == 200
    return team


async def thanks(wire: SlackWire, who: str) -> None:
    """Have somebody thank the next one, and wait until it stands in their channel."""
    before = len(wire.posts(f"{who}s-talk"))
    done = await wire.slash(who, f"{who}s-talk", "/kudos", f"give @{who}-{before} for the review")
    assert done.ack.ok
    await wire.until(lambda: len(wire.posts(f"{who}s-talk")) > before)


async def test_two_workspaces_outlive_a_restart_and_one_leaves(wire: SlackWire, tmp_path: Path) -> None:
    async with bot(wire, tmp_path):
        hill, lake = await installs(wire, "Hill", "hanna"), await installs(wire, "Lake", "liam")
        await thanks(wire, "hanna")

    async with bot(wire, tmp_path):
        await thanks(wire, "hanna")
        await thanks(wire, "liam")
        await wire.uninstall(lake)
        gone = await wire.slash("liam", "liams-talk", "/cop", "help")
        await thanks(wire, "hanna")
        assert (gone.ack.ok, gone.said) == (True, [])

    async with bot(wire, tmp_path):
        gone = await wire.slash("liam", "liams-talk", "/cop", "help")
        await thanks(wire, "hanna")
        assert (gone.ack.ok, gone.said) == (True, [])

    with closing(sqlite3.connect(tmp_path / "copbot.db")) as kept:
        assert kept.execute("SELECT team FROM slack_installation").fetchall() == [(hill.id,)]
    assert {call.team for call in wire.called("chat.postMessage")} == {hill.id, lake.id}


async def test_no_token_lies_readable_in_the_database_or_the_log(
    wire: SlackWire, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with bot(wire, tmp_path):
        team = await installs(wire, "Hill", "hanna")
        await thanks(wire, "hanna")
    printed = capfd.readouterr()
    written = [(tmp_path / name).read_bytes() for name in ("copbot.db",)]

    assert team.token.startswith("xox")
    assert team.token not in printed.out + printed.err
    assert not any(team.token.encode() in one for one in written)


async def test_another_key_is_said_at_the_start_with_what_to_do(wire: SlackWire, tmp_path: Path) -> None:
    async with bot(wire, tmp_path):
        await installs(wire, "Hill", "hanna")

    another = STORAGE_KEY.replace("c3Rv", "AAAA")
    with pytest.raises(UnusableKeyError, match="does not open the tokens of Hill"):
        async with bot(wire, tmp_path, another):
            pass

    async with bot(wire, tmp_path, f"{another},{STORAGE_KEY}"):
        await thanks(wire, "hanna")
    async with bot(wire, tmp_path, another):
        await thanks(wire, "hanna")


async def test_a_malformed_key_is_said_at_the_start_and_lets_the_database_go(wire: SlackWire, tmp_path: Path) -> None:
    with pytest.raises(UnusableKeyError, match="must be 32 random bytes in Base64"):
        async with bot(wire, tmp_path, "guess me"):
            pass
    with open_database(told(wire, tmp_path).database.url):
        pass
