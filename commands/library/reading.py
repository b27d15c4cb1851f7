"""What the pages behind links say of themselves, once they were read; and who hears of it."""

from collections.abc import Sequence
from dataclasses import replace

from commands.library.keeping import LINK
from commands.library.telling import announced, without_question
from commands.library.words import buttons_of, card_of, house_near, tag_menu, trouble_with
from copbot.context import JobContext
from copbot.events import Finding, LinkFound
from copbot.intents import Intent, Notice
from copbot.message import Button, Control, Message, Paragraph, message, say
from copbot.model.library import Entry, LibrarySettings, Source, after_reading, drops
from copbot.model.library_capture import CaptureState
from copbot.model.links import LinkTrouble, trouble_said
from copbot.practice import Answered


def _read(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Fill in an entry from its page, and tell who waits for it; what may not be kept goes."""
    book = ctx.store.library
    number, _, asked = key.removeprefix(f"{LINK}:").partition(".")
    entry = book.get(int(number))
    if entry is None or not isinstance(finding, LinkFound):
        return []
    trouble = LinkTrouble(finding.trouble) if finding.trouble else None
    if trouble is not None and drops(entry, trouble):
        return _dropped(entry, trouble, ctx)
    entry = _settled(entry, after_reading(entry, finding, ctx.now), ctx)
    told: list[Intent] = []
    for source in book.sources(entry.id):
        told += _told(entry, source, ctx, waits=trouble is not None and source.mention.id == int(asked))
    return told


def _settled(entry: Entry, read: Entry, ctx: JobContext) -> Entry:
    """Keep what was read; where the page turns out to be known under another link, make one entry of the two."""
    book = ctx.store.library
    twin = None if read.link is None or read.link == entry.link else book.of_link(read.link)
    if twin is None:
        book.change(read, ctx.now)
        return read
    for source in book.sources(entry.id):
        book.move(source.mention.id, twin.id)
    book.remove(entry.id)
    return twin


def _told(entry: Entry, source: Source, ctx: JobContext, *, waits: bool) -> list[Intent]:
    """Show an entry to who waits for it: the thread of its message, or who gave the command."""
    book, mention = ctx.store.library, source.mention
    if mention.capture is not None:
        capture = book.captures.get(mention.capture)
        return [] if capture is None else announced(capture, ctx)
    if mention.by is None or (mention.told and not waits):
        return []
    book.told(mention.id)
    offered = ctx.store.settings.get(LibrarySettings).tags
    shown = Message(
        (
            Paragraph((say("In the library:"),)),
            card_of(entry, book.sources(entry.id), house_near(mention.near), ctx),
            *trouble_with(entry),
            *tag_menu(entry, offered, ctx),
            buttons_of(entry, Button(say("Change"), Control("library.edit", str(entry.id)))),
        )
    )
    return [Notice(key=f"library.read:{mention.id}", to=mention.by, message=shown, asked=True, near=mention.near)]


def _dropped(entry: Entry, trouble: LinkTrouble, ctx: JobContext) -> list[Intent]:
    """Let go of what may not be kept, and say why to who saved it."""
    book, told = ctx.store.library, list[Intent]()
    sources = book.sources(entry.id)
    book.remove(entry.id)
    for mention in (source.mention for source in sources):
        capture = None if mention.capture is None else book.captures.get(mention.capture)
        if capture is not None and not book.of_capture(capture.id):
            book.captures.change(replace(capture, state=CaptureState.REFUSED))
            told += without_question(capture, ctx)
        elif capture is not None:
            told += announced(capture, ctx)
        if mention.by is not None:
            why = message(say("{entry} cannot stay in the library.", entry=entry.url or ""), trouble_said(trouble))
            told.append(
                Notice(key=f"library.dropped:{mention.id}", to=mention.by, message=why, asked=True, near=mention.near)
            )
    return told


READ = Answered(prefix=LINK, handle=_read)
