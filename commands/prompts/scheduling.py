"""Schedules of prompts: said in plain words, shown as dates, saved by a button."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from commands.prompts.finding import all_series, categories, offer_categories, series_numbered
from commands.prompts.previewing import PREVIEW
from commands.prompts.schedule_form import FORM, filled, form_of, in_field, read, words
from commands.prompts.showing import dates, extras
from commands.prompts.stock import restock, stock_lines
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import AccessFound, ButtonPressed, Finding, FormSubmitted
from copbot.intents import CheckAccess, Intent, LookUp, Notice, OpenForm, Reply
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
    Small,
    Span,
    Tone,
    When,
    message,
    say,
)
from copbot.model.prompt_posts import JOB, PromptSeries, dates_of
from copbot.model.prompts import normal_category
from copbot.model.roles import Role
from copbot.model.tags import normal_tag
from copbot.model.timetable import Scheduled
from copbot.practice import Action, Answered, FormAction
from copbot.refs import ChannelRef, MemberId, RoleRef
from copbot.schedule import Schedule, describe, from_text, parse_schedule, parse_zone, to_text, zone_info

CHANGE = "prompt.reschedule"
_SAVE, _REDO, _DISCARD = "prompt.save", "prompt.redo", "prompt.discard"
_DRAFT = "draft"
_ACCESS = "prompt_access"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptScheduleDraft:
    """A schedule a facilitator has not saved yet, the `number`-th they began; `saved` is the last one they saved."""

    number: int = 0
    saved: int = 0
    rule: str = ""
    series: PromptSeries | None = None
    near: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePrompts:
    """The options of `/prompt schedule`."""

    when: Annotated[str, Opt(about="When, in plain words or cron: every second Tuesday at 9:30")]
    channel: Annotated[ChannelRef | None, Opt(about="Where; here when left out")] = None
    thread: Annotated[bool, Opt(about="Open a thread for the answers")] = True
    topic: Annotated[str | None, Opt(about="A tag to show with each prompt", max_length=40)] = None
    category: Annotated[
        str | None, Opt(about="Post only prompts of this kind", max_length=40, suggest=offer_categories)
    ] = None
    role: Annotated[RoleRef | None, Opt(about="A role or group to mention")] = None
    zone: Annotated[str | None, Opt(about="Time zone, such as Europe/Berlin; the community's when left out")] = None
    nudge: Annotated[bool, Opt(about="Remind once in the thread when nobody answered for a day")] = True


@command(
    "prompt schedule",
    SchedulePrompts,
    who=Role.FACILITATOR,
    example="/prompt schedule #general every second Tuesday at 9:30",
)
def schedule_prompts(args: SchedulePrompts, ctx: Context) -> Sequence[Intent]:
    """Post prompts in a channel on a schedule; shows the dates before anything is saved."""
    channel = args.channel or (None if ctx.place.is_direct else ctx.place.channel_ref)
    if channel is None:
        raise CopError(say("In which channel? Add {option} and its name.", option=Code("channel:")))
    series = PromptSeries(
        channel=channel,
        thread=args.thread,
        nudge=args.nudge,
        role=args.role,
        topic=normal_tag(args.topic) if args.topic else None,
        category=normal_category(args.category) if args.category else None,
        made_by=ctx.member.id,
    )
    zone = parse_zone(args.zone) if args.zone else ctx.community.zone
    return _offer(series, _rhythm(args.when, zone, ctx.now), ctx)


def begin(known: JobContext, series: PromptSeries, schedule: Schedule) -> Scheduled:
    """Keep a new series with its schedule, and look ahead how long the prompts last."""
    number = known.store.prompt_posts.add_series(series)
    scheduled = known.store.timetable.add(JOB, str(number), schedule, known.now)
    restock(known)
    return scheduled


def _rhythm(words: str, zone: str, now: datetime, *, instead_of: Schedule | None = None) -> Schedule:
    """Read a rhythm; dates left out and a pause stay from the one before."""
    schedule = parse_schedule(words, zone=zone, today=now.astimezone(zone_info(zone)).date())
    if instead_of is not None:
        schedule = replace(schedule, skip=instead_of.skip, paused_until=instead_of.paused_until)
    dates_of(schedule, now)
    return schedule


def _offer(series: PromptSeries, schedule: Schedule, ctx: Context) -> Sequence[Intent]:
    """Show a schedule that is not saved yet, and see whether the bot may post there."""
    before = ctx.store.preferences.get(ctx.member.id, PromptScheduleDraft)
    draft = replace(
        before,
        number=before.number + 1,
        rule=to_text(schedule),
        series=series,
        near=str(ctx.place.channel_ref) if ctx.place.channel_ref is not None and not ctx.place.is_direct else None,
    )
    ctx.store.preferences.put(ctx.member.id, draft)
    asked = LookUp(key=f"{_ACCESS}:{ctx.member.id}:{draft.number}", question=CheckAccess(series.channel))
    return [Reply(_offered(series, schedule, str(draft.number), ctx)), asked]


def _offered(series: PromptSeries, schedule: Schedule, row: str, ctx: Context) -> Message:
    special: list[Span] = [span for extra in extras(series) for span in (" · ", extra)]
    blocks: list[Block] = [
        Paragraph(
            (
                say(
                    "Prompts in {channel}: {rhythm}.",
                    channel=InChannel(series.channel),
                    rhythm=describe(schedule),
                ),
            )
        ),
        Paragraph(tuple(special[1:])),
        Paragraph((say("The next dates:"),)),
        dates(dates_of(schedule, ctx.now)),
    ]
    if series.category is not None and series.category not in categories(ctx):
        blocks.append(Paragraph((say("The bank has no prompt of the kind “{kind}” yet.", kind=series.category),)))
    blocks.append(Small((say("Nothing is saved yet."),)))
    buttons = (
        Button(say("Save"), Control(_SAVE, row), Tone.PRIMARY),
        Button(say("Change"), Control(_REDO, row)),
        Button(say("Discard"), Control(_DISCARD, row)),
    )
    return Message((*blocks, Buttons(buttons)))


def _save(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep what was shown."""
    series, schedule = _draft(ctx, pressed.control.row)
    _refuse_twin(ctx, series, to_text(schedule))
    dates_of(schedule, ctx.now)
    scheduled = begin(ctx, series, schedule) if series.id == 0 else _keep(ctx, series, schedule)
    number = int(pressed.control.row)
    ctx.store.preferences.put(ctx.member.id, PromptScheduleDraft(number=number, saved=number))
    channel = InChannel(series.channel)
    rhythm = describe(schedule)
    ctx.store.audit.add(
        ctx.member.id, say("scheduled prompts in {channel}: {rhythm}", channel=channel, rhythm=rhythm), ctx.now
    )
    return [Reply(_saved(series, scheduled, ctx), replace=True)]


def _saved(series: PromptSeries, scheduled: Scheduled, ctx: Context) -> Message:
    channel, rhythm = InChannel(series.channel), describe(scheduled.schedule)
    blocks: list[Block] = [Paragraph((say("Saved. Prompts in {channel}: {rhythm}.", channel=channel, rhythm=rhythm),))]
    first = dates_of(scheduled.schedule, ctx.now)[0]
    blocks.append(Paragraph((say("The next one: {when}.", when=When(first.at)),)))
    ahead = restock(ctx)
    blocks.extend(stock_lines(ahead))
    if ahead.fresh == 0:
        add, many = Code("/prompt add"), Code("/prompt import")
        blocks.append(Paragraph((say("The bank is empty. Fill it with {add} or {many}.", add=add, many=many),)))
    blocks.append(Buttons((Button(say("Preview"), Control(PREVIEW, scheduled.subject)),)))
    return Message(tuple(blocks))


def _keep(ctx: Context, series: PromptSeries, schedule: Schedule) -> Scheduled:
    """Change a series that runs; one paused for its channel runs again."""
    old, scheduled = series_numbered(ctx, str(series.id))
    ctx.store.prompt_posts.change_series(replace(series, gone=False))
    if old.category != series.category:
        ctx.store.prompts.release(series.id)
    return ctx.store.timetable.change(scheduled.id, schedule, ctx.now)


def _discard(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    _draft(ctx, pressed.control.row)
    draft = ctx.store.preferences.get(ctx.member.id, PromptScheduleDraft)
    ctx.store.preferences.put(ctx.member.id, replace(draft, series=None))
    return [Reply(message(say("Nothing was saved.")), replace=True)]


def _draft(ctx: Context, row: str) -> tuple[PromptSeries, Schedule]:
    """Give the draft a button belongs to.

    Raises: CopError when it was saved, discarded or replaced.
    """
    draft = ctx.store.preferences.get(ctx.member.id, PromptScheduleDraft)
    if row == str(draft.saved):
        raise CopError(say("That is saved already. {command} shows it.", command=Code("/prompt schedules")))
    if row != str(draft.number):
        raise _gone()
    return _drafted(ctx)


def _refuse_twin(ctx: Context, series: PromptSeries, rule: str) -> None:
    for other, scheduled in all_series(ctx):
        same = other.channel == series.channel and to_text(scheduled.schedule) == rule
        if same and other.id != series.id and other.category == series.category:
            raise CopError(say("Schedule {number} does the same already, so nothing was saved.", number=str(other.id)))


def _redo(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Open the form of a schedule that is not saved yet."""
    return [OpenForm(form_of(_DRAFT, filled(*_draft(ctx, pressed.control.row))))]


def _change(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Open the form of a schedule that runs."""
    return [OpenForm(form_of(pressed.control.row, filled(*_running(ctx, pressed.control.row))))]


def _submit(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Show the dates of what was filled in; nothing is saved before the button."""
    row = submitted.control.row
    series, schedule = _drafted(ctx) if row == _DRAFT else _running(ctx, row)
    when = words(submitted.values, "when")
    if when != str(describe(schedule)):  # the same words again must not begin every second week anew
        schedule = in_field("when", lambda: _rhythm(when, ctx.community.zone, ctx.now, instead_of=schedule))
    return _offer(read(submitted.values, series), schedule, ctx)


def _drafted(ctx: Context) -> tuple[PromptSeries, Schedule]:
    draft = ctx.store.preferences.get(ctx.member.id, PromptScheduleDraft)
    if draft.series is None:
        raise _gone()
    return draft.series, from_text(draft.rule)


def _running(ctx: Context, number: str) -> tuple[PromptSeries, Schedule]:
    series, scheduled = series_numbered(ctx, number)
    return series, replace(scheduled.schedule, paused_until=None) if series.gone else scheduled.schedule


def _gone() -> CopError:
    return CopError(say("That draft is gone. Please start again with {command}.", command=Code("/prompt schedule")))


def _may_post(key: str, found: Finding, known: JobContext) -> Sequence[Intent]:
    """Tell who schedules prompts when the bot may not post there, or open no thread."""
    member = MemberId(int(key.split(":")[1]))
    draft = known.store.preferences.get(member, PromptScheduleDraft)
    near = None if draft.near is None else ChannelRef.parse(draft.near)
    match found:
        case AccessFound(channel=channel, can_see=True, can_post=True, can_thread=can_thread):
            if can_thread or draft.series is None or not draft.series.thread:
                return []
            told = say("I may not open threads in {channel} yet:", channel=InChannel(channel))
        case AccessFound(channel=channel):
            told = say("I may not post in {channel} yet:", channel=InChannel(channel))
        case _:
            return []
    fixes = Bullets(tuple((fix,) for fix in found.fixes or (say("Invite me to the channel."),)))
    return [Notice(key=f"{key}:told", to=member, message=message(told, fixes), asked=True, near=near)]


COMMANDS = (schedule_prompts,)
ACTIONS = (
    Action(name=_SAVE, who=Role.FACILITATOR, handle=_save),
    Action(name=_REDO, who=Role.FACILITATOR, handle=_redo, reads=True),
    Action(name=_DISCARD, who=Role.FACILITATOR, handle=_discard),
    Action(name=CHANGE, who=Role.FACILITATOR, handle=_change, reads=True),
)
FORMS = (
    FormAction(
        name=FORM,
        who=Role.FACILITATOR,
        form=lambda submitted, _: form_of(submitted.control.row, submitted.values),
        handle=_submit,
    ),
)
ANSWERS = (Answered(prefix=_ACCESS, handle=_may_post),)
