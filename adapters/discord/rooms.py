"""Threads on messages, and private threads as rooms for a few; opening one again finds the one there is."""

from collections.abc import Sequence
from datetime import timedelta

from adapters.discord.native import Json
from adapters.discord.references import channel_ref
from adapters.discord.rest import THREAD_EXISTS, WRONG_CHANNEL_TYPE, Rest
from adapters.discord.sdk import discord
from adapters.discord.spans import label
from copbot.errors import DeliveryError, Failure
from copbot.message import Said
from copbot.ports import Clock
from copbot.refs import ChannelRef, MessageRef, UserRef

_NAME = 100
_WEEK = 10080
_PRIVATE = 12
_SAME_ROOM_WITHIN = timedelta(days=1)
"""How long an outgoing is tried: a room as young, with this name and only these people, is the one it opened."""
_MANAGE_THREADS = 1 << 34


class Rooms:
    """Opens threads by REST."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    async def thread_on(self, message: MessageRef, title: str | Said) -> ChannelRef:
        """Open the thread of a message, or give the one there is; in a thread or conversation that is itself.

        Raises: as `Rest.call`.
        """
        body = {"name": label(title, _NAME)}
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        try:
            await self._rest.call("POST", path, body=body, channel_id=message.channel, message_id=message.message)
        except discord.HTTPException as error:
            if error.code == WRONG_CHANNEL_TYPE:
                return message.place
            if error.code != THREAD_EXISTS:
                raise
        return channel_ref(message.tenant, message.message)

    async def reopen(self, channel: str) -> None:
        """Open an archived thread again, which an edit in it does not do by itself.

        Raises: as `Rest.call`.
        """
        await self._rest.call("PATCH", "/channels/{channel_id}", body={"archived": False}, channel_id=channel)

    async def private(self, near: ChannelRef | None, members: Sequence[UserRef], title: str | Said) -> ChannelRef:
        """Open a private thread for a few people, saying nothing in it.

        Raises: as `Rest.call`; DeliveryError when there is no channel to open it in.
        """
        if near is None:
            raise DeliveryError(Failure.REFUSED, "a room needs a channel it hangs in")
        parent: Json = await self._rest.call("GET", "/channels/{channel_id}", channel_id=near.channel)
        if parent.get("thread_metadata"):
            parent = {"id": parent["parent_id"]}
        name, wanted = label(title, _NAME), {one.user for one in members}
        there = await self._lately_opened(near.tenant, parent["id"], name, wanted)
        thread = there or await self._new(parent["id"], name)
        for user in sorted(wanted):
            path = "/channels/{channel_id}/thread-members/{user_id}"
            await self._rest.call("PUT", path, channel_id=thread, user_id=user)
        return channel_ref(near.tenant, thread)

    async def _new(self, parent: str, name: str) -> str:
        body = {"name": name, "type": _PRIVATE, "invitable": False, "auto_archive_duration": _WEEK}
        made: Json = await self._rest.call("POST", "/channels/{channel_id}/threads", body=body, channel_id=parent)
        return str(made["id"])

    async def _lately_opened(self, guild: str, parent: str, name: str, wanted: set[str]) -> str | None:
        """Find a room that an earlier try opened without our hearing of it."""
        active: Json = await self._rest.call("GET", "/guilds/{guild_id}/threads/active", guild_id=guild)
        me = str(self._rest.client.application_id)
        since = discord.utils.time_snowflake(self._clock.now() - _SAME_ROOM_WITHIN)
        for thread in active["threads"]:
            same = (thread["parent_id"], thread["name"], thread.get("owner_id")) == (parent, name, me)
            if same and thread["type"] == _PRIVATE and int(thread["id"]) >= since:
                path = "/channels/{channel_id}/thread-members"
                inside = await self._rest.call("GET", path, channel_id=thread["id"])
                if {one["user_id"] for one in inside} <= {*wanted, me}:
                    return str(thread["id"])
        return None
