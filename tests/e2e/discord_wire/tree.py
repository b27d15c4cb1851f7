"""The registered command tree as people meet it: what they can type, pick and fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.e2e.discord_wire.permissions import permissions_of
from tests.e2e.discord_wire.places import Channel, Person, Role
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.world import World

Value: TypeAlias = str | int | float | bool | Person | Role | Channel

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
_ENTITY: dict[int, tuple[type, ...]] = {
    USER: (Person,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (Person, Role),
}
_PLAIN: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


class ImpossibleError(AssertionError):
    """Something no person could do on Discord: the command, button or choice is not there, or not for them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A command in the tree: the registered top, the way down to it, and the options it takes."""

    top: Json
    way: tuple[Json, ...]
    options: Sequence[Json]

    def option(self, name: str) -> Json:
        """Give an option by its name."""
        for option in self.options:
            if option["name"] == name:
                return option
        raise ImpossibleError(f"{self.path} has no option {name!r}, only {[each['name'] for each in self.options]}")

    @property
    def path(self) -> str:
        return "/" + " ".join(each["name"] for each in (self.top, *self.way))

    def nested(self, options: list[Json]) -> list[Json]:
        """Put filled-in options below their subcommands, as interactions carry them."""
        for each in reversed(self.way):
            options = [{"type": each["type"], "name": each["name"], "options": options}]
        return options


def find(world: World, person: Person, channel: Channel, path: str, kind: int = 1) -> Found:
    """Find what a person types (`kudos give`), among what is registered for where they are.

    Raises: ImpossibleError when it is not there, or not shown to them.
    """
    first, *rest = path.removeprefix("/").split() if kind == 1 else [path]
    top = _top(world, channel, first, kind)
    _shown(top, person, channel)
    options: Sequence[Json] = top.get("options") or ()
    way: list[Json] = []
    for name in rest:
        below = [each for each in options if each["type"] in {SUBCOMMAND, GROUP} and each["name"] == name]
        if not below:
            raise ImpossibleError(f"/{path} is not registered: no {name!r} in {[each['name'] for each in options]}")
        way += below
        options = below[0].get("options") or ()
    if any(each["type"] in {SUBCOMMAND, GROUP} for each in options):
        raise ImpossibleError(f"/{path} needs one of {[each['name'] for each in options]}")
    return Found(top, tuple(way), options)


def _top(world: World, channel: Channel, name: str, kind: int) -> Json:
    here = [] if channel.guild is None else world.commands.get(channel.guild.id, [])
    everywhere = world.commands.get(None, [])
    for command in (*here, *everywhere):
        if command["type"] == kind and command["name"] == name:
            return command
    names = [each["name"] for each in (*here, *everywhere) if each["type"] == kind]
    raise ImpossibleError(f"{name!r} is not registered; registered are {names}")


def _shown(top: Json, person: Person, channel: Channel) -> None:
    guild, contexts = channel.guild, top.get("contexts")
    if guild is None:
        guild_only = top.get("dm_permission") is False or "guild_id" in top
        if guild_only or (contexts is not None and 1 not in contexts):
            raise ImpossibleError(f"{top['name']!r} is not offered in direct messages")
        return
    if contexts is not None and 0 not in contexts:
        raise ImpossibleError(f"{top['name']!r} is not offered in guilds")
    needed = int(top.get("default_member_permissions") or 0)
    if permissions_of(guild, guild.members[person.id]) & needed != needed:
        raise ImpossibleError(f"{top['name']!r} is hidden from {person.name}")


def fill_in(found: Found, given: Mapping[str, Value]) -> tuple[list[Json], list[Person | Role | Channel]]:
    """Fill options in as Discord's client lets a person: the JSON, and what has to be resolved.

    Raises: ImpossibleError for what the client would not take.
    """
    missing = [each["name"] for each in found.options if each.get("required") and each["name"] not in given]
    if missing:
        raise ImpossibleError(f"{found.path} needs {missing}")
    filled: list[Json] = []
    things: list[Person | Role | Channel] = []
    for name, value in given.items():
        option = found.option(name)
        kind = option["type"]
        if isinstance(value, Person | Role | Channel):
            _is_a(option, value, _ENTITY)
            kinds = option.get("channel_types")
            if kinds and isinstance(value, Channel) and value.kind not in kinds:
                raise ImpossibleError(f"{name} takes no channel of kind {value.kind!r}")
            things.append(value)
            filled.append({"type": kind, "name": name, "value": str(value.id)})
        else:
            _is_a(option, value, _PLAIN)
            _within(option, value)
            filled.append({"type": kind, "name": name, "value": value})
    return filled, things


def _is_a(option: Json, value: Value, kinds: Mapping[int, tuple[type, ...]]) -> None:
    wanted = kinds.get(option["type"], ())
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise ImpossibleError(f"{option['name']} (type {option['type']}) does not take {value!r}")


def _within(option: Json, value: str | float | bool) -> None:  # noqa: FBT001 - a yes or no is one of the values
    name = option["name"]
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise ImpossibleError(f"{name} is one of {choices}, not {value!r}")
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(value) <= most:
            raise ImpossibleError(f"{name} takes {least} to {most} characters, not {len(value)}")
    else:
        lowest, highest = option.get("min_value"), option.get("max_value")
        if (lowest is not None and value < lowest) or (highest is not None and value > highest):
            raise ImpossibleError(f"{name} lies between {lowest} and {highest}, not at {value}")
