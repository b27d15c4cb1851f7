import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters.scheduler import ticker as ticking
from adapters.scheduler.clock import SystemClock
from adapters.scheduler.ticker import Ticker
from tests.support.clock import START, StoppedClock


class Beats:
    """Counts, moves a clock, and breaks when it has `trouble`."""

    def __init__(self) -> None:
        self.count = 0
        self.trouble: list[Exception] = []
        self.beaten = asyncio.Event()

    async def __call__(self) -> None:
        self.count += 1
        self.beaten.set()
        if self.trouble:
            raise self.trouble.pop(0)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def beats() -> Beats:
    return Beats()


@pytest.fixture
def ticker(clock: StoppedClock, beats: Beats) -> Ticker:
    return Ticker(clock=clock, on_beat=beats, on_hour=beats)


async def test_the_first_beat_comes_at_once_and_more_follow(
    ticker: Ticker, beats: Beats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "_BEAT", timedelta(milliseconds=1))

    async with asyncio.timeout(5), ticker.running():
        while beats.count < 3:
            beats.beaten.clear()
            await beats.beaten.wait()

    assert ticker.last_tick == START


async def test_a_beat_that_fails_is_logged_is_no_tick_and_stops_no_other(
    ticker: Ticker, beats: Beats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "_BEAT", timedelta(milliseconds=1))
    beats.trouble = [RuntimeError("a bug"), OSError("the disk")]

    with capture_logs() as logged:
        async with asyncio.timeout(5), ticker.running():
            while beats.count < 2:
                beats.beaten.clear()
                await beats.beaten.wait()
            assert ticker.last_tick is None
            while ticker.last_tick is None:
                await asyncio.sleep(0)

    assert [one["event"] for one in logged] == ["beat_failed", "beat_failed"]


@pytest.mark.parametrize("jump", [timedelta(minutes=5), timedelta(minutes=-5)])
async def test_a_clock_that_jumps_is_noticed(ticker: Ticker, clock: StoppedClock, jump: timedelta) -> None:
    await ticker._beat()
    clock.set(START + jump)

    with capture_logs() as logged:
        await ticker._beat()

    assert [one["event"] for one in logged] == ["clock_jumped"]
    assert ticker.last_tick == START + jump


async def test_a_late_beat_is_no_jump(ticker: Ticker, clock: StoppedClock) -> None:
    await ticker._beat()
    clock.set(START + timedelta(seconds=20))

    with capture_logs() as logged:
        await ticker._beat()

    assert logged == []


async def test_housekeeping_that_fails_is_logged_and_no_more(ticker: Ticker, beats: Beats) -> None:
    beats.trouble = [RuntimeError("a bug")]

    with capture_logs() as logged:
        await ticker._hour()
        await ticker._hour()

    assert (beats.count, [one["event"] for one in logged]) == (2, ["housekeeping_failed"])


async def test_the_system_s_clock_wakes_a_sleeper_at_its_instant_and_not_before() -> None:
    clock = SystemClock()
    until = datetime.now(UTC) + timedelta(milliseconds=5)

    await clock.sleep_until(until)
    await clock.sleep_until(START - timedelta(days=10_000))

    assert clock.now() >= until
    assert clock.now().tzinfo is UTC
