"""What the library's tables hold about a member: shown, exported, and forgotten."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, delete, or_, select, update

from copbot.model.library_search import Narrowed
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.library import SqlLibraryBook
from storage.tables.library import (
    LibraryCaptureRow,
    LibraryEntryRow,
    LibraryFollowRow,
    LibraryMentionRow,
    LibraryReactionRow,
)

_entry = table(LibraryEntryRow)
_capture = table(LibraryCaptureRow)
_mention = table(LibraryMentionRow)
_reaction = table(LibraryReactionRow)
_follow = table(LibraryFollowRow)
_ALL = 1_000_000


class SqlLibraryPersonal:
    """One community's library as personal data.

    Links a member shared stay without their name; their own words, kept from a message without a link, go.
    """

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        here = self._community
        entries = select(
            _entry.c.title, _entry.c.url, _entry.c.kind, _entry.c.note, _entry.c.description, _entry.c.saved_at
        )
        captures = select(_capture.c.message, _capture.c.permalink, _capture.c.state, _capture.c.at)
        return {
            "library_entry": self._rows(
                entries.where(
                    _entry.c.community == here, or_(_entry.c.author == member, _entry.c.saved_by == member)
                ).order_by(_entry.c.id)
            ),
            "library_capture": self._rows(
                captures.where(
                    _capture.c.community == here, or_(_capture.c.author == member, _capture.c.by == member)
                ).order_by(_capture.c.id)
            ),
            "library_mention": self._rows(
                select(_mention.c.entry, _mention.c.at)
                .where(_mention.c.community == here, _mention.c.by == member)
                .order_by(_mention.c.id)
            ),
            "library_reaction": self._rows(
                select(_reaction.c.message, _reaction.c.at)
                .where(_reaction.c.community == here, _reaction.c.member == member)
                .order_by(_reaction.c.at)
            ),
            "library_follow": self._rows(
                select(_follow.c.tag)
                .where(_follow.c.community == here, _follow.c.member == member)
                .order_by(_follow.c.tag)
            ),
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member; what they shared stays in the library, without their name."""
        here, book = self._community, SqlLibraryBook(self._connection, self._community)
        words = select(_entry.c.id).where(
            _entry.c.community == here, _entry.c.link.is_(None), _entry.c.author == member
        )
        for number in self._connection.execute(words).scalars().all():
            book.remove(number)
        for entry in book.recent(Narrowed(author=member), _ALL):
            author = None if entry.author == member else entry.author
            saved_by = None if entry.saved_by == member else entry.saved_by
            book.change(replace(entry, author=author, saved_by=saved_by), entry.saved_at)
        for statement in (
            update(_capture)
            .where(_capture.c.community == here, _capture.c.author == member)
            .values(author=None, permalink=None),
            update(_capture).where(_capture.c.community == here, _capture.c.by == member).values(by=None),
            update(_mention).where(_mention.c.community == here, _mention.c.by == member).values(by=None),
            delete(_reaction).where(_reaction.c.community == here, _reaction.c.member == member),
            delete(_follow).where(_follow.c.community == here, _follow.c.member == member),
        ):
            self._connection.execute(statement)

    def _rows(self, wanted: Select[Any]) -> list[dict[str, Any]]:
        rows = self._connection.execute(wanted).mappings()
        return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a column's value
    return value.isoformat() if hasattr(value, "isoformat") else value
