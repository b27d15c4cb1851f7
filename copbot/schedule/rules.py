"""The types of a schedule: which days, at which local times, in which zone, with what left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import IntEnum
from itertools import pairwise
from typing import TypeAlias, TypeVar

from copbot.schedule.cron import CronFields, read_fields

_Key = TypeVar("_Key", time, tuple[bool, int])

_MOST = 1000
LAST = -1
"""The last one of a month: as a day, or as a weekday's place."""


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


WORKDAYS = tuple(Weekday)[:5]
WEEKEND = tuple(Weekday)[5:]


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Some days of the week, which begins on Monday."""

    weekdays: tuple[Weekday, ...]

    def __post_init__(self) -> None:
        _rising([place(weekday) for weekday in self.weekdays])


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """Some days of the month: 1 to 30, in rising order, then `LAST`.

    The 29th and the 30th fall on the last day of a shorter month; a 31st is always `LAST`.
    """

    days: tuple[int, ...]

    def __post_init__(self) -> None:
        _rising([place(day) for day in self.days])
        _only(self.days, range(1, 31))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """One weekday of the month: the first to fifth, in rising order, then `LAST`.

    A month that has no fifth one is left out.
    """

    nths: tuple[int, ...]
    weekday: Weekday

    def __post_init__(self) -> None:
        _rising([place(nth) for nth in self.nths])
        _only(self.nths, range(1, 6))


Days: TypeAlias = Daily | Weekly | DayOfMonth | NthWeekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The same days of every `interval`-th day, week or month, from `start` on.

    The day, week or month of `start` counts as the first, which settles which weeks "every second week" means.
    """

    days: Days
    times: tuple[time, ...]
    start: date
    interval: int = 1

    def __post_init__(self) -> None:
        _rising(self.times)
        if self.interval not in range(1, _MOST + 1):
            raise ValueError(f"an interval is from 1 to {_MOST}: {self.interval}")


@dataclass(frozen=True, slots=True)
class Cron:
    """Five cron fields, as crontab(5) reads them, from `start` on.

    Days of month and of week are alternatives unless one of them begins with a star.

    Raises: CronError when the fields cannot be read.
    """

    fields: str
    start: date

    def __post_init__(self) -> None:
        read_fields(self.fields)

    @property
    def read(self) -> CronFields:
        """The fields as sets of numbers."""
        return read_fields(self.fields)


@dataclass(frozen=True, slots=True)
class Once:
    """One time only; `nominal` is naive local time."""

    nominal: datetime


Rule: TypeAlias = Recurrence | Cron | Once


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rule in a zone.

    `skip` are local dates left out; everything before the local date `paused_until` is left out too.
    """

    rule: Rule
    zone: str
    skip: frozenset[date] = field(default=frozenset())
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time a schedule falls due.

    `nominal` is the naive local time the rule names and what tells occurrences of one schedule apart;
    `at` is the instant in UTC at which it runs.
    """

    nominal: datetime
    at: datetime

    @property
    def key(self) -> str:
        """The nominal time as `2026-11-24T09:00`, unique within a schedule."""
        return self.nominal.isoformat(timespec="minutes")


def place(value: int) -> tuple[bool, int]:
    """Sort days and places of a month by this, so that `LAST` comes last."""
    return value == LAST, value


def _rising(keys: Sequence[_Key]) -> None:
    if not keys or any(one >= other for one, other in pairwise(keys)):
        raise ValueError(f"empty, doubled or out of order: {keys}")


def _only(values: tuple[int, ...], allowed: range) -> None:
    if any(value != LAST and value not in allowed for value in values):
        raise ValueError(f"out of range: {values}")
