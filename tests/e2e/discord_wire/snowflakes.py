"""Ids as Discord makes them: the time in the upper bits, always growing."""

from collections.abc import Callable
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
"""The first instant of 2015, from Discord's reference on snowflakes."""


class Snowflakes:
    """A source of ids that never repeat and sort by when they were made."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        """Give a new id."""
        self._last = max(self._last + 1, (int(self._now() * 1000) - EPOCH_MS) << 22)
        return self._last


def moment(snowflake: int) -> str:
    """Say when an id was made, as Discord writes instants."""
    return iso((snowflake >> 22) / 1000 + EPOCH_MS / 1000)


def iso(at: float) -> str:
    """Write seconds since 1970 as Discord writes instants."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")
