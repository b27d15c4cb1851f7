"""What comes in: one envelope around what happened, the same from every platform and from the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from copbot.forms import FieldValues
from copbot.message import Control, Said
from copbot.model.puzzles import Solution
from copbot.refs import ChannelRef, CommunityId, Emoji, House, MessageRef, RoleRef, UserRef

OptionValue: TypeAlias = str | int | bool | UserRef | ChannelRef | RoleRef | tuple[UserRef, ...]
"""A command's option as a platform typed it; text options are `str` and parsed by the declaration."""

TypedPiece: TypeAlias = str | UserRef | ChannelRef | RoleRef
"""A piece of a typed line: words, or a reference the platform had resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where it happened.

    `channel` is None for a home tab or a whole workspace; `thread` is the message a thread hangs on.
    """

    platform: str
    tenant: str
    channel: str | None = None
    thread: MessageRef | None = None
    is_direct: bool = False

    @property
    def house(self) -> House:
        """The workspace or guild it happened in."""
        return self.platform, self.tenant

    @property
    def channel_ref(self) -> ChannelRef | None:
        """The channel, when it happened in one."""
        return None if self.channel is None else ChannelRef(self.platform, self.tenant, self.channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as the platform describes them; the adapter fills this before the inbox."""

    user: UserRef
    name: str
    roles: frozenset[RoleRef] = frozenset()
    is_platform_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    locale: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message somebody pointed at; `text` is None where the bot may not read it.

    `thread` is the message whose thread it stands in, where it is an answer to one.
    """

    ref: MessageRef
    author: UserRef | None
    author_is_bot: bool = False
    text: str | None = None
    permalink: str | None = None
    thread: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class CommandInvoked:
    """A command with options the platform typed (Discord, forms)."""

    path: str
    options: Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True)
class CommandTyped:
    """A command as a line (Slack, the simulator, a mention); the first word is the command's without its slash."""

    pieces: tuple[TypedPiece, ...]


@dataclass(frozen=True, slots=True)
class ShortcutUsed:
    """A context menu or message shortcut, by its declared name, on a message."""

    name: str
    message: SeenMessage


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button or menu; `values` holds what a menu chose, `message` the post it stands on when it is not ephemeral."""

    control: Control
    values: tuple[str, ...] = ()
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """A form, filled in."""

    control: Control
    values: FieldValues


@dataclass(frozen=True, slots=True)
class SuggestionsAsked:
    """Autocomplete: what to offer for one option, given what was typed so far."""

    path: str
    option: str
    typed: str
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReactionAdded:
    """Somebody reacted; `author` wrote the message, where the platform says."""

    message: MessageRef
    emoji: Emoji
    author: UserRef | None = None


@dataclass(frozen=True, slots=True)
class ReactionRemoved:
    """Somebody took a reaction back."""

    message: MessageRef
    emoji: Emoji


@dataclass(frozen=True, slots=True)
class ReactionsCleared:
    """A moderator removed all reactions, or all of one emoji."""

    message: MessageRef
    emoji: Emoji | None = None


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """A member wrote in a channel; text is never carried, only that it happened and in which thread."""

    message: MessageRef
    thread: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class MessagesDeleted:
    """Messages are gone."""

    messages: tuple[MessageRef, ...]


@dataclass(frozen=True, slots=True)
class BotMentioned:
    """Somebody mentioned the bot; `pieces` is what stands beside the mention."""

    message: MessageRef
    pieces: tuple[TypedPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectMessageReceived:
    """Somebody wrote to the bot."""

    message: MessageRef
    pieces: tuple[TypedPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody opened the bot's home tab."""


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """The actor joined the community's workspace, guild or main channel."""


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """The actor left."""


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """The actor's name, zone or language changed; the event's actor holds the new ones."""


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """A channel was deleted or archived, or the bot was put out of it."""

    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class ChannelRenamed:
    """A channel has a new name."""

    channel: ChannelRef
    name: str


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot was added to a workspace or guild; the actor is the installer where known."""

    name: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The bot was removed from a workspace or guild."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDue:
    """A schedule fell due: one occurrence; `nominal` is naive local time and names it.

    `missed` is set for observers when it came later than its grace and nothing was done.
    """

    schedule: int
    kind: str
    subject: str
    nominal: datetime
    due_at: datetime
    missed: bool = False


@dataclass(frozen=True, slots=True)
class JobsDue:
    """Several schedules of one community fell due at once: all that follows is kept together, or nothing of it."""

    jobs: tuple[JobDue, ...]


@dataclass(frozen=True, slots=True)
class MessageFound:
    """The answer to `ReadMessage`: what the platform shows of it, None when it is gone or not readable."""

    message: SeenMessage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFound:
    """The answer to `CheckAccess`: what the bot may do in a channel, and the one fix for each thing it may not."""

    channel: ChannelRef
    name: str = ""
    can_see: bool
    can_post: bool
    can_thread: bool
    fixes: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkFound:
    """The answer to `ReadLink`; title and description are None when the page could not be read, `trouble` says why."""

    url: str
    title: str | None = None
    description: str | None = None
    site: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFound:
    """The answer to `WasItSent`: the message that carries the key, or None."""

    message: MessageRef | None


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer to `Solve`."""

    solution: Solution


Finding: TypeAlias = MessageFound | AccessFound | LinkFound | ReceiptFound | Solved


@dataclass(frozen=True, slots=True)
class Found:
    """A question came back; `key` is the one it was asked under."""

    key: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """An outgoing is dead; the practice that owns the key may act on it."""

    key: str
    failure: str
    why: str


Happening: TypeAlias = (
    CommandInvoked
    | CommandTyped
    | ShortcutUsed
    | ButtonPressed
    | FormSubmitted
    | SuggestionsAsked
    | ReactionAdded
    | ReactionRemoved
    | ReactionsCleared
    | MessagePosted
    | MessagesDeleted
    | BotMentioned
    | DirectMessageReceived
    | HomeOpened
    | MemberJoined
    | MemberLeft
    | ProfileChanged
    | ChannelGone
    | ChannelRenamed
    | Installed
    | Uninstalled
    | JobDue
    | JobsDue
    | Found
    | DeliveryFailed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    `delivery_id` is the platform's own id where it has one: the same id twice is the same event.
    `community` is known beforehand for what the bot itself caused (jobs, findings, controls);
    otherwise the dispatcher finds it by `place`. `actor` is None only for those and for what nobody is named for.
    `people` describes everybody else the event speaks of: whom options name, who wrote the message reacted to.
    """

    place: Place
    happened: Happening
    actor: Person | None = None
    people: tuple[Person, ...] = ()
    delivery_id: str | None = None
    community: CommunityId | None = None
