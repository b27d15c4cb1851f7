"""What can happen to messages: said, changed, deleted, reacted to; each is told to the gateway."""

from dataclasses import dataclass

from tests.e2e.discord_wire import payloads
from tests.e2e.discord_wire.drafts import Draft, stored_components, stored_embeds
from tests.e2e.discord_wire.places import (
    EPHEMERAL,
    LOADING,
    Channel,
    Message,
    MessageKind,
    Person,
    Pings,
)
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.sessions import Intents
from tests.e2e.discord_wire.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What is special about a message beside its draft."""

    kind: MessageKind = MessageKind.DEFAULT
    reply_to: Message | None = None
    metadata: Json | None = None
    nonce: str | int | None = None
    seen_by: Person | None = None


PLAIN = Posting()
_MESSAGES = (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES)
_REACTIONS = (Intents.GUILD_REACTIONS, Intents.DIRECT_REACTIONS)


def post(world: World, channel: Channel, author: Person, draft: Draft, how: Posting = PLAIN) -> Message:
    """Put a message into a channel, or before one person alone."""
    pings = _pings(draft, how)
    message = Message(
        id=world.ids.next(),
        channel=channel,
        author=author,
        content=draft.content,
        kind=how.kind,
        flags=draft.flags | (EPHEMERAL if how.seen_by else 0),
        embeds=_embeds(world, channel, draft),
        components=stored_components(draft.components),
        files=[*draft.files],
        mentions=_mentions(world, draft, pings),
        pings=pings,
        reply_to=how.reply_to,
        metadata=how.metadata,
        nonce=how.nonce,
        seen_by=how.seen_by,
    )
    world.uploads.update({upload.id: upload for upload in draft.files})
    if how.seen_by is not None:
        world.ephemerals.append(message)
    else:
        _enter(world, message)
    world.changes.happened()
    return message


def _embeds(world: World, channel: Channel, draft: Draft) -> list[Json]:
    if not draft.embeds:
        return []
    urls = [payloads.attachment(world, channel, upload)["url"] for upload in draft.files]
    return stored_embeds(draft.embeds, draft.files, urls)


def _pings(draft: Draft, how: Posting) -> Pings:
    pings = draft.pings
    if how.reply_to is not None and draft.pings_replied:
        return Pings(pings.people | {how.reply_to.author.id}, pings.roles, pings.everyone)
    return pings


def _mentions(world: World, draft: Draft, pings: Pings) -> tuple[Person, ...]:
    return tuple(world.people[number] for number in sorted(draft.mentioned | pings.people) if number in world.people)


def _enter(world: World, message: Message) -> None:
    channel = message.channel
    channel.messages[message.id] = message
    if channel.is_thread:
        channel.archived = False
        if message.kind is not MessageKind.THREAD_STARTER:
            channel.sent += 1
        if channel.guild is not None:
            called = [person for person in message.mentions if person.id in message.pings.people]
            add_to_thread(world, channel, [message.author, *called])
    tell_message(world, "MESSAGE_CREATE", message)


def tell_message(world: World, event: str, message: Message) -> None:
    """Tell the gateway of a message, without its text where the bot may not read it."""
    if not world.may(message.channel):
        return
    data = payloads.message(world, message)
    if (guild := message.channel.guild) is not None:
        data["guild_id"] = str(guild.id)
        if (member := guild.members.get(message.author.id)) is not None:
            data["member"] = payloads.bare_member(member)
    bare = None if world.may_read(message) else payloads.without_content(data)
    needs = Intents.GUILD_MESSAGES if guild else Intents.DIRECT_MESSAGES
    world.sessions.tell(event, data, guild_id=guild.id if guild else None, needs=needs, bare=bare)


def add_to_thread(world: World, thread: Channel, people: list[Person]) -> None:
    """Add guild members to a thread; who is in it already stays."""
    guild = thread.guild
    if guild is None:
        return
    fresh = [person for person in people if person.id in guild.members and person.id not in thread.members]
    for person in fresh:
        thread.members[person.id] = world.now()
    if fresh:
        added = [payloads.thread_member(thread, person.id, guild.members[person.id]) for person in fresh]
        _tell_thread_members(world, thread, [person.id for person in fresh], added, [])


def remove_from_thread(world: World, thread: Channel, person: Person) -> None:
    """Take a person out of a thread."""
    if thread.members.pop(person.id, None) is not None:
        _tell_thread_members(world, thread, [person.id], [], [str(person.id)])


def _tell_thread_members(world: World, thread: Channel, whom: list[int], added: list[Json], removed: list[str]) -> None:
    assert thread.guild is not None
    data = {
        "id": str(thread.id),
        "guild_id": str(thread.guild.id),
        "member_count": len(thread.members),
        "added_members": [{**each, "presence": None} for each in added],
        "removed_member_ids": removed,
    }
    mine = world.bot.id in whom
    needs = Intents.MEMBERS | (Intents.GUILDS if mine else 0)
    if mine or world.may(thread):
        world.sessions.tell("THREAD_MEMBERS_UPDATE", data, guild_id=thread.guild.id, needs=needs)
    world.changes.happened()


def edit(world: World, message: Message, changes: Json, draft: Draft) -> None:
    """Change what `changes` names of a message, to what `draft` says; a thinking message becomes a real one."""
    kept = message.files
    if (named := changes.get("attachments")) is not None:
        stay = {int(each["id"]) for each in named}
        kept = [upload for upload in message.files if upload.id in stay]
    message.files = [*kept, *(upload for upload in draft.files if upload not in kept)]
    world.uploads.update({upload.id: upload for upload in message.files})
    if "content" in changes:
        message.content = draft.content
        message.pings = draft.pings
        message.mentions = _mentions(world, draft, draft.pings)
    if "embeds" in changes:
        whole = Draft(embeds=draft.embeds, files=tuple(message.files))
        message.embeds = _embeds(world, message.channel, whole)
    if "components" in changes:
        message.components = stored_components(draft.components)
    if "flags" in changes and not message.loading:
        message.flags = draft.flags | (message.flags & EPHEMERAL)
    message.flags &= ~LOADING
    message.edits += 1
    message.edited_at = world.now()
    if not message.ephemeral:
        tell_message(world, "MESSAGE_UPDATE", message)
    world.changes.happened()


def delete(world: World, *messages: Message) -> None:
    """Delete messages of one channel: one by one's event, or all in a bulk event."""
    for message in messages:
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        if message.ephemeral and message in world.ephemerals:
            world.ephemerals.remove(message)
    channel = messages[0].channel
    data: Json = {"channel_id": str(channel.id)}
    if channel.guild:
        data["guild_id"] = str(channel.guild.id)
    if len(messages) == 1:
        event, data["id"] = "MESSAGE_DELETE", str(messages[0].id)
    else:
        event, data["ids"] = "MESSAGE_DELETE_BULK", [str(message.id) for message in messages]
    if not messages[0].ephemeral:
        _tell_channel(world, event, channel, data, _MESSAGES)
    world.changes.happened()


def _tell_channel(world: World, event: str, channel: Channel, data: Json, needs: tuple[int, int]) -> None:
    if world.may(channel):
        in_guild, in_direct = needs
        guild_id = channel.guild.id if channel.guild else None
        world.sessions.tell(event, data, guild_id=guild_id, needs=in_guild if channel.guild else in_direct)


def react(world: World, person: Person, message: Message, emoji: str) -> None:
    """Add a reaction; a second time nothing happens."""
    by = message.reactions.setdefault(emoji, {})
    if person.id not in by:
        by[person.id] = person
        _tell_reaction(world, "MESSAGE_REACTION_ADD", person, message, emoji)


def unreact(world: World, person: Person, message: Message, emoji: str) -> None:
    """Take a reaction back."""
    by = message.reactions.get(emoji, {})
    if by.pop(person.id, None) is not None:
        if not by:
            del message.reactions[emoji]
        _tell_reaction(world, "MESSAGE_REACTION_REMOVE", person, message, emoji)


def _tell_reaction(world: World, event: str, person: Person, message: Message, emoji: str) -> None:
    data = {**_reacted(message), "user_id": str(person.id), "emoji": payloads.emoji(emoji), "burst": False, "type": 0}
    guild = message.channel.guild
    if event == "MESSAGE_REACTION_ADD":
        data["message_author_id"] = str(message.author.id)
        if guild and (member := guild.members.get(person.id)):
            data["member"] = payloads.full_member(member)
    _tell_channel(world, event, message.channel, data, _REACTIONS)
    world.changes.happened()


def clear_reactions(world: World, message: Message, emoji: str | None = None) -> None:
    """Take all reactions off a message, or all of one emoji."""
    data = _reacted(message)
    if emoji is None:
        event = "MESSAGE_REACTION_REMOVE_ALL"
        message.reactions.clear()
    else:
        event = "MESSAGE_REACTION_REMOVE_EMOJI"
        message.reactions.pop(emoji, None)
        data["emoji"] = payloads.emoji(emoji)
    _tell_channel(world, event, message.channel, data, _REACTIONS)
    world.changes.happened()


def _reacted(message: Message) -> Json:
    guild = message.channel.guild
    data: Json = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
    return {**data, "guild_id": str(guild.id)} if guild else data
