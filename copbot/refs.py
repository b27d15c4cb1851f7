"""Names for people, places and messages on any platform; each round-trips through `str`."""

from dataclasses import dataclass
from typing import NewType, TypeAlias

CommunityId = NewType("CommunityId", int)
MemberId = NewType("MemberId", int)
Emoji = NewType("Emoji", str)
"""One emoji: the Unicode characters, or `:name:` for a community's own."""


EVERYWHERE = "users"
"""The tenant of accounts that are the same in all of a platform's houses, as on Discord: `discord:users/7`."""
House: TypeAlias = tuple[str, str]
"""The platform and tenant somebody reads in; accounts, channels and roles of another one mean nothing there."""


@dataclass(frozen=True, slots=True)
class UserRef:
    """An account: `slack:T1/U2`."""

    platform: str
    tenant: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.tenant}/{self.user}"

    def is_known_in(self, platform: str, tenant: str) -> bool:
        """Tell whether this account can be named in a workspace or guild."""
        return self.platform == platform and self.tenant in {tenant, EVERYWHERE}

    @classmethod
    def parse(cls, text: str) -> "UserRef":
        """Read what `str` wrote.

        Raises: ValueError when `text` is no such reference.
        """
        return cls(*_parts(text, 3))


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel, a direct conversation or a room: `slack:T1/C2`."""

    platform: str
    tenant: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.tenant}/{self.channel}"

    def is_known_in(self, platform: str, tenant: str) -> bool:
        """Tell whether this channel can be named in a workspace or guild, or in a conversation that is in none."""
        return self.platform == platform and tenant in {self.tenant, EVERYWHERE}

    @classmethod
    def parse(cls, text: str) -> "ChannelRef":
        """Read what `str` wrote.

        Raises: ValueError when `text` is no such reference.
        """
        return cls(*_parts(text, 3))


@dataclass(frozen=True, slots=True)
class RoleRef:
    """A platform role or user group: `discord:77/88`."""

    platform: str
    tenant: str
    role: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.tenant}/{self.role}"

    def is_known_in(self, platform: str, tenant: str) -> bool:
        """Tell whether this role can be named in a workspace or guild."""
        return (self.platform, self.tenant) == (platform, tenant)

    @classmethod
    def parse(cls, text: str) -> "RoleRef":
        """Read what `str` wrote.

        Raises: ValueError when `text` is no such reference.
        """
        return cls(*_parts(text, 3))


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message: `slack:T1/C2/171.3`.

    A message in a thread names the channel the thread hangs in on Slack, and the thread itself on Discord,
    where a thread is a channel of its own.
    """

    platform: str
    tenant: str
    channel: str
    message: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.tenant}/{self.channel}/{self.message}"

    @property
    def place(self) -> ChannelRef:
        """The channel it stands in."""
        return ChannelRef(self.platform, self.tenant, self.channel)

    @classmethod
    def parse(cls, text: str) -> "MessageRef":
        """Read what `str` wrote.

        Raises: ValueError when `text` is no such reference.
        """
        return cls(*_parts(text, 4))


def _parts(text: str, count: int) -> list[str]:
    platform, colon, rest = text.partition(":")
    parts = [platform, *rest.split("/")]
    if not colon or len(parts) != count or not all(parts):
        raise ValueError(f"not a reference of {count} parts: {text!r}")
    return parts
