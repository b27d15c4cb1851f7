"""A schedule in words that `parse_schedule` reads back."""

from collections.abc import Sequence
from datetime import time

from copbot.message import Code, Said, say, say_n
from copbot.schedule.rules import (
    LAST,
    WORKDAYS,
    Cron,
    Daily,
    DayOfMonth,
    NthWeekday,
    Once,
    Recurrence,
    Schedule,
    Weekday,
    Weekly,
)

_TEENS = range(11, 14)


def describe(schedule: Schedule) -> Said:
    """Say when a schedule falls due: "every second Tuesday at 09:30, Europe/Berlin".

    Its start, skipped dates and pause are left out.
    """
    match schedule.rule:
        case Once(nominal):
            day, at = nominal.date().isoformat(), _clock(nominal.time())
            return say("once on {day} at {time}, {zone}", day=day, time=at, zone=schedule.zone)
        case Cron(fields):
            return say("cron {fields}, {zone}", fields=Code(fields), zone=schedule.zone)
        case Recurrence() as rule:
            times = listed([_clock(at) for at in rule.times])
            return say("{days} at {times}, {zone}", days=_days(rule), times=times, zone=schedule.zone)


def _days(rule: Recurrence) -> Said:
    n = rule.interval
    match rule.days:
        case Daily() if n == 1:
            return say("every day")
        case Daily():
            return say_n("every {n} day", "every {n} days", n)
        case Weekly(weekdays) if n == 1 and weekdays == WORKDAYS:
            return say("every weekday")
        case Weekly(weekdays) if n == 1:
            return say("every {days}", days=listed([weekday_name(day) for day in weekdays]))
        case Weekly((only,)) if n == 2:  # noqa: PLR2004 - "second" is what it says
            return say("every second {day}", day=weekday_name(only))
        case Weekly(weekdays):
            days = listed([weekday_name(day) for day in weekdays])
            return say_n("every {n} week on {days}", "every {n} weeks on {days}", n, days=days)
        case DayOfMonth(numbers):
            named = listed([_day_of_month(number) for number in numbers])
            return say("on the {days} of {months}", days=named, months=_months(n))
        case NthWeekday(nths, weekday):
            named = listed([_place(nth) for nth in nths])
            return say("on the {nth} {day} of {months}", nth=named, day=weekday_name(weekday), months=_months(n))


def _months(n: int) -> Said:
    return say("each month") if n == 1 else say_n("every {n} month", "every {n} months", n)


def _day_of_month(number: int) -> Said:
    if number == LAST:
        return say("last day")
    if number % 100 in _TEENS:
        return say("{n}th", n=number)
    match number % 10:
        case 1:
            return say("{n}st", n=number)
        case 2:
            return say("{n}nd", n=number)
        case 3:
            return say("{n}rd", n=number)
        case _:
            return say("{n}th", n=number)


def _place(nth: int) -> Said:
    match nth:
        case 1:
            return say("first")
        case 2:
            return say("second")
        case 3:
            return say("third")
        case 4:
            return say("fourth")
        case 5:
            return say("fifth")
        case _:
            return say("last")


def weekday_name(day: Weekday) -> Said:
    """Name a day of the week."""
    match day:
        case Weekday.MONDAY:
            return say("Monday")
        case Weekday.TUESDAY:
            return say("Tuesday")
        case Weekday.WEDNESDAY:
            return say("Wednesday")
        case Weekday.THURSDAY:
            return say("Thursday")
        case Weekday.FRIDAY:
            return say("Friday")
        case Weekday.SATURDAY:
            return say("Saturday")
        case Weekday.SUNDAY:
            return say("Sunday")


def listed(spans: Sequence[str | Said]) -> str | Said:
    """List some things: one, other and last."""
    *others, last = spans
    if not others:
        return last
    if len(others) == 1:
        return say("{one} and {other}", one=others[0], other=last)
    listed: str | Said = others[0]
    for span in others[1:]:
        listed = say("{one}, {other}", one=listed, other=span)
    return say("{one} and {other}", one=listed, other=last)


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")
