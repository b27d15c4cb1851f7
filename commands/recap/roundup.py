"""The recognition roundup: a period's thanks with reasons, and, for facilitators alone, who is not yet thanked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from commands.kudos.words import reason_of
from commands.naming import House, house_of, listed, person_of
from copbot.context import JobContext
from copbot.events import JobDue
from copbot.intents import Declined, Intent, Notice, Post
from copbot.message import Block, Bullets, Code, Heading, Line, Message, Paragraph, Small, say, say_n
from copbot.model.kudos import Entry, Firsts
from copbot.model.kudos_settings import KudosSettings
from copbot.model.members import is_newcomer
from copbot.model.recap import ACTED_WITHIN, NOT_THANKED_FOR, Recapped, RecapSettings, begin_of
from copbot.model.roles import Appointments
from copbot.practice import Job
from copbot.refs import MemberId

USUAL = timedelta(days=28)
_MOST = 10
_MOST_NOT_THANKED = 15


def roundup_due(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Post the roundup, and tell facilitators who is not yet thanked."""
    settings = ctx.store.settings.get(RecapSettings)
    channel = settings.roundup_channel or settings.channel or ctx.community.home
    if channel is None:
        return [Declined(say("no channel is chosen for roundups"))]
    told = ctx.store.settings.get(Recapped)
    said = roundup(ctx, begin_of(ctx.now, told.roundup, USUAL), ctx.now, house_of(channel))
    occurrence = job.nominal.isoformat(timespec="minutes")
    notices = not_yet_thanked(ctx, house_of(channel), occurrence)
    if said is None:
        return [*notices, Declined(say("nobody was thanked where others may see it"))]
    ctx.store.settings.put(Recapped(recap=told.recap, roundup=ctx.now))
    key = f"roundup:{job.schedule}:{occurrence}"
    return [Post(key=key, to=channel, message=said, expires_at=ctx.now + timedelta(days=2)), *notices]


def roundup(ctx: JobContext, since: datetime, until: datetime, house: House) -> Message | None:
    """Put the thanks of a period into words: newcomers and first ones before others; None when there are none."""
    entries = ctx.store.kudos.of_period(since, until)
    if not entries:
        return None
    firsts = ctx.store.kudos.firsts(since, until)
    ordered = sorted(entries, key=lambda entry: _rank(entry, firsts, ctx))
    blocks: list[Block] = [
        Heading(say("Thank you")),
        Bullets(tuple(_line(entry, firsts, house, ctx) for entry in ordered[:_MOST])),
    ]
    if len(ordered) > _MOST:
        blocks.append(Small((say_n("and one more", "and {n} more", len(ordered) - _MOST),)))
    blocks.append(Small((say("Thank somebody with {command}.", command=Code("/kudos give")),)))
    return Message(tuple(blocks), summary=say("Thank you"))


def not_yet_thanked(ctx: JobContext, house: House, occurrence: str) -> list[Notice]:
    """Tell facilitators alone who acted in the last 30 days and was not thanked in 60."""
    missing = ctx.store.kudos.not_yet_thanked(
        acted_since=ctx.now - ACTED_WITHIN, thanked_since=ctx.now - NOT_THANKED_FOR
    )
    if not missing:
        return []
    names = listed([person_of(one, house, ctx) for one in missing[:_MOST_NOT_THANKED]])
    words = Message(
        (
            Paragraph((say("For facilitators alone: not yet thanked, though they took part: {names}.", names=names),)),
            Small((say("A word about something they did goes a long way: {command}.", command=Code("/kudos give")),)),
        )
    )
    facilitators: tuple[MemberId, ...] = ctx.store.settings.get(Appointments).facilitators
    return [Notice(key=f"unthanked:{occurrence}:{one}", to=one, message=words) for one in facilitators]


def _rank(entry: Entry, firsts: Firsts, ctx: JobContext) -> tuple[bool, bool]:
    receivers = entry.kudos.receivers
    new = any(is_newcomer(ctx.store.members.get(one), ctx.now) for one in receivers)
    return not new, not firsts.receivers.intersection(receivers)


def _line(entry: Entry, firsts: Firsts, house: House, ctx: JobContext) -> Line:
    kudos = entry.kudos
    words = say(
        "{receivers}, by {giver}: {reason}",
        receivers=listed([person_of(one, house, ctx) for one in kudos.receivers]),
        giver=person_of(kudos.giver, house, ctx),
        reason=reason_of(entry),
    )
    value = ctx.store.settings.get(KudosSettings).value(kudos.value)
    line: Line = (words,) if value is None or value.emoji is None else (words, f" {value.emoji}")
    if firsts.receivers.intersection(kudos.receivers):
        line = (*line, " ", say("(a first)"))
    return line


JOB = Job(kind="roundup", grace=timedelta(hours=24), handle=roundup_due)
