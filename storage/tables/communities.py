"""Communities, where they live, and their members."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import Instant, MemberText, key


class CommunityRow(SQLModel, table=True):
    """One community of practice."""

    __tablename__ = "community"

    id: int | None = key()
    name: str = Field(sa_type=MemberText)
    zone: str
    language: str
    domain: str = Field(default="", sa_type=MemberText)
    purpose: str = Field(default="", sa_type=MemberText)
    guidelines: str = Field(default="", sa_type=MemberText)
    pack: str | None = None
    home: str | None = None
    founded_at: datetime = Field(sa_type=Instant)
    set_up_at: datetime | None = Field(default=None, sa_type=Instant)


class PlaceRow(SQLModel, table=True):
    """Where a community lives; `channel` is empty for a whole workspace or guild."""

    __tablename__ = "community_place"

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    channel: str = Field(primary_key=True, default="")
    community: int = Field(foreign_key="community.id", index=True)


class MemberRow(SQLModel, table=True):
    """Somebody in one community."""

    __tablename__ = "member"

    id: int | None = key()
    community: int = Field(foreign_key="community.id", index=True)
    name: str = Field(sa_type=MemberText)
    zone: str | None = None
    platform_zone: str | None = None
    locale: str | None = None
    quiet_from: int
    quiet_to: int
    silenced: bool
    takes_direct: bool
    is_bot: bool
    is_guest: bool
    first_seen_at: datetime = Field(sa_type=Instant)
    last_act_at: datetime = Field(sa_type=Instant)
    left_at: datetime | None = Field(default=None, sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)


class AccountRow(SQLModel, table=True):
    """One account of a member; the same account may be a member of several communities."""

    __tablename__ = "member_account"

    community: int = Field(primary_key=True, foreign_key="community.id")
    account: str = Field(primary_key=True, index=True)
    member: int = Field(foreign_key="member.id", index=True)
