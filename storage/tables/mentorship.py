"""Mentorship: programmes, who signed up, rounds, matches, and what is asked and told in them; never-with lists."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.columns import Day, Instant, MemberText, key

_FLAGGED = text("flagged AND seen_at IS NULL")


class NeverWithRow(SQLModel, table=True):
    """Somebody a member is never to be brought together with."""

    __tablename__ = "never_with"
    __table_args__ = (Index("ix_never_with_other", "community", "other"), {"sqlite_with_rowid": False})

    community: int = Field(primary_key=True, foreign_key="community.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    other: int = Field(primary_key=True, foreign_key="member.id")
    at: datetime = Field(sa_type=Instant)


class MentorProgrammeRow(SQLModel, table=True):
    """One programme; `weights` is JSON."""

    __tablename__ = "mentor_programme"
    __table_args__ = (Index("ix_mentor_programme_community", "community"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    name: str = Field(sa_type=MemberText)
    purpose: str = Field(sa_type=MemberText)
    shape: str
    group_size: int
    begins: date = Field(sa_type=Day)
    ends: date | None = Field(default=None, sa_type=Day)
    weights: str = Field(sa_type=MemberText)
    check_in_days: int
    least_minutes: int
    joining: str
    role: str | None = None
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class MentorSignUpRow(SQLModel, table=True):
    """What one member brings to one programme; lists are JSON."""

    __tablename__ = "mentor_sign_up"
    __table_args__ = (
        UniqueConstraint("programme", "member", name="uq_mentor_sign_up_member"),
        Index("ix_mentor_sign_up_member", "community", "member"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    programme: int = Field(foreign_key="mentor_programme.id")
    member: int = Field(foreign_key="member.id")
    side: str
    offers: str = Field(sa_type=MemberText)
    wants: str = Field(sa_type=MemberText)
    goal: str = Field(sa_type=MemberText)
    goal_by: date | None = Field(default=None, sa_type=Day)
    experience: int
    days: str = Field(sa_type=MemberText)
    from_minute: int
    to_minute: int
    languages: str = Field(sa_type=MemberText)
    capacity: int
    reports_to: int | None = Field(default=None, foreign_key="member.id")
    state: str
    paused_until: date | None = Field(default=None, sa_type=Day)
    joined_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    left_at: datetime | None = Field(default=None, sa_type=Instant)
    left_out: int = 0
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)


class MentorRoundRow(SQLModel, table=True):
    """One drawing of matches; its plans are JSON."""

    __tablename__ = "mentor_round"
    __table_args__ = (Index("ix_mentor_round_programme", "community", "programme"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    programme: int = Field(foreign_key="mentor_programme.id")
    state: str
    attempt: int
    plan: str | None = Field(default=None, sa_type=MemberText)
    earlier: str | None = Field(default=None, sa_type=MemberText)
    made_by: int | None = Field(default=None, foreign_key="member.id")
    made_at: datetime = Field(sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class MentorMarkRow(SQLModel, table=True):
    """Two members pinned to each other or kept apart for one round."""

    __tablename__ = "mentor_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round: int = Field(primary_key=True, foreign_key="mentor_round.id")
    mentor: int = Field(primary_key=True, foreign_key="member.id")
    mentee: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    mark: str


class MentorMatchRow(SQLModel, table=True):
    """One match; `pairings` and `agreement` are JSON."""

    __tablename__ = "mentor_match"
    __table_args__ = (
        Index("ix_mentor_match_programme", "community", "programme", "state"),
        Index("ix_mentor_match_round", "community", "round"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    programme: int = Field(foreign_key="mentor_programme.id")
    round: int | None = Field(default=None, foreign_key="mentor_round.id")
    state: str
    pairings: str = Field(sa_type=MemberText)
    proposed_at: datetime = Field(sa_type=Instant)
    closes_at: datetime = Field(sa_type=Instant)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ending: str | None = None
    room: str | None = None
    agreement: str | None = Field(default=None, sa_type=MemberText)
    paused_until: date | None = Field(default=None, sa_type=Day)
    sessions: int = 0
    met_at: datetime | None = Field(default=None, sa_type=Instant)
    instead_of: int | None = None


class MentorSideRow(SQLModel, table=True):
    """One member in a match, and what they said to it."""

    __tablename__ = "mentor_side"
    __table_args__ = (Index("ix_mentor_side_member", "community", "member"), {"sqlite_with_rowid": False})

    match: int = Field(primary_key=True, foreign_key="mentor_match.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    side: str
    state: str
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    nudged_at: datetime | None = Field(default=None, sa_type=Instant)


class MentorSeatRow(SQLModel, table=True):
    """A member's place taken by a partner; two of one number cannot stand, nor two as mentee."""

    __tablename__ = "mentor_seat"
    __table_args__ = (
        Index(
            "uq_mentor_seat_mentee",
            "programme",
            "member",
            unique=True,
            sqlite_where=text("as_mentee"),
            postgresql_where=text("as_mentee"),
        ),
        Index("ix_mentor_seat_match", "match"),
        {"sqlite_with_rowid": False},
    )

    programme: int = Field(primary_key=True, foreign_key="mentor_programme.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    number: int = Field(primary_key=True)
    community: int = Field(foreign_key="community.id")
    match: int = Field(foreign_key="mentor_match.id")
    partner: int = Field(foreign_key="member.id")
    as_mentee: bool


class MentorCheckInRow(SQLModel, table=True):
    """One question to one side of a match."""

    __tablename__ = "mentor_check_in"
    __table_args__ = (
        UniqueConstraint("match", "member", "kind", "number", name="uq_mentor_check_in_once"),
        Index("ix_mentor_check_in_flagged", "community", sqlite_where=_FLAGGED, postgresql_where=_FLAGGED),
        Index("ix_mentor_check_in_member", "community", "member"),
    )

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    match: int = Field(foreign_key="mentor_match.id")
    member: int = Field(foreign_key="member.id")
    kind: str
    number: int
    asked_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    met: str | None = None
    score: int | None = None
    words: str = Field(default="", sa_type=MemberText)
    flagged: bool = False
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class MentorProgressRow(SQLModel, table=True):
    """How far somebody came with the goal of a match."""

    __tablename__ = "mentor_progress"
    __table_args__ = (Index("ix_mentor_progress_member", "community", "member"), {"sqlite_with_rowid": False})

    match: int = Field(primary_key=True, foreign_key="mentor_match.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    at: datetime = Field(primary_key=True, sa_type=Instant)
    community: int = Field(foreign_key="community.id")
    percent: int
    words: str = Field(sa_type=MemberText)


class MentorReflectionRow(SQLModel, table=True):
    """What one side of a match looks back on."""

    __tablename__ = "mentor_reflection"
    __table_args__ = (Index("ix_mentor_reflection_member", "community", "member"), {"sqlite_with_rowid": False})

    match: int = Field(primary_key=True, foreign_key="mentor_match.id")
    member: int = Field(primary_key=True, foreign_key="member.id")
    community: int = Field(foreign_key="community.id")
    at: datetime = Field(sa_type=Instant)
    score: int | None = None
    learned: str = Field(sa_type=MemberText)
    thanks: str = Field(sa_type=MemberText)
    story: str = Field(sa_type=MemberText)
    thanked: bool = False
    entry: int | None = None
