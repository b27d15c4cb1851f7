"""What the kudos tables hold about a member: shown, exported, and forgotten."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from copbot.model.kudos import Entry
from copbot.refs import CommunityId, MemberId
from storage import kudos_wishes
from storage.columns import table
from storage.kudos_entries import ever_given, ever_received
from storage.statements import Prepared
from storage.tables.kudos import (
    KudosMessageRow,
    KudosReactionRow,
    KudosReceiverRow,
    KudosReversalRow,
    KudosRow,
    KudosWishRow,
)

_kudos = table(KudosRow)
_receiver = table(KudosReceiverRow)
_reversal = table(KudosReversalRow)
_reaction = table(KudosReactionRow)
_wish = table(KudosWishRow)
_message = table(KudosMessageRow)
_other = _receiver.alias("other")

_REACTIONS = Prepared(
    select(_reaction.c.message, _reaction.c.emoji, _reaction.c.stands)
    .where(_reaction.c.community == bindparam("community"), _reaction.c.member == bindparam("member"))
    .order_by(_reaction.c.message, _reaction.c.emoji)
)
_MESSAGES = Prepared(
    select(_message.c.message, _message.c.link, _message.c.snippet)
    .where(_message.c.community == bindparam("community"), _message.c.author == bindparam("member"))
    .order_by(_message.c.message)
)
_FOR_THEM_ALONE = Prepared(
    select(_receiver.c.kudos)
    .where(_receiver.c.community == bindparam("community"), _receiver.c.receiver == bindparam("member"))
    .where(
        ~select(1)
        .select_from(_other)
        .where(_other.c.kudos == _receiver.c.kudos, _other.c.receiver != _receiver.c.receiver)
        .exists()
    )
)


class SqlKudosPersonal:
    """One community's kudos as personal data.

    What a member gave stays without their name; what they alone were given goes.
    """

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        mine = {"community": self._community, "member": member}
        gave = ever_given(self._connection, self._community, member)
        got = ever_received(self._connection, self._community, member)
        wishes = kudos_wishes.every(self._connection, self._community).get(member)
        return {
            "kudos": [{"to": list(one.kudos.receivers), **_row(one)} for one in gave],
            "kudos_receiver": [{"from": one.kudos.giver, **_row(one)} for one in got],
            "kudos_reaction": [row._asdict() for row in _REACTIONS.all(self._connection, **mine)],
            "kudos_wish": []
            if wishes is None
            else [{"visibility": wishes.visibility.value, "on_board": wishes.on_board}],
            "kudos_message": [row._asdict() for row in _MESSAGES.all(self._connection, **mine)],
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member; what others were given stays, without their name."""
        alone = [row.kudos for row in _FOR_THEM_ALONE.all(self._connection, community=self._community, member=member)]
        here = self._community
        gave = select(_receiver.c.kudos).where(_receiver.c.community == here, _receiver.c.giver == member)
        for statement in (
            update(_kudos).where(_kudos.c.community == here, _kudos.c.id.in_(gave)).values(giver=None),
            update(_receiver).where(_receiver.c.community == here, _receiver.c.giver == member).values(giver=None),
            delete(_receiver).where(_receiver.c.community == here, _receiver.c.receiver == member),
            delete(_reaction).where(_reaction.c.community == here, _reaction.c.member == member),
            delete(_wish).where(_wish.c.community == here, _wish.c.member == member),
            update(_message)
            .where(_message.c.community == here, _message.c.author == member)
            .values(author=None, snippet=""),
        ):
            self._connection.execute(statement)
        for kudos in alone:
            self._connection.execute(delete(_reversal).where(_reversal.c.community == here, _reversal.c.kudos == kudos))
            self._connection.execute(delete(_kudos).where(_kudos.c.community == here, _kudos.c.id == kudos))


def _row(entry: Entry) -> dict[str, Any]:
    kudos = entry.kudos
    return {
        "at": kudos.at.isoformat(),
        "reason": kudos.reason,
        "value": kudos.value,
        "message": entry.link or (kudos.message and str(kudos.message)),
        "emoji": kudos.emoji,
        "taken_back": entry.taken_back and entry.taken_back.value,
    }
