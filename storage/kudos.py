"""The kudos ledger in SQL."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, bindparam, insert, select, update

from copbot.model.kudos import Cause, Entry, Firsts, Kudos, PeriodCounts, Tally, Tie, Wishes
from copbot.refs import CommunityId, Emoji, MemberId, MessageRef
from storage import kudos_entries, kudos_periods, kudos_wishes
from storage.columns import table
from storage.kudos_entries import not_taken_back
from storage.kudos_messages import SqlThankedMessages
from storage.statements import Prepared, insert_once
from storage.tables.kudos import KudosReactionRow, KudosReceiverRow, KudosReversalRow, KudosRow

_kudos = table(KudosRow)
_receiver = table(KudosReceiverRow)
_reversal = table(KudosReversalRow)
_reaction = table(KudosReactionRow)

_ADD = Prepared(
    insert(_kudos).returning(_kudos.c.id),
    ("community", "giver", "reason", "value", "at", "message", "emoji", "posted", "reworded"),
)
_ADD_RECEIVER = Prepared(insert(_receiver), ("kudos", "receiver", "community", "giver", "at"))
_REWORD = Prepared(
    update(_kudos)
    .where(_kudos.c.id == bindparam("b_id"), _kudos.c.community == bindparam("b_community"))
    .values(reason=bindparam("b_reason"), value=bindparam("b_value"), reworded=_kudos.c.reworded + 1)
)
_tie = (
    select(_receiver.c.giver, _receiver.c.receiver, _receiver.c.at)
    .where(_receiver.c.community == bindparam("community"), _receiver.c.at >= bindparam("since"))
    .where(not_taken_back(_receiver.c.kudos))
)
_GIVEN_SINCE = Prepared(_tie.where(_receiver.c.giver == bindparam("member")))
_RECEIVED_SINCE = Prepared(_tie.where(_receiver.c.receiver == bindparam("member")))
_the_reaction = (
    _reaction.c.community == bindparam("b_community"),
    _reaction.c.message == bindparam("b_message"),
    _reaction.c.member == bindparam("b_member"),
    _reaction.c.emoji == bindparam("b_emoji"),
)
_STANDS_AGAIN = Prepared(update(_reaction).where(*_the_reaction, ~_reaction.c.stands).values(stands=True))
_STANDS_NO_MORE = Prepared(update(_reaction).where(*_the_reaction, _reaction.c.stands).values(stands=False))
_STANDS = Prepared(select(_reaction.c.stands).where(*_the_reaction))

_ANY_STANDS = Prepared(select(_reaction.c.stands).where(*_the_reaction[:2], _reaction.c.stands).limit(1))


class SqlKudosBook:
    """The ledger of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    @cached_property
    def messages(self) -> SqlThankedMessages:
        """The messages that members were thanked for."""
        return SqlThankedMessages(self._connection, self._community)

    def add(self, kudos: Kudos) -> int:
        """Write one down; gives its id."""
        made: int = _ADD.scalar(
            self._connection,
            community=self._community,
            giver=kudos.giver,
            reason=kudos.reason,
            value=kudos.value,
            at=kudos.at,
            message=None if kudos.message is None else str(kudos.message),
            emoji=kudos.emoji,
            posted=kudos.posted,
            reworded=0,
        )
        for receiver in kudos.receivers:
            _ADD_RECEIVER.run(
                self._connection,
                kudos=made,
                receiver=receiver,
                community=self._community,
                giver=kudos.giver,
                at=kudos.at,
            )
        return made

    def get(self, kudos: int) -> Entry | None:
        """Give one, taken back or not."""
        return kudos_entries.by_id(self._connection, self._community, kudos)

    def take_back(self, kudos: int, cause: Cause, at: datetime) -> bool:
        """Write its reversal down; False when there was one before."""
        return insert_once(
            self._connection, _reversal, kudos=kudos, community=self._community, cause=cause.value, at=at
        )

    def reword(self, kudos: int, reason: str, value: str | None) -> None:
        """Change what a kudos says; that it was given stays as it is."""
        _REWORD.run(self._connection, b_id=kudos, b_community=self._community, b_reason=reason, b_value=value)

    def ties(
        self, giver: MemberId, receivers: Sequence[MemberId], *, given_since: datetime, received_since: datetime
    ) -> tuple[Tie, ...]:
        """List whom a member thanked since an instant, and which of these receivers thanked them since another."""
        where = {"community": self._community, "member": giver}
        given = _GIVEN_SINCE.all(self._connection, since=given_since, **where)
        received = _RECEIVED_SINCE.all(self._connection, since=received_since, **where)
        back = [row for row in received if row.giver in receivers]
        return tuple(Tie(MemberId(row.giver), MemberId(row.receiver), row.at) for row in (*given, *back))

    def react(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Keep that a reaction stands; False when it stood before."""
        begun = insert_once(
            self._connection,
            _reaction,
            community=self._community,
            message=str(message),
            member=member,
            emoji=emoji,
            stands=True,
        )
        return begun or _STANDS_AGAIN.run(self._connection, **self._reaction(message, member, emoji)) == 1

    def unreact(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Keep that it stands no longer; False when it did not stand."""
        return _STANDS_NO_MORE.run(self._connection, **self._reaction(message, member, emoji)) == 1

    def reacted(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Tell whether a reaction stands."""
        return bool(_STANDS.scalar(self._connection, **self._reaction(message, member, emoji)))

    def has_reactions(self, message: MessageRef) -> bool:
        """Tell whether any reaction stands on a message."""
        return bool(_ANY_STANDS.scalar(self._connection, b_community=self._community, b_message=str(message)))

    def clear_reactions(self, message: MessageRef, emoji: Emoji | None) -> None:
        """Keep that no reaction, or none of this emoji, stands on a message."""
        there = (_reaction.c.community == self._community) & (_reaction.c.message == str(message))
        cleared = there if emoji is None else there & (_reaction.c.emoji == emoji)
        self._connection.execute(update(_reaction).where(cleared).values(stands=False))

    def given_for(self, message: MessageRef) -> tuple[Entry, ...]:
        """List what was given for a message, oldest first."""
        return kudos_entries.for_message(self._connection, self._community, message)

    def wishes(self, members: Sequence[MemberId]) -> dict[MemberId, Wishes]:
        """Give how members wish to be thanked, with defaults for who never said."""
        return kudos_wishes.of(self._connection, self._community, members)

    def wish(self, member: MemberId, wishes: Wishes) -> None:
        """Keep how a member wishes to be thanked."""
        kudos_wishes.keep(self._connection, self._community, member, wishes)

    def received(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List what a member was thanked for, newest first."""
        return kudos_entries.received(self._connection, self._community, member, limit)

    def given(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List what a member thanked others for, newest first, with what was taken back."""
        return kudos_entries.given(self._connection, self._community, member, limit)

    def of_period(self, since: datetime, until: datetime, limit: int | None = None) -> tuple[Entry, ...]:
        """List what a recap may tell, newest first."""
        return kudos_periods.entries(self._connection, self._community, since, until, limit)

    def counts(self, since: datetime, until: datetime) -> PeriodCounts:
        """Count a period."""
        return kudos_periods.counts(self._connection, self._community, since, until)

    def firsts(self, since: datetime, until: datetime) -> Firsts:
        """Find who gave or received their first kudos in a period."""
        return kudos_periods.firsts(self._connection, self._community, since, until)

    def tally(self, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """Count a period by member, in no order."""
        return kudos_periods.tally(self._connection, self._community, since, until)

    def last_received(self, member: MemberId) -> datetime | None:
        """Tell when a member was last thanked."""
        return kudos_periods.last_received(self._connection, self._community, member)

    def not_yet_thanked(self, *, acted_since: datetime, thanked_since: datetime) -> tuple[MemberId, ...]:
        """List who acted since an instant and was not thanked since another, who acted last first."""
        return kudos_periods.not_yet_thanked(self._connection, self._community, acted_since, thanked_since)

    def _reaction(self, message: MessageRef, member: MemberId, emoji: Emoji) -> dict[str, object]:
        return {
            "b_community": self._community,
            "b_message": str(message),
            "b_member": member,
            "b_emoji": emoji,
        }
