"""Who is brought together in a round, as the solver takes it: read at the very moment it is worked out."""

from collections import defaultdict
from datetime import datetime

from commands.meetups.finding import available
from copbot.model.meetups import REMEMBERED, MeetupSeries, MeetWishes, Participant, hours_of, monday_of, topics_of
from copbot.model.meetups_pool import Attendee, MeetupPool
from copbot.model.members import Member, zone_of
from copbot.model.welcome import Introduction
from copbot.model.words import slug
from copbot.practice import Puzzle
from copbot.refs import MemberId
from copbot.store import Store

PUZZLE = "meetups"


def subject_of(series: MeetupSeries, occurrence: str) -> str:
    """Name a round for the solver: the same name and people give the same groups."""
    return f"{series.id} {occurrence}"


def pose(store: Store, subject: str, now: datetime) -> MeetupPool | None:
    """Read the pool of a round; None when its series has ended."""
    number, _, occurrence = subject.partition(" ")
    series = store.meetups.series(int(number))
    return None if series is None else pool_of(store, series, occurrence, now)


def pool_of(store: Store, series: MeetupSeries, occurrence: str, now: datetime) -> MeetupPool:
    """Read who can be brought together now, and whom each met before."""
    there = available(store, series.id, now)
    apart: dict[MemberId, list[MemberId]] = defaultdict(list)
    for two in store.apart.between(tuple(there)):
        one, other = sorted(two)
        apart[one].append(other)
        apart[other].append(one)
    introductions = store.preferences.all(Introduction)
    zone = store.community.get().zone
    people = tuple(
        _attendee(*one, introductions.get(member, Introduction()), tuple(sorted(apart[member])), zone, now)
        for member, one in there.items()
    )
    return MeetupPool(
        key=subject_of(series, occurrence),
        people=people,
        past=store.meetups.past(tuple(there), now - REMEMBERED, now),
        size=series.size,
        mixing=series.mixing,
    )


def _attendee(  # noqa: PLR0917 -- what is known of somebody lies in as many places
    participant: Participant,
    member: Member,
    wishes: MeetWishes,
    introduction: Introduction,
    apart: tuple[MemberId, ...],
    zone: str,
    now: datetime,
) -> Attendee:
    return Attendee(
        member=member.id,
        hours=hours_of(wishes, zone_of(member, zone), monday_of(now)),
        attribute=slug(participant.word) or None,
        topics=wishes.topics,
        offers=topics_of(introduction.helps),
        wants=topics_of(introduction.learns),
        never_with=apart,
        rounds_out=participant.rounds_out,
    )


PUZZLES = (Puzzle(name=PUZZLE, pose=pose),)
