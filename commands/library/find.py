"""Finding what is in the library: by words, the newest, one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from commands.library.words import buttons_of, card_of
from commands.naming import house_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, OptionValue
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    InChannel,
    Line,
    Link,
    Message,
    Paragraph,
    Said,
    Small,
    When,
    WhenStyle,
    message,
    say,
    say_n,
)
from copbot.model.library import Entry, LibrarySettings, Source
from copbot.model.library_search import How, Narrowed, find, parse_since
from copbot.model.resource_kinds import ResourceKind
from copbot.model.roles import Role
from copbot.model.tags import normal_tag
from copbot.practice import Action
from copbot.refs import MemberId, UserRef
from copbot.schedule import resolve, zone_info

_PAGE = 5
_MOST = 10
_LONGEST_ROW = 70
_LONGEST_CHOICE = 75
_OFFERED = 25
_MOST_SOURCES = 5


def tags_known(ctx: Context, typed: str, options: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Suggest tags in use, with how many entries have them."""
    del options
    begun = typed.strip().lower().replace(" ", "-")
    fits = [one for one in ctx.store.library.tags(500) if begun in one.tag]
    return [Choice(f"{one.tag} ({one.entries})", one.tag) for one in fits[:_OFFERED]]


def entries_known(ctx: Context, typed: str, options: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Suggest entries: the newest, or those that fit what was typed."""
    del options
    entries = _fitting(ctx, typed, _OFFERED) if any(char.isalnum() for char in typed) else ()
    shown = entries or ctx.store.library.recent(Narrowed(), _OFFERED)
    return [Choice(one.label[:_LONGEST_CHOICE], str(one.id)) for one in shown]


def _fitting(ctx: Context, words: str, limit: int) -> tuple[Entry, ...]:
    hits = find(ctx.store.library.search, words, Narrowed(), language=ctx.community.language, limit=limit)
    return ctx.store.library.several(hits.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindResources:
    """The options of `/library find`."""

    words: Annotated[str, Opt(about="What to look for", max_length=300)]
    tag: Annotated[str | None, Opt(about="Only with this tag", suggest=tags_known)] = None
    kind: Annotated[ResourceKind | None, Opt(about="Only of this kind")] = None
    author: Annotated[UserRef | None, Opt(about="Only from this person")] = None
    since: Annotated[str | None, Opt(about="Only since a day: 2026-01-31, last month")] = None


@command("library find", FindResources, who=Role.GUEST, reads=True, example="/library find feedback kind:tool")
def find_resources(args: FindResources, ctx: Context) -> Sequence[Intent]:
    """Find what the community has collected; typos and word forms do not matter."""
    narrowed = _narrowed(args.tag, args.kind, args.author, args.since, ctx)
    hits = find(ctx.store.library.search, args.words, narrowed, language=ctx.community.language, limit=_MOST)
    if not hits.entries:
        return [Reply(_nothing(args.words, narrowed, ctx))]
    count = len(hits.entries)
    match hits.how:
        case How.ALL if count == _MOST:
            head = say("The {n} best of what fits. More words, tag:, kind:, author: or since: narrow it down.", n=_MOST)
        case How.ALL:
            head = say_n("One entry fits.", "{n} entries fit.", count)
        case How.NEAR:
            head = say_n("Nothing fits exactly; this is near.", "Nothing fits exactly; these are near.", count)
        case How.SOME:
            head = say_n(
                "Nothing has all the words; this has some.", "Nothing has all the words; these have some.", count
            )
    return [Reply(_page(hits.entries, 0, ctx, head))]


def _nothing(words: str, narrowed: Narrowed, ctx: Context) -> Message:
    """Say that nothing was found, and what to do instead."""
    emoji = ctx.store.settings.get(LibrarySettings).emoji
    if narrowed != Narrowed():
        then = say("Try without tag:, kind:, author: or since:.")
    else:
        then = say("Try fewer or other words, or look through {tags}.", tags=Code("/library tags"))
    return message(
        say("The library has nothing on “{words}” yet.", words=words),
        then,
        say(
            "Found it elsewhere? Share it here, and react with {emoji} or use {add}.",
            emoji=emoji,
            add=Code("/library add"),
        ),
    )


def _narrowed(tag: str | None, kind: str | None, author: UserRef | None, since: str | None, ctx: Context) -> Narrowed:
    member = None if author is None else ctx.store.members.of_account(author)
    return Narrowed(
        tag=normal_tag(tag) if tag else None,
        kind=ResourceKind(kind) if kind else None,
        author=(MemberId(0) if member is None else member.id) if author is not None else None,
        since=_since(since, ctx) if since else None,
    )


def _since(words: str, ctx: Context) -> datetime:
    """Read the local midnight a day begins at."""
    today = ctx.now.astimezone(zone_info(ctx.zone)).date()
    return resolve(datetime.combine(parse_since(words, today=today), time()), ctx.zone).at


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRecent:
    """The options of `/library recent`."""

    tag: Annotated[str | None, Opt(about="Only with this tag", suggest=tags_known)] = None
    kind: Annotated[ResourceKind | None, Opt(about="Only of this kind")] = None
    author: Annotated[UserRef | None, Opt(about="Only from this person")] = None


@command("library recent", ShowRecent, who=Role.GUEST, reads=True, example="/library recent tag:assessment")
def show_recent(args: ShowRecent, ctx: Context) -> Sequence[Intent]:
    """Show what came into the library last."""
    narrowed = _narrowed(args.tag, args.kind, args.author, None, ctx)
    return [Reply(newest(narrowed, ctx))]


def newest(narrowed: Narrowed, ctx: Context) -> Message:
    """Show the newest entries of a tag, kind or person, or of all."""
    entries = tuple(one.id for one in ctx.store.library.recent(narrowed, _MOST))
    if entries:
        return _page(entries, 0, ctx, say("The newest in the library:"))
    emoji = ctx.store.settings.get(LibrarySettings).emoji
    if narrowed != Narrowed():
        return message(say("The library has nothing like that yet."))
    return message(
        say("The library is still empty."),
        say(
            "React to a message with {emoji}, or use {add}, and what it links to is kept.",
            emoji=emoji,
            add=Code("/library add"),
        ),
    )


def _page(entries: Sequence[int], at: int, ctx: Context, head: Said | None = None) -> Message:
    """Show five of the entries; the buttons to the others carry their numbers, and nothing anybody typed."""
    house, book = house_here(ctx), ctx.store.library
    blocks: list[Block] = [] if head is None else [Paragraph((head,))]
    for entry in book.several(entries[at : at + _PAGE]):
        blocks += [card_of(entry, book.sources(entry.id), house, ctx), buttons_of(entry)]
    turns = [(say("Back"), at - _PAGE), (say("Next"), at + _PAGE)]
    pages = [Button(label, Control("library.page", _row(entries, to))) for label, to in turns if 0 <= to < len(entries)]
    return Message((*blocks, Buttons(tuple(pages))) if pages else tuple(blocks))


def _row(entries: Sequence[int], at: int) -> str:
    row = f"{at}"
    for entry in entries:
        longer = f"{row}.{entry:x}"
        if len(longer) > _LONGEST_ROW:
            break
        row = longer
    return row


def _turn(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    at, *entries = pressed.control.row.split(".")
    shown = _page([int(one, 16) for one in entries], int(at), ctx)
    return [Reply(shown if shown.blocks else message(say("Those entries are no longer in the library.")), replace=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEntry:
    """The options of `/library show`."""

    entry: Annotated[str, Opt(about="Words of its title", suggest=entries_known)]


@command("library show", ShowEntry, who=Role.GUEST, reads=True, example="/library show feedback")
def show_entry(args: ShowEntry, ctx: Context) -> Sequence[Intent]:
    """Show one entry whole, with every message it was mentioned in."""
    entries = entries_meant(args.entry, ctx)
    if len(entries) == 1:
        return [Reply(whole(entries[0], ctx))]
    return [Reply(_page([one.id for one in entries], 0, ctx, say("Several fit. Which one?")))]


def entries_meant(text: str, ctx: Context) -> tuple[Entry, ...]:
    """Find the entries somebody means: by number, by its whole name, else by words of it.

    Raises: CopError when nothing fits.
    """
    number = text.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and (one := ctx.store.library.get(int(number[:12]))) is not None:
        return (one,)
    fitting = _fitting(ctx, text, _MOST)
    named = tuple(one for one in fitting if one.label.lower() == text.strip().lower())
    if not fitting:
        raise CopError(
            say(
                "The library has nothing on “{words}”. {find} looks further.",
                words=text[:80],
                find=Code("/library find"),
            )
        )
    return named if len(named) == 1 else fitting


def whole(entry: Entry, ctx: Context) -> Message:
    """Show an entry with where it was mentioned and what one may do with it."""
    sources = ctx.store.library.sources(entry.id)
    lines = [line for one in sources if (line := _source(one))]
    more: list[Block] = [Paragraph((say("Mentioned:"),)), Bullets(tuple(lines[-_MOST_SOURCES:]))] if lines else []
    people = {entry.saved_by, entry.author, *(one.author for one in sources), *(one.mention.by for one in sources)}
    mine: list[Button] = []
    if ctx.role >= Role.CURATOR or ctx.member.id in people:
        mine.append(Button(say("Change"), Control("library.edit", str(entry.id))))
        mine.append(Button(say("Remove"), Control("library.remove", str(entry.id))))
    buttons = buttons_of(entry, *mine).buttons
    kept = [one for one in buttons if not isinstance(one, Button) or one.control.action != "library.show"]
    tail: list[Block] = [Buttons(tuple(kept))] if kept else []
    number = Small((say("Entry {number}", number=Code(f"#{entry.id}")),))
    return Message((card_of(entry, sources, house_here(ctx), ctx), *more, *tail, number))


def _source(source: Source) -> Line:
    """Say where an entry was mentioned; a command leaves no message to show."""
    day = When(source.mention.at, WhenStyle.DAY)
    if source.mention.capture is None:
        return ()
    if source.deleted:
        return (day, ": ", say("source deleted"))
    if source.permalink is not None:
        return (day, ": ", Link(source.permalink, say("the message")))
    return () if source.mention.near is None else (day, ": ", InChannel(source.mention.near))


def _show(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    entry = ctx.store.library.get(int(pressed.control.row))
    if entry is None:
        raise CopError(say("That entry is no longer in the library."))
    return [Reply(whole(entry, ctx))]


ACTIONS = (
    Action(name="library.page", who=Role.GUEST, handle=_turn, reads=True),
    Action(name="library.show", who=Role.GUEST, handle=_show, reads=True),
)
