"""The way out: parcels to Discord, each piece with a nonce, so that a copy is held back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from adapters.discord.history import further_parts, going_on, written_since
from adapters.discord.native import Json, Native, nonce_of
from adapters.discord.references import USERS, channel_ref, message_ref
from adapters.discord.render import render
from adapters.discord.rest import ARCHIVED, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, Rest
from adapters.discord.rooms import Rooms
from adapters.discord.sdk import discord
from adapters.discord.spans import CUT
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
from copbot.message import Chart, Heading, Message, Paragraph, plain
from copbot.ports import Clock, Painter, Parcel, Receipt
from copbot.refs import ChannelRef, Emoji, MessageRef, UserRef
from copbot.wording import Wording

_log = structlog.get_logger(__name__)

NONCE_HOLDS = timedelta(seconds=110)
"""How long a nonce is sure to hold a copy back; Discord says "the past few minutes"."""
_CLOCKS_DIFFER = timedelta(seconds=30)
_KEPT = 1000


class Pictures:
    """Draws the charts of a message; one that cannot be drawn is left to its words."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter

    async def of(self, message: Message) -> dict[Chart, bytes]:
        """Give a picture for each chart there could be one of."""
        drawn: dict[Chart, bytes] = {}
        for block in message.blocks:
            if isinstance(block, Chart):
                try:
                    drawn[block] = await self._painter.draw(block)
                except Exception:  # noqa: BLE001 -- whatever stops the painter, the message goes out
                    _log.exception("chart_not_drawn")
        return drawn


class Outbound:
    """Delivers; what became of a key is not kept, only for a while that its outcome is doubtful."""

    def __init__(self, rest: Rest, pictures: Pictures, clock: Clock, wording: Wording) -> None:
        self._rest = rest
        self._rooms = Rooms(rest, clock, wording)
        self._pictures = pictures
        self._clock = clock
        self._doubts: dict[str, datetime] = {}
        self._conversations: dict[str, str] = {}

    def doubt(self, key: str, since: datetime) -> None:
        """Say that a post may have arrived since an instant: sending it again begins with a look."""
        self._doubts.setdefault(key, since)

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Send one outgoing.

        Raises: DeliveryError saying what follows; OSError when the outcome is not known.
        """
        try:
            return await self._delivered(parcel)
        except discord.HTTPException as error:
            raise self._rest.failure(error, _tenant(parcel)) from error

    async def _delivered(self, parcel: Parcel) -> Receipt:
        match parcel.outgoing:
            case Post(key=key, message=message):
                channel = parcel.channel
                if parcel.thread is not None:
                    channel = channel_ref(parcel.thread.tenant, parcel.thread.message)
                if channel is None:
                    raise DeliveryError(Failure.REFUSED, "a post without a channel")
                return await self._say(parcel, key, message, channel)
            case DirectMessage(key=key, to=to, message=message):
                return await self._say(parcel, key, message, await self._conversation(to))
            case Edit(key=key, message=message) if parcel.message is not None:
                return await self._edit(parcel, key, message, parcel.message)
            case Delete() if parcel.message is not None:
                return await self._delete(parcel.message)
            case React(emoji=emoji) if parcel.message is not None:
                return await self._react(parcel.message, emoji)
            case OpenThread(title=title) if parcel.message is not None:
                return Receipt(channel=await self._rooms.thread_on(parcel.message, title))
            case OpenRoom() as room:
                return Receipt(channel=await self._rooms.private(room, parcel.community))
            case Edit() | Delete() | React() | OpenThread() | Ephemeral() | LookUp() | ReadLink() | Solve():
                raise DeliveryError(Failure.REFUSED, f"Discord cannot be sent {type(parcel.outgoing).__name__} so")

    async def _say(self, parcel: Parcel, key: str, message: Message, channel: ChannelRef) -> Receipt:
        natives = render(message, parcel.community, await self._pictures.of(message))
        earlier = await self._arrived(key, channel)
        first: MessageRef | None = None
        for number, native in enumerate(natives):
            there = next((one for one in earlier if alike(native.payload, one)), None)
            if there is None:
                try:
                    there = await self._posted(
                        parcel, channel, self._marked(parcel, key, number, native, first), message
                    )
                except (DeliveryError, OSError):
                    if number:
                        self.doubt(key, self._clock.now() - NONCE_HOLDS)
                    raise
            first = first or message_ref(channel.tenant, there["channel_id"], there["id"])
        self._doubts.pop(key, None)
        return Receipt(message=first, channel=None if first is None else first.place)

    def _marked(self, parcel: Parcel, key: str, number: int, native: Native, first: MessageRef | None) -> Native:
        """Give one part with a nonce, the same for every try, and with what it goes on from."""
        more = {} if first is None else going_on(first)
        return native.with_(nonce=nonce_of(parcel.community, key, number), enforce_nonce=True, **more)

    async def _posted(self, parcel: Parcel, channel: ChannelRef, native: Native, message: Message) -> Json:
        try:
            return await self._rest.post(channel.channel, native)
        except discord.HTTPException as error:
            if error.code != UNKNOWN_CHANNEL or parcel.thread is None:
                raise
        opened = await self._rooms.thread_on(parcel.thread, name_of(message))
        return await self._rest.post(opened.channel, native)

    async def _arrived(self, key: str, channel: ChannelRef) -> list[Json]:
        """Give what the bot wrote in a channel since a doubtful try, where the nonce no longer tells."""
        since = self._doubts.get(key)
        if since is None or self._clock.now() - since < NONCE_HOLDS:
            return []
        after = discord.utils.time_snowflake(since - _CLOCKS_DIFFER)
        return await written_since(self._rest, channel.channel, after)

    async def _conversation(self, person: UserRef) -> ChannelRef:
        """Give the direct conversation with somebody."""
        known = self._conversations.get(person.user)
        if known is None:
            opened: Json = await self._rest.call("POST", "/users/@me/channels", body={"recipient_id": person.user})
            known = str(opened["id"])
            if len(self._conversations) >= _KEPT:
                self._conversations.clear()
            self._conversations[person.user] = known
        return channel_ref(None, known)

    async def _edit(self, parcel: Parcel, key: str, message: Message, target: MessageRef) -> Receipt:
        first, *rest = render(message, parcel.community, await self._pictures.of(message))
        try:
            await self._patch(target, first)
        except discord.HTTPException as error:
            if error.code != ARCHIVED:
                raise
            await self._rooms.reopen(target.channel)
            await self._patch(target, first)
        parts = await further_parts(self._rest, target)
        for number, native in enumerate(rest, start=1):
            if number <= len(parts):
                await self._patch(parts[number - 1], native)
            else:
                await self._rest.post(target.channel, self._marked(parcel, key, number, native, target))
        for surplus in parts[len(rest) :]:
            await self._take_away(surplus)
        return Receipt(message=target)

    async def _patch(self, target: MessageRef, native: Native) -> None:
        path = "/channels/{channel_id}/messages/{message_id}"
        channel, message = target.channel, target.message
        body, files = native.payload, native.files
        await self._rest.call("PATCH", path, body=body, files=files, channel_id=channel, message_id=message)

    async def _delete(self, target: MessageRef) -> Receipt:
        """Take a message away with all its parts; the first goes last, so that a try broken off finds them again."""
        for part in [*await further_parts(self._rest, target), target]:
            await self._take_away(part)
        return Receipt(message=target)

    async def _take_away(self, target: MessageRef) -> None:
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._rest.call("DELETE", path, channel_id=target.channel, message_id=target.message)
        except discord.NotFound as error:
            if error.code not in {UNKNOWN_MESSAGE, UNKNOWN_CHANNEL}:
                raise

    async def _react(self, target: MessageRef, emoji: Emoji) -> Receipt:
        path = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"
        native = self._native_emoji(emoji, target.tenant)
        await self._rest.call("PUT", path, channel_id=target.channel, message_id=target.message, emoji=native)
        return Receipt(message=target)

    def _native_emoji(self, emoji: Emoji, tenant: str) -> str:
        """Name an emoji as Discord does; a guild's own needs its id."""
        name = emoji.strip(":")
        if name == emoji:
            return emoji
        guild = None if tenant == USERS else self._rest.client.get_guild(int(tenant))
        found = next((one for one in guild.emojis if one.name == name), None) if guild else None
        if found is None:
            raise DeliveryError(Failure.REFUSED, f"no emoji {emoji} here")
        return f"{found.name}:{found.id}"


def alike(payload: Mapping[str, Any], posted: Mapping[str, Any]) -> bool:
    """Tell whether a message of the bot's shows what a payload says."""
    return _shown(payload) == _shown(posted)


def _shown(message: Mapping[str, Any]) -> tuple[object, ...]:
    embeds = message.get("embeds") or ()
    texts = [(one.get("title") or "", (one.get("description") or "").strip()) for one in embeds]
    rows: Sequence[Mapping[str, Any]] = message.get("components") or ()
    ids = [one.get("custom_id") or one.get("url") for row in rows for one in row["components"]]
    files = [one["filename"] for one in message.get("attachments") or ()]
    return (message.get("content") or "").strip(), texts, ids, files


def name_of(message: Message) -> str:
    """Give a name for the thread a message begins, from its own first words."""
    if message.summary is not None:
        return plain(message.summary)
    for block in message.blocks:
        match block:
            case Heading(text):
                return plain(text)
            case Paragraph(words):
                return "".join(plain(one) for one in words)
            case _:
                continue
    return CUT


def _tenant(parcel: Parcel) -> str:
    where = parcel.message or parcel.thread or parcel.channel
    if where is not None:
        return where.tenant
    match parcel.outgoing:
        case OpenRoom(near=ChannelRef() as near):
            return near.tenant
        case _:
            return USERS
