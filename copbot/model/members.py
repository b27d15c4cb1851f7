"""Members: people with one or several accounts, their own time, and how they wish to be told things."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from copbot.events import Person
from copbot.refs import MemberId, UserRef

NEWCOMER_FOR = timedelta(days=30)
ABSENT_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in one community.

    `zone` is what they set, `platform_zone` what the platform says; `quiet_from`/`quiet_to` are local hours 0-23
    between which nothing unasked reaches them (equal: never quiet); `silenced` turns off everything unasked.
    """

    id: MemberId
    name: str
    accounts: tuple[UserRef, ...]
    first_seen_at: datetime
    last_act_at: datetime
    zone: str | None = None
    platform_zone: str | None = None
    locale: str | None = None
    quiet_from: int = 18
    quiet_to: int = 8
    silenced: bool = False
    takes_direct: bool = False
    is_bot: bool = False
    is_guest: bool = False
    left_at: datetime | None = None
    told_at: datetime | None = None
    """When something unasked last reached them."""


def is_newcomer(member: Member, now: datetime) -> bool:
    """Tell whether they were first seen at most 30 days ago."""
    return now - member.first_seen_at <= NEWCOMER_FOR


def is_absent(member: Member, now: datetime) -> bool:
    """Tell whether no act of theirs was recorded for 14 days."""
    return now - member.last_act_at >= ABSENT_AFTER


def zone_of(member: Member, community_zone: str) -> str:
    """Choose a member's zone: the platform's, else what they set, else the community's."""
    return member.platform_zone or member.zone or community_zone


class MemberBook(Protocol):
    """The members of one community."""

    def seen(self, person: Person, now: datetime, *, acted: bool) -> Member:
        """Find a member by their account, or begin one; keeps a changed name, zone or language.

        `acted` moves their last act to `now`; somebody merely named (thanked, mentioned) has not acted.
        """
        ...

    def get(self, member: MemberId) -> Member:
        """Give one by id.

        Raises: KeyError when there is none.
        """
        ...

    def of_account(self, user: UserRef) -> Member | None:
        """Find whose account this is."""
        ...

    def change(self, member: Member) -> None:
        """Keep a member's changed fields."""
        ...

    def all(self) -> tuple[Member, ...]:
        """List everybody ever seen who has not left, oldest first."""
        ...
