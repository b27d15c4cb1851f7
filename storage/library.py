"""The library in SQL: entries, mentions, tags."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, union, update

from copbot.model.library import Entry, Follow, Mention, Source, TagCount
from copbot.model.library_search import Indexed, LibrarySearch, Narrowed, facets_of, index_text
from copbot.model.links import LinkTrouble
from copbot.model.resource_kinds import ResourceKind
from copbot.refs import ChannelRef, CommunityId, MemberId
from storage.columns import table
from storage.library_captures import SqlCaptureBook
from storage.library_follows import SqlFollows
from storage.library_search import library_search
from storage.statements import Prepared, Row, insert_once
from storage.tables.communities import CommunityRow
from storage.tables.library import LibraryCaptureRow, LibraryEntryRow, LibraryMentionRow, LibraryTagRow

_entry = table(LibraryEntryRow)
_tag = table(LibraryTagRow)
_mention = table(LibraryMentionRow)
_capture = table(LibraryCaptureRow)
_community = table(CommunityRow)

_unindexed = _entry.c.community + 0
"""The community as no index holds it: rows are then found by what else is asked, their numbers above all."""
_HERE = _entry.c.community == bindparam("community")
_OF_LINK = Prepared(select(_entry).where(_HERE, _entry.c.link == bindparam("link")))
_MENTIONS = select(_mention).where(_mention.c.community == bindparam("community"))
_OF_COMMAND = Prepared(
    _MENTIONS.where(
        _mention.c.entry == bindparam("entry"), _mention.c.by == bindparam("by"), _mention.c.capture.is_(None)
    )
)
_FROM_CAPTURE = Prepared(
    _MENTIONS.where(_mention.c.capture == bindparam("capture")).order_by(_mention.c.id),
)
_OF_MESSAGE = Prepared(
    _MENTIONS.where(_mention.c.entry == bindparam("entry"), _mention.c.capture == bindparam("capture"))
)
_LANGUAGE = Prepared(select(_community.c.language).where(_community.c.id == bindparam("community")))

_AT_ONCE = 500


class SqlLibraryBook:
    """The library of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community
        self._follows = SqlFollows(connection, community)

    @cached_property
    def captures(self) -> SqlCaptureBook:
        """Messages on their way into it."""
        return SqlCaptureBook(self._connection, self._community)

    @cached_property
    def search(self) -> LibrarySearch:
        """Its full-text index."""
        return library_search(self._connection, self._community)

    def add(self, entry: Entry) -> Entry:
        """Keep a new entry; gives it with its id."""
        values = {"community": self._community, "saved_at": entry.saved_at, **_values(entry)}
        made: int = self._connection.execute(insert(_entry).returning(_entry.c.id), values).scalar_one()
        self._tag(made, entry.tags, entry.saved_at)
        self._index(made, entry)
        kept = self.get(made)
        return entry if kept is None else kept

    def change(self, entry: Entry, now: datetime) -> None:
        """Keep its changed fields and tags."""
        mine = (_entry.c.community == self._community) & (_entry.c.id == entry.id)
        self._connection.execute(update(_entry).where(mine).values(**_values(entry)))
        gone = delete(_tag).where(self._of(entry.id), _tag.c.tag.not_in(entry.tags))
        self._connection.execute(gone)
        self._tag(entry.id, entry.tags, now)
        self._index(entry.id, entry)

    def remove(self, entry: int) -> None:
        """Forget an entry and every mention of it."""
        self.search.drop(entry)
        self._connection.execute(delete(_tag).where(self._of(entry)))
        mentions = (_mention.c.community == self._community) & (_mention.c.entry == entry)
        self._connection.execute(delete(_mention).where(mentions))
        mine = (_entry.c.community == self._community) & (_entry.c.id == entry)
        self._connection.execute(delete(_entry).where(mine))

    def reindex(self) -> None:
        """Make the full-text index anew from what is kept, as a restored backup needs it."""
        here = select(_entry.c.id).where(_entry.c.community == self._community).order_by(_entry.c.id)
        numbers = self._connection.execute(here).scalars().all()
        for first in range(0, len(numbers), _AT_ONCE):
            for entry in self.several(numbers[first : first + _AT_ONCE]):
                self._index(entry.id, entry)

    def get(self, entry: int) -> Entry | None:
        """Give one by id."""
        found = self.several((entry,))
        return found[0] if found else None

    def several(self, entries: Sequence[int]) -> tuple[Entry, ...]:
        """Give those that are still there, in this order."""
        numbered = select(_entry).where(_entry.c.id.in_(entries), _unindexed == self._community)
        found = {one.id: one for one in self._entries(numbered)}
        return tuple(found[one] for one in dict.fromkeys(entries) if one in found)

    def of_link(self, link: str) -> Entry | None:
        """Find the entry known by a canonical link."""
        row = _OF_LINK.first(self._connection, community=self._community, link=link)
        return None if row is None else self._read([row])[0]

    def recent(self, narrowed: Narrowed, limit: int) -> tuple[Entry, ...]:
        """List entries, newest first."""
        wanted = select(_entry).where(*self._narrowing(narrowed))
        return self._entries(wanted.order_by(_entry.c.saved_at.desc(), _entry.c.id.desc()).limit(limit))

    def made(self, since: datetime, until: datetime) -> tuple[Entry, ...]:
        """List what was first kept in a period, oldest first."""
        within = self._all().where(_entry.c.saved_at >= since, _entry.c.saved_at < until)
        return self._entries(within.order_by(_entry.c.saved_at, _entry.c.id))

    def count(self) -> int:
        """Count the entries."""
        mine = select(func.count()).select_from(_entry).where(_entry.c.community == self._community)
        return self._connection.execute(mine).scalar_one()

    def mention(
        self, entry: int, by: MemberId, at: datetime, *, capture: int | None, near: ChannelRef | None
    ) -> Mention:
        """Note that an entry was kept once more; the same message or member's command again changes nothing."""
        where = {"community": self._community, "entry": entry}
        if capture is None:
            row = _OF_COMMAND.first(self._connection, **where, by=by)
        else:
            row = _OF_MESSAGE.first(self._connection, **where, capture=capture)
        if row is None:
            values = {**where, "capture": capture, "by": by, "at": at, "near": near and str(near), "told": False}
            row = self._connection.execute(insert(_mention).returning(*_mention.c), values).one()
        return _mention_of(row)

    def told(self, mention: int) -> None:
        """Note that who waited for a mention has seen the entry."""
        self._connection.execute(update(_mention).where(self._one(mention)).values(told=True))

    def move(self, mention: int, entry: int) -> None:
        """Let a mention be one of another entry; one that this entry has already from there is forgotten."""
        row = self._connection.execute(select(_mention).where(self._one(mention))).one()
        there = _OF_MESSAGE.first(self._connection, community=self._community, entry=entry, capture=row.capture)
        if there is not None:
            self.unmention(mention)
        else:
            self._connection.execute(update(_mention).where(self._one(mention)).values(entry=entry))

    def unmention(self, mention: int) -> None:
        """Forget a mention."""
        self._connection.execute(delete(_mention).where(self._one(mention)))

    def sources(self, entry: int) -> tuple[Source, ...]:
        """List where an entry was mentioned, oldest first."""
        found = (
            select(_mention, _capture.c.author, _capture.c.permalink, _capture.c.deleted_at)
            .select_from(_mention.outerjoin(_capture, _capture.c.id == _mention.c.capture))
            .where(_mention.c.community == self._community, _mention.c.entry == entry)
            .order_by(_mention.c.id)
        )
        return tuple(
            Source(
                mention=_mention_of(row),
                author=row.author,
                permalink=row.permalink,
                deleted=row.deleted_at is not None,
            )
            for row in self._connection.execute(found)
        )

    def of_capture(self, capture: int) -> tuple[tuple[Entry, Mention], ...]:
        """List what was kept from a message."""
        rows = _FROM_CAPTURE.all(self._connection, community=self._community, capture=capture)
        entries = {one.id: one for one in self.several([row.entry for row in rows])}
        return tuple((entries[row.entry], _mention_of(row)) for row in rows)

    def tags(self, limit: int, *, since: datetime | None = None) -> tuple[TagCount, ...]:
        """Count entries by tag, those tagged since an instant only; the most first."""
        often = func.count()
        counted = select(_tag.c.tag, often.label("entries")).where(_tag.c.community == self._community)
        wanted = counted if since is None else counted.where(_tag.c.at >= since)
        rows = self._connection.execute(wanted.group_by(_tag.c.tag).order_by(often.desc(), _tag.c.tag).limit(limit))
        return tuple(TagCount(tag=row.tag, entries=row.entries) for row in rows)

    def follow(self, member: MemberId, tag: str, at: datetime) -> bool:
        """Let a member hear of a tag; False when they do already."""
        return self._follows.follow(member, tag, at)

    def unfollow(self, member: MemberId, tag: str) -> bool:
        """Let a member hear no more of a tag; False when they did not."""
        return self._follows.unfollow(member, tag)

    def followed(self, member: MemberId) -> tuple[Follow, ...]:
        """List the tags a member follows."""
        return self._follows.followed(member)

    def followers(self, tags: Sequence[str]) -> tuple[MemberId, ...]:
        """List who follows any of the tags."""
        return self._follows.followers(tags)

    def news(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List others' entries that got a tag a member follows since they last heard of it, newest first."""
        return self.several(self._follows.news(member, limit))

    def heard(self, member: MemberId, at: datetime) -> None:
        """Note that a member has now heard of all the tags they follow."""
        self._follows.heard(member, at)

    def _all(self) -> Select[Any]:
        return select(_entry).where(_entry.c.community == self._community)

    def _of(self, entry: int) -> ColumnElement[bool]:
        return (_tag.c.community == self._community) & (_tag.c.entry == entry)

    def _one(self, mention: int) -> ColumnElement[bool]:
        return (_mention.c.community == self._community) & (_mention.c.id == mention)

    def _tag(self, entry: int, tags: Sequence[str], at: datetime) -> None:
        for place, tag in enumerate(tags):
            insert_once(self._connection, _tag, community=self._community, entry=entry, tag=tag, place=place, at=at)

    def _index(self, number: int, entry: Entry) -> None:
        language = str(_LANGUAGE.scalar(self._connection, community=self._community))
        words = {"title": entry.label, "tags": " ".join(entry.tags), "note": entry.note}
        about = f"{entry.description} {entry.site} {entry.kind.value}"
        parts = {name: index_text(text, language) for name, text in words.items()}
        self.search.put(number, Indexed(**parts, description=index_text(about, language), facets=_facets(entry)))

    def _narrowing(self, narrowed: Narrowed) -> list[ColumnElement[bool]]:
        """Say what an entry must be, so that a database without statistics begins with what leaves the fewest."""
        here = _entry.c.community == self._community
        asked = [here]
        if narrowed.author is not None:
            people = (_entry.c.author, _entry.c.saved_by)
            theirs = union(*(select(_entry.c.id).where(here, person == narrowed.author) for person in people))
            asked = [_unindexed == self._community, _entry.c.id.in_(theirs)]
        if narrowed.kind is not None:
            asked.append(_entry.c.kind == narrowed.kind.value)
        if narrowed.since is not None:
            asked.append(_entry.c.saved_at >= narrowed.since)
        if narrowed.tag is not None:
            has = (_tag.c.community == self._community) & (_tag.c.tag == narrowed.tag)
            asked.append(_entry.c.id.in_(select(_tag.c.entry).where(has)))
        return asked

    def _entries(self, wanted: Select[Any]) -> tuple[Entry, ...]:
        return self._read(self._connection.execute(wanted).all())

    def _read(self, rows: Sequence[Row]) -> tuple[Entry, ...]:
        tags: dict[int, list[str]] = {}
        mine = (_tag.c.community == self._community) & _tag.c.entry.in_([row.id for row in rows])
        if rows:
            for tag in self._connection.execute(select(_tag).where(mine).order_by(_tag.c.place, _tag.c.at)):
                tags.setdefault(tag.entry, []).append(tag.tag)
        return tuple(_entry_of(row, tuple(tags.get(row.id, ()))) for row in rows)


def _facets(entry: Entry) -> str:
    people = {Narrowed(author=one) for one in (entry.author, entry.saved_by) if one is not None}
    tags = {Narrowed(tag=one) for one in entry.tags}
    return " ".join(sorted(facet for one in {Narrowed(kind=entry.kind), *people, *tags} for facet in facets_of(one)))


def _values(entry: Entry) -> dict[str, object]:
    return {
        "link": entry.link,
        "url": entry.url,
        "title": entry.title,
        "kind": entry.kind.value,
        "guessed": entry.guessed,
        "description": entry.description,
        "note": entry.note,
        "site": entry.site,
        "author": entry.author,
        "saved_by": entry.saved_by,
        "read_at": entry.read_at,
        "trouble": entry.trouble and entry.trouble.value,
    }


def _entry_of(row: Row, tags: tuple[str, ...]) -> Entry:
    return Entry(
        id=row.id,
        link=row.link,
        url=row.url,
        title=row.title,
        kind=ResourceKind(row.kind),
        guessed=row.guessed,
        tags=tags,
        description=row.description,
        note=row.note,
        site=row.site,
        author=row.author,
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        read_at=row.read_at,
        trouble=row.trouble and LinkTrouble(row.trouble),
    )


def _mention_of(row: Row) -> Mention:
    return Mention(
        id=row.id,
        entry=row.entry,
        capture=row.capture,
        by=row.by,
        at=row.at,
        near=row.near and ChannelRef.parse(row.near),
        told=row.told,
    )
