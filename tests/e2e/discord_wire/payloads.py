"""Discord's JSON for what exists; shapes follow its OpenAPI description and gateway reference."""

from collections.abc import Sequence

from tests.e2e.discord_wire.permissions import permissions_of
from tests.e2e.discord_wire.places import Channel, ChannelKind, Guild, Member, Message, Person, Role, Upload
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.snowflakes import iso, moment
from tests.e2e.discord_wire.world import World


def user(person: Person) -> Json:
    """Give a user object."""
    return {
        "id": str(person.id),
        "username": person.name,
        "global_name": None if person.bot else person.name.title(),
        "discriminator": "0",
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "bot": person.bot,
        "system": False,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def bare_member(member: Member) -> Json:
    """Give a member object without its user, as messages carry it."""
    return {
        "roles": [str(role.id) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
    }


def full_member(member: Member) -> Json:
    """Give a member object with its user."""
    return {**bare_member(member), "user": user(member.person)}


def role(given: Role) -> Json:
    """Give a role object."""
    return {
        "id": str(given.id),
        "name": given.name,
        "permissions": str(given.permissions),
        "position": given.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": given.bot is not None,
        "mentionable": given.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
        **({"tags": {"bot_id": str(given.bot.id)}} if given.bot else {}),
    }


def channel(world: World, given: Channel) -> Json:
    """Give a channel object: a guild's, a thread or a direct conversation."""
    last = next(reversed(given.messages), None)
    shared: Json = {
        "id": str(given.id),
        "type": int(given.kind),
        "flags": 0,
        "last_message_id": None if last is None else str(last),
    }
    if given.guild is None:
        return {**shared, "recipients": [user(given.person)] if given.person else []}
    shared |= {"guild_id": str(given.guild.id), "name": given.name, "rate_limit_per_user": 0}
    shared["parent_id"] = str(given.parent.id) if given.parent else None
    if given.is_thread:
        return {**shared, **_thread(world, given)}
    return {
        **shared,
        "position": given.position,
        "topic": given.topic,
        **({"bitrate": 64_000, "user_limit": 0} if given.kind is ChannelKind.VOICE else {}),
        "nsfw": False,
        "permission_overwrites": [
            {"id": str(target), "type": int(target not in given.guild.roles), "allow": str(allow), "deny": str(deny)}
            for target, (allow, deny) in given.overwrites.items()
        ],
    }


def _thread(world: World, given: Channel) -> Json:
    mine = given.members.get(world.bot.id)
    return {
        "owner_id": str((given.owner or world.bot).id),
        "message_count": given.sent,
        "total_message_sent": given.sent,
        "member_count": len(given.members),
        "thread_metadata": {
            "archived": given.archived,
            "archive_timestamp": moment(given.id),
            "create_timestamp": moment(given.id),
            "auto_archive_duration": given.auto_archive,
            "locked": given.locked,
            **({"invitable": given.invitable} if given.kind is ChannelKind.PRIVATE_THREAD else {}),
        },
        **({} if mine is None else {"member": thread_member(given, world.bot.id)}),
    }


def thread_member(thread: Channel, user_id: int, member: Member | None = None) -> Json:
    """Give a thread member object; with `member` the guild's view of them goes along."""
    given: Json = {
        "id": str(thread.id),
        "user_id": str(user_id),
        "join_timestamp": iso(thread.members[user_id]),
        "flags": 0,
    }
    return given if member is None else {**given, "member": full_member(member)}


def guild(world: World, given: Guild) -> Json:
    """Give a guild object as REST answers it."""
    return {
        "id": str(given.id),
        "name": given.name,
        "owner_id": str(given.owner.id),
        "roles": [role(each) for each in given.roles.values()],
        "emojis": [_emoji(name, number) for name, number in given.emojis.items()],
        "stickers": [],
        "features": [],
        "preferred_locale": given.locale,
        "system_channel_id": str(given.system_channel.id) if given.system_channel else None,
        "system_channel_flags": 0,
        "region": "deprecated",
        "afk_timeout": 300,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        **dict.fromkeys(_GUILD_NONE),
        **dict.fromkeys(_GUILD_ZERO, 0),
        **dict.fromkeys(_GUILD_FALSE, False),
        "approximate_member_count": len(given.members),
        "approximate_presence_count": 1,
    }


_GUILD_NONE = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id"),
    *("afk_channel_id", "widget_channel_id", "max_presences", "vanity_url_code", "rules_channel_id"),
    *("safety_alerts_channel_id", "public_updates_channel_id", "incidents_data"),
)
_GUILD_ZERO = (
    *("verification_level", "default_message_notifications", "mfa_level", "explicit_content_filter"),
    *("premium_tier", "premium_subscription_count", "nsfw_level"),
)
_GUILD_FALSE = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")


def _emoji(name: str, number: int) -> Json:
    flags = {"require_colons": True, "managed": False, "animated": False, "available": True}
    return {"id": str(number), "name": name, "roles": [], **flags}


def guild_create(world: World, given: Guild, *, everybody: bool) -> Json:
    """Give what GUILD_CREATE carries: `everybody` with the presence intent, else of the members only the bot."""
    me = given.members[world.bot.id]
    return {
        **guild(world, given),
        "unavailable": False,
        "large": False,
        "joined_at": iso(me.joined_at),
        "member_count": len(given.members),
        "members": [full_member(member) for member in (given.members.values() if everybody else [me])],
        "channels": [channel(world, each) for each in given.channels.values()],
        "threads": [channel(world, each) for each in given.threads.values() if world.may(each) and not each.archived],
        **{key: [] for key in ("voice_states", "presences", "stage_instances", "guild_scheduled_events")},
        "soundboard_sounds": [],
    }


def emoji(key: str) -> Json:
    """Give an emoji object for `📚` or `name:id`."""
    name, colon, number = key.partition(":")
    return {"id": number, "name": name, "animated": False} if colon else {"id": None, "name": key}


def attachment(world: World, place: Channel, upload: Upload) -> Json:
    """Give an attachment object; its address is served by the same loopback server."""
    url = f"{world.address}/attachments/{place.id}/{upload.id}/{upload.filename}"
    return {
        "id": str(upload.id),
        "filename": upload.filename,
        "size": len(upload.content),
        "url": url,
        "proxy_url": url,
        "content_type": upload.media_type,
        **({} if upload.description is None else {"description": upload.description}),
    }


def message(world: World, given: Message) -> Json:
    """Give a message object as the bot sees it."""
    made: Json = {
        "id": str(given.id),
        "channel_id": str(given.channel.id),
        "type": int(given.kind),
        "content": given.content,
        "author": user(given.author),
        "timestamp": moment(given.id),
        "edited_timestamp": None if given.edited_at is None else iso(given.edited_at),
        "tts": False,
        "pinned": False,
        "mention_everyone": given.pings.everyone,
        "mentions": [user(person) for person in given.mentions],
        "mention_roles": [str(number) for number in sorted(given.pings.roles)],
        "attachments": [attachment(world, given.channel, upload) for upload in given.files],
        "embeds": given.embeds,
        "components": given.components,
        "flags": given.flags,
    }
    if given.reactions:
        made["reactions"] = [_reaction(world, key, by) for key, by in given.reactions.items()]
    if given.nonce is not None:
        made["nonce"] = given.nonce
    if given.metadata is not None:
        made |= {
            "interaction_metadata": given.metadata,
            "webhook_id": str(world.bot.id),
            "application_id": str(world.bot.id),
        }
    if given.thread is not None:
        made["thread"] = channel(world, given.thread)
    if given.reply_to is not None:
        made |= _reference(world, given.reply_to)
    return made


def _reaction(world: World, key: str, by: dict[int, Person]) -> Json:
    return {
        "emoji": emoji(key),
        "count": len(by),
        "count_details": {"burst": 0, "normal": len(by)},
        "burst_colors": [],
        "me_burst": False,
        "me": world.bot.id in by,
    }


def _reference(world: World, to: Message) -> Json:
    place = to.channel
    shown = None if to.deleted else message(world, Message(**_shallow(to)))
    if shown is not None and "message_content" not in world.granted and not world.may_read(to):
        shown = without_content(shown)
    return {
        "message_reference": {
            "type": 0,
            "channel_id": str(place.id),
            "message_id": str(to.id),
            **({"guild_id": str(place.guild.id)} if place.guild else {}),
        },
        "referenced_message": shown,
    }


def _shallow(to: Message) -> Json:
    keys = ("id", "channel", "author", "content", "kind", "flags", "embeds", "components", "files", "mentions", "pings")
    return {key: getattr(to, key) for key in keys}


def without_content(given: Json) -> Json:
    """Take out what Discord hides from bots without the message content intent."""
    return {**given, "content": "", "embeds": [], "attachments": [], "components": []}


def partial_channel(world: World, given: Channel, member: Member | None) -> Json:
    """Give a channel as interactions carry it, with what a member may do there."""
    made = channel(world, given)
    if given.guild is not None and member is not None:
        made["permissions"] = str(permissions_of(given.guild, member, given))
    return made


def resolved(world: World, guild_of: Guild | None, things: Sequence[Person | Role | Channel | Message]) -> Json:
    """Give the `resolved` object for what a person chose."""
    made: Json = {}
    for thing in things:
        match thing:
            case Person():
                made.setdefault("users", {})[str(thing.id)] = user(thing)
                if guild_of and (member := guild_of.members.get(thing.id)):
                    made.setdefault("members", {})[str(thing.id)] = _resolved_member(guild_of, member)
            case Role():
                made.setdefault("roles", {})[str(thing.id)] = role(thing)
            case Channel():
                me = guild_of.members.get(world.bot.id) if guild_of else None
                made.setdefault("channels", {})[str(thing.id)] = partial_channel(world, thing, me)
            case Message():
                made.setdefault("messages", {})[str(thing.id)] = message(world, thing)
    return made


def _resolved_member(guild_of: Guild, member: Member) -> Json:
    made = bare_member(member)
    del made["mute"], made["deaf"]
    return {**made, "permissions": str(permissions_of(guild_of, member))}
