"""When schedules fall due, against two independent calendars: cronsim and dateutil's own reading of the text."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from copbot.schedule import (
    LAST,
    Cron,
    Daily,
    DayOfMonth,
    NthWeekday,
    Once,
    Recurrence,
    Rule,
    Schedule,
    Weekday,
    Weekly,
    next_occurrence,
    resolve,
    to_text,
    upcoming,
)
from copbot.schedule.occurrences import first_day
from tests.copbot.schedules import cron_lines, dates, recurrences, rules, schedules, some, times, zones

BERLIN = "Europe/Berlin"
LONG_AGO = date(2000, 1, 1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def daily(*at: str, zone: str = BERLIN) -> Schedule:
    return Schedule(rule=Recurrence(days=Daily(), times=tuple(map(time.fromisoformat, at)), start=LONG_AGO), zone=zone)


def keys(rule: Rule, after: str, count: int) -> list[str]:
    found = upcoming(Schedule(rule=rule, zone="UTC"), instant(after), count)
    return [occurrence.nominal.strftime("%Y-%m-%d") for occurrence in found]


def test_a_schedule_keeps_its_local_time_when_the_clocks_change() -> None:
    before, after = upcoming(daily("09:00"), instant("2026-03-28T00:00"), 2)
    assert before.at == instant("2026-03-28T08:00")
    assert after.at == instant("2026-03-29T07:00")


def test_a_time_inside_a_spring_gap_runs_at_the_first_instant_after_it() -> None:
    found = next_occurrence(daily("02:30"), instant("2026-03-29T00:00"))
    assert found is not None
    assert (found.key, found.at) == ("2026-03-29T02:30", instant("2026-03-29T01:00"))


def test_a_repeated_time_runs_once_the_first() -> None:
    first, then = upcoming(daily("02:30"), instant("2026-10-24T12:00"), 2)
    assert (first.key, first.at) == ("2026-10-25T02:30", instant("2026-10-25T00:30"))
    assert (then.key, then.at) == ("2026-10-26T02:30", instant("2026-10-26T01:30"))


def test_during_the_repeated_hour_nothing_runs_a_second_time() -> None:
    found = next_occurrence(daily("02:15", "02:45"), instant("2026-10-25T01:10"))
    assert found is not None
    assert found.key == "2026-10-26T02:15"


@pytest.mark.parametrize(
    ("zone", "nominal", "at"),
    [
        ("Africa/Cairo", "2024-04-26T00:00", "2024-04-25T22:00"),
        ("Africa/Cairo", "2024-04-26T00:59", "2024-04-25T22:00"),
        ("Asia/Beirut", "2024-03-31T00:30", "2024-03-30T22:00"),
        ("America/Santiago", "2024-09-08T00:00", "2024-09-08T04:00"),
        ("America/Havana", "2024-03-10T00:00", "2024-03-10T05:00"),
        ("Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:30"),
        ("Australia/Lord_Howe", "2025-04-06T01:45", "2025-04-05T14:45"),
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00"),
    ],
)
def test_the_worlds_odd_gaps_are_left_by_their_far_end(zone: str, nominal: str, at: str) -> None:
    assert resolve(local(nominal), zone).at == instant(at)


def test_the_day_apia_never_had_runs_as_the_next_one_begins() -> None:
    found = upcoming(daily("09:00", zone="Pacific/Apia"), instant("2011-12-29T19:00"), 3)
    assert [(one.key, one.at) for one in found] == [
        ("2011-12-30T09:00", instant("2011-12-30T10:00")),
        ("2011-12-31T09:00", instant("2011-12-30T19:00")),
        ("2012-01-01T09:00", instant("2011-12-31T19:00")),
    ]


def test_two_times_inside_one_gap_are_two_occurrences_at_one_instant() -> None:
    found = upcoming(daily("02:15", "02:45"), instant("2026-03-28T12:00"), 3)
    assert [(one.key, one.at) for one in found] == [
        ("2026-03-29T02:15", instant("2026-03-29T01:00")),
        ("2026-03-29T02:45", instant("2026-03-29T01:00")),
        ("2026-03-30T02:15", instant("2026-03-30T00:15")),
    ]


def test_an_instant_is_past_every_occurrence_that_runs_at_it() -> None:
    found = next_occurrence(daily("02:15", "02:45"), instant("2026-03-29T01:00"))
    assert found is not None
    assert found.key == "2026-03-30T02:15"


def test_skipped_dates_are_left_out() -> None:
    schedule = replace(daily("09:00", "16:00"), skip=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    found = upcoming(schedule, instant("2026-12-23T12:00"), 2)
    assert [one.key for one in found] == ["2026-12-23T16:00", "2026-12-26T09:00"]


def test_a_pause_leaves_out_everything_before_its_end() -> None:
    schedule = replace(daily("09:00"), paused_until=date(2026, 9, 1))
    assert [one.key for one in upcoming(schedule, instant("2026-07-01T00:00"), 1)] == ["2026-09-01T09:00"]


def test_a_pause_that_is_over_changes_nothing() -> None:
    schedule = replace(daily("09:00"), paused_until=date(2026, 1, 1))
    assert [one.key for one in upcoming(schedule, instant("2026-07-01T12:00"), 1)] == ["2026-07-02T09:00"]


def test_once_comes_once() -> None:
    schedule = Schedule(rule=Once(local("2026-12-24T09:00")), zone=BERLIN)
    (only,) = upcoming(schedule, instant("2026-01-01T00:00"), 5)
    assert only.at == instant("2026-12-24T08:00")
    assert next_occurrence(schedule, only.at) is None


def test_what_was_to_be_once_during_a_pause_never_comes() -> None:
    schedule = Schedule(rule=Once(local("2026-12-24T09:00")), zone=BERLIN, paused_until=date(2027, 1, 1))
    assert next_occurrence(schedule, instant("2026-01-01T00:00")) is None


def test_nothing_comes_before_the_start() -> None:
    rule = Recurrence(days=Weekly((Weekday.TUESDAY,)), times=(time(9),), start=date(2026, 6, 1))
    assert keys(rule, "2026-01-01T00:00", 1) == ["2026-06-02"]


def test_every_second_week_counts_from_the_week_of_the_start_across_years() -> None:
    rule = Recurrence(days=Weekly((Weekday.TUESDAY,)), times=(time(9),), start=date(2025, 12, 16), interval=2)
    assert keys(rule, "2025-12-01T00:00", 3) == ["2025-12-16", "2025-12-30", "2026-01-13"]


def test_every_third_month_counts_from_the_month_of_the_start() -> None:
    rule = Recurrence(days=NthWeekday((1,), Weekday.MONDAY), times=(time(9),), start=date(2025, 11, 3), interval=3)
    assert keys(rule, "2025-11-01T00:00", 3) == ["2025-11-03", "2026-02-02", "2026-05-04"]


def test_the_thirtieth_falls_on_the_last_day_of_february() -> None:
    rule = Recurrence(days=DayOfMonth((30,)), times=(time(9),), start=date(2027, 1, 1))
    assert keys(rule, "2027-01-01T00:00", 3) == ["2027-01-30", "2027-02-28", "2027-03-30"]
    assert keys(rule, "2028-02-01T00:00", 1) == ["2028-02-29"]


def test_the_last_day_of_each_month_and_the_day_before_it_are_two_days() -> None:
    rule = Recurrence(days=DayOfMonth((30, LAST)), times=(time(9),), start=date(2027, 1, 1))
    assert keys(rule, "2027-01-01T00:00", 4) == ["2027-01-30", "2027-01-31", "2027-02-28", "2027-03-30"]


def test_a_month_without_a_fifth_monday_is_left_out() -> None:
    rule = Recurrence(days=NthWeekday((5,), Weekday.MONDAY), times=(time(9),), start=date(2026, 1, 1))
    assert keys(rule, "2026-01-01T00:00", 3) == ["2026-03-30", "2026-06-29", "2026-08-31"]


def test_crons_day_of_month_and_day_of_week_are_alternatives() -> None:
    assert keys(Cron("0 9 13 * FRI", LONG_AGO), "2026-02-01T00:00", 4) == [
        "2026-02-06",
        "2026-02-13",
        "2026-02-20",
        "2026-02-27",
    ]
    assert keys(Cron("0 9 13 * FRI", LONG_AGO), "2026-03-10T00:00", 2) == ["2026-03-13", "2026-03-20"]
    assert keys(Cron("0 9 14 * FRI", LONG_AGO), "2026-03-10T00:00", 2) == ["2026-03-13", "2026-03-14"]


def test_both_of_crons_days_hold_when_one_begins_with_a_star() -> None:
    assert keys(Cron("0 9 */2 * MON", LONG_AGO), "2026-06-01T00:00", 3) == ["2026-06-01", "2026-06-15", "2026-06-29"]


def test_a_twenty_ninth_of_february_that_is_a_sunday_is_found_however_rare() -> None:
    assert keys(Cron("0 9 29 2 */7", date(2010, 1, 1)), "2005-01-01T00:00", 2) == ["2032-02-29", "2060-02-29"]


def test_a_day_no_calendar_has_never_comes() -> None:
    assert (
        next_occurrence(Schedule(rule=Cron("0 9 30 2 *", LONG_AGO), zone=BERLIN), instant("2026-01-01T00:00")) is None
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Weekly(()),
        lambda: Weekly((Weekday.TUESDAY, Weekday.MONDAY)),
        lambda: DayOfMonth((31,)),
        lambda: DayOfMonth((LAST, 1)),
        lambda: NthWeekday((1, 1), Weekday.MONDAY),
        lambda: NthWeekday((6,), Weekday.MONDAY),
        lambda: Recurrence(days=Daily(), times=(), start=LONG_AGO),
        lambda: Recurrence(days=Daily(), times=(time(9),), start=LONG_AGO, interval=0),
        lambda: Cron("0 9 * *", LONG_AGO),
    ],
)
def test_a_rule_that_makes_no_sense_cannot_be_made(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"order|range|interval|fields"):
        wrong()


@cache
def changes(zone: str) -> tuple[date, ...]:
    """Give the days, from 1996 to 2025, before the weeks in which a zone's offset changed."""
    weeks = [datetime(1996, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=week) for week in range(30 * 52)]
    offsets = [week.astimezone(ZoneInfo(zone)).utcoffset() for week in weeks]
    return tuple(
        week.date()
        for (week, before), after in zip(zip(weeks, offsets, strict=True), offsets[1:], strict=False)
        if before != after
    )


@st.composite
def places(draw: st.DrawFn) -> tuple[str, date]:
    """Draw a zone and a day of 30 years, mostly one shortly before its clocks change."""
    zone = draw(zones)
    near_a_change = draw(st.integers(0, 3)) > 0
    if near_a_change and (days := changes(zone)):
        return zone, draw(st.sampled_from(days)) + timedelta(days=draw(st.integers(0, 6)))
    return zone, draw(dates)


def by_instants(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    while (found := next_occurrence(schedule, after)) is not None:
        after = found.at
        yield after


@given(cron_lines, places())
@some
def test_cron_lines_run_when_an_independent_cron_runs_them(line: str, place: tuple[str, date]) -> None:
    zone, day = place
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    expected = [found.astimezone(UTC) for found in islice(CronSim(line, noon), 25)]
    schedule = Schedule(rule=Cron(line, date(1990, 1, 1)), zone=zone)
    assert list(islice(by_instants(schedule, noon), 25)) == expected


def as_cron(rule: Recurrence) -> str:
    """Write a rule for the independent cron, which knows a month's last day and its n-th weekdays."""
    at = f"{rule.times[0].minute} {rule.times[0].hour}"
    match rule.days:
        case Daily():
            return f"{at} * * *"
        case Weekly(weekdays):
            return f"{at} * * {','.join(str(day + 1) for day in weekdays)}"
        case DayOfMonth(days):
            return f"{at} {','.join('L' if day == LAST else str(day) for day in days)} * *"
        case NthWeekday(nths, day):
            return f"{at} * * {','.join(f'{day + 1}L' if nth == LAST else f'{day + 1}#{nth}' for nth in nths)}"


def has_every_month(rule: Recurrence) -> bool:
    return not (isinstance(rule.days, DayOfMonth) and {29, 30} & set(rule.days.days))


@given(recurrences.filter(has_every_month), places())
@some
def test_rules_run_when_an_independent_cron_runs_them(rule: Recurrence, place: tuple[str, date]) -> None:
    zone, day = place
    plain = replace(rule, times=rule.times[:1], interval=1, start=date(1990, 1, 1))
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    expected = [found.astimezone(UTC) for found in islice(CronSim(as_cron(plain), noon), 12)]
    assert list(islice(by_instants(Schedule(rule=plain, zone=zone), noon), 12)) == expected


@given(recurrences)
@some
def test_every_rule_is_what_its_rfc_5545_text_says(rule: Recurrence) -> None:
    schedule = Schedule(rule=rule, zone="UTC")
    expected = list(islice(rrulestr(re.sub(r";TZID=[^:]*", "", to_text(schedule)), forceset=True), 25))
    first = datetime.combine(rule.start, time(), UTC) - timedelta(minutes=1)
    assert [found.nominal for found in upcoming(schedule, first, 25)] == expected


@given(schedules, places())
@some
def test_occurrences_only_go_forward_and_never_repeat(schedule: Schedule, place: tuple[str, date]) -> None:
    after = datetime.combine(place[1], time(12), UTC)
    found = upcoming(schedule, after, 20)
    assert all(one.nominal < then.nominal and one.at <= then.at for one, then in pairwise(found))
    assert all(one.at > after for one in found)
    assert not {one.nominal.date() for one in found} & schedule.skip
    assert len({one.key for one in found}) == len(found)


@given(places(), times)
@some
def test_an_occurrence_runs_at_its_local_time_or_where_that_time_was_jumped_over(
    place: tuple[str, date], at: time
) -> None:
    zone, day = place
    nominal = datetime.combine(day, at)
    found = resolve(nominal, zone).at
    shown = found.astimezone(ZoneInfo(zone))
    just_before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert shown.fold == 0
    assert shown.replace(tzinfo=None) >= nominal > just_before.replace(tzinfo=None)


@given(rules, dates)
@some
def test_the_first_day_of_a_rule_is_one_it_names(rule: Rule, start: date) -> None:
    found = first_day(rule, start)
    begin = datetime.combine(start, time(), UTC) - timedelta(seconds=1)
    following = next_occurrence(Schedule(rule=rule, zone="UTC"), begin)
    assert found == (following.nominal.date() if following else None)
