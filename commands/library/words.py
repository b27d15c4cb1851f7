"""How the library is put into words: an entry as a card, a few of them as a list."""

from collections.abc import Sequence

from commands.naming import House, house_of, listed, person_of
from copbot.context import JobContext
from copbot.message import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Control,
    Line,
    Link,
    LinkButton,
    Menu,
    Said,
    Small,
    Span,
    When,
    WhenStyle,
    say,
    say_n,
)
from copbot.model.library import MOST_TAGS, Entry, Source
from copbot.model.links import trouble_said
from copbot.model.resource_kinds import kind_said
from copbot.model.tags import suggest_tags
from copbot.refs import ChannelRef

_LONGEST_BUTTON_LINK = 512
"""Discord's limit for a button that opens a link; a card is a link anyway."""
_KNOWN_TAGS = 60
_SUGGESTED = 5


def house_near(channel: ChannelRef | None) -> House:
    """Tell in which house what is shown near a channel is read; nowhere, people are called by name."""
    return ("", "") if channel is None else house_of(channel)


def link_to(entry: Entry) -> Span:
    """Name an entry, as a link where it has one."""
    return Bold(entry.label) if entry.url is None else Link(entry.url, entry.label)


def card_of(entry: Entry, sources: Sequence[Source], house: House, ctx: JobContext) -> Card:
    """Show an entry: what it is, what it is good for, and who had it kept."""
    body: list[Line] = [(text,) for text in (entry.description, entry.note) if text and text != entry.label]
    facts: list[tuple[str | Said, Line]] = [(say("Kind"), (kind_said(entry.kind),))]
    if entry.tags:
        facts.append((say("Tags"), (", ".join(entry.tags),)))
    facts.append((say("Saved"), (_saved(entry, sources, house, ctx),)))
    return Card(title=(link_to(entry),), body=tuple(body), facts=tuple(facts), url=entry.url)


def _saved(entry: Entry, sources: Sequence[Source], house: House, ctx: JobContext) -> Said:
    times = say_n("once", "{n} times", max(len(sources), 1))
    gone = bool(sources) and all(one.deleted for one in sources)
    told = say(
        "{times}, first by {who} on {day}",
        times=times,
        who=person_of(entry.saved_by, house, ctx),
        day=When(entry.saved_at, WhenStyle.DAY),
    )
    return say("{saved} · source deleted", saved=told) if gone else told


def trouble_with(entry: Entry) -> list[Block]:
    """Say why the page could not be read, and what to do; only to who can do it."""
    return [] if entry.trouble is None else [Small((trouble_said(entry.trouble),))]


def buttons_of(entry: Entry, *more: Button) -> Buttons:
    """Give the buttons every entry has: open it, and see more of it."""
    opens = entry.url is not None and len(entry.url) <= _LONGEST_BUTTON_LINK
    first = [LinkButton(say("Open"), entry.url)] if opens and entry.url is not None else []
    return Buttons((*first, Button(say("More"), Control("library.show", str(entry.id))), *more))


def tag_menu(entry: Entry, offered: Sequence[str], ctx: JobContext) -> list[Block]:
    """Offer tags that the entry's own words suggest, while it has none."""
    if entry.tags:
        return []
    known = [*offered, *(one.tag for one in ctx.store.library.tags(_KNOWN_TAGS))]
    found = suggest_tags(f"{entry.title} {entry.description} {entry.note}", known[:_KNOWN_TAGS], _SUGGESTED)
    choices = tuple(Choice(tag, tag) for tag in found[:MOST_TAGS])
    return [Menu(say("Add a tag that fits"), Control("library.tag", str(entry.id)), choices)] if choices else []


def names_of(entries: Sequence[Entry]) -> Span:
    """Name entries in a row, as links."""
    return listed([link_to(one) for one in entries])
