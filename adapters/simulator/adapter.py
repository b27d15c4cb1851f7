"""The simulator as the core sees it: a platform that delivers into the chat and answers questions about it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from adapters.simulator.chat import Chat
from adapters.simulator.inbound import emoji_of, seen
from adapters.simulator.model import BOT, PLATFORM, Channel, Directory, Entry
from adapters.simulator.render import reader_for, text_of_entry
from copbot.context import Capabilities
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, Event, Finding, MessageFound, ReceiptFound, SeenMessage
from copbot.intents import (
    Answer,
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
from copbot.ports import Clock, Inbox, Parcel, Receipt
from copbot.refs import ChannelRef, MessageRef, UserRef

CAPABILITIES = Capabilities(
    platform=PLATFORM,
    reads_reacted_messages=True,
    ephemeral_anywhere=True,
    slash_in_threads=True,
    private_rooms="group",
    form_errors=True,
    longest_text=4000,
    home_tab=True,
    threads_are_opened=False,
)


class NotConnectedError(Exception):
    """Somebody acted while the bot was not listening."""


class SimulatorAdapter:
    """Delivers into a chat in memory; implements the port `ChatAdapter`.

    `address` is where the page stands, for links to messages; it may be set once it is known.
    """

    def __init__(self, chat: Chat, *, clock: Clock, address: str = "http://127.0.0.1:8765") -> None:
        self.chat = chat
        self.clock = clock
        self.address = address
        self._inbox: Inbox | None = None

    @property
    def platform(self) -> str:
        """The name its references begin with."""
        return PLATFORM

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return CAPABILITIES

    @property
    def last_sign_of_life(self) -> datetime | None:
        """Now, as long as it is connected."""
        return None if self._inbox is None else self.clock.now()

    @asynccontextmanager
    async def connected(self, inbox: Inbox) -> AsyncIterator[None]:
        """Be connected for the length of a `with`; who waits for changes in the chat is let go at its end."""
        self._inbox = inbox
        try:
            yield
        finally:
            self._inbox = None
            self.chat.close()

    async def happens(self, event: Event) -> Answer:
        """Hand in what somebody did.

        Raises: NotConnectedError.
        """
        if self._inbox is None:
            raise NotConnectedError
        return await self._inbox(event)

    # What the bot sends -----------------------------------------------------

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Put one outgoing into the chat; the same key again gives the first receipt.

        Raises: DeliveryError saying what follows.
        """
        outgoing = parcel.outgoing
        known = self.chat.with_key(outgoing.key, parcel.community)
        if known is not None:
            return self._receipt(known)
        match outgoing:
            case Post(message=message):
                return self._posted(parcel, self._open(parcel.channel), message)
            case DirectMessage(to=to, message=message):
                return self._posted(parcel, self._direct(to), message)
            case Ephemeral(to=to, channel=channel, message=message):
                return self._posted(parcel, self._open(channel), message, only_for=self._account(to))
            case Edit(message=message):
                return self._receipt(self.chat.rewrite(self._standing(parcel.message), message))
            case Delete():
                return self._receipt(self.chat.delete(self._standing(parcel.message)))
            case React(emoji=emoji):
                entry = self._standing(parcel.message)
                self.chat.react(entry, emoji_of(emoji) or emoji, BOT)
                return self._receipt(entry)
            case OpenThread():
                return self._receipt(self._standing(parcel.message))
            case OpenRoom(key=key, members=members, title=title):
                accounts = tuple(self._account(one) for one in members)
                room = self.chat.open_room(accounts, str(title), f"{parcel.community}:{key}")
                return Receipt(channel=self._directory.channel(room.id))
            case LookUp() | ReadLink() | Solve():
                raise DeliveryError(Failure.REFUSED, "a question is looked up, not delivered")

    async def look_up(self, question: Question) -> Finding:
        """Answer a question about the chat."""
        match question:
            case ReadMessage(message):
                entry = self.chat.entry(message.message)
                return MessageFound(None if entry is None else self.shown(entry))
            case CheckAccess(channel):
                return self._access(channel)
            case WasItSent(key=key):
                entry = self.chat.with_key(key)
                return ReceiptFound(None if entry is None else self._directory.message(entry))

    def shown(self, entry: Entry) -> SeenMessage:
        """Show an entry to the bot: what it says, and where it stands on the page."""
        text = text_of_entry(entry, reader_for(BOT, self._directory, self.clock.now()))
        return seen(entry, text, f"{self.address.rstrip('/')}/#{entry.channel}/{entry.id}", self._directory)

    @property
    def _directory(self) -> Directory:
        return self.chat.directory(BOT)

    def _receipt(self, entry: Entry) -> Receipt:
        ref = self._directory.message(entry)
        return Receipt(message=ref, channel=ref.place)

    def _posted(self, parcel: Parcel, channel: Channel, message: Message, *, only_for: str | None = None) -> Receipt:
        entry = self.chat.post(
            channel.id,
            BOT,
            message,
            thread=self._root(parcel.thread),
            only_for=only_for,
            key=parcel.outgoing.key,
            community=parcel.community,
        )
        return self._receipt(entry)

    def _open(self, ref: ChannelRef | None) -> Channel:
        channel = None if ref is None else self.chat.channels.get(ref.channel)
        if channel is None or channel.archived:
            raise DeliveryError(Failure.DESTINATION_GONE, f"the channel {ref} is gone or archived")
        return channel

    def _direct(self, ref: UserRef) -> Channel:
        account = self.chat.accounts.get(ref.user)
        if account is None or account.is_bot or not account.takes_direct:
            raise DeliveryError(Failure.PERSON_UNREACHABLE, f"{ref} takes no direct messages")
        return self.chat.direct(account.id)

    def _account(self, ref: UserRef) -> str:
        if ref.user not in self.chat.accounts:
            raise DeliveryError(Failure.PERSON_UNREACHABLE, f"{ref} is not here")
        return ref.user

    def _standing(self, ref: MessageRef | None) -> Entry:
        entry = None if ref is None else self.chat.entry(ref.message)
        if entry is None:
            raise DeliveryError(Failure.DESTINATION_GONE, f"the message {ref} is gone")
        return entry

    def _root(self, ref: MessageRef | None) -> str | None:
        """Find what a thread hangs on: a reply's own root, and a deleted root as well."""
        if ref is None:
            return None
        root = self.chat.ever(ref.message)
        if root is None:
            raise DeliveryError(Failure.DESTINATION_GONE, f"the thread on {ref} is gone")
        return root.thread or root.id

    def _access(self, ref: ChannelRef) -> AccessFound:
        channel = self.chat.channels.get(ref.channel)
        if channel is None:
            gone = (say("Choose a channel that exists: this one is gone."),)
            return AccessFound(channel=ref, can_see=False, can_post=False, can_thread=False, fixes=gone)
        may = not channel.archived
        fixes = () if may else (say("Choose another channel: this one is archived."),)
        return AccessFound(channel=ref, name=channel.name, can_see=True, can_post=may, can_thread=may, fixes=fixes)
