"""Schedules of prompts that run: listed, skipped, paused, resumed, removed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from commands.prompts.finding import all_series, find_series, offer_series, series_choice, series_numbered
from commands.prompts.previewing import PREVIEW, OneSchedule, skip_next
from commands.prompts.scheduling import CHANGE
from commands.prompts.showing import dates, series_line
from commands.prompts.stock import restock
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Bullets,
    Button,
    Buttons,
    Control,
    InChannel,
    Menu,
    Message,
    Paragraph,
    Said,
    Tone,
    When,
    message,
    say,
)
from copbot.model.prompt_posts import JOB, PromptSeries
from copbot.model.roles import Role
from copbot.model.timetable import Scheduled
from copbot.practice import Action
from copbot.schedule import Occurrence, Schedule, next_occurrence, parse_day, upcoming, zone_info

_SHOW, _REMOVE, _REALLY = "prompt.schedule", "prompt.remove", "prompt.removed"
_MOST_CHOICES = 25
_SHOWN = 3
_BETWEEN = re.compile(r"[,;\n]|\s+and\s+")
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipDates:
    """The options of `/prompt skip`."""

    schedule: Annotated[str | None, Opt(about="Which one: its number or channel", suggest=offer_series)] = None
    dates: Annotated[str | None, Opt(about="Days to leave out: 24 Dec, 31 Dec; the next one when left out")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseUntil:
    """The options of `/prompt pause`."""

    until: Annotated[str, Opt(about="The first day with prompts again: 7 January, in 3 weeks")]
    schedule: Annotated[str | None, Opt(about="Which one: its number or channel", suggest=offer_series)] = None


@command("prompt schedules", OneSchedule, who=Role.FACILITATOR)
def show_schedules(args: OneSchedule, ctx: Context) -> Sequence[Intent]:
    """List the schedules of prompts, or show one with its next dates."""
    there = all_series(ctx)
    if args.schedule is not None or len(there) <= 1:
        return [Reply(_detail(*find_series(ctx, args.schedule)))]
    return [Reply(_listed(there))]


@command("prompt skip", SkipDates, who=Role.FACILITATOR, example="/prompt skip 24 Dec, 31 Dec")
def skip_dates(args: SkipDates, ctx: Context) -> Sequence[Intent]:
    """Leave out the next date of a schedule, or the days you name."""
    named, wanted = args.schedule, args.dates or ""
    if named is None and wanted.strip().lstrip("#").isdecimal():
        named, wanted = wanted, ""
    series, scheduled = find_series(ctx, named)
    if not wanted:
        following, told = skip_next(ctx, series, scheduled)
        return [Reply(_then(series, following, told))]
    today = _today(scheduled.schedule, ctx.now)
    days = [parse_day(part, today=today) for part in _BETWEEN.split(wanted) if part.strip()]
    for day in days:
        if not _falls_on(scheduled.schedule, day):
            raise CopError(say("No prompt is due on {day}, so nothing was changed.", day=day.isoformat()))
    rule = replace(scheduled.schedule, skip=scheduled.schedule.skip | frozenset(days))
    named = ", ".join(day.isoformat() for day in days)
    following = _change(ctx, scheduled, rule, after=_before_next(scheduled, ctx.now))
    _write_down(ctx, say("left out {days} in {channel}", days=named, channel=InChannel(series.channel)))
    return [Reply(_then(series, following, say("Left out: {days}.", days=named)))]


@command("prompt pause", PauseUntil, who=Role.FACILITATOR, example="/prompt pause 7 January")
def pause_schedule(args: PauseUntil, ctx: Context) -> Sequence[Intent]:
    """Post no prompts until a day."""
    series, scheduled = find_series(ctx, args.schedule)
    today = _today(scheduled.schedule, ctx.now)
    until = parse_day(args.until, today=today)
    if until == today:
        raise CopError(say("A pause that ends today changes nothing. Name a later day."))
    ctx.store.prompt_posts.change_series(replace(series, gone=False))
    following = _change(ctx, scheduled, replace(scheduled.schedule, paused_until=until), after=ctx.now)
    channel = InChannel(series.channel)
    _write_down(ctx, say("paused prompts in {channel} until {day}", channel=channel, day=until.isoformat()))
    return [Reply(_then(replace(series, gone=False), following, say("Paused until {day}.", day=until.isoformat())))]


@command("prompt resume", OneSchedule, who=Role.FACILITATOR, example="/prompt resume")
def resume_schedule(args: OneSchedule, ctx: Context) -> Sequence[Intent]:
    """End a pause now."""
    series, scheduled = find_series(ctx, args.schedule)
    if scheduled.schedule.paused_until is None:
        raise CopError(say("Prompts in {channel} are not paused.", channel=InChannel(series.channel)))
    ctx.store.prompt_posts.change_series(replace(series, gone=False))
    following = _change(ctx, scheduled, replace(scheduled.schedule, paused_until=None), after=ctx.now)
    _write_down(ctx, say("resumed prompts in {channel}", channel=InChannel(series.channel)))
    return [Reply(_then(replace(series, gone=False), following, say("Prompts go on.")))]


@command("prompt unschedule", OneSchedule, who=Role.FACILITATOR, example="/prompt unschedule 3")
def remove_schedule(args: OneSchedule, ctx: Context) -> Sequence[Intent]:
    """Remove a schedule; the bank and what was posted stay."""
    return [Reply(_ask_to_remove(*find_series(ctx, args.schedule)))]


def _press_show(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    number = pressed.values[0] if pressed.values else pressed.control.row
    return [Reply(_detail(*series_numbered(ctx, number)), replace=True)]


def _press_remove(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_ask_to_remove(*series_numbered(ctx, pressed.control.row)), replace=True)]


def _press_really(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Remove a schedule for good."""
    series, _ = series_numbered(ctx, pressed.control.row)
    ctx.store.prompts.release(series.id)
    ctx.store.timetable.cancel(JOB, str(series.id))
    ctx.store.prompt_posts.remove_series(series.id)
    restock(ctx)
    _write_down(ctx, say("removed the prompts in {channel}", channel=InChannel(series.channel)))
    return [Reply(message(say("Removed. The bank and what was posted stay.")), replace=True)]


def _listed(there: Sequence[tuple[PromptSeries, Scheduled]]) -> Message:
    lines = Bullets(tuple(series_line(series, scheduled) for series, scheduled in there))
    choices = tuple(series_choice(series, scheduled) for series, scheduled in there[:_MOST_CHOICES])
    return Message((lines, Menu(say("Choose one to change"), Control(_SHOW), choices)))


def _detail(series: PromptSeries, scheduled: Scheduled) -> Message:
    row = str(series.id)
    buttons = (
        Button(say("Preview"), Control(PREVIEW, row), Tone.PRIMARY),
        Button(say("Change"), Control(CHANGE, row)),
        Button(say("Remove"), Control(_REMOVE, row), Tone.DANGER),
    )
    return Message((Paragraph(series_line(series, scheduled)), dates(_coming(scheduled)), Buttons(buttons)))


def _ask_to_remove(series: PromptSeries, scheduled: Scheduled) -> Message:
    buttons = (
        Button(say("Remove it"), Control(_REALLY, str(series.id)), Tone.DANGER),
        Button(say("Keep it"), Control(_SHOW, str(series.id))),
    )
    asked = say("Remove this schedule? Its prompts stay in the bank.")
    return Message((Paragraph((asked,)), Paragraph(series_line(series, scheduled)), Buttons(buttons)))


def _then(series: PromptSeries, scheduled: Scheduled, told: Said) -> Message:
    """Say what was done, and what comes then."""
    if scheduled.next_at is None:
        return message(told, say("Nothing follows in {channel}.", channel=InChannel(series.channel)))
    channel = InChannel(series.channel)
    return message(told, say("Next in {channel}: {when}.", channel=channel, when=When(scheduled.next_at)))


def _change(ctx: Context, scheduled: Scheduled, rule: Schedule, *, after: datetime) -> Scheduled:
    changed = ctx.store.timetable.change(scheduled.id, rule, after)
    restock(ctx)
    return changed


def _write_down(ctx: Context, what: Said) -> None:
    ctx.store.audit.add(ctx.member.id, what, ctx.now)


def _coming(scheduled: Scheduled) -> tuple[Occurrence, ...]:
    """Give the next three dates; a date skipped by hand is not among them."""
    if scheduled.next_at is None or scheduled.next_nominal is None:
        return ()
    first = Occurrence(scheduled.next_nominal, scheduled.next_at)
    return (first, *upcoming(scheduled.schedule, first, _SHOWN - 1))


def _before_next(scheduled: Scheduled, now: datetime) -> datetime:
    """Give the moment before the next date, so that what was skipped by hand does not come back."""
    return now if scheduled.next_at is None else max(now, scheduled.next_at - _MOMENT)


def _falls_on(schedule: Schedule, day: date) -> bool:
    before = datetime.combine(day, time()) - _MOMENT
    found = next_occurrence(schedule, Occurrence(before, before))
    return found is not None and found.nominal.date() == day


def _today(schedule: Schedule, now: datetime) -> date:
    return now.astimezone(zone_info(schedule.zone)).date()


COMMANDS = (show_schedules, skip_dates, pause_schedule, resume_schedule, remove_schedule)
ACTIONS = (
    Action(name=_SHOW, who=Role.FACILITATOR, handle=_press_show),
    Action(name=_REMOVE, who=Role.FACILITATOR, handle=_press_remove),
    Action(name=_REALLY, who=Role.FACILITATOR, handle=_press_really),
)
