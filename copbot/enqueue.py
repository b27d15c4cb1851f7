"""From intents to rows: the lane each outgoing waits in, and the way each notice takes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from copbot.attention import Beside, Direct, Waits, choose_way
from copbot.context import Capabilities, JobContext
from copbot.intents import (
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    Intent,
    LookUp,
    Notice,
    OpenRoom,
    OpenThread,
    Outgoing,
    Post,
    React,
    ReadLink,
    Sent,
    Solve,
    ThreadOf,
)
from copbot.ports import Books
from copbot.refs import ChannelRef, CommunityId, MessageRef


def enqueue(intents: Sequence[Intent], books: Books, known: JobContext, platforms: Mapping[str, Capabilities]) -> int:
    """Write the outgoings among the intents to the outbox, in their order; gives how many there were."""
    count = 0
    for intent in intents:
        match intent:
            case Notice():
                count += _tell(intent, books, known, platforms)
            case OpenRoom():
                count += _put(_placed(intent, known), books, known)
            case OpenThread() if not _is_opened(intent, intents, platforms):
                continue
            case Post() | DirectMessage() | Ephemeral() | Edit() | Delete() | React() | OpenThread():
                count += _put(intent, books, known)
            case LookUp() | ReadLink() | Solve():
                count += _put(intent, books, known)
            case _:
                continue
    return count


def _is_opened(thread: OpenThread, intents: Sequence[Intent], platforms: Mapping[str, Capabilities]) -> bool:
    """Tell whether a thread takes opening: not on a platform where the first reply opens it."""
    to = next((one.to for one in intents if isinstance(one, Post) and Sent(one.key) == thread.on), None)
    on = platforms.get(to.platform) if isinstance(to, ChannelRef) else None
    return on is None or on.threads_are_opened


def _placed(room: OpenRoom, known: JobContext) -> OpenRoom:
    """Put a room that is wanted nowhere near anything near the community's home, where that is on its platform."""
    home = known.community.home
    if room.near is not None or home is None or home.platform != room.members[0].platform:
        return room
    return replace(room, near=home)


def _put(outgoing: Outgoing, books: Books, known: JobContext) -> int:
    lane = lane_of(outgoing, books, known.community.id)
    books.outbox.put(known.community.id, outgoing, lane=lane, now=known.now, not_before=known.now)
    return 1


def _tell(notice: Notice, books: Books, known: JobContext, platforms: Mapping[str, Capabilities]) -> int:
    """Send a notice the way attention chooses, or leave it in its member's home."""
    member = known.store.members.get(notice.to)
    way = choose_way(notice, member, zone=known.community.zone, platforms=platforms, now=known.now)
    if not notice.asked and not isinstance(way, Waits):
        known.store.members.change(replace(member, told_at=known.now))
    community, key = known.community.id, notice.key
    match way:
        case Beside(account, channel):
            shown = Ephemeral(
                key=key, to=account, channel=channel, message=notice.message, expires_at=notice.expires_at
            )
            books.outbox.put(community, shown, lane=f"{channel}@{account.user}", now=known.now, not_before=known.now)
        case Direct(account, not_before):
            direct = DirectMessage(key=key, to=account, message=notice.message, expires_at=notice.expires_at)
            books.outbox.put(community, direct, lane=f"direct {account}", now=known.now, not_before=not_before)
        case Waits():
            books.wait(community, notice.to, key, notice.message, known.now)
            return 0
    return 1


def lane_of(outgoing: Outgoing, books: Books, community: CommunityId) -> str:
    """Name the lane an outgoing keeps its order in: its destination, or the lane of the one it speaks of."""
    match outgoing:
        case Post(to=to):
            return _lane_of_target(to.message if isinstance(to, ThreadOf) else to, books, community)
        case Edit(target=target) | Delete(target=target) | React(target=target) | OpenThread(on=target):
            return _lane_of_target(target, books, community)
        case DirectMessage(to=to):
            return f"direct {to}"
        case Ephemeral(to=to, channel=channel):
            return f"{channel}@{to.user}"
        case OpenRoom(key=key) | LookUp(key=key) | ReadLink(key=key) | Solve(key=key):
            return f"own {community} {key}"


def _lane_of_target(target: ChannelRef | MessageRef | Sent, books: Books, community: CommunityId) -> str:
    match target:
        case ChannelRef():
            return str(target)
        case MessageRef():
            return str(target.place)
        case Sent(key):
            return books.outbox.lane_of(community, key) or f"own {community} {key}"
