"""Days and moments in plain words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.schedule import parse_day, parse_when
from tests.copbot.schedules import some, zones

NOW = datetime(2026, 1, 7, 12, 10, 5, tzinfo=UTC)
"""A Wednesday; in Berlin it is 13:10."""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026-12-24", "2026-12-24T00:00"),
        ("24.12.2026 18:00", "2026-12-24T18:00"),
        ("until 24 Dec", "2026-12-24T00:00"),
        ("Dec 24th, 2027 at 8pm", "2027-12-24T20:00"),
        ("the 24th of December at 9", "2026-12-24T09:00"),
        ("1 Jan", "2027-01-01T00:00"),
        ("29 feb", "2028-02-29T00:00"),
        ("tomorrow", "2026-01-08T00:00"),
        ("tomorrow 9:00", "2026-01-08T09:00"),
        ("9:00 tomorrow", "2026-01-08T09:00"),
        ("today 18:00", "2026-01-07T18:00"),
        ("14:00", "2026-01-07T14:00"),
        ("at 9", "2026-01-08T09:00"),
        ("at 13:10", "2026-01-08T13:10"),
        ("monday", "2026-01-12T00:00"),
        ("next wednesday", "2026-01-14T00:00"),
        ("this friday at noon", "2026-01-09T12:00"),
        ("in 3 days", "2026-01-10T13:10"),
        ("in 3 days at 9", "2026-01-10T09:00"),
        ("2 weeks", "2026-01-21T13:10"),
        ("in a month", "2026-02-07T13:10"),
        ("next week", "2026-01-14T13:10"),
        ("in 48 hours", "2026-01-09T13:10"),
    ],
)
def test_moments_are_understood(words: str, meant: str) -> None:
    found = parse_when(words, zone="Europe/Berlin", now=NOW)
    assert found.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M") == meant
    assert found.utcoffset() == timedelta(0)


def test_today_is_now() -> None:
    assert parse_when("today", zone="Europe/Berlin", now=NOW) == NOW


def test_hours_and_minutes_count_from_this_very_moment() -> None:
    assert parse_when("in 2 hours", zone="Europe/Berlin", now=NOW) == NOW + timedelta(hours=2)
    assert parse_when("90 minutes", zone="Europe/Berlin", now=NOW) == NOW + timedelta(minutes=90)


def test_days_keep_the_local_time_across_a_change_of_clocks() -> None:
    eve = datetime(2026, 3, 28, 11, tzinfo=UTC)
    assert parse_when("in 1 day", zone="Europe/Berlin", now=eve) == eve + timedelta(hours=23)


def test_a_moment_inside_a_gap_is_the_first_after_it() -> None:
    eve = datetime(2026, 3, 28, 11, tzinfo=UTC)
    assert parse_when("tomorrow 2:30", zone="Europe/Berlin", now=eve) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("today", date(2026, 1, 7)),
        ("on the 7 Jan", date(2026, 1, 7)),
        ("until tomorrow", date(2026, 1, 8)),
        ("wednesday", date(2026, 1, 14)),
        ("in 2 weeks", date(2026, 1, 21)),
        ("next month", date(2026, 2, 7)),
    ],
)
def test_days_are_understood(words: str, meant: date) -> None:
    assert parse_day(words, today=NOW.date()) == meant


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Which day? Write it like 24 Dec or in 2 weeks."),
        ("yesterday", "I cannot read a day in “yesterday”. Write it like 24 Dec or in 2 weeks."),
        ("in 0 days", "I cannot read a day in “in 0 days”. Write it like 24 Dec or in 2 weeks."),
        ("in 2 hours", "I cannot read a day in “in 2 hours”. Write it like 24 Dec or in 2 weeks."),
        ("tomorrow 9:00", "I cannot read a day in “tomorrow 9:00”. Write it like 24 Dec or in 2 weeks."),
        ("31 feb", "No calendar has that date. Write it like 2026-12-24 or 24 Dec."),
        ("2026-02-30", "No calendar has that date. Write it like 2026-12-24 or 24 Dec."),
        ("99999999999999999999 dec 2026", "No calendar has that date. Write it like 2026-12-24 or 24 Dec."),
        ("2025-12-24", "That is over already. Name a day to come."),
        ("9999-12-31", "That is too far away; stay within 10 years."),
        ("in 99999999999999999999 days", "That is too far away; stay within 10 years."),
    ],
)
def test_days_that_cannot_be_are_refused(words: str, why: str) -> None:
    with pytest.raises(CopError) as refusal:
        parse_day(words, today=NOW.date())
    assert str(refusal.value.sentence) == why


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Which day? Write it like 24 Dec or in 2 weeks."),
        ("the", "I cannot read a day in “the”. Write it like 24 Dec or in 2 weeks."),
        ("1 month 2 weeks", "I cannot read a day in “1 month 2 weeks”. Write it like 24 Dec or in 2 weeks."),
        ("24 dec in 2 hours", "I cannot read a day in “24 dec in 2 hours”. Write it like 24 Dec or in 2 weeks."),
        ("in 2 hours at 9", "I cannot read a day in “in 2 hours at 9”. Write it like 24 Dec or in 2 weeks."),
        ("tomorrow 9:00 10:00", "I cannot read a day in “tomorrow 9:00 10:00”. Write it like 24 Dec or in 2 weeks."),
        ("today 9:00", "That is over already. Name a day to come."),
        (
            "2035-12-31 and 2036-01-01",
            "I cannot read a day in “2035-12-31 and 2036-01-01”. Write it like 24 Dec or in 2 weeks.",
        ),
        ("in 5000 days", "That is too far away; stay within 10 years."),
    ],
)
def test_moments_that_cannot_be_are_refused(words: str, why: str) -> None:
    with pytest.raises(CopError) as refusal:
        parse_when(words, zone="Europe/Berlin", now=NOW)
    assert str(refusal.value.sentence) == why


VOCABULARY = """
    in a an next this 3 99 5000 day days weeks months hours minutes 24 dec feb 30 31st 2026 2026-12-24 24.12.2026 29 may
    tomorrow today monday at 9 9:30 25:00 pm noon , . until of the
""".split()  # noqa: SIM905 - words read best as words


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)),
    st.datetimes(datetime(1996, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - made aware
    zones,
)
@some
def test_any_text_is_refused_kindly_or_a_moment_to_come(words: str, now: datetime, zone: str) -> None:
    try:
        found = parse_when(words, zone=zone, now=now)
    except CopError:
        return
    assert now <= found <= now + timedelta(days=3660)


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY), max_size=4).map(" ".join)))
@some
def test_any_text_is_refused_kindly_or_a_day_to_come(words: str) -> None:
    try:
        found = parse_day(words, today=NOW.date())
    except CopError:
        return
    assert found >= NOW.date()
