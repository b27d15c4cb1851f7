"""The kudos ledger in SQL."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from copbot.model.kudos import Kudos
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.tables.kudos import KudosReceiverRow, KudosRow

_kudos = table(KudosRow)
_receiver = table(KudosReceiverRow)

_GIVEN = select(func.count()).where(
    _receiver.c.community == bindparam("community"),
    _receiver.c.giver == bindparam("giver"),
    _receiver.c.at >= bindparam("since"),
)


class SqlKudosBook:
    """The ledger of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def add(self, kudos: Kudos) -> int:
        """Write one down; gives its id."""
        values = {
            "community": self._community,
            "giver": kudos.giver,
            "reason": kudos.reason,
            "value": kudos.value,
            "at": kudos.at,
        }
        made: int = self._connection.execute(insert(_kudos).returning(_kudos.c.id), values).scalar_one()
        for receiver in kudos.receivers:
            self._connection.execute(
                insert(_receiver),
                {
                    "kudos": made,
                    "receiver": receiver,
                    "community": self._community,
                    "giver": kudos.giver,
                    "at": kudos.at,
                },
            )
        return made

    def given_since(self, giver: MemberId, since: datetime) -> int:
        """Count the thanks a member gave since an instant, each receiver counted."""
        found = self._connection.execute(_GIVEN, {"community": self._community, "giver": giver, "since": since})
        return int(found.scalar_one())
