"""When those of a match have not met for three weeks: both are asked quietly, a week later facilitators hear of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from commands.mentorship.asking import Asked, ask_on
from commands.mentorship.room import people_of
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.words import facilitators_of, titled, today_here
from commands.naming import House, listed, person
from copbot.context import JobContext
from copbot.events import JobDue
from copbot.intents import Declined, Intent
from copbot.message import Code, Message, Paragraph, Small, When, WhenStyle, say
from copbot.model.mentorship import Programme
from copbot.model.mentorship_check_ins import CheckInKind
from copbot.model.mentorship_course import (
    PLANNED_FOR,
    TELL_STUCK_AFTER,
    is_paused,
    morning_of,
    quiet_since,
    stuck_at,
)
from copbot.model.mentorship_life import Match, MatchState
from copbot.practice import Job

_JOB = "mentor-stuck"
_GRACE = timedelta(days=365)
"""However late, what it does follows from how things are then."""
_FEWEST = 2


def watch(match: Match, known: JobContext) -> None:
    """Look again three weeks after those of a match last met, began, or paused."""
    _look_on(match, stuck_at(match, known.community.zone), known)


def watch_later(match: Match, known: JobContext) -> None:
    """Give those time who say that a meeting is planned."""
    _look_on(match, known.now + PLANNED_FOR, known)


def _look_on(match: Match, at: datetime, known: JobContext) -> None:
    known.store.timetable.once(_JOB, str(match.id), morning_of(at, known.community.zone, known.now))


def _due(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Have each asked what would help, or tell the facilitators where that was asked before."""
    match = known.store.mentor_matches.get(int(job.subject))
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or match.state is not MatchState.ACTIVE:
        return [Declined(say("This match is over."))]
    if known.now < stuck_at(match, known.community.zone) or is_paused(match, today_here(known)):
        watch(match, known)
        return [Declined(say("They met, or rest."))]
    number = match.sessions + 1
    asked = known.store.mentor_check_ins.of_match(match.id)
    if any(one.kind is CheckInKind.STUCK and one.number == number for one in asked):
        return _told(match, programme, number, known)
    for one in people_of(match, known):
        ask_on(Asked(match=match.id, member=one.id, kind=CheckInKind.STUCK, number=number), known.now, known)
    _look_on(match, known.now + TELL_STUCK_AFTER, known)
    return [Declined(say("Each is asked in their morning."))]


def _told(match: Match, programme: Programme, number: int, known: JobContext) -> Sequence[Intent]:
    """Tell the facilitators who are not in it themselves, once for each time a match is stuck."""
    if len(people_of(match, known)) < _FEWEST:
        return [Declined(say("Nobody is left to ask."))]
    return [
        notice_for(
            one,
            f"mentor-stuck:{match.id}:{number}:{one}",
            _words(match, programme, house_for(one, known), known),
            known,
        )
        for one in facilitators_of(programme, known)
        if match.side_of(one) is None
    ]


def _words(match: Match, programme: Programme, house: House, known: JobContext) -> Message:
    people = listed([person(one, house) for one in people_of(match, known)])
    since = When(quiet_since(match, known.community.zone), WhenStyle.DAY)
    words = say(
        "{people} have not met in {programme} since {day}. I asked them a week ago what would help.",
        people=people,
        programme=titled(programme),
        day=since,
    )
    aside = say(
        "A word from you may help more than one from me. {overview} shows all.", overview=Code("/mentor overview")
    )
    return Message((Paragraph((words,)), Small((aside,))))


JOBS = (Job(kind=_JOB, grace=_GRACE, handle=_due),)
