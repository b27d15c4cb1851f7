"""Keeping what somebody offered: one entry for each thing, one mention for each time."""

from dataclasses import dataclass, replace

from commands.library.forms import Offer
from commands.library.telling import PENDING, announced, tell_author, tell_followers
from copbot.context import JobContext
from copbot.intents import Intent, ReadLink
from copbot.model.library import Entry, Mention, more_tags
from copbot.model.library_capture import Capture, CaptureState, snippet
from copbot.model.resource_kinds import ResourceKind, guess_kind
from copbot.refs import ChannelRef, MemberId

LINK = "library.link"
_STORIES = (ResourceKind.STORY, ResourceKind.BEST_PRACTICE, ResourceKind.CASE_STUDY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing that was offered, as it stands in the library now; `known` says that it stood there before."""

    entry: Entry
    mention: Mention
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Who has something kept, from which message or by which command, and who wrote it."""

    by: MemberId
    author: MemberId | None
    capture: Capture | None = None
    near: ChannelRef | None = None


def keep(offer: Offer, giver: Giver, ctx: JobContext) -> tuple[list[Kept], list[Intent]]:
    """Keep everything in an offer; new links are read, and who follows a tag hears of it."""
    kept = [_keep_link(offer, link, known_by, giver, ctx) for link, known_by in offer.links]
    if offer.words:
        kept.append(_keep_words(offer, giver, ctx))
    reads = [
        ReadLink(key=f"{LINK}:{one.entry.id}.{one.mention.id}", url=one.entry.url)
        for one in kept
        if one.entry.url is not None and one.entry.link is not None and (not one.known or one.entry.trouble)
    ]
    tell_followers([tag for one in kept for tag in one.entry.tags], giver.by, ctx)
    return kept, list(reads)


def _keep_link(offer: Offer, link: str, known_by: str, giver: Giver, ctx: JobContext) -> Kept:
    book = ctx.store.library
    there = book.of_link(known_by)
    if there is None:
        entry = book.add(
            Entry(
                id=0,
                link=known_by,
                url=link,
                title=offer.title if len(offer.links) == 1 else "",
                kind=offer.kind or guess_kind(known_by, offer.title) or ResourceKind.WEBSITE,
                guessed=offer.kind is None,
                tags=offer.tags,
                note=offer.note,
                author=giver.author,
                saved_by=giver.by,
                saved_at=ctx.now,
            )
        )
    else:
        entry = more_tags(replace(there, note=there.note or offer.note, title=there.title or offer.title), offer.tags)
        if entry != there:
            book.change(entry, ctx.now)
    return Kept(entry=entry, mention=_mention(entry, giver, ctx), known=there is not None)


def _keep_words(offer: Offer, giver: Giver, ctx: JobContext) -> Kept:
    """Keep a message that has no link for its own words."""
    permalink = None if giver.capture is None else giver.capture.permalink
    told = guess_kind("https://a.chat/", offer.title or offer.words)
    entry = ctx.store.library.add(
        Entry(
            id=0,
            link=None,
            url=permalink,
            title=offer.title,
            kind=offer.kind or (told if told in _STORIES else ResourceKind.EXPERIENCE),
            guessed=offer.kind is None,
            tags=offer.tags,
            description=snippet(offer.words),
            note=offer.note,
            author=giver.author,
            saved_by=giver.by,
            saved_at=ctx.now,
            read_at=ctx.now,
        )
    )
    return Kept(entry=entry, mention=_mention(entry, giver, ctx), known=False)


def _mention(entry: Entry, giver: Giver, ctx: JobContext) -> Mention:
    capture = None if giver.capture is None else giver.capture.id
    return ctx.store.library.mention(entry.id, giver.by, ctx.now, capture=capture, near=giver.near)


def keep_message(capture: Capture, offer: Offer, by: MemberId, ctx: JobContext) -> tuple[list[Kept], list[Intent]]:
    """Keep what a message offers, tell its author, and answer in its thread once its pages are read."""
    done = replace(capture, state=CaptureState.KEPT, by=by)
    ctx.store.library.captures.change(done)
    ctx.store.timetable.cancel(PENDING, str(done.id))
    kept, reads = keep(offer, Giver(by=by, author=done.author, capture=done, near=done.message.place), ctx)
    return kept, [*reads, *tell_author(done, ctx), *announced(done, ctx)]
