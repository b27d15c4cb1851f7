"""How members wish to be thanked, in SQL."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from copbot.model.kudos import Visibility, Wishes
from copbot.model.kudos_settings import MOST_RECEIVERS
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import Prepared, Row, upsert
from storage.tables.kudos import KudosWishRow

_wish = table(KudosWishRow)
_NAMES = tuple(f"member_{index}" for index in range(MOST_RECEIVERS))
_all = select(_wish.c.member, _wish.c.visibility, _wish.c.on_board).where(_wish.c.community == bindparam("community"))
_ALL = Prepared(_all)
_OF = Prepared(_all.where(_wish.c.member.in_([bindparam(name) for name in _NAMES])))


def of(connection: Connection, community: CommunityId, members: Sequence[MemberId]) -> dict[MemberId, Wishes]:
    """Give how members wish to be thanked, with defaults for who never said."""
    found = {member: Wishes() for member in members}
    for start in range(0, len(members), MOST_RECEIVERS):
        some = [*members[start : start + MOST_RECEIVERS]]
        padded = some + some[-1:] * (MOST_RECEIVERS - len(some))
        rows = _OF.all(connection, community=community, **dict(zip(_NAMES, padded, strict=True)))
        found |= {MemberId(row.member): _wishes(row) for row in rows}
    return found


def every(connection: Connection, community: CommunityId) -> dict[MemberId, Wishes]:
    """Give the wishes of all who ever said."""
    return {MemberId(row.member): _wishes(row) for row in _ALL.all(connection, community=community)}


def keep(connection: Connection, community: CommunityId, member: MemberId, wishes: Wishes) -> None:
    """Keep how a member wishes to be thanked."""
    upsert(
        connection,
        _wish,
        ("community", "member"),
        community=community,
        member=member,
        visibility=wishes.visibility.value,
        on_board=wishes.on_board,
    )


def _wishes(row: Row) -> Wishes:
    return Wishes(visibility=Visibility(row.visibility), on_board=row.on_board)
