"""Prompts on their way: the series that post them, each post, and who answered when; never what they said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import pairwise
from typing import Protocol

from copbot.errors import CopError
from copbot.message import say
from copbot.model.prompt_choice import Category
from copbot.refs import ChannelRef, MemberId, RoleRef
from copbot.schedule import Occurrence, Schedule, next_occurrence, upcoming

JOB = "prompt"
"""The kind of the schedules that post; their subject is the series' number."""

_SHOWN = 3
_ENOUGH = 50
"""Occurrences that show every distance between two: at most 24 a day, and the way from one day to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptSeries:
    """Prompts posted in a channel by a schedule; `id` is 0 until it is kept.

    `topic` is a tag shown with each post, `category` the only kind it takes. `gone` says that its channel is.
    """

    id: int = 0
    channel: ChannelRef
    thread: bool = True
    nudge: bool = True
    role: RoleRef | None = None
    topic: str | None = None
    category: Category | None = None
    made_by: MemberId | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One time a prompt was posted; `key` is its outgoing's, `by` who posted it by hand."""

    id: int
    key: str
    prompt: int
    series: int | None
    channel: ChannelRef
    at: datetime
    by: MemberId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkedAbout:
    """A prompt that members answered in a period, for a recap.

    `key` leads to the message by `PostBook.message_of`; `people` answered it for the first time in the period,
    newcomers first, then the earliest; `newcomers` are those of them first seen at most 30 days before it ended.
    """

    key: str
    text: str
    category: Category
    channel: ChannelRef
    at: datetime
    replies: int
    people: tuple[MemberId, ...]
    newcomers: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """A member answered a prompt for the first time ever; `key` is that post's."""

    member: MemberId
    at: datetime
    key: str


def dates_of(schedule: Schedule, now: datetime) -> tuple[Occurrence, ...]:
    """Give the next three dates of a schedule for prompts.

    Raises: CopError when there is none, or when it comes more often than once an hour.
    """
    coming = upcoming(schedule, now, _ENOUGH)
    if not coming:
        raise CopError(say("That never falls due any more. Name a day to come."))
    if any(later.nominal - earlier.nominal < timedelta(hours=1) for earlier, later in pairwise(coming)):
        raise CopError(say("That is more often than once an hour. Prompts need time to be answered; try once a week."))
    return coming[:_SHOWN]


def coming_posts(
    series: Sequence[tuple[Schedule, Category | None]], now: datetime, until: datetime
) -> Iterator[tuple[datetime, Category | None]]:
    """Give the instants at which schedules fall due until an instant, in their order, each with its category."""
    return merge(*(_instants(schedule, category, now, until) for schedule, category in series), key=lambda one: one[0])


def _instants(
    schedule: Schedule, category: Category | None, now: datetime, until: datetime
) -> Iterator[tuple[datetime, Category | None]]:
    found = next_occurrence(schedule, now)
    while found is not None and found.at <= until:
        yield found.at, category
        found = next_occurrence(schedule, found)


class PromptPosts(Protocol):
    """The series, posts and answers of one community."""

    def add_series(self, series: PromptSeries) -> int:
        """Keep a new one; gives its number."""
        ...

    def change_series(self, series: PromptSeries) -> None:
        """Keep its changed fields."""
        ...

    def remove_series(self, series: int) -> None:
        """Forget one; what it posted stays."""
        ...

    def series(self, series: int) -> PromptSeries | None:
        """Give one by its number."""
        ...

    def due(self, series: int) -> tuple[PromptSeries, int | None] | None:
        """Give one whose time has come, with the prompt that waits for it whatever the bank says."""
        ...

    def all_series(self) -> tuple[PromptSeries, ...]:
        """List them, oldest first."""
        ...

    def series_in(self, channel: ChannelRef) -> tuple[PromptSeries, ...]:
        """List those that post in a channel."""
        ...

    def post(
        self,
        *,
        key: str,
        prompt: int,
        series: int | None,
        channel: ChannelRef,
        now: datetime,
        by: MemberId | None = None,
    ) -> int:
        """Write down a post; gives its number."""
        ...

    def posting(self, posting: int) -> Posting | None:
        """Give one by its number."""
        ...

    def posting_of(self, key: str) -> Posting | None:
        """Find one by its outgoing's key."""
        ...

    def unpost(self, posting: Posting) -> None:
        """Take back a post that never arrived: its prompt stands where it stood before."""
        ...

    def answered(self, posting: int, member: MemberId, now: datetime) -> None:
        """Count an answer."""
        ...

    def is_answered(self, posting: int) -> bool:
        """Tell whether anybody answered."""
        ...

    def talked_about(self, since: datetime, until: datetime, limit: int) -> tuple[TalkedAbout, ...]:
        """List the prompts first answered by somebody in a period, by how many answered; before `until` only."""
        ...

    def first_answers(self, since: datetime, until: datetime) -> tuple[FirstAnswer, ...]:
        """List the members whose first answer ever falls in a period, in their order."""
        ...
