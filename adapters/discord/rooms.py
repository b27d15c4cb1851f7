"""Threads on messages, and private threads as rooms for a few; opening one again finds the one there is."""

from datetime import timedelta

from adapters.discord.history import written_since
from adapters.discord.native import Json, nonce_of
from adapters.discord.references import channel_ref
from adapters.discord.render import render
from adapters.discord.rest import THREAD_EXISTS, WRONG_CHANNEL_TYPE, Rest
from adapters.discord.sdk import discord
from adapters.discord.spans import label
from copbot.errors import DeliveryError, Failure
from copbot.intents import OpenRoom
from copbot.message import Said, message, say
from copbot.ports import Clock
from copbot.refs import ChannelRef, CommunityId, MessageRef
from copbot.wording import Wording

_NAME = 100
_WEEK = 10080
_PRIVATE = 12
_SAME_ROOM_WITHIN = timedelta(days=1)
"""How long an outgoing is tried: a room as young, with this name and only these people, is the one it opened."""
_WORDS = 0
"""The type of a message that somebody wrote; that somebody was added is one, too, of another type."""
_WHO_READS = say("Only the people added here can read this thread, and who moderates this server.")


class Rooms:
    """Opens threads by REST."""

    def __init__(self, rest: Rest, clock: Clock, wording: Wording) -> None:
        self._rest = rest
        self._clock = clock
        self._wording = wording

    async def thread_on(self, on: MessageRef, title: str | Said) -> ChannelRef:
        """Open the thread of a message, or give the one there is; in a thread or conversation that is itself.

        Raises: as `Rest.call`.
        """
        body = {"name": label(title, _NAME)}
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        try:
            await self._rest.call("POST", path, body=body, channel_id=on.channel, message_id=on.message)
        except discord.HTTPException as error:
            if error.code == WRONG_CHANNEL_TYPE:
                return on.place
            if error.code != THREAD_EXISTS:
                raise
        return channel_ref(on.tenant, on.message)

    async def reopen(self, channel: str) -> None:
        """Open an archived thread again, which an edit in it does not do by itself.

        Raises: as `Rest.call`.
        """
        await self._rest.call("PATCH", "/channels/{channel_id}", body={"archived": False}, channel_id=channel)

    async def private(self, room: OpenRoom, community: CommunityId) -> ChannelRef:
        """Open a private thread for a few people, saying in it who can read it.

        It hangs near where it is wanted, else in the first channel that holds such threads, before all one that
        everybody sees: who does not see a channel sees no thread in it.

        Raises: as `Rest.call`; DeliveryError when there is no channel to open it in.
        """
        guild = self._guild(room.near)
        parent = self._fitting(guild, None if room.near is None else await self._channel(room.near))
        name, wanted = label(room.title, _NAME), {one.user for one in room.members}
        there = await self._lately_opened(str(guild.id), parent, name, wanted)
        thread = channel_ref(guild.id, there or await self._new(parent, name))
        for user in sorted(wanted):
            path = "/channels/{channel_id}/thread-members/{user_id}"
            await self._rest.call("PUT", path, channel_id=thread.channel, user_id=user)
        if there is None or not await self._spoken_in(thread):
            language = self._wording.best(guild.preferred_locale.value)
            (native,) = render(self._wording.spoken(message(_WHO_READS), language), community)
            mark = nonce_of(community, room.key, 0)
            await self._rest.post(thread.channel, native.with_(nonce=mark, enforce_nonce=True))
        return thread

    def _guild(self, near: ChannelRef | None) -> discord.Guild:
        """Give the guild of a room: that of the channel, else the only one there is."""
        guilds = self._rest.client.guilds
        if near is not None:
            guilds = [one for one in guilds if str(one.id) == near.tenant]
        elif len(guilds) > 1:
            raise DeliveryError(Failure.REFUSED, "a room needs a channel to be near to, where there are several guilds")
        if not guilds:
            raise DeliveryError(Failure.INSTALLATION_GONE, "no guild to open a room in")
        return guilds[0]

    async def _channel(self, near: ChannelRef) -> str | None:
        """Give the channel something is in: of a thread the one it hangs in; None when it is gone or closed."""
        try:
            found: Json = await self._rest.call("GET", "/channels/{channel_id}", channel_id=near.channel)
        except (discord.NotFound, discord.Forbidden):
            return None
        return str(found["parent_id"] if found.get("thread_metadata") else found["id"])

    def _fitting(self, guild: discord.Guild, wanted: str | None) -> str:
        """Choose the channel a private thread hangs in."""
        fitting = [one for one in guild.text_channels if _holds_rooms(one)]
        if not fitting:
            raise DeliveryError(Failure.DESTINATION_GONE, "no channel in which the bot may open a private thread")
        everyone = guild.default_role
        best = min(
            fitting,
            key=lambda one: (str(one.id) != wanted, not one.permissions_for(everyone).view_channel, one.position),
        )
        return str(best.id)

    async def _spoken_in(self, thread: ChannelRef) -> bool:
        said = await written_since(self._rest, thread.channel, int(thread.channel))
        return any(one["type"] == _WORDS for one in said)

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


def _holds_rooms(channel: discord.TextChannel) -> bool:
    """Tell whether the bot may open a private thread here, and speak in it."""
    held = channel.permissions_for(channel.guild.me)
    may = held.view_channel and held.create_private_threads and held.send_messages_in_threads
    return may and not channel.is_news()
