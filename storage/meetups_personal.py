"""What the tables of meetups hold about a member."""

from typing import Any

from sqlalchemy import Connection, delete, select, update

from copbot.codec import decode
from copbot.model.meetups_pool import MeetupPlan
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.tables.meetups import MeetupMemberRow, MeetupPersonRow, MeetupRoundRow, MeetupRow, MeetupSeriesRow

_series = table(MeetupSeriesRow)
_member = table(MeetupMemberRow)
_round = table(MeetupRoundRow)
_meetup = table(MeetupRow)
_person = table(MeetupPersonRow)


class SqlMeetupPersonal:
    """One community's meetups as personal data: the others of a meetup keep theirs, without who was forgotten."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        here = self._community
        made = select(_series).where(_series.c.community == here, _series.c.made_by == member)
        joined = (
            select(_member, _series.c.name)
            .join(_series, _series.c.id == _member.c.series)
            .where(_member.c.community == here, _member.c.member == member)
        )
        met = (
            select(_person, _meetup.c.at, _series.c.name)
            .join(_meetup, _meetup.c.id == _person.c.meetup)
            .join(_series, _series.c.id == _meetup.c.series)
            .where(_person.c.community == here, _person.c.member == member)
        )
        execute = self._connection.execute
        return {
            "meetup_series": [{"name": row.name} for row in execute(made.order_by(_series.c.id))],
            "meetup_member": [
                {
                    "series": row.name,
                    "word": row.word,
                    "joined_at": row.joined_at.isoformat(),
                    "resting_since": None if row.resting_at is None else row.resting_at.isoformat(),
                    "rounds_without_group": row.rounds_out,
                }
                for row in execute(joined.order_by(_member.c.series))
            ],
            "meetup_person": [
                {"series": row.name, "at": row.at.isoformat(), "met": row.met}
                for row in execute(met.order_by(_person.c.meetup))
            ],
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member: they take part in nothing, and nobody met them."""
        here, execute = self._community, self._connection.execute
        self._forget_in_plans(member)
        theirs = select(_person.c.meetup).where(_person.c.community == here, _person.c.member == member)
        execute(update(_meetup).where(_meetup.c.community == here, _meetup.c.id.in_(theirs)).values(plan=None))
        execute(delete(_person).where(_person.c.community == here, _person.c.member == member))
        execute(delete(_member).where(_member.c.community == here, _member.c.member == member))
        mine = (_series.c.community == here, _series.c.made_by == member)
        execute(update(_series).where(*mine).values(made_by=None))

    def _forget_in_plans(self, member: MemberId) -> None:
        """Forget the plans that name somebody; those rounds are over, or are drawn again without them."""
        kept = select(_round.c.id, _round.c.plan).where(
            _round.c.community == self._community, _round.c.plan.is_not(None)
        )
        for row in self._connection.execute(kept).all():
            if _names(decode(row.plan, MeetupPlan), member):
                mine = (_round.c.community == self._community, _round.c.id == row.id)
                self._connection.execute(update(_round).where(*mine).values(plan=None))


def _names(plan: MeetupPlan, member: MemberId) -> bool:
    grouped = any(member in group.members for group in plan.groups)
    return grouped or any(one.member == member for one in plan.left_out)
