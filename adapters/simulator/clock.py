"""A clock that runs like any other and can be moved forward; who sleeps on it wakes when it passes their hour."""

import asyncio
from datetime import datetime, timedelta

from copbot.ports import Clock


class MovableClock:
    """Another clock's time plus an offset; implements the port `Clock`.

    It begins at `start` where one is given: a demonstration may begin weeks ago.
    """

    def __init__(self, real: Clock, *, start: datetime | None = None) -> None:
        self._real = real
        self._offset = timedelta() if start is None else start - real.now()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """Give the current instant, aware, in UTC."""
        return self._real.now() + self._offset

    def forward(self, by: timedelta) -> None:
        """Move ahead and wake everybody who sleeps on it.

        Raises: ValueError for a step back: what happened cannot happen again.
        """
        if by < timedelta():
            raise ValueError(f"time only goes forward, not by {by}")
        self._offset += by
        self._moved.set()
        self._moved = asyncio.Event()

    def forward_to(self, at: datetime) -> None:
        """Move ahead to an instant; one that is past already moves nothing."""
        self.forward(max(at - self.now(), timedelta()))

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now() >= at`, by waiting or by being moved."""
        while self.now() < at:
            sleeping = asyncio.ensure_future(self._real.sleep_until(at - self._offset))
            moved = asyncio.ensure_future(self._moved.wait())
            try:
                await asyncio.wait({sleeping, moved}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                moved.cancel()
