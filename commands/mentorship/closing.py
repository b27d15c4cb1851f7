"""`/mentor close`, and the end of a programme: a farewell in the room, and time to look back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from commands.mentorship.choosing import CLOSE, held, match_at, my_match, programme_of, suggest_matches
from commands.mentorship.finding import chosen
from commands.mentorship.rematching import end, leaves_group, look_back_button, smaller
from commands.mentorship.room import people_of, tell_all
from commands.mentorship.telling import notice_for
from commands.mentorship.words import day_words, titled, today_here
from commands.naming import listed, person_here
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.events import ButtonPressed, JobDue
from copbot.intents import Declined, Intent, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Said, Small, Tone, message, say
from copbot.model.mentorship import Programme
from copbot.model.mentorship_course import ASK_ENDING, morning_on
from copbot.model.mentorship_life import Ending, Match, MatchState
from copbot.model.roles import Role
from copbot.practice import Action, Job
from copbot.refs import MemberId

_CLOSING = "mentor.closing"
_JOB = "mentor-ending"
_GRACE = timedelta(days=365)
"""However late, what it does follows from how things are then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMatch:
    """The options of `/mentor close`."""

    match: Annotated[str, Opt(about="Which match, where there are several", suggest=suggest_matches)] = ""


@command("mentor close", CloseMatch, who=Role.GUEST, reads=True, example="/mentor close")
def mentor_close(args: CloseMatch, ctx: Context) -> Sequence[Intent]:
    """Bring your match to a good end, and look back on it."""
    found = my_match(args.match, say("Which match would you like to close?"), CLOSE, ctx)
    return [Reply(found if isinstance(found, Message) else _sure(found, ctx))]


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_sure(match_at(chosen(pressed), ctx), ctx))]


def _sure(match: Match, ctx: Context) -> Message:
    partners = [person_here(one.member, ctx) for one in match.partners_of(ctx.member.id)]
    words = say(
        "Your match with {people} would end now, with a farewell and a few questions to each of you.",
        people=listed(partners) if partners else say("your partner"),
    )
    aside = say("Have you said goodbye? If not, meet once more first: {agenda}.", agenda=Code("/mentor agenda"))
    close = Button(say("Close it"), Control(_CLOSING, str(match.id)), Tone.PRIMARY)
    return Message((Paragraph((words,)), Buttons((close,)), Small((aside,))))


def _closing(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Close a match for all; one of a group's mentees closes it for themselves."""
    match, me = held(pressed.control.row, ctx), ctx.member.id
    programme = programme_of(match, ctx)
    told = say("Closed. Thank you for the time you gave each other. Would you like to look back?")
    stay = say(
        "You stay signed up for {name}; {leave} takes you out.", name=programme.name, leave=Code("/mentor leave")
    )
    done = Reply(Message((Paragraph((told,)), look_back_button(match), Small((stay,)))), replace=True)
    if leaves_group(match, me, ctx):
        return [done, *smaller(match, ctx)]
    end(match, Ending.COMPLETED, ctx)
    others = [one.id for one in people_of(match, ctx) if one.id != me]
    words = say("Your match in {programme} is closed. Thank you for your part in it.", programme=titled(programme))
    return [done, *farewell(match, others, words, ctx)]


def farewell(match: Match, members: Sequence[MemberId], words: Said, known: JobContext) -> list[Intent]:
    """Say goodbye in the room, and ask each to look back."""
    bye = message(
        say("This match is complete. Thank you for what you learned from each other. The room stays yours to read.")
    )
    said = [] if match.room is None else tell_all(match, f"mentor-farewell:{match.id}", lambda _: bye, known)
    asked = say("What did you take with you? It takes three minutes, and you choose who reads it.")
    shown = Message((Paragraph((words, " ", asked)), look_back_button(match)))
    return [*said, *(notice_for(one, f"mentor-closed-with:{match.id}:{one}", shown, known) for one in members)]


# A programme's last day.


def plan_ending(match: Match, programme: Programme, known: JobContext, *, told: bool = False) -> None:
    """Have those of a match told a week before the programme's last day, or soon, and the match closed after it."""
    if programme.ends is None:
        return
    today = today_here(known)
    day: date = max(programme.ends - ASK_ENDING, today)
    if told or today > programme.ends:
        day = programme.ends + timedelta(days=1)
    known.store.timetable.once(_JOB, str(match.id), morning_on(day, known.community.zone, known.now))


def _due(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Say that the programme ends soon, or close its match when it is over."""
    match = known.store.mentor_matches.get(int(job.subject))
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or match.state is not MatchState.ACTIVE or programme.ends is None:
        return [Declined(say("There is nothing to close any more."))]
    today = today_here(known)
    if today > programme.ends:
        if not end(match, Ending.PROGRAMME, known):
            return []
        words = say("{programme} is over, and with it your match.", programme=titled(programme))
        return farewell(match, [one.id for one in people_of(match, known)], words, known)
    soon = today >= programme.ends - ASK_ENDING
    plan_ending(match, programme, known, told=soon)
    if not soon:
        return [Declined(say("The programme goes on for longer now."))]
    return [
        notice_for(
            one.id, f"mentor-ending:{match.id}:{one.id}:{programme.ends}", _soon(match, programme), known, asked=False
        )
        for one in people_of(match, known)
    ]


def _soon(match: Match, programme: Programme) -> Message:
    ends = programme.ends or programme.begins
    words = say(
        "{programme} ends on {day}. Meet once more to look back; I close your match the day after.",
        programme=titled(programme),
        day=day_words(ends),
    )
    close = Button(say("Close it now"), Control(CLOSE, str(match.id)))
    return Message((Paragraph((words,)), Buttons((close,))))


COMMANDS = (mentor_close,)
ACTIONS = (
    Action(name=CLOSE, who=Role.GUEST, handle=_press, reads=True),
    Action(name=_CLOSING, who=Role.GUEST, handle=_closing),
)
JOBS = (Job(kind=_JOB, grace=_GRACE, handle=_due),)
