"""What `copbot check` says of Discord: one sentence for each trouble, with what to do about it."""

from base64 import b64decode
from binascii import Error as NotBase64

import aiohttp

from adapters.discord.settings import DiscordSettings

_PATIENCE = aiohttp.ClientTimeout(total=10)
_REFUSED = 401
_OK = 200
_NEEDED = 395137109056
"""View, send, embed, attach, read history, react; begin public and private threads and send in them; and Manage
Threads, to answer and to mend one's own posts where a thread was locked (Discord, "Permissions")."""
_INTENT_FLAGS = {
    "message_content": ((1 << 18, 1 << 19), "Message Content"),
    "members": ((1 << 14, 1 << 15), "Server Members"),
}
"""The application flags that say a privileged intent was granted, in few and in many guilds ("Application Flags")."""


def invitation(settings: DiscordSettings) -> str | None:
    """Give the address that invites the bot to a server; None when the token does not name its application."""
    first = settings.token.get_secret_value().partition(".")[0]
    try:
        application = b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (NotBase64, UnicodeDecodeError):
        return None
    if not application.isdecimal():
        return None
    scopes = "scope=bot+applications.commands"
    return f"https://discord.com/oauth2/authorize?client_id={application}&{scopes}&permissions={_NEEDED}"


async def troubles(settings: DiscordSettings) -> tuple[str, ...]:
    """Look at the token and the intents; gives nothing when all is well."""
    token = settings.token.get_secret_value()
    if not token:
        return ("The token is missing: set COPBOT_DISCORD__TOKEN. See “Connecting Discord” in the README.",)
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE, headers={"Authorization": f"Bot {token}"}) as session:
            address = f"{settings.api_url.rstrip('/')}/oauth2/applications/@me"
            async with session.get(address) as answer:
                status, told = answer.status, await answer.json(content_type=None)
    except (OSError, TimeoutError, aiohttp.ClientError) as unreachable:
        return (f"Discord cannot be reached at {settings.api_url}: {type(unreachable).__name__}.",)
    if status == _REFUSED:
        return ("Discord refuses the token. Reset it at “Bot” of your application and set it anew.",)
    if status != _OK or not isinstance(told, dict):
        return (f"Discord answers {status}. Try again in a minute.",)
    return _reduced(settings, int(told.get("flags", 0)))


def _reduced(settings: DiscordSettings, flags: int) -> tuple[str, ...]:
    wishes = {"message_content": settings.message_content, "members": settings.members}
    return tuple(
        f"The intent “{name}” is not switched on at “Bot” of your application, but [discord] {key} insists on it."
        for key, (bits, name) in _INTENT_FLAGS.items()
        if wishes[key] == "on" and not any(flags & bit for bit in bits)
    )
