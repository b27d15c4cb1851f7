"""What the gateway tells of, as events: messages, reactions, people and channels that come and go."""

import re
from collections.abc import Iterator

from adapters.discord.people import Faces, person_of, stranger
from adapters.discord.references import channel_ref, message_ref, place_of, role_ref, thread_ref, user_ref
from adapters.discord.sdk import discord
from adapters.discord.threads import gone, place_in
from copbot.events import (
    BotMentioned,
    ChannelGone,
    ChannelRenamed,
    DirectMessageReceived,
    Event,
    Happening,
    Installed,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    Person,
    Place,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    TypedPiece,
    Uninstalled,
)
from copbot.refs import Emoji

_MENTION = re.compile(r"<(@!?|@&|#)(\d+)>")
_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Inbound:
    """Reads what discord.py dispatches for one client; what concerns nobody is None."""

    def __init__(self, client: discord.Client, faces: Faces) -> None:
        self.client = client
        self._faces = faces

    @property
    def me(self) -> int:
        """The bot's own account."""
        return self.client.user.id if self.client.user else 0

    def read(self, name: str, happened: object) -> Event | None:
        """Give what discord.py dispatched under a name as an event."""
        match name, happened:
            case "message", discord.Message() as message:
                return self._message(message)
            case "raw_reaction_add" | "raw_reaction_remove", discord.RawReactionActionEvent() as reaction:
                return self._reaction(reaction)
            case "raw_reaction_clear", discord.RawReactionClearEvent() as clear:
                return self._cleared(clear, None)
            case "raw_reaction_clear_emoji", discord.RawReactionClearEmojiEvent() as clear:
                emoji = emoji_of(clear.emoji)
                return self._cleared(clear, emoji) if emoji else None
            case "raw_message_delete", discord.RawMessageDeleteEvent() as deletion:
                return self._deleted(deletion.guild_id, deletion.channel_id, [deletion.message_id])
            case "raw_bulk_message_delete", discord.RawBulkMessageDeleteEvent() as deletion:
                return self._deleted(deletion.guild_id, deletion.channel_id, sorted(deletion.message_ids))
            case "member_join", discord.Member() as member:
                return self._joined(member)
            case "raw_member_remove", discord.RawMemberRemoveEvent() as removal:
                return self._left(removal)
            case "guild_channel_delete", discord.abc.GuildChannel() as channel:
                return gone(channel.guild.id, channel.id, channel)
            case "raw_thread_delete", discord.RawThreadDeleteEvent() as deletion:
                return self._thread_gone(deletion)
            case "thread_remove", discord.Thread() as thread:
                return _put_out(thread)
            case "guild_remove", discord.Guild() as guild:
                return _of_guild(guild.id, Uninstalled())
            case _:
                return None

    def _message(self, message: discord.Message) -> Event | None:
        guild = message.guild.id if message.guild else None
        actor = self._faces.meet(guild, message.author.id, person_of(message.author))
        if actor.is_bot or message.webhook_id is not None:
            return None
        place = place_in(guild, message.channel.id, message.channel)
        if message.type is discord.MessageType.new_member and not self.client.intents.members:
            return _by(actor, place, MemberJoined(), str(message.id))
        if message.type not in _WRITTEN:
            return None
        ref = message_ref(guild, message.channel.id, message.id)
        pieces = tuple(pieces_of(message.content, guild, self.me))
        people = tuple(self._faces.meet(guild, one.id, person_of(one)) for one in message.mentions if one.id != self.me)
        if guild is None:
            return _by(actor, place, DirectMessageReceived(ref, pieces), str(message.id), people)
        if re.search(rf"<@!?{self.me}>", message.content):
            return _by(actor, place, BotMentioned(ref, pieces), str(message.id), people)
        return _by(actor, place, MessagePosted(ref, place.thread), str(message.id))

    def _reaction(self, reaction: discord.RawReactionActionEvent) -> Event | None:
        guild, emoji = reaction.guild_id, emoji_of(reaction.emoji)
        if reaction.user_id == self.me or emoji is None:
            return None
        ref = message_ref(guild, reaction.channel_id, reaction.message_id)
        place = self._place(guild, reaction.channel_id)
        if reaction.event_type == "REACTION_REMOVE":
            actor = self._faces.recall(guild, reaction.user_id) or stranger(reaction.user_id)
            return _by(actor, place, ReactionRemoved(ref, emoji))
        if reaction.member is not None:
            actor = self._faces.meet(guild, reaction.user_id, person_of(reaction.member))
        else:
            actor = self._faces.recall(guild, reaction.user_id) or stranger(reaction.user_id)
        if actor.is_bot:
            return None
        author = reaction.message_author_id
        added = ReactionAdded(ref, emoji, None if author is None else user_ref(author))
        return _by(actor, place, added, people=self._known(guild, author))

    def _known(self, guild: int | None, author: int | None) -> tuple[Person, ...]:
        """Describe who wrote a message, where that is known."""
        if author == self.me and self.client.user is not None:
            return (person_of(self.client.user),)
        met = None if author is None else self._faces.recall(guild, author)
        return () if met is None else (met,)

    def _cleared(
        self, clear: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent, emoji: Emoji | None
    ) -> Event:
        ref = message_ref(clear.guild_id, clear.channel_id, clear.message_id)
        return Event(place=self._place(clear.guild_id, clear.channel_id), happened=ReactionsCleared(ref, emoji))

    def _deleted(self, guild: int | None, channel: int, messages: list[int]) -> Event:
        refs = tuple(message_ref(guild, channel, message) for message in messages)
        return Event(place=self._place(guild, channel), happened=MessagesDeleted(refs))

    def _joined(self, member: discord.Member) -> Event | None:
        if member.bot:
            return None
        actor = self._faces.meet(member.guild.id, member.id, person_of(member))
        at = member.joined_at or member.created_at
        return _by(actor, place_of(member.guild.id), MemberJoined(), f"joined:{member.id}:{at.timestamp():.0f}")

    def _left(self, removal: discord.RawMemberRemoveEvent) -> Event | None:
        if removal.user.bot:
            return None
        return _by(person_of(removal.user), place_of(removal.guild_id), MemberLeft())

    def _place(self, guild: int | None, channel: int) -> Place:
        there = None if guild is None else self.client.get_guild(guild)
        return place_in(guild, channel, there.get_thread(channel) if there else None)

    def _thread_gone(self, deletion: discord.RawThreadDeleteEvent) -> Event:
        guild, thread = deletion.guild_id, deletion.thread_id
        place = place_of(guild, deletion.parent_id, thread_ref(guild, deletion.parent_id, thread))
        return Event(place=place, happened=ChannelGone(channel_ref(guild, thread)))


def renamed(before: object, after: object) -> Event | None:
    """Tell whether a channel or thread has a new name."""
    if not isinstance(before, discord.abc.GuildChannel | discord.Thread):
        return None
    if not isinstance(after, discord.abc.GuildChannel | discord.Thread) or before.name == after.name:
        return None
    guild = after.guild.id
    return Event(
        place=place_in(guild, after.id, after), happened=ChannelRenamed(channel_ref(guild, after.id), after.name)
    )


def _put_out(thread: discord.Thread) -> Event | None:
    """Say that the bot was put out of a private thread; one that only sleeps is not kept any more when that is told."""
    if not thread.is_private() or thread.guild.get_thread(thread.id) is None:
        return None
    return gone(thread.guild.id, thread.id, thread)


def installation(guild: discord.Guild, installer: Person | None) -> Event:
    """Say that the bot is in a guild; the same joining has the same id, however often it is told."""
    joined = guild.me.joined_at
    mark = f"installed:{joined.timestamp():.0f}" if joined else "installed"
    return Event(place=place_of(guild.id), happened=Installed(guild.name), actor=installer, delivery_id=mark)


def emoji_of(emoji: discord.PartialEmoji) -> Emoji | None:
    """Name an emoji: its characters, or `:name:` for a guild's own; None for one that was deleted."""
    if emoji.id is None:
        return Emoji(emoji.name)
    return Emoji(f":{emoji.name}:") if emoji.name else None


def pieces_of(content: str, guild: int | None, me: int) -> Iterator[TypedPiece]:
    """Read a text as words and references, leaving out the bot's own mention."""
    at = 0
    for found in _MENTION.finditer(content):
        if words := content[at : found.start()].strip():
            yield words
        at = found.end()
        kind, number = found.groups()
        if kind == "#":
            yield channel_ref(guild, number)
        elif kind == "@&" and guild is not None:
            yield role_ref(guild, number)
        elif kind != "@&" and number != str(me):
            yield user_ref(number)
    if rest := content[at:].strip():
        yield rest


def _by(
    actor: Person, place: Place, happened: Happening, delivery_id: str | None = None, people: tuple[Person, ...] = ()
) -> Event:
    return Event(place=place, happened=happened, actor=actor, people=people, delivery_id=delivery_id)


def _of_guild(guild: int, happened: Happening) -> Event:
    return Event(place=place_of(guild), happened=happened)
