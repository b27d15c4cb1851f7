"""`/mentor rematch`, and what follows when somebody is not there any more: nobody is blamed, nobody is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.mentorship.choosing import (
    LOOK_BACK,
    REMATCH,
    held,
    match_at,
    my_match,
    programme_of,
    suggest_matches,
)
from commands.mentorship.finding import chosen
from commands.mentorship.pools import is_open
from commands.mentorship.room import people_of, tell_all
from commands.mentorship.telling import notice_for
from commands.mentorship.waiting import look_again
from commands.mentorship.words import titled
from commands.naming import listed, person_here
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Said, Tone, message, say
from copbot.model.mentorship import Programme, SignedUp
from copbot.model.mentorship_life import Ending, Match, MatchState, SideState
from copbot.model.mentorship_pool import Side
from copbot.model.mentorship_rounds import can_go_on, freed
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId

_AGAIN, _LOOK = "mentor.again_with", "mentor.look"
_QUESTION = say("Which match is it about?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematch:
    """The options of `/mentor rematch`."""

    match: Annotated[str, Opt(about="Which match, where there are several", suggest=suggest_matches)] = ""


@command("mentor rematch", Rematch, who=Role.GUEST, reads=True, example="/mentor rematch")
def mentor_rematch(args: Rematch, ctx: Context) -> Sequence[Intent]:
    """Be matched with somebody else; nobody is told who asked, or why."""
    found = my_match(args.match, _QUESTION, REMATCH, ctx)
    return [Reply(found if isinstance(found, Message) else _sure(found, ctx))]


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_sure(match_at(chosen(pressed), ctx), ctx))]


def _sure(match: Match, ctx: Context) -> Message:
    """Say what would happen, before it does.

    Raises: CopError where there is no next round.
    """
    programme = programme_of(match, ctx)
    if not is_open(ctx.store, programme, ctx.now):
        close = Code("/mentor close")
        raise CopError(say("{name} has no further round. {close} ends your match.", name=programme.name, close=close))
    partners = [person_here(one.member, ctx) for one in match.partners_of(ctx.member.id)]
    words = say(
        "Your match with {people} would end, and you come first in the next round of {programme}. "
        "The others read that the match ends, not who asked.",
        people=listed(partners) if partners else say("your partner"),
        programme=titled(programme),
    )
    button = Button(say("Match me anew"), Control(_AGAIN, str(match.id)), Tone.PRIMARY)
    return Message((Paragraph((words,)), Buttons((button,))))


def _again(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """End a match for a better one: for one of a group, or for all."""
    match, me = held(pressed.control.row, ctx), ctx.member.id
    programme = programme_of(match, ctx)
    told = say("You come first in the next round of {programme}. Thank you for trying.", programme=titled(programme))
    done = Reply(Message((Paragraph((told,)), look_back_button(match))), replace=True)
    if leaves_group(match, me, ctx):
        ctx.store.mentors.found_nobody(programme.id, [me], ctx.now)
        return [done, *smaller(match, ctx)]
    others = [one.id for one in people_of(match, ctx) if one.id != me]
    end(match, Ending.REMATCH, ctx)
    ctx.store.mentors.found_nobody(programme.id, [me, *others], ctx.now)
    words = say(
        "Your match in {programme} ends here, so that each of you can be matched anew: you come first in the next "
        "round. Two people do not always fit, and that says nothing about either.",
        programme=titled(programme),
    )
    return [done, *_parted(match, others, words, ctx)]


def leaves_group(match: Match, member: MemberId, known: JobContext) -> bool:
    """Take one of a group's mentees out of it, where it can go on without them; False where it cannot."""
    mine = match.side_of(member)
    if mine is None or mine.side is not Side.MENTEE:
        return False
    without = replace(match, sides=tuple(one for one in match.sides if one.member != member))
    return can_go_on(without) and known.store.mentor_matches.answer(match.id, member, SideState.GONE, known.now)


def end(match: Match, ending: Ending, known: JobContext) -> bool:
    """End a match once; False when it was over before."""
    if not known.store.mentor_matches.move(match.id, MatchState.ACTIVE, MatchState.ENDED):
        return False
    known.store.mentor_matches.change(replace(match, ended_at=known.now, ending=ending))
    return True


def look_back_button(match: Match) -> Buttons:
    """Offer to look back on a match."""
    return Buttons((Button(say("Look back"), Control(LOOK_BACK, str(match.id))),))


def smaller(match: Match, known: JobContext) -> list[Intent]:
    """Tell a group that it has become smaller."""
    key = f"mentor-smaller:{match.id}:{known.now:%Y%m%d%H%M%S}"
    fresh = known.store.mentor_matches.get(match.id) or match
    words = message(say("This group has become smaller by one. That happens; it goes on with you."))
    return tell_all(fresh, key, lambda _: words, known)


def _parted(match: Match, others: Sequence[MemberId], words: Said, known: JobContext) -> list[Intent]:
    """Say goodbye in the room, and tell each of the others what follows."""
    bye = message(say("This match is over. Thank you, all of you. The room stays yours to read."))
    farewell = [] if match.room is None else tell_all(match, f"mentor-farewell:{match.id}", lambda _: bye, known)
    shown = Message((Paragraph((words,)), look_back_button(match)))
    return [*farewell, *(notice_for(one, f"mentor-parted:{match.id}:{one}", shown, known) for one in others)]


# Somebody leaves the programme or the community, or has themselves forgotten.


def gone_from(member: MemberId, known: JobContext, only: int | None = None) -> list[Intent]:
    """Take somebody who leaves out of the matches they are in; their partners are told and come first."""
    told: list[Intent] = []
    book = known.store.mentor_matches
    for match in book.of_member(member, (MatchState.ACTIVE,)):
        programme = known.store.mentors.programme(match.programme)
        if programme is None or (only is not None and programme.id != only):
            continue
        if book.answer(match.id, member, SideState.GONE, known.now):
            told += _without(book.get(match.id) or match, programme, known)
    return told


def _without(match: Match, programme: Programme, known: JobContext) -> list[Intent]:
    """Have a match go on without somebody, or end for those who are left."""
    if can_go_on(match):
        return smaller(match, known)
    if not end(match, Ending.GONE, known):
        return []
    left = [one.id for one in people_of(match, known)]
    known.store.mentors.found_nobody(programme.id, left, known.now)
    words = say(
        "Your match in {programme} is over, because somebody is not there any more. That has nothing to do with you, "
        "and you come first from now on.",
        programme=titled(programme),
    )
    look = Button(say("Look for somebody now"), Control(_LOOK, str(match.id)), Tone.PRIMARY)
    can = is_open(known.store, programme, known.now)
    buttons = (Buttons((look,)),) if can else ()
    shown = Message((Paragraph((words,)), *buttons, look_back_button(match)))
    return [notice_for(one, f"mentor-gone:{match.id}:{one}", shown, known) for one in left]


def _look(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Look for somebody at once, for those whom somebody left.

    Raises: CopError when they are in it no more, or have somebody already.
    """
    row = pressed.control.row
    match = ctx.store.mentor_matches.get(int(row)) if row.isascii() and row.isdigit() else None
    if match is None or match.ending is not Ending.GONE or ctx.member.id not in freed(match):
        raise CopError(say("There is nobody to look for here. {join} signs you up.", join=Code("/mentor join")))
    sign_up = ctx.store.mentors.of(match.programme, ctx.member.id)
    if sign_up is None or sign_up.state is not SignedUp.ACTIVE:
        raise CopError(say("You are signed up no more. {join} takes you back in.", join=Code("/mentor join")))
    told = message(say("I look for somebody now. You hear from me as soon as I know."))
    return [Reply(told, replace=True), *look_again(match)]


COMMANDS = (mentor_rematch,)
ACTIONS = (
    Action(name=REMATCH, who=Role.GUEST, handle=_press, reads=True),
    Action(name=_AGAIN, who=Role.GUEST, handle=_again),
    Action(name=_LOOK, who=Role.GUEST, handle=_look),
)
