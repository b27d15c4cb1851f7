"""What is asked of each side of a match, separately and once: have you met, is it a fit, how is it going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.mentorship.choosing import AGENDA, MET, REMATCH, REST, SCORE
from commands.mentorship.closing import plan_ending
from commands.mentorship.room import house_in, people_of
from commands.mentorship.telling import notice_for
from commands.mentorship.words import titled, today_here
from commands.naming import House, listed, person_of
from copbot.context import JobContext
from copbot.events import JobDue
from copbot.intents import Declined, Intent
from copbot.message import Button, Buttons, Control, Message, Paragraph, Small, Span, say
from copbot.model.members import zone_of
from copbot.model.mentorship import Programme
from copbot.model.mentorship_check_ins import BEST_SCORE, CheckIn, CheckInKind, Met
from copbot.model.mentorship_course import is_paused, morning_of, morning_on, regular_at
from copbot.model.mentorship_life import FIRST_CHECK_IN, Match, MatchState, SideState
from copbot.practice import Job, Observer
from copbot.refs import MemberId

ASK_JOB = "mentor-ask"
_GRACE = timedelta(days=3)
_OVER = say("That is not to be asked any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question that is to come, as its row in the timetable names it."""

    match: int
    member: MemberId
    kind: CheckInKind
    number: int = 1

    @property
    def subject(self) -> str:
        """The subject of its row."""
        return f"{self.match} {self.member} {self.kind.value} {self.number}"

    @classmethod
    def parse(cls, subject: str) -> "Asked":
        """Read a row's subject."""
        match, member, kind, number = subject.split(" ")
        return cls(match=int(match), member=MemberId(int(member)), kind=CheckInKind(kind), number=int(number))


def ask_on(asked: Asked, at: datetime, known: JobContext) -> None:
    """Have somebody asked in their morning of a day."""
    zone = zone_of(known.store.members.get(asked.member), known.community.zone)
    known.store.timetable.once(ASK_JOB, asked.subject, morning_of(at, zone, known.now))


def plan_check_ins(match: Match, programme: Programme, known: JobContext) -> None:
    """Have everybody of a match that begins asked after seven days, and then in the programme's rhythm."""
    number, regular = regular_at(known.now, programme.check_in_days, known.now)
    for one in people_of(match, known):
        ask_on(Asked(match=match.id, member=one.id, kind=CheckInKind.MET), known.now + FIRST_CHECK_IN, known)
        ask_on(Asked(match=match.id, member=one.id, kind=CheckInKind.REGULAR, number=number), regular, known)


def _ask(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Ask one side of a match one thing, unless it is over, was asked before, or rests."""
    asked = Asked.parse(job.subject)
    found = _running(asked, known)
    if found is None:
        return [Declined(_OVER)]
    match, programme = found
    _go_on(asked, match, programme, known)
    if match.paused_until is not None and is_paused(match, today_here(known)):
        if asked.kind is not CheckInKind.REGULAR:
            zone = zone_of(known.store.members.get(asked.member), known.community.zone)
            known.store.timetable.once(ASK_JOB, job.subject, morning_on(match.paused_until, zone, known.now))
        return [Declined(say("This match rests."))]
    if asked.kind is CheckInKind.MET and match.sessions:
        return [Declined(say("They have met already."))]
    if asked.kind is CheckInKind.STUCK and asked.number != match.sessions + 1:
        return [Declined(say("They have met meanwhile."))]
    made = _written(asked, known)
    if made is None:
        return [Declined(_OVER)]
    shown = question(made, match, programme, house_in(match, asked.member, known), known)
    key = f"mentor-ask:{match.id}:{asked.member}:{asked.kind.value}:{asked.number}"
    return [notice_for(asked.member, key, shown, known, asked=False)]


def _written(asked: Asked, known: JobContext) -> CheckIn | None:
    new = CheckIn(match=asked.match, member=asked.member, kind=asked.kind, number=asked.number, asked_at=known.now)
    made = known.store.mentor_check_ins.ask(new)
    return None if made is None else known.store.mentor_check_ins.get(made)


def fit_now(match: Match, member: MemberId, known: JobContext) -> CheckIn | None:
    """Write down that somebody is asked about the fit now; None when they were before."""
    return _written(Asked(match=match.id, member=member, kind=CheckInKind.FIT), known)


def _running(asked: Asked, known: JobContext) -> tuple[Match, Programme] | None:
    match = known.store.mentor_matches.get(asked.match)
    mine = None if match is None else match.side_of(asked.member)
    if match is None or match.state is not MatchState.ACTIVE or mine is None or mine.state is not SideState.ACCEPTED:
        return None
    if known.store.members.get(asked.member).left_at is not None:
        return None
    programme = known.store.mentors.programme(match.programme)
    return None if programme is None else (match, programme)


def _go_on(asked: Asked, match: Match, programme: Programme, known: JobContext) -> None:
    """Have the next regular check-in asked after this one."""
    if asked.kind is CheckInKind.REGULAR and match.opened_at is not None:
        number, at = regular_at(match.opened_at, programme.check_in_days, known.now + timedelta(days=1))
        ask_on(Asked(match=match.id, member=asked.member, kind=CheckInKind.REGULAR, number=number), at, known)
        plan_ending(match, programme, known)


def _missed(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Go on after a question that came too late to be asked."""
    if job.kind == ASK_JOB:
        asked = Asked.parse(job.subject)
        found = _running(asked, known)
        if found is not None:
            _go_on(asked, *found, known)
    return []


def question(made: CheckIn, match: Match, programme: Programme, house: House, known: JobContext) -> Message:
    """Put a question to somebody, with its buttons."""
    partners = [person_of(one.member, house, known) for one in match.partners_of(made.member)]
    people = listed(partners) if partners else say("your partner")
    alone = Small((say("I ask each of you alone. Your answer is not shown to the others."),))
    match made.kind:
        case CheckInKind.MET:
            words = say("Have you met {people} yet? This is {programme}.", people=people, programme=titled(programme))
            return Message((Paragraph((words,)), met_buttons(made), alone))
        case CheckInKind.REGULAR:
            words = say(
                "{programme}: have you met {people} since I last asked?", people=people, programme=titled(programme)
            )
            return Message((Paragraph((words,)), met_buttons(made), alone))
        case CheckInKind.FIT:
            return fit_question(made, people)
        case CheckInKind.STUCK:
            words = say("You and {people} have not met for a while. That happens. What would help?", people=people)
            return Message((Paragraph((words,)), _stuck_buttons(made), alone))


def fit_question(made: CheckIn, people: Span) -> Message:
    """Ask how well two fit."""
    words = say(
        "How well do you and {people} fit, from 1 (not at all) to {best} (very well)?", people=people, best=BEST_SCORE
    )
    aside = Small((say("Only you see your answer; facilitators see averages."),))
    return Message((Paragraph((words,)), score_buttons(made), aside))


def met_buttons(made: CheckIn) -> Buttons:
    """Offer the answers to whether they met."""
    labels = ((Met.YES, say("Yes")), (Met.PLANNED, say("It is planned")), (Met.NO, say("Not yet")))
    return Buttons(tuple(Button(label, Control(MET, f"{made.id} {met.value}")) for met, label in labels))


def score_buttons(made: CheckIn) -> Buttons:
    """Offer the scores."""
    return Buttons(tuple(Button(str(n), Control(SCORE, f"{made.id} {n}")) for n in range(1, BEST_SCORE + 1)))


def _stuck_buttons(made: CheckIn) -> Buttons:
    row = str(made.match)
    return Buttons(
        (
            Button(say("We have met"), Control(MET, f"{made.id} {Met.YES.value}")),
            Button(say("It is planned"), Control(MET, f"{made.id} {Met.PLANNED.value}")),
            Button(say("Show an agenda"), Control(AGENDA, row)),
            Button(say("Pause for a while"), Control(REST, row)),
            Button(say("Somebody else"), Control(REMATCH, row)),
        )
    )


JOBS = (Job(kind=ASK_JOB, grace=_GRACE, handle=_ask),)
OBSERVERS = (Observer(on=JobDue, wants=lambda job, _: bool(job.missed), handle=_missed),)
