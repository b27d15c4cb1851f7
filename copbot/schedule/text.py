"""Schedules as text for the database: the lines of RFC 5545, and three of our own.

    DTSTART;TZID=Europe/Berlin:20260113T093000
    RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=9;BYMINUTE=30
    X-SKIP:20261224
    X-PAUSED-UNTIL:20270101

Several RRULE lines are alternatives; a start without any is a single time; `X-CRON:0 9 * * 1` stands for them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache

from copbot.schedule.rules import (
    Cron,
    Daily,
    DayOfMonth,
    Days,
    NthWeekday,
    Once,
    Recurrence,
    Rule,
    Schedule,
    Weekday,
    Weekly,
    place,
)

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DATE = "%Y%m%d"
_LOCAL = "%Y%m%dT%H%M%S"
_SHORTEST_MONTH = 28


def to_text(schedule: Schedule) -> str:
    """Write a schedule; equal schedules have equal texts."""
    return "\n".join(_lines(schedule))


@lru_cache(maxsize=4096)
def from_text(text: str) -> Schedule:
    """Read what `to_text` wrote.

    Raises: ValueError when `text` is anything else.
    """
    try:
        schedule = _schedule([line.partition(":")[::2] for line in text.split("\n")])
    except (OverflowError, KeyError, IndexError) as broken:
        raise ValueError(f"not a schedule: {text!r}") from broken
    if to_text(schedule) != text:
        raise ValueError(f"not a schedule: {text!r}")
    return schedule


def _lines(schedule: Schedule) -> Iterator[str]:
    start = f"DTSTART;TZID={schedule.zone}"
    match schedule.rule:
        case Once(nominal):
            yield f"{start}:{nominal:{_LOCAL}}"
        case Cron(fields, first):
            yield f"{start}:{datetime.combine(first, time()):{_LOCAL}}"
            yield f"X-CRON:{fields}"
        case Recurrence() as rule:
            yield f"{start}:{datetime.combine(rule.start, rule.times[0]):{_LOCAL}}"
            for days in _days_parts(rule.days, rule.interval):
                for at in rule.times:
                    yield f"RRULE:{days};BYHOUR={at.hour};BYMINUTE={at.minute}"
    if schedule.skip:
        yield "X-SKIP:" + ",".join(f"{day:{_DATE}}" for day in sorted(schedule.skip))
    if schedule.paused_until:
        yield f"X-PAUSED-UNTIL:{schedule.paused_until:{_DATE}}"


def _days_parts(days: Days, interval: int) -> tuple[str, ...]:
    match days:
        case Daily():
            return (f"FREQ=DAILY;INTERVAL={interval}",)
        case Weekly(weekdays):
            return (f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=" + ",".join(_CODES[day] for day in weekdays),)
        case NthWeekday(nths, weekday):
            places = ",".join(f"{nth}{_CODES[weekday]}" for nth in nths)
            return (f"FREQ=MONTHLY;INTERVAL={interval};BYDAY={places}",)
        case DayOfMonth(numbers):
            return tuple(f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={_clamped(number)}" for number in numbers)


def _clamped(number: int) -> str:
    if number <= _SHORTEST_MONTH:
        return str(number)
    return ",".join(map(str, range(_SHORTEST_MONTH, number + 1))) + ";BYSETPOS=-1"


def _schedule(lines: list[tuple[str, str]]) -> Schedule:
    (name, start), *others = lines
    rules = [_parts(value) for name, value in others if name == "RRULE"]
    single = {name: value for name, value in others if name != "RRULE"}
    paused = single.get("X-PAUSED-UNTIL")
    return Schedule(
        rule=_rule(datetime.strptime(start, _LOCAL), rules, single.get("X-CRON")),  # noqa: DTZ007 - local time
        zone=name.removeprefix("DTSTART;TZID="),
        skip=frozenset(_day(day) for day in single["X-SKIP"].split(",")) if "X-SKIP" in single else frozenset(),
        paused_until=_day(paused) if paused else None,
    )


def _rule(start: datetime, rules: list[Mapping[str, str]], cron: str | None) -> Rule:
    if cron is not None:
        return Cron(cron, start.date())
    if not rules:
        return Once(start)
    return Recurrence(
        days=_days(rules),
        times=tuple(sorted({time(int(rule["BYHOUR"]), int(rule["BYMINUTE"])) for rule in rules})),
        start=start.date(),
        interval=int(rules[0]["INTERVAL"]),
    )


def _days(rules: list[Mapping[str, str]]) -> Days:
    rule = rules[0]
    match rule["FREQ"]:
        case "DAILY":
            return Daily()
        case "WEEKLY":
            return Weekly(tuple(Weekday(_CODES.index(code)) for code in rule["BYDAY"].split(",")))
        case _ if "BYDAY" in rule:
            places = rule["BYDAY"].split(",")
            return NthWeekday(_in_order(int(nth[:-2]) for nth in places), Weekday(_CODES.index(places[0][-2:])))
        case _:
            return DayOfMonth(_in_order(int(rule["BYMONTHDAY"].split(",")[-1]) for rule in rules))


def _in_order(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers), key=place))


def _parts(rule: str) -> Mapping[str, str]:
    return dict(part.partition("=")[::2] for part in rule.split(";"))


def _day(text: str) -> date:
    return datetime.strptime(text, _DATE).date()  # noqa: DTZ007 - a local date
