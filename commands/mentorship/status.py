"""`/mentor status`: my sign-ups, what I wait for, my matches, and when I am asked next."""

from collections.abc import Sequence

from commands.mentorship.finding import open_programmes
from commands.mentorship.pausing import LEAVE, PAUSE, RESUME
from commands.mentorship.programme import JOIN
from commands.mentorship.proposing import SHOW
from commands.mentorship.words import day_words, noon_of, sign_up_facts, today_here
from commands.naming import listed, person_here
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    Heading,
    Line,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    When,
    WhenStyle,
    message,
    say,
    say_n,
)
from copbot.model.mentorship import Programme, SignedUp, SignUp
from copbot.model.mentorship_life import RUNNING, Match, MatchState, SideState, next_check_in
from copbot.model.roles import Role


@command("mentor status", NoOptions, who=Role.GUEST, reads=True, example="/mentor status")
def mentor_status(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Show your sign-ups and matches, what you wait for, and what comes next."""
    blocks: list[Block] = []
    for sign_up in ctx.store.mentors.sign_ups_of(ctx.member.id):
        programme = ctx.store.mentors.programme(sign_up.programme)
        running = _running(sign_up, ctx)
        if programme is not None and (sign_up.state is not SignedUp.LEFT or running):
            blocks += _part(programme, sign_up, running, ctx)
    if not blocks:
        return [Reply(_nothing(ctx))]
    small = Small((say("Your confidential list: {command}.", command=Code("/mentor never")),))
    return [Reply(Message((*blocks, small)))]


def _nothing(ctx: Context) -> Message:
    programmes = open_programmes(ctx)
    if not programmes:
        return message(say("You take part in no mentorship programme, and none is open now."))
    buttons = tuple(
        Button(say("Join {name}", name=one.name[:40]), Control(JOIN, str(one.id))) for one in programmes[:5]
    )
    return message(say("You take part in no mentorship programme yet."), Buttons(buttons))


def _running(sign_up: SignUp, ctx: Context) -> tuple[Match, ...]:
    """List the matches of a sign-up that are proposed or run, but those its member is out of."""
    found = ctx.store.mentor_matches.of_member(sign_up.member, RUNNING)
    still = {SideState.ASKED, SideState.ACCEPTED}
    return tuple(
        one
        for one in found
        if one.programme == sign_up.programme
        and any(s.member == sign_up.member and s.state in still for s in one.sides)
    )


def _part(programme: Programme, sign_up: SignUp, running: tuple[Match, ...], ctx: Context) -> list[Block]:
    row = str(programme.id)
    blocks: list[Block] = [
        Heading(programme.name),
        Paragraph((_state(programme, sign_up, running, ctx),)),
    ]
    if running:
        blocks.append(Bullets(tuple(_line(one, programme, ctx) for one in running)))
    asked = [one for one in running if _is_asked(one, ctx)]
    if asked:
        buttons = (Button(say("See and answer"), Control(SHOW, str(one.id)), Tone.PRIMARY) for one in asked)
        blocks.append(Buttons(tuple(buttons)))
    if sign_up.state not in {SignedUp.ACTIVE, SignedUp.WAITING}:
        return blocks
    paused = sign_up.paused_until is not None and sign_up.paused_until > today_here(ctx)
    pause = (
        Button(say("Take part again"), Control(RESUME, row)) if paused else Button(say("Pause"), Control(PAUSE, row))
    )
    change = Button(say("Change"), Control(JOIN, row))
    leave = Button(say("Leave"), Control(LEAVE, row), Tone.DANGER)
    return [*blocks, sign_up_facts(sign_up, programme.shape, ctx.zone), Buttons((change, pause, leave))]


def _is_asked(match: Match, ctx: Context) -> bool:
    """Tell whether a proposal waits for who looks."""
    mine = match.side_of(ctx.member.id)
    return match.state is MatchState.PROPOSED and mine is not None and mine.state is SideState.ASKED


def _state(programme: Programme, sign_up: SignUp, running: tuple[Match, ...], ctx: Context) -> Said:
    """Say what somebody waits for."""
    paused = sign_up.paused_until
    match sign_up.state:
        case SignedUp.WAITING:
            return say("A facilitator decides whether you are in; you will hear.")
        case SignedUp.REFUSED:
            return say("The facilitators had no place for you. You can ask again: /mentor join.")
        case SignedUp.LEFT:
            return say("You have left; this is still open:")
        case SignedUp.ACTIVE if programme.closed_at is not None and not running:
            return say("The programme is closed.")
        case SignedUp.ACTIVE if paused is not None and paused > today_here(ctx):
            return say("Paused: you are matched with nobody new before {day}.", day=day_words(paused))
        case SignedUp.ACTIVE if running:
            return say_n("You have one match:", "You have {n} matches:", len(running))
        case SignedUp.ACTIVE if sign_up.left_out:
            n = sign_up.left_out
            return say_n(
                "You wait for the next round. The last one found nobody for you, so you come first.",
                "You wait for the next round. {n} rounds found nobody for you, so you come first.",
                n,
            )
        case SignedUp.ACTIVE:
            return say("You wait for the next round of matching.")


def _line(match: Match, programme: Programme, ctx: Context) -> Line:
    """Say with whom a match is, where it stands, and what comes next."""
    people = [person_here(one.member, ctx) for one in match.partners_of(ctx.member.id)]
    who = listed(people) if people else say("somebody who has left")
    if match.state is MatchState.PROPOSED:
        by = When(match.closes_at, WhenStyle.DAY)
        if _is_asked(match, ctx):
            return (say("With {who}: waits for your yes or no until {day}.", who=who, day=by),)
        return (say("With {who}: you said yes; theirs is open until {day}.", who=who, day=by),)
    if match.paused_until is not None and match.paused_until > today_here(ctx):
        day = When(noon_of(match.paused_until), WhenStyle.DAY)
        return (say("With {who}: paused until {day}.", who=who, day=day),)
    asked = next_check_in(match, programme.check_in_days, ctx.now)
    if asked is None:
        return (say("With {who}.", who=who),)
    day = When(asked, WhenStyle.DAY)
    return (say("With {who}. I ask you both how it goes on {day}.", who=who, day=day),)


COMMANDS = (mentor_status,)
