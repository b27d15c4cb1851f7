"""Parcels to calls: what each outgoing becomes on Slack.

Posts carry their key as message metadata, by which `WasItSent` finds them again. Slack takes about one message a
second in a channel; one that would come sooner is put off, never slept for.
"""

from datetime import datetime, timedelta

from adapters.slack.calls import Calls
from adapters.slack.dressing import Dressing
from adapters.slack.emoji import to_name
from adapters.slack.heard import channel_ref, message_ref
from adapters.slack.text import Json
from adapters.slack.uploads import Uploads
from copbot.errors import DeliveryError, Failure
from copbot.intents import (
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    LookUp,
    OpenRoom,
    OpenThread,
    Post,
    React,
    ReadLink,
    Solve,
)
from copbot.message import File, Message
from copbot.ports import Clock, Parcel, Receipt
from copbot.refs import ChannelRef, MessageRef, UserRef

EVENT_TYPE = "copbot_delivery"
_PACE = timedelta(seconds=1)
_MOST_IN_ROOM = 8
_MOST_PACED = 1_000


class Outbound:
    """Sends parcels."""

    def __init__(self, calls: Calls, dressing: Dressing, uploads: Uploads, clock: Clock) -> None:
        self._calls = calls
        self._dressing = dressing
        self._uploads = uploads
        self._clock = clock
        self._free_at: dict[str, datetime] = {}
        self._direct: dict[UserRef, str] = {}
        self._handed_over: set[str] = set()

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Send one parcel.

        Raises: DeliveryError saying what follows; ConnectionError or TimeoutError when nobody knows what came of it.
        """
        match parcel.outgoing:
            case Post(message=message) | DirectMessage(message=message):
                return await self._post(parcel, message)
            case Ephemeral(to=to, channel=channel, message=message):
                await self._whisper(parcel, to, channel, message)
                return Receipt(channel=channel)
            case Edit(message=message):
                return await self._edit(parcel, _target(parcel), message)
            case Delete():
                await self._delete(_target(parcel))
                return Receipt(message=parcel.message)
            case React(emoji=emoji):
                await self._react(_target(parcel), to_name(emoji))
                return Receipt(message=parcel.message)
            case OpenThread():
                return Receipt(message=parcel.message, channel=_target(parcel).place)
            case OpenRoom(members=members):
                return Receipt(channel=await self._open(members))
            case LookUp() | ReadLink() | Solve():
                raise DeliveryError(Failure.REFUSED, "a question is looked up, not delivered")

    async def direct(self, user: UserRef) -> str:
        """Give the conversation of one person and the bot.

        Raises: DeliveryError when they take no messages.
        """
        if user not in self._direct:
            self._direct[user] = (await self._open((user,))).channel
        return self._direct[user]

    async def _open(self, members: tuple[UserRef, ...]) -> ChannelRef:
        if len(members) > _MOST_IN_ROOM:
            raise DeliveryError(Failure.REFUSED, f"a group message holds {_MOST_IN_ROOM} people, not {len(members)}")
        team, users = members[0].tenant, [member.user for member in members]
        answer = await self._calls.ask(team, lambda client: client.conversations_open(users=users))
        return channel_ref(team, answer["channel"]["id"])

    async def _post(self, parcel: Parcel, message: Message) -> Receipt:
        team, channel, private = await self._destination(parcel)
        thread = None if parcel.thread is None else parcel.thread.message
        self._wait_for_turn(channel)
        await self._hand_over(parcel, message, team, channel, thread)
        metadata = {
            "event_type": EVENT_TYPE,
            "event_payload": {"key": parcel.outgoing.key, "community": str(parcel.community)},
        }

        async def send(body: Json) -> Json:
            self._take_turn(channel)
            return await self._calls.ask(
                team,
                lambda client: client.chat_postMessage(
                    channel=channel,
                    thread_ts=thread,
                    metadata=metadata,
                    unfurl_links=False,
                    unfurl_media=False,
                    **body,
                ),
            )

        answer = await self._dressing.say(team, message, str(parcel.community), send, private=private)
        self._handed_over.discard(_name_of(parcel))
        return Receipt(message=message_ref(team, answer["channel"], answer["ts"]), channel=channel_ref(team, channel))

    async def _hand_over(self, parcel: Parcel, message: Message, team: str, channel: str, thread: str | None) -> None:
        """Share a message's files before it; once only, however often the message itself is tried."""
        files = [block for block in message.blocks if isinstance(block, File)]
        if files and _name_of(parcel) not in self._handed_over:
            await self._uploads.share(team, channel, thread, files)
            self._handed_over.add(_name_of(parcel))

    async def _destination(self, parcel: Parcel) -> tuple[str, str, bool]:
        """Give workspace, channel, and whether only one person reads there."""
        match parcel.outgoing:
            case DirectMessage(to=to):
                return to.tenant, await self.direct(to), True
            case _ if parcel.thread is not None:
                return parcel.thread.tenant, parcel.thread.channel, False
            case _ if parcel.channel is not None:
                return parcel.channel.tenant, parcel.channel.channel, False
            case _:
                raise DeliveryError(Failure.REFUSED, "a post without a destination")

    async def _whisper(self, parcel: Parcel, to: UserRef, channel: ChannelRef, message: Message) -> None:
        """Show something to one person; files, which no ephemeral message holds, lie in the direct message."""
        if any(isinstance(block, File) for block in message.blocks):
            await self._hand_over(parcel, message, to.tenant, await self.direct(to), None)

        async def send(body: Json) -> Json:
            return await self._calls.ask(
                channel.tenant,
                lambda client: client.chat_postEphemeral(channel=channel.channel, user=to.user, **body),
            )

        await self._dressing.say(channel.tenant, message, str(parcel.community), send, private=True)
        self._handed_over.discard(_name_of(parcel))

    async def _edit(self, parcel: Parcel, target: MessageRef, message: Message) -> Receipt:
        async def send(body: Json) -> Json:
            return await self._calls.ask(
                target.tenant,
                lambda client: client.chat_update(channel=target.channel, ts=target.message, **body),
            )

        await self._dressing.say(target.tenant, message, str(parcel.community), send, private=False)
        return Receipt(message=target, channel=target.place)

    async def _delete(self, target: MessageRef) -> None:
        """Take a message away; one that is gone already is as wished."""
        try:
            await self._calls.ask(
                target.tenant, lambda client: client.chat_delete(channel=target.channel, ts=target.message)
            )
        except DeliveryError as refused:
            if refused.why != "message_not_found":
                raise

    async def _react(self, target: MessageRef, name: str) -> None:
        """React to a message; a reaction that is there already is as wished."""
        try:
            await self._calls.ask(
                target.tenant,
                lambda client: client.reactions_add(channel=target.channel, timestamp=target.message, name=name),
            )
        except DeliveryError as refused:
            if refused.why != "already_reacted":
                raise

    # Pace -------------------------------------------------------------------

    def _wait_for_turn(self, channel: str) -> None:
        """Put a message off that would come too soon after the last one there."""
        free_at = self._free_at.get(channel)
        if free_at is not None and free_at > self._clock.now():
            raise DeliveryError(Failure.LATER, "paced", retry_at=free_at)

    def _take_turn(self, channel: str) -> None:
        now = self._clock.now()
        if len(self._free_at) >= _MOST_PACED:
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
        self._free_at[channel] = now + _PACE


def _name_of(parcel: Parcel) -> str:
    return f"{parcel.community}:{parcel.outgoing.key}"


def _target(parcel: Parcel) -> MessageRef:
    if parcel.message is None:
        raise DeliveryError(Failure.REFUSED, "no message to act on")
    return parcel.message
