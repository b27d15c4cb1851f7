"""Who may do what where: Discord's permission bits and how roles and overwrites add up."""

from tests.e2e.discord_wire.places import Channel, Guild, Member

BITS: dict[str, int] = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
}
"""The bits a community bot meets, under discord.py's names."""

ALL = sum(BITS.values())
MEMBER = sum(
    BITS[name]
    for name in (
        "add_reactions",
        "view_channel",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "use_external_emojis",
        "use_application_commands",
        "create_public_threads",
        "create_private_threads",
        "send_messages_in_threads",
    )
)
"""What everybody may do in a new guild."""


def bits(*names: str) -> int:
    """Give the bits of these permissions together."""
    return sum(BITS[name] for name in set(names))


def permissions_of(guild: Guild, member: Member, channel: Channel | None = None) -> int:
    """Work out a member's permissions, in a channel or in the guild as a whole.

    In a thread its parent's overwrites count. Source: Discord's reference on permissions, "Permission Hierarchy".
    """
    if member.person is guild.owner:
        return ALL
    held = guild.everyone.permissions
    for role in member.roles:
        held |= role.permissions
    if held & BITS["administrator"]:
        return ALL
    place = channel.parent or channel if channel is not None else None
    if place is None or not place.overwrites:
        return held
    allow, deny = place.overwrites.get(guild.id, (0, 0))
    held = held & ~deny | allow
    allow = deny = 0
    for role in member.roles:
        more, less = place.overwrites.get(role.id, (0, 0))
        allow, deny = allow | more, deny | less
    held = held & ~deny | allow
    allow, deny = place.overwrites.get(member.person.id, (0, 0))
    return held & ~deny | allow
