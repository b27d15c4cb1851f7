"""Hypothesis strategies for schedules, as `parse_schedule` would make them."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import available_timezones

from hypothesis import settings
from hypothesis import strategies as st

from copbot.schedule import LAST, Cron, Daily, DayOfMonth, NthWeekday, Once, Recurrence, Schedule, Weekday, Weekly
from copbot.schedule.occurrences import first_day

ZONES = sorted(available_timezones() - {"Factory", "localtime", "EST", "MST"})

some = settings(max_examples=150, deadline=None, database=None)
"""How often a law is tried."""

zones = st.sampled_from(ZONES)
dates = st.dates(date(1996, 1, 1), date(2025, 12, 31))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def _in_order(numbers: set[int]) -> tuple[int, ...]:
    return tuple(sorted(numbers, key=lambda number: (number == LAST, number)))


_weekdays = st.sets(st.sampled_from(Weekday), min_size=1).map(lambda days: Weekly(tuple(sorted(days))))
_month_days = st.sets(st.sampled_from([*range(1, 31), LAST]), min_size=1, max_size=4).map(_in_order).map(DayOfMonth)
_nths = st.sets(st.sampled_from([1, 2, 3, 4, 5, LAST]), min_size=1, max_size=3).map(_in_order)
_days = st.one_of(
    st.just(Daily()), _weekdays, _month_days, st.builds(NthWeekday, nths=_nths, weekday=st.sampled_from(Weekday))
)


def _anchored(rule: Recurrence) -> Recurrence:
    start = first_day(replace(rule, interval=1), rule.start)
    assert start is not None
    return replace(rule, start=start)


recurrences = st.builds(
    Recurrence,
    days=_days,
    times=st.sets(times, min_size=1, max_size=3).map(sorted).map(tuple),
    start=dates,
    interval=st.one_of(st.just(1), st.integers(1, 12)),
).map(_anchored)

_numbers = {"minute": (0, 59), "hour": (0, 23), "day": (1, 28), "month": (1, 12), "weekday": (0, 7)}


def _field(name: str) -> st.SearchStrategy[str]:
    low, high = _numbers[name]
    number = st.integers(low, high)
    span = st.sets(number, min_size=2, max_size=2).map(lambda ends: f"{min(ends)}-{max(ends)}")
    stepped = st.tuples(st.one_of(number.map(str), span), st.integers(1, 9)).map(lambda both: f"{both[0]}/{both[1]}")
    return st.lists(st.one_of(number.map(str), span, stepped), min_size=1, max_size=2).map(",".join)


_star = st.sampled_from(["*", "*", "*/2"])
cron_lines = st.tuples(
    _field("minute"),
    _field("hour"),
    st.one_of(_star, _field("day")),
    st.one_of(st.just("*"), _field("month")),
    st.one_of(_star, _field("weekday")),
).map(" ".join)
"""Lines whose hours and minutes begin with no star: those run at named times, not at every hour that passes."""

rules = st.one_of(
    recurrences,
    st.builds(Cron, fields=cron_lines, start=dates),
    st.builds(Once, st.builds(datetime.combine, dates, times)),
)
schedules = st.builds(
    Schedule,
    rule=rules,
    zone=zones,
    skip=st.frozensets(dates, max_size=3),
    paused_until=st.one_of(st.none(), dates),
)
