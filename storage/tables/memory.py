"""Settings, preferences, refusals, the audit trail and waiting notices."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Instant, MemberText, key


class SettingRow(SQLModel, table=True):
    """One practice's settings, as JSON under their class's name."""

    __tablename__ = "setting"

    community: int = Field(primary_key=True, foreign_key="community.id")
    name: str = Field(primary_key=True)
    value: str = Field(sa_type=MemberText)


class PreferenceRow(SQLModel, table=True):
    """A member's preferences or draft, as JSON under their class's name."""

    __tablename__ = "preference"

    community: int = Field(primary_key=True, foreign_key="community.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    name: str = Field(primary_key=True)
    value: str = Field(sa_type=MemberText)


class RefusalRow(SQLModel, table=True):
    """Why something a member did by reaction did not count."""

    __tablename__ = "refusal"
    __table_args__ = (Index("ix_refusal_member", "community", "member", "id"), Index("ix_refusal_at", "at"))

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    member: int = Field(foreign_key="member.id")
    about: str
    reason: str = Field(sa_type=MemberText)
    at: datetime = Field(sa_type=Instant)


class AuditRow(SQLModel, table=True):
    """Something a facilitator changed."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_community", "community", "id"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    member: int | None = Field(default=None, foreign_key="member.id")
    what: str = Field(sa_type=MemberText)
    at: datetime = Field(sa_type=Instant)


class NoticeRow(SQLModel, table=True):
    """A word for one person, waiting in their home."""

    __tablename__ = "notice"

    community: int = Field(primary_key=True, foreign_key="community.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    key: str = Field(primary_key=True)
    message: str = Field(sa_type=MemberText)
    at: datetime = Field(sa_type=Instant, index=True)
