"""A clock that stands still until it is moved."""

import asyncio
from datetime import UTC, datetime

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


class StoppedClock:
    """Time moves only by `set`; sleepers whose instant has come wake then."""

    def __init__(self, at: datetime = START) -> None:
        self._now = at
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        while self._now < at:
            await self._moved.wait()

    def set(self, at: datetime) -> None:
        self._now = at
        self._moved.set()
        self._moved = asyncio.Event()
