"""When a schedule falls due: days by dateutil on naive local time, then resolved in the zone.

A time inside a spring gap runs at the first instant after the gap, a repeated time runs once, the first.
Two nominal times inside one gap are two occurrences at the same instant: the nominal time is what counts.
"""

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as by_weekday

from copbot.schedule.cron import CronFields
from copbot.schedule.rules import (
    Cron,
    Daily,
    DayOfMonth,
    Days,
    NthWeekday,
    Occurrence,
    Once,
    Recurrence,
    Rule,
    Schedule,
    Weekly,
)
from copbot.schedule.zones import zone_info

_REACH = 50
"""Years to look ahead; the rarest date cron can name, a 29 February on one weekday, returns within 40."""
_SHORTEST_MONTH = 28
_SECOND = timedelta(seconds=1)


def next_occurrence(schedule: Schedule, after: Occurrence | datetime) -> Occurrence | None:
    """Find the next time `schedule` falls due, or None when there is none within 50 years.

    After an aware instant: the first occurrence that runs later than it.
    After an occurrence: the first whose nominal time is later, even when it runs at the same instant.
    """
    zone = zone_info(schedule.zone)
    if isinstance(after, Occurrence):
        return next((_resolve(nominal, zone) for nominal in _nominals(schedule, after.nominal)), None)
    local = after.astimezone(zone).replace(tzinfo=None, fold=0)
    found = (_resolve(nominal, zone) for nominal in _nominals(schedule, local))
    return next((occurrence for occurrence in found if occurrence.at > after), None)


def upcoming(schedule: Schedule, after: Occurrence | datetime, count: int) -> tuple[Occurrence, ...]:
    """Find the next `count` occurrences, or as many as there are."""
    return tuple(islice(_following(schedule, after), count))


def resolve(nominal: datetime, zone: str) -> Occurrence:
    """Find the instant at which a naive local time runs in a zone."""
    return _resolve(nominal, zone_info(zone))


def first_day(rule: Rule, start: date) -> date | None:
    """Find the first date a rule names on or after `start`, or None when there is none within 50 years."""
    return next(_days(rule, start), None)


def _following(schedule: Schedule, after: Occurrence | datetime) -> Iterator[Occurrence]:
    found = next_occurrence(schedule, after)
    while found is not None:
        yield found
        found = next_occurrence(schedule, found)


def _nominals(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    times = _times(schedule.rule)
    begin = max(after.date(), schedule.paused_until or date.min)
    for day in _days(schedule.rule, begin):
        if day not in schedule.skip:
            past = bisect_right(times, after.time()) if day == after.date() else 0
            for at in times[past:]:
                yield datetime.combine(day, at)


def _times(rule: Rule) -> tuple[time, ...]:
    match rule:
        case Recurrence():
            return rule.times
        case Cron():
            return rule.read.times
        case Once():
            return (rule.nominal.time(),)


def _days(rule: Rule, begin: date) -> Iterator[date]:
    match rule:
        case Once():
            if rule.nominal.date() >= begin:
                yield rule.nominal.date()
        case Recurrence() | Cron():
            begin = max(begin, rule.start)
            for year in range(begin.year, min(begin.year + _REACH, MAXYEAR)):
                days = _days_in(rule, year)
                yield from days[bisect_left(days, begin) :]


def _days_in(rule: Recurrence | Cron, year: int) -> tuple[date, ...]:
    match rule:
        case Cron():
            return _cron_days(rule.read, year)
        case Recurrence():
            phase = _count(rule.days, rule.start) % rule.interval
            return _recurring_days(rule.days, rule.interval, phase, year)


def _count(days: Days, day: date) -> int:
    """Count days, weeks or months since year 1, as the rule does."""
    match days:
        case Daily():
            return day.toordinal()
        case Weekly():
            return (day.toordinal() - 1) // 7
        case DayOfMonth() | NthWeekday():
            return day.year * 12 + day.month


@lru_cache(maxsize=1024)
def _recurring_days(days: Days, interval: int, phase: int, year: int) -> tuple[date, ...]:
    """Give a year's days; start dates are reduced to their phase, so that thousands of schedules share a few."""
    new_year = date(year, 1, 1)
    back = (_count(days, new_year) - phase) % interval
    until = datetime(year, 12, 31)  # noqa: DTZ001 - local time is naive here
    match days:
        case Daily():
            begin = _midnight(new_year - timedelta(days=back))
            rules = [rrule(DAILY, begin, interval, until=until)]
        case Weekly(weekdays):
            begin = _midnight(new_year - timedelta(weeks=back, days=new_year.weekday()))
            rules = [rrule(WEEKLY, begin, interval, byweekday=weekdays, until=until)]
        case DayOfMonth(numbers):
            begin = _months_before(year, back)
            rules = [
                rrule(MONTHLY, begin, interval, until=until, bymonthday=_or_last(number), bysetpos=-1)
                for number in numbers
            ]
        case NthWeekday(nths, weekday):
            begin = _months_before(year, back)
            weekdays_of_month = [by_weekday(weekday, nth) for nth in nths]
            rules = [rrule(MONTHLY, begin, interval, byweekday=weekdays_of_month, until=until)]
    return _dates(rules, year)


@lru_cache(maxsize=1024)
def _cron_days(fields: CronFields, year: int) -> tuple[date, ...]:
    # dateutil would look for a day that never comes as far as the year 9999.
    matches = any if fields.either else all
    new_year = date(year, 1, 1)
    every = (new_year + timedelta(days=ahead) for ahead in range(365 + isleap(year)))
    months = (day for day in every if day.month in fields.months)
    return tuple(day for day in months if matches((day.day in fields.days, day.weekday() in fields.weekdays)))


def _or_last(number: int) -> list[int]:
    """Name the days up to a day of the month of which the last that exists is meant (RFC 5545, BYSETPOS)."""
    return list(range(_SHORTEST_MONTH, number + 1)) if number > _SHORTEST_MONTH else [number]


def _dates(rules: Iterable[rrule], year: int) -> tuple[date, ...]:
    return tuple(sorted({found.date() for rule in rules for found in rule if found.year == year}))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _months_before(year: int, months: int) -> datetime:
    years, month = divmod(year * 12 - months, 12)
    return datetime(years, month + 1, 1)  # noqa: DTZ001 - local time is naive here


def _resolve(nominal: datetime, zone: ZoneInfo) -> Occurrence:
    local = nominal.replace(tzinfo=zone)
    early, late = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if early <= late:
        return Occurrence(nominal, early)
    # PEP 495: inside a gap fold=1 reads by the offset after it, so the two enclose the change of offset.
    before, after = late, early
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return Occurrence(nominal, after)
