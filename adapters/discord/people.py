"""Accounts as people: what Discord says of somebody, and a short memory for events that name only an id."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from adapters.discord.references import role_ref, user_ref
from adapters.discord.sdk import discord
from copbot.events import Person

_KEPT = 5000


def person_of(
    user: discord.Member | discord.User | discord.ClientUser,
    *,
    permissions: discord.Permissions | None = None,
    locale: str | None = None,
) -> Person:
    """Describe an account; a guild's member with roles, and whether they manage the guild."""
    if not isinstance(user, discord.Member):
        return Person(user=user_ref(user.id), name=user.display_name, is_bot=user.bot, locale=locale)
    held = user.guild_permissions if permissions is None else permissions
    return Person(
        user=user_ref(user.id),
        name=user.display_name,
        roles=frozenset(role_ref(user.guild.id, role.id) for role in user.roles if not role.is_default()),
        is_platform_admin=held.administrator or held.manage_guild,
        is_guest=user.flags.guest,
        is_bot=user.bot,
        locale=locale,
    )


def described(
    user: Mapping[str, Any], member: Mapping[str, Any] | None, guild: int | str | None, *, is_admin: bool = False
) -> Person:
    """Describe an account from raw JSON, as interactions resolve whom their options name."""
    nick = member.get("nick") if member else None
    roles = member.get("roles", ()) if member and guild is not None else ()
    return Person(
        user=user_ref(user["id"]),
        name=nick or user.get("global_name") or user["username"],
        roles=frozenset(role_ref(guild or "", role) for role in roles),
        is_platform_admin=is_admin,
        is_bot=bool(user.get("bot")),
    )


def stranger(user: int) -> Person:
    """Describe an account of which only the id is known: its name is its id."""
    return Person(user=user_ref(user), name=str(user))


class Faces:
    """Who was met lately, by guild and account: discord.py keeps no members here, and reactions name only ids."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._met: OrderedDict[tuple[int | None, int], Person] = OrderedDict()

    def meet(self, guild: int | None, user: int, person: Person) -> Person:
        """Remember somebody, forgetting who was not met for longest."""
        self._met[guild, user] = person
        self._met.move_to_end((guild, user))
        if len(self._met) > self._kept:
            self._met.popitem(last=False)
        return person

    def recall(self, guild: int | None, user: int) -> Person | None:
        """Give somebody as last met."""
        return self._met.get((guild, user))
