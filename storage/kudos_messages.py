"""The messages members were thanked for, in SQL."""

from sqlalchemy import Connection, String, bindparam, func, select, update

from copbot.model.kudos import ThankedMessage
from copbot.refs import CommunityId, MemberId, MessageRef
from storage.columns import table
from storage.statements import Prepared, insert_once
from storage.tables.kudos import KudosMessageRow

_message = table(KudosMessageRow)

_this = (_message.c.community == bindparam("b_community"), _message.c.message == bindparam("b_message"))
_AWAIT = Prepared(update(_message).where(*_this, ~_message.c.awaits_note).values(awaits_note=True))
_AWAITING = Prepared(
    select(_message.c.message)
    .where(_message.c.community == bindparam("community"), _message.c.awaits_note)
    .order_by(_message.c.message)
)
_NOTED = Prepared(
    update(_message).where(*_this).values(note=bindparam("b_note"), edition=_message.c.edition + 1, awaits_note=False)
)
_DESCRIBE = Prepared(
    update(_message)
    .where(*_this)
    .values(
        author=bindparam("b_author"),
        link=bindparam("b_link"),
        snippet=bindparam("b_snippet"),
        by_bot=bindparam("b_by_bot"),
        thread=func.coalesce(bindparam("b_thread", type_=String), _message.c.thread),
    )
)
_GET = Prepared(select(_message).where(*_this))


class SqlThankedMessages:
    """The messages of one community that members were thanked for, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def begin(self, message: MessageRef, thread: MessageRef | None, *, awaits_note: bool) -> bool:
        """Write down that a message was thanked for; False when that was done before."""
        return insert_once(
            self._connection,
            _message,
            community=self._community,
            message=str(message),
            thread=None if thread is None else str(thread),
            snippet="",
            by_bot=False,
            edition=0,
            awaits_note=awaits_note,
        )

    def await_note(self, message: MessageRef) -> bool:
        """Have its note written or written anew; False when that is awaited already."""
        return _AWAIT.run(self._connection, b_community=self._community, b_message=str(message)) == 1

    def awaiting(self) -> tuple[MessageRef, ...]:
        """List those whose note is awaited."""
        rows = _AWAITING.all(self._connection, community=self._community)
        return tuple(MessageRef.parse(row.message) for row in rows)

    def noted(self, message: MessageRef, note: str | None) -> None:
        """Keep the key of its note, None when none stands; nothing is awaited any more."""
        _NOTED.run(self._connection, b_community=self._community, b_message=str(message), b_note=note)

    def describe(
        self,
        message: MessageRef,
        *,
        author: MemberId | None,
        link: str | None,
        snippet: str,
        by_bot: bool,
        thread: MessageRef | None = None,
    ) -> None:
        """Keep who wrote it, where it is and how it begins; a thread that is known stays so when None is given."""
        where = {"b_community": self._community, "b_message": str(message)}
        said = {"b_author": author, "b_link": link, "b_snippet": snippet, "b_by_bot": by_bot}
        _DESCRIBE.run(self._connection, **where, **said, b_thread=None if thread is None else str(thread))

    def get(self, message: MessageRef) -> ThankedMessage | None:
        """Give one."""
        row = _GET.first(self._connection, b_community=self._community, b_message=str(message))
        if row is None:
            return None
        thread = None if row.thread is None else MessageRef.parse(row.thread)
        return ThankedMessage(
            message=message,
            thread=thread,
            link=row.link,
            by_bot=row.by_bot,
            note=row.note,
            edition=row.edition,
        )
