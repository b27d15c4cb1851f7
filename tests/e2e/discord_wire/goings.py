"""What can happen to places and people: threads opened, channels renamed, members coming and going."""

from tests.e2e.discord_wire import payloads
from tests.e2e.discord_wire.drafts import Draft
from tests.e2e.discord_wire.happenings import Posting, add_to_thread, post
from tests.e2e.discord_wire.places import (
    HAS_THREAD,
    Channel,
    ChannelKind,
    Guild,
    Member,
    Message,
    MessageKind,
    Person,
    Role,
)
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.sessions import Intents
from tests.e2e.discord_wire.world import World


def tell_guild(world: World, event: str, guild: Guild, data: Json, *, needs: int = Intents.GUILDS) -> None:
    """Tell the gateway of something in a guild the bot is in."""
    if guild.installed:
        world.sessions.tell(event, {"guild_id": str(guild.id), **data}, guild_id=guild.id, needs=needs)
    world.changes.happened()


def open_thread(world: World, parent: Channel, name: str, owner: Person, start: Message | None = None) -> Channel:
    """Open a public thread, on a message or on its own."""
    thread = Channel(
        id=start.id if start else world.ids.next(),
        kind=ChannelKind.PUBLIC_THREAD,
        name=name,
        guild=parent.guild,
        parent=parent,
        owner=owner,
    )
    if start is not None:
        start.thread = thread
        start.flags |= HAS_THREAD
    _opened(world, thread)
    if start is not None:
        post(world, thread, owner, Draft(), Posting(kind=MessageKind.THREAD_STARTER, reply_to=start))
    return thread


def open_private_thread(world: World, parent: Channel, name: str, owner: Person, *, invitable: bool) -> Channel:
    """Open a thread that only its members see."""
    thread = Channel(
        id=world.ids.next(),
        kind=ChannelKind.PRIVATE_THREAD,
        name=name,
        guild=parent.guild,
        parent=parent,
        owner=owner,
        invitable=invitable,
    )
    _opened(world, thread)
    return thread


def _opened(world: World, thread: Channel) -> None:
    assert thread.guild is not None
    assert thread.owner is not None
    thread.guild.threads[thread.id] = world.channels[thread.id] = thread
    thread.members[thread.owner.id] = world.now()
    if world.may(thread):
        data = {**payloads.channel(world, thread), "newly_created": True}
        tell_guild(world, "THREAD_CREATE", thread.guild, data)
    world.changes.happened()


def invite_to_thread(world: World, thread: Channel, by: Person, person: Person) -> None:
    """Add a person to a thread, which says so in it."""
    if person.id in thread.members:
        return
    add_to_thread(world, thread, [person])
    draft = Draft(content=person.mention, allowed_mentions={"parse": []})
    post(world, thread, by, draft, Posting(kind=MessageKind.RECIPIENT_ADD))


def channel_created(world: World, channel: Channel) -> None:
    """Take up a new channel and tell of it."""
    assert channel.guild is not None
    channel.guild.channels[channel.id] = world.channels[channel.id] = channel
    if world.may(channel):
        tell_guild(world, "CHANNEL_CREATE", channel.guild, payloads.channel(world, channel))


def channel_changed(world: World, channel: Channel) -> None:
    """Tell that a channel or thread is not as it was."""
    assert channel.guild is not None
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    if world.may(channel):
        tell_guild(world, event, channel.guild, payloads.channel(world, channel))
    world.changes.happened()


def channel_deleted(world: World, channel: Channel) -> None:
    """Delete a channel or thread with all that is in it."""
    guild = channel.guild
    assert guild is not None
    saw = world.may(channel)
    data = payloads.channel(world, channel)
    below = [thread for thread in guild.threads.values() if thread.parent is channel]
    for gone in (channel, *below):
        gone.deleted = True
        world.channels.pop(gone.id, None)
        guild.channels.pop(gone.id, None)
        guild.threads.pop(gone.id, None)
    if channel.is_thread:
        data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
    if saw:
        tell_guild(world, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", guild, data)
    world.changes.happened()


def came(world: World, guild: Guild, person: Person) -> Member:
    """Let a person join a guild: an event for who has the members intent, a message in the system channel."""
    member = guild.members[person.id] = Member(person=person, joined_at=world.now())
    tell_guild(world, "GUILD_MEMBER_ADD", guild, payloads.full_member(member), needs=Intents.MEMBERS)
    if guild.system_channel is not None:
        post(world, guild.system_channel, person, Draft(), Posting(kind=MessageKind.MEMBER_JOIN))
    return member


def left(world: World, guild: Guild, person: Person) -> None:
    """Let a person leave a guild, and the threads in it."""
    del guild.members[person.id]
    for thread in guild.threads.values():
        thread.members.pop(person.id, None)
    tell_guild(world, "GUILD_MEMBER_REMOVE", guild, {"user": payloads.user(person)}, needs=Intents.MEMBERS)


def member_changed(world: World, guild: Guild, member: Member) -> None:
    """Tell that a member's roles or name changed; the bot's own changes need no intent."""
    needs = Intents.MEMBERS | (Intents.GUILDS if member.person is world.bot else 0)
    tell_guild(world, "GUILD_MEMBER_UPDATE", guild, payloads.full_member(member), needs=needs)


def installed(world: World, guild: Guild) -> None:
    """Tell that the bot came into a guild, or that the guild came back after an outage (`unavailable: false`)."""
    dropped = () if guild.installed else ("unavailable",)
    guild.installed = guild.available = True
    whole, lean = (payloads.guild_create(world, guild, everybody=everybody) for everybody in (True, False))
    for data in (whole, lean):
        for key in dropped:
            del data[key]
    world.sessions.tell(
        "GUILD_CREATE", whole, guild_id=guild.id, needs=Intents.GUILDS, bare=lean, whole_for=Intents.PRESENCES
    )
    world.changes.happened()


def uninstalled(world: World, guild: Guild, *, outage: bool) -> None:
    """Tell that the bot was put out of a guild, or that the guild has an outage."""
    data = {"id": str(guild.id), "unavailable": True} if outage else {"id": str(guild.id)}
    world.sessions.tell("GUILD_DELETE", data, guild_id=guild.id, needs=Intents.GUILDS)
    guild.available = False
    guild.installed = guild.installed and outage
    world.changes.happened()


def role_made(world: World, guild: Guild, role: Role) -> None:
    """Tell of a new role."""
    tell_guild(world, "GUILD_ROLE_CREATE", guild, {"role": payloads.role(role)})


def emojis_made(world: World, guild: Guild) -> None:
    """Tell which emojis a guild has now."""
    data: Json = {"emojis": payloads.guild(world, guild)["emojis"]}
    tell_guild(world, "GUILD_EMOJIS_UPDATE", guild, data, needs=1 << 3)
