"""Which channel each thread hangs in: discord.py knows the open ones, of the others Discord is asked once."""

import asyncio
from collections import OrderedDict
from dataclasses import replace

import structlog

from adapters.discord.native import Json
from adapters.discord.references import channel_ref, place_of, thread_ref
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.errors import DeliveryError
from copbot.events import ChannelGone, Event, MessagePosted, Place
from copbot.refs import MessageRef

_log = structlog.get_logger(__name__)

_KEPT = 5000
_THREADS = frozenset({10, 11, 12})
"""Discord's channel types that are threads."""


def thread_of(channel: object) -> MessageRef | None:
    """Give the message a thread hangs on, which has the thread's own id; one that begins a thread of its own, too."""
    if not isinstance(channel, discord.Thread):
        return None
    return thread_ref(channel.guild.id, channel.parent_id, channel.id)


def place_in(guild: int | None, channel: int, seen: object) -> Place:
    """Say where something happened: in a thread that is its channel, and which thread.

    `seen` is the channel as discord.py knows it.
    """
    thread = thread_of(seen)
    return place_of(guild, channel if thread is None else thread.channel, thread)


class Threads:
    """What REST told of threads that the gateway did not tell of: archived ones wake without a word."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._parents: OrderedDict[str, asyncio.Task[str | None]] = OrderedDict()

    async def placed(self, event: Event) -> Event:
        """Give an event with its thread, where it happened in one that was not known."""
        place = event.place
        if place.is_direct or place.channel is None or place.thread is not None or self._known(place):
            return event
        parent = await self._parent(place.channel)
        if parent is None:
            return event
        thread = thread_ref(place.tenant, parent, place.channel)
        happened = event.happened
        if isinstance(happened, MessagePosted):
            happened = replace(happened, thread=thread)
        return replace(event, place=replace(place, channel=parent, thread=thread), happened=happened)

    def _known(self, place: Place) -> bool:
        try:
            guild = self._rest.client.get_guild(int(place.tenant))
        except DeliveryError:
            return True
        return guild is None or guild.get_channel_or_thread(int(place.channel or 0)) is not None

    async def _parent(self, channel: str) -> str | None:
        """Give the channel a thread hangs in; who asks at the same time waits for the same answer, in order."""
        asked = self._parents.get(channel)
        if asked is None:
            asked = self._parents[channel] = asyncio.ensure_future(self._ask(channel))
            if len(self._parents) > _KEPT:
                self._parents.popitem(last=False)
        return await asked

    async def _ask(self, channel: str) -> str | None:
        try:
            found: Json = await self._rest.call("GET", "/channels/{channel_id}", channel_id=channel)
        except (discord.NotFound, discord.Forbidden):
            return None
        except (discord.HTTPException, DeliveryError, OSError) as error:
            _log.info("thread_unknown", why=type(error).__name__)
            self._parents.pop(channel, None)
            return None
        return str(found["parent_id"]) if found["type"] in _THREADS else None


def closed(before: object, after: object) -> Event | None:
    """Tell whether a channel was closed to the bot, or a thread locked for it; one only archived opens by a post."""
    if not isinstance(before, discord.abc.GuildChannel | discord.Thread):
        return None
    if not isinstance(after, discord.abc.GuildChannel | discord.Thread) or not (_open(before) and not _open(after)):
        return None
    return gone(after.guild.id, after.id, after)


def gone(guild: int, channel: int, seen: object) -> Event:
    """Say that a channel or thread is no more, or closed to the bot; its community is found by where it was."""
    return Event(place=place_in(guild, channel, seen), happened=ChannelGone(channel_ref(guild, channel)))


def _open(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Tell whether the bot may post in a channel, or read and post in a thread."""
    if isinstance(channel, discord.Thread):
        return not channel.locked or may_moderate(channel)
    held = channel.permissions_for(channel.guild.me)
    return held.view_channel and held.send_messages


def may_moderate(thread: discord.Thread) -> bool:
    """Tell whether the bot may write in a locked thread."""
    return thread.parent is not None and thread.permissions_for(thread.guild.me).manage_threads
