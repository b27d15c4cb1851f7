"""Messages on their way into the library: who reacted, what the platform showed of them, who may refuse."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from copbot.refs import Emoji, MemberId, MessageRef

PENDING_FOR = timedelta(days=14)
"""How long a message the bot may not read waits for somebody to give its link."""
LONGEST_SNIPPET = 280
MOST_LINKS = 5
"""How many links of one message become entries."""


class CaptureState(StrEnum):
    """How far a message has come."""

    ASKED = "asked"
    """The platform was asked what it says."""
    PENDING = "pending"
    """It may not be read here; somebody has to add the link."""
    KEPT = "kept"
    REFUSED = "refused"
    """Taken out again; reactions do not bring it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One message that was to be kept.

    `thread` is the message its replies hang on; `author` is None when nobody knows or a bot wrote it.
    """

    id: int
    message: MessageRef
    thread: MessageRef
    state: CaptureState
    by: MemberId | None
    author: MemberId | None = None
    permalink: str | None = None
    at: datetime
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reactors:
    """How many members reacted to a message, and how many of them are curators or facilitators."""

    members: int
    curators: int


def enough(reactors: Reactors, *, from_anyone: int, from_curators: int) -> bool:
    """Tell whether the reactions to a message keep it."""
    return reactors.members >= from_anyone or reactors.curators >= from_curators


def same_emoji(one: Emoji, other: Emoji) -> bool:
    """Tell whether two emoji look the same, with or without the mark that asks for colour."""
    return one.replace("\ufe0f", "") == other.replace("\ufe0f", "")


def snippet(text: str) -> str:
    """Cut a message to the few words that are kept of it."""
    return shortened(text, LONGEST_SNIPPET)


def shortened(text: str, most: int) -> str:
    """Give the beginning of a text on one line, cut between words where there are any."""
    begin = text[: most * 4]
    short = textwrap.shorten(begin, most, placeholder="…")
    return "".join(begin.split())[: most - 1] + "…" if short == "…" else short


class CaptureBook(Protocol):
    """The messages of one community on their way into its library."""

    def begin(self, capture: Capture) -> Capture:
        """Begin one; gives it with its id."""
        ...

    def get(self, capture: int) -> Capture | None:
        """Give one by id."""
        ...

    def of_message(self, message: MessageRef) -> Capture | None:
        """Find the one of a message."""
        ...

    def among(self, messages: Sequence[MessageRef]) -> tuple[Capture, ...]:
        """Find those of several messages."""
        ...

    def change(self, capture: Capture) -> None:
        """Keep its changed fields."""
        ...

    def drop(self, capture: int) -> None:
        """Forget one, as if nobody had asked to keep it."""
        ...

    def react(self, message: MessageRef, member: MemberId, at: datetime, *, curator: bool) -> Reactors:
        """Count a member's reaction once; gives how many there are now."""
        ...

    def unreact(self, message: MessageRef, member: MemberId | None) -> Reactors:
        """Take a member's reaction back, or everybody's; gives how many are left."""
        ...

    def reacted(self, message: MessageRef, member: MemberId | None) -> bool:
        """Tell whether a member's reaction, or anybody's, counts for a message."""
        ...
