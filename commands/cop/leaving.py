"""`/cop leave` and `/cop mydata`: opting out, and everything that is held about a member."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.cop.introducing import introduction_of
from commands.kudos.posting import forgotten, told_of
from commands.mentorship.accepting import step_out
from commands.naming import house_here
from copbot.command import NoOptions, Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, OptionValue
from copbot.intents import Delete, Intent, Reply
from copbot.message import Button, Buttons, Choice, Control, File, Message, Paragraph, Tone, message, say
from copbot.model.roles import Appointments, Role
from copbot.practice import Action

_LEAVE, _RETURN, _ERASE = "cop.leave", "cop.return", "cop.erase"


@command("cop leave", NoOptions, who=Role.GUEST, reads=True, example="/cop leave")
def cop_leave(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Opt out of everything; the library stays readable."""
    if ctx.member.left_at is not None:
        return [Reply(left_card())]
    words = say(
        "You would be told nothing, matched with nobody and counted nowhere; your reactions would mean nothing to me. "
        "The library stays readable, and you can come back at any time."
    )
    leave = Button(say("Leave"), Control(_LEAVE), Tone.DANGER)
    return [Reply(Message((Paragraph((words,)), Buttons((leave,)))))]


def left_card() -> Message:
    """Say that somebody left, with a button to come back."""
    back = Button(say("Come back"), Control(_RETURN), Tone.PRIMARY)
    return Message((Paragraph((say("You have left. I keep quiet from here on."),)), Buttons((back,))))


def _leave(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    _resign(ctx)
    ctx.store.members.change(replace(ctx.member, left_at=ctx.member.left_at or ctx.now))
    return [Reply(left_card(), replace=True), *step_out(ctx.member.id, ctx)]


def _come_back(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    ctx.store.members.change(replace(ctx.member, left_at=None))
    return [Reply(message(say("Welcome back.")), replace=True)]


def _resign(ctx: Context) -> None:
    """Take somebody off the lists of facilitators and curators.

    Raises: CopError when nobody would be left to facilitate.
    """
    named, me = ctx.store.settings.get(Appointments), ctx.member.id
    if named.facilitators == (me,) and not named.facilitator_roles:
        raise CopError(say("You are the only facilitator. Name another first: /cop facilitators."))
    if me in (*named.facilitators, *named.curators):
        facilitators = tuple(one for one in named.facilitators if one != me)
        curators = tuple(one for one in named.curators if one != me)
        ctx.store.settings.put(replace(named, facilitators=facilitators, curators=curators))


def _offered(_: Context, typed: str, __: Mapping[str, OptionValue]) -> Sequence[Choice]:
    choices = (Choice(say("Export: everything held about me"), "export"), Choice(say("Erase: forget me"), "erase"))
    return [one for one in choices if one.value.startswith(typed.strip().lower())]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData:
    """The options of `/cop mydata`."""

    what: Annotated[str, Opt(about="export or erase", max_length=10, suggest=_offered)] = "export"


@command("cop mydata", MyData, who=Role.GUEST, reads=True, example="/cop mydata export")
def cop_mydata(args: MyData, ctx: Context) -> Sequence[Intent]:
    """Export or erase everything that is held about you."""
    match args.what.strip().lower():
        case "export":
            held = {name: rows for one in ctx.store.personal for name, rows in one.export(ctx.member.id).items()}
            content = json.dumps(held, ensure_ascii=False, indent=2).encode()
            words = Paragraph((say("This is everything I hold about you."),))
            return [Reply(Message((words, File("my-data.json", content, "application/json"))))]
        case "erase":
            forgets = say(
                "This forgets you: your settings, your answers, what you were thanked for. "
                "Kudos you gave stay, without your name. It cannot be undone."
            )
            stays = say(
                "I take your name out of my latest posts that thank you or pass on your thanks. Recaps, prompts and "
                "cards I posted earlier keep it, and so do your own messages: ask a facilitator to delete them."
            )
            erase = Button(say("Erase everything"), Control(_ERASE), Tone.DANGER)
            return [Reply(Message((Paragraph((forgets,)), Paragraph((stays,)), Buttons((erase,)))))]
        case _:
            raise CopError(say("Say “export” to get everything, or “erase” to be forgotten."))


def _erase(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Forget a member, and take away the card they introduced themselves with; posts of thanks name them no more."""
    _resign(ctx)
    card, thanks = introduction_of(ctx.member.id, ctx), told_of(ctx.member.id, ctx)
    proposed = step_out(ctx.member.id, ctx)
    for one in ctx.store.personal:
        one.erase(ctx.member.id)
    told = Reply(message(say("You are forgotten. If you use me again, we begin anew.")), replace=True)
    gone = [] if card is None else [Delete(key=f"intro-gone:{card}", target=card)]
    return [told, *gone, *forgotten(thanks, house_here(ctx), ctx), *proposed]


COMMANDS = (cop_leave, cop_mydata)
ACTIONS = (
    Action(name=_LEAVE, who=Role.GUEST, handle=_leave),
    Action(name=_RETURN, who=Role.GUEST, handle=_come_back),
    Action(name=_ERASE, who=Role.GUEST, handle=_erase),
)
