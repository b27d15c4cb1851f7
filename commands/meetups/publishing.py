"""Publishing a round: its groups are written down, then introduced a few at a time, so that chat goes on meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from commands.meetups.finding import quoted
from commands.meetups.introducing import introduce, told_alone
from commands.meetups.rooms import meetup_of
from copbot.context import JobContext
from copbot.events import DeliveryFailed, JobDue
from copbot.intents import Declined, Intent, Notice
from copbot.message import Code, Message, Paragraph, Small, say
from copbot.model.meetups import (
    ASK_AFTER,
    ASK_JOB,
    INTRODUCE_JOB,
    Meetup,
    MeetupRound,
    MeetupSeries,
    MeetWishes,
    RoundState,
    is_available,
)
from copbot.model.meetups_pool import SMALLEST, Lack, MeetupGroup, MeetupPlan
from copbot.model.meetups_reasons import why_left_out
from copbot.model.members import Member
from copbot.practice import Job, Observer
from copbot.refs import MemberId

_GRACE = timedelta(days=7)
_AT_ONCE = 5


def publish(round_: MeetupRound, series: MeetupSeries, plan: MeetupPlan, known: JobContext) -> list[Intent]:
    """Write the groups of a plan down, to be introduced at once, and tell who has none."""
    meetups, out = known.store.meetups, [one.member for one in plan.left_out]
    state = RoundState.PUBLISHED if plan.groups else RoundState.EMPTY
    meetups.keep(replace(round_, plan=None, state=state))
    meetups.come_first(series.id, out)
    if plan.groups:
        meetups.had_group(series.id, [member for group in plan.groups for member in group.members])
        meetups.bring(round_, plan.groups, known.now)
        known.store.timetable.once(INTRODUCE_JOB, str(round_.id), known.now)
    return [_without_group(f"{round_.id}:{one.member}", one.member, one.lack, series) for one in plan.left_out]


def _without_group(key: str, member: MemberId, lack: Lack, series: MeetupSeries) -> Notice:
    """Tell somebody kindly that there is no group for them; the same words whatever the cause."""
    aside = say("This was {name}. {pause} when you are away.", name=quoted(series), pause=Code("/meet pause"))
    shown = Message((Paragraph((why_left_out(lack),)), Small((aside,))))
    return Notice(key=f"meetup_left:{key}", to=member, message=shown)


def _introduce_some(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Introduce the next groups of a round, and come back for the rest."""
    round_ = known.store.meetups.round(int(job.subject))
    series = None if round_ is None else known.store.meetups.series(round_.series)
    if round_ is None or series is None:
        return [Declined(say("These meetups have ended."))]
    waiting = known.store.meetups.waiting(round_.id, _AT_ONCE)
    known.store.meetups.introduced([one.id for one in waiting], known.now)
    if len(waiting) == _AT_ONCE:
        known.store.timetable.once(INTRODUCE_JOB, job.subject, known.now)
    return [intent for one in waiting for intent in _introduce(one, series, known)]


def _introduce(meetup: Meetup, series: MeetupSeries, known: JobContext) -> list[Intent]:
    """Introduce who is there still; where that is nobody's fault no group any more, say so as always."""
    people = _still_there(meetup, series, known)
    if not _may_meet(people, known):
        return _dissolve(meetup, people, series, known)
    known.store.meetups.narrow(meetup.id, [one.id for one in people])
    known.store.timetable.once(ASK_JOB, str(meetup.id), known.now + ASK_AFTER)
    return introduce(meetup.id, _part_of(meetup, people), people, series, known)


def _still_there(meetup: Meetup, series: MeetupSeries, known: JobContext) -> list[Member]:
    people: list[Member] = []
    for number in meetup.members:
        member, mine = known.store.members.get(number), known.store.meetups.participant(series.id, number)
        wishes = known.store.preferences.get(number, MeetWishes)
        zone = known.community.zone
        if mine is not None and is_available(mine, member, wishes, community_zone=zone, now=known.now):
            people.append(member)
    return people


def _may_meet(people: Collection[Member], known: JobContext) -> bool:
    return len(people) >= SMALLEST and not known.store.apart.between([one.id for one in people])


def _dissolve(meetup: Meetup, people: Sequence[Member], series: MeetupSeries, known: JobContext) -> list[Intent]:
    """Have a meetup never been, and who is left of it come first next time."""
    known.store.meetups.narrow(meetup.id, ())
    known.store.meetups.come_first(series.id, [one.id for one in people])
    key = f"{meetup.round}:{meetup.id}"
    return [_without_group(f"{key}:{one.id}", one.id, Lack.NOTHING_FITS, series) for one in people]


def _part_of(meetup: Meetup, people: Sequence[Member]) -> MeetupGroup:
    """Give why these people are together; forgotten, or true of others too, only that they are."""
    members = tuple(one.id for one in people)
    if meetup.plan is not None and set(meetup.plan.members) == set(members):
        return meetup.plan
    minutes = 0 if meetup.plan is None else meetup.plan.minutes
    repeats = () if meetup.plan is None else meetup.plan.repeats
    kept = tuple(one for one in repeats if {one.one, one.other} <= set(members))
    return MeetupGroup(members=members, minutes=minutes, repeats=kept)


# A room may turn out impossible: the platform refuses it, or somebody went meanwhile.


def _is_ours(failed: DeliveryFailed, _: JobContext) -> bool:
    return meetup_of(failed.key) is not None


def _without_room(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Introduce people one by one where their room could not be opened; who left is not told, nor spoken of."""
    meetup = known.store.meetups.meetup(meetup_of(failed.key) or 0)
    series = None if meetup is None else known.store.meetups.series(meetup.series)
    if meetup is None or series is None:
        return []
    people = _still_there(meetup, series, known)
    if not _may_meet(people, known):
        return _dissolve(meetup, people, series, known)
    return told_alone(meetup.id, _part_of(meetup, people), people, series, known)


JOBS = (Job(kind=INTRODUCE_JOB, grace=_GRACE, handle=_introduce_some),)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_ours, handle=_without_room),)
