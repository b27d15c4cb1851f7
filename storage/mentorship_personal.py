"""What the tables of mentorship and the never-with lists hold about a member."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from copbot.codec import decode, encode
from copbot.model.mentorship_pool import MentorPlan
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.tables.communities import MemberRow
from storage.tables.mentorship import (
    MentorCheckInRow,
    MentorMarkRow,
    MentorMatchRow,
    MentorProgrammeRow,
    MentorProgressRow,
    MentorReflectionRow,
    MentorRoundRow,
    MentorSeatRow,
    MentorSideRow,
    MentorSignUpRow,
    NeverWithRow,
)

_never = table(NeverWithRow)
_programme = table(MentorProgrammeRow)
_sign_up = table(MentorSignUpRow)
_round = table(MentorRoundRow)
_mark = table(MentorMarkRow)
_match = table(MentorMatchRow)
_side = table(MentorSideRow)
_seat = table(MentorSeatRow)
_check_in = table(MentorCheckInRow)
_progress = table(MentorProgressRow)
_reflection = table(MentorReflectionRow)
_member = table(MemberRow)


class SqlMentorPersonal:
    """One community's mentorship and never-with lists as personal data.

    A member is given their own never-with list, never who listed them. What they told goes with them; a match they
    were in stays for its other sides, without them and without what was said in it.
    """

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        marked = or_(_mark.c.mentor == member, _mark.c.mentee == member)
        seated = or_(_seat.c.member == member, _seat.c.partner == member)
        listed = (
            select(_member.c.name.label("other"), _never.c.at)
            .join(_member, _member.c.id == _never.c.other)
            .where(_never.c.community == self._community, _never.c.member == member)
        )
        return {
            "never_with": [_plain(row) for row in self._connection.execute(listed.order_by(_never.c.at))],
            "mentor_programme": self._rows(_programme, _programme.c.made_by == member),
            "mentor_sign_up": self._rows(_sign_up, _sign_up.c.member == member),
            "mentor_round": self._rows(_round, _round.c.made_by == member, but=("plan", "earlier")),
            "mentor_mark": self._rows(_mark, marked, but=("mentor", "mentee")),
            "mentor_side": self._rows(_side, _side.c.member == member),
            "mentor_seat": self._rows(_seat, seated, but=("member", "partner")),
            "mentor_check_in": self._rows(_check_in, _check_in.c.member == member, but=("flagged", "seen_at")),
            "mentor_progress": self._rows(_progress, _progress.c.member == member),
            "mentor_reflection": self._rows(_reflection, _reflection.c.member == member),
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member; matches they were in stay for the others, without them."""
        self._unplan(member)
        here = _match.c.community == self._community
        theirs = select(_side.c.match).where(_side.c.community == self._community, _side.c.member == member)
        execute = self._connection.execute
        execute(update(_match).where(here, _match.c.id.in_(theirs)).values(pairings="[]", agreement=None))
        for gone, names in (
            (_never, (_never.c.member, _never.c.other)),
            (_sign_up, (_sign_up.c.member,)),
            (_mark, (_mark.c.mentor, _mark.c.mentee)),
            (_seat, (_seat.c.member, _seat.c.partner)),
            (_side, (_side.c.member,)),
            (_check_in, (_check_in.c.member,)),
            (_progress, (_progress.c.member,)),
            (_reflection, (_reflection.c.member,)),
        ):
            execute(delete(gone).where(gone.c.community == self._community, or_(*(one == member for one in names))))
        for kept, name in ((_programme, "made_by"), (_round, "made_by"), (_sign_up, "reports_to")):
            named = (kept.c.community == self._community, kept.c[name] == member)
            execute(update(kept).where(*named).values({name: None}))

    def _unplan(self, member: MemberId) -> None:
        """Take a member out of the plans of rounds they could be in."""
        signed_up = select(_sign_up.c.programme).where(
            _sign_up.c.community == self._community, _sign_up.c.member == member
        )
        rounds = select(_round).where(_round.c.community == self._community, _round.c.programme.in_(signed_up))
        for row in self._connection.execute(rounds).all():
            plans = {"plan": _without(row.plan, member), "earlier": _without(row.earlier, member)}
            self._connection.execute(update(_round).where(_round.c.id == row.id).values(**plans))

    def _rows(self, of: Table, which: Any, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:  # noqa: ANN401 -- SQLAlchemy's generics
        columns = [column for column in of.columns if column.name not in {"community", *but}]
        rows = self._connection.execute(select(*columns).where(of.c.community == self._community, which))
        return [_plain(row) for row in rows]


def _without(plan: str | None, member: MemberId) -> str | None:
    if plan is None:
        return None
    known: MentorPlan = decode(plan, MentorPlan)
    left = replace(
        known,
        pairings=tuple(one for one in known.pairings if member not in {one.mentor, one.mentee}),
        left_out=tuple(one for one in known.left_out if one.member != member),
        loose_pins=tuple(one for one in known.loose_pins if member not in {one.pair.mentor, one.pair.mentee}),
    )
    return encode(left, MentorPlan)


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row of any table
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row._asdict().items()}
