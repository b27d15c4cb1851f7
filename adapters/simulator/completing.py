"""What to offer while a line is typed: commands, their options and values, people, channels, emojis; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import emoji as emojis

from adapters.simulator.model import Directory, Kind
from copbot.command import AnyCommand, Option, OptionKind
from copbot.events import SuggestionsAsked
from copbot.message import Choice
from copbot.model.roles import Role

_MOST = 25
_MOST_EMOJIS = 8
_NAME = re.compile(r"(?:^|(?<=\s))([@#])([\w-]*)$")
_EMOJI = re.compile(r"(?:^|(?<=\s)):([a-z0-9_+-]{2,})$", re.IGNORECASE)
_GIVEN = re.compile(r'(?<!\S)([a-z][a-z0-9_-]*):(?:"([^"]*)"|([^\s"]+))(?=\s)', re.IGNORECASE)
_VALUE = re.compile(r'(?<!\S)([a-z][a-z0-9_-]*):(?:"([^"]*)|(\S*))$', re.IGNORECASE)
_WORD = re.compile(r"(?<!\S)[a-z0-9_-]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to offer; an empty `insert` is a hint to read, not to choose."""

    insert: str
    label: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What to put in place of the text from `start` on."""

    start: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The bot has to be asked; `prefix` stands before each value it offers."""

    start: int
    asked: SuggestionsAsked
    prefix: str = ""

    def completed(self, choices: Iterable[Choice]) -> Completion:
        """Give what the bot offered."""
        return Completion(self.start, tuple(_choice(one, self.prefix) for one in choices))


Completing: TypeAlias = Completion | Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What somebody may use: commands by path, the one a first word means by itself, people and channels."""

    commands: Mapping[str, AnyCommand]
    defaults: Mapping[str, str]
    directory: Directory


def complete(text: str, scope: Scope) -> Completing:
    """Tell what to offer at the end of a text."""
    if not text.startswith("/"):
        return _names(text, scope.directory) or _emojis(text) or Completion(len(text))
    found = _command_in(text, scope)
    if found is None:
        return Completion(0, tuple(_commands(text.removeprefix("/").lower(), scope.commands.values())))
    command, begin = found
    called = _called_by(command, scope.directory)
    return _value(text, begin, command, called) or _names(text, called) or _options(text, begin, command)


def _called_by(command: AnyCommand, directory: Directory) -> Directory:
    """Give whom a command can speak of: no bots, and groups only where it takes one."""
    takes_roles = any(one.kind is OptionKind.ROLE for one in command.options)
    people = {
        name: one if takes_roles else replace(one, roles=())
        for name, one in directory.accounts.items()
        if not one.is_bot
    }
    return replace(directory, accounts=people)


def _command_in(text: str, scope: Scope) -> tuple[AnyCommand, int] | None:
    """Find the command whose words are typed and ended by a blank, and where its options begin."""
    words = re.match(r"/(\S+)(?:\s+(\S+))?", text)
    if words is None:
        return None
    first, second = words[1].lower(), (words[2] or "").lower()
    both = scope.commands.get(f"{first} {second}")
    if both is not None:
        return (both, words.end() + 1) if len(text) > words.end() else None
    alone = scope.commands.get(scope.defaults.get(first, first))
    begun = any(path.startswith(f"{first} {second}") for path in scope.commands)
    if alone is None or len(text) == words.end(1) or (begun and len(text) == words.end()):
        return None
    return alone, words.end(1) + 1


def _commands(typed: str, commands: Iterable[AnyCommand]) -> Iterator[Item]:
    fitting = [one for one in commands if typed in one.path]
    for command in sorted(fitting, key=lambda one: (not one.path.startswith(typed), one.path))[:_MOST]:
        who = "facilitators · " if command.who >= Role.FACILITATOR else ""
        yield Item(insert=f"/{command.path} ", label=f"/{command.path}", about=f"{who}{command.help}")


def _value(text: str, begin: int, command: AnyCommand, directory: Directory) -> Completing | None:
    """Offer values for the option whose `name:` was typed last."""
    match = _VALUE.search(text, begin)
    option = next((one for one in command.options if match and one.name == match[1].lower()), None)
    if match is None or option is None:
        return None
    typed = match[2] if match[2] is not None else match[3]
    start = match.start() + len(option.name) + 1
    match option.kind:
        case OptionKind.PERSON | OptionKind.PEOPLE | OptionKind.ROLE:
            return Completion(start, tuple(_people(typed.removeprefix("@"), directory)))
        case OptionKind.CHANNEL:
            return Completion(start, tuple(_channels(typed.removeprefix("#"), directory)))
        case OptionKind.CHOICE:
            return Completion(start, tuple(_choice(one) for one in option.choices if _fits(typed, str(one.label))))
        case OptionKind.YES_NO:
            words = (word for word in ("yes", "no") if word.startswith(typed.lower()))
            return Completion(start, tuple(Item(insert=f"{word} ", label=word) for word in words))
        case OptionKind.TEXT | OptionKind.NUMBER:
            if option.opt.suggest is None:
                return Completion(start, (_hint(option),))
            return Ask(start=start, asked=_asked(command, option, typed, text[begin:]))


def _options(text: str, begin: int, command: AnyCommand) -> Completing:
    """Offer the options that are still open, and the bot's own suggestions for the one being typed."""
    given = _given(text[begin:])
    people = "@" in text[begin:]
    unasked = [
        one
        for one in command.options
        if one.name not in given
        and not (people and one.required and one.kind in {OptionKind.PEOPLE, OptionKind.PERSON})
    ]
    words = _GIVEN.sub("", text[begin:]).strip()
    rest = _rest_option(command, unasked)
    if rest is not None and rest.opt.suggest is not None and not people:
        start = text.rfind(words) if words else len(text)
        return Ask(start=start, asked=_asked(command, rest, words, text[begin:]))
    word = _WORD.search(text, begin)
    if word is None:
        return Completion(len(text))
    typed = word[0].lower()
    shown = [one for one in unasked if one.name.startswith(typed)]
    items = (_hint(one) if one is rest else _option(one) for one in shown)
    return Completion(len(text) - len(typed), tuple(items))


def _rest_option(command: AnyCommand, unasked: Sequence[Option]) -> Option | None:
    """Find the option that takes the words nobody named: the last required text, else the last text."""
    texts = [one for one in unasked if one.kind is OptionKind.TEXT]
    required = [one for one in texts if one.required]
    if any(one.required for one in command.options if one.kind is OptionKind.TEXT):
        return required[-1] if required else None
    return texts[-1] if texts else None


def _option(option: Option) -> Item:
    match option.kind:
        case OptionKind.PERSON | OptionKind.PEOPLE | OptionKind.ROLE:
            insert = "@" if option.required else f"{option.name}:@"
        case OptionKind.CHANNEL:
            insert = "#" if option.required else f"{option.name}:#"
        case OptionKind.TEXT | OptionKind.NUMBER | OptionKind.YES_NO | OptionKind.CHOICE:
            insert = f"{option.name}:"
    needed = "needed · " if option.required else ""
    return Item(insert=insert, label=option.name.replace("_", " "), about=f"{needed}{option.opt.about}")


def _hint(option: Option) -> Item:
    return Item(insert="", label=option.name.replace("_", " "), about=f"{option.opt.about}: just type it")


def _asked(command: AnyCommand, option: Option, typed: str, rest: str) -> SuggestionsAsked:
    others = {name: value for name, value in _given(rest).items() if name != option.name}
    return SuggestionsAsked(command.path, option.name, typed, dict(others))


def _given(rest: str) -> dict[str, str]:
    found = _GIVEN.finditer(f"{rest} ")
    return {match[1].lower(): match[2] if match[2] is not None else match[3] for match in found}


def _choice(choice: Choice, prefix: str = "") -> Item:
    value = choice.value.replace('"', "'")
    quoted = f'"{value}"' if " " in value or not value else value
    about = "" if choice.about is None else str(choice.about)
    return Item(insert=f"{prefix}{quoted} ", label=str(choice.label), about=about)


def _names(text: str, directory: Directory) -> Completion | None:
    match = _NAME.search(text)
    if match is None:
        return None
    offer = _people if match[1] == "@" else _channels
    return Completion(match.start(), tuple(offer(match[2], directory)))


def _people(typed: str, directory: Directory) -> Iterator[Item]:
    for account in directory.accounts.values():
        if _fits(typed, account.id, account.name):
            yield Item(insert=f"@{account.id} ", label=f"@{account.id}", about=account.about or account.name)
    for role in sorted(directory.roles):
        if _fits(typed, role):
            yield Item(insert=f"@{role} ", label=f"@{role}", about="everybody in this group")


def _channels(typed: str, directory: Directory) -> Iterator[Item]:
    for channel in directory.channels.values():
        if channel.kind is Kind.CHANNEL and not channel.archived and _fits(typed, channel.id):
            yield Item(insert=f"#{channel.id} ", label=f"#{channel.id}", about=channel.topic)


def _emojis(text: str) -> Completion | None:
    match = _EMOJI.search(text)
    if match is None:
        return None
    typed = match[1].lower()
    fitting = sorted((name for name in _emoji_names() if typed in name), key=lambda name: not name.startswith(typed))
    items = (Item(insert=f"{_emoji_names()[name]} ", label=_emoji_names()[name], about=name) for name in fitting)
    return Completion(match.start(), tuple(items)[:_MOST_EMOJIS])


@lru_cache(maxsize=1)
def _emoji_names() -> Mapping[str, str]:
    """Read every emoji's name once: `open_book` → 📖."""
    qualified = emojis.STATUS["fully_qualified"]
    return {
        data["en"].strip(":").lower(): shown
        for shown, data in emojis.EMOJI_DATA.items()
        if data["status"] == qualified and "skin_tone" not in data["en"]
    }


def _fits(typed: str, *names: str) -> bool:
    return any(name.lower().startswith(typed.lower()) for name in names)
