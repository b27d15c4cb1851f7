"""One declaration of a command, from which every platform's own form of it is made.

A command is a frozen dataclass of options and a plain function. The declaration refuses at import what some
platform cannot show: Discord's names and lengths (Application Commands, "Application Command Naming"),
25 options and choices, required options first.
"""

import dataclasses
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from copbot.context import Context
from copbot.events import OptionValue
from copbot.intents import Intent
from copbot.message import Choice, Said, say
from copbot.model.roles import Role
from copbot.refs import ChannelRef, RoleRef, UserRef

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_MOST_OPTIONS = 25
_LONGEST_HELP = 100
_MOST_WORDS = 2

Suggest: TypeAlias = Callable[[Context, str, Mapping[str, OptionValue]], Sequence[Choice]]
"""Offer choices, given what was typed so far and the options already chosen; reads, never writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opt:
    """What an annotation says of one option beyond its type."""

    about: str
    at_most: int = 1
    max_length: int = 300
    minimum: int | None = None
    maximum: int | None = None
    multiline: bool = False
    suggest: Suggest | None = None


class OptionKind(Enum):
    """The types an option may have, each with a control of its own on every platform."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes/no"
    PERSON = "person"
    PEOPLE = "people"
    CHANNEL = "channel"
    ROLE = "role"
    CHOICE = "choice"


_KINDS: Mapping[object, OptionKind] = types.MappingProxyType(
    {
        str: OptionKind.TEXT,
        int: OptionKind.NUMBER,
        bool: OptionKind.YES_NO,
        UserRef: OptionKind.PERSON,
        tuple[UserRef, ...]: OptionKind.PEOPLE,
        ChannelRef: OptionKind.CHANNEL,
        RoleRef: OptionKind.ROLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option as declared; `choices` are the values of its `enum`, where it has one."""

    name: str
    kind: OptionKind
    required: bool
    opt: Opt
    choices: tuple[Choice, ...] = ()
    enum: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The arguments of a command that takes none."""


A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[A]):
    """A command: its path of one or two words, options, help, who may use it, and the function it runs.

    `reads` marks one that changes nothing, so that it may run beside the writer and open a form at once.
    """

    path: str
    arguments: type[A]
    options: tuple[Option, ...]
    help: Said
    who: Role
    reads: bool
    example: str
    handle: Callable[[A, Context], Sequence[Intent]]

    @property
    def required(self) -> tuple[Option, ...]:
        """The options it cannot do without."""
        return tuple(option for option in self.options if option.required)

    def make(self, values: Mapping[str, Any]) -> A:
        """Make the arguments; options left out take the dataclass's defaults."""
        return self.arguments(**values)


AnyCommand: TypeAlias = Command[Any]


def command(
    path: str, arguments: type[A], *, who: Role, reads: bool = False, example: str = ""
) -> Callable[[Callable[[A, Context], Sequence[Intent]]], Command[A]]:
    """Declare a command; the function's first docstring line becomes its help.

    Raises: ValueError for what some platform could not show.
    """

    def declare(handle: Callable[[A, Context], Sequence[Intent]]) -> Command[A]:
        summary = (handle.__doc__ or "").strip().split("\n")[0]
        words = path.split(" ")
        if not 1 <= len(words) <= _MOST_WORDS or not all(_NAME.fullmatch(word) for word in words):
            raise ValueError(f"{path!r} is no path of one or two lower-case words")
        if not 1 <= len(summary) <= _LONGEST_HELP:
            raise ValueError(f"/{path}: its help has {len(summary)} characters, not 1 to {_LONGEST_HELP}")
        options = options_of(arguments)
        if len(options) > _MOST_OPTIONS:
            raise ValueError(f"/{path}: {len(options)} options, at most {_MOST_OPTIONS} can be shown")
        return Command(
            path=path,
            arguments=arguments,
            options=options,
            help=say(summary),
            who=who,
            reads=reads,
            example=example,
            handle=handle,
        )

    return declare


def options_of(arguments: type) -> tuple[Option, ...]:
    """Read the options from a dataclass's annotations, in their order.

    Raises: ValueError for an option without `Opt`, of a type no platform has, or required after an optional one.
    """
    hints = get_type_hints(arguments, include_extras=True)
    made: list[Option] = []
    for field in dataclasses.fields(arguments):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        option = _option(field.name, hints[field.name], required=required)
        if required and made and not made[-1].required:
            raise ValueError(f"{arguments.__name__}.{field.name}: required options come first")
        made.append(option)
    return tuple(made)


def _option(name: str, hint: object, *, required: bool) -> Option:
    if get_origin(hint) is not Annotated:
        raise ValueError(f"{name} needs Annotated[..., Opt(about=...)]")
    declared, *notes = get_args(hint)
    opts = [note for note in notes if isinstance(note, Opt)]
    if len(opts) != 1 or not _NAME.fullmatch(name) or not 1 <= len(opts[0].about) <= _LONGEST_HELP:
        raise ValueError(f"{name} needs a lower-case name and one Opt whose about has 1 to {_LONGEST_HELP} characters")
    bare = _without_none(declared)
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        choices = tuple(Choice(label=member.value.replace("_", " "), value=member.value) for member in bare)
        if len(choices) > _MOST_OPTIONS:
            raise ValueError(f"{name} has {len(choices)} choices, at most {_MOST_OPTIONS} can be shown")
        return Option(name=name, kind=OptionKind.CHOICE, required=required, opt=opts[0], choices=choices, enum=bare)
    if bare not in _KINDS:
        raise ValueError(f"{name}: no platform has options of the type {bare}")
    return Option(name=name, kind=_KINDS[bare], required=required, opt=opts[0])


def _without_none(declared: object) -> object:
    if get_origin(declared) not in {Union, types.UnionType}:
        return declared
    rest = [one for one in get_args(declared) if one is not types.NoneType]
    return rest[0] if len(rest) == 1 else declared
