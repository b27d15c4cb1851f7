"""`/cop next`: what is scheduled, in the reader's own time, and why anything was left out."""

from collections.abc import Sequence
from datetime import date, timedelta

from commands.recap.kinds import is_shared, kind_of
from copbot.command import NoOptions, command
from copbot.context import Context, JobContext
from copbot.events import JobDue
from copbot.intents import Intent, Notice, Reply
from copbot.message import Block, Bullets, Heading, InChannel, Line, Message, Paragraph, Said, Small, When, message, say
from copbot.model.meetups import JOB as MEETUPS
from copbot.model.recap import RecapSettings
from copbot.model.roles import Appointments, Role
from copbot.model.timetable import Happened, Outcome, Scheduled
from copbot.practice import Observer
from copbot.refs import ChannelRef
from copbot.schedule import describe

_LOOKING_BACK = timedelta(days=14)
_MOST = 10


@command("cop next", NoOptions, who=Role.GUEST, reads=True, example="/cop next")
def cop_next(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See what is scheduled, and why something was skipped or missed."""
    return [Reply(Message(tuple(coming_up(ctx))))]


def coming_up(ctx: Context) -> list[Block]:
    """List what falls due next, and what was skipped or missed in the last two weeks."""
    scheduled = coming_lines(ctx, _MOST)
    blocks: list[Block] = [Heading(say("Coming up"))]
    if scheduled:
        blocks.append(Bullets(scheduled))
    else:
        blocks.append(Paragraph((say("Nothing is scheduled yet. Facilitators begin with /prompt schedule."),)))
    history = ctx.store.timetable.history(ctx.now - _LOOKING_BACK)
    left_out = [one for one in history if one.outcome is not Outcome.DONE and is_shared(one.kind)]
    if left_out:
        blocks += [Heading(say("Left out lately")), Bullets(tuple(_left_out(one, ctx) for one in left_out[:_MOST]))]
    if scheduled:
        kept = say("Times are yours; schedules keep to the zone of the community ({zone}).", zone=ctx.community.zone)
        blocks.append(Small((kept,)))
    return blocks


def coming_lines(ctx: Context, most: int) -> tuple[Line, ...]:
    """Say of each schedule when it falls due next, soonest first."""
    return tuple(_coming(one, ctx) for one in ctx.store.timetable.all()[:most])


def _what(kind: str, subject: str, ctx: Context) -> Said:
    """Say which schedule it is: its kind, and where it posts."""
    where = _where(kind, subject, ctx)
    what = _named(kind, subject, ctx)
    if where is None:
        return what
    return say("{what} in {channel}", what=what, channel=InChannel(where))


def _named(kind: str, subject: str, ctx: Context) -> Said:
    """Say what kind of schedule it is; meetups have names of their own."""
    series = ctx.store.meetups.series(int(subject)) if kind == MEETUPS else None
    return kind_of(kind) if series is None else say("Meetups “{name}”", name=series.name)


def _where(kind: str, subject: str, ctx: Context) -> ChannelRef | None:
    home = ctx.community.home
    match kind:
        case "prompt":
            series = ctx.store.prompt_posts.series(int(subject))
            return None if series is None else series.channel
        case "meetup":
            meetups = ctx.store.meetups.series(int(subject))
            return None if meetups is None else meetups.channel
        case "recap":
            return ctx.store.settings.get(RecapSettings).channel or home
        case "roundup":
            settings = ctx.store.settings.get(RecapSettings)
            return settings.roundup_channel or settings.channel or home
        case _:
            return None


def _coming(one: Scheduled, ctx: Context) -> Line:
    what = _what(one.kind, one.subject, ctx)
    rhythm = describe(one.schedule)
    if one.schedule.paused_until == date.max:
        return (say("{what}: paused, because its channel is gone ({rhythm})", what=what, rhythm=rhythm),)
    if one.schedule.paused_until is not None:
        until = one.schedule.paused_until.isoformat()
        return (say("{what}: paused until {until} ({rhythm})", what=what, until=until, rhythm=rhythm),)
    if one.next_at is None:
        return (say("{what}: will not fall due again ({rhythm})", what=what, rhythm=rhythm),)
    return (say("{what}: {when} ({rhythm})", what=what, when=When(one.next_at), rhythm=rhythm),)


def _left_out(one: Happened, ctx: Context) -> Line:
    what, when = _what(one.kind, one.subject, ctx), When(one.due_at)
    if one.outcome is Outcome.MISSED:
        why: Said = one.why or say("I was not running then")
        return (say("{what} of {when} was missed: {why}", what=what, when=when, why=why),)
    return (say("{what} of {when} was skipped: {why}", what=what, when=when, why=one.why or say("no reason was kept")),)


def tell_missed(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Tell facilitators that something was missed, once for each outage."""
    if not is_shared(job.kind):
        return []
    outage = ctx.now.strftime("%Y-%m-%dT%H")
    words = say(
        "I was not running when something fell due: the {what} of {when} was missed. See /cop next.",
        what=kind_of(job.kind),
        when=When(job.due_at),
    )
    named = ctx.store.settings.get(Appointments).facilitators
    return [Notice(key=f"missed:{outage}:{member}", to=member, message=message(words)) for member in named]


MISSED = Observer(on=JobDue, wants=lambda job, _: bool(job.missed), handle=tell_missed)
