"""Schedules as the database keeps them."""

from datetime import date, datetime, time

import pytest
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
    Schedule,
    Weekday,
    Weekly,
    from_text,
    to_text,
)
from tests.copbot.schedules import schedules, some

EVERY_SECOND_TUESDAY = """\
DTSTART;TZID=Europe/Berlin:20260113T093000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=9;BYMINUTE=30
X-SKIP:20261224,20261231
X-PAUSED-UNTIL:20270101"""


def test_a_schedule_is_kept_as_rfc_5545_lines() -> None:
    schedule = Schedule(
        rule=Recurrence(days=Weekly((Weekday.TUESDAY,)), times=(time(9, 30),), start=date(2026, 1, 13), interval=2),
        zone="Europe/Berlin",
        skip=frozenset({date(2026, 12, 31), date(2026, 12, 24)}),
        paused_until=date(2027, 1, 1),
    )
    assert to_text(schedule) == EVERY_SECOND_TUESDAY
    assert from_text(EVERY_SECOND_TUESDAY) == schedule


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        (Daily(), ["FREQ=DAILY;INTERVAL=1"]),
        (NthWeekday((1, LAST), Weekday.MONDAY), ["FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,-1MO"]),
        (
            DayOfMonth((15, 30, LAST)),
            [
                "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15",
                "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1",
                "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1",
            ],
        ),
    ],
)
def test_each_kind_of_day_has_its_rule(days: Daily | NthWeekday | DayOfMonth, rules: list[str]) -> None:
    schedule = Schedule(rule=Recurrence(days=days, times=(time(9),), start=date(2026, 1, 1)), zone="UTC")
    lines = [f"RRULE:{rule};BYHOUR=9;BYMINUTE=0" for rule in rules]
    assert to_text(schedule).split("\n") == ["DTSTART;TZID=UTC:20260101T090000", *lines]
    assert from_text(to_text(schedule)) == schedule


def test_cron_and_a_single_time_have_lines_of_their_own() -> None:
    cron = Schedule(rule=Cron("0 9 * * 1", date(2026, 1, 1)), zone="UTC")
    once = Schedule(rule=Once(datetime.fromisoformat("2026-12-24T09:00")), zone="UTC")
    assert to_text(cron) == "DTSTART;TZID=UTC:20260101T000000\nX-CRON:0 9 * * 1"
    assert to_text(once) == "DTSTART;TZID=UTC:20261224T090000"


@given(schedules)
@some
def test_what_is_kept_is_read_back_the_same(schedule: Schedule) -> None:
    assert from_text(to_text(schedule)) == schedule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "DTSTART:20260113T093000",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=WEEKLY",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=YEARLY;INTERVAL=1;BYHOUR=9;BYMINUTE=30",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=XX;BYHOUR=9;BYMINUTE=30",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=DAILY;INTERVAL=0;BYHOUR=9;BYMINUTE=30",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=DAILY;INTERVAL=99999999999;BYHOUR=9;BYMINUTE=30",
        "DTSTART;TZID=UTC:20260113T093000\nRRULE:FREQ=DAILY;INTERVAL=1;BYHOUR=99999999999;BYMINUTE=30",
        "DTSTART;TZID=UTC:20260113T093000\nX-CRON:0 9",
        "DTSTART;TZID=UTC:20260113T093000\nX-SKIP:",
        "DTSTART;TZID=UTC:20260113T093000\nCOLOR:red",
        EVERY_SECOND_TUESDAY.replace("\n", "\r\n"),
        EVERY_SECOND_TUESDAY + "\n",
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(text)


@given(st.text(), st.integers(0, len(EVERY_SECOND_TUESDAY)))
@some
def test_a_damaged_text_never_becomes_another_schedule(damage: str, at: int) -> None:
    text = EVERY_SECOND_TUESDAY[:at] + damage + EVERY_SECOND_TUESDAY[at:]
    try:
        schedule = from_text(text)
    except ValueError:
        return
    assert to_text(schedule) == text
