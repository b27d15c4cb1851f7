"""Who hears of what was kept: the message's thread, its author, and those who follow a tag."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from commands.library.words import buttons_of, card_of, tag_menu, trouble_with
from commands.naming import house_of, person_of
from copbot.context import JobContext
from copbot.intents import Delete, Edit, Intent, Notice, Post, Sent, ThreadOf
from copbot.message import Block, Button, Buttons, Control, InChannel, Message, Paragraph, Small, message, say
from copbot.model.library import Entry, LibrarySettings
from copbot.model.library_capture import Capture
from copbot.model.members import zone_of
from copbot.refs import MemberId
from copbot.schedule import resolve, zone_info

PENDING = "library.pending"
CARD = "library.card"
DIGEST = "library.digest"
_TOLD_AT = time(9)


def tell_author(capture: Capture, ctx: JobContext) -> list[Intent]:
    """Tell who wrote a message that it was kept, and let them refuse."""
    if capture.author is None or capture.author == capture.by:
        return []
    place = capture.message.place
    told = message(
        say(
            "{who} saved your message in {channel} to the library, so that others find it again.",
            who=person_of(capture.by, house_of(place), ctx),
            channel=InChannel(place),
        ),
        say("If you would rather not have it there, take it out; now or at any time."),
        Buttons((_take_out(capture),)),
    )
    return [Notice(key=f"library.author:{capture.id}", to=capture.author, message=told, near=place)]


def announced(capture: Capture, ctx: JobContext) -> list[Intent]:
    """Answer in a message's thread, once all its pages are read: what was kept of it."""
    book = ctx.store.library
    kept = book.of_capture(capture.id)
    waits = any(entry.link is not None and entry.read_at is None for entry, _ in kept)
    if not kept or waits or all(mention.told for _, mention in kept):
        return []
    for _, mention in kept:
        book.told(mention.id)
    shown = _in_thread(capture, [entry for entry, _ in kept], ctx)
    key = f"{CARD}:{capture.id}"
    if ctx.store.posts.message_of(f"{PENDING}:{capture.id}") is not None:
        return [Edit(key=key, target=Sent(f"{PENDING}:{capture.id}"), message=shown)]
    return [Post(key=key, to=ThreadOf(capture.thread), message=shown)]


def _in_thread(capture: Capture, entries: Sequence[Entry], ctx: JobContext) -> Message:
    house, book = house_of(capture.message), ctx.store.library
    offered = ctx.store.settings.get(LibrarySettings).tags
    blocks: list[Block] = []
    for entry in entries:
        sources = book.sources(entry.id)
        first = sources[0].mention.capture == capture.id
        blocks.append(Paragraph((say("Saved to the library:") if first else say("Already in the library:"),)))
        trouble = [] if entry.title else trouble_with(entry)
        blocks += [card_of(entry, sources, house, ctx), *trouble, *tag_menu(entry, offered, ctx)]
        blocks.append(buttons_of(entry, _take_out(capture)))
    who = person_of(capture.by, house, ctx)
    undo = say("{who} can take it out again within a minute, its author and curators at any time.", who=who)
    return Message((*blocks, Small((undo,))))


def _take_out(capture: Capture) -> Button:
    return Button(say("Take it out"), Control("library.withdraw", str(capture.id)))


def without_question(capture: Capture, ctx: JobContext) -> list[Intent]:
    """Take the question for a message's link out of its thread, where there is one."""
    asked = f"{PENDING}:{capture.id}"
    there = ctx.store.posts.message_of(asked) is not None
    return [Delete(key=f"{asked}:gone", target=Sent(asked))] if there else []


def tell_followers(tags: Sequence[str], but: MemberId | None, ctx: JobContext) -> None:
    """Have everybody who follows one of the tags hear of it, in one notice the next morning of theirs."""
    for member in ctx.store.library.followers(tags) if tags else ():
        if member != but:
            zone = zone_of(ctx.store.members.get(member), ctx.community.zone)
            ctx.store.timetable.once(DIGEST, str(member), next_morning(ctx.now, zone))


def next_morning(now: datetime, zone: str) -> datetime:
    """Tell when it is next nine in the morning in a zone."""
    today = now.astimezone(zone_info(zone)).date()
    at = resolve(datetime.combine(today, _TOLD_AT), zone).at
    return at if at > now else resolve(datetime.combine(today + timedelta(days=1), _TOLD_AT), zone).at
