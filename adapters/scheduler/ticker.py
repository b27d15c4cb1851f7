"""The ticker: a heartbeat every second, under APScheduler, that runs what is due and notices clock jumps."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from copbot.ports import Clock

_log = structlog.get_logger(__name__)

_BEAT = timedelta(seconds=1)
_JUMP = timedelta(seconds=30)


class Ticker:
    """Calls `on_beat` at once and about every second, and `on_hour` about every hour for as long as it runs.

    `last_tick` is when a beat last came to its end: readiness watches it. A beat that finds the clock more than 30
    seconds from where it should be logs a jump; what is due is found by the instant alone, so nothing else is needed.
    """

    def __init__(
        self, *, clock: Clock, on_beat: Callable[[], Awaitable[object]], on_hour: Callable[[], Awaitable[object]]
    ) -> None:
        self._clock = clock
        self._on_beat = on_beat
        self._on_hour = on_hour
        self.last_tick: datetime | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tick for the length of a `with`."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        scheduler.add_job(
            self._beat, "interval", seconds=_BEAT.total_seconds(), next_run_time=datetime.now(UTC), **once
        )
        scheduler.add_job(self._hour, "interval", hours=1, **once)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    async def _beat(self) -> None:
        now = self._clock.now()
        if self.last_tick is not None and abs(now - self.last_tick - _BEAT) > _JUMP:
            _log.warning("clock_jumped", since=self.last_tick.isoformat(), now=now.isoformat())
        if await _survives(self._on_beat, "beat_failed"):
            self.last_tick = self._clock.now()

    async def _hour(self) -> None:
        await _survives(self._on_hour, "housekeeping_failed")


async def _survives(act: Callable[[], Awaitable[object]], failure: str) -> bool:
    try:
        await act()
    except Exception:  # noqa: BLE001 -- nothing may raise through APScheduler: it would stop silently
        _log.exception(failure)
        return False
    return True
