"""Hours of a week that people can meet in: shared as UTC minutes, said and given in each person's own zone.

A week is a ring: Monday 08:00 in Tokyo is Sunday evening in UTC and stands at the ring's end.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from copbot.schedule import resolve

WeekHours: TypeAlias = tuple[tuple[int, int], ...]
"""Intervals [from, to) of the week's minutes in UTC, from Monday 00:00: sorted, disjoint, within [0, 10080)."""

DAY = 24 * 60
WEEK = 7 * DAY


def week_hours(days: Iterable[int], start: int, end: int, zone: str, monday: date) -> WeekHours:
    """Give the hours of the week that begins on `monday`, from the same local hours on each of some days.

    `days` are weekdays, Monday 0; `start` and `end` are minutes of the local day, `end` at most 1440. An `end` at or
    before `start` is on the day after. A local time inside a spring gap counts from the gap's end; one that is
    repeated in autumn counts the first time it comes.
    """
    until = end if end > start else end + DAY
    pieces = [
        (_utc_minute(day * DAY + start, zone, monday), _utc_minute(day * DAY + until, zone, monday))
        for day in sorted(set(days))
    ]
    return ring_hours(pieces)


def ring_hours(pieces: Iterable[tuple[int, int]]) -> WeekHours:
    """Make `WeekHours` of any intervals: those beyond the week's ends wrap round, those that touch become one."""
    cut: list[tuple[int, int]] = []
    for start, end in pieces:
        begin = start % WEEK
        stop = begin + min(end - start, WEEK)
        cut += [(begin, min(stop, WEEK)), (0, stop - WEEK)]
    joined: list[tuple[int, int]] = []
    for begin, stop in sorted(piece for piece in cut if piece[0] < piece[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((begin, stop))
    return tuple(joined)


def shared_hours(everyone: Sequence[WeekHours]) -> WeekHours:
    """Give the hours that all have; none for nobody."""
    if not everyone:
        return ()
    shared, *others = everyone
    for other in others:
        shared = _both(shared, other)
    return shared


def hours_without(hours: WeekHours, others: WeekHours) -> WeekHours:
    """Give the hours that `others` does not have."""
    edges = [0, *(edge for piece in others for edge in piece), WEEK]
    free = tuple((begin, stop) for begin, stop in zip(edges[::2], edges[1::2], strict=True) if begin < stop)
    return _both(hours, free)


def total_minutes(hours: WeekHours) -> int:
    """Count the minutes."""
    return sum(stop - begin for begin, stop in hours)


def shared_minutes(one: WeekHours, other: WeekHours) -> int:
    """Count the minutes a week that both have."""
    return total_minutes(_both(one, other))


def _both(one: WeekHours, other: WeekHours) -> WeekHours:
    pieces: list[tuple[int, int]] = []
    left = right = 0
    while left < len(one) and right < len(other):
        begin, stop = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if begin < stop:
            pieces.append((begin, stop))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(pieces)


def _utc_minute(minute: int, zone: str, monday: date) -> int:
    """Give a local minute of the week as a minute from Monday 00:00 UTC; it may lie outside the week."""
    day, of_day = divmod(minute, DAY)
    nominal = datetime.combine(monday + timedelta(days=day), time(of_day // 60, of_day % 60))
    return int((resolve(nominal, zone).at - datetime.combine(monday, time(), UTC)) / timedelta(minutes=1))
