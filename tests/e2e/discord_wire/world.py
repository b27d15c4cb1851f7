"""The whole state behind the two doors (REST and gateway), and the looks into it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.e2e.discord_wire.changes import Changes
from tests.e2e.discord_wire.interaction import Interaction
from tests.e2e.discord_wire.permissions import BITS, permissions_of
from tests.e2e.discord_wire.places import Channel, ChannelKind, Guild, Member, Message, Person, Upload
from tests.e2e.discord_wire.refusal import Json, Violation
from tests.e2e.discord_wire.sessions import PRIVILEGED, Sessions
from tests.e2e.discord_wire.snowflakes import Snowflakes

KEPT = 20_000
"""How many calls, interactions and ephemeral messages are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How this Discord behaves.

    Without `validate` nothing sent is checked; `answer_within` seconds an interaction waits for its first answer
    (None: for ever); a token of an interaction lives `token_lives` seconds, a nonce `nonce_lives`.
    """

    validate: bool = True
    answer_within: float | None = 3.0
    token_lives: float = 900.0
    nonce_lives: float = 180.0
    heartbeat_interval: float = 41.25
    shards: int = 1


class World:
    """People, places, commands and interactions; told changes go out through `sessions`."""

    def __init__(self, *, granted: Iterable[str], rules: Rules, now: Callable[[], float]) -> None:
        self.now = now
        self.rules = rules
        self.granted = set(granted)
        self.ids = Snowflakes(now)
        self.changes = Changes()
        self.sessions = Sessions()
        self.people: dict[int, Person] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.direct: dict[int, Channel] = {}
        self.uploads: dict[int, Upload] = {}
        self.commands: dict[int | None, list[Json]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.ephemerals: deque[Message] = deque(maxlen=KEPT)
        self.nonces: dict[str, tuple[float, Message]] = {}
        self.violations: list[Violation] = []
        self.address = ""
        self.bot = Person(id=self.ids.next(), name="copbot", bot=True)
        self.creator = Person(id=self.ids.next(), name="operator")
        self.people.update({person.id: person for person in (self.bot, self.creator)})

    @property
    def privileged(self) -> int:
        """The bits of the privileged intents that were granted."""
        return sum(PRIVILEGED[name] for name in self.granted)

    def direct_with(self, person: Person) -> Channel:
        """Give the conversation between the bot and a person, opened when it was not."""
        channel = self.direct.get(person.id)
        if channel is None:
            channel = Channel(id=self.ids.next(), kind=ChannelKind.DM, person=person)
            self.direct[person.id] = self.channels[channel.id] = channel
        return channel

    def keep_interaction(self, interaction: Interaction) -> None:
        """Remember an interaction by its token, forgetting the oldest beyond what is kept."""
        if len(self.interactions) >= KEPT:
            del self.interactions[next(iter(self.interactions))]
        self.interactions[interaction.token] = interaction

    def bot_in(self, guild: Guild) -> Member | None:
        """Give the bot's membership of a guild, if it is one."""
        return guild.members.get(self.bot.id) if guild.installed else None

    def may(self, channel: Channel, *names: str) -> bool:
        """Whether the bot may do all this in a channel; seeing it is always needed."""
        if channel.guild is None:
            return True
        me = self.bot_in(channel.guild)
        if me is None:
            return False
        held = permissions_of(channel.guild, me, channel)
        private = channel.kind is ChannelKind.PRIVATE_THREAD and self.bot.id not in channel.members
        if private and not held & BITS["manage_threads"]:
            return False
        return all(held & BITS[name] for name in ("view_channel", *names))

    def may_read(self, message: Message) -> bool:
        """Whether the bot gets a message's text without the message content intent."""
        return message.author is self.bot or message.channel.guild is None or self.bot in message.mentions
