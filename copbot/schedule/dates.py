"""Dates and moments in plain words: "24 Dec", "tomorrow 9:00", "in 3 days", "next Monday"."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from copbot.errors import CopError
from copbot.message import Code, Span, say
from copbot.schedule.occurrences import resolve
from copbot.schedule.tokens import Words, number, take_date, take_time, too_far, weekday
from copbot.schedule.zones import zone_info

_MOST = 5000
_SHOWN = 40
_FARTHEST = timedelta(days=3660)
_UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months"}
_UNITS |= {unit: unit for unit in _UNITS.values()}
_NOISE = ("on", "until", "till", "from", "the", "and", ",", ".", "!")


@dataclass(slots=True)
class _Heard:
    """What a phrase named so far."""

    span: relativedelta | None = None
    day: date | None = None
    at: time | None = None


def parse_when(words: str, *, zone: str, now: datetime) -> datetime:
    """Read a moment to come, in UTC.

    A day without a time begins at its local midnight, but today is now; days, weeks and months counted from now
    keep the local time of day; a time alone is the next such time; a weekday is the next one after today.

    Raises: CopError when the words cannot be read, or name what is over or more than ten years away.
    """
    local = now.astimezone(zone_info(zone)).replace(tzinfo=None, fold=0, second=0, microsecond=0)
    heard = _hear(words, local.date())
    match heard:
        case _Heard(span=relativedelta(hours=hours, minutes=minutes) as span, at=at) if hours or minutes:
            if at is not None:
                raise _unreadable(words)
            return _to_come(now.astimezone(UTC) + span, now)
        case _Heard(span=relativedelta() as span, at=at):
            nominal = datetime.combine((local + span).date(), at or local.time())
        case _Heard(day=date() as day, at=None) if day == local.date():
            return now.astimezone(UTC)
        case _Heard(day=date() as day, at=at):
            nominal = datetime.combine(day, at or time())
        case _Heard(at=at):
            nominal = datetime.combine(local.date(), at or time())
            nominal += timedelta(days=nominal <= local)
    return _to_come(resolve(nominal, zone).at, now)


def parse_day(words: str, *, today: date) -> date:
    """Read a local date, today or to come; a weekday is the next one after today.

    Raises: CopError when the words cannot be read, or name what is over or more than ten years away.
    """
    cursor = Words(words)
    while cursor.take(*_NOISE):
        pass
    day = take_day(cursor, today)
    if day is None or not cursor.done:
        raise _unreadable(words)
    if day < today:
        raise over()
    return day


def take_day(words: Words, today: date) -> date | None:
    """Take `tomorrow`, `next Monday`, `24 Dec`, `in 3 days` and the like.

    Raises: CopError when no calendar has it, or it is more than ten years away.
    """
    if words.take("today"):
        return today
    if words.take("tomorrow"):
        return today + timedelta(days=1)
    follows = words.here() in {"next", "this", "coming"}
    if (named := weekday(words.here(follows))) is not None:
        words.at += 1 + follows
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1)
    begin = words.at
    span = _take_span(words)
    if span is None or span.hours or span.minutes:
        words.at = begin
        return take_date(words, today)
    return today + span


def _take_span(words: Words) -> relativedelta | None:
    begin = words.at
    words.take("in")
    many = 1 if words.take("a", "an", "next") else number(words.here())
    words.at += number(words.here()) is not None
    unit = _UNITS.get(words.here())
    if not many or unit is None:
        words.at = begin
        return None
    words.at += 1
    if many > _MOST:
        raise too_far()
    span = {unit: many}
    return relativedelta(**span)  # type: ignore[arg-type]  # the stubs tell apart what a mapping cannot


def _hear(words: str, today: date) -> _Heard:
    cursor, heard = Words(words), _Heard()
    while not cursor.done:
        if cursor.take(*_NOISE):
            continue
        bare = cursor.take("at", "@") or heard.day is not None
        if heard.at is None and (at := take_time(cursor, bare=bare)) is not None:
            heard.at = at
        elif heard.span is None and heard.day is None and (span := _take_span(cursor)) is not None:
            heard.span = span
        elif heard.span is None and heard.day is None and (day := take_day(cursor, today)) is not None:
            heard.day = day
        else:
            raise _unreadable(words)
    if heard == _Heard():
        raise _unreadable(words)
    return heard


def _to_come(found: datetime, now: datetime) -> datetime:
    if found <= now:
        raise over()
    if found - now > _FARTHEST:
        raise too_far()
    return found


def over() -> CopError:
    """Refuse a time that will not come again."""
    return CopError(say("That is over already. Name a day to come."))


def _unreadable(words: str) -> CopError:
    examples: dict[str, Span] = {"first": Code("24 Dec"), "second": Code("in 2 weeks")}
    if part := " ".join(words.split())[:_SHOWN]:
        return CopError(
            say("I cannot read a day in “{part}”. Write it like {first} or {second}.", part=part, **examples)
        )
    return CopError(say("Which day? Write it like {first} or {second}.", **examples))
