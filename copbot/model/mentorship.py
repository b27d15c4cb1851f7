"""Mentorship programmes and who signed up: what a facilitator sets, what a member offers and wants."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from copbot.model.mentorship_pool import Shape, Side, Weights
from copbot.refs import MemberId

MOST_MENTEES = 10
"""How many mentees somebody may take on, and how many a group may have."""


class Joining(StrEnum):
    """Who may sign up."""

    EVERYONE = "everyone"
    ROLE = "role"
    """Those with one platform role or in one group."""
    APPROVAL = "approval"
    """Whoever a facilitator approves."""


class SignedUp(StrEnum):
    """Where a sign-up stands."""

    WAITING = "waiting"
    """For a facilitator's approval."""
    ACTIVE = "active"
    REFUSED = "refused"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme. `begins` and `ends` are days in the community's zone, both included; `ends` may be open.

    `group_size` is how many mentees one mentor meets together. `least_minutes` is what two must share of their
    weekly hours. `check_in_days` is the rhythm after the first check-in. `role` is a `RoleRef`'s text.
    """

    id: int = 0
    name: str
    purpose: str = ""
    shape: Shape = Shape.PAIR
    group_size: int = 4
    begins: date
    ends: date | None = None
    weights: Weights = field(default_factory=Weights)
    check_in_days: int = 30
    least_minutes: int = 60
    joining: Joining = Joining.EVERYONE
    role: str | None = None
    made_by: MemberId | None = None
    made_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """What one member brings to one programme.

    `offers` and `wants` are tags of the community and free words, in their one form (`normal_tag`). `experience` is
    0 (new) to 4 (teaches others). `days` are 0 (Monday) to 6, the same hours on each: minutes after midnight in the
    member's own zone; an end at or before the begin is on the day after. `languages` are codes such as `en`.
    `capacity` is how many mentees at once. `reports_to` is whom they report to, where they told.
    `left_out` counts the rounds in a row that found nobody, `waiting_since` is when the first of them did.
    """

    id: int = 0
    programme: int
    member: MemberId
    side: Side
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    goal: str = ""
    goal_by: date | None = None
    experience: int = 2
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    from_minute: int = 9 * 60
    to_minute: int = 17 * 60
    languages: tuple[str, ...] = ("en",)
    capacity: int = 1
    reports_to: MemberId | None = None
    state: SignedUp = SignedUp.ACTIVE
    paused_until: date | None = None
    joined_at: datetime
    changed_at: datetime
    left_at: datetime | None = None
    left_out: int = 0
    waiting_since: datetime | None = None


def places_of(sign_up: SignUp, shape: Shape) -> int:
    """Tell with how many others somebody may be matched at once, on all sides together."""
    if shape is Shape.PEER or sign_up.side is Side.MENTEE:
        return 1
    return sign_up.capacity


class MentorBook(Protocol):
    """The programmes of one community, and who signed up."""

    def add(self, programme: Programme) -> int:
        """Write a new one down; gives its id."""
        ...

    def programme(self, programme: int) -> Programme | None:
        """Give one by id."""
        ...

    def programmes(self) -> tuple[Programme, ...]:
        """List all, those that began earlier first."""
        ...

    def change(self, programme: Programme) -> None:
        """Keep a programme's changed fields."""
        ...

    def sign_up(self, sign_up: int) -> SignUp | None:
        """Give a sign-up by id."""
        ...

    def of(self, programme: int, member: MemberId) -> SignUp | None:
        """Give a member's sign-up for a programme, also one they left."""
        ...

    def sign_ups(self, programme: int) -> tuple[SignUp, ...]:
        """List a programme's sign-ups in every state, earliest first."""
        ...

    def how_many(self, programme: int) -> int:
        """Count a programme's active sign-ups."""
        ...

    def sign_ups_of(self, member: MemberId) -> tuple[SignUp, ...]:
        """List a member's sign-ups in every state, earliest first."""
        ...

    def keep(self, sign_up: SignUp) -> int:
        """Write a sign-up down, in place of the member's earlier one for that programme; gives its id."""
        ...

    def found_nobody(self, programme: int, members: Collection[MemberId], now: datetime) -> None:
        """Remember for the next round that this one found nobody for them."""
        ...

    def found_somebody(self, programme: int, members: Collection[MemberId]) -> None:
        """Forget that they waited."""
        ...
