"""Acknowledging kudos by reaction with few messages: one note under each message, or one post a day for all."""

from collections.abc import Sequence
from datetime import timedelta

from commands.kudos.words import label_of, reason_of
from commands.naming import House, house_of, listed, person_of
from copbot.context import JobContext
from copbot.events import JobDue
from copbot.intents import Declined, Delete, Edit, Intent, Post, Sent, ThreadOf
from copbot.message import Block, Bullets, Line, Message, Paragraph, Small, Span, say, say_n
from copbot.model.kudos import Entry, ThankedMessage, Visibility
from copbot.model.kudos_rules import NOTE_AFTER, next_digest
from copbot.model.kudos_settings import Acknowledgement, KudosSettings
from copbot.practice import Job
from copbot.refs import MessageRef

_GRACE = timedelta(days=365)
"""A note says what stands, so that late it is still right; one that was missed would be awaited for ever."""
_MOST_NAMES = 8
_MOST_LINES = 10
_NOTE, _DIGEST = "kudos.note", "kudos.digest"


def await_note(message: MessageRef, settings: KudosSettings, ctx: JobContext, *, begun: bool) -> None:
    """Have a message's kudos acknowledged with those that come meanwhile; `begun` says that it is awaited already."""
    if not begun and not ctx.store.kudos.messages.await_note(message):
        return
    if settings.acknowledgement is Acknowledgement.DAILY:
        ctx.store.timetable.once(_DIGEST, "", next_digest(ctx.now, ctx.community.zone))
    else:
        ctx.store.timetable.once(_NOTE, str(message), ctx.now + NOTE_AFTER)


def refresh_note(message: MessageRef, settings: KudosSettings, ctx: JobContext) -> None:
    """Have the note under a message say what stands now; a day's post is not rewritten."""
    if settings.acknowledgement is Acknowledgement.THREAD:
        await_note(message, settings, ctx, begun=False)


def removed_note(message: MessageRef, ctx: JobContext) -> list[Intent]:
    """Take the note under a message away at once."""
    thanked = ctx.store.kudos.messages.get(message)
    ctx.store.timetable.cancel(_NOTE, str(message))
    return [] if thanked is None else _without_note(thanked, ctx)


def _without_note(thanked: ThankedMessage, ctx: JobContext) -> list[Intent]:
    ctx.store.kudos.messages.noted(thanked.message, None)
    return [] if thanked.note is None else [Delete(key=f"{thanked.note}:gone", target=Sent(thanked.note))]


def _write_note(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Post the note under a message, or have it say what stands now."""
    message = MessageRef.parse(job.subject)
    settings = ctx.store.settings.get(KudosSettings)
    thanked = ctx.store.kudos.messages.get(message) or ThankedMessage(message=message)
    if settings.acknowledgement is not Acknowledgement.THREAD:
        ctx.store.kudos.messages.noted(message, thanked.note)
        return [Declined(say("Facilitators chose to acknowledge kudos by reaction another way."))]
    entries = _shown(message, ctx)
    if not entries:
        return _without_note(thanked, ctx) or [Declined(say("Nobody is thanked there any more, or not in public."))]
    shown = _note(entries, settings, ctx)
    if thanked.note is not None:
        ctx.store.kudos.messages.noted(message, thanked.note)
        return [Edit(key=f"{thanked.note}:{thanked.edition}", target=Sent(thanked.note), message=shown)]
    key = f"{_NOTE}:{message}:{thanked.edition}"
    ctx.store.kudos.messages.noted(message, key)
    return [Post(key=key, to=ThreadOf(thanked.thread or message), message=shown)]


def _write_digest(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Post one line for each message that was thanked for by reaction."""
    settings = ctx.store.settings.get(KudosSettings)
    awaiting = ctx.store.kudos.messages.awaiting()
    for message in awaiting:
        thanked = ctx.store.kudos.messages.get(message)
        ctx.store.kudos.messages.noted(message, None if thanked is None else thanked.note)
    to = settings.announce or ctx.community.home
    if settings.acknowledgement is not Acknowledgement.DAILY or to is None:
        return [Declined(say("There is no channel for it, or facilitators chose another way."))]
    lines = [_line(entries, house_of(to), settings, ctx) for message in awaiting if (entries := _shown(message, ctx))]
    if not lines:
        return [Declined(say("Nobody was thanked by reaction, or not in public."))]
    more: list[Block] = [Small((say("There were more; they are in the next recap."),))] if lines[_MOST_LINES:] else []
    shown = Message((Paragraph((say("Thanked today by a reaction:"),)), Bullets(tuple(lines[:_MOST_LINES])), *more))
    return [Post(key=f"{_DIGEST}:{job.nominal.isoformat()}", to=to, message=shown)]


def _shown(message: MessageRef, ctx: JobContext) -> tuple[Entry, ...]:
    """List the kudos by reaction for a message whose receiver wishes to be thanked in public."""
    entries = [one for one in ctx.store.kudos.given_for(message) if one.kudos.emoji is not None]
    wishes = ctx.store.kudos.wishes(list({receiver for one in entries for receiver in one.kudos.receivers}))
    return tuple(one for one in entries if wishes[one.kudos.receivers[0]].visibility is Visibility.PUBLIC)


def _note(entries: Sequence[Entry], settings: KudosSettings, ctx: JobContext) -> Message:
    house = _house(entries)
    receiver = person_of(entries[0].kudos.receivers[0], house, ctx)
    givers = _givers(entries, house, settings, ctx)
    blocks: list[Block] = [
        Paragraph((say("{receiver} was thanked here by {givers}.", receiver=receiver, givers=givers),))
    ]
    told = [line for one in entries if (line := _told(one, house, settings, ctx))]
    if told:
        blocks.append(Bullets(tuple(told[:_MOST_LINES])))
    thanking = next((one for one in settings.emoji if not one.startswith(":")), None)
    if thanking is not None:
        blocks.append(Small((say("{emoji} on a message thanks who wrote it.", emoji=thanking),)))
    return Message(tuple(blocks))


def _told(entry: Entry, house: House, settings: KudosSettings, ctx: JobContext) -> Line:
    """Say what one giver added to their reaction: a reason, a value, or nothing."""
    value = settings.value(entry.kudos.value)
    what: list[Span] = [entry.kudos.reason] if entry.kudos.reason else []
    if value is not None:
        what += [" · "] * bool(what) + [label_of(value)]
    return (person_of(entry.kudos.giver, house, ctx), ": ", *what) if what else ()


def _line(entries: Sequence[Entry], house: House, settings: KudosSettings, ctx: JobContext) -> Line:
    receiver = person_of(entries[0].kudos.receivers[0], house, ctx)
    givers = _givers(entries, house, settings, ctx)
    reason = reason_of(entries[0])
    return (say("{receiver} by {givers}: {reason}", receiver=receiver, givers=givers, reason=reason),)


def _givers(entries: Sequence[Entry], house: House, settings: KudosSettings, ctx: JobContext) -> Span:
    givers = list(dict.fromkeys(one.kudos.giver for one in entries))
    names = [person_of(one, house, ctx) for one in givers[:_MOST_NAMES]]
    more = len(givers) - _MOST_NAMES
    if more > 0:
        names.append(say_n("one other", "{n} others", more) if settings.counts else say("others"))
    return listed(names)


def _house(entries: Sequence[Entry]) -> House:
    messages = [one.kudos.message for one in entries if one.kudos.message is not None]
    return house_of(messages[0])


NOTE = Job(kind=_NOTE, grace=_GRACE, handle=_write_note)
DIGEST = Job(kind=_DIGEST, grace=_GRACE, handle=_write_digest)
