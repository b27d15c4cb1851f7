"""Setting the scene: people, guilds, roles and channels."""

from collections.abc import Iterable

from tests.e2e.discord_wire import goings
from tests.e2e.discord_wire.permissions import MEMBER, bits
from tests.e2e.discord_wire.places import Channel, ChannelKind, Guild, Member, Person, Role
from tests.e2e.discord_wire.world import World


class Founding:
    """What is there before the story starts; all of it can also come later."""

    world: World

    def person(self, name: str, *, bot: bool = False, locale: str = "en-US", takes_dms: bool = True) -> Person:
        """Make an account."""
        person = Person(id=self.world.ids.next(), name=name, bot=bot, locale=locale, takes_dms=takes_dms)
        self.world.people[person.id] = person
        return person

    def guild(
        self,
        name: str = "Practice",
        *,
        owner: Person | None = None,
        members: Iterable[Person] = (),
        locale: str = "en-US",
        permissions: Iterable[str] = ("manage_messages", "manage_threads", "mention_everyone"),
        installed: bool = True,
    ) -> Guild:
        """Make a guild with a channel #general; the bot's own role holds `permissions` beside everyone's."""
        world = self.world
        founder = owner or self.person("founder")
        guild = Guild(id=world.ids.next(), name=name, owner=founder, locale=locale, installed=installed)
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=MEMBER)
        mine = Role(id=world.ids.next(), name=world.bot.name, permissions=bits(*permissions), position=1, bot=world.bot)
        guild.roles[mine.id] = mine
        world.guilds[guild.id] = guild
        for person in dict.fromkeys((founder, *members)):
            self.member(guild, person)
        guild.members[world.bot.id] = Member(person=world.bot, joined_at=world.now(), roles=[mine])
        self.channel(guild, "general")
        return guild

    def member(self, guild: Guild, person: Person | str, *roles: Role, nick: str | None = None) -> Person:
        """Put a person into a guild without a word about it; a name makes the person."""
        who = self.person(person) if isinstance(person, str) else person
        guild.members[who.id] = Member(person=who, joined_at=self.world.now(), roles=[*roles], nick=nick)
        return who

    def role(self, guild: Guild, name: str, *permissions: str, mentionable: bool = False) -> Role:
        """Make a role with these permissions (discord.py's names)."""
        number = self.world.ids.next()
        role = Role(id=number, name=name, permissions=bits(*permissions), mentionable=mentionable)
        role.position = len(guild.roles)
        guild.roles[number] = role
        goings.role_made(self.world, guild, role)
        return role

    def channel(self, guild: Guild, name: str, *, kind: ChannelKind = ChannelKind.TEXT) -> Channel:
        """Make a channel."""
        position = len(guild.channels)
        channel = Channel(id=self.world.ids.next(), kind=kind, name=name, guild=guild, position=position)
        goings.channel_created(self.world, channel)
        return channel

    def emoji(self, guild: Guild, name: str) -> str:
        """Make an emoji of a guild's own; gives `name:id`, as reactions name it."""
        guild.emojis[name] = self.world.ids.next()
        goings.emojis_made(self.world, guild)
        return f"{name}:{guild.emojis[name]}"

    def named(self, guild: Guild, name: str) -> Channel:
        """Give a channel or thread by its name."""
        return next(each for each in (*guild.channels.values(), *guild.threads.values()) if each.name == name)

    def dm(self, person: Person) -> Channel:
        """Give the conversation between a person and the bot."""
        return self.world.direct_with(person)
