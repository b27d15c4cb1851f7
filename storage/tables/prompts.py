"""Prompts: the bank, the series that post them, each post, and who answered when."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Instant, Key, MemberText, key

_FREE = "queued IS NULL AND held_for IS NULL"
_FRESH = f"turn IS NULL AND pack IS NULL AND {_FREE}"
_PASSED = f"used_at IS NULL AND turn IS NOT NULL AND {_FREE}"
_POSTED = f"used_at IS NOT NULL AND turn IS NOT NULL AND {_FREE}"


def _some(name: str, *columns: str, where: str) -> Index:
    """Index only the rows it is asked for."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class PromptRow(SQLModel, table=True):
    """A prompt; `turn` is when it was last posted or passed over, its place in the line of those not fresh."""

    __tablename__ = "prompt"
    __table_args__ = (
        UniqueConstraint("community", "pack_key", name="uq_prompt_pack_key"),
        Index("ix_prompt_fingerprint", "community", "fingerprint"),
        _some("ix_prompt_fresh", "community", "category", "standing", "id", where=_FRESH),
        _some("ix_prompt_passed", "community", "standing", "turn", "id", where=_PASSED),
        _some("ix_prompt_posted", "community", "standing", "turn", "id", where=_POSTED),
        _some("ix_prompt_queue", "community", "queued", where="queued IS NOT NULL"),
        _some("ix_prompt_held", "held_for", where="held_for IS NOT NULL"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    text: str = Field(sa_type=MemberText)
    category: str
    hint: str = Field(sa_type=MemberText)
    fingerprint: str = Field(sa_type=MemberText)
    standing: str
    author: int | None = Field(default=None, foreign_key="member.id")
    suggested: bool
    pack: str | None = None
    pack_key: str | None = None
    near: str | None = None
    added_at: datetime = Field(sa_type=Instant)
    decided_by: int | None = Field(default=None, foreign_key="member.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    queued: int | None = None
    held_for: int | None = Field(default=None, sa_type=Key)
    turn: datetime | None = Field(default=None, sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    posts: int = 0
    people: int = 0
    replies: int = 0


class PromptKindRow(SQLModel, table=True):
    """What the prompts of one category drew together, and when one was last posted."""

    __tablename__ = "prompt_kind"

    community: int = Field(primary_key=True, foreign_key="community.id")
    category: str = Field(primary_key=True)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    posts: int
    people: int


class PromptSeriesRow(SQLModel, table=True):
    """Prompts posted in a channel by a schedule, whose subject is this row's number."""

    __tablename__ = "prompt_series"
    __table_args__ = (Index("ix_prompt_series_channel", "community", "channel"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    channel: str
    thread: bool
    nudge: bool
    role: str | None = None
    topic: str | None = Field(default=None, sa_type=MemberText)
    category: str | None = None
    made_by: int | None = Field(default=None, foreign_key="member.id")
    gone: bool


class PromptPostingRow(SQLModel, table=True):
    """One time a prompt was posted; `key` is its outgoing's."""

    __tablename__ = "prompt_posting"
    __table_args__ = (UniqueConstraint("community", "key", name="uq_prompt_posting_key"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    key: str
    prompt: int = Field(foreign_key="prompt.id", index=True)
    series: int | None = Field(default=None, sa_type=Key)
    channel: str
    at: datetime = Field(sa_type=Instant)
    by: int | None = Field(default=None, foreign_key="member.id")


class PromptReplyRow(SQLModel, table=True):
    """A member answered a post: first `at`, and how often in all."""

    __tablename__ = "prompt_reply"
    __table_args__ = (
        Index("ix_prompt_reply_at", "community", "at"),
        Index("ix_prompt_reply_member", "community", "member", "at"),
    )

    posting: int = Field(primary_key=True, foreign_key="prompt_posting.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    at: datetime = Field(sa_type=Instant)
    replies: int
