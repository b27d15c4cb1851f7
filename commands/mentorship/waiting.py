"""Who is left without a partner: told why and what would help, remembered, and first when a place comes free."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.pools import NEXT, is_open, pool_of
from commands.mentorship.posing import PUZZLE
from commands.mentorship.preview import names_in
from commands.mentorship.proposing import matches_of, propose
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.words import titled
from copbot.context import JobContext
from copbot.events import DeliveryFailed, Finding, Solved
from copbot.intents import Intent, Notice, Solve
from copbot.message import Code, Message, Paragraph, Said, Small, say
from copbot.model.mentorship import Programme, SignedUp
from copbot.model.mentorship_life import RUNNING, Match
from copbot.model.mentorship_pool import LeftOut, MentorPlan
from copbot.model.mentorship_reasons import what_would_help, why_left_out
from copbot.model.mentorship_rounds import freed, still_possible
from copbot.practice import Answered, Observer
from copbot.refs import MemberId

_KEY = "mentorship.next"


def look_again(match: Match) -> list[Intent]:
    """Have the next best found for those whom a match leaves that came to nothing."""
    return [Solve(key=f"{_KEY}:{match.id}", puzzle=PUZZLE, subject=f"{NEXT} {match.id}")]


def keep_waiting(
    left: Sequence[LeftOut], programme: Programme, key: str, known: JobContext, *, again: bool = False
) -> list[Notice]:
    """Remember for whom nobody was found, and tell them why and what would help."""
    known.store.mentors.found_nobody(programme.id, [one.member for one in left], known.now)
    return [
        notice_for(one.member, f"{key}:{one.member}", _told(one, programme, known, again=again), known) for one in left
    ]


def _told(one: LeftOut, programme: Programme, known: JobContext, *, again: bool) -> Message:
    title = titled(programme)
    first = (
        say("I looked again, and found nobody else for you in {programme} yet.", programme=title)
        if again
        else say("This round of {programme} found nobody for you yet.", programme=title)
    )
    name = names_in(house_for(one.member, known), known)
    help_ = () if one.change is None else (" ", what_would_help(one.change, name))
    join = Code("/mentor join")
    change = say("You wait at the front of the next round. {join} changes what you filled in.", join=join)
    return Message((Paragraph((first, " ", why_left_out(one), *help_)), Small((change,))))


def _found(key: str, finding: Finding, known: JobContext) -> Sequence[Intent]:
    """Propose the next best to those a match left, or have them wait."""
    _, _, number = key.partition(":")
    match = known.store.mentor_matches.get(int(number))
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or not isinstance(finding, Solved):
        return []
    plan = finding.solution
    if not isinstance(plan, MentorPlan) or not is_open(known.store, programme, known.now):
        return []
    first = _still_waiting(match, programme, known)
    theirs = tuple(one for one in plan.pairings if first & {one.mentor, one.mentee})
    kept, gone = still_possible(pool_of(known.store, programme, known.now), theirs)
    told: list[Intent] = []
    for one in matches_of(kept, programme, known):
        told += propose(replace(one, round=match.round, instead_of=match.id), programme, known)
    found = {member for one in kept for member in (one.mentor, one.mentee)}
    left = [one for one in plan.left_out if one.member in first - found]
    told += keep_waiting(left, programme, f"mentor-waits-on:{match.id}", known, again=True)
    if gone and (missed := first - found - {one.member for one in left}):
        told += _later(missed, programme, match, known)
    return told


def _later(missed: set[MemberId], programme: Programme, match: Match, known: JobContext) -> list[Notice]:
    """Have those wait whose next best was taken in the very moment it was found."""
    known.store.mentors.found_nobody(programme.id, sorted(missed), known.now)
    words = say("Nobody else was free for you in {programme} just now.", programme=titled(programme))
    shown = Message((Paragraph((words,)), Small((say("You wait at the front of the next round."),))))
    return [notice_for(one, f"mentor-waits-on:{match.id}:{one}", shown, known) for one in sorted(missed)]


def _still_waiting(match: Match, programme: Programme, known: JobContext) -> set[MemberId]:
    """Give those a match left who still take part and were not proposed to anybody else meanwhile."""
    book = known.store.mentors
    waiting = {one for one in freed(match) if (mine := book.of(programme.id, one)) and mine.state is SignedUp.ACTIVE}
    later = [one for one in known.store.mentor_matches.of_programme(programme.id, RUNNING) if one.id > match.id]
    return waiting - {side.member for one in later if one.instead_of == match.id for side in one.sides}


def _is_next(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.partition(":")[0] == _KEY


def _failed(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Have them wait for the next round, where the programme goes on."""
    match = known.store.mentor_matches.get(int(failed.key.partition(":")[2]))
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or not is_open(known.store, programme, known.now):
        return []
    return list(_later(_still_waiting(match, programme, known), programme, match, known))


def over_for(match: Match, members: Sequence[MemberId], why: Said, known: JobContext) -> list[Notice]:
    """Tell those a match leaves that it came to nothing, and that they are looked for again."""
    shown = Message((Paragraph((why,)), Paragraph((say("I look for the next best person for you now."),))))
    return [notice_for(one, f"mentor-over:{match.id}:{one}", shown, known) for one in members]


ANSWERS = (Answered(prefix=_KEY, handle=_found),)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_next, handle=_failed),)
