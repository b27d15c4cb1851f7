"""Prompts on their way out: posted when due, nudged once, and answers counted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from commands.prompts.finding import chosen, tell_facilitators
from commands.prompts.showing import credit_of, post_of, title_of
from copbot.context import Context, JobContext
from copbot.errors import Failure
from copbot.events import ChannelGone, DeliveryFailed, JobDue, MessagePosted
from copbot.intents import Declined, Intent, Notice, OpenThread, Post, Sent, ThreadOf
from copbot.message import Code, InChannel, Message, Said, message, say
from copbot.model.prompt_posts import JOB, Posting, PromptSeries
from copbot.practice import Job, Observer, Watcher
from copbot.refs import MemberId

_GRACE = timedelta(hours=6)
_NUDGE = "prompt_nudge"
_NUDGE_AFTER = timedelta(hours=24)
_NUDGE_GRACE = timedelta(hours=2)
_PREFIX = "prompt:"
_THREAD = ":thread"


def publish(
    known: JobContext, series: PromptSeries, prompt: int, *, key: str, by: MemberId | None = None
) -> list[Intent]:
    """Post a prompt as a series does, and have an unanswered one nudged a day later."""
    posted = known.store.prompts.use(prompt, known.now)
    posting = known.store.prompt_posts.post(
        key=key, prompt=prompt, series=series.id or None, channel=series.channel, now=known.now, by=by
    )
    credit = None if posted.suggested_by is None else credit_of(known, posted.suggested_by, series.channel)
    shown = post_of(posted.words, series, credit)
    intents: list[Intent] = [Post(key=key, to=series.channel, message=shown)]
    if series.thread:
        intents.append(OpenThread(key=key + _THREAD, on=Sent(key), title=title_of(posted.words)))
        if series.nudge:
            known.store.timetable.once(_NUDGE, str(posting), known.now + _NUDGE_AFTER)
    return intents


def _fall_due(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Post the next prompt of a series."""
    due = known.store.prompt_posts.due(int(job.subject))
    if due is None:
        return [Declined(say("This schedule was removed."))]
    series, waiting = due
    prompt = waiting if waiting is not None else chosen(known, series.category)
    if prompt is None:
        empty = message(
            say(
                "There was no prompt to post in {channel}: the bank is empty. Fill it with {add} or {many}.",
                channel=InChannel(series.channel),
                add=Code("/prompt add"),
                many=Code("/prompt import"),
            )
        )
        key = f"prompt_empty:{series.id}:{job.nominal:%Y-%m}"
        return [Declined(_nothing(series)), *tell_facilitators(known, key, empty, near=known.community.home)]
    return publish(known, series, prompt, key=f"{_PREFIX}{series.id}:{job.nominal.isoformat(timespec='minutes')}")


def _nothing(series: PromptSeries) -> Said:
    if series.category is None:
        return say("The bank of prompts is empty.")
    return say("The bank has no prompt of the kind “{category}”.", category=series.category)


def _nudge(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Say one line in the thread of a prompt that nobody answered."""
    posting = known.store.prompt_posts.posting(int(job.subject))
    if posting is None or known.store.prompt_posts.is_answered(posting.id):
        return [Declined(say("There was nothing to nudge."))]
    words = say("Nobody has answered yet. Two lines are enough: what comes to your mind first?")
    return [
        Post(
            key=f"{_NUDGE}:{posting.id}",
            to=ThreadOf(Sent(posting.key)),
            message=message(words),
            expires_at=known.now + _NUDGE_GRACE,
        )
    ]


def _is_answer(posted: MessagePosted, ctx: Context) -> bool:
    return posted.thread is not None and (ctx.store.posts.key_of(posted.thread) or "").startswith(_PREFIX)


def _count_answer(posted: MessagePosted, ctx: Context) -> Sequence[Intent]:
    """Count who answered a prompt and when; never what they said."""
    key = ctx.store.posts.key_of(posted.thread) if posted.thread is not None else None
    posting = ctx.store.prompt_posts.posting_of((key or "").removesuffix(_THREAD))
    if posting is not None:
        ctx.store.prompt_posts.answered(posting.id, ctx.member.id, ctx.now)
    return []


def _is_lost(failed: DeliveryFailed, _: JobContext) -> bool:
    gone = failed.failure == Failure.DESTINATION_GONE
    return gone and failed.key.startswith(_PREFIX) and not failed.key.endswith(_THREAD)


def _take_back(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Take back a post whose channel is gone, pause its series, and say so once."""
    posting = known.store.prompt_posts.posting_of(failed.key)
    if posting is None:
        return []
    known.store.prompt_posts.unpost(posting)
    known.store.timetable.cancel(_NUDGE, str(posting.id))
    if posting.by is not None:
        return [_tell_poster(posting, posting.by)]
    series = known.store.prompt_posts.series(posting.series) if posting.series is not None else None
    return [] if series is None else _pause(known, series)


def _tell_poster(posting: Posting, by: MemberId) -> Notice:
    words = say(
        "I could not post in {channel}: it is gone, or I may not write there. Invite me, or choose another channel.",
        channel=InChannel(posting.channel),
    )
    return Notice(key=f"prompt_lost:{posting.id}", to=by, message=message(words), asked=True)


def _posts_there(gone: ChannelGone, known: JobContext) -> bool:
    return any(not series.gone for series in known.store.prompt_posts.series_in(gone.channel))


def _pause_all(gone: ChannelGone, known: JobContext) -> Sequence[Intent]:
    """Pause the series of a channel that is gone."""
    return [one for series in known.store.prompt_posts.series_in(gone.channel) for one in _pause(known, series)]


def _pause(known: JobContext, series: PromptSeries) -> Sequence[Intent]:
    """Pause a series until somebody resumes it; facilitators hear of it the first time."""
    timed = next((one for one in known.store.timetable.all(JOB) if one.subject == str(series.id)), None)
    if series.gone or timed is None:
        return []
    known.store.prompt_posts.change_series(replace(series, gone=True))
    known.store.timetable.change(timed.id, replace(timed.schedule, paused_until=date.max), known.now)
    return tell_facilitators(
        known, f"prompt_gone:{series.id}:{known.now:%Y-%m-%dT%H:%M}", _gone(series), near=known.community.home
    )


def _gone(series: PromptSeries) -> Message:
    return message(
        say(
            "Prompts in {channel} are paused: the channel is gone, archived, or closed to me.",
            channel=InChannel(series.channel),
        ),
        say(
            "When it is back, {resume} goes on; {schedules} lets you choose another channel.",
            resume=Code(f"/prompt resume {series.id}"),
            schedules=Code("/prompt schedules"),
        ),
    )


JOBS = (
    Job(kind=JOB, grace=_GRACE, handle=_fall_due),
    Job(kind=_NUDGE, grace=_NUDGE_GRACE, handle=_nudge),
)
WATCHERS = (Watcher(on=MessagePosted, wants=_is_answer, handle=_count_answer),)
OBSERVERS = (
    Observer(on=DeliveryFailed, wants=_is_lost, handle=_take_back),
    Observer(on=ChannelGone, wants=_posts_there, handle=_pause_all),
)
