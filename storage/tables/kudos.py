"""The kudos ledger, and what stands beside it: reactions, wishes, and the messages that were thanked for."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.columns import Instant, Key, MemberText, key

_FOR_A_MESSAGE = text("message IS NOT NULL")


class KudosRow(SQLModel, table=True):
    """One act of thanking; only its words are ever changed, and `giver` is emptied when they are forgotten."""

    __tablename__ = "kudos"
    __table_args__ = (
        Index("ix_kudos_message", "community", "message", sqlite_where=_FOR_A_MESSAGE, postgresql_where=_FOR_A_MESSAGE),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    giver: int | None = Field(default=None, foreign_key="member.id")
    reason: str = Field(sa_type=MemberText)
    value: str | None = Field(default=None, sa_type=MemberText)
    at: datetime = Field(sa_type=Instant)
    message: str | None = None
    emoji: str | None = None
    posted: bool = False
    reworded: int = 0


class KudosReceiverRow(SQLModel, table=True):
    """One member thanked by an act of thanking; giver and time are repeated for its indexes."""

    __tablename__ = "kudos_receiver"
    __table_args__ = (
        Index("ix_kudos_receiver_given", "community", "giver", "at"),
        Index("ix_kudos_receiver_received", "community", "receiver", "at"),
        Index("ix_kudos_receiver_at", "community", "at"),
        {"sqlite_with_rowid": False},
    )

    kudos: int = Field(primary_key=True, foreign_key="kudos.id")
    receiver: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    giver: int | None = Field(default=None, sa_type=Key)
    at: datetime = Field(sa_type=Instant)


class KudosReversalRow(SQLModel, table=True):
    """One act of thanking taken back."""

    __tablename__ = "kudos_reversal"

    kudos: int = Field(primary_key=True, foreign_key="kudos.id", sa_column_kwargs={"autoincrement": False})
    community: int = Field(foreign_key="community.id")
    cause: str
    at: datetime = Field(sa_type=Instant)


class KudosReactionRow(SQLModel, table=True):
    """Whether one member's reaction that thanks stands on a message."""

    __tablename__ = "kudos_reaction"
    __table_args__ = ({"sqlite_with_rowid": False},)

    community: int = Field(primary_key=True, foreign_key="community.id")
    message: str = Field(primary_key=True)
    member: int = Field(primary_key=True, foreign_key="member.id")
    emoji: str = Field(primary_key=True)
    stands: bool


class KudosWishRow(SQLModel, table=True):
    """How a member wishes to be thanked."""

    __tablename__ = "kudos_wish"
    __table_args__ = ({"sqlite_with_rowid": False},)

    community: int = Field(primary_key=True, foreign_key="community.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    visibility: str
    on_board: bool


class KudosMessageRow(SQLModel, table=True):
    """A message that somebody was thanked for, and the note that acknowledges it."""

    __tablename__ = "kudos_message"
    __table_args__ = (
        Index(
            "ix_kudos_message_awaits",
            "community",
            sqlite_where=text("awaits_note"),
            postgresql_where=text("awaits_note"),
        ),
        {"sqlite_with_rowid": False},
    )

    community: int = Field(primary_key=True, foreign_key="community.id")
    message: str = Field(primary_key=True)
    author: int | None = Field(default=None, foreign_key="member.id")
    thread: str | None = None
    link: str | None = None
    snippet: str = Field(default="", sa_type=MemberText)
    by_bot: bool = False
    note: str | None = None
    edition: int = 0
    awaits_note: bool = False
