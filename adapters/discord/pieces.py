"""Blocks as pieces: what can stand on its own on a Discord message, each within Discord's limits.

Sources: Discord's reference on embed limits and components.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import TypeAlias

from adapters.discord import custom_ids
from adapters.discord.native import Json, Upload
from adapters.discord.references import PLATFORM
from adapters.discord.spans import broken, clipped, escape, fitted, is_web_address, label, line
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Fields,
    File,
    Heading,
    InChannel,
    Line,
    LinkButton,
    Mention,
    Menu,
    Paragraph,
    Quote,
    RoleMention,
    Said,
    Small,
    Tone,
    plain,
)
from copbot.refs import CommunityId

ACCENT = 0x2F7D6D
"""The colour down the side of every card."""
CONTENT = 2000
_TITLE, _FACT_NAME, _FACT_VALUE, _FACTS, _BODY, _CARD = 256, 256, 1024, 25, 3000, 5800
_BUTTON, _ADDRESS, _PLACEHOLDER, _CHOICE, _CHOICES, _IN_A_ROW = 80, 512, 150, 100, 25, 5
_ALT = 1024
_STYLES: Mapping[Tone, int] = MappingProxyType({Tone.PLAIN: 2, Tone.PRIMARY: 1, Tone.DANGER: 4})
_LINK_STYLE = 5
_FILE_NAME = 100
_QUOTED_ROWS = 300
_NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Text:
    """Some markdown; `near` keeps it right below what stands before, `users` and `roles` are whom it notifies."""

    text: str
    near: bool = False
    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Embed:
    """A card or a picture, with the file it shows."""

    embed: Json
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Up to five buttons, or one menu."""

    components: Sequence[Json]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file to hand over."""

    upload: Upload


Piece: TypeAlias = Text | Embed | Row | Enclosed


def pieces(blocks: Sequence[Block], community: CommunityId, pictures: Mapping[Chart, bytes]) -> Iterator[Piece]:
    """Give all pieces of a message, in reading order."""
    numbers = count(1)
    for above, block in zip((None, *blocks), blocks, strict=False):
        match block:
            case Card():
                yield Embed(_card(block))
            case Chart():
                yield _chart(block, pictures.get(block), next(numbers))
            case File(name, content, media_type):
                yield Enclosed(Upload(name=_file_name(name), content=content, media_type=media_type))
            case Buttons():
                yield from _buttons(block, community)
            case Menu():
                if block.choices:
                    yield Row([_menu(block, community)])
            case Divider():
                yield Text("")
            case Heading() | Paragraph() | Bullets() | Quote() | Small() | Fields():
                users, roles = _pinged(block)
                for number, text in enumerate(_texts(block)):
                    near = number > 0 or not isinstance(block, Paragraph) or isinstance(above, Heading)
                    yield Text(text, near, users, roles)


def _texts(block: Heading | Paragraph | Bullets | Quote | Small | Fields) -> list[str]:
    """Give a block of text as pieces of markdown that each fit a message."""
    match block:
        case Heading(text):
            return [f"### {_name(text, CONTENT - 4)}"]
        case Paragraph(words):
            return broken(words, CONTENT)
        case Bullets(lines):
            return [f"- {_flat(fitted(words, CONTENT - 2))}" for words in lines]
        case Quote(words):
            return _quoted(words)
        case Small(words):
            return [f"-# {_flat(piece)}" for piece in broken(words, CONTENT - 3)]
        case Fields(pairs):
            return [_flat(f"**{_name(name, _FACT_NAME)}:** {fitted(words, CONTENT - 300)}") for name, words in pairs]


def _name(text: str | Said, limit: int) -> str:
    """Give a title or label as one line of markdown."""
    return fitted((label(text, limit),), limit)


def _file_name(name: str) -> str:
    """Give a file's name as Discord keeps it, so that it is found again as it was sent."""
    return re.sub(r"[^\w.-]+", "_", name)[-_FILE_NAME:] or "file"


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _quoted(words: Line) -> list[str]:
    """Give a quotation as pieces; the sign before each row needs room too."""
    rows = line(words).count("\n") + 1
    found = broken(words, CONTENT - 2 * min(rows, _QUOTED_ROWS))
    if rows > _QUOTED_ROWS:
        found = [_flat(piece)[: CONTENT - 2] for piece in found]
    return ["\n".join(f"> {row}" for row in piece.split("\n")) for piece in found]


def _pinged(block: Heading | Paragraph | Bullets | Quote | Small | Fields) -> tuple[frozenset[str], frozenset[str]]:
    """Tell whom exactly a block may notify."""
    match block:
        case Heading():
            lines: Sequence[Line] = ()
        case Paragraph(words) | Quote(words) | Small(words):
            lines = (words,)
        case Bullets(several):
            lines = several
        case Fields(pairs):
            lines = [words for _, words in pairs]
    spans = [one for words in lines for one in words]
    mentions = [one for one in spans if isinstance(one, Mention) and one.ping and one.user.platform == PLATFORM]
    roles = [one for one in spans if isinstance(one, RoleMention) and one.ping]
    return frozenset(one.user.user for one in mentions), frozenset(one.role.role for one in roles)


def _card(card: Card) -> Json:
    """Give a card as an embed; names that only a message's text can resolve move from the title into it."""
    made: Json = {"color": ACCENT}
    rows = [fitted(words, _BODY) for words in card.body]
    if any(isinstance(one, Mention | RoleMention | InChannel) for one in card.title):
        rows.insert(0, f"**{fitted(card.title, _TITLE)}**")
    elif title := fitted(card.title, _TITLE).strip():
        made["title"] = title
    if card.url and is_web_address(card.url):
        made["url"] = card.url
    if body := _joined(rows, _BODY):
        made["description"] = body
    room = _CARD - len(made.get("title", "")) - len(body)
    facts: list[Json] = []
    for name, words in card.facts[:_FACTS]:
        fact = {"name": _name(name, _FACT_NAME), "value": fitted(words, _FACT_VALUE).strip() or _NOTHING}
        room -= len(fact["name"]) + len(fact["value"])
        if room < 0:
            break
        facts.append({**fact, "inline": True})
    if facts:
        made["fields"] = facts
    if not (made.get("title") or body or facts):
        made["description"] = _NOTHING
    return made


def _joined(rows: Sequence[str], limit: int) -> str:
    """Join rows as long as they fit."""
    made = ""
    for row in rows:
        if len(made) + 1 + len(row) > limit:
            return f"{made}\n…" if made else row
        made = f"{made}\n{row}" if made else row
    return made.strip()


def _chart(chart: Chart, picture: bytes | None, number: int) -> Embed:
    alt = plain(chart.alt)
    made: Json = {"color": ACCENT, "title": _name(chart.title, _TITLE)}
    if picture is None:
        return Embed({**made, "description": escape(clipped(alt, _ALT))})
    name = f"chart-{number}.png"
    upload = Upload(name=name, content=picture, media_type="image/png", about=clipped(alt, _ALT))
    return Embed({**made, "image": {"url": f"attachment://{name}"}}, upload)


def _buttons(block: Buttons, community: CommunityId) -> Iterator[Piece]:
    """Give rows of buttons; an address too long or too strange for a button stands as text."""
    shown = [one for one in block.buttons if isinstance(one, Button) or _opens(one)]
    made = [_button(one, community) for one in shown]
    for start in range(0, len(made), _IN_A_ROW):
        yield Row(made[start : start + _IN_A_ROW])
    for one in block.buttons:
        if one not in shown and isinstance(one, LinkButton):
            yield Text(f"{escape(label(one.label, _BUTTON))}: {line((one.url,))}"[:CONTENT])


def _opens(button: LinkButton) -> bool:
    return is_web_address(button.url) and len(button.url) <= _ADDRESS


def _button(button: Button | LinkButton, community: CommunityId) -> Json:
    made: Json = {"type": 2, "label": label(button.label, _BUTTON)}
    match button:
        case Button(_, control, tone):
            return {**made, "style": _STYLES[tone], "custom_id": custom_ids.write(control, community)}
        case LinkButton(_, url):
            return {**made, "style": _LINK_STYLE, "url": url}


def _menu(menu: Menu, community: CommunityId) -> Json:
    return {
        "type": 3,
        "custom_id": custom_ids.write(menu.control, community),
        "placeholder": label(menu.placeholder, _PLACEHOLDER),
        "options": choices(menu.choices),
    }


def choices(offered: Sequence[Choice], chosen: Sequence[str] = ()) -> list[Json]:
    """Give what a select offers: at most 25, each value once."""
    by_value: dict[str, Choice] = {}
    for choice in offered:
        by_value.setdefault(choice.value[:_CHOICE], choice)
    made: list[Json] = []
    for value, choice in [*by_value.items()][:_CHOICES]:
        option: Json = {"label": label(choice.label, _CHOICE), "value": value}
        if choice.about is not None:
            option["description"] = label(choice.about, _CHOICE)
        if choice.value in chosen:
            option["default"] = True
        made.append(option)
    return made
