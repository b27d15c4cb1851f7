"""Mentorship programmes and who signed up, in SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select, update

from copbot.codec import decode, encode
from copbot.model.mentorship import Joining, Programme, SignedUp, SignUp
from copbot.model.mentorship_pool import Shape, Side, Weights
from copbot.refs import CommunityId, MemberId
from storage.columns import Instant, table
from storage.statements import Row, upsert
from storage.tables.mentorship import MentorProgrammeRow, MentorSignUpRow

_programme = table(MentorProgrammeRow)
_sign_up = table(MentorSignUpRow)

_WORDS = tuple[str, ...]
_NUMBERS = tuple[int, ...]


class SqlMentorBook:
    """The programmes of one community in SQL, and who signed up."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def add(self, programme: Programme) -> int:
        """Write a new one down; gives its id."""
        values = {"community": self._community, **_columns(programme)}
        made: int = self._connection.execute(insert(_programme).returning(_programme.c.id), values).scalar_one()
        return made

    def programme(self, programme: int) -> Programme | None:
        """Give one by id."""
        here = (_programme.c.community == self._community, _programme.c.id == programme)
        row = self._connection.execute(select(_programme).where(*here)).first()
        return None if row is None else _read_programme(row)

    def programmes(self) -> tuple[Programme, ...]:
        """List all, those that began earlier first."""
        here = select(_programme).where(_programme.c.community == self._community)
        rows = self._connection.execute(here.order_by(_programme.c.begins, _programme.c.id))
        return tuple(_read_programme(row) for row in rows)

    def change(self, programme: Programme) -> None:
        """Keep a programme's changed fields."""
        here = (_programme.c.community == self._community, _programme.c.id == programme.id)
        self._connection.execute(update(_programme).where(*here).values(**_columns(programme)))

    def sign_up(self, sign_up: int) -> SignUp | None:
        """Give a sign-up by id."""
        return next(iter(self._sign_ups(_sign_up.c.id == sign_up)), None)

    def of(self, programme: int, member: MemberId) -> SignUp | None:
        """Give a member's sign-up for a programme, also one they left."""
        return next(iter(self._sign_ups(_sign_up.c.programme == programme, _sign_up.c.member == member)), None)

    def sign_ups(self, programme: int) -> tuple[SignUp, ...]:
        """List a programme's sign-ups in every state, earliest first."""
        return self._sign_ups(_sign_up.c.programme == programme)

    def how_many(self, programme: int) -> int:
        """Count a programme's active sign-ups."""
        here = (_sign_up.c.community == self._community, _sign_up.c.programme == programme)
        active = select(func.count()).where(*here, _sign_up.c.state == SignedUp.ACTIVE.value)
        found: int = self._connection.execute(active).scalar_one()
        return found

    def sign_ups_of(self, member: MemberId) -> tuple[SignUp, ...]:
        """List a member's sign-ups in every state, earliest first."""
        return self._sign_ups(_sign_up.c.member == member)

    def keep(self, sign_up: SignUp) -> int:
        """Write a sign-up down, in place of the member's earlier one for that programme; gives its id."""
        key = {"programme": sign_up.programme, "member": sign_up.member}
        values = {"community": self._community, **key, **_details(sign_up)}
        upsert(self._connection, _sign_up, ("programme", "member"), **values)
        (kept,) = self._sign_ups(_sign_up.c.programme == sign_up.programme, _sign_up.c.member == sign_up.member)
        return kept.id

    def found_nobody(self, programme: int, members: Collection[MemberId], now: datetime) -> None:
        """Remember for the next round that this one found nobody for them."""
        since = func.coalesce(_sign_up.c.waiting_since, literal(now, Instant()))
        waited = self._those(programme, members).values(left_out=_sign_up.c.left_out + 1, waiting_since=since)
        self._connection.execute(waited)

    def found_somebody(self, programme: int, members: Collection[MemberId]) -> None:
        """Forget that they waited."""
        self._connection.execute(self._those(programme, members).values(left_out=0, waiting_since=None))

    def _those(self, programme: int, members: Collection[MemberId]) -> Any:  # noqa: ANN401 -- SQLAlchemy's generics
        here = (_sign_up.c.community == self._community, _sign_up.c.programme == programme)
        return update(_sign_up).where(*here, _sign_up.c.member.in_(list(members)))

    def _sign_ups(self, *which: Any) -> tuple[SignUp, ...]:  # noqa: ANN401 -- SQLAlchemy's generics
        rows = self._connection.execute(
            select(_sign_up).where(_sign_up.c.community == self._community, *which).order_by(_sign_up.c.id)
        )
        return tuple(_read_sign_up(row) for row in rows)


def _columns(programme: Programme) -> dict[str, Any]:
    return {
        "name": programme.name,
        "purpose": programme.purpose,
        "shape": programme.shape.value,
        "group_size": programme.group_size,
        "begins": programme.begins,
        "ends": programme.ends,
        "weights": encode(programme.weights, Weights),
        "check_in_days": programme.check_in_days,
        "least_minutes": programme.least_minutes,
        "joining": programme.joining.value,
        "role": programme.role,
        "made_by": programme.made_by,
        "made_at": programme.made_at,
        "closed_at": programme.closed_at,
    }


def _read_programme(row: Row) -> Programme:
    return Programme(
        id=row.id,
        name=row.name,
        purpose=row.purpose,
        shape=Shape(row.shape),
        group_size=row.group_size,
        begins=row.begins,
        ends=row.ends,
        weights=decode(row.weights, Weights),
        check_in_days=row.check_in_days,
        least_minutes=row.least_minutes,
        joining=Joining(row.joining),
        role=row.role,
        made_by=row.made_by,
        made_at=row.made_at,
        closed_at=row.closed_at,
    )


def _details(sign_up: SignUp) -> dict[str, Any]:
    return {
        "side": sign_up.side.value,
        "offers": encode(sign_up.offers, _WORDS),
        "wants": encode(sign_up.wants, _WORDS),
        "goal": sign_up.goal,
        "goal_by": sign_up.goal_by,
        "experience": sign_up.experience,
        "days": encode(sign_up.days, _NUMBERS),
        "from_minute": sign_up.from_minute,
        "to_minute": sign_up.to_minute,
        "languages": encode(sign_up.languages, _WORDS),
        "capacity": sign_up.capacity,
        "reports_to": sign_up.reports_to,
        "state": sign_up.state.value,
        "paused_until": sign_up.paused_until,
        "joined_at": sign_up.joined_at,
        "changed_at": sign_up.changed_at,
        "left_at": sign_up.left_at,
        "left_out": sign_up.left_out,
        "waiting_since": sign_up.waiting_since,
    }


def _read_sign_up(row: Row) -> SignUp:
    return SignUp(
        id=row.id,
        programme=row.programme,
        member=MemberId(row.member),
        side=Side(row.side),
        offers=decode(row.offers, _WORDS),
        wants=decode(row.wants, _WORDS),
        goal=row.goal,
        goal_by=row.goal_by,
        experience=row.experience,
        days=decode(row.days, _NUMBERS),
        from_minute=row.from_minute,
        to_minute=row.to_minute,
        languages=decode(row.languages, _WORDS),
        capacity=row.capacity,
        reports_to=row.reports_to,
        state=SignedUp(row.state),
        paused_until=row.paused_until,
        joined_at=row.joined_at,
        changed_at=row.changed_at,
        left_at=row.left_at,
        left_out=row.left_out,
        waiting_since=row.waiting_since,
    )
