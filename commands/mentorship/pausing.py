"""`/mentor pause` and `/mentor leave`: not to be matched for a while, or no more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from commands.mentorship.accepting import step_out
from commands.mentorship.finding import choice_of, chosen, my_sign_ups, named, programme_at, suggest_mine
from commands.mentorship.words import day_words, titled, today_of
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Control, Message, Paragraph, Tone, message, say
from copbot.model.mentorship import Programme, SignedUp, SignUp
from copbot.model.roles import Role
from copbot.model.set_up import in_field
from copbot.practice import Action, FormAction
from copbot.schedule import parse_day

PAUSE, RESUME, LEAVE = "mentor.pause", "mentor.resume", "mentor.leave"
_LEAVING = "mentor.leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The options of `/mentor pause`."""

    until: Annotated[str, Opt(about="Until when, such as 1 March or in 3 weeks", max_length=60)]
    programme: Annotated[str, Opt(about="Which programme; all of yours when left out", suggest=suggest_mine)] = ""


@command("mentor pause", Pause, who=Role.GUEST, example="/mentor pause until:1 March")
def mentor_pause(args: Pause, ctx: Context) -> Sequence[Intent]:
    """Not be matched until a day; matches you have go on."""
    until = parse_day(args.until.strip().removeprefix("until "), today=today_of(ctx))
    mine = my_sign_ups(ctx)
    if args.programme:
        only = named(args.programme, [programme for programme, _ in mine])
        mine = tuple(one for one in mine if one[0].id == only.id)
    if not mine:
        raise CopError(say("You are signed up for no mentorship programme, so nobody is matched with you."))
    return [Reply(_paused(mine, until, ctx))]


def _paused(mine: Sequence[tuple[Programme, SignUp]], until: date, ctx: Context) -> Message:
    for _, sign_up in mine:
        ctx.store.mentors.keep(replace(sign_up, paused_until=until, changed_at=ctx.now))
    told = say(
        "You are matched with nobody new before {day}. Matches you have go on. {command} takes it back.",
        day=day_words(until),
        command="/mentor status",
    )
    return message(told)


def _open(pressed: ButtonPressed, _: Context) -> Sequence[Intent]:
    return [OpenForm(_form(pressed.control, ""))]


def _form(control: Control, until: str) -> Form:
    field = TextField(
        name="until",
        label=say("Until"),
        hint=say("A day, such as 1 March or in 3 weeks."),
        max_length=60,
        initial=until,
    )
    return Form(control=control, title=say("Pause"), fields=(field,), submit=say("Pause"))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    words = "".join(submitted.values.get("until", ()))
    until = in_field("until", lambda: parse_day(words, today=today_of(ctx)))
    return [Reply(_paused([_mine(submitted.control.row, ctx)], until, ctx))]


def _resume(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme, sign_up = _mine(pressed.control.row, ctx)
    ctx.store.mentors.keep(replace(sign_up, paused_until=None, changed_at=ctx.now))
    told = say("Welcome back. You take part in the next round of {name}.", name=titled(programme))
    return [Reply(message(told))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The options of `/mentor leave`."""

    programme: Annotated[str, Opt(about="Which programme, where there are several", suggest=suggest_mine)] = ""


@command("mentor leave", Leave, who=Role.GUEST, reads=True, example="/mentor leave")
def mentor_leave(args: Leave, ctx: Context) -> Sequence[Intent]:
    """Leave a mentorship programme, at any time and without giving a reason."""
    mine = [programme for programme, _ in my_sign_ups(ctx)]
    if args.programme:
        mine = [named(args.programme, mine)]
    match mine:
        case []:
            raise CopError(say("You are signed up for no mentorship programme."))
        case [only]:
            return [Reply(_ask(only))]
        case _:
            return [Reply(choice_of(mine, say("Which programme would you like to leave?"), LEAVE))]


def _press_leave(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme, _ = _mine(chosen(pressed), ctx)
    return [Reply(_ask(programme))]


def _ask(programme: Programme) -> Message:
    words = say(
        "You would be matched no more in {name}, and what runs would end, kindly. You can join again at any time.",
        name=titled(programme),
    )
    leave = Button(say("Leave"), Control(_LEAVING, str(programme.id)), Tone.DANGER)
    return Message((Paragraph((words,)), Buttons((leave,))))


def _leaving(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme, sign_up = _mine(pressed.control.row, ctx)
    gone = replace(sign_up, state=SignedUp.LEFT, left_at=ctx.now, paused_until=None, changed_at=ctx.now)
    ctx.store.mentors.keep(gone)
    told = say("You have left {name}. Thank you for taking part.", name=titled(programme))
    return [Reply(message(told), replace=True), *step_out(ctx.member.id, ctx, programme.id)]


def _mine(row: str, ctx: Context) -> tuple[Programme, SignUp]:
    """Give who presses their sign-up.

    Raises: CopError when they are signed up no more.
    """
    programme = programme_at(row, ctx)
    sign_up = ctx.store.mentors.of(programme.id, ctx.member.id)
    if sign_up is None or sign_up.state not in {SignedUp.ACTIVE, SignedUp.WAITING}:
        raise CopError(say("You are not signed up for {name} any more.", name=programme.name))
    return programme, sign_up


COMMANDS = (mentor_pause, mentor_leave)
ACTIONS = (
    Action(name=PAUSE, who=Role.GUEST, handle=_open, reads=True),
    Action(name=RESUME, who=Role.GUEST, handle=_resume),
    Action(name=LEAVE, who=Role.GUEST, handle=_press_leave, reads=True),
    Action(name=_LEAVING, who=Role.GUEST, handle=_leaving),
)
FORMS = (
    FormAction(
        name=PAUSE,
        who=Role.GUEST,
        form=lambda submitted, _: _form(submitted.control, "".join(submitted.values.get("until", ()))),
        handle=_submitted,
    ),
)
