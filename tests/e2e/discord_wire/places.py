"""What exists on the pretend Discord: people, guilds, channels, messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from tests.e2e.discord_wire.refusal import Json

EPHEMERAL = 1 << 6
LOADING = 1 << 7
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15


class ChannelKind(IntEnum):
    """Discord's channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class MessageKind(IntEnum):
    """Discord's message types, as far as they occur here."""

    DEFAULT = 0
    RECIPIENT_ADD = 1
    MEMBER_JOIN = 7
    REPLY = 19
    COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU = 23


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Person:
    """An account: somebody, or a bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    takes_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Role:
    """A role of a guild; `permissions` are its bits."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    mentionable: bool = False
    bot: Person | None = None

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"

    def __repr__(self) -> str:
        return f"<@{self.name}>"


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Member:
    """A person in a guild."""

    person: Person
    joined_at: float
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None

    def __repr__(self) -> str:
        return f"<{self.person.name}, a member>"


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Guild:
    """A Discord server; the role with the guild's own id is everyone's."""

    id: int
    name: str
    owner: Person
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    threads: dict[int, "Channel"] = field(default_factory=dict)
    emojis: dict[str, int] = field(default_factory=dict)
    system_channel: "Channel | None" = None
    installed: bool = True
    available: bool = True

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def __repr__(self) -> str:
        return f"<guild {self.name}>"


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Channel:
    """A channel, a thread or a conversation with one person.

    `overwrites` are (allow, deny) bits by the id of a role or a person; `members` (thread) are joining times by id.
    """

    id: int
    kind: ChannelKind
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    person: Person | None = None
    owner: Person | None = None
    topic: str | None = None
    position: int = 0
    auto_archive: int = 1440
    invitable: bool = True
    archived: bool = False
    locked: bool = False
    deleted: bool = False
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    members: dict[int, float] = field(default_factory=dict)
    messages: "dict[int, Message]" = field(default_factory=dict)
    sent: int = 0

    @property
    def is_thread(self) -> bool:
        return self.kind in (ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD)

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def __repr__(self) -> str:
        return f"<#{self.name}>" if self.person is None else f"<conversation with {self.person.name}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent; `description` is its alt text."""

    id: int
    filename: str
    content: bytes
    description: str | None = None
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Pings:
    """Whom a message may notify, by id: what its text mentions and its `allowed_mentions` let through.

    Discord would hold back `everyone` and roles from a bot that lacks the permission; that is not counted on here.
    """

    people: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.roles or self.everyone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A button or a select as a person sees it."""

    kind: int
    custom_id: str
    label: str
    disabled: bool
    data: Mapping[str, Any]


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Message:
    """A message; with `seen_by` it is ephemeral and only that person's."""

    id: int
    channel: Channel
    author: Person
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    mentions: tuple[Person, ...] = ()
    pings: Pings = Pings()
    reply_to: "Message | None" = None
    metadata: Json | None = None
    nonce: str | int | None = None
    reactions: dict[str, dict[int, Person]] = field(default_factory=dict)
    thread: Channel | None = None
    seen_by: Person | None = None
    edited_at: float | None = None
    edits: int = 0
    repeats: int = 0
    """How often the bot sent it again and `enforce_nonce` held the copy back."""
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.seen_by is not None

    def __repr__(self) -> str:
        state = "deleted " * self.deleted + "ephemeral " * self.ephemeral + "loading " * self.loading
        return f"<{state}message of {self.author.name} in {self.channel!r}: {self.shown!r}>"

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def link(self) -> str:
        guild = self.channel.guild
        return f"https://discord.com/channels/{guild.id if guild else '@me'}/{self.channel.id}/{self.id}"

    @property
    def controls(self) -> list[Control]:
        """The buttons and selects of the message, in reading order."""
        return [
            Control(
                kind=part["type"],
                custom_id=part.get("custom_id", ""),
                label=part.get("label") or part.get("placeholder") or "",
                disabled=bool(part.get("disabled")),
                data=MappingProxyType(part),
            )
            for part in walk(self.components)
            if part["type"] in {2, 3, 5, 6, 7, 8}
        ]

    @property
    def shown(self) -> str:
        """Everything a reader sees, a line each: text, embeds, text displays, labels, alt texts, file names."""
        lines: list[str | None] = [self.content]
        for embed in self.embeds:
            author, footer = embed.get("author") or {}, embed.get("footer") or {}
            lines += [author.get("name"), embed.get("title"), embed.get("description")]
            lines += [text for pair in embed.get("fields", ()) for text in (pair["name"], pair["value"])]
            lines.append(footer.get("text"))
        for part in walk(self.components):
            lines += [part.get("content"), part.get("label"), part.get("placeholder")]
            lines += [choice["label"] for choice in part.get("options", ())]
        for file in self.files:
            lines += [file.filename, file.description]
        return "\n".join(line for line in lines if line)


def walk(components: list[Json]) -> Iterator[Json]:
    """Go through components and all that lies within them, in reading order."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("component", "accessory"):
            if inner := component.get(key):
                yield from walk([inner])
