"""The five fields of a cron line, read into sets of numbers (crontab(5))."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import lru_cache

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


class FieldName(StrEnum):
    """The fields, in their order."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day of month"
    MONTH = "month"
    WEEKDAY = "day of week"


_RANGES = {
    FieldName.MINUTE: range(60),
    FieldName.HOUR: range(24),
    FieldName.DAY: range(1, 32),
    FieldName.MONTH: range(1, 13),
    FieldName.WEEKDAY: range(8),
}


class CronError(ValueError):
    """A cron line cannot be read; `field` is None when the number of fields is wrong."""

    def __init__(self, field: FieldName | None, text: str) -> None:
        super().__init__(f"bad {field or 'number of fields'}: {text}")
        self.field = field
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class CronFields:
    """What a cron line names; weekdays are numbered from Monday, 0.

    `either` says that a day need only match one of days and weekdays.
    """

    times: tuple[time, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either: bool


@lru_cache(maxsize=1024)
def read_fields(text: str) -> CronFields:
    """Read five fields, parted by spaces.

    Raises: CronError naming the field that cannot be read.
    """
    parts = text.upper().split()
    if len(parts) != len(FieldName):
        raise CronError(None, text)
    minutes, hours, days, months, weekdays = map(_numbers, FieldName, parts)
    *_, day, _, weekday = parts
    return CronFields(
        times=tuple(time(hour, minute) for hour in sorted(hours) for minute in sorted(minutes)),
        days=tuple(sorted(days)),
        months=tuple(sorted(months)),
        weekdays=tuple(sorted({(sunday_first - 1) % 7 for sunday_first in weekdays})),
        either=not (day.startswith("*") or weekday.startswith("*")),
    )


def _numbers(field: FieldName, text: str) -> set[int]:
    try:
        return {number for term in text.split(",") for number in _term(field, term)}
    except CronError:
        raise CronError(field, text) from None


def _term(field: FieldName, term: str) -> range:
    span, slash, step = term.partition("/")
    allowed = _RANGES[field]
    if span == "*":
        low, high = allowed[0], allowed[-1]
    else:
        first, dash, last = span.partition("-")
        low = _number(field, first)
        high = _number(field, last) if dash else (allowed[-1] if slash else low)
    every = _digits(field, step) if slash else 1
    if high < low or every == 0:
        raise CronError(field, term)
    return range(low, high + 1, every)


def _number(field: FieldName, text: str) -> int:
    match field:
        case FieldName.MONTH if text in _MONTHS:
            return _MONTHS.index(text) + 1
        case FieldName.WEEKDAY if text in _DAYS:
            return _DAYS.index(text)
        case _:
            number = _digits(field, text)
    if number not in _RANGES[field]:
        raise CronError(field, text)
    return number


def _digits(field: FieldName, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("59")):
        raise CronError(field, text)
    return int(text)
