"""Slash commands both ways: which ones Slack is told of, and what somebody typed as pieces.

Slack sends a command's text escaped (`should_escape`): `<@U2|bob>`, `<#C1|general>`, `<!subteam^S1>`, `&amp;`.
Messages carry the same entities, mostly without labels.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.slack.emoji import to_unicode
from adapters.slack.text import PLATFORM
from copbot.events import TypedPiece
from copbot.message import plain
from copbot.refs import ChannelRef, RoleRef, UserRef
from copbot.repertoire import Repertoire

UMBRELLA = "cop"
"""The first word that accepts every path and that no prefix renames."""
_ENTITY = re.compile(r"<([^<>]+)>")
_NAMED_EMOJI = re.compile(r":([a-z0-9_+-]+(?:::skin-tone-[2-6])?):")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """One of Slack's commands: everything that begins with one word."""

    name: str
    about: str
    hint: str


def slash_commands(repertoire: Repertoire, prefix: str) -> tuple[SlashCommand, ...]:
    """Give one command for each first word of the declared paths, and the umbrella."""
    abouts = {practice.name: plain(practice.about) for practice in repertoire.practices}
    seconds: dict[str, list[str]] = {UMBRELLA: []}
    for path, command in repertoire.commands.items():
        first, _, second = path.partition(" ")
        abouts.setdefault(first, plain(command.help))
        seconds.setdefault(first, []).extend([second] if second else [])
    abouts.setdefault(UMBRELLA, "Everything this community's bot can do.")
    return tuple(
        SlashCommand(name=slash_name(first, prefix), about=abouts[first], hint=" · ".join(words))
        for first, words in seconds.items()
    )


def slash_name(first: str, prefix: str) -> str:
    """Give the slash command of a first word."""
    return f"/{first}" if first == UMBRELLA else f"/{prefix}{first}"


def typed(command: str, text: str, prefix: str, tenant: str) -> tuple[TypedPiece, ...]:
    """Give a slash command as a line of pieces, its first word without slash and prefix."""
    word = command.removeprefix("/")
    if word != UMBRELLA:
        word = word.removeprefix(prefix)
    return pieces(f"{word} {text}".strip(), tenant)


def pieces(text: str, tenant: str) -> tuple[TypedPiece, ...]:
    """Give escaped text as words and references."""
    made: list[TypedPiece] = []
    for piece in _read(text, tenant):
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif piece != "":
            made.append(piece)
    return tuple(made)


def without(mention: UserRef | None, line: tuple[TypedPiece, ...]) -> tuple[TypedPiece, ...]:
    """Give a line without the mentions of one user, the words around them joined."""
    made: list[TypedPiece] = []
    for piece in line:
        if piece == mention:
            continue
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] = f"{made[-1].rstrip()} {piece.lstrip()}"
        else:
            made.append(piece)
    if made and isinstance(made[0], str):
        made[0] = made[0].lstrip()
    return tuple(piece for piece in made if piece != "")


def labels(text: str) -> Mapping[str, str]:
    """Give what the people mentioned in escaped text are called there, by user id."""
    found = (entity[1:].partition("|") for entity in _ENTITY.findall(text) if entity[0] == "@")
    return {user: label for user, _, label in found if label}


def words_of(text: str, names: Mapping[str, str]) -> str:
    """Give a message's text as a person reads it; `names` are those of the people mentioned, by user id."""
    read = "".join(
        f"@{names.get(piece.user, piece.user)}" if isinstance(piece, UserRef) else str(piece)
        for piece in _read(text, "")
    )
    return _NAMED_EMOJI.sub(lambda found: str(to_unicode(found[1])), read)


def _read(text: str, tenant: str) -> Iterator[TypedPiece]:
    """Give words and references in order; without a tenant, only people are references."""
    at = 0
    for found in _ENTITY.finditer(text):
        yield _unescaped(text[at : found.start()])
        yield _entity(found[1], tenant)
        at = found.end()
    yield _unescaped(text[at:])


def _entity(inside: str, tenant: str) -> TypedPiece:
    target, _, label = inside.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return UserRef(PLATFORM, tenant, rest)
    if kind == "#":
        return ChannelRef(PLATFORM, tenant, rest) if tenant else f"#{label or rest}"
    if target.startswith("!subteam^"):
        return RoleRef(PLATFORM, tenant, target.removeprefix("!subteam^")) if tenant else label or "@group"
    if kind == "!":
        return _unescaped(label) or f"@{rest}"
    return _link(_unescaped(target), _unescaped(label))


def _link(url: str, label: str) -> str:
    """Give a link as its address, after its words where they say something else."""
    if not label or label == url or url.endswith(f"//{label}") or url == f"mailto:{label}":
        return label if url.startswith("mailto:") and label else url
    return f"{label} ({url})"


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
