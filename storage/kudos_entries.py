"""Entries of the kudos ledger: each act of thanking with whom it thanks, read in one statement."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, select

from copbot.model.kudos import Cause, Entry, Kudos
from copbot.refs import CommunityId, Emoji, MemberId, MessageRef
from storage.columns import table
from storage.statements import Prepared, Row
from storage.tables.kudos import KudosMessageRow, KudosReceiverRow, KudosReversalRow, KudosRow

_kudos = table(KudosRow)
_receiver = table(KudosReceiverRow)
_reversal = table(KudosReversalRow)
_message = table(KudosMessageRow)


def not_taken_back(kudos: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a kudos id that no reversal of it is written down."""
    return ~select(1).select_from(_reversal).where(_reversal.c.kudos == kudos).exists()


COLUMNS = (
    _kudos.c.id,
    _kudos.c.giver,
    _kudos.c.reason,
    _kudos.c.value,
    _kudos.c.at,
    _kudos.c.message,
    _kudos.c.emoji,
    _kudos.c.posted,
    _kudos.c.reworded,
    _receiver.c.receiver,
    _message.c.link,
    _message.c.snippet,
    _reversal.c.cause,
)
"""What `entries_of` needs, one row for each receiver."""

LEDGER = (
    _receiver.join(_kudos, _kudos.c.id == _receiver.c.kudos)
    .outerjoin(_message, (_message.c.community == _kudos.c.community) & (_message.c.message == _kudos.c.message))
    .outerjoin(_reversal, _reversal.c.kudos == _kudos.c.id)
)

_entries = select(*COLUMNS).select_from(LEDGER).where(_kudos.c.community == bindparam("community"))
_newest_first = (_kudos.c.at.desc(), _kudos.c.id.desc())
_mine = _receiver.alias("mine")
_latest = (
    select(_mine.c.kudos)
    .where(_mine.c.community == bindparam("community"))
    .order_by(_mine.c.at.desc(), _mine.c.kudos.desc())
    .limit(bindparam("most"))
)
_BY_ID = Prepared(_entries.where(_kudos.c.id == bindparam("id")))
_FOR_MESSAGE = Prepared(
    _entries.where(_kudos.c.message == bindparam("message"), _reversal.c.kudos.is_(None)).order_by(_kudos.c.id)
)
_to_member = _latest.where(_mine.c.receiver == bindparam("member"))
_by_member = _latest.where(_mine.c.giver == bindparam("member")).group_by(_mine.c.kudos, _mine.c.at)
_RECEIVED = Prepared(
    _entries.where(_kudos.c.id.in_(_to_member.where(not_taken_back(_mine.c.kudos)))).order_by(*_newest_first)
)
_EVER_RECEIVED = Prepared(_entries.where(_kudos.c.id.in_(_to_member)).order_by(*_newest_first))
_GIVEN = Prepared(_entries.where(_kudos.c.id.in_(_by_member)).order_by(*_newest_first))
_EVERYTHING = 2**31 - 1


def by_id(connection: Connection, community: CommunityId, kudos: int) -> Entry | None:
    """Give one, taken back or not."""
    found = entries_of(_BY_ID.all(connection, community=community, id=kudos))
    return found[0] if found else None


def for_message(connection: Connection, community: CommunityId, message: MessageRef) -> tuple[Entry, ...]:
    """List what was given for a message, oldest first."""
    return entries_of(_FOR_MESSAGE.all(connection, community=community, message=str(message)))


def received(connection: Connection, community: CommunityId, member: MemberId, limit: int) -> tuple[Entry, ...]:
    """List what a member was thanked for, newest first."""
    return entries_of(_RECEIVED.all(connection, community=community, member=member, most=limit))


def given(connection: Connection, community: CommunityId, member: MemberId, limit: int) -> tuple[Entry, ...]:
    """List what a member thanked others for, newest first, with what was taken back."""
    return entries_of(_GIVEN.all(connection, community=community, member=member, most=limit))


def ever_received(connection: Connection, community: CommunityId, member: MemberId) -> tuple[Entry, ...]:
    """List all that a member was ever thanked for, taken back or not."""
    return entries_of(_EVER_RECEIVED.all(connection, community=community, member=member, most=_EVERYTHING))


def ever_given(connection: Connection, community: CommunityId, member: MemberId) -> tuple[Entry, ...]:
    """List all that a member ever thanked others for, taken back or not."""
    return given(connection, community, member, _EVERYTHING)


def entries_of(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """Make entries of rows of `COLUMNS` that keep each kudos's receivers together."""
    grouped: dict[int, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return tuple(_entry(of_one) for of_one in grouped.values())


def _entry(rows: list[Row]) -> Entry:
    row = rows[0]
    kudos = Kudos(
        giver=row.giver,
        receivers=tuple(sorted(MemberId(one.receiver) for one in rows)),
        reason=row.reason,
        value=row.value,
        at=row.at,
        message=None if row.message is None else MessageRef.parse(row.message),
        emoji=None if row.emoji is None else Emoji(row.emoji),
        posted=row.posted,
    )
    cause = None if row.cause is None else Cause(row.cause)
    return Entry(
        id=row.id,
        kudos=kudos,
        link=row.link,
        snippet=row.snippet or "",
        reworded=row.reworded,
        taken_back=cause,
    )
