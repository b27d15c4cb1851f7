"""Matches of mentorship in SQL: their sides, and the seats that keep anybody from being given too many."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from copbot.codec import decode, encode
from copbot.model.mentorship import places_of
from copbot.model.mentorship_life import (
    ANY,
    IN,
    RUNNING,
    Agreement,
    Ending,
    Match,
    MatchSide,
    MatchState,
    SideState,
)
from copbot.model.mentorship_pool import Pairing, Side
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.mentorship import SqlMentorBook
from storage.statements import Row, insert_once
from storage.tables.mentorship import MentorMatchRow, MentorSeatRow, MentorSideRow

_match = table(MentorMatchRow)
_side = table(MentorSideRow)
_seat = table(MentorSeatRow)

_PAIRINGS = tuple[Pairing, ...]


class SqlMentorMatches:
    """The matches of one community's programmes in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def propose(self, match: Match) -> int:
        """Write a new one down with its sides; gives its id."""
        values = {
            "community": self._community,
            "programme": match.programme,
            "state": match.state.value,
            **_columns(match),
        }
        made: int = self._connection.execute(insert(_match).returning(_match.c.id), values).scalar_one()
        for side in match.sides:
            self.join(made, side)
        return made

    def get(self, match: int) -> Match | None:
        """Give one by id."""
        return next(iter(self._matches(_match.c.id == match)), None)

    def of_round(self, drawn: int) -> tuple[Match, ...]:
        """List what a round brought, earliest first."""
        return self._matches(_match.c.round == drawn)

    def of_programme(self, programme: int, states: Collection[MatchState] = ANY) -> tuple[Match, ...]:
        """List a programme's matches in these states, earliest first."""
        return self._matches(_match.c.programme == programme, _in(states))

    def of_member(self, member: MemberId, states: Collection[MatchState] = ANY) -> tuple[Match, ...]:
        """List a member's matches in these states, earliest first."""
        mine = select(_side.c.match).where(_side.c.community == self._community, _side.c.member == member)
        return self._matches(_match.c.id.in_(mine), _in(states))

    def change(self, match: Match) -> None:
        """Keep a match's changed fields, but its state and its sides."""
        self._connection.execute(update(_match).where(*self._this(match.id)).values(**_columns(match)))

    def move(self, match: int, start: MatchState, to: MatchState) -> bool:
        """Bring a match from one state into another; False when it is in the first no more.

        A match that is not running any more frees its seats.
        """
        moving = update(_match).where(*self._this(match), _match.c.state == start.value).values(state=to.value)
        moved = self._connection.execute(moving).rowcount == 1
        if moved and to not in RUNNING:
            self._connection.execute(delete(_seat).where(*self._seats(match)))
        return moved

    def join(self, match: int, side: MatchSide) -> None:
        """Bring one more into a group."""
        values = {
            "match": match,
            "member": side.member,
            "community": self._community,
            "side": side.side.value,
            "state": side.state.value,
            "answered_at": side.answered_at,
            "nudged_at": side.nudged_at,
        }
        self._connection.execute(insert(_side), values)

    def accept(self, match: int, member: MemberId, now: datetime) -> bool:
        """Accept for one side, and take its seats.

        False, and nothing is changed, when the match is over, the side is asked no more, or a seat is missing.
        """
        running = select(1).where(*self._this(match), _in(RUNNING)).exists()
        accepting = self._answering(match, member, (SideState.ASKED,)).where(running)
        accepted = accepting.values(state=SideState.ACCEPTED.value, answered_at=now)
        if self._connection.execute(accepted).rowcount != 1:
            return False
        (found,) = self._matches(_match.c.id == match)
        mine = next(one for one in found.sides if one.member == member)
        partners = found.partners_of(member)
        theirs = (one for one in partners if one.state is SideState.ACCEPTED)
        if all(self._sit(found, mine, one) for one in partners) and all(self._sit(found, one, mine) for one in theirs):
            return True
        self._stand_up(match, member)
        again = self._answering(match, member, (SideState.ACCEPTED,))
        self._connection.execute(again.values(state=SideState.ASKED.value, answered_at=None))
        return False

    def answer(self, match: int, member: MemberId, state: SideState, now: datetime) -> bool:
        """Let a side decline, fall silent or go, which frees its seats and its partners' for it.

        False when it had before.
        """
        start = (SideState.ASKED,) if state is SideState.SILENT else tuple(IN)
        answering = self._answering(match, member, start).values(state=state.value, answered_at=now)
        answered = self._connection.execute(answering).rowcount == 1
        if answered:
            self._stand_up(match, member)
        return answered

    def nudged(self, match: int, member: MemberId, now: datetime) -> bool:
        """Write down that a side was reminded; False when it was before, or is asked no more."""
        asked = self._answering(match, member, (SideState.ASKED,)).where(_side.c.nudged_at.is_(None))
        return self._connection.execute(asked.values(nudged_at=now)).rowcount == 1

    def seats_taken(self, programme: int) -> Mapping[MemberId, int]:
        """Count the seats that members hold."""
        here = (_seat.c.community == self._community, _seat.c.programme == programme)
        counted = select(_seat.c.member, func.count().label("seats")).where(*here).group_by(_seat.c.member)
        return {MemberId(row.member): row.seats for row in self._connection.execute(counted)}

    def partners(self, programme: int) -> Mapping[frozenset[MemberId], datetime]:
        """Tell of every two who were ever proposed to each other, when that was last."""
        one, other = _side.alias("one"), _side.alias("other")
        differ = or_(one.c.side != other.c.side, one.c.side == Side.EITHER.value)
        pairs = (
            select(one.c.member, other.c.member.label("other"), func.max(_match.c.proposed_at).label("at"))
            .join(other, (other.c.match == one.c.match) & (other.c.member > one.c.member) & differ)
            .join(_match, _match.c.id == one.c.match)
            .where(_match.c.community == self._community, _match.c.programme == programme)
            .group_by(one.c.member, other.c.member)
        )
        rows = self._connection.execute(pairs)
        return {frozenset((MemberId(row.member), MemberId(row.other))): row.at for row in rows}

    def _sit(self, match: Match, side: MatchSide, partner: MatchSide) -> bool:
        """Take a free seat for a partner, unless they have one; False when all are taken."""
        book, member = SqlMentorBook(self._connection, self._community), side.member
        sign_up, programme = book.of(match.programme, member), book.programme(match.programme)
        if sign_up is None or programme is None:
            return False
        here = (_seat.c.community == self._community, _seat.c.programme == match.programme, _seat.c.member == member)
        held = self._connection.execute(select(_seat).where(*here)).all()
        if any((row.match, row.partner) == (match.id, partner.member) for row in held):
            return True
        taken = {row.number for row in held}
        return any(
            insert_once(
                self._connection,
                _seat,
                programme=match.programme,
                member=member,
                number=number,
                community=self._community,
                match=match.id,
                partner=partner.member,
                as_mentee=side.side is Side.MENTEE,
            )
            for number in range(1, places_of(sign_up, programme.shape) + 1)
            if number not in taken
        )

    def _stand_up(self, match: int, member: MemberId) -> None:
        """Free a member's seats in a match, and those kept for them."""
        theirs = or_(_seat.c.member == member, _seat.c.partner == member)
        self._connection.execute(delete(_seat).where(*self._seats(match), theirs))

    def _answering(self, match: int, member: MemberId, start: Collection[SideState]) -> Any:  # noqa: ANN401 -- an update
        here = (_side.c.community == self._community, _side.c.match == match, _side.c.member == member)
        return update(_side).where(*here, _side.c.state.in_([one.value for one in start]))

    def _seats(self, match: int) -> tuple[Any, Any]:
        return _seat.c.community == self._community, _seat.c.match == match

    def _this(self, match: int) -> tuple[Any, Any]:
        return _match.c.community == self._community, _match.c.id == match

    def _matches(self, *which: Any) -> tuple[Match, ...]:  # noqa: ANN401 -- SQLAlchemy's generics
        chosen = (_match.c.community == self._community, *which)
        rows = self._connection.execute(select(_match).where(*chosen).order_by(_match.c.id)).all()
        joined = select(_side).join(_match, _match.c.id == _side.c.match).where(*chosen)
        sides: dict[int, list[MatchSide]] = {}
        for row in self._connection.execute(joined.order_by(_side.c.match, _side.c.side.desc(), _side.c.member)):
            sides.setdefault(row.match, []).append(_read_side(row))
        return tuple(_read(row, tuple(sides.get(row.id, ()))) for row in rows)


def _in(states: Collection[MatchState]) -> Any:  # noqa: ANN401 -- SQLAlchemy's generics
    return _match.c.state.in_([one.value for one in states])


def _columns(match: Match) -> dict[str, Any]:
    return {
        "round": match.round,
        "pairings": encode(match.pairings, _PAIRINGS),
        "proposed_at": match.proposed_at,
        "closes_at": match.closes_at,
        "opened_at": match.opened_at,
        "ended_at": match.ended_at,
        "ending": None if match.ending is None else match.ending.value,
        "room": match.room,
        "agreement": None if match.agreement is None else encode(match.agreement, Agreement),
        "paused_until": match.paused_until,
        "sessions": match.sessions,
        "met_at": match.met_at,
        "instead_of": match.instead_of,
    }


def _read(row: Row, sides: tuple[MatchSide, ...]) -> Match:
    return Match(
        id=row.id,
        programme=row.programme,
        round=row.round,
        state=MatchState(row.state),
        sides=sides,
        pairings=decode(row.pairings, _PAIRINGS),
        proposed_at=row.proposed_at,
        closes_at=row.closes_at,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        ending=None if row.ending is None else Ending(row.ending),
        room=row.room,
        agreement=None if row.agreement is None else decode(row.agreement, Agreement),
        paused_until=row.paused_until,
        sessions=row.sessions,
        met_at=row.met_at,
        instead_of=row.instead_of,
    )


def _read_side(row: Row) -> MatchSide:
    return MatchSide(
        member=MemberId(row.member),
        side=Side(row.side),
        state=SideState(row.state),
        answered_at=row.answered_at,
        nudged_at=row.nudged_at,
    )
