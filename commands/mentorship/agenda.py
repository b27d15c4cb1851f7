"""`/mentor agenda`: what to talk about next, what was agreed, and all that can be done about a match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.mentorship.choosing import (
    AGENDA,
    AGREE,
    CLOSE,
    GO_ON,
    GOAL,
    REMATCH,
    REST,
    WE_MET,
    match_at,
    my_match,
    programme_of,
    suggest_matches,
)
from commands.mentorship.finding import chosen
from commands.mentorship.guide import STAGES, agenda, first_meeting
from commands.mentorship.words import titled, today_here
from commands.naming import listed, person_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Button,
    Buttons,
    Control,
    Fields,
    Heading,
    Line,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    say,
)
from copbot.model.mentorship_course import is_paused, stage_of
from copbot.model.mentorship_life import Match, is_agreed
from copbot.model.roles import Role
from copbot.practice import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAgenda:
    """The options of `/mentor agenda`."""

    match: Annotated[str, Opt(about="Which match, where there are several", suggest=suggest_matches)] = ""


@command("mentor agenda", ShowAgenda, who=Role.GUEST, reads=True, example="/mentor agenda")
def mentor_agenda(args: ShowAgenda, ctx: Context) -> Sequence[Intent]:
    """See an agenda for your next meeting, and what you can do about your match."""
    found = my_match(args.match, say("For which match?"), AGENDA, ctx)
    return [Reply(found if isinstance(found, Message) else agenda_card(found, ctx))]


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(agenda_card(match_at(chosen(pressed), ctx), ctx))]


def agenda_card(match: Match, ctx: Context) -> Message:
    """Show what to talk about next."""
    programme = programme_of(match, ctx)
    progress = ctx.store.mentor_check_ins.progress(match.id)
    percent = progress[-1].percent if progress else 0
    stage = stage_of(match, programme.ends, percent, today_here(ctx))
    partners = [person_here(one.member, ctx) for one in match.partners_of(ctx.member.id)]
    people = listed(partners) if partners else say("nobody who is still there")
    blocks: list[Block] = [Paragraph((say("{programme}, with {people}", programme=titled(programme), people=people),))]
    if match.sessions:
        blocks += [Heading(STAGES[stage]), agenda(stage)]
    else:
        blocks += [Heading(say("Your first meeting")), first_meeting(programme.shape)]
    agreed = _agreed(match)
    return Message((*blocks, *agreed, _buttons(match, ctx)))


def _agreed(match: Match) -> list[Block]:
    agreement = match.agreement
    if agreement is None:
        return []
    pairs: tuple[tuple[Said, Line], ...] = (
        (say("How often"), (agreement.rhythm,)),
        (say("Between you"), (agreement.confidence,)),
        (say("Goal"), (agreement.goal,)),
    )
    state = say("Agreed by all of you.") if is_agreed(match) else say("Proposed, not yet agreed by all.")
    return [Fields(pairs), Small((state,))]


def _buttons(match: Match, ctx: Context) -> Buttons:
    """Offer all that can be done about a match."""
    row = str(match.id)
    rest = (
        Button(say("Go on now"), Control(GO_ON, row))
        if is_paused(match, today_here(ctx))
        else Button(say("Let it rest"), Control(REST, row))
    )
    return Buttons(
        (
            Button(say("We have met"), Control(WE_MET, row), Tone.PRIMARY),
            Button(say("Agreement"), Control(AGREE, row)),
            Button(say("Goal"), Control(GOAL, row)),
            rest,
            Button(say("Somebody else"), Control(REMATCH, row)),
            Button(say("Close"), Control(CLOSE, row)),
        )
    )


COMMANDS = (mentor_agenda,)
ACTIONS = (Action(name=AGENDA, who=Role.GUEST, handle=_press, reads=True),)
