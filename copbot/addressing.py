"""Where an outgoing goes: every key in it resolved to what it became, and the platform and tenant that take it."""

from dataclasses import dataclass

from copbot.intents import (
    CheckAccess,
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    LookUp,
    OpenRoom,
    OpenThread,
    Outgoing,
    Post,
    Question,
    React,
    ReadLink,
    ReadMessage,
    Sent,
    Solve,
    ThreadOf,
    WasItSent,
)
from copbot.ports import Books, Delivery, Parcel, Receipt, State
from copbot.refs import ChannelRef, CommunityId, House, MessageRef


class ReferenceDeadError(Exception):
    """What an outgoing speaks of was never sent and never will be."""


class ReferenceWaitsError(Exception):
    """What an outgoing speaks of is not sent yet."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A delivery with every key in it resolved."""

    delivery: Delivery
    parcel: Parcel
    platform: str
    tenant: str


def address(books: Books, delivery: Delivery) -> Addressed:
    """Resolve the keys in an outgoing to the messages and rooms they became.

    Raises: ReferenceDeadError, ReferenceWaitsError when there is no such message or room, or not yet.
    """
    outgoing, community = delivery.outgoing, delivery.community
    channel: ChannelRef | None = None
    thread: MessageRef | None = None
    message: MessageRef | None = None
    match outgoing:
        case Post(to=ThreadOf(on)):
            thread = _message_of(books, community, on)
            channel = thread.place
        case Post(to=Sent(key)):
            channel = _room_of(books, community, key)
        case Post(to=to):
            channel = to if isinstance(to, ChannelRef) else None
        case Ephemeral(channel=channel):
            pass
        case Edit(target=target) | Delete(target=target) | React(target=target) | OpenThread(on=target):
            message = _message_of(books, community, target)
        case DirectMessage() | OpenRoom() | LookUp() | ReadLink() | Solve():
            pass
    parcel = Parcel(community=community, outgoing=outgoing, channel=channel, thread=thread, message=message)
    return Addressed(delivery, parcel, *_house_of(outgoing, parcel))


def _message_of(books: Books, community: CommunityId, target: Sent | MessageRef) -> MessageRef:
    if isinstance(target, MessageRef):
        return target
    found = _receipt_of(books, community, target.key).message
    if found is None:
        raise ReferenceDeadError
    return found


def _room_of(books: Books, community: CommunityId, key: str) -> ChannelRef:
    found = _receipt_of(books, community, key).channel
    if found is None:
        raise ReferenceDeadError
    return found


def _receipt_of(books: Books, community: CommunityId, key: str) -> Receipt:
    match books.outbox.receipt(community, key):
        case (State.SENT, receipt):
            return receipt
        case None | (State.DEAD | State.SKIPPED, _):
            raise ReferenceDeadError
        case _:
            raise ReferenceWaitsError


def _platform_asked(question: Question) -> str:
    match question:
        case ReadMessage(message):
            return message.platform
        case CheckAccess(channel):
            return channel.platform
        case WasItSent(to=to):
            return to.platform


def _house_of(outgoing: Outgoing, parcel: Parcel) -> House:
    match outgoing:
        case DirectMessage(to=to):
            return to.platform, to.tenant
        case OpenRoom(members=members):
            return members[0].platform, members[0].tenant
        case LookUp(question=question):
            return _platform_asked(question), ""
        case ReadLink():
            return "web", ""
        case Solve():
            return "workshop", ""
        case _:
            where = parcel.message or parcel.channel
            return (where.platform, where.tenant) if where is not None else ("", "")
