"""Meetups in SQL: the rounds, who was brought together, and what they said came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import Connection, delete, func, insert, select, update

from copbot.codec import decode, encode
from copbot.model.meetups import (
    SILENT_ROUNDS,
    Attendance,
    Meetup,
    MeetupCount,
    MeetupRound,
    Met,
    RoundState,
    did_meet,
)
from copbot.model.meetups_pool import MeetupGroup, MeetupPlan, PastMeeting
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import Row, insert_once
from storage.tables.meetups import MeetupPersonRow, MeetupRoundRow, MeetupRow

_round = table(MeetupRoundRow)
_meetup = table(MeetupRow)
_person = table(MeetupPersonRow)
_r, _g, _p = _round.c, _meetup.c, _person.c

_PORTION = 500
_UNPUBLISHED = (RoundState.SOLVING.value, RoundState.SHOWN.value, RoundState.FAILED.value)


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
        earlier = (*here, _r.state.in_(_UNPUBLISHED), _r.occurrence != occurrence)
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

    def bring(self, round_: MeetupRound, groups: Sequence[MeetupGroup], now: datetime) -> None:
        """Write down that people are brought together, who wait for their introduction from then on."""
        values = {"community": self._community, "series": round_.series, "round": round_.id, "at": now}
        made = insert(_meetup).returning(_g.id, sort_by_parameter_order=True)
        rows = [{**values, "plan": encode(group, MeetupGroup)} for group in groups]
        numbers = self._connection.execute(made, rows).scalars()
        people = [
            {"meetup": number, "member": one, "community": self._community}
            for number, group in zip(numbers, groups, strict=True)
            for one in group.members
        ]
        self._connection.execute(insert(_person), people)

    def waiting(self, round_: int, limit: int) -> tuple[Meetup, ...]:
        """List meetups of a round whose people are not introduced yet, in their order."""
        mine = (_g.community == self._community, _g.round == round_, _g.introduced_at.is_(None))
        rows = self._connection.execute(select(_meetup).where(*mine).order_by(_g.id).limit(limit)).all()
        return self._with_people(rows)

    def introduced(self, meetups: Collection[int], now: datetime) -> None:
        """Remember that these people were introduced."""
        mine = (_g.community == self._community, _g.id.in_(meetups))
        self._connection.execute(update(_meetup).where(*mine).values(introduced_at=now))

    def narrow(self, meetup: int, members: Collection[MemberId]) -> None:
        """Keep only these people of a meetup; without any it never was."""
        others = (_p.community == self._community, _p.meetup == meetup, _p.member.not_in(members))
        self._connection.execute(delete(_person).where(*others))
        if not members:
            mine = (_g.community == self._community, _g.id == meetup)
            self._connection.execute(delete(_meetup).where(*mine))

    def meetup(self, meetup: int) -> Meetup | None:
        """Give one by its number."""
        mine = (_g.community == self._community, _g.id == meetup)
        rows = self._connection.execute(select(_meetup).where(*mine)).all()
        return next(iter(self._with_people(rows)), None)

    def of_member(self, member: MemberId, limit: int) -> tuple[Meetup, ...]:
        """List the meetups of somebody, newest first."""
        found = (
            select(_meetup)
            .join(_person, _p.meetup == _g.id)
            .where(_p.community == self._community, _p.member == member)
            .order_by(_g.id.desc())
            .limit(limit)
        )
        return self._with_people(self._connection.execute(found).all())

    def past(self, members: Collection[MemberId], since: datetime, now: datetime) -> tuple[PastMeeting, ...]:
        """List every two of these who were brought together since, unless all who answered say they did not meet."""
        wanted = set(members)
        remembered = (_g.community == self._community, _g.at >= since)
        rows = self._connection.execute(select(_meetup).where(*remembered)).all()
        people = select(_person).join(_meetup, _g.id == _p.meetup).where(*remembered)
        found = _together(rows, self._connection.execute(people), with_plan=False)
        meetings = (one for one in found if did_meet(one) is not False)
        return tuple(
            PastMeeting(one, other, max(0, (now - meeting.at).days))
            for meeting in meetings
            for one, other in combinations(sorted(wanted.intersection(meeting.members)), 2)
        )

    def silent(self, series: int, asked: tuple[datetime, datetime]) -> dict[MemberId, datetime]:
        """Give who answered nothing in their last three rounds asked in a period, and when the first of them was."""
        since, until = asked
        nth = func.row_number().over(partition_by=_p.member, order_by=_g.id.desc()).label("nth")
        lately = (
            select(_p.member, _p.met, _g.at, nth)
            .join(_meetup, _g.id == _p.meetup)
            .where(_g.community == self._community, _g.series == series, _g.at >= since, _g.asked_at <= until)
            .subquery()
        )
        first = func.min(lately.c.at)
        found = (
            select(lately.c.member, first.label("first"))
            .where(lately.c.nth <= SILENT_ROUNDS)
            .group_by(lately.c.member)
            .having((func.count() == SILENT_ROUNDS) & (func.count(lately.c.met) == 0))
        )
        return {MemberId(row.member): row.first for row in self._connection.execute(found)}

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
        return _together(meetups, self._connection.execute(people), with_plan=True)


def batched(members: Collection[MemberId]) -> Iterator[Sequence[MemberId]]:
    """Give members in portions small enough for one statement."""
    everyone = list(members)
    for start in range(0, len(everyone), _PORTION):
        yield everyone[start : start + _PORTION]


def _together(meetups: Iterable[Row], people: Iterable[Row], *, with_plan: bool) -> tuple[Meetup, ...]:
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
            plan=None if row.plan is None or not with_plan else decode(row.plan, MeetupGroup),
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
