"""What was heard from Slack before its people are described, and how whoever acted can be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from adapters.slack.controls import NOWHERE
from adapters.slack.text import PLATFORM, Json
from copbot.events import Happening, Place
from copbot.refs import ChannelRef, CommunityId, MessageRef, UserRef


class Via(Enum):
    """The kinds of thing that are answered, each in its own way."""

    COMMAND = "command"
    SHORTCUT = "shortcut"
    PRESS = "press"
    FORM = "form"
    SUGGESTION = "suggestion"
    MENTION = "mention"
    DIRECT = "direct"
    HOME = "home"
    EVENT = "event"
    """Answered by nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to answer: by trigger, response_url, view, or in the channel.

    `view` is the modal or home tab that was acted in, `public` tells that all see the message whose button was
    pressed, `reopen` is a form that a button kept to be opened again, `typed` what suggestions are asked for.
    """

    via: Via
    tenant: str
    user: str = ""
    community: str = NOWHERE
    channel: str | None = None
    thread: str | None = None
    trigger: str | None = None
    response_url: str | None = field(default=None, repr=False)
    view: Json | None = None
    public: bool = False
    reopen: str | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that happened; users by id, `labels` what they are called where nothing better is known.

    `profile` is the actor's user object when it came along.
    """

    place: Place
    happened: Happening
    way: Way
    actor: str | None = None
    people: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    profile: Json | None = None
    delivery_id: str | None = None
    community: CommunityId | None = None


def user_ref(tenant: str, user: str) -> UserRef:
    """Name an account; the tenant is always the workspace the app is installed in, so that guests stay one."""
    return UserRef(PLATFORM, tenant, user)


def channel_ref(tenant: str, channel: str) -> ChannelRef:
    """Name a channel."""
    return ChannelRef(PLATFORM, tenant, channel)


def message_ref(tenant: str, channel: str, ts: str) -> MessageRef:
    """Name a message."""
    return MessageRef(PLATFORM, tenant, channel, ts)


def place(tenant: str, channel: str | None = None, thread: str | None = None) -> Place:
    """Say where something happened; channels of one person and the bot begin with D."""
    return Place(
        platform=PLATFORM,
        tenant=tenant,
        channel=channel,
        thread=message_ref(tenant, channel, thread) if channel and thread else None,
        is_direct=channel is not None and channel.startswith("D"),
    )
