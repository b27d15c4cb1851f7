"""Who brought the bot into a guild: the audit log says, where the bot may read it; else it is taken for the owner."""

from adapters.discord.native import Json
from adapters.discord.people import described
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.events import Person

_BOT_ADDED = 28


async def installer_of(rest: Rest, guild: discord.Guild) -> Person:
    """Find who brought the bot here.

    Raises: as `Rest.call`.
    """
    user = str(guild.owner_id)
    if guild.me.guild_permissions.view_audit_log:
        log: Json = await rest.call(
            "GET",
            "/guilds/{guild_id}/audit-logs",
            query={"action_type": _BOT_ADDED, "limit": 20},
            guild_id=guild.id,
        )
        added = [one["user_id"] for one in log["audit_log_entries"] if one["target_id"] == str(guild.me.id)]
        user = added[0] if added else user
    path = "/guilds/{guild_id}/members/{user_id}"
    member: Json = await rest.call("GET", path, guild_id=guild.id, user_id=user)
    return described(member["user"], member, guild.id, is_admin=True)
