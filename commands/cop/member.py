"""What members set for themselves: zone, quiet, leaving, and everything that is held about them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from copbot.command import NoOptions, Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, OptionValue
from copbot.intents import Intent, Reply
from copbot.message import (
    Button,
    Buttons,
    Choice,
    Control,
    File,
    Message,
    Paragraph,
    Tone,
    When,
    WhenStyle,
    message,
    say,
)
from copbot.model.roles import Appointments, Role
from copbot.practice import Action
from copbot.schedule import parse_zone

_HOUR = {"minimum": 0, "maximum": 23}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetZone:
    """The options of `/cop zone`."""

    zone: Annotated[str, Opt(about="Your time zone or a large city in it, such as Berlin", max_length=60)]


@command("cop zone", SetZone, who=Role.GUEST, example="/cop zone Berlin")
def cop_zone(args: SetZone, ctx: Context) -> Sequence[Intent]:
    """Set the time zone you live in."""
    zone = parse_zone(args.zone)
    ctx.store.members.change(replace(ctx.member, zone=zone))
    now = When(ctx.now, WhenStyle.TIME)
    if ctx.member.platform_zone is not None and ctx.member.platform_zone != zone:
        return [
            Reply(
                message(
                    say(
                        "Noted, but your profile here says {zone}, and that counts first. Change it there.",
                        zone=ctx.member.platform_zone,
                    )
                )
            )
        ]
    return [Reply(message(say("Your zone is {zone}. It is {now} for you.", zone=zone, now=now)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The options of `/cop quiet`."""

    from_hour: Annotated[int | None, Opt(about="From this hour (0 to 23) I leave you alone", **_HOUR)] = None
    to_hour: Annotated[int | None, Opt(about="Until this hour (0 to 23)", **_HOUR)] = None


@command("cop quiet", Quiet, who=Role.GUEST, example="/cop quiet from_hour:18 to_hour:8")
def cop_quiet(args: Quiet, ctx: Context) -> Sequence[Intent]:
    """Choose when and how I may write to you."""
    member = ctx.member
    if args.from_hour is not None or args.to_hour is not None:
        member = replace(
            member,
            quiet_from=member.quiet_from if args.from_hour is None else args.from_hour,
            quiet_to=member.quiet_to if args.to_hour is None else args.to_hour,
        )
        ctx.store.members.change(member)
    return [Reply(quiet_card(replace(ctx, member=member)))]


def quiet_card(ctx: Context) -> Message:
    """Say how a member is told things, with a button for each thing they can change."""
    member = ctx.member
    hours = (
        say("You have no quiet hours.")
        if member.quiet_from == member.quiet_to
        else say(
            "Nothing unasked reaches you between {start}:00 and {end}:00 your time.",
            start=member.quiet_from,
            end=member.quiet_to,
        )
    )
    direct = (
        say("I may write you direct messages.")
        if member.takes_direct
        else say("I write you no direct messages; what is for you waits in /cop home.")
    )
    silenced = say("You are silent: nothing unasked reaches you at all.") if member.silenced else hours
    return Message(
        (
            Paragraph((silenced,)),
            Paragraph((direct,)),
            Buttons(
                (
                    Button(
                        say("Hear from me again") if member.silenced else say("Silence everything"),
                        Control("cop.silence", "off" if member.silenced else "on"),
                    ),
                    Button(
                        say("No direct messages") if member.takes_direct else say("Allow direct messages"),
                        Control("cop.direct", "off" if member.takes_direct else "on"),
                    ),
                )
            ),
        )
    )


def _switch(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Turn silence or direct messages on or off, and show how it stands now."""
    on = pressed.control.row == "on"
    changed = (
        replace(ctx.member, silenced=on)
        if pressed.control.action == "cop.silence"
        else replace(ctx.member, takes_direct=on)
    )
    ctx.store.members.change(changed)
    return [Reply(quiet_card(replace(ctx, member=changed)), replace=True)]


@command("cop leave", NoOptions, who=Role.GUEST, reads=True, example="/cop leave")
def cop_leave(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Opt out of everything; the library stays readable."""
    if ctx.member.left_at is not None:
        return [Reply(_left_card())]
    words = say(
        "You would be told nothing, matched with nobody and counted nowhere; your reactions would mean nothing to me. "
        "The library stays readable, and you can come back at any time."
    )
    leave = Button(say("Leave"), Control("cop.leave"), Tone.DANGER)
    return [Reply(Message((Paragraph((words,)), Buttons((leave,)))))]


def _leave(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    named = ctx.store.settings.get(Appointments)
    if named.facilitators == (ctx.member.id,):
        raise CopError(say("You are the only facilitator. Name another first: /cop facilitators."))
    if ctx.member.id in (*named.facilitators, *named.curators):
        ctx.store.settings.put(
            replace(
                named,
                facilitators=tuple(one for one in named.facilitators if one != ctx.member.id),
                curators=tuple(one for one in named.curators if one != ctx.member.id),
            )
        )
    ctx.store.members.change(replace(ctx.member, left_at=ctx.member.left_at or ctx.now))
    return [Reply(_left_card(), replace=True)]


def _come_back(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    ctx.store.members.change(replace(ctx.member, left_at=None))
    return [Reply(message(say("Welcome back.")), replace=True)]


def _left_card() -> Message:
    back = Button(say("Come back"), Control("cop.return"), Tone.PRIMARY)
    return Message((Paragraph((say("You have left. I keep quiet from here on."),)), Buttons((back,))))


def _what(_: Context, __: str, ___: dict[str, OptionValue]) -> Sequence[Choice]:
    return [Choice(say("Export: everything held about me"), "export"), Choice(say("Erase: forget me"), "erase")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`/cop mydata` with `export` or `erase`."""

    what: Annotated[str, Opt(about="export or erase", max_length=10, suggest=_what)] = "export"


@command("cop mydata", Export, who=Role.GUEST, reads=True, example="/cop mydata export")
def cop_mydata(args: Export, ctx: Context) -> Sequence[Intent]:
    """Export or erase everything that is held about you."""
    match args.what.strip().lower():
        case "export":
            held = {name: rows for one in ctx.store.personal for name, rows in one.export(ctx.member.id).items()}
            content = json.dumps(held, ensure_ascii=False, indent=2, default=str).encode()
            words = Paragraph((say("This is everything I hold about you."),))
            return [Reply(Message((words, File("my-data.json", content, "application/json"))))]
        case "erase":
            words = Paragraph(
                (
                    say(
                        "This forgets you: your settings, your answers, what you were thanked for. "
                        "Kudos you gave stay, without your name. It cannot be undone."
                    ),
                )
            )
            erase = Button(say("Erase everything"), Control("cop.erase"), Tone.DANGER)
            return [Reply(Message((words, Buttons((erase,)))))]
        case _:
            raise CopError(say("Say “export” to get everything, or “erase” to be forgotten."))


def _erase(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    named = ctx.store.settings.get(Appointments)
    if named.facilitators == (ctx.member.id,):
        raise CopError(say("You are the only facilitator. Name another first: /cop facilitators."))
    ctx.store.settings.put(
        replace(
            named,
            facilitators=tuple(one for one in named.facilitators if one != ctx.member.id),
            curators=tuple(one for one in named.curators if one != ctx.member.id),
        )
    )
    for one in ctx.store.personal:
        one.erase(ctx.member.id)
    return [Reply(message(say("You are forgotten. If you use me again, we begin anew.")), replace=True)]


COMMANDS = (cop_zone, cop_quiet, cop_leave, cop_mydata)
ACTIONS = (
    Action(name="cop.silence", who=Role.GUEST, handle=_switch),
    Action(name="cop.direct", who=Role.GUEST, handle=_switch),
    Action(name="cop.leave", who=Role.GUEST, handle=_leave),
    Action(name="cop.return", who=Role.GUEST, handle=_come_back),
    Action(name="cop.erase", who=Role.GUEST, handle=_erase),
)
