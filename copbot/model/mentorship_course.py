"""The course of a match that has begun: when its sides are asked what, how far it is, and when it is stuck."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from copbot.model.mentorship_life import Match
from copbot.schedule import resolve, zone_info

STUCK_AFTER = timedelta(days=21)
"""So long without a meeting, both sides are asked what would help."""
TELL_STUCK_AFTER = timedelta(days=7)
"""So long after that question the facilitators hear of it."""
PLANNED_FOR = timedelta(days=14)
"""So long somebody is given who says that a meeting is planned."""
ASK_ENDING = timedelta(days=7)
"""So long before a programme ends, its matches are asked to look back."""
SAME_MEETING = timedelta(days=3)
"""Two who tell of a meeting within this time tell of the same one."""
LOW_SCORE = 2
"""At this score or below, somebody else is offered."""
_ASKED_AT = time(10)
_BEGINNING = 2
_NEARLY_THERE = 80


class Stage(StrEnum):
    """How far a match is."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    END = "end"


def stage_of(match: Match, ends: date | None, percent: int, today: date) -> Stage:
    """Tell how far a match is: by its meetings, its programme's last day, and how far its goal is told to be."""
    if match.sessions < _BEGINNING:
        return Stage.BEGINNING
    near = ends is not None and ends - today <= timedelta(days=30)
    return Stage.END if near or percent >= _NEARLY_THERE else Stage.MIDDLE


def morning_of(at: datetime, zone: str, now: datetime) -> datetime:
    """Give the morning of an instant's day in a zone, when people are asked; the next to come where that is over."""
    day = at.astimezone(zone_info(zone)).date()
    morning = resolve(datetime.combine(day, _ASKED_AT), zone).at
    return morning if morning >= now else morning_of(at + timedelta(days=1), zone, now)


def morning_on(day: date, zone: str, now: datetime) -> datetime:
    """Give the morning of a day in a zone; the next one to come where that is over."""
    return morning_of(resolve(datetime.combine(day, _ASKED_AT), zone).at, zone, now)


def regular_at(opened_at: datetime, check_in_days: int, now: datetime) -> tuple[int, datetime]:
    """Give the number of the next regular check-in, and when it is."""
    rhythm = timedelta(days=check_in_days)
    number = (now - opened_at) // rhythm + 1
    return number, opened_at + rhythm * number


def is_paused(match: Match, today: date) -> bool:
    """Tell whether a match rests."""
    return match.paused_until is not None and match.paused_until > today


def is_new_meeting(match: Match, now: datetime) -> bool:
    """Tell whether a meeting told of now is another one than the last."""
    return match.met_at is None or now - match.met_at >= SAME_MEETING


def quiet_since(match: Match, zone: str) -> datetime:
    """Tell since when those of a match have not met: since they last did, it began, or its pause was over."""
    begun = match.opened_at or match.proposed_at
    rested = [] if match.paused_until is None else [resolve(datetime.combine(match.paused_until, time()), zone).at]
    return max(one for one in (begun, match.met_at, *rested) if one is not None)


def stuck_at(match: Match, zone: str) -> datetime:
    """Tell from when on a match is stuck that nobody tells of: the morning three weeks after the last meeting."""
    since = quiet_since(match, zone)
    return morning_of(since + STUCK_AFTER, zone, since)


def mean(scores: Sequence[int]) -> float | None:
    """Give the average of some scores; None where there are none."""
    return sum(scores) / len(scores) if scores else None
