"""A clock that stands still until it is moved."""

import asyncio
from datetime import UTC, datetime

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


class StoppedClock:
    """Time moves only by `set`; sleepers whose instant has come wake then."""

    def __init__(self, at: datetime = START) -> None:
        self._now = at
        self._moved = asyncio.Condition()

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= at)

    async def set(self, at: datetime) -> None:
        async with self._moved:
            self._now = at
            self._moved.notify_all()
