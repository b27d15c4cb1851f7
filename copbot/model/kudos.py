"""Recognition that names the practice: an append-only ledger of thanks, and what its books can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from copbot.refs import Emoji, MemberId, MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Kudos:
    """One member thanks others for something they did.

    `giver` is None once they had themselves forgotten. `value` is the `ref` of one of the community's values.
    `message` is what it was given for; `emoji` is set when it was given by a reaction, and then `reason` may be empty.
    `posted` says that it was told where all can see.
    """

    giver: MemberId | None
    receivers: tuple[MemberId, ...]
    reason: str
    value: str | None
    at: datetime
    message: MessageRef | None = None
    emoji: Emoji | None = None
    posted: bool = False


class Cause(StrEnum):
    """Why a kudos was taken back."""

    UNDONE = "undone"
    """The giver thought better of it within the minute."""
    REACTION_REMOVED = "reaction removed"
    REACTIONS_CLEARED = "reactions cleared"
    """Somebody who looks after the channel removed the reactions."""
    MESSAGE_DELETED = "message deleted"
    POST_DELETED = "post deleted"
    """Somebody who looks after the channel removed the post that told of it."""
    AUTHOR_IS_BOT = "author is a bot"
    """The message turned out to be no person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A kudos as the ledger has it.

    `link` leads to the message it was given for, where the platform told; `snippet` is how that message begins,
    for the giver and the receivers alone: others may not be in the channel it stands in. `reworded` counts how often
    its words were changed.
    """

    id: int
    kudos: Kudos
    link: str | None = None
    snippet: str = ""
    reworded: int = 0
    taken_back: Cause | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """One member thanked one other, and it stands."""

    giver: MemberId
    receiver: MemberId
    at: datetime


class Visibility(StrEnum):
    """Where a member wishes to be thanked."""

    PUBLIC = "public"
    RECAP = "recap"
    """In recaps, in no post of its own."""
    PRIVATE = "private"
    """Seen by them and the giver alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a member wishes to be thanked; `on_board` covers being listed as thanked and as thanking."""

    visibility: Visibility = Visibility.PUBLIC
    on_board: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankedMessage:
    """A message that somebody was thanked for; `note` is the key of the post that acknowledges it, when one stands.

    `thread` is the message whose thread it stands in; `edition` counts how often the note was written; `by_bot` says
    that no person wrote it, which is only known once the platform was asked.
    """

    message: MessageRef
    thread: MessageRef | None = None
    link: str | None = None
    by_bot: bool = False
    note: str | None = None
    edition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCounts:
    """How much was recognised in a period, private thanks included; `by_value` counts by `ref`, most first."""

    kudos: int
    givers: int
    receivers: int
    by_value: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class Firsts:
    """Who, in a period, thanked somebody or was thanked for the first time; nobody who is thanked privately."""

    givers: frozenset[MemberId]
    receivers: frozenset[MemberId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often one member was thanked and thanked in a period; `wishes` says what of it may be shown."""

    member: MemberId
    received: int
    given: int
    wishes: Wishes


class ThankedMessages(Protocol):
    """The messages of one community that members were thanked for."""

    def begin(self, message: MessageRef, thread: MessageRef | None, *, awaits_note: bool) -> bool:
        """Write down that a message was thanked for; False when that was done before."""
        ...

    def await_note(self, message: MessageRef) -> bool:
        """Have its note written or written anew; False when that is awaited already."""
        ...

    def awaiting(self) -> tuple[MessageRef, ...]:
        """List those whose note is awaited."""
        ...

    def noted(self, message: MessageRef, note: str | None) -> None:
        """Keep the key of its note, None when none stands; nothing is awaited any more."""
        ...

    def describe(
        self,
        message: MessageRef,
        *,
        author: MemberId | None,
        link: str | None,
        snippet: str,
        by_bot: bool,
        thread: MessageRef | None = None,
    ) -> None:
        """Keep who wrote it, where it is and how it begins; a thread that is known stays so when None is given."""
        ...

    def get(self, message: MessageRef) -> ThankedMessage | None:
        """Give one."""
        ...


class KudosBook(Protocol):
    """The ledger of one community: rows are only ever added, taking back adds a reversal.

    Whatever was taken back is in no answer, except where `Entry.taken_back` says so.
    """

    @property
    def messages(self) -> ThankedMessages:
        """The messages that members were thanked for."""
        ...

    def add(self, kudos: Kudos) -> int:
        """Write one down; gives its id."""
        ...

    def get(self, kudos: int) -> Entry | None:
        """Give one, taken back or not."""
        ...

    def take_back(self, kudos: int, cause: Cause, at: datetime) -> bool:
        """Write its reversal down; False when there was one before."""
        ...

    def reword(self, kudos: int, reason: str, value: str | None) -> None:
        """Change what a kudos says; that it was given stays as it is."""
        ...

    def ties(
        self, giver: MemberId, receivers: Sequence[MemberId], *, given_since: datetime, received_since: datetime
    ) -> tuple[Tie, ...]:
        """List whom a member thanked since an instant, and which of these receivers thanked them since another."""
        ...

    def react(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Keep that a reaction stands; False when it stood before."""
        ...

    def unreact(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Keep that it stands no longer; False when it did not stand."""
        ...

    def reacted(self, message: MessageRef, member: MemberId, emoji: Emoji) -> bool:
        """Tell whether a reaction stands."""
        ...

    def has_reactions(self, message: MessageRef) -> bool:
        """Tell whether any reaction stands on a message."""
        ...

    def clear_reactions(self, message: MessageRef, emoji: Emoji | None) -> None:
        """Keep that no reaction, or none of this emoji, stands on a message."""
        ...

    def given_for(self, message: MessageRef) -> tuple[Entry, ...]:
        """List what was given for a message, oldest first."""
        ...

    def wishes(self, members: Sequence[MemberId]) -> dict[MemberId, Wishes]:
        """Give how members wish to be thanked, with defaults for who never said."""
        ...

    def wish(self, member: MemberId, wishes: Wishes) -> None:
        """Keep how a member wishes to be thanked."""
        ...

    def received(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List what a member was thanked for, newest first."""
        ...

    def given(self, member: MemberId, limit: int) -> tuple[Entry, ...]:
        """List what a member thanked others for, newest first, with what was taken back."""
        ...

    def of_period(self, since: datetime, until: datetime, limit: int | None = None) -> tuple[Entry, ...]:
        """List what a recap may tell, newest first.

        Receivers who are thanked privately are left out, and kudos to them alone.
        """
        ...

    def counts(self, since: datetime, until: datetime) -> PeriodCounts:
        """Count a period."""
        ...

    def firsts(self, since: datetime, until: datetime) -> Firsts:
        """Find who gave or received their first kudos in a period."""
        ...

    def tally(self, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """Count a period by member, in no order."""
        ...

    def last_received(self, member: MemberId) -> datetime | None:
        """Tell when a member was last thanked."""
        ...

    def not_yet_thanked(self, *, acted_since: datetime, thanked_since: datetime) -> tuple[MemberId, ...]:
        """List who acted since an instant and was not thanked since another, who acted last first."""
        ...
