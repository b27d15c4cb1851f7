"""When a group could meet: times inside everybody's hours, as exact instants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from copbot.schedule import resolve

AHEAD = timedelta(days=14)
LEAD = timedelta(hours=12)
"""Nobody is asked to meet sooner than this."""
_APART = timedelta(days=2)
_STEPS = (30, 15)
_DAY = 24 * 60

_Span: TypeAlias = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalHours:
    """The same hours on some days of the week (Monday 0), in minutes of the local day.

    An `end` at or before `start` is on the day after, as in `week_hours`.
    """

    days: tuple[int, ...]
    start: int
    end: int
    zone: str


def suggested_times(
    everyone: Sequence[LocalHours], now: datetime, *, minutes: int = 30, at_most: int = 3
) -> tuple[datetime, ...]:
    """Suggest when all could meet in the next two weeks: the middle of shared hours, on days apart where there are.

    Empty when they share no such time.
    """
    first = now.replace(second=0, microsecond=0) + LEAD + timedelta(minutes=1)
    last = now + AHEAD
    shared: list[_Span] = [(first, last)] if everyone else []
    for hours in everyone:
        shared = _both(shared, _spans(hours, first, last))
    long = timedelta(minutes=minutes)
    starts = [_middle(begin, end, long) for begin, end in shared if end - begin >= long]
    spread: list[datetime] = []
    for start in starts:
        if not spread or start - spread[-1] >= _APART:
            spread.append(start)
    others = [start for start in starts if start not in spread]
    return tuple(sorted([*spread, *others][:at_most]))


def _spans(hours: LocalHours, first: datetime, last: datetime) -> list[_Span]:
    until = hours.end if hours.end > hours.start else hours.end + _DAY
    day, spans = first.date() - timedelta(days=2), []
    while day <= last.date() + timedelta(days=1):
        if day.weekday() in hours.days:
            spans.append((_at(day, hours.start, hours.zone), _at(day, until, hours.zone)))
        day += timedelta(days=1)
    return spans


def _at(day: date, minute: int, zone: str) -> datetime:
    nominal = datetime.combine(day, time()) + timedelta(minutes=minute)
    return resolve(nominal, zone).at.astimezone(UTC)


def _both(some: Iterable[_Span], others: Sequence[_Span]) -> list[_Span]:
    pieces = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((begin, end) for begin, end in pieces if begin < end)


def _middle(begin: datetime, end: datetime, long: timedelta) -> datetime:
    """Give a start near the middle, on the half hour if it fits, else on the quarter, else on the minute."""
    wanted = (begin + (end - begin - long) / 2).replace(second=0, microsecond=0)
    for step in _STEPS:
        start = wanted - timedelta(minutes=wanted.minute % step)
        for one in (start, start + timedelta(minutes=step)):
            if begin <= one and one + long <= end:
                return one
    return wanted
