"""Meetups in SQL: the rounds, who was brought together, and what they said came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection, func, insert, select, update

from copbot.codec import decode, encode
from copbot.model.meetups import Attendance, Meetup, MeetupCount, MeetupRound, Met, RoundState, did_meet
from copbot.model.meetups_pool import MeetupPlan, PastMeeting
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import Row, insert_once
from storage.tables.meetups import MeetupPersonRow, MeetupRoundRow, MeetupRow

_round = table(MeetupRoundRow)
_meetup = table(MeetupRow)
_person = table(MeetupPersonRow)
_r, _g, _p = _round.c, _meetup.c, _person.c

_OPEN = (RoundState.SOLVING.value, RoundState.SHOWN.value)


class SqlMeetupRounds:
    """The rounds of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def begin(self, series: int, occurrence: str, now: datetime) -> MeetupRound | None:
        """Begin a round; None when it was begun before. An earlier one that nobody published is dropped."""
        here = (_r.community == self._community, _r.series == series)
        begun = insert_once(
            self._connection,
            _round,
            community=self._community,
            series=series,
            occurrence=occurrence,
            state=RoundState.SOLVING.value,
            attempt=1,
            at=now,
        )
        if not begun:
            return None
        earlier = (*here, _r.state.in_(_OPEN), _r.occurrence != occurrence)
        self._connection.execute(update(_round).where(*earlier).values(state=RoundState.DROPPED.value))
        return _read(self._connection.execute(select(_round).where(*here, _r.occurrence == occurrence)).one())

    def round(self, round_: int) -> MeetupRound | None:
        """Give one by its number."""
        mine = (_r.community == self._community, _r.id == round_)
        row = self._connection.execute(select(_round).where(*mine)).first()
        return None if row is None else _read(row)

    def keep(self, round_: MeetupRound) -> None:
        """Keep its changed fields."""
        plan = None if round_.plan is None else encode(round_.plan, MeetupPlan)
        values = {"state": round_.state.value, "attempt": round_.attempt, "plan": plan}
        mine = (_r.community == self._community, _r.id == round_.id)
        self._connection.execute(update(_round).where(*mine).values(**values))

    def bring(self, round_: MeetupRound, members: Collection[MemberId], now: datetime) -> int:
        """Write down that people are brought together; gives the meetup's number."""
        values = {"community": self._community, "series": round_.series, "round": round_.id, "at": now}
        number: int = self._connection.execute(insert(_meetup).values(**values).returning(_g.id)).scalar_one()
        people = [{"meetup": number, "member": one, "community": self._community} for one in members]
        self._connection.execute(insert(_person), people)
        return number

    def meetup(self, meetup: int) -> Meetup | None:
        """Give one by its number."""
        mine = (_g.community == self._community, _g.id == meetup)
        rows = self._connection.execute(select(_meetup).where(*mine)).all()
        return next(iter(self._with_people(rows)), None)

    def of_member(self, member: MemberId, limit: int, series: int | None = None) -> tuple[Meetup, ...]:
        """List the meetups of somebody, of one series or of all, newest first."""
        found = (
            select(_meetup)
            .join(_person, _p.meetup == _g.id)
            .where(_p.community == self._community, _p.member == member)
            .order_by(_g.id.desc())
            .limit(limit)
        )
        if series is not None:
            found = found.where(_g.series == series)
        return self._with_people(self._connection.execute(found).all())

    def past(self, members: Collection[MemberId], since: datetime, now: datetime) -> tuple[PastMeeting, ...]:
        """List every two of these who were brought together since, unless all who answered say they did not meet."""
        wanted = set(members)
        remembered = (_g.community == self._community, _g.at >= since)
        rows = self._connection.execute(select(_meetup).where(*remembered)).all()
        people = select(_person).join(_meetup, _g.id == _p.meetup).where(*remembered)
        meetings = (one for one in _together(rows, self._connection.execute(people)) if did_meet(one) is not False)
        return tuple(
            PastMeeting(one, other, max(0, (now - meeting.at).days))
            for meeting in meetings
            for one, other in combinations(sorted(wanted.intersection(meeting.members)), 2)
        )

    def asked(self, meetup: int, now: datetime) -> None:
        """Remember that its people were asked whether they met."""
        mine = (_g.community == self._community, _g.id == meetup)
        self._connection.execute(update(_meetup).where(*mine).values(asked_at=now))

    def answered(self, meetup: int, member: MemberId, met: Met, now: datetime) -> None:
        """Keep what somebody answered."""
        mine = (_p.community == self._community, _p.meetup == meetup, _p.member == member)
        self._connection.execute(update(_person).where(*mine).values(met=met.value, answered_at=now))

    def count(self, since: datetime, until: datetime, series: int | None = None) -> MeetupCount:
        """Count the groups that were asked in a period, and those of them that met."""
        asked = (_g.community == self._community) & (_g.asked_at >= since) & (_g.asked_at < until)
        if series is not None:
            asked &= _g.series == series
        yes = select(_p.meetup).where(_p.community == self._community, _p.met == Met.YES.value)
        groups = select(func.count()).select_from(_meetup).where(asked)
        execute = self._connection.execute
        return MeetupCount(execute(groups).scalar_one(), execute(groups.where(_g.id.in_(yes))).scalar_one())

    def _with_people(self, meetups: Sequence[Row]) -> tuple[Meetup, ...]:
        """Give meetups with their people, in the order of the rows."""
        numbers = [row.id for row in meetups]
        people = select(_person).where(_p.community == self._community, _p.meetup.in_(numbers))
        return _together(meetups, self._connection.execute(people))


def _together(meetups: Iterable[Row], people: Iterable[Row]) -> tuple[Meetup, ...]:
    of_meetup: dict[int, list[Row]] = defaultdict(list)
    for one in people:
        of_meetup[one.meetup].append(one)
    return tuple(
        Meetup(
            id=row.id,
            series=row.series,
            round=row.round,
            at=row.at,
            people=tuple(
                Attendance(
                    member=MemberId(one.member),
                    met=None if one.met is None else Met(one.met),
                    asked_at=row.asked_at,
                )
                for one in sorted(of_meetup[row.id], key=lambda one: one.member)
            ),
        )
        for row in meetups
    )


def _read(row: Row) -> MeetupRound:
    return MeetupRound(
        id=row.id,
        series=row.series,
        occurrence=row.occurrence,
        state=RoundState(row.state),
        attempt=row.attempt,
        plan=None if row.plan is None else decode(row.plan, MeetupPlan),
        at=row.at,
    )
