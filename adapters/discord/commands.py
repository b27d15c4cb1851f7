"""Declarations as Discord's application commands: slash commands, suggestions and context menus.

discord.py makes a command from a function's signature and has no public way to be given options as data; so every
command gets a function with a signature of its own. It is never called: interactions are read from their raw payload.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from inspect import Parameter, Signature
from typing import Any

from adapters.discord.native import Json
from adapters.discord.sdk import app_commands, discord
from adapters.discord.spans import label
from copbot.command import AnyCommand, Option, OptionKind
from copbot.practice import Practice
from copbot.repertoire import Repertoire

_DESCRIPTION, _LONGEST_TEXT = 100, 6000
_KEPT = (
    "name",
    "type",
    "description",
    "required",
    "autocomplete",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands as they are declared to Discord; what is invoked is read elsewhere."""

    async def interaction_check(self, interaction: "discord.Interaction[discord.Client]", /) -> bool:
        """Let discord.py handle none of them."""
        del interaction
        return False


def plant(tree: Tree, repertoire: Repertoire) -> None:
    """Put every command and context menu on a tree.

    Raises: ValueError for a word that is a command and the first word of others, which Discord cannot show.
    """
    groups: dict[str, app_commands.Group] = {}
    about = {practice.name: practice for practice in repertoire.practices}
    for command in repertoire.commands.values():
        first, _, second = command.path.partition(" ")
        if not second:
            tree.add_command(_command(command, first))
            continue
        if first not in groups:
            groups[first] = app_commands.Group(name=first, description=_about(first, about), guild_only=True)
        groups[first].add_command(_command(command, second))
    for name, group in groups.items():
        if name in repertoire.commands:
            raise ValueError(f"/{name} is a command and has subcommands: Discord shows one or the other")
        tree.add_command(group)
    for shortcut in repertoire.shortcuts.values():
        menu = app_commands.ContextMenu(name=shortcut.name, callback=_on_message)
        menu.guild_only = True
        tree.add_command(menu)


def _about(first: str, practices: Mapping[str, Practice]) -> str:
    return label(practices[first].about, _DESCRIPTION) if first in practices else f"/{first}"


async def _on_message(interaction: "discord.Interaction[discord.Client]", message: discord.Message) -> None:
    """Stand for every context menu on messages."""


def _command(command: AnyCommand, name: str) -> "app_commands.Command[Any, ..., None]":
    async def stands_for_it(interaction: "discord.Interaction[discord.Client]", **options: object) -> None:
        """Have a signature."""

    shown = [each for option in command.options for each in _spread(option)]
    parameters = [Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)]
    parameters += [_parameter(name, option, required=required) for name, option, required in shown]
    signature: Any = Signature(parameters, return_annotation=None)
    stands_for_it.__signature__ = signature  # type: ignore[attr-defined]  # as inspect.signature reads it
    if shown:
        app_commands.describe(**{name: label(option.opt.about, _DESCRIPTION) for name, option, _ in shown})(
            stands_for_it
        )
    offered = {option.name: _choices(option) for option in command.options if option.choices}
    if offered:
        app_commands.choices(**offered)(stands_for_it)
    suggested: dict[str, Any] = {option.name: _suggest for option in command.options if option.opt.suggest}
    if suggested:
        app_commands.autocomplete(**suggested)(stands_for_it)
    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name, description=label(command.help, _DESCRIPTION), callback=stands_for_it
    )
    made.guild_only = True
    return made


async def _suggest(interaction: "discord.Interaction[discord.Client]", typed: str) -> "list[app_commands.Choice[str]]":
    """Stand for every option that suggests; nothing calls it, since interactions are read raw."""
    raise NotImplementedError(f"{interaction} {typed}")


def _spread(option: Option) -> list[tuple[str, Option, bool]]:
    """Give an option as those Discord shows: several people become `to`, `to_2`, `to_3`."""
    shown = [(option.name, option, option.required)]
    if option.kind is OptionKind.PEOPLE:
        shown += [(f"{option.name}_{number}", option, False) for number in range(2, option.opt.at_most + 1)]
    return shown


def base_of(name: str, options: Sequence[Option]) -> str:
    """Give the declared name of an option that Discord shows: `to_2` is `to`."""
    return next((option.name for option in options for shown, *_ in _spread(option) if shown == name), name)


def _parameter(name: str, option: Option, *, required: bool) -> Parameter:
    default = Parameter.empty if required else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=_annotation(option))


def _annotation(option: Option) -> Any:  # noqa: ANN401 -- what discord.py reads a type from
    opt = option.opt
    match option.kind:
        case OptionKind.TEXT:
            least = 1 if option.required else 0
            return app_commands.Range[str, least, min(opt.max_length, _LONGEST_TEXT)]
        case OptionKind.NUMBER if opt.minimum is not None or opt.maximum is not None:
            return app_commands.Range[int, opt.minimum, opt.maximum]
        case OptionKind.NUMBER:
            return int
        case OptionKind.YES_NO:
            return bool
        case OptionKind.PERSON | OptionKind.PEOPLE:
            return discord.User
        case OptionKind.CHANNEL:
            return discord.TextChannel | discord.Thread
        case OptionKind.ROLE:
            return discord.Role
        case OptionKind.CHOICE:
            return str


def _choices(option: Option) -> "list[app_commands.Choice[str]]":
    return [app_commands.Choice(name=label(one.label, _DESCRIPTION), value=one.value) for one in option.choices]


async def keep_in_step(tree: Tree, known: str | None) -> str:
    """Tell Discord of the commands if it does not know them as they are; gives their fingerprint.

    `known` is the fingerprint Discord had when last asked by this process.
    """
    mine = fingerprint([command.to_dict(tree) for command in tree.get_commands()])
    if mine != known:
        there = await tree.fetch_commands()
        if fingerprint([command.to_dict() for command in there]) != mine:
            await tree.sync()
    return mine


def fingerprint(commands: Sequence[Mapping[str, Any]]) -> str:
    """Sum up what people see of commands; what Discord adds by itself does not count."""
    bare = sorted((_bare(command) for command in commands), key=lambda one: (int(one["type"]), str(one["name"])))
    return blake2b(json.dumps(bare, sort_keys=True).encode(), digest_size=16).hexdigest()


def _bare(thing: Mapping[str, Any]) -> Json:
    made: Json = {key: thing[key] for key in _KEPT if thing.get(key)}
    made["types"] = sorted(int(kind) for kind in thing.get("channel_types") or ())
    made["choices"] = [(choice["name"], choice["value"]) for choice in thing.get("choices") or ()]
    made["options"] = [_bare(option) for option in thing.get("options") or ()]
    return made
