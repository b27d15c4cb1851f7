"""Questions to Discord: what a message says, what the bot may do in a channel, whether a post arrived."""

from collections.abc import Sequence

from adapters.discord.interactions import seen_message
from adapters.discord.native import Json
from adapters.discord.outbound import Outbound
from adapters.discord.references import USERS
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, Finding, MessageFound, ReceiptFound
from copbot.intents import CheckAccess, Question, ReadMessage, WasItSent
from copbot.message import Said, say
from copbot.refs import ChannelRef, MessageRef

_TO_SEE = (("view_channel", "View Channel"), ("read_message_history", "Read Message History"))
_TO_POST = (("send_messages", "Send Messages"), ("embed_links", "Embed Links"), ("attach_files", "Attach Files"))
_TO_THREAD = (
    ("create_public_threads", "Create Public Threads"),
    ("create_private_threads", "Create Private Threads"),
    ("send_messages_in_threads", "Send Messages in Threads"),
)
_BESIDES = (("add_reactions", "Add Reactions"),)


class LookUps:
    """Answers questions by REST and by what discord.py keeps of guilds."""

    def __init__(self, rest: Rest, outbound: Outbound) -> None:
        self._rest = rest
        self._outbound = outbound

    async def answer(self, question: Question) -> Finding:
        """Answer one question.

        Raises: DeliveryError when it cannot be asked now.
        """
        try:
            return await self._answer(question)
        except OSError as error:
            raise DeliveryError(Failure.LATER, str(error)) from error

    async def _answer(self, question: Question) -> Finding:
        match question:
            case ReadMessage(message):
                return await self._read(message)
            case CheckAccess(channel):
                return await self._access(channel)
            case WasItSent(key=key, since=since):
                # No history shows a nonce. Sent again within minutes, the nonce holds the copy back; later, sending
                # compares it with what the bot wrote since. Either way it is sent again, and at most once there.
                self._outbound.doubt(key, since)
                return ReceiptFound(None)

    async def _read(self, message: MessageRef) -> MessageFound:
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            raw: Json = await self._rest.call("GET", path, channel_id=message.channel, message_id=message.message)
        except (discord.NotFound, discord.Forbidden):
            return MessageFound(None)
        except discord.HTTPException as error:
            raise self._rest.failure(error, message.tenant) from error
        client = self._rest.client
        mine = raw["author"]["id"] == str(client.application_id) or message.tenant == USERS
        readable = client.intents.message_content or mine
        return MessageFound(seen_message(raw, message.tenant, readable=readable))

    async def _access(self, where: ChannelRef) -> AccessFound:
        client = self._rest.client
        guild = None if where.tenant == USERS else client.get_guild(int(where.tenant))
        channel = await self._channel(guild, where) if guild else None
        bot = client.user.name if client.user else "copbot"
        if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            missing = _fixes(bot, where.channel, [_TO_SEE[0][1]])
            return AccessFound(channel=where, can_see=False, can_post=False, can_thread=False, fixes=missing)
        held = channel.permissions_for(guild.me)
        in_thread = isinstance(channel, discord.Thread)
        posting = (_TO_THREAD[2], *_TO_POST[1:]) if in_thread else _TO_POST
        threading = () if in_thread else _TO_THREAD
        needed = (*_TO_SEE, *posting, *threading, *_BESIDES)
        if not getattr(held, posting[0][0]):  # without it discord.py counts what else a post may hold as missing too
            needed = (*_TO_SEE, posting[0], *threading, *_BESIDES)
        lacking = [shown for name, shown in needed if not getattr(held, name)]
        if not held.view_channel:
            lacking = [_TO_SEE[0][1]]
        locked = isinstance(channel, discord.Thread) and channel.locked and not held.manage_threads
        can_post = held.view_channel and not locked and all(getattr(held, name) for name, _ in posting)
        fixes = _fixes(bot, channel.name, lacking)
        return AccessFound(
            channel=where,
            name=channel.name,
            can_see=held.view_channel,
            can_post=can_post,
            can_thread=can_post and all(getattr(held, name) for name, _ in threading),
            fixes=(*fixes, say("Unlock {channel}: it is locked.", channel=f"#{channel.name}")) if locked else fixes,
        )

    async def _channel(self, guild: discord.Guild, where: ChannelRef) -> object:
        """Give a channel or thread; one that sleeps is asked for."""
        known = guild.get_channel_or_thread(int(where.channel))
        if known is not None:
            return known
        try:
            return await self._rest.channel(int(where.channel))
        except (discord.NotFound, discord.Forbidden):
            return None
        except discord.HTTPException as error:
            raise self._rest.failure(error, where.tenant) from error


def _fixes(bot: str, channel: str, lacking: Sequence[str]) -> tuple[Said, ...]:
    """Give one sentence for each permission that is missing."""
    return tuple(
        say("Give {bot} the permission “{permission}” in {channel}.", bot=bot, permission=name, channel=f"#{channel}")
        for name in lacking
    )
