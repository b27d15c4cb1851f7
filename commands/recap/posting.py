"""`/recap preview` and `/recap now`, and the recap that falls due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from commands.naming import house_here, house_of
from commands.recap.away import notices_to_absent
from commands.recap.gathering import gather
from commands.recap.telling import message_of
from copbot.command import NoOptions, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import JobDue
from copbot.intents import Declined, Intent, Post, Reply
from copbot.message import InChannel, message, say
from copbot.model.memory import SettingsBook
from copbot.model.recap import Recap, Recapped, RecapSettings, begin_of
from copbot.model.roles import Role
from copbot.practice import Job
from copbot.refs import ChannelRef

USUAL = timedelta(days=7)


@command("recap preview", NoOptions, who=Role.MEMBER, reads=True, example="/recap preview")
def recap_preview(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See what the next recap would say if it were posted now."""
    settings = ctx.store.settings.get(RecapSettings)
    recap = gather(ctx, _since(ctx.store.settings, ctx.now), ctx.now, house_here(ctx))
    if recap.is_empty:
        return [Reply(message(say("Nothing happened since the last one, so there would be no recap.")))]
    return [Reply(message_of(recap, name=ctx.community.name, chart=settings.chart))]


@command("recap now", NoOptions, who=Role.FACILITATOR, example="/recap now")
def recap_now(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Post a recap now; the schedule goes on as it was."""
    channel = ctx.store.settings.get(RecapSettings).channel or ctx.community.home or ctx.place.channel_ref
    if channel is None:
        raise CopError(say("I do not know where to post it. Choose a channel with /recap schedule."))
    recap, post = _told(ctx, channel, f"recap:now:{ctx.now.isoformat(timespec='seconds')}")
    if recap.is_empty:
        raise CopError(say("Nothing happened since the last recap, so there is nothing to post."))
    ctx.store.audit.add(ctx.member.id, say("a recap was posted by hand"), ctx.now)
    return [Reply(message(say("It is on its way to {channel}.", channel=InChannel(channel)))), post]


def recap_due(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Post the recap, or say why there is none."""
    channel = ctx.store.settings.get(RecapSettings).channel or ctx.community.home
    if channel is None:
        return [Declined(say("no channel is chosen for recaps"))]
    recap, post = _told(ctx, channel, f"recap:{job.schedule}:{job.nominal.isoformat(timespec='minutes')}")
    if recap.is_empty:
        return [Declined(say("nothing happened"))]
    return [post, *notices_to_absent(ctx, recap)]


def _told(ctx: JobContext, channel: ChannelRef, key: str) -> tuple[Recap, Post]:
    """Gather a recap and remember until when it told, unless it is empty."""
    settings = ctx.store.settings.get(RecapSettings)
    recap = gather(ctx, _since(ctx.store.settings, ctx.now), ctx.now, house_of(channel))
    if not recap.is_empty:
        told = ctx.store.settings.get(Recapped)
        ctx.store.settings.put(Recapped(recap=ctx.now, roundup=told.roundup))
    said = message_of(recap, name=ctx.community.name, chart=settings.chart)
    return recap, Post(key=key, to=channel, message=said, expires_at=ctx.now + timedelta(days=2))


def _since(settings: SettingsBook, now: datetime) -> datetime:
    return begin_of(now, settings.get(Recapped).recap, USUAL)


COMMANDS = (recap_preview, recap_now)
JOB = Job(kind="recap", grace=timedelta(hours=24), handle=recap_due)
