"""Schedules in plain words: what is understood, what is refused, and that both directions agree."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.schedule import (
    Cron,
    Once,
    Recurrence,
    Rule,
    Schedule,
    describe,
    from_text,
    parse_schedule,
    to_text,
    upcoming,
)
from tests.copbot.schedules import rules, some, zones

WEDNESDAY = date(2026, 1, 7)


def read(words: str, today: date = WEDNESDAY) -> Schedule:
    return parse_schedule(words, zone="Europe/Berlin", today=today)


def refused(words: str) -> str:
    with pytest.raises(CopError) as refusal:
        read(words)
    return str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("every tuesday at 9:30", "every Tuesday at 09:30"),
        ("Every Tuesday at 9.30.", "every Tuesday at 09:30"),
        ("  TUESDAYS   9h30", "every Tuesday at 09:30"),
        ("mondays at noon", "every Monday at 12:00"),
        ("mondays 10", "every Monday at 10:00"),
        ("every Monday at midnight", "every Monday at 00:00"),
        ("once a week on Mon. at 12 am", "every Monday at 00:00"),
        ("weekly on mon and thu at 09:00", "every Monday and Thursday at 09:00"),
        ("thu/mon at 9 o'clock", "every Monday and Thursday at 09:00"),
        ("every monday and every thursday at 9 p.m.", "every Monday and Thursday at 21:00"),
        ("weekdays at 8", "every weekday at 08:00"),
        ("every working day at 0830", "every weekday at 08:30"),
        ("mon–fri at 8", "every weekday at 08:00"),  # noqa: RUF001 - as phones write it
        ("from Monday to Friday at 8", "every weekday at 08:00"),
        ("weekends at 10", "every Saturday and Sunday at 10:00"),
        ("sat through mon at 10", "every Monday, Saturday and Sunday at 10:00"),
        ("daily at 9", "every day at 09:00"),
        ("daily on weekdays at 9", "every weekday at 09:00"),
        ("every day 9:00", "every day at 09:00"),
        ("once a day at 9 and 17", "every day at 09:00 and 17:00"),
        ("every 9 am daily", "every day at 09:00"),
        ("every other day at 9", "every 2 days at 09:00"),
        ("every second day at 9", "every 2 days at 09:00"),
        ("every tenth day at 9", "every 10 days at 09:00"),
        ("every second tuesday at 9:30", "every second Tuesday at 09:30"),
        ("every 2nd tuesday at 9:30", "every second Tuesday at 09:30"),
        ("every 2 tuesdays at 9:30", "every second Tuesday at 09:30"),
        ("every other monday 10am", "every second Monday at 10:00"),
        ("biweekly monday 10:00", "every second Monday at 10:00"),
        ("every fortnight on monday at 10", "every second Monday at 10:00"),
        ("every 2 weeks on friday at 14:00", "every second Friday at 14:00"),
        ("every two weeks on mon, wed & fri at 9", "every 2 weeks on Monday, Wednesday and Friday at 09:00"),
        ("every third week on friday at 14:00", "every 3 weeks on Friday at 14:00"),
        ("monthly on the 15th at 9", "on the 15th of each month at 09:00"),
        ("monthly 9am on the 15th", "on the 15th of each month at 09:00"),
        ("monthly on 1 and 15 at 9", "on the 1st and 15th of each month at 09:00"),
        ("every 15th at 9", "on the 15th of each month at 09:00"),
        ("day 22 of each month at 9", "on the 22nd of each month at 09:00"),
        ("the first day of each month at 9", "on the 1st of each month at 09:00"),
        ("every second day of the month at 9", "on the 2nd of each month at 09:00"),
        ("the 3rd, 9:30", "on the 3rd of each month at 09:30"),
        ("the 11th and the 30th at 9", "on the 11th and 30th of each month at 09:00"),
        ("monthly on the 31st at 9", "on the last day of each month at 09:00"),
        ("the last day of the month at 9", "on the last day of each month at 09:00"),
        ("every 2 months on the 15th of the month at 9", "on the 15th of every 2 months at 09:00"),
        ("quarterly on the 1st at 9", "on the 1st of every 3 months at 09:00"),
        ("second tuesday of the month at 9:30", "on the second Tuesday of each month at 09:30"),
        ("every second tuesday of the month at 9:30", "on the second Tuesday of each month at 09:30"),
        ("the first monday of each month at 9:30", "on the first Monday of each month at 09:30"),
        ("at 9:30, first monday in every month", "on the first Monday of each month at 09:30"),
        ("every first and third monday at 9", "on the first and third Monday of each month at 09:00"),
        ("every first monday at 9", "on the first Monday of each month at 09:00"),
        ("last friday of the month at 4pm", "on the last Friday of each month at 16:00"),
        ("every last friday at 4pm", "on the last Friday of each month at 16:00"),
        ("the fourth friday of every second month at 9", "on the fourth Friday of every 2 months at 09:00"),
        ("5th sunday monthly at 9", "on the fifth Sunday of each month at 09:00"),
        ("cron 0 9 * * 1", "cron 0 9 * * 1"),
        ("CRON: */5 9 * jan,MAR mon-fri", "cron */5 9 * JAN,MAR MON-FRI"),
        ("`0 9 * * 1`", "cron 0 9 * * 1"),
        ("once on 24 December 2026 at 09:00", "once on 2026-12-24 at 09:00"),
        ("once tomorrow at 9", "once on 2026-01-08 at 09:00"),
        ("today at 18:00", "once on 2026-01-07 at 18:00"),
        ("on the 24th of December at 9", "once on 2026-12-24 at 09:00"),
    ],
)
def test_plain_words_are_understood(words: str, meant: str) -> None:
    assert str(describe(read(words))) == f"{meant}, Europe/Berlin"


@pytest.mark.parametrize(
    "words",
    [
        "every tuesday at 9:30 in New York",
        "every tuesday at 9:30, america/new_york",
        "every tuesday at 9:30 America / New_York time",
        "every tuesday 9:30 new york time",
        "tuesdays in New York at 9:30",
    ],
)
def test_the_words_may_name_the_zone(words: str) -> None:
    assert str(describe(read(words))) == "every Tuesday at 09:30, America/New_York"


def test_a_cron_line_may_name_the_zone() -> None:
    assert read("cron 0 9 * * 1, in New York").zone == "America/New_York"


def test_every_second_tuesday_begins_with_the_next_tuesday() -> None:
    found = upcoming(read("every second tuesday at 9:30"), datetime(2026, 1, 7, tzinfo=UTC), 2)
    assert [one.key for one in found] == ["2026-01-13T09:30", "2026-01-27T09:30"]


def test_every_second_tuesday_begins_when_it_is_told_to() -> None:
    found = upcoming(read("every second tuesday at 9:30 from 20 jan"), datetime(2026, 1, 7, tzinfo=UTC), 2)
    assert [one.key for one in found] == ["2026-01-20T09:30", "2026-02-03T09:30"]


def test_a_schedule_may_start_on_a_weekday() -> None:
    assert read("daily at 9 starting on friday").rule == read("daily at 9", date(2026, 1, 9)).rule


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "I read no schedule there."),
        ("every", "I read no schedule there."),
        ("at 9", "I read no schedule there."),
        ("#nowhere every tuesday at 9", "I know no channel “#nowhere” here."),
        ("blah", "I do not understand “blah”."),
        ("every five bananas", "I do not understand “five bananas”."),
        ("every tuesday at 9 foo bar", "I do not understand “foo bar”."),
        ("twice a week at 9", "I do not understand “twice a week”."),
        ("24/12/2026 at 9", "I do not understand “24 / 12 / 2026”."),
        ("once upon a time", "I do not understand “upon a time”."),
        ("daily at 9 from bananas", "I do not understand “bananas”."),
        ("mondays 2 weeks", "I do not understand “2 weeks”."),
        ("every tuesday", "At what time?"),
        ("every tuesday at", "At what time?"),
        ("tomorrow", "At what time?"),
        ("tomorrow at 9 and 10", "At what time?"),
        ("weekly at 9", "On which day?"),
        ("monthly at 9", "On which day?"),
        ("monthly on monday at 9", "Which one of the month: the first, the second, the last?"),
        ("daily on the first monday at 9", "These words name more than one rhythm."),
        ("every 2 days on monday at 9", "These words name more than one rhythm."),
        ("monday the 15th at 9", "These words name more than one rhythm."),
        ("weekly and monthly on the 1st at 9", "These words name more than one rhythm."),
        ("every 2 weeks every 3 weeks on monday at 9", "These words name more than one rhythm."),
        ("tomorrow at 9 every monday", "These words name more than one rhythm."),
        ("cron 1 2 3", "Cron takes five fields: minute, hour, day of month, month, day of week."),
        ("cron 61 9 * * *", "“61” is no minute for cron."),
        ("cron 0 24 * * *", "“24” is no hour for cron."),
        ("cron 0 9 0 * *", "“0” is no day of month for cron."),
        ("cron 0 9 * FOO *", "“FOO” is no month for cron."),
        ("cron 0 9 * * 5-1", "“5-1” is no day of week for cron."),
        ("cron */0 9 * * *", "“*/0” is no minute for cron."),
        ("cron 1,,2 9 * * *", "“1,,2” is no minute for cron."),
    ],
)
def test_unreadable_words_are_refused_with_two_examples(words: str, why: str) -> None:
    examples = "Write it like every second tuesday at 9:30 or first monday of the month at 16:00."
    assert refused(words) == f"{why} {examples}"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("every tuesday at 25:00", "“25:00” is no time of day; I read 00:00 to 23:59, or 1 am to 12 pm."),
        ("every tuesday at 13 pm", "“13 pm” is no time of day; I read 00:00 to 23:59, or 1 am to 12 pm."),
        ("every tuesday at 9:75", "“9:75” is no time of day; I read 00:00 to 23:59, or 1 am to 12 pm."),
        ("every 99th at 9", "A month has the days 1 to 31."),
        ("the sixth monday of the month at 9", "No month has a weekday more than 5 times."),
        ("every 0 weeks on monday at 9", "That is no rhythm I can keep. Count from 1 to 52."),
        ("every last week on monday at 9", "That is no rhythm I can keep. Count from 1 to 52."),
        ("every 9999999999 days at 9", "That is no rhythm I can keep. Count from 1 to 366."),
        ("every tuesday at 9 in Berln", "I know no time zone berln. Did you mean Europe/Berlin, Europe/Zurich?"),
        ("every tuesday at 9 EST", "EST leaves summer time open. Name a city instead, such as New York."),
        ("30 feb 2027 at 9", "No calendar has that date. Write it like 2026-12-24 or 24 Dec."),
        ("cron 0 9 30 2 *", "No calendar has a day like that."),
        ("1 jan 2025 at 9", "That is over already. Name a day to come."),
        ("daily at 9 from 1 jan 1066", "That is too far away; stay within 10 years."),
        ("every tuesday at 9 " * 20, "That is too long for me. Say it in at most 200 characters."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(words: str, why: str) -> None:
    assert refused(words) == why


def start(rule: Rule) -> date:
    match rule:
        case Recurrence() | Cron():
            return rule.start
        case Once(nominal):
            return nominal.date()


@given(rules, zones)
@some
def test_what_is_described_is_understood_as_the_same(rule: Rule, zone: str) -> None:
    schedule = Schedule(rule=rule, zone=zone)
    assert parse_schedule(str(describe(schedule)), zone="UTC", today=start(rule)) == schedule


VOCABULARY = """
    every each other second third 2nd 31st last first day days week weeks month months weekday monday tue fridays
    mon-fri at @ 9 9:30 12 pm am noon on the of in and , / 2 two 15 15th daily weekly monthly biweekly quarterly once
    today tomorrow next from starting 24 dec december 2026 2026-12-24 24.12.2026 cron * */5 1-5 0 Europe/Berlin berlin
    new york time utc to - working o'clock feb 29 30 99 a
""".split()  # noqa: SIM905 - words read best as words


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)))
@some
def test_any_text_is_refused_kindly_or_a_schedule_that_keeps_its_meaning(words: str) -> None:
    try:
        schedule = read(words)
    except CopError:
        return
    assert from_text(to_text(schedule)) == schedule
    assert parse_schedule(str(describe(schedule)), zone="UTC", today=start(schedule.rule)) == schedule
