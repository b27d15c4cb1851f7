"""The coming prompt before anybody else sees it: post it now, skip the date, take another, reword it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from commands.prompts.finding import (
    chosen,
    find_prompt,
    find_series,
    in_bank,
    next_prompt,
    offer_prompts,
    offer_series,
    series_numbered,
)
from commands.prompts.posting import publish
from commands.prompts.showing import card_of, drew, source_of
from commands.prompts.stock import restock
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Button,
    Buttons,
    Code,
    Control,
    InChannel,
    Message,
    Paragraph,
    Said,
    Tone,
    When,
    message,
    say,
)
from copbot.model.prompt_posts import PromptSeries
from copbot.model.prompts import Prompt, Standing
from copbot.model.roles import Role
from copbot.model.timetable import Scheduled
from copbot.practice import Action
from copbot.refs import ChannelRef

EDIT = "prompt.edit"
PREVIEW = "prompt.preview"
_POST, _SKIP, _ANOTHER = "prompt.post", "prompt.skip", "prompt.another"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSchedule:
    """The options of commands about one schedule."""

    schedule: Annotated[str | None, Opt(about="Which one: its number or channel", suggest=offer_series)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNow:
    """The options of `/prompt now`."""

    prompt: Annotated[str | None, Opt(about="Which one: its number or some words of it", suggest=offer_prompts)] = None
    channel: Annotated[ChannelRef | None, Opt(about="Where; here when left out")] = None


@command("prompt preview", OneSchedule, who=Role.FACILITATOR, example="/prompt preview")
def preview_prompt(args: OneSchedule, ctx: Context) -> Sequence[Intent]:
    """Show the coming prompt, with buttons to post, skip, exchange or reword it."""
    return [Reply(preview(ctx, *find_series(ctx, args.schedule)))]


@command("prompt reroll", OneSchedule, who=Role.FACILITATOR, example="/prompt reroll")
def reroll_prompt(args: OneSchedule, ctx: Context) -> Sequence[Intent]:
    """Choose another prompt for the next date; this one goes to the end of the line."""
    series, scheduled = find_series(ctx, args.schedule)
    return [Reply(_another(ctx, series, scheduled, next_prompt(ctx, series)))]


@command("prompt now", PostNow, who=Role.FACILITATOR, example="/prompt now 12")
def post_now(args: PostNow, ctx: Context) -> Sequence[Intent]:
    """Post a prompt at once; the schedules stay as they are."""
    channel = args.channel or (None if ctx.place.is_direct else ctx.place.channel_ref)
    if channel is None:
        raise CopError(say("In which channel? Add {option} and its name.", option=Code("channel:")))
    series = PromptSeries(channel=channel)
    number = next_prompt(ctx, series) if args.prompt is None else _ready(ctx, args.prompt).id
    if number is None:
        raise _empty()
    posted = publish(ctx, series, number, key=_key_now(number, ctx.now), by=ctx.member.id)
    restock(ctx)
    ctx.store.audit.add(ctx.member.id, say("posted a prompt in {channel}", channel=InChannel(channel)), ctx.now)
    return [Reply(message(say("It is on its way to {channel}.", channel=InChannel(channel)))), *posted]


def preview(ctx: Context, series: PromptSeries, scheduled: Scheduled, *notes: Said) -> Message:
    """Show what a series posts next, which stays so until somebody chooses another one."""
    blocks: list[Block] = [Paragraph((note,)) for note in notes]
    number = next_prompt(ctx, series)
    blocks.append(Paragraph((_when(series, scheduled),)))
    if number is None:
        blocks.append(Paragraph((_empty().sentence,)))
        return Message(tuple(blocks))
    prompt = ctx.store.prompts.hold(number, series.id)
    facts = ((say("From"), (source_of(prompt),)), (say("So far"), (drew(prompt),)))
    blocks += [card_of(prompt.words, *facts), Buttons(_buttons(series, scheduled, prompt))]
    return Message(tuple(blocks))


def _buttons(series: PromptSeries, scheduled: Scheduled, prompt: Prompt) -> tuple[Button, ...]:
    row = f"{series.id}.{prompt.id}"
    nominal = scheduled.next_nominal
    skip = () if nominal is None else (Button(say("Skip next"), Control(_SKIP, f"{series.id}.{_named(nominal)}")),)
    return (
        Button(say("Post now"), Control(_POST, row), Tone.PRIMARY),
        *skip,
        Button(say("Another one"), Control(_ANOTHER, row)),
        Button(say("Edit"), Control(EDIT, str(prompt.id))),
    )


def _when(series: PromptSeries, scheduled: Scheduled) -> Said:
    channel = InChannel(series.channel)
    if series.gone:
        return say("Prompts in {channel} are paused: the channel is gone. This would be next:", channel=channel)
    if scheduled.next_at is None:
        return say("This schedule for {channel} is over. This would be next:", channel=channel)
    return say("Next in {channel}, {when}:", channel=channel, when=When(scheduled.next_at))


def _press_preview(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(preview(ctx, *series_numbered(ctx, pressed.control.row)))]


def _press_post(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Post the previewed prompt now; a second press finds that it is not the next any more."""
    series, scheduled, number = _pressed(pressed, ctx)
    if ctx.store.prompts.waiting(series.id) != number:
        return [_as_it_is(ctx, series, scheduled)]
    posted = publish(ctx, series, number, key=_key_now(number, ctx.now), by=ctx.member.id)
    restock(ctx)
    channel = InChannel(series.channel)
    ctx.store.audit.add(ctx.member.id, say("posted a prompt in {channel}", channel=channel), ctx.now)
    done = say("It is on its way to {channel}. The schedule stays as it is.", channel=channel)
    return [Reply(preview(ctx, series, scheduled, done), replace=True), *posted]


def _press_skip(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Skip the date that was shown; a second press skips no other."""
    number, _, nominal = pressed.control.row.partition(".")
    series, scheduled = series_numbered(ctx, number)
    if scheduled.next_nominal is None or _named(scheduled.next_nominal) != nominal:
        return [_as_it_is(ctx, series, scheduled)]
    following, told = skip_next(ctx, series, scheduled)
    return [Reply(preview(ctx, series, following, told), replace=True)]


def skip_next(ctx: Context, series: PromptSeries, scheduled: Scheduled) -> tuple[Scheduled, Said]:
    """Leave out a series' next date; gives how it stands then, and what to say.

    Raises: CopError when there is no next date.
    """
    if scheduled.next_at is None:
        raise CopError(say("Nothing is due in {channel} that I could skip.", channel=InChannel(series.channel)))
    why = say("{name} skipped it.", name=ctx.member.name)
    following = ctx.store.timetable.skip_next(scheduled.id, why)
    skipped = say("skipped a prompt in {channel}", channel=InChannel(series.channel))
    ctx.store.audit.add(ctx.member.id, skipped, ctx.now)
    restock(ctx)
    return following, say("Skipped {when}.", when=When(scheduled.next_at))


def _press_another(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Exchange the previewed prompt; an old preview exchanges nothing."""
    series, scheduled, number = _pressed(pressed, ctx)
    if ctx.store.prompts.waiting(series.id) != number:
        return [_as_it_is(ctx, series, scheduled)]
    return [Reply(_another(ctx, series, scheduled, number), replace=True)]


def _another(ctx: Context, series: PromptSeries, scheduled: Scheduled, number: int | None) -> Message:
    if number is None:
        raise _empty()
    ctx.store.prompts.pass_over(number, ctx.now)
    other = chosen(ctx, series.category)
    if other is None or other == number:
        raise CopError(say("There is no other prompt to choose. Add some with {add}.", add=Code("/prompt add")))
    ctx.store.prompts.hold(other, series.id)
    return preview(ctx, series, scheduled, say("Another one; the one before goes to the end of the line."))


def _pressed(pressed: ButtonPressed, ctx: Context) -> tuple[PromptSeries, Scheduled, int]:
    number, _, prompt = pressed.control.row.partition(".")
    series, scheduled = series_numbered(ctx, number)
    return series, scheduled, int(prompt)


def _as_it_is(ctx: Context, series: PromptSeries, scheduled: Scheduled) -> Reply:
    note = say("That preview was out of date and nothing was changed. This is how it stands now:")
    return Reply(preview(ctx, series, scheduled, note), replace=True)


def _ready(ctx: Context, typed: str) -> Prompt:
    """Find a prompt that may be posted.

    Raises: CopError when there is none, or it is not ready.
    """
    prompt = in_bank(ctx, find_prompt(ctx, typed))
    if prompt.standing is not Standing.READY:
        raise CopError(
            say("#{number} is not in use. {list} shows those that are.", number=prompt.id, list=Code("/prompt list"))
        )
    return prompt


def _empty() -> CopError:
    return CopError(
        say(
            "There is no prompt to post. Add one with {add}, paste many with {many}, or choose a pack in {setup}.",
            add=Code("/prompt add"),
            many=Code("/prompt import"),
            setup=Code("/cop setup"),
        )
    )


def _key_now(prompt: int, now: datetime) -> str:
    return f"prompt:now:{prompt}:{now.isoformat(timespec='seconds')}"


def _named(nominal: datetime) -> str:
    return nominal.isoformat(timespec="minutes")


COMMANDS = (preview_prompt, reroll_prompt, post_now)
ACTIONS = (
    Action(name=PREVIEW, who=Role.FACILITATOR, handle=_press_preview),
    Action(name=_POST, who=Role.FACILITATOR, handle=_press_post),
    Action(name=_SKIP, who=Role.FACILITATOR, handle=_press_skip),
    Action(name=_ANOTHER, who=Role.FACILITATOR, handle=_press_another),
)
