"""A REST request as the handlers get it, and how a path finds its handler."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.e2e.discord_wire.permissions import BITS, permissions_of
from tests.e2e.discord_wire.places import Channel, Guild, Member, Message, Upload
from tests.e2e.discord_wire.refusal import Json, Refusal, Wrong
from tests.e2e.discord_wire.world import World


@dataclass(slots=True, eq=False, kw_only=True)
class Call:
    """A request: `path` below `/api/v10`, `status` once it was answered (0: dropped without an answer)."""

    method: str
    path: str
    at: float
    body: Any = None
    files: tuple[Upload, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None

    def id(self, name: str) -> int:
        """Give an id out of the path.

        Raises: Refusal when it is none.
        """
        if not self.named[name].isdecimal():
            raise Refusal(50035, [Wrong(name, f"Value {self.named[name]!r} is not snowflake.")])
        return int(self.named[name])

    def number(self, name: str, default: int) -> int:
        """Give a number out of the query."""
        given = self.query.get(name, "")
        return int(given) if given.isdecimal() else default

    @property
    def fields(self) -> Json:
        """The body as an object; nothing sent is an empty one."""
        body: Json = self.body if isinstance(self.body, dict) else {}
        return body

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


Answer: TypeAlias = tuple[int, object]
"""A status and the JSON to answer; None with 204 for no body at all."""
Handler: TypeAlias = Callable[[World, Call], Answer]
Check: TypeAlias = Callable[[Any, Sequence[Upload]], Iterator[Wrong]]

DONE: Answer = (204, None)


@dataclass(frozen=True, slots=True)
class Route:
    """One of Discord's routes, under the template its OpenAPI description uses."""

    method: str
    template: str
    handler: Handler
    check: Check | None = None
    by_token: bool = False
    """Whether a token in the path stands for the bot's own (interactions and their webhooks)."""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.template.split("/"))

    @property
    def bucket(self) -> str:
        """The name of its rate limit."""
        return f"{abs(hash((self.method, self.template))):x}"


@dataclass(frozen=True, slots=True)
class _Entry:
    route: Route
    fixed: tuple[tuple[int, str], ...]
    named: tuple[tuple[int, str], ...]
    bucket: str


class Table:
    """All routes; paths with more fixed parts win."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._entries: dict[tuple[str, int], list[_Entry]] = {}
        for route in routes:
            parts = tuple(enumerate(route.parts))
            fixed = tuple((place, part) for place, part in parts if not part.startswith("{"))
            named = tuple((place, part[1:-1]) for place, part in parts if part.startswith("{"))
            entry = _Entry(route, fixed, named, route.bucket)
            self._entries.setdefault((route.method, len(parts)), []).append(entry)
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -len(entry.fixed))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str], str] | None:
        """Give the route of a path, what its names stand for, and its bucket."""
        parts = path.split("/")
        for entry in self._entries.get((method, len(parts)), ()):
            if all(parts[place] == part for place, part in entry.fixed):
                return entry.route, {name: parts[place] for place, name in entry.named}, entry.bucket
        return None


def the_guild(world: World, call: Call) -> tuple[Guild, Member]:
    """Give the guild of a path and the bot's membership of it.

    Raises: Refusal when there is none, or the bot is not in it.
    """
    guild = world.guilds.get(call.id("guild_id"))
    if guild is None:
        raise Refusal(10004)
    me = world.bot_in(guild)
    if me is None:
        raise Refusal(50001)
    return guild, me


def allowed(guild: Guild, member: Member, name: str) -> None:
    """Hold a permission in the guild as a whole.

    Raises: Refusal when it is not held.
    """
    if not permissions_of(guild, member) & BITS[name]:
        raise Refusal(50013)


def the_channel(world: World, call: Call, *permissions: str) -> Channel:
    """Give the channel of a path, for a bot that may do this in it.

    Raises: Refusal when there is none, it is not to be seen, or a permission is missing.
    """
    channel = world.channels.get(call.id("channel_id"))
    if channel is None:
        raise Refusal(10003)
    if not world.may(channel):
        raise Refusal(50001)
    if not world.may(channel, *permissions):
        raise Refusal(50013)
    return channel


def the_message(channel: Channel, number: int) -> Message:
    """Give a message of a channel.

    Raises: Refusal when there is none.
    """
    message = channel.messages.get(number)
    if message is None:
        raise Refusal(10008)
    return message
