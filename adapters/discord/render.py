"""Messages to Discord's JSON: pure functions, held against golden payloads and Discord's limits.

Text before the first card is the message's content; cards and charts are embeds, text after them an embed without
title, so that everything keeps its order; buttons and menus stand below. What does not fit goes on in a further
message, cut between blocks, and a new message begins where controls would stand below the wrong thing.
Sources: Discord's reference on message creation, embed limits and components.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from adapters.discord.native import Json, Native, Upload
from adapters.discord.pieces import ACCENT, CONTENT, Embed, Enclosed, Piece, Row, Text, pieces
from adapters.discord.spans import CUT, label
from copbot.message import Chart, Message
from copbot.refs import CommunityId

MOST_MESSAGES = 5
_EMBEDS, _EMBED_TEXT, _DESCRIPTION = 10, 6000, 4096
_ROWS, _FILES, _PINGS = 5, 10, 100
_NO_PICTURES: Mapping[Chart, bytes] = MappingProxyType({})


def render(
    message: Message,
    community: CommunityId,
    pictures: Mapping[Chart, bytes] = _NO_PICTURES,
    *,
    most: int = MOST_MESSAGES,
) -> tuple[Native, ...]:
    """Give a message as one to `most` of Discord's; `pictures` are its charts, a missing one is said in words.

    What is beyond the last is left out, and an ellipsis says so.
    """
    laid = list(pieces(message.blocks, community, pictures))
    sheets = [_Sheet()]
    for number, piece in enumerate(laid):
        controls_follow = any(isinstance(one, Row) for one in laid[number:])
        misplaced = sheets[-1].rows and controls_follow and not isinstance(piece, Row)
        if misplaced or not sheets[-1].takes(piece):
            sheets.append(_Sheet())
            sheets[-1].takes(piece)
    filled = [sheet for sheet in sheets if not sheet.empty] or [_Sheet(content=label(message.summary or "", CONTENT))]
    if len(filled) > most:
        filled[most - 1].break_off()
    return tuple(sheet.native() for sheet in filled[:most])


@dataclass(slots=True)
class _Sheet:
    """One message as it fills; `takes` says whether a piece still fitted."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    rows: list[Json] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    users: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        return not (self.content.strip() or self.embeds or self.rows or self.files)

    def takes(self, piece: Piece) -> bool:
        match piece:
            case Text() if self.embeds:
                return self._takes_below(piece)
            case Text():
                return self._takes_text(piece)
            case Embed(embed, upload):
                return self._takes_embed(embed, upload)
            case Row(components):
                return self._takes_row(components)
            case Enclosed(upload):
                return self._takes_file(upload)

    def _takes_text(self, piece: Text) -> bool:
        made = _below(self.content, piece)
        if len(made) > CONTENT or len(self.users | piece.users) > _PINGS or len(self.roles | piece.roles) > _PINGS:
            return False
        self.content = made
        self.users |= piece.users
        self.roles |= piece.roles
        return True

    def _takes_below(self, piece: Text) -> bool:
        """Take text that follows a card; there it notifies nobody, so one that should begins a new message."""
        if piece.users or piece.roles:
            return False
        if not piece.text:
            return True
        last = self.embeds[-1]
        if set(last) != {"color", "description"}:
            return self._takes_embed({"color": ACCENT, "description": piece.text}, None)
        made = _below(last["description"], piece)
        if len(made) > _DESCRIPTION or self._text + len(made) - len(last["description"]) > _EMBED_TEXT:
            return False
        self.embeds[-1] = {**last, "description": made}
        return True

    def _takes_embed(self, embed: Json, upload: Upload | None) -> bool:
        if len(self.embeds) >= _EMBEDS or self._text + _length(embed) > _EMBED_TEXT:
            return False
        if upload is not None and not self._takes_file(upload):
            return False
        self.embeds.append(embed)
        return True

    def _takes_row(self, components: Sequence[Json]) -> bool:
        """Take a row; what has the same id as another control does the same, and Discord refuses it."""
        if len(self.rows) >= _ROWS:
            return False
        fresh: list[Json] = []
        for one in components:
            if one.get("custom_id") not in self.ids:
                fresh.append(one)
                self.ids |= {one["custom_id"]} if "custom_id" in one else set()
        if fresh:
            self.rows.append({"type": 1, "components": fresh})
        return True

    def _takes_file(self, upload: Upload) -> bool:
        if len(self.files) >= _FILES:
            return False
        self.files.append(upload)
        return True

    @property
    def _text(self) -> int:
        return sum(_length(embed) for embed in self.embeds)

    def break_off(self) -> None:
        """Say that there was more."""
        self.content = f"{self.content[: CONTENT - 2].rstrip()}\n{CUT}".strip()

    def native(self) -> Native:
        payload: Json = {
            "content": self.content.strip(),
            "embeds": self.embeds,
            "components": self.rows,
            "allowed_mentions": {
                "parse": [],
                "users": sorted(self.users),
                "roles": sorted(self.roles),
                "replied_user": False,
            },
            "attachments": [_listed(number, upload) for number, upload in enumerate(self.files)],
        }
        return Native(payload, tuple(self.files))


def _below(above: str, piece: Text) -> str:
    if not above or not piece.text:
        return f"{above}\n" if above else piece.text
    return f"{above}\n{piece.text}" if piece.near or above.endswith("\n") else f"{above}\n\n{piece.text}"


def _length(embed: Json) -> int:
    """Count what Discord counts of an embed."""
    facts = sum(len(fact["name"]) + len(fact["value"]) for fact in embed.get("fields", ()))
    return len(embed.get("title", "")) + len(embed.get("description", "")) + facts


def _listed(number: int, upload: Upload) -> Json:
    listed: Json = {"id": number, "filename": upload.name}
    return listed if upload.about is None else {**listed, "description": upload.about}
