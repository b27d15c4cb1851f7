"""The kudos ledger."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.columns import Instant, key


class KudosRow(SQLModel, table=True):
    """One act of thanking."""

    __tablename__ = "kudos"

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    giver: int = Field(foreign_key="member.id")
    reason: str
    value: str | None = None
    at: datetime = Field(sa_type=Instant)


class KudosReceiverRow(SQLModel, table=True):
    """One member thanked by an act of thanking."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (Index("ix_kudos_receiver_given", "community", "giver", "at"),)

    kudos: int = Field(primary_key=True, foreign_key="kudos.id")
    receiver: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    giver: int
    at: datetime = Field(sa_type=Instant)
