"""Discord's limits on application commands. Source: Discord's reference on application commands."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.e2e.discord_wire.places import Upload
from tests.e2e.discord_wire.refusal import Json, Wrong

NAME = re.compile(r"[-_'\w]{1,32}")
MOST = {1: 100, 2: 5, 3: 5}
"""How many slash commands, user menus and message menus; discord.py holds menus to 5."""
OPTIONS = 25
DESCRIPTION = 100
TOTAL = 8000
SUBCOMMAND, GROUP = 1, 2
_WITH_CHOICES = frozenset({3, 4, 10})


def check_commands(body: Sequence[Json], files: Sequence[Upload]) -> Iterator[Wrong]:
    """Check a whole command tree as it overwrites the last."""
    kinds = Counter(command.get("type") or 1 for command in body)
    for kind, often in kinds.items():
        if often > MOST.get(kind, 0):
            yield Wrong("", f"at most {MOST.get(kind, 0)} commands of type {kind}: {often}")
    names = Counter((command.get("type") or 1, command.get("name")) for command in body)
    for (_, name), often in names.items():
        if often > 1:
            yield Wrong("", f"Application command names must be unique: {name}")
    for number, command in enumerate(body):
        if (command.get("type") or 1) == 1:
            yield from _check_named(str(number), command)
            yield from _check_options(str(number), command.get("options") or (), depth=0)
            if (length := _length_of(command)) > TOTAL:
                yield Wrong(str(number), f"at most {TOTAL} characters in all: {length}")
        elif not 1 <= len(command.get("name") or "") <= 32 or command.get("description") or command.get("options"):
            yield Wrong(str(number), "a context menu has a name of at most 32, no description and no options")


def _check_named(at: str, thing: Json) -> Iterator[Wrong]:
    name = thing.get("name") or ""
    if not NAME.fullmatch(name) or name != name.lower():
        yield Wrong(f"{at}.name", f"Command name is invalid: {name!r}")
    if not 1 <= len(thing.get("description") or "") <= DESCRIPTION:
        yield Wrong(f"{at}.description", f"Must be between 1 and {DESCRIPTION} in length: {thing.get('description')!r}")


def _check_options(at: str, options: Sequence[Json], *, depth: int) -> Iterator[Wrong]:
    if len(options) > OPTIONS:
        yield Wrong(f"{at}.options", f"at most {OPTIONS}: {len(options)}")
    names = Counter(option.get("name") for option in options)
    if any(often > 1 for often in names.values()):
        yield Wrong(f"{at}.options", "Option names must be unique")
    nested = [option for option in options if option.get("type") in {SUBCOMMAND, GROUP}]
    if nested and len(nested) < len(options):
        yield Wrong(f"{at}.options", "Sub-command and sub-command group option types are mutually exclusive to others")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield Wrong(f"{at}.options", "Required options must be placed before non-required options")
    for number, option in enumerate(options):
        here = f"{at}.options.{number}"
        yield from _check_named(here, option)
        match option.get("type"):
            case 2 if depth > 0:
                yield Wrong(here, "a group stands only at the top of a command")
            case 1 if depth > 1:
                yield Wrong(here, "a subcommand does not stand in a subcommand")
            case 1:
                yield from _check_options(here, option.get("options") or (), depth=2)
            case 2:
                yield from _check_options(here, option.get("options") or (), depth=1)
            case _:
                yield from _check_value(here, option)


def _check_value(at: str, option: Json) -> Iterator[Wrong]:
    choices = option.get("choices") or ()
    if len(choices) > OPTIONS:
        yield Wrong(f"{at}.choices", f"at most {OPTIONS}: {len(choices)}")
    if choices and option.get("autocomplete"):
        yield Wrong(f"{at}.autocomplete", "not together with choices")
    if (choices or option.get("autocomplete")) and option.get("type") not in _WITH_CHOICES:
        yield Wrong(f"{at}.type", "only texts and numbers have choices or suggestions")
    for number, choice in enumerate(choices):
        value = choice.get("value")
        if not 1 <= len(choice.get("name") or "") <= 100 or (isinstance(value, str) and not 1 <= len(value) <= 100):
            yield Wrong(f"{at}.choices.{number}", f"Must be between 1 and 100 in length: {choice}")


def _length_of(thing: Json) -> int:
    own = len(thing.get("name") or "") + len(thing.get("description") or "")
    choices = sum(len(choice["name"]) + len(str(choice["value"])) for choice in thing.get("choices") or ())
    return own + choices + sum(_length_of(option) for option in thing.get("options") or ())
