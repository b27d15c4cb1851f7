"""The library: entries, the messages and mentions they come from, tags and who follows them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Instant, MemberText, key


class LibraryEntryRow(SQLModel, table=True):
    """One thing in the library."""

    __tablename__ = "library_entry"
    __table_args__ = (
        UniqueConstraint("community", "link", name="uq_library_entry_link"),
        Index("ix_library_entry_saved_at", "community", "saved_at"),
        Index("ix_library_entry_kind", "community", "kind", "saved_at"),
        Index("ix_library_entry_author", "community", "author"),
        Index("ix_library_entry_saved_by", "community", "saved_by"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    link: str | None = Field(default=None, sa_type=MemberText)
    url: str | None = Field(default=None, sa_type=MemberText)
    title: str = Field(sa_type=MemberText)
    kind: str
    guessed: bool
    description: str = Field(sa_type=MemberText)
    note: str = Field(sa_type=MemberText)
    site: str = Field(sa_type=MemberText)
    author: int | None = Field(default=None, foreign_key="member.id")
    saved_by: int | None = Field(default=None, foreign_key="member.id")
    saved_at: datetime = Field(sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str | None = None


class LibraryTagRow(SQLModel, table=True):
    """A tag of an entry, in its place among them, since an instant."""

    __tablename__ = "library_tag"
    __table_args__ = (
        Index("ix_library_tag_tag", "community", "tag", "entry"),
        Index("ix_library_tag_at", "community", "at"),
    )

    community: int = Field(primary_key=True, foreign_key="community.id")
    entry: int = Field(primary_key=True, foreign_key="library_entry.id")
    tag: str = Field(primary_key=True, sa_type=MemberText)
    place: int
    at: datetime = Field(sa_type=Instant)


class LibraryCaptureRow(SQLModel, table=True):
    """A message on its way into the library, or kept from."""

    __tablename__ = "library_capture"
    __table_args__ = (UniqueConstraint("community", "message", name="uq_library_capture_message"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    message: str
    thread: str
    state: str
    by: int | None = Field(default=None, foreign_key="member.id")
    author: int | None = Field(default=None, foreign_key="member.id")
    permalink: str | None = None
    at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


class LibraryReactionRow(SQLModel, table=True):
    """A member's reaction to a message that may be kept."""

    __tablename__ = "library_reaction"
    __table_args__ = (Index("ix_library_reaction_at", "at"),)

    community: int = Field(primary_key=True, foreign_key="community.id")
    message: str = Field(primary_key=True)
    member: int = Field(primary_key=True, foreign_key="member.id")
    curator: bool
    at: datetime = Field(sa_type=Instant)


class LibraryMentionRow(SQLModel, table=True):
    """One time an entry was kept: from a message, or by command."""

    __tablename__ = "library_mention"
    __table_args__ = (
        UniqueConstraint("entry", "capture", name="uq_library_mention_capture"),
        Index("ix_library_mention_entry", "community", "entry"),
        Index("ix_library_mention_capture", "community", "capture"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    entry: int = Field(foreign_key="library_entry.id")
    capture: int | None = Field(default=None, foreign_key="library_capture.id")
    by: int | None = Field(default=None, foreign_key="member.id")
    at: datetime = Field(sa_type=Instant)
    near: str | None = None
    told: bool = False


class LibraryFollowRow(SQLModel, table=True):
    """A member hears of new entries with a tag."""

    __tablename__ = "library_follow"
    __table_args__ = (Index("ix_library_follow_tag", "community", "tag"),)

    community: int = Field(primary_key=True, foreign_key="community.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    tag: str = Field(primary_key=True, sa_type=MemberText)
    told_at: datetime = Field(sa_type=Instant)
