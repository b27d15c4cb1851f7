"""`/recap schedule`, `/recap settings` and `/recap stop`: when and where recaps and roundups are posted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, TypeAlias

from commands.recap.kinds import kind_of
from copbot.command import NoOptions, Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, ChannelGone, DeliveryFailed
from copbot.intents import Intent, Notice, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    InChannel,
    Message,
    Paragraph,
    Tone,
    When,
    message,
    say,
)
from copbot.model.recap import RecapSettings
from copbot.model.roles import Appointments, Role
from copbot.practice import Action, Observer
from copbot.refs import ChannelRef
from copbot.schedule import Schedule, describe, from_text, parse_schedule, to_text, upcoming

_SHOWN = 3


class Kind(StrEnum):
    """What is scheduled."""

    RECAP = "recap"
    ROUNDUP = "roundup"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapDraft:
    """A schedule that was shown and is not saved yet."""

    kind: str = ""
    rule: str = ""
    channel: ChannelRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRecap:
    """The options of `/recap schedule`."""

    when: Annotated[str, Opt(about="In plain words: every tuesday at 10:00", max_length=100)]
    channel: Annotated[ChannelRef | None, Opt(about="Where; else the community's home")] = None
    what: Annotated[Kind, Opt(about="recap (what happened) or roundup (who is thanked)")] = Kind.RECAP


@command("recap schedule", ScheduleRecap, who=Role.FACILITATOR, example="/recap schedule every tuesday at 10:00")
def recap_schedule(args: ScheduleRecap, ctx: Context) -> Sequence[Intent]:
    """Choose when and where recaps or recognition roundups are posted."""
    channel = args.channel or ctx.community.home or ctx.place.channel_ref
    if channel is None:
        raise CopError(say("Name a channel for it: type # and its name."))
    schedule = parse_schedule(args.when, zone=ctx.community.zone, today=ctx.now.date())
    dates = upcoming(schedule, ctx.now, _SHOWN)
    if not dates:
        raise CopError(say("That never falls due any more. Try “every tuesday at 10:00”."))
    draft = RecapDraft(kind=args.what.value, rule=to_text(schedule), channel=channel)
    ctx.store.preferences.put(ctx.member.id, draft)
    rhythm = describe(schedule)
    shown = say(
        "{what} {rhythm} in {channel}:", what=kind_of(args.what.value), rhythm=rhythm, channel=InChannel(channel)
    )
    blocks: tuple[Block, ...] = (
        Paragraph((shown,)),
        Bullets(tuple((When(one.at),) for one in dates)),
        Buttons((Button(say("Save"), Control("recap.save"), Tone.PRIMARY),)),
    )
    return [Reply(Message(blocks))]


def _save(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    draft = ctx.store.preferences.get(ctx.member.id, RecapDraft)
    if not draft.rule or draft.channel is None:
        raise CopError(say("There is nothing left to save. Begin again with /recap schedule."))
    kind = Kind(draft.kind)
    schedule = from_text(draft.rule)
    save_schedule(ctx, kind, schedule, draft.channel)
    ctx.store.preferences.put(ctx.member.id, RecapDraft())
    what, rhythm, coming = kind_of(kind.value), describe(schedule), Code("/cop next")
    said = say("Saved. {what} {rhythm}; {coming} shows it.", what=what, rhythm=rhythm, coming=coming)
    return [Reply(message(said), replace=True)]


def save_schedule(ctx: Context, kind: Kind, schedule: Schedule, channel: ChannelRef) -> None:
    """Keep the one schedule of recaps or of roundups, in place of an earlier one."""
    settings = ctx.store.settings.get(RecapSettings)
    changed = replace(settings, channel=channel) if kind is Kind.RECAP else replace(settings, roundup_channel=channel)
    ctx.store.settings.put(changed)
    ctx.store.timetable.cancel(kind.value, "")
    ctx.store.timetable.add(kind.value, "", schedule, ctx.now)
    what = say("{what} scheduled {rhythm}", what=kind_of(kind.value), rhythm=describe(schedule))
    ctx.store.audit.add(ctx.member.id, what, ctx.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecap:
    """The options of `/recap stop`."""

    what: Annotated[Kind, Opt(about="recap or roundup")] = Kind.RECAP


_NOT_SCHEDULED = {
    Kind.RECAP: say("No recap is scheduled, so there is nothing to stop."),
    Kind.ROUNDUP: say("No roundup is scheduled, so there is nothing to stop."),
}
_SWITCHED = {
    (True, True): say("Recap: with a chart"),
    (True, False): say("Recap: without a chart"),
    (False, True): say("Recap: tells who was away what they missed"),
    (False, False): say("Recap: tells nobody what they missed"),
}


@command("recap stop", StopRecap, who=Role.FACILITATOR, example="/recap stop")
def recap_stop(args: StopRecap, ctx: Context) -> Sequence[Intent]:
    """Stop posting recaps or roundups."""
    if not ctx.store.timetable.all(args.what.value):
        raise CopError(_NOT_SCHEDULED[args.what])
    ctx.store.timetable.cancel(args.what.value, "")
    ctx.store.audit.add(ctx.member.id, say("{what} stopped", what=kind_of(args.what.value)), ctx.now)
    again = Code(f"/recap schedule what:{args.what.value}")
    return [Reply(message(say("Stopped. {again} starts it again.", again=again)))]


@command("recap settings", NoOptions, who=Role.FACILITATOR, reads=True, example="/recap settings")
def recap_settings(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See and change what recaps show."""
    return [Reply(_card(ctx.store.settings.get(RecapSettings), ctx))]


def _toggle(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    name, _, wanted = pressed.control.row.partition("=")
    on = wanted == "on"
    settings = ctx.store.settings.get(RecapSettings)
    settings = replace(settings, chart=on) if name == "chart" else replace(settings, while_away=on)
    ctx.store.settings.put(settings)
    ctx.store.audit.add(ctx.member.id, _SWITCHED[name == "chart", on], ctx.now)
    return [Reply(_card(settings, ctx), replace=True)]


def _card(settings: RecapSettings, ctx: Context) -> Message:
    where = settings.channel or ctx.community.home
    place = say("in {channel}", channel=InChannel(where)) if where else say("nowhere yet: /recap schedule")
    chart, away = settings.chart, settings.while_away
    return Message(
        (
            Paragraph((say("Recaps are posted {place}.", place=place),)),
            Buttons(
                (
                    Button(
                        say("Leave out the chart") if chart else say("Show a chart"),
                        Control("recap.toggle", f"chart={'off' if chart else 'on'}"),
                    ),
                    Button(
                        say("Do not write to the absent") if away else say("Tell the absent what they missed"),
                        Control("recap.toggle", f"away={'off' if away else 'on'}"),
                    ),
                )
            ),
        )
    )


_Gone: TypeAlias = ChannelGone | DeliveryFailed


def _concerns(happened: _Gone, ctx: JobContext) -> bool:
    match happened:
        case ChannelGone(channel):
            settings = ctx.store.settings.get(RecapSettings)
            return channel in {settings.channel, settings.roundup_channel}
        case DeliveryFailed(key, failure):
            return key.startswith(("recap:", "roundup:")) and failure == "destination_gone"


def _tell_gone(happened: _Gone, ctx: JobContext) -> Sequence[Intent]:
    """Stop what has nowhere to go, and tell facilitators once."""
    settings = ctx.store.settings.get(RecapSettings)
    failed = happened.key.partition(":")[0] if isinstance(happened, DeliveryFailed) else None
    gone = happened.channel if isinstance(happened, ChannelGone) else None
    lost = [
        kind
        for kind, channel in ((Kind.RECAP, settings.channel), (Kind.ROUNDUP, settings.roundup_channel))
        if failed == kind.value or (gone is not None and channel == gone)
    ]
    for kind in lost:
        ctx.store.timetable.cancel(kind.value, "")
    words = message(say("I can no longer post recaps where they were. Choose a channel with /recap schedule."))
    named = ctx.store.settings.get(Appointments).facilitators
    day = ctx.now.date().isoformat()
    return [Notice(key=f"recap_gone:{day}:{one}", to=one, message=words) for one in named if lost]


COMMANDS = (recap_schedule, recap_stop, recap_settings)
ACTIONS = (
    Action(name="recap.save", who=Role.FACILITATOR, handle=_save),
    Action(name="recap.toggle", who=Role.FACILITATOR, handle=_toggle),
)
OBSERVERS = (
    Observer(on=ChannelGone, wants=_concerns, handle=_tell_gone),
    Observer(on=DeliveryFailed, wants=_concerns, handle=_tell_gone),
)
