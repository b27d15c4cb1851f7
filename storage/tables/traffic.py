"""What came in, what falls due, and what goes out."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Instant, Key, Local, MemberText, key

_TO_COME = text("next_at IS NOT NULL")
_OPEN = text("state IN ('pending', 'unknown')")
_UNFINISHED = text("state IN ('pending', 'unknown', 'sending')")
_DEAD = text("state IN ('dead')")
_OVER = text("state IN ('sent', 'dead', 'skipped') AND message IS NULL AND channel IS NULL")
_SHOWN = text("message IS NOT NULL")


class InboxRow(SQLModel, table=True):
    """An event that came, with the answer it got."""

    __tablename__ = "inbox"

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    delivery_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    answer: str | None = Field(default=None, sa_type=MemberText)


class ScheduleRow(SQLModel, table=True):
    """A standing schedule, or something to be done once; done once, it is gone."""

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("community", "kind", "subject", name="uq_schedule_subject"),
        Index("ix_schedule_next_at", "next_at", sqlite_where=_TO_COME, postgresql_where=_TO_COME),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    kind: str
    subject: str
    rule: str | None = None
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    next_nominal: datetime | None = Field(default=None, sa_type=Local)


class OccurrenceRow(SQLModel, table=True):
    """One time a schedule fell due; unique on its nominal local time."""

    __tablename__ = "occurrence"

    schedule: int = Field(primary_key=True, sa_type=Key)
    nominal: datetime = Field(primary_key=True, sa_type=Local)
    community: int = Field(foreign_key="community.id", index=True)
    kind: str
    subject: str
    due_at: datetime = Field(sa_type=Instant, index=True)
    at: datetime = Field(sa_type=Instant)
    outcome: str
    why: str | None = Field(default=None, sa_type=MemberText)


class OutboxRow(SQLModel, table=True):
    """One post, edit, question or room on its way out."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("community", "key", name="uq_outbox_key"),
        Index("ix_outbox_due", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_lane", "lane", "id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index("ix_outbox_dead", "community", sqlite_where=_DEAD, postgresql_where=_DEAD),
        Index("ix_outbox_over", "due_at", sqlite_where=_OVER, postgresql_where=_OVER),
        Index("ix_outbox_message", "message", sqlite_where=_SHOWN, postgresql_where=_SHOWN),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    key: str
    lane: str
    outgoing: str = Field(sa_type=MemberText)
    state: str
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    message: str | None = None
    channel: str | None = None
    why: str | None = Field(default=None, sa_type=MemberText)
