"""Messages on their way into the library, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from copbot.model.library_capture import Capture, CaptureState, Reactors
from copbot.refs import CommunityId, MemberId, MessageRef
from storage.columns import table
from storage.statements import Prepared, Row, upsert
from storage.tables.library import LibraryCaptureRow, LibraryMentionRow, LibraryReactionRow

_capture = table(LibraryCaptureRow)
_reaction = table(LibraryReactionRow)
_mention = table(LibraryMentionRow)

_HERE = _capture.c.community == bindparam("community")
_BY_ID = Prepared(select(_capture).where(_HERE, _capture.c.id == bindparam("id")))
_OF_MESSAGE = Prepared(select(_capture).where(_HERE, _capture.c.message == bindparam("message")))
_REACTED_HERE = (_reaction.c.community == bindparam("community")) & (_reaction.c.message == bindparam("message"))
_COUNTED = Prepared(
    select(
        func.count().label("members"),
        func.coalesce(func.sum(case((_reaction.c.curator, 1), else_=0)), 0).label("curators"),
    ).where(_REACTED_HERE)
)
_BY_ANYBODY = Prepared(select(_reaction.c.member).where(_REACTED_HERE).limit(1))
_BY_MEMBER = Prepared(select(_reaction.c.member).where(_REACTED_HERE, _reaction.c.member == bindparam("member")))


class SqlCaptureBook:
    """One community's captures in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def begin(self, capture: Capture) -> Capture:
        """Begin one; gives it with its id."""
        values = {"community": self._community, "message": str(capture.message), **_values(capture)}
        made = self._connection.execute(insert(_capture).returning(*_capture.c), values)
        return _read(made.one())

    def get(self, capture: int) -> Capture | None:
        """Give one by id."""
        row = _BY_ID.first(self._connection, community=self._community, id=capture)
        return None if row is None else _read(row)

    def of_message(self, message: MessageRef) -> Capture | None:
        """Find the one of a message."""
        row = _OF_MESSAGE.first(self._connection, community=self._community, message=str(message))
        return None if row is None else _read(row)

    def among(self, messages: Sequence[MessageRef]) -> tuple[Capture, ...]:
        """Find those of several messages."""
        wanted = _capture.c.message.in_([str(one) for one in messages])
        rows = self._connection.execute(select(_capture).where(_capture.c.community == self._community, wanted))
        return tuple(_read(row) for row in rows)

    def change(self, capture: Capture) -> None:
        """Keep its changed fields."""
        mine = (_capture.c.community == self._community) & (_capture.c.id == capture.id)
        self._connection.execute(update(_capture).where(mine).values(**_values(capture)))

    def drop(self, capture: int) -> None:
        """Forget one, as if nobody had asked to keep it."""
        mentions = (_mention.c.community == self._community) & (_mention.c.capture == capture)
        self._connection.execute(delete(_mention).where(mentions))
        mine = (_capture.c.community == self._community) & (_capture.c.id == capture)
        self._connection.execute(delete(_capture).where(mine))

    def react(self, message: MessageRef, member: MemberId, at: datetime, *, curator: bool) -> Reactors:
        """Count a member's reaction once; gives how many there are now."""
        upsert(
            self._connection,
            _reaction,
            ("community", "message", "member"),
            community=self._community,
            message=str(message),
            member=member,
            curator=curator,
            at=at,
        )
        return self._reactors(message)

    def unreact(self, message: MessageRef, member: MemberId | None) -> Reactors:
        """Take a member's reaction back, or everybody's; gives how many are left."""
        gone = delete(_reaction).where(_reaction.c.community == self._community, _reaction.c.message == str(message))
        self._connection.execute(gone if member is None else gone.where(_reaction.c.member == member))
        return self._reactors(message)

    def reacted(self, message: MessageRef, member: MemberId | None) -> bool:
        """Tell whether a member's reaction, or anybody's, counts for a message."""
        where = {"community": self._community, "message": str(message)}
        if member is None:
            return _BY_ANYBODY.first(self._connection, **where) is not None
        return _BY_MEMBER.first(self._connection, **where, member=member) is not None

    def _reactors(self, message: MessageRef) -> Reactors:
        row = _COUNTED.first(self._connection, community=self._community, message=str(message))
        return Reactors(members=int(row.members), curators=int(row.curators))


def _values(capture: Capture) -> dict[str, object]:
    return {
        "thread": str(capture.thread),
        "state": capture.state.value,
        "by": capture.by,
        "author": capture.author,
        "permalink": capture.permalink,
        "at": capture.at,
        "deleted_at": capture.deleted_at,
    }


def _read(row: Row) -> Capture:
    return Capture(
        id=row.id,
        message=MessageRef.parse(row.message),
        thread=MessageRef.parse(row.thread),
        state=CaptureState(row.state),
        by=row.by,
        author=row.author,
        permalink=row.permalink,
        at=row.at,
        deleted_at=row.deleted_at,
    )
