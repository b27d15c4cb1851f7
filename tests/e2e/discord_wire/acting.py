"""What people do beside asking: talk, react, come and go, rename and delete."""

from collections.abc import Iterable

from tests.e2e.discord_wire import goings, happenings
from tests.e2e.discord_wire.drafts import Draft
from tests.e2e.discord_wire.happenings import Posting
from tests.e2e.discord_wire.permissions import bits
from tests.e2e.discord_wire.places import Channel, Guild, Message, MessageKind, Person, Role, Upload
from tests.e2e.discord_wire.tree import ImpossibleError
from tests.e2e.discord_wire.world import World


class Acting:
    """Acts of people and of Discord itself; each is told to whoever listens."""

    world: World

    async def say(
        self,
        person: Person,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        files: Iterable[tuple[str, bytes]] = (),
    ) -> Message:
        """Write into a channel; into `wire.dm(person)` it is a direct message to the bot."""
        _be_there(person, channel)
        uploads = tuple(Upload(id=self.world.ids.next(), filename=name, content=content) for name, content in files)
        kind = MessageKind.REPLY if reply_to else MessageKind.DEFAULT
        return happenings.post(
            self.world, channel, person, Draft(content=text, files=uploads), Posting(kind=kind, reply_to=reply_to)
        )

    async def edit(self, message: Message, text: str) -> None:
        """Let the author change a message."""
        happenings.edit(self.world, message, {"content": text}, Draft(content=text))

    async def delete(self, *messages: Message) -> None:
        """Delete a message, or several of one channel at once."""
        happenings.delete(self.world, *messages)

    async def react(self, person: Person, message: Message, emoji: str) -> None:
        """React with an emoji: `📚`, or `name:id` for a guild's own."""
        _be_there(person, message.channel)
        if message.ephemeral:
            raise ImpossibleError("nobody reacts to an ephemeral message")
        happenings.react(self.world, person, message, emoji)

    async def unreact(self, person: Person, message: Message, emoji: str) -> None:
        """Take a reaction back."""
        happenings.unreact(self.world, person, message, emoji)

    async def clear(self, message: Message, emoji: str | None = None) -> None:
        """Let a moderator take all reactions off, or all of one emoji."""
        happenings.clear_reactions(self.world, message, emoji)

    async def thread(self, person: Person, channel: Channel, name: str, start: Message | None = None) -> Channel:
        """Let a person open a thread, on a message or on its own."""
        return goings.open_thread(self.world, channel, name, person, start)

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Close a thread."""
        thread.archived, thread.locked = True, locked
        goings.channel_changed(self.world, thread)

    async def join(self, guild: Guild, person: Person) -> None:
        """Let a person join a guild."""
        goings.came(self.world, guild, person)

    async def leave(self, guild: Guild, person: Person) -> None:
        """Let a person leave a guild."""
        goings.left(self.world, guild, person)

    async def nick(self, guild: Guild, person: Person, name: str | None) -> None:
        """Give a member another name in a guild."""
        guild.members[person.id].nick = name
        goings.member_changed(self.world, guild, guild.members[person.id])

    async def give_role(self, guild: Guild, person: Person, *roles: Role) -> None:
        """Give a member roles."""
        member = guild.members[person.id]
        member.roles += [role for role in roles if role not in member.roles]
        goings.member_changed(self.world, guild, member)

    async def take_role(self, guild: Guild, person: Person, *roles: Role) -> None:
        """Take roles from a member."""
        member = guild.members[person.id]
        member.roles = [role for role in member.roles if role not in roles]
        goings.member_changed(self.world, guild, member)

    async def rename(self, channel: Channel, name: str) -> None:
        """Rename a channel or thread."""
        channel.name = name
        goings.channel_changed(self.world, channel)

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread."""
        goings.channel_deleted(self.world, channel)

    async def forbid(self, channel: Channel, *permissions: str, whom: Role | Person | None = None) -> None:
        """Forbid something in a channel, to the bot or to whom is named."""
        target = (whom or self.world.bot).id
        allow, deny = channel.overwrites.get(target, (0, 0))
        channel.overwrites[target] = allow & ~bits(*permissions), deny | bits(*permissions)
        goings.channel_changed(self.world, channel)

    async def allow(self, channel: Channel, *permissions: str, whom: Role | Person | None = None) -> None:
        """Allow something in a channel, to the bot or to whom is named."""
        target = (whom or self.world.bot).id
        allow, deny = channel.overwrites.get(target, (0, 0))
        channel.overwrites[target] = allow | bits(*permissions), deny & ~bits(*permissions)
        goings.channel_changed(self.world, channel)

    async def install(self, guild: Guild) -> None:
        """Bring the bot into a guild, or the guild back after an outage."""
        goings.installed(self.world, guild)

    async def uninstall(self, guild: Guild) -> None:
        """Put the bot out of a guild."""
        goings.uninstalled(self.world, guild, outage=False)

    async def outage(self, guild: Guild) -> None:
        """Let a guild have an outage; `install` ends it."""
        goings.uninstalled(self.world, guild, outage=True)


def _be_there(person: Person, channel: Channel) -> None:
    if channel.deleted:
        raise ImpossibleError("the channel is gone")
    if channel.guild is not None and person.id not in channel.guild.members:
        raise ImpossibleError(f"{person.name} is not in {channel.guild.name}")
