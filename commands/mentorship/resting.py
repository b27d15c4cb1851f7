"""`/mentor rest`: a match rests until a day; nothing is asked meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from commands.mentorship.choosing import GO_ON, REST, held, match_at, my_match, suggest_matches
from commands.mentorship.finding import chosen
from commands.mentorship.room import tell_all
from commands.mentorship.stuck import watch
from commands.mentorship.words import day_words, today_here, today_of
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Control, Message, Paragraph, Small, message, say
from copbot.model.mentorship_course import is_paused
from copbot.model.mentorship_life import Match
from copbot.model.roles import Role
from copbot.model.set_up import in_field
from copbot.practice import Action, FormAction
from copbot.schedule import parse_day

_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The options of `/mentor rest`."""

    until: Annotated[str, Opt(about="Until when, such as 1 March or in 3 weeks", max_length=_LONGEST)]
    match: Annotated[str, Opt(about="Which match, where there are several", suggest=suggest_matches)] = ""


@command("mentor rest", Rest, who=Role.GUEST, example="/mentor rest until:1 March")
def mentor_rest(args: Rest, ctx: Context) -> Sequence[Intent]:
    """Let your match rest until a day; I ask nothing meanwhile."""
    until = _day(args.until, ctx)
    found = my_match(args.match, say("Which match rests?"), REST, ctx)
    if isinstance(found, Message):
        return [Reply(found)]
    return _rested(held(str(found.id), ctx), until, ctx)


def _day(words: str, ctx: Context) -> date:
    """Read until when a match rests.

    Raises: CopError for a day that is not to come.
    """
    today = today_of(ctx)
    until = parse_day(words.strip().removeprefix("until "), today=today)
    if until == today:
        raise CopError(say("A pause that ends today changes nothing. Name a later day."))
    return until


def _rested(match: Match, until: date, ctx: Context) -> Sequence[Intent]:
    resting = replace(match, paused_until=until)
    ctx.store.mentor_matches.change(resting)
    watch(resting, ctx)
    go_on = Buttons((Button(say("Go on now"), Control(GO_ON, str(match.id))),))
    words = say(
        "This match rests until {day}. Nothing is asked before; you can meet all the same.", day=day_words(until)
    )
    told = Message((Paragraph((words,)), go_on))
    key = f"mentor-rests:{match.id}:{until}:{ctx.now:%Y%m%d%H%M%S}"
    return [Reply(told), *tell_all(resting, key, lambda _: told, ctx, but=ctx.member.id)]


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match = match_at(chosen(pressed), ctx)
    return [OpenForm(_form(Control(REST, str(match.id)), ""))]


def _form(control: Control, until: str) -> Form:
    field = TextField(
        name="until",
        label=say("Until"),
        hint=say("A day, such as 1 March or in 3 weeks."),
        max_length=_LONGEST,
        initial=until[:_LONGEST],
    )
    return Form(control=control, title=say("Let it rest"), fields=(field,), submit=say("Rest"))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    match = held(submitted.control.row, ctx)
    words = "".join(submitted.values.get("until", ()))[: _LONGEST + 1]
    return _rested(match, in_field("until", lambda: _day(words, ctx)), ctx)


def _go_on(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match = held(pressed.control.row, ctx)
    if not is_paused(match, today_here(ctx)):
        return [Reply(message(say("This match goes on already.")))]
    awake = replace(match, paused_until=today_here(ctx))
    ctx.store.mentor_matches.change(awake)
    watch(awake, ctx)
    told = Message((Paragraph((say("This match goes on."),)), Small((say("Propose a day to meet."),))))
    key = f"mentor-goes-on:{match.id}:{ctx.now:%Y%m%d%H%M%S}"
    return [Reply(told), *tell_all(awake, key, lambda _: told, ctx, but=ctx.member.id)]


COMMANDS = (mentor_rest,)
ACTIONS = (
    Action(name=REST, who=Role.GUEST, handle=_open, reads=True),
    Action(name=GO_ON, who=Role.GUEST, handle=_go_on),
)
FORMS = (
    FormAction(
        name=REST,
        who=Role.GUEST,
        form=lambda submitted, _: _form(submitted.control, "".join(submitted.values.get("until", ()))),
        handle=_submitted,
    ),
)
