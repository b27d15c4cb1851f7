"""The books of the library: entries, mentions, tags and who follows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from copbot.model.library import Entry, Follow, Mention, Source, TagCount
from copbot.model.library_capture import CaptureBook
from copbot.model.library_search import LibrarySearch, Narrowed
from copbot.refs import ChannelRef, MemberId


class LibraryBook(Protocol):
    """The library of one community."""

    @property
    def captures(self) -> CaptureBook:
        """Messages on their way into it."""
        ...

    @property
    def search(self) -> LibrarySearch:
        """Its full-text index; kept true by `add`, `change` and `remove`."""
        ...

    def add(self, entry: Entry) -> Entry:
        """Keep a new entry; gives it with its id."""
        ...

    def change(self, entry: Entry, now: datetime) -> None:
        """Keep its changed fields and tags."""
        ...

    def remove(self, entry: int) -> None:
        """Forget an entry and every mention of it."""
        ...

    def get(self, entry: int) -> Entry | None:
        """Give one by id."""
        ...

    def several(self, entries: Sequence[int]) -> tuple[Entry, ...]:
        """Give those that are still there, in this order."""
        ...

    def of_link(self, link: str) -> Entry | None:
        """Find the entry known by a canonical link."""
        ...

    def recent(self, narrowed: Narrowed, limit: int) -> tuple[Entry, ...]:
        """List entries, newest first."""
        ...

    def made(self, since: datetime, until: datetime) -> tuple[Entry, ...]:
        """List what was first kept in a period, oldest first."""
        ...

    def count(self) -> int:
        """Count the entries."""
        ...

    def mention(
        self, entry: int, by: MemberId, at: datetime, *, capture: int | None, near: ChannelRef | None
    ) -> Mention:
        """Note that an entry was kept once more; the same message or member's command again changes nothing."""
        ...

    def told(self, mention: int) -> None:
        """Note that who waited for a mention has seen the entry."""
        ...

    def move(self, mention: int, entry: int) -> None:
        """Let a mention be one of another entry: two links turned out to lead to the same page."""
        ...

    def unmention(self, mention: int) -> None:
        """Forget a mention."""
        ...

    def sources(self, entry: int) -> tuple[Source, ...]:
        """List where an entry was mentioned, oldest first."""
        ...

    def of_capture(self, capture: int) -> tuple[tuple[Entry, Mention], ...]:
        """List what was kept from a message."""
        ...

    def tags(self, limit: int, *, since: datetime | None = None) -> tuple[TagCount, ...]:
        """Count entries by tag, those tagged since an instant only; the most first."""
        ...

    def follow(self, member: MemberId, tag: str, at: datetime) -> bool:
        """Let a member hear of a tag; False when they do already."""
        ...

    def unfollow(self, member: MemberId, tag: str) -> bool:
        """Let a member hear no more of a tag; False when they did not."""
        ...

    def followed(self, member: MemberId) -> tuple[Follow, ...]:
        """List the tags a member follows."""
        ...

    def followers(self, tags: Sequence[str]) -> tuple[MemberId, ...]:
        """List who follows any of the tags."""
        ...

    def news(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List others' entries that got a tag a member follows since they last heard of it, newest first."""
        ...

    def heard(self, member: MemberId, at: datetime) -> None:
        """Note that a member has now heard of all the tags they follow."""
        ...
