"""Forgetting what is no longer needed, a little at a time, so that nobody waits for it.

Of what went out, the rows that became a message or a room stay: by them it is edited, answered and told from others'.
What left no trace (edits, questions, whispers, what was given up or came too late) is kept for a month, in which its
key keeps a second copy away.

An occurrence keeps a second one of the same nominal time away, which can come up again only hours after the first or
when a rule is changed, and is told in `/cop next` for two weeks: three months are more than enough. A notice that
nobody read in three months is no news any more. The audit trail stays: it is written by hand, so it is short, and
erasing a member takes their name out of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, delete, select, true

from storage.columns import table
from storage.outbox import in_state
from storage.tables.library import LibraryReactionRow
from storage.tables.memory import NoticeRow, RefusalRow
from storage.tables.traffic import InboxRow, OccurrenceRow, OutboxRow

MOST = 500
"""So many rows of one table are forgotten in one transaction."""

_inbox = table(InboxRow)
_outbox = table(OutboxRow)
_occurrence = table(OccurrenceRow)
_notice = table(NoticeRow)
_refusal = table(RefusalRow)
_reaction = table(LibraryReactionRow)


@dataclass(frozen=True, slots=True)
class _Old:
    """Rows that may go when their time is so long past."""

    at: Column[datetime]
    kept: timedelta
    only: ColumnElement[bool]


_TRACELESS = in_state("sent", "dead", "skipped") & _outbox.c.message.is_(None) & _outbox.c.channel.is_(None)
_KINDS = (
    _Old(_inbox.c.at, timedelta(days=7), true()),
    _Old(_refusal.c.at, timedelta(days=30), true()),
    _Old(_outbox.c.due_at, timedelta(days=30), _TRACELESS),
    _Old(_reaction.c.at, timedelta(days=90), true()),
    _Old(_occurrence.c.due_at, timedelta(days=90), true()),
    _Old(_notice.c.at, timedelta(days=90), true()),
)


def prune(connection: Connection, now: datetime) -> int:
    """Forget some of what is old, the oldest first; tells how much, and 0 when nothing is left to forget."""
    return sum(_pruned(connection, now))


def _pruned(connection: Connection, now: datetime) -> Iterator[int]:
    for one in _KINDS:
        old = one.only & (one.at < now - one.kept)
        last = select(one.at).where(old).order_by(one.at).offset(MOST - 1).limit(1)
        until = connection.execute(last).scalar()
        yield connection.execute(
            delete(one.at.table).where(old if until is None else one.only & (one.at <= until))
        ).rowcount
