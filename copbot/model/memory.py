"""What a community remembers beside its practices: settings, preferences, refusals, and who changed what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from copbot.message import Message, Said
from copbot.refs import MemberId, MessageRef

T = TypeVar("T")


class SettingsBook(Protocol):
    """One frozen dataclass of settings for each practice; all of its fields have defaults."""

    def get(self, kind: type[T]) -> T:
        """Give the settings of this class, with defaults for what was never set."""
        ...

    def put(self, settings: object) -> None:
        """Keep them under their class's name."""
        ...


class PreferenceBook(Protocol):
    """The same for each member: preferences, and drafts of longer forms."""

    def get(self, member: MemberId, kind: type[T]) -> T:
        """Give a member's preferences of this class, with defaults for what was never set."""
        ...

    def put(self, member: MemberId, preferences: object) -> None:
        """Keep them under their class's name."""
        ...

    def all(self, kind: type[T]) -> dict[MemberId, T]:
        """Give everybody's who ever set any."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something a member did by reaction that did not count, and why."""

    member: MemberId
    about: str
    reason: Said
    at: datetime


class RefusalLog(Protocol):
    """Why reactions did not count; kept 30 days."""

    def recent(self, member: MemberId, limit: int) -> tuple[Refusal, ...]:
        """List a member's, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something a facilitator changed."""

    by: MemberId | None
    what: Said
    at: datetime


class AuditTrail(Protocol):
    """What facilitators changed; only ever added to."""

    def add(self, by: MemberId | None, what: Said, at: datetime) -> None:
        """Write down one change."""
        ...

    def recent(self, limit: int) -> tuple[Change, ...]:
        """List the last ones, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNotice:
    """A word for one person that waits in their home until they look."""

    key: str
    message: Message
    at: datetime


class NoticeBoard(Protocol):
    """Notices that wait."""

    def waiting(self, member: MemberId) -> tuple[WaitingNotice, ...]:
        """List those waiting for a member, oldest first."""
        ...

    def seen(self, member: MemberId) -> None:
        """Take down all that a member has now read."""
        ...


class PostBook(Protocol):
    """Which message came of which key, and back."""

    def key_of(self, message: MessageRef) -> str | None:
        """Find the key of a message of ours."""
        ...

    def message_of(self, key: str) -> MessageRef | None:
        """Find the message a key became; None while it is not sent."""
        ...


class PersonalData(Protocol):
    """What a repository holds about people; every table that names a member is covered by one."""

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        ...

    def erase(self, member: MemberId) -> None:
        """Forget a member; what others were given stays, without their name."""
        ...
