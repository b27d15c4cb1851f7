"""What a member's words for a schedule name, phrase by phrase, before they are made a rule."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from typing import TypeVar

from copbot.errors import CopError
from copbot.message import Code, Said, Span, say
from copbot.schedule.dates import take_day
from copbot.schedule.rules import LAST, WEEKEND, WORKDAYS, Weekday
from copbot.schedule.tokens import HOUR_MARKS, Words, number, take_date, take_ordinal, take_time, weekday
from copbot.schedule.zones import LETTERS, parse_zone

_Found = TypeVar("_Found")


class Unit(Enum):
    """What an interval counts; the value is the most of it, a year."""

    DAY = 366
    WEEK = 52
    MONTH = 12


@dataclass(slots=True)
class Heard:
    """What the words named so far; `every_nth` says that an ordinal came right after "every"."""

    unit: Unit | None = None
    interval: int = 1
    every_nth: bool = False
    weekdays: set[Weekday] = field(default_factory=set)
    nths: set[int] = field(default_factory=set)
    month_days: set[int] = field(default_factory=set)
    times: set[time] = field(default_factory=set)
    once: date | None = None
    start: date | None = None
    zone: str | None = None

    def counts(self, count: int, unit: Unit) -> None:
        """Take in a rhythm.

        Raises: CopError when it is none, or a second one.
        """
        if not 1 <= count <= unit.value:
            raise CopError(say("That is no rhythm I can keep. Count from 1 to {most}.", most=unit.value))
        if self.unit not in {None, unit} or (self.interval != 1 and count not in {1, self.interval}):
            raise refusal(say("These words name more than one rhythm."))
        self.unit = unit
        self.interval = max(self.interval, count)


_UNITS = {
    "day": (1, Unit.DAY),
    "week": (1, Unit.WEEK),
    "fortnight": (2, Unit.WEEK),
    "month": (1, Unit.MONTH),
    "quarter": (3, Unit.MONTH),
}
_UNITS |= {f"{name}s": unit for name, unit in _UNITS.items()}
_RHYTHMS = {
    "daily": (1, Unit.DAY),
    "everyday": (1, Unit.DAY),
    "weekly": (1, Unit.WEEK),
    "biweekly": (2, Unit.WEEK),
    "fortnightly": (2, Unit.WEEK),
    "monthly": (1, Unit.MONTH),
    "quarterly": (3, Unit.MONTH),
}
_GROUPS = {"weekday": WORKDAYS, "workday": WORKDAYS, "weekend": WEEKEND}
_GROUPS |= {f"{name}s": days for name, days in _GROUPS.items()}
_NOISE = ("on", "the", "of", "a", "per", "and", "or", ",", ".", ";", "!", "&", "+", "/")
_JOINING = ("and", "the", ",", "&", "+", "/")
_LONGEST_MONTH = 31
_MOST_WEEKDAYS = 5
_UNTIL = ("to", "-", "through", "till", "until")
_STARTING = ("from", "starting", "beginning")
_AFTER_ZONE = frozenset({*_STARTING, "at", "@", "on", "every", "each", ",", ""})
_ZONE_WORDS = ("time", "timezone", "zone")


def hear(words: Words, today: date) -> Heard:
    """Read all words.

    Raises: CopError saying what was not understood.
    """
    heard = Heard()
    _once(words, heard, today)
    while not words.done:
        if words.here() == "in" and words.here(1) in {"the", "each", "every", "a"}:
            words.at += 1
        if not (
            words.take(*_NOISE)
            or _every(words, heard)
            or _rhythm(words, heard)
            or _weekdays(words, heard)
            or _ordinals(words, heard)
            or _times(words, heard)
            or _start(words, heard, today)
        ):
            _zone(words, heard)
    return heard


def refusal(why: Said) -> CopError:
    """Refuse words, with two examples of what can be read."""
    examples: dict[str, Span] = {
        "first": Code("every second tuesday at 9:30"),
        "second": Code("first monday of the month at 16:00"),
    }
    return CopError(say("{why} Write it like {first} or {second}.", why=why, **examples))


def unreadable(part: str) -> CopError:
    """Refuse words that mean nothing here; a channel among them is one the platform did not know."""
    if part.startswith("#"):
        return refusal(say("I know no channel “{part}” here.", part=part.replace("# ", "#")))
    return refusal(say("I do not understand “{part}”.", part=part) if part else say("I read no schedule there."))


def named_zone(text: str) -> str:
    """Read the words of a zone, without the "in" before and the "time" after it.

    Raises: CopError; it says that the zone is unknown only when the words look like one.
    """
    names = text.split()
    marked = names[:1] == ["in"] or names[-1:] in ([word] for word in _ZONE_WORDS)
    bare = [name for name in names if name not in {"in", *_ZONE_WORDS}]
    try:
        return parse_zone(" ".join(bare).replace(" / ", "/"))
    except CopError:
        if marked or re.search(r"[a-z] ?/ ?[a-z]", text) or text.upper() in LETTERS:
            raise
        raise unreadable(text) from None


def _once(words: Words, heard: Heard, today: date) -> None:
    begin = words.at
    once = words.take("once")
    if once and words.here() in {"a", "per", "every", "each"}:
        return
    while words.take("on", "the"):
        pass
    relative = once or words.here() in {"today", "tomorrow"}
    heard.once = take_day(words, today) if relative else take_date(words, today)
    if once and heard.once is None:
        raise unreadable(words.rest())
    if heard.once is None:
        words.at = begin


def _every(words: Words, heard: Heard) -> bool:
    if not words.take("every", "each"):
        return False
    begin = words.at
    count = take_ordinal(words)
    if count is not None and (words.here() not in _UNITS or words.here(1) == "of"):
        words.at = begin
        heard.every_nth = True
        return True
    if count is None:
        count = 2 if words.take("other") else _take_number(words)
    if (counted := _UNITS.get(words.here())) is not None:
        each, unit = counted
        heard.counts(each * (1 if count is None else count), unit)
        words.at += 1
    elif count is not None:
        if not _weekdays(words, heard):
            words.at = begin
            raise unreadable(words.rest())
        heard.counts(count, Unit.WEEK)
    return True


def _rhythm(words: Words, heard: Heard) -> bool:
    word = words.here()
    if word in {"day", "days"}:
        return False
    if (rhythm := _RHYTHMS.get(word) or _UNITS.get(word)) is None:
        return False
    heard.counts(*rhythm)
    words.at += 1
    return True


def _weekdays(words: Words, heard: Heard) -> bool:
    if words.here() in {"working", "business"} and words.here(1) in {"day", "days"}:
        words.at += 2
        heard.weekdays |= set(WORKDAYS)
        return True
    if (group := _GROUPS.get(words.here())) is not None:
        words.at += 1
        heard.weekdays |= set(group)
        return True
    first = weekday(words.here())
    if first is None:
        return False
    words.at += 1
    last = weekday(words.here(1))
    if last is None or not words.take(*_UNTIL):
        heard.weekdays.add(first)
        return True
    words.at += 1
    heard.weekdays |= {Weekday((first + ahead) % 7) for ahead in range((last - first) % 7 + 1)}
    return True


def _ordinals(words: Words, heard: Heard) -> bool:
    if words.take("day"):
        found = _listed(words, _take_number)
        if not found:
            heard.counts(1, Unit.DAY)
            return True
    elif heard.unit is Unit.MONTH and not (heard.month_days or heard.nths):
        found = _listed(words, lambda words: take_ordinal(words) or _take_number(words))
    else:
        found = _listed(words, take_ordinal)
    if not found:
        return False
    if weekday(words.here()) is not None or words.here() in _GROUPS:
        if max(found) > _MOST_WEEKDAYS:
            raise CopError(say("No month has a weekday more than {n} times.", n=_MOST_WEEKDAYS))
        heard.nths |= set(found)
    else:
        words.take("day", "days")
        if 0 in found or max(found) > _LONGEST_MONTH:
            raise CopError(say("A month has the days 1 to {last}.", last=_LONGEST_MONTH))
        heard.month_days |= {LAST if day == _LONGEST_MONTH else day for day in found}
    return True


def _times(words: Words, heard: Heard) -> bool:
    said = words.take("at", "@")
    bare = said or bool(heard.unit or heard.weekdays or heard.once or heard.month_days)
    found = _listed(words, lambda words: take_time(words, bare=bare))
    if said and not found:
        raise refusal(say("At what time?"))
    heard.times |= set(found)
    return bool(found)


def _start(words: Words, heard: Heard, today: date) -> bool:
    if not words.take(*_STARTING):
        return False
    if words.here(1) in _UNTIL and weekday(words.here(2)) is not None:
        return _weekdays(words, heard)
    words.take("on")
    heard.start = take_day(words, today)
    if heard.start is None:
        raise unreadable(words.rest())
    return True


def _zone(words: Words, heard: Heard) -> None:
    begin = words.at
    words.at += 1
    while words.here() not in _AFTER_ZONE:
        words.at += 1
    heard.zone = named_zone(" ".join(words.tokens[begin : words.at]))


def _listed(words: Words, take: Callable[[Words], _Found | None]) -> list[_Found]:
    found = []
    begin = words.at
    while (one := take(words)) is not None:
        found.append(one)
        begin = words.at
        while words.take(*_JOINING):
            pass
    words.at = begin
    return found


def _take_number(words: Words) -> int | None:
    found = number(words.here())
    if found is None or words.here(1) in HOUR_MARKS:
        return None
    words.at += 1
    return found
