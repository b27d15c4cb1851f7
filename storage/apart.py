"""Never-with lists in SQL."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select

from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import insert_once
from storage.tables.mentorship import NeverWithRow

_row = table(NeverWithRow)


class SqlApart:
    """The never-with lists of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def of(self, member: MemberId) -> tuple[MemberId, ...]:
        """List whom a member named, earliest first."""
        mine = select(_row.c.other).where(_row.c.community == self._community, _row.c.member == member)
        rows = self._connection.execute(mine.order_by(_row.c.at, _row.c.other))
        return tuple(MemberId(row.other) for row in rows)

    def between(self, members: Collection[MemberId]) -> frozenset[frozenset[MemberId]]:
        """Give every two of these of whom one named the other."""
        rows = self._connection.execute(
            select(_row.c.member, _row.c.other).where(_row.c.community == self._community)
        ).all()
        asked = frozenset(members)
        return frozenset(
            frozenset((MemberId(row.member), MemberId(row.other)))
            for row in rows
            if row.member in asked and row.other in asked
        )

    def add(self, member: MemberId, other: MemberId, now: datetime) -> bool:
        """Put somebody on a member's list; False when they are on it."""
        return insert_once(self._connection, _row, community=self._community, member=member, other=other, at=now)

    def remove(self, member: MemberId, other: MemberId) -> None:
        """Take somebody off a member's list."""
        listed = (_row.c.community == self._community, _row.c.member == member, _row.c.other == other)
        self._connection.execute(delete(_row).where(*listed))
