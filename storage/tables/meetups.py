"""Meetups: series, who takes part, rounds, and who was brought together and met."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Instant, MemberText, key

_WAITING = text("introduced_at IS NULL")


class MeetupSeriesRow(SQLModel, table=True):
    """A standing series; its schedule's subject is this row's number."""

    __tablename__ = "meetup_series"
    __table_args__ = (Index("ix_meetup_series_community", "community"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    name: str = Field(sa_type=MemberText)
    size: int
    mixing: str
    word: str | None = Field(default=None, sa_type=MemberText)
    channel: str | None = None
    role: str | None = None
    shown_first: bool
    made_by: int | None = Field(default=None, foreign_key="member.id")
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class MeetupMemberRow(SQLModel, table=True):
    """Somebody takes part in a series."""

    __tablename__ = "meetup_member"
    __table_args__ = (Index("ix_meetup_member_member", "community", "member"),)

    series: int = Field(primary_key=True, foreign_key="meetup_series.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    word: str = Field(sa_type=MemberText)
    joined_at: datetime = Field(sa_type=Instant)
    resting_at: datetime | None = Field(default=None, sa_type=Instant)
    rounds_out: int


class MeetupRoundRow(SQLModel, table=True):
    """One time a series fell due; `plan` is JSON."""

    __tablename__ = "meetup_round"
    __table_args__ = (UniqueConstraint("series", "occurrence", name="uq_meetup_round_occurrence"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    series: int = Field(foreign_key="meetup_series.id")
    occurrence: str
    state: str
    attempt: int
    plan: str | None = Field(default=None, sa_type=MemberText)
    at: datetime = Field(sa_type=Instant)


class MeetupRow(SQLModel, table=True):
    """People were brought together; `plan` is their part of the round's, as JSON."""

    __tablename__ = "meetup"
    __table_args__ = (
        Index("ix_meetup_waiting", "community", "round", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_meetup_series", "community", "series", "at"),
        Index("ix_meetup_at", "community", "at"),
        Index("ix_meetup_asked_at", "community", "asked_at"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    series: int = Field(foreign_key="meetup_series.id")
    round: int = Field(foreign_key="meetup_round.id")
    plan: str | None = Field(default=None, sa_type=MemberText)
    at: datetime = Field(sa_type=Instant)
    introduced_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)


class MeetupPersonRow(SQLModel, table=True):
    """One of the people of a meetup, and what they said came of it."""

    __tablename__ = "meetup_person"
    __table_args__ = (Index("ix_meetup_person_member", "community", "member", "meetup"),)

    meetup: int = Field(primary_key=True, foreign_key="meetup.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    met: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
