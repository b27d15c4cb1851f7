"""A community of practice: what unites it, and where and when it lives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from copbot.refs import ChannelRef, CommunityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A community; `zone` is an IANA name, `language` a locale with a catalogue.

    `home` is the channel it gathers in, where what belongs nowhere else is posted.
    """

    id: CommunityId
    name: str
    zone: str = "UTC"
    language: str = "en"
    domain: str = ""
    purpose: str = ""
    guidelines: tuple[str, ...] = ()
    pack: str | None = None
    home: ChannelRef | None = None
    founded_at: datetime
    set_up_at: datetime | None = None


class CommunityBook(Protocol):
    """The one community a transaction works for."""

    def get(self) -> Community:
        """Give it as it stands."""
        ...

    def change(self, community: Community) -> None:
        """Keep its changed fields."""
        ...

    def places(self) -> tuple[tuple[str, str], ...]:
        """List the (platform, tenant) pairs it spans."""
        ...
