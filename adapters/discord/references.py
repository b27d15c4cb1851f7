"""Discord's ids as references and back: users are global, everything else belongs to a guild."""

from copbot.events import Place
from copbot.refs import EVERYWHERE, ChannelRef, MessageRef, RoleRef, UserRef

PLATFORM = "discord"
USERS = EVERYWHERE
"""The tenant of accounts, and of direct conversations, which belong to no guild."""


def user_ref(user: int | str) -> UserRef:
    """Name an account."""
    return UserRef(PLATFORM, USERS, str(user))


def tenant_of(guild: int | str | None) -> str:
    """Name the guild something happened in, or the tenant of direct conversations."""
    return USERS if guild is None else str(guild)


def channel_ref(guild: int | str | None, channel: int | str) -> ChannelRef:
    """Name a channel, a thread or a direct conversation."""
    return ChannelRef(PLATFORM, tenant_of(guild), str(channel))


def message_ref(guild: int | str | None, channel: int | str, message: int | str) -> MessageRef:
    """Name a message."""
    return MessageRef(PLATFORM, tenant_of(guild), str(channel), str(message))


def thread_ref(guild: int | str | None, parent: int | str, thread: int | str) -> MessageRef:
    """Name a thread by the message it hangs on, which has its id."""
    return message_ref(guild, parent, thread)


def role_ref(guild: int | str, role: int | str) -> RoleRef:
    """Name a role."""
    return RoleRef(PLATFORM, str(guild), str(role))


def place_of(guild: int | str | None, channel: int | str | None = None, thread: MessageRef | None = None) -> Place:
    """Say where something happened; without a guild it is a direct conversation."""
    return Place(
        platform=PLATFORM,
        tenant=tenant_of(guild),
        channel=None if channel is None else str(channel),
        thread=thread,
        is_direct=guild is None,
    )


def link_to(message: MessageRef) -> str:
    """Give the address of a message, as Discord's own "Copy Message Link" does."""
    guild = "@me" if message.tenant == USERS else message.tenant
    return f"https://discord.com/channels/{guild}/{message.channel}/{message.message}"
