"""`/cop zone` and `/cop quiet`: where a member lives, and when and how they may be written to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from copbot.command import Opt, command
from copbot.context import Context
from copbot.intents import Intent, Reply
from copbot.message import (
    Button,
    Buttons,
    Control,
    Line,
    Message,
    Paragraph,
    Said,
    When,
    WhenStyle,
    message,
    say,
)
from copbot.model.members import Member
from copbot.model.roles import Role
from copbot.schedule import parse_zone

ZONE, HOURS, SILENCE, DIRECT = "cop.zone", "cop.hours", "cop.silence", "cop.direct"
QUIET_PAGE = "quiet"
ON, OFF = "on", "off"
_LAST_HOUR = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class SetZone:
    """The options of `/cop zone`."""

    zone: Annotated[str, Opt(about="Your time zone or a large city in it, such as Berlin", max_length=60)]


@command("cop zone", SetZone, who=Role.GUEST, example="/cop zone Berlin")
def cop_zone(args: SetZone, ctx: Context) -> Sequence[Intent]:
    """Set the time zone you live in."""
    changed = replace(ctx.member, zone=parse_zone(args.zone))
    ctx.store.members.change(changed)
    return [Reply(message(zone_kept(changed, ctx)))]


def zone_kept(member: Member, ctx: Context) -> Said:
    """Say what came of setting a zone; what the platform says counts first."""
    zone = member.zone or ctx.community.zone
    if member.platform_zone is not None and member.platform_zone != zone:
        return say(
            "Noted, but your profile here says {zone}, and that counts first. Change it there.",
            zone=member.platform_zone,
        )
    return say("Your zone is {zone}. It is {now} for you.", zone=zone, now=When(ctx.now, WhenStyle.TIME))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The options of `/cop quiet`."""

    from_hour: Annotated[
        int | None, Opt(about="From this hour (0 to 23) I leave you alone", minimum=0, maximum=_LAST_HOUR)
    ] = None
    to_hour: Annotated[int | None, Opt(about="Until this hour (0 to 23)", minimum=0, maximum=_LAST_HOUR)] = None


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
    return [Reply(quiet_card(member))]


def quiet_card(member: Member) -> Message:
    """Say how a member is told things, with a button for each thing they can change."""
    lines = (Paragraph(line) for line in told_how(member))
    return Message((*lines, Buttons((Button(say("Quiet hours"), Control(HOURS, QUIET_PAGE)), *switches(member)))))


def told_how(member: Member) -> tuple[Line, ...]:
    """Say how a member is told things."""
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
    silenced = say("You are silent: nothing unasked reaches you at all.")
    return ((silenced if member.silenced else hours,), (direct,))


def switches(member: Member, page: str = QUIET_PAGE) -> tuple[Button, Button]:
    """Make the buttons that turn silence and direct messages on or off, and lead back to the page they stand on."""
    silence, direct = (OFF if one else ON for one in (member.silenced, member.takes_direct))
    return (
        Button(
            say("Hear from me again") if member.silenced else say("Silence everything"),
            Control(SILENCE, f"{page} {silence}"),
        ),
        Button(
            say("No direct messages") if member.takes_direct else say("Allow direct messages"),
            Control(DIRECT, f"{page} {direct}"),
        ),
    )


COMMANDS = (cop_zone, cop_quiet)
