"""The first prompts and the first recap: begun by the set-up, edited when it runs again."""

from dataclasses import replace

from commands.prompts.finding import all_series
from commands.prompts.scheduling import begin
from commands.recap.scheduling import Kind, save_schedule
from copbot.context import Context
from copbot.model.prompt_posts import PromptSeries
from copbot.model.set_up import SetUpDraft, channel_of, schedule_of, words_of
from copbot.model.timetable import Scheduled


def first_prompts(ctx: Context) -> tuple[PromptSeries, Scheduled] | None:
    """Give the series of prompts the set-up speaks of: the oldest."""
    return min(all_series(ctx), key=lambda one: int(one[1].subject), default=None)


def recaps(ctx: Context) -> Scheduled | None:
    """Give the schedule of the recap."""
    return next(iter(ctx.store.timetable.all(Kind.RECAP.value)), None)


def keep_prompts(draft: SetUpDraft, ctx: Context) -> None:
    """Begin the prompts the draft asks for, or change those there are; without words nothing is touched."""
    channel = channel_of(draft.prompts_in)
    if channel is None or not draft.prompt_words:
        return
    there = first_prompts(ctx)
    if there is None:
        schedule = schedule_of(draft.prompt_words, draft.zone, ctx.now)
        begin(ctx, PromptSeries(channel=channel, made_by=ctx.member.id), schedule)
        return
    series, scheduled = there
    if series.channel != channel:
        ctx.store.prompt_posts.change_series(replace(series, channel=channel, gone=False))
    if draft.prompt_words != words_of(scheduled.schedule, draft.zone):
        changed = schedule_of(draft.prompt_words, draft.zone, ctx.now)
        ctx.store.timetable.change(scheduled.id, replace(changed, skip=scheduled.schedule.skip), ctx.now)


def keep_recap(draft: SetUpDraft, ctx: Context) -> None:
    """Begin the recap the draft asks for, or change the one there is; without words nothing is touched."""
    channel, there = channel_of(draft.recap_in), recaps(ctx)
    if channel is None or not draft.recap_words:
        return
    if there is None or draft.recap_words != words_of(there.schedule, draft.zone):
        save_schedule(ctx, Kind.RECAP, schedule_of(draft.recap_words, draft.zone, ctx.now), channel)


def move_zone(old: str, new: str, ctx: Context) -> None:
    """Let the schedules that kept to the community's zone keep to its new one."""
    for one in ctx.store.timetable.all():
        if one.schedule.zone == old:
            ctx.store.timetable.change(one.id, replace(one.schedule, zone=new), ctx.now)
