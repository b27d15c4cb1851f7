"""A chat platform in memory that mirrors the `ChatAdapter` port, and keeps all it was asked to send."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from copbot.context import Capabilities
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, Finding, MessageFound, ReceiptFound, SeenMessage
from copbot.intents import (
    CheckAccess,
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    LookUp,
    OpenRoom,
    OpenThread,
    Post,
    Question,
    React,
    ReadLink,
    ReadMessage,
    Solve,
    WasItSent,
)
from copbot.message import Message, say
from copbot.ports import Inbox, Parcel, Receipt
from copbot.refs import ChannelRef, Emoji, MessageRef, UserRef
from tests.support.text import text_of

SIM = Capabilities(
    platform="sim",
    reads_reacted_messages=True,
    ephemeral_anywhere=True,
    slash_in_threads=True,
    private_rooms="group",
    form_errors=True,
    longest_text=4000,
    home_tab=True,
)


@dataclass(slots=True)
class Posted:
    """A message of the bot's that stands in the chat."""

    ref: MessageRef
    key: str
    message: Message
    thread: MessageRef | None = None
    to: UserRef | None = None
    deleted: bool = False
    reactions: list[Emoji] = field(default_factory=list)

    @property
    def text(self) -> str:
        return text_of(self.message)


class FakePlatform:
    """Delivers into lists; `trouble` holds errors to raise instead of the next deliveries.

    `breaks_after_sending` holds errors to raise once the next deliveries arrived; `readable` is what messages say.
    `closed_channels` take no posts, `threadless` ones no threads, about `mute` ones the platform says nothing;
    `trouble_asking` holds errors to raise instead of the next answers.
    """

    platform = "sim"

    def __init__(self, capabilities: Capabilities = SIM) -> None:
        self.capabilities = capabilities
        self.posted: list[Posted] = []
        self.threads: list[MessageRef] = []
        self.rooms: dict[str, tuple[UserRef, ...]] = {}
        self.trouble: list[Exception] = []
        self.breaks_after_sending: list[Exception] = []
        self.after_sending: Callable[[], None] = lambda: None
        self.readable: dict[MessageRef, SeenMessage] = {}
        self.closed_channels: set[str] = set()
        self.threadless: set[str] = set()
        self.mute: set[str] = set()
        self.trouble_asking: list[Exception] = []
        self.attempts = 0
        self._count = 0

    @property
    def last_sign_of_life(self) -> datetime | None:
        return None

    @asynccontextmanager
    async def connected(self, inbox: Inbox) -> AsyncIterator[None]:
        yield

    async def deliver(self, parcel: Parcel) -> Receipt:
        self.attempts += 1
        if self.trouble:
            raise self.trouble.pop(0)
        receipt = self._deliver(parcel)
        self.after_sending()
        if self.breaks_after_sending:
            raise self.breaks_after_sending.pop(0)
        return receipt

    def _deliver(self, parcel: Parcel) -> Receipt:
        match parcel.outgoing:
            case Post(key=key, message=message):
                assert parcel.channel is not None
                return self._keep(Posted(self._ref(parcel.channel), key, message, parcel.thread))
            case DirectMessage(key=key, to=to, message=message):
                ref = self._ref(ChannelRef("sim", "demo", f"dm-{to.user}"))
                return self._keep(Posted(ref, key, message, to=to))
            case Ephemeral(key=key, to=to, channel=channel, message=message):
                return self._keep(Posted(self._ref(channel), key, message, to=to))
            case Edit(message=message):
                self._at(parcel.message).message = message
                return Receipt(message=parcel.message)
            case Delete():
                self._at(parcel.message).deleted = True
                return Receipt(message=parcel.message)
            case React(emoji=emoji):
                for posted in self.posted:
                    if posted.ref == parcel.message:
                        posted.reactions.append(emoji)
                return Receipt(message=parcel.message)
            case OpenThread():
                assert parcel.message is not None
                self.threads.append(parcel.message)
                return Receipt(message=parcel.message)
            case OpenRoom(key=key, members=members):
                self.rooms[key] = members
                return Receipt(channel=ChannelRef("sim", "demo", f"room-{len(self.rooms)}"))
            case LookUp() | ReadLink() | Solve():
                raise AssertionError("questions are never delivered")

    async def look_up(self, question: Question) -> Finding:
        if self.trouble_asking:
            raise self.trouble_asking.pop(0)
        match question:
            case ReadMessage(ref):
                return MessageFound(self.readable.get(ref))
            case CheckAccess(channel) if channel.channel in self.mute:
                raise DeliveryError(Failure.REFUSED, "no answer")
            case CheckAccess(channel):
                is_open = channel.channel not in self.closed_channels
                fixes = () if is_open else (say("Invite copbot to the channel."),)
                return AccessFound(
                    channel=channel,
                    name=channel.channel,
                    can_see=True,
                    can_post=is_open,
                    can_thread=channel.channel not in self.threadless,
                    fixes=fixes,
                )
            case WasItSent(key=key):
                return ReceiptFound(next((posted.ref for posted in self.posted if posted.key == key), None))

    def _ref(self, channel: ChannelRef) -> MessageRef:
        self._count += 1
        return MessageRef("sim", "demo", channel.channel, str(self._count))

    def _keep(self, posted: Posted) -> Receipt:
        self.posted.append(posted)
        return Receipt(message=posted.ref, channel=posted.ref.place)

    def _at(self, ref: MessageRef | None) -> Posted:
        found = [posted for posted in self.posted if posted.ref == ref and not posted.deleted]
        if not found:
            raise DeliveryError(Failure.DESTINATION_GONE, "the message is gone")
        return found[0]
