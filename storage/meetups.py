"""Meetups in SQL: the series, and who takes part."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Update, delete, insert, select, update

from copbot.model.meetups import MeetupSeries, Participant
from copbot.model.meetups_pool import Mixing
from copbot.refs import ChannelRef, CommunityId, MemberId, RoleRef
from storage.columns import table
from storage.meetups_rounds import SqlMeetupRounds, batched
from storage.statements import Row, upsert
from storage.tables.meetups import MeetupMemberRow, MeetupSeriesRow

_series = table(MeetupSeriesRow)
_member = table(MeetupMemberRow)
_s, _m = _series.c, _member.c


class SqlMeetupBook(SqlMeetupRounds):
    """The meetups of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        super().__init__(connection, community)
        self._open = (_s.community == community) & _s.closed_at.is_(None)

    def add(self, series: MeetupSeries) -> int:
        """Keep a new series; gives its number."""
        made = insert(_series).values(community=self._community, **_written(series)).returning(_s.id)
        return int(self._connection.execute(made).scalar_one())

    def change(self, series: MeetupSeries) -> None:
        """Keep its changed fields."""
        self._connection.execute(update(_series).where(self._open, _s.id == series.id).values(**_written(series)))

    def close(self, series: int, now: datetime) -> None:
        """End a series: nobody takes part any more; who met whom stays."""
        self._connection.execute(update(_series).where(self._open, _s.id == series).values(closed_at=now))
        gone = delete(_member).where(_m.community == self._community, _m.series == series)
        self._connection.execute(gone)

    def series(self, series: int) -> MeetupSeries | None:
        """Give one that goes on, by its number."""
        row = self._connection.execute(select(_series).where(self._open, _s.id == series)).first()
        return None if row is None else _read(row)

    def all_series(self) -> tuple[MeetupSeries, ...]:
        """List those that go on, oldest first."""
        found = select(_series).where(self._open).order_by(_s.id)
        return tuple(_read(row) for row in self._connection.execute(found))

    def join(self, participant: Participant) -> None:
        """Have somebody take part, in place of how they did before."""
        upsert(
            self._connection,
            _member,
            ("series", "member"),
            series=participant.series,
            member=participant.member,
            community=self._community,
            word=participant.word,
            joined_at=participant.joined_at,
            resting_at=participant.resting_at,
            rounds_out=participant.rounds_out,
        )

    def leave(self, series: int, member: MemberId) -> bool:
        """Have somebody take part no longer; False when they did not."""
        mine = (_m.community == self._community) & (_m.series == series) & (_m.member == member)
        return self._connection.execute(delete(_member).where(mine)).rowcount == 1

    def come_first(self, series: int, members: Collection[MemberId]) -> None:
        """Count one more round in a row that had no group for these."""
        counted = update(_member).values(rounds_out=_m.rounds_out + 1)
        self._each(counted, series, members)

    def had_group(self, series: int, members: Collection[MemberId]) -> None:
        """Forget that there was no group for these."""
        waited = update(_member).where(_m.rounds_out > 0).values(rounds_out=0)
        self._each(waited, series, members)

    def _each(self, change: Update, series: int, members: Collection[MemberId]) -> None:
        mine = (_m.community == self._community, _m.series == series)
        for some in batched(members):
            self._connection.execute(change.where(*mine, _m.member.in_(some)))

    def participant(self, series: int, member: MemberId) -> Participant | None:
        """Give how somebody takes part; None when they do not."""
        mine = (_m.community == self._community, _m.series == series, _m.member == member)
        row = self._connection.execute(select(_member).where(*mine)).first()
        return None if row is None else _taking_part(row)

    def participants(self, series: int) -> tuple[Participant, ...]:
        """List who takes part, earliest first."""
        here = (_m.community == self._community, _m.series == series)
        found = select(_member).where(*here).order_by(_m.joined_at, _m.member)
        return tuple(_taking_part(row) for row in self._connection.execute(found))

    def joined(self, member: MemberId) -> tuple[Participant, ...]:
        """List the series somebody takes part in."""
        mine = (_m.community == self._community, _m.member == member)
        found = select(_member).where(*mine).order_by(_m.series)
        return tuple(_taking_part(row) for row in self._connection.execute(found))


def _written(series: MeetupSeries) -> dict[str, object]:
    return {
        "name": series.name,
        "size": series.size,
        "mixing": series.mixing.value,
        "word": series.word,
        "channel": None if series.channel is None else str(series.channel),
        "role": None if series.role is None else str(series.role),
        "shown_first": series.shown_first,
        "made_by": series.made_by,
    }


def _read(row: Row) -> MeetupSeries:
    return MeetupSeries(
        id=row.id,
        name=row.name,
        size=row.size,
        mixing=Mixing(row.mixing),
        word=row.word,
        channel=None if row.channel is None else ChannelRef.parse(row.channel),
        role=None if row.role is None else RoleRef.parse(row.role),
        shown_first=bool(row.shown_first),
        made_by=None if row.made_by is None else MemberId(row.made_by),
    )


def _taking_part(row: Row) -> Participant:
    return Participant(
        series=row.series,
        member=MemberId(row.member),
        word=row.word,
        joined_at=row.joined_at,
        resting_at=row.resting_at,
        rounds_out=row.rounds_out,
    )
