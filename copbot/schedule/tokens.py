"""Typed words as tokens, and the small things all phrases share: numbers, weekdays, times of day, dates."""

import re
import unicodedata
from datetime import date, time

from copbot.errors import CopError
from copbot.message import say
from copbot.schedule.rules import LAST, Weekday

_LONGEST = 200
_YEARS_AROUND = 10
_HALF_DAY = 12
_SHOWN = 40

_TOKEN = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"  # 2026-12-24
    r"|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?![0-9])"  # 24.12.2026
    r"|[0-9]{1,2}[:.h][0-9]{2}(?![0-9])"  # 9:30
    r"|[0-9]+"
    r"|[^\W\d_][^\s,;]*"  # a word, a zone's name
    r"|\S"
)
_CLOCK = re.compile(r"([0-9]{1,2})[:.h]([0-9]{2})|([0-9]{2})([0-9]{2})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DOTTED = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")

_WEEKDAYS = {day.name.casefold(): day for day in Weekday}
_WEEKDAYS |= {f"{name}s": day for name, day in _WEEKDAYS.items()} | {name[:3]: day for name, day in _WEEKDAYS.items()}
_WEEKDAYS |= {"tues": Weekday.TUESDAY, "weds": Weekday.WEDNESDAY, "thur": Weekday.THURSDAY, "thurs": Weekday.THURSDAY}
_MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
HOUR_MARKS = ("am", "pm", "h", "o'clock", "uhr")
_UNITS = ("day", "days", "week", "weeks", "month", "months", "minutes", "hours")
_SUFFIXES = ("st", "nd", "rd", "th")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}


class Words:
    """A cursor over what a member typed, folded to lower case.

    Raises: CopError when it is longer than any phrase.
    """

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise CopError(say("That is too long for me. Say it in at most {n} characters.", n=_LONGEST))
        folded = unicodedata.normalize("NFKC", text).casefold().replace("–", "-").replace("—", "-").replace("’", "'")  # noqa: RUF001
        self.tokens = tuple(part for token in _TOKEN.findall(folded) for part in _parted(token))
        self.at = 0

    def here(self, ahead: int = 0) -> str:
        """Look at a token; past the end there are empty ones."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, *wanted: str) -> bool:
        """Pass the token here if it is one of those wanted."""
        taken = self.here() in wanted
        self.at += taken
        return taken

    @property
    def done(self) -> bool:
        """Whether all was taken."""
        return self.at >= len(self.tokens)

    def rest(self) -> str:
        """Give what is left, short enough to be shown."""
        return " ".join(self.tokens[self.at :])[:_SHOWN]


def _parted(token: str) -> list[str]:
    parts = re.split(r"([-/&+])", token)
    if len(parts) > 1 and all(name in _WEEKDAYS for name in parts[::2]):
        return parts
    bare = token if token[0].isdigit() else token.replace(".", "").rstrip("!?:")
    return [bare] if bare else []


def _figures(word: str) -> bool:
    return word.isascii() and word.isdigit()


def weekday(word: str) -> Weekday | None:
    """Read a weekday in full, short or plural."""
    return _WEEKDAYS.get(word)


def number(word: str) -> int | None:
    """Read a number in figures or, up to twelve, in words."""
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return int(word) if _figures(word) else None


def take_ordinal(words: Words) -> int | None:
    """Take `15th`, `first` or `last`, which is -1."""
    if words.take("last"):
        return LAST
    if words.here() in _ORDINALS:
        words.at += 1
        return _ORDINALS.index(words.here(-1)) + 1
    if _figures(words.here()) and words.here(1) in _SUFFIXES:
        words.at += 2
        return number(words.here(-2))
    return None


def take_time(words: Words, *, bare: bool) -> time | None:
    """Take a time of day; `bare` lets `9` and `0930` be one.

    Raises: CopError when it is no time of the day.
    """
    word = words.here()
    if word in _NAMED_TIMES:
        words.at += 1
        return _NAMED_TIMES[word]
    mark = words.here(1) if words.here(1) in HOUR_MARKS else ""
    clock = _CLOCK.fullmatch(word)
    if clock and (bare or not _figures(word)):
        hour, minute = (int(part) for part in clock.groups() if part)
    elif _figures(word) and (mark or (bare and words.here(1) not in (*_SUFFIXES, *_MONTHS, *_UNITS))):
        hour, minute = int(word), 0
    else:
        return None
    words.at += 2 if mark else 1
    return _time(hour, minute, mark, shown=f"{word} {mark}".strip())


def _time(hour: int, minute: int, mark: str, *, shown: str) -> time:
    halved = mark in {"am", "pm"}
    if minute in range(60) and hour in (range(1, _HALF_DAY + 1) if halved else range(2 * _HALF_DAY)):
        return time(hour % _HALF_DAY + _HALF_DAY * (mark == "pm") if halved else hour, minute)
    raise CopError(say("“{time}” is no time of day; I read 00:00 to 23:59, or 1 am to 12 pm.", time=shown[:_SHOWN]))


def take_date(words: Words, today: date) -> date | None:
    """Take a date; without a year, the next such date from `today` on.

    Raises: CopError when no calendar has it, or it is more than ten years away.
    """
    named = _ISO.fullmatch(words.here()) or _DOTTED.fullmatch(words.here())
    if named:
        words.at += 1
        return _date(int(named["year"]), int(named["month"]), int(named["day"]), today)
    begin = words.at
    found = _take_day_and_month(words)
    if found is None:
        words.at = begin
        return None
    day, month = found
    ahead = int(words.here() == ",")
    if _YEAR.fullmatch(words.here(ahead)):
        words.at += ahead + 1
        return _date(int(words.here(-1)), month, day, today)
    return _next_date(month, day, today)


def _take_day_and_month(words: Words) -> tuple[int, int] | None:
    if words.here() in _MONTHS:
        month = _MONTHS[words.here()]
        words.at += 1
        day = _take_day_number(words)
    else:
        day = _take_day_number(words)
        words.take("of")
        month = _MONTHS.get(words.here(), 0)
        words.at += 1
    return (day, month) if day and month else None


def _take_day_number(words: Words) -> int | None:
    day = number(words.here())
    words.at += 1
    words.take(*_SUFFIXES)
    return day


def _next_date(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + _YEARS_AROUND):
        try:
            found = date(year, month, day)
        except (ValueError, OverflowError):
            continue
        if found >= today:
            return found
    raise _no_date()


def _date(year: int, month: int, day: int, today: date) -> date:
    if abs(year - today.year) > _YEARS_AROUND:
        raise too_far()
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _no_date() from None


def too_far() -> CopError:
    """Refuse a date nobody means."""
    return CopError(say("That is too far away; stay within {n} years.", n=_YEARS_AROUND))


def _no_date() -> CopError:
    return CopError(
        say("No calendar has that date. Write it like {first} or {second}.", first="2026-12-24", second="24 Dec")
    )
