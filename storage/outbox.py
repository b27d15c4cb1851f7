"""The outbox in SQL: rows on their way out, one at a time in each lane."""

from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from copbot.codec import decode, encode
from copbot.intents import Outgoing
from copbot.ports import Delivery, Receipt, State
from copbot.refs import ChannelRef, CommunityId, MessageRef
from storage.columns import Instant, table
from storage.statements import Prepared, Row, insert_once
from storage.tables.communities import CommunityRow
from storage.tables.traffic import OutboxRow
from storage.wall import Gate

_outbox = table(OutboxRow)
_community = table(CommunityRow)
_LEASE = timedelta(minutes=5)


def in_state(*states: str, of: FromClause = _outbox) -> ColumnElement[bool]:
    """Ask for rows in some states, in the very words of the partial indexes: with parameters they would not be used."""
    return of.c.state.in_([literal_column(f"'{state}'") for state in states])


_is_open = in_state("pending", "unknown")
_unfinished = in_state("pending", "unknown", "sending")
_ahead = _outbox.alias("ahead")
_HEADS = Prepared(
    select(_outbox, _community.c.language)
    .join(_community, _community.c.id == _outbox.c.community)
    .where(
        _is_open,
        _outbox.c.due_at <= bindparam("now"),
        ~select(1)
        .where(
            _ahead.c.lane == _outbox.c.lane,
            in_state("pending", "unknown", "sending", of=_ahead),
            or_(
                _ahead.c.state == "sending",
                (_ahead.c.id < _outbox.c.id) & or_(_ahead.c.due_at <= bindparam("now"), _ahead.c.attempts > 0),
            ),
        )
        .exists(),
    )
    .order_by(_outbox.c.due_at, _outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_outbox)
)
_NEXT_DUE = Prepared(
    select(_outbox.c.due_at)
    .where(
        _is_open,
        ~select(1)
        .where(
            _ahead.c.lane == _outbox.c.lane,
            in_state("pending", "unknown", "sending", of=_ahead),
            or_(_ahead.c.state == "sending", (_ahead.c.id < _outbox.c.id) & (_ahead.c.attempts > 0)),
        )
        .exists(),
    )
    .order_by(_outbox.c.due_at)
    .limit(1)
)
_BY_KEY = Prepared(
    select(_outbox.c.state, _outbox.c.message, _outbox.c.channel, _outbox.c.lane).where(
        _outbox.c.community == bindparam("community"), _outbox.c.key == bindparam("key")
    )
)
_SENT = Prepared(
    update(_outbox)
    .where(_outbox.c.id == bindparam("b_id"))
    .values(
        state=State.SENT.value,
        outgoing="",
        due_at=bindparam("b_at"),
        message=bindparam("b_message"),
        channel=bindparam("b_channel"),
        why=None,
    )
)


class SqlOutbox:
    """The outbox of all communities."""

    def __init__(self, connection: Connection, gate: Gate) -> None:
        self._connection = connection
        self._gate = gate

    def put(
        self, community: CommunityId, outgoing: Outgoing, *, lane: str, now: datetime, not_before: datetime
    ) -> None:
        """Add a row; the same community and key again changes nothing."""
        insert_once(
            self._connection,
            _outbox,
            community=community,
            key=outgoing.key,
            lane=lane,
            outgoing=encode(outgoing, Outgoing),
            state=State.PENDING.value,
            attempts=0,
            created_at=now,
            due_at=not_before,
            expires_at=getattr(outgoing, "expires_at", None),
        )

    def lane_of(self, community: CommunityId, key: str) -> str | None:
        """Tell in which lane a key goes out."""
        row = self._by_key(community, key)
        return None if row is None else str(row.lane)

    def begin(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Take the first due row of each idle lane and mark it `sending`; `unknown` ones come back as such."""
        with self._gate.across():
            taken = _HEADS.all(self._connection, now=now, most=limit)
            if taken:
                began = update(_outbox).where(_outbox.c.id.in_([row.id for row in taken]))
                values = {
                    "state": State.SENDING.value,
                    "attempts": _outbox.c.attempts + 1,
                    "due_at": now + _LEASE,
                }
                first = func.coalesce(_outbox.c.started_at, literal(now, Instant()))
                self._connection.execute(began.values(**values, started_at=first))
        return tuple(_delivery(row) for row in taken)

    def receipt(self, community: CommunityId, key: str) -> tuple[State, Receipt] | None:
        """Tell what became of a key; None when there is no such row."""
        row = self._by_key(community, key)
        if row is None:
            return None
        message = None if row.message is None else MessageRef.parse(row.message)
        channel = None if row.channel is None else ChannelRef.parse(row.channel)
        return State(row.state), Receipt(message=message, channel=channel)

    def sent(self, delivery: int, receipt: Receipt, now: datetime) -> None:
        """Mark a row sent, keeping its receipt; what it said is forgotten here."""
        values = {
            "b_id": delivery,
            "b_at": now,
            "b_message": None if receipt.message is None else str(receipt.message),
            "b_channel": None if receipt.channel is None else str(receipt.channel),
        }
        with self._gate.across():
            _SENT.run(self._connection, **values)

    def again(self, delivery: int, state: State, at: datetime, why: str) -> None:
        """Put a row back, pending or unknown, to be tried at an instant."""
        self._change(delivery, state=state.value, due_at=at, why=why)

    def over(self, delivery: int, state: State, why: str) -> None:
        """End a row as dead or skipped; what it would have said is forgotten."""
        self._change(delivery, state=state.value, why=why, outgoing="")

    def recover(self, now: datetime, *, alone: bool) -> int:
        """Mark rows a crash left `sending` as unknown; gives how many."""
        left = update(_outbox).where(_unfinished, _outbox.c.state == State.SENDING.value)
        if not alone:
            left = left.where(_outbox.c.due_at <= now)
        with self._gate.across():
            return self._connection.execute(left.values(state=State.UNKNOWN.value, due_at=now)).rowcount

    def next_due(self) -> datetime | None:
        """Tell when the next row may go out; None when nothing waits."""
        with self._gate.across():
            found: datetime | None = _NEXT_DUE.scalar(self._connection)
        return found

    def _by_key(self, community: CommunityId, key: str) -> Row:
        return _BY_KEY.first(self._connection, community=community, key=key)

    def _change(self, delivery: int, **values: object) -> None:
        with self._gate.across():
            self._connection.execute(update(_outbox).where(_outbox.c.id == delivery).values(**values))


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row.id,
        community=CommunityId(row.community),
        language=row.language,
        lane=row.lane,
        outgoing=decode(row.outgoing, Outgoing),
        state=State(row.state),
        attempts=row.attempts + 1,
        created_at=row.created_at,
        started_at=row.started_at,
        expires_at=row.expires_at,
    )
