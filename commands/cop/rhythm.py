"""The first prompts and the first recap: begun by the set-up, edited when it runs again."""

from dataclasses import replace

from commands.prompts.finding import all_series
from commands.prompts.scheduling import begin
from copbot.context import Context
from copbot.model.prompt_posts import PromptSeries
from copbot.model.set_up import SetUpDraft, channel_of, schedule_of, words_of
from copbot.model.timetable import Scheduled

RECAP = "recap"
"""The kind of the schedule that recaps fall due by, and its subject: a community has one."""


def first_prompts(ctx: Context) -> tuple[PromptSeries, Scheduled] | None:
    """Give the series of prompts the set-up speaks of: the oldest."""
    return min(all_series(ctx), key=lambda one: int(one[1].subject), default=None)


def recaps(ctx: Context) -> Scheduled | None:
    """Give the schedule of the recap."""
    return next(iter(ctx.store.timetable.all(RECAP)), None)


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
    _reword(scheduled, draft.prompt_words, draft.zone, ctx)


def keep_recap(draft: SetUpDraft, ctx: Context) -> None:
    """Begin the recap the draft asks for, or change the one there is; without words nothing is touched."""
    if not draft.recap_words:
        return
    there = recaps(ctx)
    if there is None:
        ctx.store.timetable.add(RECAP, RECAP, schedule_of(draft.recap_words, draft.zone, ctx.now), ctx.now)
    else:
        _reword(there, draft.recap_words, draft.zone, ctx)


def move_zone(old: str, new: str, ctx: Context) -> None:
    """Let the schedules that kept to the community's zone keep to its new one."""
    for one in ctx.store.timetable.all():
        if one.schedule.zone == old:
            ctx.store.timetable.change(one.id, replace(one.schedule, zone=new), ctx.now)


def _reword(there: Scheduled, words: str, zone: str, ctx: Context) -> None:
    if words != words_of(there.schedule, zone):
        changed = replace(schedule_of(words, zone, ctx.now), skip=there.schedule.skip)
        ctx.store.timetable.change(there.id, changed, ctx.now)
