"""What a person asked of the bot, and everything it answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

from tests.e2e.discord_wire.changes import Changes
from tests.e2e.discord_wire.places import Channel, Message, Person, walk
from tests.e2e.discord_wire.refusal import Json


class Asked(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """Discord's interaction callback types."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(frozen=True, slots=True, eq=False)
class Modal:
    """A form as it opened; `controls` maps each label to its custom id."""

    opened_by: "Interaction"
    custom_id: str
    title: str
    components: Sequence[Json]

    @property
    def controls(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in self.components:
            if part["type"] == 18:
                found[part["label"]] = part["component"]["custom_id"]
            elif part["type"] == 1:
                found |= {field["label"]: field["custom_id"] for field in part["components"]}
        return found

    @property
    def texts(self) -> str:
        """All words of the form, a line each."""
        keys = ("label", "description", "content", "placeholder", "value")
        return "\n".join(str(part[key]) for part in walk([*self.components]) for key in keys if part.get(key))


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Interaction:
    """One slash command, press, choice, form or half-typed option.

    `source` is the message it was pressed on, `opener` what opened the form. `callback` is the bot's first answer as
    sent; `original` the message it made or changed; `followups` what came after; `modal` and `choices` are there when
    that was the answer.
    """

    id: int
    token: str
    kind: Asked
    person: Person
    channel: Channel
    at: float
    payload: Json
    changes: Changes
    source: Message | None = None
    opener: "Interaction | None" = None
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Modal | None = None
    expired: bool = False
    """Set by `DiscordWire.expire`: the token is worth nothing any more."""

    @property
    def answer(self) -> Answer | None:
        """The kind of the first answer, None before it came."""
        return None if self.callback is None else Answer(self.callback["type"])

    @property
    def choices(self) -> list[tuple[str, str | int | float]]:
        """The suggestions: (what is shown, what comes back)."""
        data = (self.callback or {}).get("data") or {}
        return [(choice["name"], choice["value"]) for choice in data.get("choices") or ()]

    @property
    def text(self) -> str:
        """Everything the person reads in answer, follow-ups below."""
        there = [each for each in (self.original, *self.followups) if each and not (each.loading or each.deleted)]
        return "\n".join(message.shown for message in there)

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the answer."""
        return self.original is not None and self.original.ephemeral

    @property
    def complete(self) -> bool:
        """Whether the person sees something: a deferred answer counts once its message is there."""
        match self.answer:
            case None:
                return False
            case Answer.DEFERRED:
                return self.original is not None and not (self.original.loading and not self.original.deleted)
            case Answer.DEFERRED_UPDATE:
                return bool(self.followups) or (self.original is not None and self.original.edits > 0)
            case Answer.MESSAGE | Answer.UPDATE | Answer.CHOICES | Answer.MODAL:
                return True

    async def acknowledged(self, within: float = 5.0) -> Self:
        """Wait for the bot's first answer, of whatever kind."""
        return await self._until(lambda: self.callback is not None, within)

    async def answered(self, within: float = 5.0) -> Self:
        """Wait until the person sees an answer; a deferred one is waited for to its end."""
        return await self._until(lambda: self.complete, within)

    async def followed_up(self, count: int = 1, within: float = 5.0) -> Self:
        """Wait for so many follow-up messages."""
        return await self._until(lambda: len(self.followups) >= count, within)

    async def _until(self, predicate: Callable[[], bool], within: float) -> Self:
        await self.changes.until(predicate, within, lambda: f"{self.kind.name} {self.payload.get('data')}: {self!s}")
        return self

    def __repr__(self) -> str:
        return f"<{self.kind.name} of {self.person.name}: {self}>"

    def __str__(self) -> str:
        return f"answered {self.answer.name if self.answer else 'not at all'}, reads {self.text!r}"
