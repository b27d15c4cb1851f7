"""What is asked and told while a match lasts: check-ins, goal progress, and the reflection at its end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from copbot.refs import MemberId

BEST_SCORE = 5


class CheckInKind(StrEnum):
    """What a check-in asks."""

    MET = "met"
    """Have you met? After 7 days."""
    FIT = "fit"
    """Is it a fit? After the first meeting."""
    REGULAR = "regular"
    """How is it going? Every 30 days."""
    STUCK = "stuck"
    """You have not met for 21 days: what would help?"""


class Met(StrEnum):
    """Whether they met since they were last asked."""

    YES = "yes"
    PLANNED = "planned"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One question to one side of a match, asked once; `number` counts those of its kind from 1.

    `score` is 1 to 5: how satisfied they are. `words` are seen by facilitators when `flagged`.
    """

    id: int = 0
    match: int
    member: MemberId
    kind: CheckInKind
    number: int = 1
    asked_at: datetime
    answered_at: datetime | None = None
    met: Met | None = None
    score: int | None = None
    words: str = ""
    flagged: bool = False
    seen_at: datetime | None = None
    """When a facilitator took care of what was flagged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody came with the goal of a match: 0 to 100 per cent, and in words."""

    match: int
    member: MemberId
    percent: int
    words: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """What one side of a match looks back on at its end; `score` is 1 to 5.

    `thanks` may become kudos, `story` an entry of the library, each when the member says so; `entry` is that entry.
    """

    match: int
    member: MemberId
    score: int | None = None
    learned: str = ""
    thanks: str = ""
    story: str = ""
    thanked: bool = False
    entry: int | None = None
    at: datetime


class MentorCheckIns(Protocol):
    """What was asked and told in one community's matches."""

    def ask(self, check_in: CheckIn) -> int | None:
        """Write a question down; gives its id, or None when it was asked before."""
        ...

    def get(self, check_in: int) -> CheckIn | None:
        """Give one by id."""
        ...

    def change(self, check_in: CheckIn) -> None:
        """Keep a check-in's changed fields."""
        ...

    def of_match(self, match: int) -> tuple[CheckIn, ...]:
        """List those of a match, earliest first."""
        ...

    def of_matches(self, matches: Collection[int]) -> tuple[CheckIn, ...]:
        """List those of several matches, earliest first."""
        ...

    def flagged(self) -> tuple[CheckIn, ...]:
        """List what facilitators should see and have not taken care of, earliest first."""
        ...

    def tell(self, progress: Progress) -> None:
        """Write progress down; told again at the same instant, it is replaced."""
        ...

    def progress(self, match: int) -> tuple[Progress, ...]:
        """List the progress told in a match, earliest first."""
        ...

    def reflect(self, reflection: Reflection) -> None:
        """Keep a reflection, in place of the member's earlier one."""
        ...

    def reflections(self, matches: Collection[int]) -> tuple[Reflection, ...]:
        """List the reflections on these matches, earliest first."""
        ...
