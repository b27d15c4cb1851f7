"""Meetups: standing series that bring people together, who takes part, and what came of each meetup."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from copbot.errors import CopError
from copbot.message import say
from copbot.model.hours import WeekHours, week_hours
from copbot.model.meetups_pool import LARGEST, SMALLEST, MeetupGroup, MeetupPlan, Mixing
from copbot.model.members import Member, zone_of
from copbot.model.words import slug
from copbot.refs import ChannelRef, MemberId, RoleRef
from copbot.schedule import Recurrence, Schedule, Weekly, zone_info

JOB = "meetup"
INTRODUCE_JOB = "meetup.introduce"
ASK_JOB = "meetup.ask"
ASK_AFTER = timedelta(days=7)
SILENT_ROUNDS = 3
"""After so many rounds without an answer or any sign, somebody is left out until they return."""
REMEMBERED = timedelta(days=3 * 365)
"""How long it counts that two were brought together: by then it weighs the least there is."""
LONGEST_NAME = 40
MOST_TOPICS = 8
_WEEKS = (1, 2, 4)
_LONGEST_TOPIC = 40
TIME_TO_ANSWER = timedelta(days=3)
"""So long after they were asked, no answer counts as silence."""
LOOKED_BACK = timedelta(weeks=20)
"""How far back silence is looked for: the slowest series has three rounds in it."""


class RoundState(StrEnum):
    """Where a round stands."""

    SOLVING = "solving"
    SHOWN = "shown"
    """Facilitators see the groups, and nobody else yet."""
    PUBLISHED = "published"
    EMPTY = "empty"
    """There was nobody to bring together."""
    FAILED = "failed"
    DROPPED = "dropped"
    """A facilitator left it out, or the next one came first."""


class Met(StrEnum):
    """What somebody answers when asked whether they met."""

    YES = "yes"
    PLANNED = "planned"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupSeries:
    """One standing series; its rhythm is in the timetable.

    `word` is what members tell of themselves for `mixing`, such as “team”. `role` limits it to a sub-group; `channel`
    is where it belongs. With `shown_first`, facilitators publish each round.
    """

    id: int = 0
    name: str
    size: int = SMALLEST
    mixing: Mixing = Mixing.ANY
    word: str | None = None
    channel: ChannelRef | None = None
    role: RoleRef | None = None
    shown_first: bool = False
    made_by: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who takes part in a series.

    `word` is their own for the series' attribute. `resting_at` is when they were left out for silence. `rounds_out`
    counts the rounds in a row that had no group for them.
    """

    series: int
    member: MemberId
    word: str = ""
    joined_at: datetime
    resting_at: datetime | None = None
    rounds_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetWishes:
    """What a member set for all series: days (Monday 0) and local hours, topics, and until when they pause."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    from_hour: int = 9
    to_hour: int = 17
    topics: tuple[str, ...] = ()
    paused_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupRound:
    """One round of a series: one time it fell due. `attempt` counts how often it was drawn."""

    id: int
    series: int
    occurrence: str
    state: RoundState
    attempt: int = 1
    plan: MeetupPlan | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person of one meetup; `asked_at` is when they were asked whether they met."""

    member: MemberId
    met: Met | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetup:
    """People who were brought together; `plan` says why these, and is forgotten with any of them."""

    id: int
    series: int
    round: int
    at: datetime
    people: tuple[Attendance, ...]
    plan: MeetupGroup | None = None

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Who they are."""
        return tuple(one.member for one in self.people)


@dataclass(frozen=True, slots=True)
class MeetupCount:
    """How many groups were asked whether they met, and how many did."""

    asked: int
    met: int


def normal_name(typed: str) -> str:
    """Give a series' name in its one form.

    Raises: CopError when it is empty or too long.
    """
    name = " ".join(typed.split())
    if not name:
        raise CopError(say("Give it a name of a word or two, such as “coffee”."))
    if len(name) > LONGEST_NAME:
        raise CopError(say("That name is too long. Keep it to {most} characters.", most=LONGEST_NAME))
    return name


def size_checked(size: int) -> int:
    """Hold a group's size to what can be.

    Raises: CopError when it is too small or too large.
    """
    if not SMALLEST <= size <= LARGEST:
        raise CopError(say("A group has {least} to {most} people.", least=SMALLEST, most=LARGEST))
    return size


def rhythm_checked(schedule: Schedule) -> Schedule:
    """Hold a rhythm to every 1, 2 or 4 weeks, on one day at one time.

    Raises: CopError when it is another.
    """
    match schedule.rule:
        case Recurrence(days=Weekly((_,)), times=(_,), interval=interval) if interval in _WEEKS:
            return schedule
        case _:
            raise CopError(
                say("Meetups come every 1, 2 or 4 weeks on one day: “every second tuesday at 9:30”, for example.")
            )


def mixing_checked(mixing: Mixing, word: str | None) -> None:
    """Hold it that mixing needs a word to mix by.

    Raises: CopError when there is none.
    """
    if mixing is not Mixing.ANY and word is None:
        raise CopError(say("To mix people I need to know by what: a word such as “team” that each tells at joining."))


def topics_of(typed: str) -> tuple[str, ...]:
    """Read topics from free words: what stands between commas, in the form of tags; what is too long for one is not."""
    tags = [slug(piece) for line in typed.splitlines() for piece in line.split(",")]
    fit = (tag for tag in tags if len(tag) <= _LONGEST_TOPIC and any(char.isalnum() for char in tag))
    return tuple(dict.fromkeys(fit))[:MOST_TOPICS]


def hours_of(wishes: MeetWishes, zone: str, monday: date) -> WeekHours:
    """Give the hours of one week that somebody can meet in."""
    return week_hours(wishes.days, wishes.from_hour * 60, wishes.to_hour * 60, zone, monday)


def monday_of(now: datetime) -> date:
    """Give the Monday of the week at hand, in UTC."""
    return now.date() - timedelta(days=now.weekday())


def pauses(wishes: MeetWishes, member: Member, community_zone: str, now: datetime) -> bool:
    """Tell whether somebody pauses, on the day it is where they live."""
    today = now.astimezone(zone_info(zone_of(member, community_zone))).date()
    return wishes.paused_until is not None and today < wishes.paused_until


def is_available(
    participant: Participant, member: Member, wishes: MeetWishes, *, community_zone: str, now: datetime
) -> bool:
    """Tell whether somebody can be brought together now: there, not silenced, not pausing, not resting."""
    there = member.left_at is None and not member.silenced and participant.resting_at is None
    return there and not pauses(wishes, member, community_zone, now)


def gave_no_sign(member: Member, since: datetime) -> bool:
    """Tell whether nothing at all was heard of somebody since they were brought together."""
    return member.last_act_at <= since


def did_meet(meetup: Meetup) -> bool | None:
    """Tell whether they met: one yes is enough, only noes mean they did not; None when nobody knows."""
    answers = {one.met for one in meetup.people} - {None}
    if Met.YES in answers:
        return True
    return False if answers == {Met.NO} else None


def is_whole(plan: MeetupPlan, available: Container[MemberId], apart: Collection[frozenset[MemberId]]) -> bool:
    """Tell whether everybody whom a plan brings together can still be; `apart` are pairs that may not be."""
    return all(
        all(member in available for member in group.members)
        and not any(two <= frozenset(group.members) for two in apart)
        for group in plan.groups
    )
