import asyncio
from datetime import timedelta

import pytest

from adapters.simulator.clock import MovableClock
from tests.support.clock import START, StoppedClock


def test_it_runs_with_the_clock_behind_it() -> None:
    assert MovableClock(StoppedClock()).now() == START


def test_it_may_begin_weeks_ago() -> None:
    assert MovableClock(StoppedClock(), start=START - timedelta(days=21)).now() == START - timedelta(days=21)


def test_moving_it_forward_adds_up() -> None:
    clock = MovableClock(StoppedClock())
    clock.forward(timedelta(hours=1))
    clock.forward(timedelta(days=2))
    assert clock.now() == START + timedelta(days=2, hours=1)


def test_it_never_goes_back() -> None:
    clock = MovableClock(StoppedClock())
    with pytest.raises(ValueError, match="only goes forward"):
        clock.forward(timedelta(seconds=-1))
    clock.forward_to(START - timedelta(days=1))
    assert clock.now() == START


def test_it_can_be_moved_to_an_instant() -> None:
    clock = MovableClock(StoppedClock())
    clock.forward_to(START + timedelta(minutes=5))
    assert clock.now() == START + timedelta(minutes=5)


async def test_who_sleeps_until_an_instant_wakes_when_the_clock_is_moved_past_it() -> None:
    clock = MovableClock(StoppedClock())
    sleeper = asyncio.ensure_future(clock.sleep_until(START + timedelta(hours=2)))
    await asyncio.sleep(0)
    clock.forward(timedelta(hours=1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.forward(timedelta(hours=1))
    await asyncio.wait_for(sleeper, 5)


async def test_who_sleeps_wakes_when_real_time_gets_there() -> None:
    real = StoppedClock()
    clock = MovableClock(real, start=START + timedelta(days=1))
    sleeper = asyncio.ensure_future(clock.sleep_until(START + timedelta(days=1, minutes=1)))
    await asyncio.sleep(0)
    real.set(START + timedelta(minutes=1))
    await asyncio.wait_for(sleeper, 5)


async def test_an_instant_that_is_past_is_not_slept_for() -> None:
    await asyncio.wait_for(MovableClock(StoppedClock()).sleep_until(START), 5)
