"""What is scheduled: a rule in a zone, and one row for each time it fell due."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from copbot.message import Said
from copbot.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """One standing schedule; `subject` is the practice's own key, `next_at` is None when it will not fall due again."""

    id: int
    kind: str
    subject: str
    schedule: Schedule
    next_at: datetime | None
    next_nominal: datetime | None


class Outcome(StrEnum):
    """What became of an occurrence."""

    DONE = "done"
    MISSED = "missed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One occurrence that is over; `why` tells members what it was skipped or missed for."""

    schedule: int
    kind: str
    subject: str
    nominal: datetime
    due_at: datetime
    outcome: Outcome
    why: Said | None = None


class Timetable(Protocol):
    """The schedules of one community."""

    def add(self, kind: str, subject: str, schedule: Schedule, now: datetime) -> Scheduled:
        """Keep a recurring schedule; its first occurrence is after `now`."""
        ...

    def once(self, kind: str, subject: str, at: datetime) -> None:
        """Have something done once at an instant; the same kind and subject again moves it."""
        ...

    def cancel(self, kind: str, subject: str) -> None:
        """Forget what was to be done for this kind and subject, recurring or once."""
        ...

    def get(self, schedule: int) -> Scheduled | None:
        """Give one by id."""
        ...

    def all(self, kind: str | None = None) -> tuple[Scheduled, ...]:
        """List the recurring ones, soonest first, of one kind or of all."""
        ...

    def change(self, schedule: int, rule: Schedule, after: datetime) -> Scheduled:
        """Replace the rule; the next occurrence is the first after `after`."""
        ...

    def skip_next(self, schedule: int, why: Said) -> Scheduled:
        """Leave out the next occurrence, keeping a row that says why."""
        ...

    def history(self, since: datetime) -> tuple[Happened, ...]:
        """List what fell due since, newest first."""
        ...
