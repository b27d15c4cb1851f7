"""The library: what a community keeps of its tools, stories and findings, and the rules of keeping."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from copbot.errors import CopError
from copbot.events import LinkFound
from copbot.message import say
from copbot.model.library_capture import shortened
from copbot.model.links import LinkTrouble, canonical
from copbot.model.resource_kinds import ResourceKind, guess_kind
from copbot.model.roles import Role
from copbot.model.tags import normal_tag
from copbot.refs import ChannelRef, Emoji, MemberId

UNDO_FOR = timedelta(seconds=60)
MOST_TAGS = 8
LONGEST_TITLE = 200
LONGEST_NOTE = 500
_LONGEST_LABEL = 80
_BOOKS = Emoji("📚")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySettings:
    """How entries come in: the reaction, how many it takes, and the tags to offer before there are any.

    `home` is where a weekly digest of what is new is posted; None posts none.
    """

    emoji: Emoji = _BOOKS
    from_anyone: int = 3
    from_curators: int = 1
    tags: tuple[str, ...] = ()
    home: ChannelRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the library.

    `link` is the canonical form it is known by, None for a message kept for its own words; `url` is what to open.
    `author` wrote the message it came from, `saved_by` had it kept; None when that is not known or was erased.
    `guessed` marks a kind nobody chose; `read_at` is None until the page was looked into.
    """

    id: int
    link: str | None
    url: str | None
    title: str
    kind: ResourceKind
    guessed: bool
    tags: tuple[str, ...] = ()
    description: str = ""
    note: str = ""
    site: str = ""
    author: MemberId | None
    saved_by: MemberId | None
    saved_at: datetime
    read_at: datetime | None = None
    trouble: LinkTrouble | None = None

    @property
    def label(self) -> str:
        """What to call it: its title, else where its link leads, else its first words."""
        return self.title or (label_of(self.link) if self.link else shortened(self.description, _LONGEST_LABEL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One time somebody had an entry kept; `capture` is the message it was found in, None for a command.

    `told` says that who waited for it has seen the entry; `near` is where they were.
    """

    id: int
    entry: int
    capture: int | None
    by: MemberId | None
    at: datetime
    near: ChannelRef | None = None
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an entry was mentioned, as its page shows it."""

    mention: Mention
    author: MemberId | None
    permalink: str | None
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCount:
    """How many entries have a tag."""

    tag: str
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A member wants to hear of a tag; `told_at` is when they last did."""

    member: MemberId
    tag: str
    told_at: datetime


def label_of(link: str) -> str:
    """Name a link nobody gave a title: its host and the end of its path."""
    parts = urlsplit(link)
    tail = parts.path.rstrip("/").rpartition("/")[2]
    host = (parts.hostname or "").removeprefix("www.")
    whole = f"{host}/…/{tail}"
    return whole if tail and len(whole) <= _LONGEST_LABEL else host


def read_tags(text: str) -> tuple[str, ...]:
    """Read tags from what a member typed, with commas between or `#` before each.

    Raises: CopError for one that is no tag, or for more than eight.
    """
    parts = re.split(r"[,;\n]|(?:^|\s)#(?=\w)", text)
    tags = tuple(dict.fromkeys(normal_tag(part) for part in parts if part.strip()))
    if len(tags) > MOST_TAGS:
        raise CopError(say("An entry has at most {most} tags. Choose the most telling ones.", most=MOST_TAGS))
    return tags


def more_tags(entry: Entry, tags: Sequence[str]) -> Entry:
    """Add tags to an entry as far as there is room."""
    return replace(entry, tags=tuple(dict.fromkeys((*entry.tags, *tags)))[:MOST_TAGS])


_ELSEWHERE = re.compile(
    r"(?:^|[./_-])(?:log[-_]?in|sign[-_]?in|sso|auth|accounts?|consent|captcha|challenge)(?=[./_-]|$)"
)


def settled_link(asked: str, ended: str) -> str:
    """Choose the link an entry is known by after its page was read: where redirects ended, unless that is no page
    of its own: a sign-in, a consent form, or a site's front page instead of what was asked for.

    Both are canonical.
    """  # noqa: D205 -- one sentence
    there, here = urlsplit(ended), urlsplit(asked)
    lost = there.path == "/" and not there.query and here.path != "/"
    if lost or _ELSEWHERE.search(f"{there.netloc}{there.path}".lower()):
        return asked
    return ended


def drops(entry: Entry, trouble: LinkTrouble | None) -> bool:
    """Tell whether what was found at a link forbids keeping it: a place the bot may not open, or no page at all.

    A page that is only hard to read is kept, and so is one a member gave a title: it may be theirs alone to open.
    """
    return trouble is LinkTrouble.INWARD or (trouble is LinkTrouble.NOT_FOUND and not entry.title)


def after_reading(entry: Entry, found: LinkFound, now: datetime) -> Entry:
    """Fill in what the page says of itself; what a member gave stays."""
    title = entry.title or (found.title or "")[:LONGEST_TITLE]
    kind = guess_kind(found.url, title or None) if entry.guessed else None
    return replace(
        entry,
        title=title,
        description=entry.description or found.description or "",
        site=found.site or entry.site,
        kind=kind or entry.kind,
        link=settled_link(entry.link, canonical(found.url)) if entry.link and not found.trouble else entry.link,
        read_at=now,
        trouble=LinkTrouble(found.trouble) if found.trouble else None,
    )


def withdrawn(sources: Sequence[Source], member: MemberId, role: Role, now: datetime) -> tuple[Source, ...]:
    """Choose the mentions of an entry somebody may take back; an entry with none left goes.

    Curators and facilitators take all; who wrote the message theirs, at any time; who saved it theirs for a minute,
    and for as long as nobody else saved it when they added it by command.

    Raises: CopError saying who could.
    """
    if role >= Role.CURATOR:
        return tuple(sources)
    mine = [one for one in sources if one.author == member or _undoable(one, member, now)]
    if not mine and all(one.mention.by == member and one.mention.capture is None for one in sources):
        mine = list(sources)
    if not mine:
        raise CopError(
            say(
                "You can take back what you saved for {n} seconds, and what you wrote at any time. Ask a curator.", n=60
            )
        )
    return tuple(mine)


def undone(sources: Sequence[Source], member: MemberId, now: datetime) -> tuple[Source, ...]:
    """Choose the mentions somebody just made, to be undone.

    Raises: CopError when they are not theirs, or more than a minute old.
    """
    mine = [one for one in sources if one.mention.by == member]
    if not mine:
        raise CopError(say("Only who saved this can undo it."))
    fresh = tuple(one for one in mine if _undoable(one, member, now))
    if not fresh:
        raise CopError(
            say(
                "The {n} seconds to undo are over. {command} takes it out, or a curator does.",
                n=60,
                command="/library remove",
            )
        )
    return fresh


def _undoable(source: Source, member: MemberId, now: datetime) -> bool:
    return source.mention.by == member and now - source.mention.at <= UNDO_FOR
