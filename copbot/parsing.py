"""Typed-in commands to arguments: one small grammar for Slack, the simulator and mentions.

A line is the command's one or two words, then leading mentions, `name:value` or `name:"two words"` anywhere,
and the rest for the last text option that is still open. A leading "for" before that text is dropped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from copbot.command import AnyCommand, Option, OptionKind
from copbot.errors import CopError
from copbot.events import OptionValue, TypedPiece
from copbot.message import Code, say, say_n
from copbot.refs import ChannelRef, RoleRef, UserRef

_NAMED = re.compile(r'(?<!\S)([a-z][a-z0-9_-]{0,31}):\s*(?:"([^"]*)"|[“”„]([^“”„]*)[“”]|(\S*))', re.IGNORECASE)
"""`name:value`; what is in quotation marks, straight or as phones curl them, may hold spaces."""
_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command found in a line, with what was given; `missing` are required options still to be asked for."""

    command: AnyCommand
    values: Mapping[str, Any]
    missing: tuple[Option, ...]


def find_command(
    pieces: Sequence[TypedPiece], commands: Mapping[str, AnyCommand], defaults: Mapping[str, str]
) -> tuple[AnyCommand, tuple[TypedPiece, ...]]:
    """Find the command a line begins with, and what follows it.

    `defaults` names the command a first word means when no second one follows (`kudos` → `kudos give`). One word
    alone after it is no text to be kept (`/prompt bogus`): it was meant as a command.
    The umbrella word `cop` accepts every path: `/cop kudos give` is `/kudos give`.

    Raises: CopError naming the nearest commands when there is none.
    """
    first = pieces[0] if pieces else ""
    words = first.split() if isinstance(first, str) else []
    for skip in (0, 1) if words[:1] == ["cop"] else (0,):
        for count in (2, 1):
            path = " ".join(word.lower() for word in words[skip : skip + count])
            if path in commands:
                return commands[path], _after(pieces, skip + count)
        word = words[skip].lower() if len(words) > skip else ""
        if word in defaults:
            default, rest = commands[defaults[word]], words[skip + 1 :]
            alone = len(pieces) == len(rest) == 1 and re.fullmatch("[a-zA-Z]+", rest[0]) is not None
            if _may_default(word, rest, commands) and (default.reads or not alone):
                return default, _after(pieces, skip + 1)
    typed = " ".join(words[:2])
    raise CopError(_unknown(typed, commands))


def _may_default(word: str, rest: Sequence[str], commands: Mapping[str, AnyCommand]) -> bool:
    """Refuse the default when the next word looks like a mistyped subcommand: `/kudos giev @ann`."""
    seconds = [path.split(" ")[1] for path in commands if path.startswith(f"{word} ")]
    return not rest or not get_close_matches(rest[0].lower(), seconds, n=1, cutoff=0.75)


def _unknown(typed: str, commands: Mapping[str, AnyCommand]) -> Any:  # noqa: ANN401 -- a sentence, one of two
    near = get_close_matches(typed.lower(), list(commands), n=3, cutoff=0.4)
    if not near:
        return say("I do not know “{typed}”. {help} lists what I can do.", typed=typed[:60], help=Code("/cop help"))
    names = ", ".join(f"/{name}" for name in near)
    return say("I do not know “{typed}”. Did you mean {names}?", typed=typed[:60], names=names)


def _after(pieces: Sequence[TypedPiece], words: int) -> tuple[TypedPiece, ...]:
    first = pieces[0]
    if not isinstance(first, str):  # pragma: no cover -- a command's first piece holds its words
        return tuple(pieces)
    rest = re.sub(rf"^\s*(?:\S+\s*){{{words}}}", "", first, count=1)
    return ((rest,) if rest else ()) + tuple(pieces[1:])


def parse(command: AnyCommand, pieces: Sequence[TypedPiece], names: Mapping[UserRef, str]) -> Parsed:
    """Read what follows a command's words; `names` says what to call people whose mention is part of a text.

    Raises: CopError with a sentence about the first thing that does not fit.
    """
    given: dict[str, Any] = {}
    rest = _take_named(command, list(pieces), given)
    rest = _take_references(command, rest, given, names)
    _take_words(command, " ".join(piece.strip() for piece in rest if isinstance(piece, str)).strip(), given)
    return complete(command, given)


def complete(command: AnyCommand, options: Mapping[str, OptionValue]) -> Parsed:
    """Check options a platform typed, and say which required ones are missing.

    Raises: CopError for one that is too long, too many, too large or unknown.
    """
    known = {option.name: option for option in command.options}
    values: dict[str, Any] = {}
    for name, value in options.items():
        if name in known:
            try:
                values[name] = checked(known[name], value)
            except CopError as refusal:
                raise CopError(refusal.sentence, fields={name: refusal.sentence}) from None
    return Parsed(command, values, tuple(option for option in command.required if option.name not in values))


def checked(option: Option, value: OptionValue) -> Any:  # noqa: ANN401 -- typed by the option's kind
    """Hold one value against its option; text becomes what the option's kind says.

    Raises: CopError saying what would fit.
    """
    match option.kind, value:
        case OptionKind.NUMBER, str() | int():
            return _number(option, value)
        case OptionKind.YES_NO, str():
            return _yes_no(option, value)
        case OptionKind.CHOICE, str():
            return _choice(option, value)
        case OptionKind.PEOPLE, tuple():
            return _people(option, value)
        case OptionKind.PEOPLE, UserRef():
            return (value,)
        case OptionKind.TEXT, str():
            return _text(option, value)
        case (OptionKind.PERSON, UserRef()) | (OptionKind.CHANNEL, ChannelRef()) | (OptionKind.ROLE, RoleRef()):
            return value
        case OptionKind.YES_NO, bool():
            return value
        case _:
            raise CopError(_WRONG_KIND[option.kind](option.name))


_WRONG_KIND = {
    OptionKind.PERSON: lambda name: say("{option} must be a person: type @ and their name.", option=Code(name)),
    OptionKind.PEOPLE: lambda name: say("{option} must be people: type @ and a name.", option=Code(name)),
    OptionKind.CHANNEL: lambda name: say("{option} must be a channel: type # and its name.", option=Code(name)),
    OptionKind.ROLE: lambda name: say("{option} must be a role or group: type @ and its name.", option=Code(name)),
    OptionKind.TEXT: lambda name: say("{option} must be words.", option=Code(name)),
    OptionKind.NUMBER: lambda name: say("{option} must be a whole number, like 9.", option=Code(name)),
    OptionKind.YES_NO: lambda name: say("{option} must be yes or no.", option=Code(name)),
    OptionKind.CHOICE: lambda name: say("{option} must be one of its choices.", option=Code(name)),
}


def _number(option: Option, value: str | int) -> int:
    try:
        number = int(value)
    except ValueError:
        raise CopError(_WRONG_KIND[OptionKind.NUMBER](option.name)) from None
    low, high = option.opt.minimum, option.opt.maximum
    if low is not None and number < low:
        raise CopError(say("{option} must be at least {low}.", option=Code(option.name), low=low))
    if high is not None and number > high:
        raise CopError(say("{option} must be at most {high}.", option=Code(option.name), high=high))
    return number


def _yes_no(option: Option, value: str) -> bool:
    if value.strip().lower() in _YES | _NO:
        return value.strip().lower() in _YES
    raise CopError(_WRONG_KIND[OptionKind.YES_NO](option.name))


def _choice(option: Option, value: str) -> str:
    wanted = value.strip().lower().replace("_", " ")
    for choice in option.choices:
        if option.enum is not None and wanted == choice.value.lower().replace("_", " "):
            return option.enum(choice.value)
    names = ", ".join(choice.value for choice in option.choices)
    raise CopError(say("{option} must be one of {names}.", option=Code(option.name), names=names))


def _people(option: Option, value: tuple[UserRef, ...]) -> tuple[UserRef, ...]:
    people = tuple(dict.fromkeys(value))
    if len(people) > option.opt.at_most:
        raise CopError(
            say_n(
                "{option} takes at most one person.",
                "{option} takes at most {n} people.",
                option.opt.at_most,
                option=Code(option.name),
            )
        )
    return people


def _text(option: Option, value: str) -> str:
    text = value.strip()
    if not text and option.required:
        raise CopError(say("{option} is empty. Write a few words.", option=Code(option.name)))
    if len(text) > option.opt.max_length:
        raise CopError(
            say(
                "{option} has {length} characters. Keep it to {most}.",
                option=Code(option.name),
                length=len(text),
                most=option.opt.max_length,
            )
        )
    return text


def _take_named(command: AnyCommand, pieces: list[TypedPiece], given: dict[str, Any]) -> list[TypedPiece]:
    """Take `name:value` out of the words, and the reference that follows a bare `name:`."""
    known = {option.name: option for option in command.options}
    left: list[TypedPiece] = []
    pending: Option | None = None
    for piece in pieces:
        if not isinstance(piece, str):
            if pending is not None:
                _give(pending, piece, given)
                pending = None
            else:
                left.append(piece)
            continue
        pending = None
        words: list[str] = []
        at = 0
        for match in _NAMED.finditer(piece):
            option = known.get(match[1].lower())
            if option is None:
                continue
            words.append(piece[at : match.start()])
            at = match.end()
            quoted = match[2] if match[2] is not None else match[3]
            if quoted is not None or match[4]:
                given[option.name] = match[4] if quoted is None else quoted
            else:  # the piece ends here
                pending = option
        words.append(piece[at:])
        rest = " ".join(word.strip() for word in words if word.strip())
        if rest:
            left.append(rest)
    return left


def _take_references(
    command: AnyCommand, pieces: Iterable[TypedPiece], given: dict[str, Any], names: Mapping[UserRef, str]
) -> list[TypedPiece]:
    """Give mentions to the options that take them; people are thanked before the text, those in it stay its words."""
    left: list[TypedPiece] = []
    texts_begun = False
    joins = {""}  # “and” joins mentions only where one came before; alone it is a word like any other
    for piece in pieces:
        if isinstance(piece, str):
            texts_begun = texts_begun or piece.strip().strip(",&").lower() not in joins
            if texts_begun:
                left.append(piece)
            continue
        option = next((one for one in command.options if _takes(one, piece, given)), None)
        if option is None or (texts_begun and option.kind is OptionKind.PEOPLE):
            left.append(_as_words(piece, names))
        else:
            _give(option, piece, given)
            joins = {"", "and"}
    return left


def _takes(option: Option, piece: TypedPiece, given: Mapping[str, Any]) -> bool:
    match option.kind, piece:
        case OptionKind.PEOPLE, UserRef():
            return True
        case (OptionKind.PERSON, UserRef()) | (OptionKind.CHANNEL, ChannelRef()) | (OptionKind.ROLE, RoleRef()):
            return option.name not in given
        case _:
            return False


def _give(option: Option, piece: TypedPiece, given: dict[str, Any]) -> None:
    if option.kind is OptionKind.PEOPLE and isinstance(piece, UserRef):
        given[option.name] = (*given.get(option.name, ()), piece)
    else:
        given[option.name] = piece


def _as_words(piece: UserRef | ChannelRef | RoleRef, names: Mapping[UserRef, str]) -> str:
    match piece:
        case UserRef():
            return f"@{names.get(piece, piece.user)}"
        case RoleRef(_, _, name):
            return f"@{name}"
        case ChannelRef(_, _, name):
            return f"#{name}"


def _take_words(command: AnyCommand, words: str, given: dict[str, Any]) -> None:
    """Give the words to the options still open, in order; the last text takes all the rest."""
    open_ones = [
        option
        for option in command.options
        if option.name not in given
        and option.kind in {OptionKind.TEXT, OptionKind.NUMBER, OptionKind.CHOICE, OptionKind.YES_NO}
    ]
    texts = [option for option in open_ones if option.kind is OptionKind.TEXT]
    texts = [option for option in texts if option.required] or texts
    last_text = texts[-1] if texts else None
    for option in open_ones:
        if not words:
            return
        if option is last_text:
            given[option.name] = re.sub(r"^for\s+", "", words, count=1, flags=re.IGNORECASE)
            return
        if option.kind is OptionKind.TEXT and not option.required:
            continue
        first, _, words = words.partition(" ")
        given[option.name] = first
        words = words.strip()
    if words:
        raise CopError(
            say(
                "I could not place “{words}”. {command} takes no more words.",
                words=words[:60],
                command=f"/{command.path}",
            )
        )
