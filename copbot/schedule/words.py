"""Schedules in plain words, by a small grammar of ours.

"every second Tuesday" is every two weeks; "the second Tuesday of the month" comes once in a month.
"""

import re
from dataclasses import replace
from datetime import date, datetime

from copbot.errors import CopError
from copbot.message import Said, say
from copbot.schedule.cron import CronError, FieldName
from copbot.schedule.dates import over
from copbot.schedule.occurrences import first_day
from copbot.schedule.phrases import Heard, Unit, hear, named_zone, refusal, unreadable
from copbot.schedule.rules import (
    Cron,
    Daily,
    DayOfMonth,
    Days,
    NthWeekday,
    Once,
    Recurrence,
    Schedule,
    Weekly,
    place,
)
from copbot.schedule.tokens import Words

_FIELDS = 5
_SHOWN = 40
_CRON = re.compile(r"\s*(?:cron\b:?|(?=[0-9*,/-]+\s+[0-9*,/-]+\s)(?=[^*]*\*))(?P<line>.*)", re.IGNORECASE | re.DOTALL)


def parse_schedule(words: str, *, zone: str, today: date) -> Schedule:
    """Read a schedule in plain words, or five fields of cron; `zone` holds unless the words name another.

    It starts on the first day it names from `today` on, and an interval counts from that day.
    A 31st is the last day of every month; a 29th or 30th is the last day of a shorter one.

    Raises: CopError saying what was not understood.
    """
    text = words.replace("`", " ").replace('"', " ")
    cursor = Words(text)
    if (cron := _CRON.match(text)) is not None:
        return _cron(cron["line"].split(), zone=zone, today=today)
    heard = hear(cursor, today)
    rule = _once(heard.once, heard, today) if heard.once else _recurrence(heard, today)
    return Schedule(rule=rule, zone=heard.zone or zone)


def _cron(parts: list[str], *, zone: str, today: date) -> Schedule:
    fields = [part.rstrip(",") for part in parts[:_FIELDS]]
    try:
        rule = Cron(" ".join(fields).upper(), today)
    except CronError as broken:
        if broken.field is None:
            why = say("Cron takes five fields: minute, hour, day of month, month, day of week.")
        else:
            why = say("“{text}” is no {field} for cron.", text=broken.text[:_SHOWN], field=_field(broken.field))
        raise refusal(why) from None
    if first_day(rule, today) is None:
        raise CopError(say("No calendar has a day like that."))
    return Schedule(rule=rule, zone=named_zone(" ".join(parts[_FIELDS:])) if parts[_FIELDS:] else zone)


def _field(field: FieldName) -> Said:
    match field:
        case FieldName.MINUTE:
            return say("minute")
        case FieldName.HOUR:
            return say("hour")
        case FieldName.DAY:
            return say("day of month")
        case FieldName.MONTH:
            return say("month")
        case FieldName.WEEKDAY:
            return say("day of week")


def _once(day: date, heard: Heard, today: date) -> Once:
    if heard.unit or heard.weekdays or heard.nths or heard.month_days or heard.start:
        raise refusal(say("These words name more than one rhythm."))
    if len(times := list(heard.times)) != 1:
        raise refusal(say("At what time?"))
    if day < today:
        raise over()
    return Once(datetime.combine(day, times[0]))


def _recurrence(heard: Heard, today: date) -> Recurrence:
    days, interval = _days(heard)
    if not heard.times:
        raise refusal(say("At what time?"))
    every = Recurrence(days=days, times=tuple(sorted(heard.times)), start=heard.start or today)
    start = first_day(every, every.start)
    return replace(every, interval=interval, start=start or every.start)


def _days(heard: Heard) -> tuple[Days, int]:
    """Make the days of what was heard, and the interval.

    Raises: CopError when too little was named, or too much.
    """
    weekdays = tuple(sorted(heard.weekdays))
    nths = tuple(sorted(heard.nths, key=place))
    month_days = tuple(sorted(heard.month_days, key=place))
    match heard.unit, weekdays, nths, month_days:
        case None, (_, *_), (nth,), () if heard.every_nth and nth > 1:
            return Weekly(weekdays), nth
        case None | Unit.MONTH, (weekday,), (_, *_), ():
            return NthWeekday(nths, weekday), heard.interval
        case None | Unit.MONTH, (), (), (_, *_):
            return DayOfMonth(month_days), heard.interval
        case None | Unit.WEEK, (_, *_), (), ():
            return Weekly(weekdays), heard.interval
        case Unit.DAY, (_, *_), (), () if heard.interval == 1:
            return Weekly(weekdays), 1
        case Unit.DAY, (), (), ():
            return Daily(), heard.interval
        case None, (), (), ():
            raise unreadable("")
        case _, (), (), ():
            raise refusal(say("On which day?"))
        case Unit.MONTH, (_, *_), (), ():
            raise refusal(say("Which one of the month: the first, the second, the last?"))
        case _:
            raise refusal(say("These words name more than one rhythm."))
