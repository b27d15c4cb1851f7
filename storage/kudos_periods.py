"""What recaps, boards and health ask of the kudos ledger: each a few indexed statements, however long its history."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from copbot.model.kudos import Entry, Firsts, PeriodCounts, Tally, Visibility, Wishes
from copbot.model.kudos_settings import MOST_RECEIVERS
from copbot.refs import CommunityId, MemberId
from storage import kudos_wishes
from storage.columns import table
from storage.kudos_entries import COLUMNS, LEDGER, entries_of, not_taken_back
from storage.statements import Prepared
from storage.tables.communities import MemberRow
from storage.tables.kudos import KudosReceiverRow, KudosReversalRow, KudosRow, KudosWishRow

_kudos = table(KudosRow)
_receiver = table(KudosReceiverRow)
_reversal = table(KudosReversalRow)
_wish = table(KudosWishRow)
_member = table(MemberRow)
_earlier = _receiver.alias("earlier")

_ALL_ROWS = 2**31 - 1
_period = (
    _receiver.c.community == bindparam("community"),
    _receiver.c.at >= bindparam("since"),
    _receiver.c.at < bindparam("until"),
)
_told = or_(_wish.c.visibility.is_(None), _wish.c.visibility != Visibility.PRIVATE.value)
_wished = (_wish.c.community == _receiver.c.community) & (_wish.c.member == _receiver.c.receiver)

_ENTRIES = Prepared(
    select(*COLUMNS)
    .select_from(LEDGER.outerjoin(_wish, _wished))
    .where(*_period, _reversal.c.kudos.is_(None), _told)
    .order_by(_receiver.c.at.desc(), _receiver.c.kudos.desc())
    .limit(bindparam("most"))
)
# Adding nothing keeps SQLite from grouping along the index of all a member ever gave or received.
_by_giver, _by_receiver = _receiver.c.giver + 0, _receiver.c.receiver + 0
_standing = select().where(*_period, not_taken_back(_receiver.c.kudos))
_PEOPLE = Prepared(
    _standing.add_columns(
        func.count(_receiver.c.kudos.distinct()).label("kudos"),
        func.count(_receiver.c.giver.distinct()).label("givers"),
        func.count(_receiver.c.receiver.distinct()).label("receivers"),
    )
)
_VALUES = Prepared(
    _standing.add_columns(_kudos.c.value, func.count(_kudos.c.id.distinct()).label("count"))
    .join(_kudos, _kudos.c.id == _receiver.c.kudos)
    .group_by(_kudos.c.value)
    .order_by(func.count(_kudos.c.id.distinct()).desc(), _kudos.c.value)
)
_givers = _standing.add_columns(_by_giver.label("giver")).where(_by_giver.is_not(None)).distinct().subquery()
_receivers = (
    _standing.add_columns(_by_receiver.label("receiver"))
    .select_from(_receiver.outerjoin(_wish, _wished))
    .where(_told)
    .distinct()
    .subquery()
)
_before = (
    select(1)
    .select_from(_earlier)
    .where(_earlier.c.community == bindparam("community"), _earlier.c.at < bindparam("since"))
    .where(not_taken_back(_earlier.c.kudos))
)
_FIRST_GIVERS = Prepared(
    select(_givers.c.giver.label("member")).where(~_before.where(_earlier.c.giver == _givers.c.giver).exists())
)
_FIRST_RECEIVERS = Prepared(
    select(_receivers.c.receiver.label("member")).where(
        ~_before.where(_earlier.c.receiver == _receivers.c.receiver).exists()
    )
)
_RECEIVED_BY = Prepared(
    _standing.add_columns(_by_receiver.label("member"), func.count().label("count")).group_by(_by_receiver)
)
_GIVEN_BY = Prepared(
    _standing.add_columns(_by_giver.label("member"), func.count().label("count"))
    .where(_by_giver.is_not(None))
    .group_by(_by_giver)
)
_LAST_RECEIVED = Prepared(
    select(_receiver.c.at)
    .where(_receiver.c.community == bindparam("community"), _receiver.c.receiver == bindparam("member"))
    .where(not_taken_back(_receiver.c.kudos))
    .order_by(_receiver.c.at.desc())
    .limit(1)
)
_thanked = (
    select(1)
    .select_from(_receiver)
    .where(
        _receiver.c.community == bindparam("community"),
        _receiver.c.receiver == _member.c.id,
        _receiver.c.at >= bindparam("thanked_since"),
        not_taken_back(_receiver.c.kudos),
    )
)
_NOT_YET_THANKED = Prepared(
    select(_member.c.id)
    .where(
        _member.c.community == bindparam("community"),
        _member.c.last_act_at >= bindparam("acted_since"),
        _member.c.left_at.is_(None),
        ~_member.c.is_bot,
        ~_thanked.exists(),
    )
    .order_by(_member.c.last_act_at.desc(), _member.c.id)
)


def entries(
    connection: Connection, community: CommunityId, since: datetime, until: datetime, limit: int | None
) -> tuple[Entry, ...]:
    """List what a recap may tell, newest first."""
    most = _ALL_ROWS if limit is None else limit * MOST_RECEIVERS
    rows = _ENTRIES.all(connection, community=community, since=since, until=until, most=most)
    return entries_of(rows)[:limit]


def counts(connection: Connection, community: CommunityId, since: datetime, until: datetime) -> PeriodCounts:
    """Count a period."""
    people = _PEOPLE.first(connection, community=community, since=since, until=until)
    values = _VALUES.all(connection, community=community, since=since, until=until)
    by_value = tuple((row.value, row.count) for row in values)
    return PeriodCounts(kudos=people.kudos, givers=people.givers, receivers=people.receivers, by_value=by_value)


def firsts(connection: Connection, community: CommunityId, since: datetime, until: datetime) -> Firsts:
    """Find who gave or received their first kudos in a period."""
    givers = _FIRST_GIVERS.all(connection, community=community, since=since, until=until)
    receivers = _FIRST_RECEIVERS.all(connection, community=community, since=since, until=until)
    return Firsts(
        frozenset(MemberId(row.member) for row in givers), frozenset(MemberId(row.member) for row in receivers)
    )


def tally(connection: Connection, community: CommunityId, since: datetime, until: datetime) -> tuple[Tally, ...]:
    """Count a period by member, in no order."""
    period = {"community": community, "since": since, "until": until}
    received = {row.member: row.count for row in _RECEIVED_BY.all(connection, **period)}
    given = {row.member: row.count for row in _GIVEN_BY.all(connection, **period)}
    wishes = kudos_wishes.every(connection, community)
    return tuple(
        Tally(
            member=MemberId(member),
            received=received.get(member, 0),
            given=given.get(member, 0),
            wishes=wishes.get(MemberId(member), Wishes()),
        )
        for member in received.keys() | given.keys()
    )


def last_received(connection: Connection, community: CommunityId, member: MemberId) -> datetime | None:
    """Tell when a member was last thanked."""
    found: datetime | None = _LAST_RECEIVED.scalar(connection, community=community, member=member)
    return found


def not_yet_thanked(
    connection: Connection, community: CommunityId, acted_since: datetime, thanked_since: datetime
) -> tuple[MemberId, ...]:
    """List who acted since an instant and was not thanked since another, who acted last first."""
    rows = _NOT_YET_THANKED.all(connection, community=community, acted_since=acted_since, thanked_since=thanked_since)
    return tuple(MemberId(row.id) for row in rows)
