"""The whole bot as an operator starts it, against a pretend Discord and a pretend Slack on this machine."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from adapters.scheduler.ticker import Ticker
from adapters.web.server import PortTakenError
from copbot.bootstrap.running import (
    NothingToConnectError,
    _database_trouble,
    _scheduler_trouble,
    _silence,
    running,
)
from copbot.config import DatabaseSettings, DiscordSettings, Settings, SlackSettings, WebSettings
from copbot.errors import OperatorError
from storage.database import open_database
from storage.sqlite import DatabaseInUseError
from tests.adapters.slack.scene import STORAGE_KEY
from tests.e2e.discord_wire import DiscordWire
from tests.e2e.slack_wire import SlackWire
from tests.support.clock import START, StoppedClock
from tests.support.platform import FakePlatform

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def _settings(path: Path, *, discord: DiscordWire | None = None, slack: SlackWire | None = None) -> Settings:
    told: dict[str, Any] = {
        "database": DatabaseSettings(url=f"sqlite:///{path / 'copbot.db'}"),
        "web": WebSettings(port=0),
    }
    if discord is not None:
        told["discord"] = DiscordSettings(enabled=True, token=SecretStr(discord.token), api_url=discord.api_url)
    if slack is not None:
        told["slack"] = SlackSettings(
            enabled=True,
            mode="http",
            bot_token=SecretStr(slack.bot_token),
            signing_secret=SecretStr(SIGNING_SECRET),
            api_url=slack.api_url,
        )
    return Settings(**told)


async def _got(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def _ready(address: str) -> str:
    async with asyncio.timeout(10):
        while True:
            status, text = await _got(f"{address}/readyz")
            if status == 200:
                return text
            await asyncio.sleep(0.02)


@pytest.fixture
async def slack() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


async def test_on_slack_by_http_it_answers_is_ready_and_counts(tmp_path: Path, slack: SlackWire) -> None:
    async with running(_settings(tmp_path, slack=slack)) as address:
        slack.http_client(address, SIGNING_SECRET)
        assert await _got(f"{address}/healthz") == (200, "ok\n")
        assert await _ready(address) == ('{"ready":true,"checks":{"database":"ok","scheduler":"ok","slack":"ok"}}')

        answered = await slack.slash("ann", "general", "/kudos", "give @bob for the patient review")
        await slack.until(lambda: slack.called("chat.postMessage"))

        status, counted = await _got(f"{address}/metrics")
        assert answered.shown or answered.replies
        assert status == 200
        assert 'copbot_events_total{happened="CommandTyped",platform="slack"} 1.0' in counted
        assert "copbot_outbox_dead 0.0" in counted


async def test_on_discord_it_is_ready_only_when_connected(tmp_path: Path) -> None:
    async with DiscordWire() as wire:
        ann = wire.person("ann")
        wire.guild("Allotment", owner=ann)
        wire.gateway.open.clear()

        async with running(_settings(tmp_path, discord=wire)) as address:
            status, text = await _got(f"{address}/readyz")
            assert status == 503
            assert '"discord":"is not connected yet"' in text
            wire.gateway.open.set()
            assert '"discord":"ok"' in await _ready(address)


async def test_nothing_enabled_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingToConnectError, match="Set enabled = true in one of them, or try `copbot demo`"):
        async with running(_settings(tmp_path)):
            pass


async def test_many_workspaces_may_be_none_yet(
    tmp_path: Path, slack: SlackWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.installations.Seal", lambda keys: keys)  # nothing is there to be opened
    several = {
        "bot_token": SecretStr(""),
        "client_id": slack.client_id,
        "client_secret": SecretStr(slack.client_secret),
        "storage_key": SecretStr(STORAGE_KEY),
    }
    settings = _settings(tmp_path, slack=slack)
    many = settings.model_copy(update={"slack": settings.slack.model_copy(update=several)})

    async with (
        running(many) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/slack/install", allow_redirects=False) as answer,
    ):
        assert answer.status == 302


async def test_a_database_in_use_is_said_before_anything_connects(tmp_path: Path, slack: SlackWire) -> None:
    settings = _settings(tmp_path, slack=slack)

    with open_database(settings.database.url), pytest.raises(DatabaseInUseError):
        async with running(settings):
            pass

    assert slack.calls == []


async def test_a_port_that_is_taken_is_said_and_the_database_is_let_go(tmp_path: Path, slack: SlackWire) -> None:
    settings = _settings(tmp_path, slack=slack)
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    try:
        with pytest.raises(PortTakenError, match=rf"^Cannot listen on 127.0.0.1 port {port}: .+ Choose another port.$"):
            async with running(settings.model_copy(update={"web": WebSettings(port=port)})):
                pass
    finally:
        taken.close()
        await taken.wait_closed()

    with open_database(settings.database.url):
        pass


async def test_a_token_that_is_missing_ends_it_with_the_name_of_the_variable(tmp_path: Path) -> None:
    settings = _settings(tmp_path).model_copy(update={"discord": DiscordSettings(enabled=True)})

    with pytest.raises(ExceptionGroup) as ended:
        async with running(settings):
            pass

    assert ended.group_contains(OperatorError, match="there is no token: set COPBOT_DISCORD__TOKEN")


async def test_a_token_that_discord_refuses_ends_it_with_a_sentence(tmp_path: Path) -> None:
    async with DiscordWire() as wire:
        settings = _settings(tmp_path, discord=wire)
        wire.server.token = wire.gateway.token = "another"

        with pytest.raises((OperatorError, ExceptionGroup)) as ended:
            async with running(settings):
                await asyncio.Event().wait()

    refusal = ended.value.subgroup(OperatorError) if isinstance(ended.value, ExceptionGroup) else ended.value
    assert refusal is not None


async def test_a_database_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    with open_database(f"sqlite:///{tmp_path / 'copbot.db'}") as transactions:
        assert await _database_trouble(transactions, StoppedClock()) is None

    assert await _database_trouble(transactions, StoppedClock()) == "cannot be read"


async def test_a_scheduler_that_has_not_ticked_for_half_a_minute_is_not_ready() -> None:
    clock = StoppedClock()
    ticker = Ticker(clock=clock, on_beat=_nothing, on_hour=_nothing)
    assert await _scheduler_trouble(ticker, clock) == "has not ticked for 30 seconds"

    ticker.last_tick = START
    clock.set(START + timedelta(seconds=30))
    assert await _scheduler_trouble(ticker, clock) is None
    clock.set(START + timedelta(seconds=31))
    assert await _scheduler_trouble(ticker, clock) == "has not ticked for 30 seconds"


async def test_a_platform_that_fell_silent_for_three_minutes_is_not_ready() -> None:
    clock, platform = StoppedClock(), _Living()
    assert await _silence(platform, clock) is None

    clock.set(START + timedelta(minutes=4))
    assert await _silence(platform, clock) == "has been silent for three minutes"


class _Living(FakePlatform):
    last_sign_of_life = START


async def _nothing() -> None:
    pass


async def test_slack_by_socket_opens_no_door_for_events(tmp_path: Path) -> None:
    async with SlackWire() as wire:
        settings = Settings(
            database=DatabaseSettings(url=f"sqlite:///{tmp_path / 'copbot.db'}"),
            web=WebSettings(port=0),
            slack=SlackSettings(
                enabled=True,
                mode="socket",
                bot_token=SecretStr(wire.bot_token),
                app_token=SecretStr(wire.app_token),
                api_url=wire.api_url,
            ),
        )
        async with (
            running(settings) as address,
            aiohttp.ClientSession() as session,
            session.post(f"{address}/slack/events") as answer,
        ):
            assert answer.status == 404
