"""Kudos by reaction: thanks without a word, taken back with the reaction."""

from collections.abc import Sequence

from commands.kudos.giving import receivers_among, write_down
from commands.kudos.notes import await_note, refresh_note
from commands.kudos.posting import retold, withdrawn
from commands.naming import house_of
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import Finding, MessageFound, ReactionAdded, ReactionRemoved
from copbot.intents import Declined, Intent, LookUp, ReadMessage
from copbot.message import say
from copbot.model.kudos import Cause, Kudos
from copbot.model.kudos_rules import not_counted, snippet_of
from copbot.model.kudos_settings import Acknowledgement, KudosSettings, Meaning, meaning_of
from copbot.practice import Answered, Watcher
from copbot.refs import MessageRef, UserRef

_SAID = "kudos.said"


def look_up(message: MessageRef, ctx: Context) -> list[Intent]:
    """Ask once for each message thanked for where it is, who wrote it and how it begins."""
    begun = ctx.store.kudos.messages.begin(message, ctx.place.thread, awaits_note=False)
    return [_question(message)] if begun else []


def _question(message: MessageRef) -> LookUp:
    return LookUp(key=f"{_SAID}:{message}", question=ReadMessage(message))


def _thanks(added: ReactionAdded, ctx: Context) -> bool:
    return meaning_of(added.emoji, ctx.store.settings.get(KudosSettings)) is not None


def _react(added: ReactionAdded, ctx: Context) -> Sequence[Intent]:
    """Thank who wrote the message; what a rule forbids is kept for `/kudos why`."""
    if not ctx.store.kudos.react(added.message, ctx.member.id, added.emoji):
        return []
    known = ctx.store.kudos.messages.get(added.message)
    if added.author is None or (known is not None and known.by_bot):
        return [Declined(not_counted(say("It seems that no person wrote that message.")))]
    settings = ctx.store.settings.get(KudosSettings)
    try:
        _write_down(added, added.author, settings, ctx)
    except CopError as refusal:
        return [Declined(not_counted(refusal.sentence))]
    wanted = settings.acknowledgement is not Acknowledgement.NONE
    begun = known is None and ctx.store.kudos.messages.begin(added.message, ctx.place.thread, awaits_note=wanted)
    if wanted:
        await_note(added.message, settings, ctx, begun=begun)
    return [_question(added.message)] if begun else []


def _write_down(added: ReactionAdded, author: UserRef, settings: KudosSettings, ctx: Context) -> None:
    meaning = meaning_of(added.emoji, settings) or Meaning(None)
    people = receivers_among((author,), ctx)
    kudos = Kudos(
        giver=ctx.member.id,
        receivers=tuple(one.id for one in people),
        reason="",
        value=meaning.value,
        at=ctx.now,
        message=added.message,
        emoji=added.emoji,
    )
    write_down(kudos, people, settings, ctx)


def _thanked(removed: ReactionRemoved, ctx: Context) -> bool:
    return ctx.store.kudos.reacted(removed.message, ctx.member.id, removed.emoji)


def _unreact(removed: ReactionRemoved, ctx: Context) -> Sequence[Intent]:
    """Take back what the reaction gave, if it gave anything."""
    ctx.store.kudos.unreact(removed.message, ctx.member.id, removed.emoji)
    gone = [
        entry
        for entry in ctx.store.kudos.given_for(removed.message)
        if entry.kudos.emoji == removed.emoji and entry.kudos.giver == ctx.member.id
    ]
    for entry in gone:
        withdrawn(entry, Cause.REACTION_REMOVED, ctx)
    if gone:
        refresh_note(removed.message, ctx.store.settings.get(KudosSettings), ctx)
    return []


def _learn(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Keep what the platform shows of a message; thanks by reaction to a bot are taken back."""
    if not isinstance(finding, MessageFound) or finding.message is None:
        return []
    message, seen = MessageRef.parse(key.removeprefix(f"{_SAID}:")), finding.message
    if seen.author_is_bot:
        for entry in ctx.store.kudos.given_for(message):
            if entry.kudos.emoji is not None:
                withdrawn(entry, Cause.AUTHOR_IS_BOT, ctx)
    author = None if seen.author is None else ctx.store.members.of_account(seen.author)
    ctx.store.kudos.messages.describe(
        message,
        author=None if author is None else author.id,
        link=seen.permalink,
        snippet="" if author is None else snippet_of(seen.text),
        by_bot=seen.author_is_bot,
        thread=seen.thread,
    )
    if seen.permalink is None:
        return []
    entries = ctx.store.kudos.given_for(message)
    return [intent for entry in entries for intent in retold(entry, "linked", house_of(message), ctx)]


WATCHERS = (
    Watcher(on=ReactionAdded, wants=_thanks, handle=_react),
    Watcher(on=ReactionRemoved, wants=_thanked, handle=_unreact),
)
SAID = Answered(prefix=_SAID, handle=_learn)
