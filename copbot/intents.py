"""What a handler wants done: at most one answer to who acted, and any number of outgoings."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from copbot.forms import Form
from copbot.message import Choice, Message, Said
from copbot.refs import ChannelRef, Emoji, MemberId, MessageRef, UserRef

# Answers: given back through the inbox to the one who acted, never stored for later delivery.


@dataclass(frozen=True, slots=True)
class Reply:
    """Say something to who acted, and to nobody else; `replace` rewrites the message whose control was used."""

    message: Message
    replace: bool = False


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Open a form for who acted."""

    form: Form


@dataclass(frozen=True, slots=True)
class FormErrors:
    """Send a form back with a sentence beside each field that is wrong; `form` holds what was filled in."""

    errors: tuple[tuple[str, str | Said], ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Offer at most 25 choices while an option is typed."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The home tab, drawn anew."""

    message: Message


@dataclass(frozen=True, slots=True)
class Declined:
    """A reaction or message did not count, kept so that a member can ask why; nothing is said now."""

    reason: Said


Answer: TypeAlias = Reply | OpenForm | FormErrors | Suggestions | Home | None

# Outgoings: rows of the outbox, delivered after the transaction.


@dataclass(frozen=True, slots=True)
class Sent:
    """Speak of an outgoing by its key, sent or not yet."""

    key: str


@dataclass(frozen=True, slots=True)
class ThreadOf:
    """The thread that hangs on a message."""

    message: Sent | MessageRef


Destination: TypeAlias = ChannelRef | ThreadOf | Sent
"""Where a post goes: a channel, a thread, or a room opened under a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message that others see; after `expires_at` it is not worth sending."""

    key: str
    to: Destination
    message: Message
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A word for one person; `attention` chooses how it reaches them.

    `asked` marks what the member is waiting for: it does not count against the one unasked notice a day.
    `near` is where the matter happened, for an ephemeral beside it.
    """

    key: str
    to: MemberId
    message: Message
    asked: bool = False
    near: ChannelRef | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectMessage:
    """A direct message to one account: what attention made of a notice."""

    key: str
    to: UserRef
    message: Message
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ephemeral:
    """A message in a channel that one account alone sees: what attention made of a notice."""

    key: str
    to: UserRef
    channel: ChannelRef
    message: Message
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Rewrite a message of ours."""

    key: str
    target: Sent | MessageRef
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Take a message of ours away."""

    key: str
    target: Sent | MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Put a reaction of the bot on a message."""

    key: str
    target: Sent | MessageRef
    emoji: Emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """Open a thread on a message; later outgoings reach it by `ThreadOf` that message."""

    key: str
    on: Sent | MessageRef
    title: Said | str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoom:
    """Open a room for a few people; posts reach it by `Sent(key)` from then on.

    `near` is the channel the matter belongs to, else the community's home: a private thread has to hang somewhere.
    """

    key: str
    members: tuple[UserRef, ...]
    title: Said | str
    near: ChannelRef | None = None


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """Ask what a message says."""

    message: MessageRef


@dataclass(frozen=True, slots=True)
class CheckAccess:
    """Ask what the bot may do in a channel."""

    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class WasItSent:
    """Ask whether an outgoing whose outcome is unknown arrived after all."""

    key: str
    to: ChannelRef | UserRef
    since: datetime
    thread: MessageRef | None = None


Question: TypeAlias = ReadMessage | CheckAccess | WasItSent


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Put a question to the platform; the answer comes back as `Found` with this key."""

    key: str
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLink:
    """Read a page's title and description; the answer comes back as `Found` with this key."""

    key: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """Work a practice's puzzle out, as it stands when its turn comes; the solution comes back as `Found` with this key.

    What has nothing to work out any more, or cannot be, comes back as `DeliveryFailed`.
    """

    key: str
    puzzle: str
    subject: str


Outgoing: TypeAlias = (
    Post | DirectMessage | Ephemeral | Edit | Delete | React | OpenThread | OpenRoom | LookUp | ReadLink | Solve
)
Intent: TypeAlias = Reply | OpenForm | FormErrors | Suggestions | Home | Declined | Notice | Outgoing
