"""The machine's clock."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """Give the current instant, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now() >= at`."""
        while (left := (at - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 -- no event tells of time
            await asyncio.sleep(left)
