"""What goes takes its kudos along: messages deleted, reactions cleared, and our posts removed by a moderator."""

from collections.abc import Sequence

from commands.kudos.notes import refresh_note, removed_note
from commands.kudos.posting import kudos_of, withdrawn
from copbot.context import JobContext
from copbot.events import MessagesDeleted, ReactionsCleared
from copbot.intents import Intent
from copbot.model.kudos import Cause, Entry
from copbot.model.kudos_settings import KudosSettings
from copbot.practice import Observer, Watcher
from copbot.refs import MessageRef


def _concerns_us(deleted: MessagesDeleted, ctx: JobContext) -> bool:
    return any(ctx.store.kudos.messages.get(one) or _told_by(one, ctx) for one in deleted.messages)


def _delete(deleted: MessagesDeleted, ctx: JobContext) -> Sequence[Intent]:
    """Take back what was given for a message, and what a post of ours told of."""
    intents: list[Intent] = []
    for message in deleted.messages:
        told = _told_by(message, ctx)
        if told is not None:
            ctx.store.kudos.take_back(told.id, Cause.POST_DELETED, ctx.now)
        if ctx.store.kudos.messages.get(message) is None:
            continue
        for entry in ctx.store.kudos.given_for(message):
            intents += withdrawn(entry, Cause.MESSAGE_DELETED, ctx)
        ctx.store.kudos.clear_reactions(message, None)
        ctx.store.kudos.messages.describe(message, author=None, link=None, snippet="", by_bot=False)
        intents += removed_note(message, ctx)
    return intents


def _told_by(message: MessageRef, ctx: JobContext) -> Entry | None:
    """Find the kudos that a post of ours tells of."""
    kudos = kudos_of(ctx.store.posts.key_of(message))
    return None if kudos is None else ctx.store.kudos.get(kudos)


def _had_reactions(cleared: ReactionsCleared, ctx: JobContext) -> bool:
    return ctx.store.kudos.has_reactions(cleared.message)


def _clear(cleared: ReactionsCleared, ctx: JobContext) -> Sequence[Intent]:
    """Take back what the reactions gave."""
    ctx.store.kudos.clear_reactions(cleared.message, cleared.emoji)
    for entry in ctx.store.kudos.given_for(cleared.message):
        if entry.kudos.emoji is not None and cleared.emoji in {None, entry.kudos.emoji}:
            withdrawn(entry, Cause.REACTIONS_CLEARED, ctx)
    refresh_note(cleared.message, ctx.store.settings.get(KudosSettings), ctx)
    return []


OBSERVERS = (
    Observer(on=MessagesDeleted, wants=_concerns_us, handle=_delete),
    Observer(on=ReactionsCleared, wants=_had_reactions, handle=_clear),
)
WATCHERS = (
    Watcher(on=MessagesDeleted, wants=_concerns_us, handle=_delete),
    Watcher(on=ReactionsCleared, wants=_had_reactions, handle=_clear),
)
