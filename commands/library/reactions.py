"""Keeping by reaction: enough people, or one curator, react; the message is read; what it offers is kept.

Taking reactions back before that cancels; afterwards the entry stays. A message the bot may not read waits for
somebody to give its link, and is forgotten after 14 days.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.library.forms import Offer, usable_links
from commands.library.keeping import keep_message
from commands.library.telling import PENDING, announced, tell_author
from copbot.context import Context, JobContext
from copbot.events import (
    Finding,
    JobDue,
    MessageFound,
    Person,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    SeenMessage,
)
from copbot.intents import Declined, Delete, Intent, LookUp, Post, ReadMessage, Sent, ThreadOf
from copbot.message import Button, Buttons, Control, Said, Small, Tone, message, say, say_n
from copbot.model.library import LibrarySettings
from copbot.model.library_capture import (
    PENDING_FOR,
    Capture,
    CaptureState,
    Reactors,
    enough,
    same_emoji,
)
from copbot.model.roles import Role
from copbot.practice import Answered, Job, Observer, Watcher
from copbot.refs import MemberId, MessageRef

_MESSAGE = "library.message"
SOURCE = "library.source"
_GRACE = timedelta(days=30)
_UNDER_WAY = (CaptureState.ASKED, CaptureState.PENDING)


def _saves(added: ReactionAdded, ctx: Context) -> bool:
    return not ctx.place.is_direct and same_emoji(added.emoji, ctx.store.settings.get(LibrarySettings).emoji)


def _react(added: ReactionAdded, ctx: Context) -> Sequence[Intent]:
    """Count a reaction; with enough of them, ask what the message says."""
    captures, settings = ctx.store.library.captures, ctx.store.settings.get(LibrarySettings)
    if ctx.store.posts.key_of(added.message) is not None:
        return [Declined(say("My own messages are not saved to the library."))]
    known = captures.of_message(added.message)
    if known is not None and known.state is CaptureState.REFUSED:
        return [Declined(say("That message was taken out of the library; reactions do not bring it back."))]
    reactors = captures.react(added.message, ctx.member.id, ctx.now, curator=ctx.role >= Role.CURATOR)
    if known is not None:
        return []
    if not _enough(reactors, settings):
        return [Declined(_too_few(reactors, settings))]
    capture = captures.begin(
        Capture(
            id=0,
            message=added.message,
            thread=ctx.place.thread or added.message,
            state=CaptureState.ASKED,
            by=ctx.member.id,
            author=_author(added, ctx),
            at=ctx.now,
        )
    )
    if not ctx.capabilities.reads_reacted_messages:
        return [*_pending(capture, ctx), look_up(capture)]
    return [LookUp(key=f"{_MESSAGE}:{capture.id}", question=ReadMessage(added.message))]


def _enough(reactors: Reactors, settings: LibrarySettings) -> bool:
    return enough(reactors, from_anyone=settings.from_anyone, from_curators=settings.from_curators)


def _too_few(reactors: Reactors, settings: LibrarySettings) -> Said:
    return say_n(
        "One more reaction with {emoji} saves this message to the library.",
        "{n} more reactions with {emoji} save this message to the library.",
        settings.from_anyone - reactors.members,
        emoji=settings.emoji,
    )


def _author(added: ReactionAdded, ctx: Context) -> MemberId | None:
    """Find who wrote the message, where the platform says; a bot is nobody."""
    bots = {one.user for one in ctx.people if one.is_bot}
    return None if added.author is None or added.author in bots else ctx.member_of(added.author).id


def look_up(capture: Capture) -> LookUp:
    """Ask who wrote a message and where it is to be found, when that is not known yet."""
    return LookUp(key=f"{SOURCE}:{capture.id}", question=ReadMessage(capture.message))


def _read(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Keep what a message offers: its links, else its own words; wait for a link where it may not be read."""
    capture = ctx.store.library.captures.get(int(key.removeprefix(f"{_MESSAGE}:")))
    if capture is None or capture.state is not CaptureState.ASKED:
        return []
    seen = finding.message if isinstance(finding, MessageFound) else None
    capture = _described(capture, seen, ctx)
    if _author_left(capture, ctx):
        ctx.store.library.captures.change(replace(capture, state=CaptureState.REFUSED))
        return []
    text = "" if seen is None else (seen.text or "").strip()
    if not text or capture.by is None:
        return _pending(capture, ctx, wordless=seen is not None and seen.text is not None)
    links = usable_links(text)
    offer = Offer(links=links) if links else Offer(words=text)
    return keep_message(capture, offer, capture.by, ctx)[1]


def _described(capture: Capture, seen: SeenMessage | None, ctx: JobContext) -> Capture:
    """Add who wrote a message and where it is to be found."""
    if seen is None:
        return capture
    author = capture.author
    if seen.author is not None and not seen.author_is_bot:
        person = Person(user=seen.author, name=seen.author.user)
        author = ctx.store.members.seen(person, ctx.now, acted=False).id
    permalink, thread = seen.permalink or capture.permalink, seen.thread or capture.thread
    return replace(capture, author=author, permalink=permalink, thread=thread)


def _author_left(capture: Capture, ctx: JobContext) -> bool:
    return capture.author is not None and ctx.store.members.get(capture.author).left_at is not None


def _pending(capture: Capture, ctx: JobContext, *, wordless: bool = False) -> list[Intent]:
    """Wait for somebody to give the link of a message that may not be read, or holds a file or picture alone."""
    ctx.store.library.captures.change(replace(capture, state=CaptureState.PENDING))
    ctx.store.timetable.once(PENDING, str(capture.id), ctx.now + PENDING_FOR)
    button = Buttons((Button(say("Add the link"), Control("library.link", str(capture.id)), Tone.PRIMARY),))
    asked = message(
        say("Somebody would like to have this in the library. I may not read it here: what is its link?"),
        button,
        Small((say("Next time, use Save to library in the message's menu: then I see the message itself."),)),
    )
    if wordless:
        asked = message(
            say("Somebody would like to have this in the library. There are no words in it: what is its link?"), button
        )
    return [Post(key=f"{PENDING}:{capture.id}", to=ThreadOf(capture.thread), message=asked)]


def _sourced(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Add who wrote a message that is kept already, or waits for its link; and tell them."""
    captures, seen = ctx.store.library.captures, finding.message if isinstance(finding, MessageFound) else None
    capture = captures.get(int(key.removeprefix(f"{SOURCE}:")))
    if capture is None or capture.state is CaptureState.REFUSED:
        return []
    described = _described(capture, seen, ctx)
    captures.change(described)
    for entry, _ in ctx.store.library.of_capture(capture.id):
        url = entry.url or described.permalink
        ctx.store.library.change(replace(entry, url=url, author=entry.author or described.author), ctx.now)
    told = tell_author(described, ctx) if capture.author is None and capture.state is CaptureState.KEPT else []
    return [*told, *announced(described, ctx)]


def _counts(removed: ReactionRemoved, ctx: Context) -> bool:
    settings = ctx.store.settings.get(LibrarySettings)
    captures = ctx.store.library.captures
    return same_emoji(removed.emoji, settings.emoji) and captures.reacted(removed.message, ctx.member.id)


def _unreact(removed: ReactionRemoved, ctx: Context) -> Sequence[Intent]:
    """Take a reaction back; too few left cancel what is not kept yet."""
    return _fewer(removed.message, ctx.member.id, ctx)


def _clears(cleared: ReactionsCleared, ctx: JobContext) -> bool:
    settings = ctx.store.settings.get(LibrarySettings)
    ours = cleared.emoji is None or same_emoji(cleared.emoji, settings.emoji)
    return ours and ctx.store.library.captures.reacted(cleared.message, None)


def _clear(cleared: ReactionsCleared, ctx: JobContext) -> Sequence[Intent]:
    """Forget everybody's reactions to a message."""
    return _fewer(cleared.message, None, ctx)


def _fewer(message: MessageRef, member: MemberId | None, ctx: JobContext) -> list[Intent]:
    captures = ctx.store.library.captures
    left = captures.unreact(message, member)
    capture = captures.of_message(message)
    stays = capture is None or capture.state not in _UNDER_WAY
    if capture is None or stays or _enough(left, ctx.store.settings.get(LibrarySettings)):
        return []
    return cancelled(capture, ctx)


def cancelled(capture: Capture, ctx: JobContext) -> list[Intent]:
    """Forget a message that was not kept yet, and the question in its thread."""
    ctx.store.library.captures.drop(capture.id)
    ctx.store.timetable.cancel(PENDING, str(capture.id))
    asked = f"{PENDING}:{capture.id}"
    return [Delete(key=f"{asked}:gone", target=Sent(asked))] if capture.state is CaptureState.PENDING else []


def _expired(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Forget a message nobody gave the link of."""
    capture = ctx.store.library.captures.get(int(job.subject))
    if capture is None or capture.state is not CaptureState.PENDING:
        return [Declined(say("Somebody has added the link meanwhile."))]
    ctx.store.library.captures.unreact(capture.message, None)
    return cancelled(capture, ctx)


WATCHERS = (
    Watcher(on=ReactionAdded, wants=_saves, handle=_react),
    Watcher(on=ReactionRemoved, wants=_counts, handle=_unreact),
    Watcher(on=ReactionsCleared, wants=_clears, handle=_clear),
)
OBSERVERS = (Observer(on=ReactionsCleared, wants=_clears, handle=_clear),)
READ = Answered(prefix=_MESSAGE, handle=_read)
SOURCED = Answered(prefix=SOURCE, handle=_sourced)
EXPIRED = Job(kind=PENDING, grace=_GRACE, handle=_expired)
