"""Rounds of matching and the life of a match: proposed, accepted by all its sides, met, ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from copbot.model.mentorship_pool import MentorPlan, Pair, Pairing, Side
from copbot.refs import MemberId

FIRST_CHECK_IN = timedelta(days=7)


class RoundState(StrEnum):
    """Where a round stands."""

    SOLVING = "solving"
    PREVIEW = "preview"
    PUBLISHED = "published"
    FAILED = "failed"
    DROPPED = "dropped"


class Mark(StrEnum):
    """What a facilitator laid down about two members for a round."""

    PINNED = "pinned"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One drawing of matches in a programme; `attempt` counts how often it was solved.

    `earlier` is the plan before the last change of weights, pins or forbidden pairs, to say what changed.
    """

    id: int = 0
    programme: int
    state: RoundState = RoundState.SOLVING
    attempt: int = 1
    plan: MentorPlan | None = None
    earlier: MentorPlan | None = None
    made_by: MemberId | None = None
    made_at: datetime
    published_at: datetime | None = None


class MatchState(StrEnum):
    """Where a match stands; before all have accepted it is proposed."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    DECLINED = "declined"
    EXPIRED = "expired"
    """Not all had accepted in time."""
    WITHDRAWN = "withdrawn"
    """Somebody left, or a facilitator took it back, before all had accepted."""
    ENDED = "ended"


RUNNING = frozenset({MatchState.PROPOSED, MatchState.ACTIVE})
ANY = frozenset(MatchState)


class Ending(StrEnum):
    """Why a match that had begun is over."""

    COMPLETED = "completed"
    REMATCH = "rematch"
    GONE = "gone"
    """Somebody left the community or the programme."""
    PROGRAMME = "programme"
    """The programme was closed."""


class SideState(StrEnum):
    """What one side of a match said."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"
    """Never answered in time."""
    GONE = "gone"
    """Left it after it had begun."""


IN = frozenset({SideState.ASKED, SideState.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSide:
    """One member in a match; a peer is on the side `EITHER`."""

    member: MemberId
    side: Side
    state: SideState = SideState.ASKED
    answered_at: datetime | None = None
    nudged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What those of a match agreed on, in their words: `by` proposed it `at` that moment, `confirmed` said yes."""

    rhythm: str = ""
    confidence: str = ""
    goal: str = ""
    at: datetime
    by: MemberId | None = None
    confirmed: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two or more brought together; `pairings` hold the reasons and scores they were matched for.

    `room` is the key its room was opened under. `sessions` counts meetings told of, `met_at` is the last of them.
    `instead_of` is the match this one follows for somebody whose partner declined or left.
    """

    id: int = 0
    programme: int
    round: int | None = None
    state: MatchState = MatchState.PROPOSED
    sides: tuple[MatchSide, ...]
    pairings: tuple[Pairing, ...] = ()
    proposed_at: datetime
    closes_at: datetime
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    room: str | None = None
    agreement: Agreement | None = None
    paused_until: date | None = None
    sessions: int = 0
    met_at: datetime | None = None
    instead_of: int | None = None

    def side_of(self, member: MemberId) -> MatchSide | None:
        """Give a member's side."""
        return next((one for one in self.sides if one.member == member), None)

    def others(self, member: MemberId) -> tuple[MatchSide, ...]:
        """Give the sides of everybody else who has not declined or left."""
        return tuple(one for one in self.sides if one.member != member and one.state in IN)

    def partners_of(self, member: MemberId) -> tuple[MatchSide, ...]:
        """Give the sides a member is brought together with: a mentor's mentees, a mentee's mentor, a peer's peer."""
        mine = self.side_of(member)
        if mine is None:
            return ()
        return tuple(one for one in self.others(member) if one.side is not mine.side or one.side is Side.EITHER)


def everybody_accepted(match: Match) -> bool:
    """Tell whether nobody who is still asked has to answer, and at least two accepted."""
    states = [one.state for one in match.sides]
    return SideState.ASKED not in states and states.count(SideState.ACCEPTED) > 1


def is_agreed(match: Match) -> bool:
    """Tell whether everybody who is still in a match agreed to what was proposed."""
    there = {one.member for one in match.sides if one.state in IN}
    return match.agreement is not None and there <= set(match.agreement.confirmed)


def next_check_in(match: Match, check_in_days: int, now: datetime) -> datetime | None:
    """Tell when those of a match are asked next: 7 days after it began, then in the programme's rhythm."""
    if match.state is not MatchState.ACTIVE or match.opened_at is None:
        return None
    first = match.opened_at + FIRST_CHECK_IN
    if now < first:
        return first
    rhythm = timedelta(days=check_in_days)
    return match.opened_at + rhythm * ((now - match.opened_at) // rhythm + 1)


class MentorRounds(Protocol):
    """The rounds of one community's programmes."""

    def begin(self, drawn: Round) -> int:
        """Write a new one down; gives its id."""
        ...

    def get(self, drawn: int) -> Round | None:
        """Give one by id."""
        ...

    def of(self, programme: int) -> tuple[Round, ...]:
        """List a programme's, newest first."""
        ...

    def change(self, drawn: Round) -> None:
        """Keep a round's changed fields, but its state."""
        ...

    def move(self, drawn: int, start: RoundState, to: RoundState) -> bool:
        """Bring a round from one state into another; False when it is in the first no more (pressed twice)."""
        ...

    def mark(self, drawn: int, pair: Pair, mark: Mark) -> None:
        """Pin or forbid two members; in place of what was laid down about them before."""
        ...

    def unmark(self, drawn: int, pair: Pair) -> None:
        """Take back what was laid down about two members."""
        ...

    def marks(self, drawn: int) -> Mapping[Pair, Mark]:
        """Give what was laid down for a round."""
        ...


class MentorMatches(Protocol):
    """The matches of one community's programmes.

    Whoever accepts takes a *seat* for each partner. A member has as many as `places_of` says, and one alone as mentee:
    a seat is a row that only one can insert, so that nobody is given more than they have room for, however many
    accept at the same instant.
    """

    def propose(self, match: Match) -> int:
        """Write a new one down with its sides; gives its id."""
        ...

    def get(self, match: int) -> Match | None:
        """Give one by id."""
        ...

    def of_round(self, drawn: int) -> tuple[Match, ...]:
        """List what a round brought, earliest first."""
        ...

    def of_programme(self, programme: int, states: Collection[MatchState] = ANY) -> tuple[Match, ...]:
        """List a programme's matches in these states, earliest first."""
        ...

    def of_member(self, member: MemberId, states: Collection[MatchState] = ANY) -> tuple[Match, ...]:
        """List a member's matches in these states, earliest first."""
        ...

    def change(self, match: Match) -> None:
        """Keep a match's changed fields, but its state and its sides."""
        ...

    def move(self, match: int, start: MatchState, to: MatchState) -> bool:
        """Bring a match from one state into another; False when it is in the first no more.

        A match that is not running any more frees its seats.
        """
        ...

    def join(self, match: int, side: MatchSide) -> None:
        """Bring one more into a group."""
        ...

    def accept(self, match: int, member: MemberId, now: datetime) -> bool:
        """Accept for one side, and take its seats.

        False, and nothing is changed, when the match is over, the side is asked no more, or a seat is missing.
        """
        ...

    def answer(self, match: int, member: MemberId, state: SideState, now: datetime) -> bool:
        """Let a side decline, fall silent or go, which frees its seats and its partners' for it.

        False when it had before.
        """
        ...

    def nudged(self, match: int, member: MemberId, now: datetime) -> bool:
        """Write down that a side was reminded; False when it was before, or is asked no more."""
        ...

    def seats_taken(self, programme: int) -> Mapping[MemberId, int]:
        """Count the seats that members hold."""
        ...

    def partners(self, programme: int) -> Mapping[frozenset[MemberId], datetime]:
        """Tell of every two who were ever proposed to each other, when that was last."""
        ...
