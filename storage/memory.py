"""Settings, preferences, refusals, the audit trail, waiting notices and posts in SQL."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select

from copbot.codec import decode, encode
from copbot.message import Message, Said
from copbot.model.memory import Change, Refusal, WaitingNotice
from copbot.refs import CommunityId, MemberId, MessageRef
from storage.columns import table
from storage.statements import Prepared, upsert
from storage.tables.memory import AuditRow, NoticeRow, PreferenceRow, RefusalRow, SettingRow
from storage.tables.traffic import OutboxRow

T = TypeVar("T")

_setting = table(SettingRow)
_preference = table(PreferenceRow)
_refusal = table(RefusalRow)
_audit = table(AuditRow)
_notice = table(NoticeRow)
_outbox = table(OutboxRow)

_SETTING = Prepared(
    select(_setting.c.value).where(_setting.c.community == bindparam("community"), _setting.c.name == bindparam("name"))
)
_KEY_OF = Prepared(
    select(_outbox.c.key).where(
        _outbox.c.message == bindparam("message"), _outbox.c.community == bindparam("community")
    )
)


class SqlSettingsBook:
    """One community's settings in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def get(self, kind: type[T]) -> T:
        """Give the settings of this class, with defaults for what was never set."""
        found = _SETTING.scalar(self._connection, community=self._community, name=kind.__name__)
        return kind() if found is None else decode(found, kind)

    def put(self, settings: object) -> None:
        """Keep them under their class's name."""
        kind = type(settings)
        upsert(
            self._connection,
            _setting,
            ("community", "name"),
            community=self._community,
            name=kind.__name__,
            value=encode(settings, kind),
        )


class SqlPreferenceBook:
    """The preferences of one community's members in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def get(self, member: MemberId, kind: type[T]) -> T:
        """Give a member's preferences of this class, with defaults for what was never set."""
        found = self._connection.execute(
            select(_preference.c.value).where(
                _preference.c.community == self._community,
                _preference.c.member == member,
                _preference.c.name == kind.__name__,
            )
        ).scalar()
        return kind() if found is None else decode(found, kind)

    def put(self, member: MemberId, preferences: object) -> None:
        """Keep them under their class's name."""
        kind = type(preferences)
        upsert(
            self._connection,
            _preference,
            ("community", "member", "name"),
            community=self._community,
            member=member,
            name=kind.__name__,
            value=encode(preferences, kind),
        )

    def all(self, kind: type[T]) -> dict[MemberId, T]:
        """Give everybody's who ever set any."""
        mine = (_preference.c.community == self._community) & (_preference.c.name == kind.__name__)
        rows = self._connection.execute(select(_preference.c.member, _preference.c.value).where(mine))
        return {MemberId(row.member): decode(row.value, kind) for row in rows}


class SqlRefusalLog:
    """Why reactions did not count, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def recent(self, member: MemberId, limit: int) -> tuple[Refusal, ...]:
        """List a member's, newest first."""
        mine = (_refusal.c.community == self._community) & (_refusal.c.member == member)
        rows = self._connection.execute(select(_refusal).where(mine).order_by(_refusal.c.id.desc()).limit(limit))
        return tuple(
            Refusal(member=member, about=row.about, reason=decode(row.reason, Said), at=row.at) for row in rows
        )

    def add(self, member: MemberId, about: str, reason: Said, now: datetime) -> None:
        """Write one down."""
        self._connection.execute(
            insert(_refusal),
            {
                "community": self._community,
                "member": member,
                "about": about,
                "reason": encode(reason, Said),
                "at": now,
            },
        )


class SqlAuditTrail:
    """What facilitators changed, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def add(self, by: MemberId | None, what: Said, at: datetime) -> None:
        """Write down one change."""
        self._connection.execute(
            insert(_audit), {"community": self._community, "member": by, "what": encode(what, Said), "at": at}
        )

    def recent(self, limit: int) -> tuple[Change, ...]:
        """List the last ones, newest first."""
        mine = _audit.c.community == self._community
        rows = self._connection.execute(select(_audit).where(mine).order_by(_audit.c.id.desc()).limit(limit))
        return tuple(
            Change(by=None if row.member is None else MemberId(row.member), what=decode(row.what, Said), at=row.at)
            for row in rows
        )


class SqlNoticeBoard:
    """Notices that wait, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def waiting(self, member: MemberId) -> tuple[WaitingNotice, ...]:
        """List those waiting for a member, oldest first."""
        mine = (_notice.c.community == self._community) & (_notice.c.member == member)
        rows = self._connection.execute(select(_notice).where(mine).order_by(_notice.c.at, _notice.c.key))
        return tuple(WaitingNotice(key=row.key, message=decode(row.message, Message), at=row.at) for row in rows)

    def seen(self, member: MemberId) -> None:
        """Take down all that a member has now read."""
        mine = (_notice.c.community == self._community) & (_notice.c.member == member)
        self._connection.execute(delete(_notice).where(mine))

    def add(self, member: MemberId, key: str, message: Message, now: datetime) -> None:
        """Keep one until its member looks."""
        upsert(
            self._connection,
            _notice,
            ("community", "member", "key"),
            community=self._community,
            member=member,
            key=key,
            message=encode(message, Message),
            at=now,
        )


class SqlPostBook:
    """Which message came of which key, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def key_of(self, message: MessageRef) -> str | None:
        """Find the key of a message of ours."""
        found: str | None = _KEY_OF.scalar(self._connection, message=str(message), community=self._community)
        return found

    def message_of(self, key: str) -> MessageRef | None:
        """Find the message a key became; None while it is not sent."""
        mine = (_outbox.c.community == self._community) & (_outbox.c.key == key)
        found = self._connection.execute(select(_outbox.c.message).where(mine)).scalar()
        return None if found is None else MessageRef.parse(found)
