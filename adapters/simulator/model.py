"""What the chat is made of: accounts, channels, entries and open forms, each a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from copbot.events import Person, Place
from copbot.forms import Form
from copbot.message import Message
from copbot.refs import ChannelRef, CommunityId, MessageRef, RoleRef, UserRef

PLATFORM = "sim"
BOT = "copbot"
DIRECT = "dm-copbot"
"""What everybody calls their own direct conversation with the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody with a place in the chat; `roles` are the chat's own groups, by name."""

    id: str
    name: str
    about: str = ""
    zone: str | None = None
    locale: str | None = None
    roles: tuple[str, ...] = ()
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    takes_direct: bool = True


class Kind(StrEnum):
    """What sort of place a channel is."""

    CHANNEL = "channel"
    DIRECT = "direct"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place to write; `members` is None where everybody is in it, `key` the delivery that opened it."""

    id: str
    name: str
    kind: Kind = Kind.CHANNEL
    topic: str = ""
    members: tuple[str, ...] | None = None
    archived: bool = False
    key: str | None = None

    def open_to(self, user: str) -> bool:
        """Tell whether somebody may read and write here."""
        return self.members is None or user in self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message in the chat; `version` is the chat's when it last changed.

    `thread` is the entry it answers, `only_for` the one who sees an ephemeral. `typed` is what a member wrote,
    `key` and `community` belong to what the bot delivered. A deleted one stays as `gone`, empty.
    """

    id: str
    channel: str
    author: str
    message: Message
    at: datetime
    version: int
    typed: str = ""
    thread: str | None = None
    only_for: str | None = None
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    edited_at: datetime | None = None
    key: str | None = None
    community: CommunityId | None = None
    gone: bool = False

    def reacted(self, emoji: str, user: str) -> bool:
        """Tell whether somebody put this emoji on it."""
        return user in dict(self.reactions).get(emoji, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedForm:
    """A form in front of somebody: what they opened, where, and what was wrong with what they sent."""

    id: str
    form: Form
    place: Place
    errors: Mapping[str, str] = field(default_factory=dict)
    community: CommunityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Who and what one member can name: everybody, and the channels open to them."""

    tenant: str
    accounts: Mapping[str, Account]
    channels: Mapping[str, Channel]

    @property
    def roles(self) -> frozenset[str]:
        """The chat's groups."""
        return frozenset(role for account in self.accounts.values() for role in account.roles)

    def user(self, account: str) -> UserRef:
        """Give somebody's reference."""
        return UserRef(PLATFORM, self.tenant, account)

    def channel(self, channel: str) -> ChannelRef:
        """Give a channel's reference."""
        return ChannelRef(PLATFORM, self.tenant, channel)

    def role(self, role: str) -> RoleRef:
        """Give a group's reference."""
        return RoleRef(PLATFORM, self.tenant, role)

    def message(self, entry: Entry) -> MessageRef:
        """Give an entry's reference."""
        return MessageRef(PLATFORM, self.tenant, entry.channel, entry.id)

    def person(self, account: str) -> Person:
        """Describe somebody as the platform does."""
        one = self.accounts[account]
        return Person(
            user=self.user(one.id),
            name=one.name,
            roles=frozenset(self.role(role) for role in one.roles),
            is_platform_admin=one.is_admin,
            is_guest=one.is_guest,
            is_bot=one.is_bot,
            locale=one.locale,
            zone=one.zone,
        )

    def place(self, channel: str | None = None, thread: str | None = None) -> Place:
        """Say where something happened; no channel is the home view or the chat as a whole."""
        if channel is None:
            return Place(platform=PLATFORM, tenant=self.tenant)
        root = None if thread is None else MessageRef(PLATFORM, self.tenant, channel, thread)
        direct = self.channels[channel].kind is Kind.DIRECT
        return Place(platform=PLATFORM, tenant=self.tenant, channel=channel, thread=root, is_direct=direct)

    def account_named(self, name: str) -> Account | None:
        """Find somebody by their id or name, in any case."""
        wanted = name.lower()
        return next((one for one in self.accounts.values() if wanted in {one.id, one.name.lower()}), None)

    def channel_named(self, name: str) -> Channel | None:
        """Find a channel by its id or name, in any case."""
        wanted = name.lower()
        return next((one for one in self.channels.values() if wanted in {one.id, one.name.lower()}), None)
