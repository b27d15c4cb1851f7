"""The gateway client: discord.py with nothing kept, everything it tells of handed on at once."""

from collections.abc import Callable

import aiohttp
import structlog

from adapters.discord.sdk import DiscordWebSocket, discord

_log = structlog.get_logger(__name__)

PRIVILEGED = ("message_content", "members")
"""The intents an operator has to switch on, which copbot can make use of and do without."""
_NOISE = frozenset({"socket_raw_send", "socket_event_type", "typing", "raw_typing"})
_LONGEST_WAIT = 30.0
"""Seconds of a rate limit that are waited out in place; a longer one reschedules the delivery."""


class Gateway(discord.AutoShardedClient):
    """One connection's client, with as many shards as Discord asks for.

    `on_event` gets the name and first two arguments of everything discord.py dispatches; `on_life` is called for
    every frame the gateway sends, acknowledged heartbeats included.
    """

    def __init__(
        self, asked: frozenset[str], on_event: Callable[[str, object, object], None], on_life: Callable[[], None]
    ) -> None:
        intents = discord.Intents(
            guilds=True,
            emojis_and_stickers=True,
            guild_messages=True,
            guild_reactions=True,
            dm_messages=True,
            dm_reactions=True,
            **dict.fromkeys(asked, True),
        )
        self._connector = aiohttp.TCPConnector(limit=0)
        super().__init__(
            connector=self._connector,
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.5,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_WAIT,
            enable_debug_events=True,  # the one public way to hear of acknowledged heartbeats
        )
        self._on_event = on_event
        self._on_life = on_life
        self.reached = False
        """Whether the gateway let it in."""

    async def launch_shards(self) -> None:
        """Begin where Discord says its gateway is; after a session that cannot go on, discord.py would try its own."""
        self.shard_count, address, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = type(DiscordWebSocket.DEFAULT_GATEWAY)(address)
        await super().launch_shards()

    async def close(self) -> None:
        """Close everything; discord.py forgets the connections of a login that was refused."""
        await super().close()
        await self._connector.close()

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """Hand on what happened; nothing that goes wrong here may end the connection."""
        del kwargs
        if event == "socket_raw_receive":
            self._on_life()
            return
        if event in _NOISE:
            return
        self.reached = self.reached or event == "connect"
        try:
            self._on_event(event, args[0] if args else None, args[1] if len(args) > 1 else None)
        except Exception:  # noqa: BLE001 -- the gateway must survive any one event
            _log.exception("event_unread", happened=event)


def granted(flags: discord.ApplicationFlags) -> frozenset[str]:
    """Tell which privileged intents the operator switched on, by the application's own flags."""
    found: set[str] = set()
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        found.add("message_content")
    if flags.gateway_guild_members or flags.gateway_guild_members_limited:
        found.add("members")
    return frozenset(found)
