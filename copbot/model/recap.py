"""What happened, chosen for a busy reader: at most three things of a kind, newcomers first, nobody twice."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from copbot.message import Line
from copbot.refs import ChannelRef, MemberId

MOST_ITEMS = 3
NOT_THANKED_FOR = timedelta(days=60)
ACTED_WITHIN = timedelta(days=30)


class Section(StrEnum):
    """The sections of a recap, in the order they are read."""

    TALKED_ABOUT = "talked about"
    MADE = "made"
    THANKED = "thanked"
    MET = "met"
    COMING_UP = "coming up"


_NEWS = (Section.TALKED_ABOUT, Section.MADE, Section.THANKED, Section.MET)
"""What makes a recap worth posting; what is still to come does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that happened: how it reads, whom it features, and how much it matters beside its like."""

    line: Line
    people: tuple[MemberId, ...] = ()
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the chart shows: how much of each kind there was, in this period and in the one before."""

    answers: int = 0
    resources: int = 0
    kudos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """A recap as it will be read; `more` counts what each section left out."""

    since: datetime
    until: datetime
    sections: tuple[tuple[Section, tuple[Item, ...]], ...]
    more: Mapping[Section, int] = field(default_factory=dict)
    now: Figures = Figures()
    before: Figures = Figures()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened that is worth a post."""
        return not any(section in _NEWS for section, _ in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapSettings:
    """What facilitators set; `channel` is None until a recap is scheduled."""

    channel: ChannelRef | None = None
    roundup_channel: ChannelRef | None = None
    chart: bool = True
    while_away: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapped:
    """Until when recaps and roundups have told, so that the next begins there and nothing is told twice."""

    recap: datetime | None = None
    roundup: datetime | None = None


def choose(
    items: Mapping[Section, Sequence[Item]],
    *,
    newcomers: Collection[MemberId],
    since: datetime,
    until: datetime,
    now: Figures = Figures(),
    before: Figures = Figures(),
) -> Recap:
    """Choose at most three items for each section, newcomers' first, and feature nobody twice."""
    featured: set[MemberId] = set()
    sections: list[tuple[Section, tuple[Item, ...]]] = []
    more: dict[Section, int] = {}
    for section in Section:
        offered = sorted(items.get(section, ()), key=_by_newcomers(newcomers))
        chosen: list[Item] = []
        for item in offered:
            if len(chosen) < MOST_ITEMS and not featured.intersection(item.people):
                chosen.append(item)
                featured.update(item.people)
        if chosen:
            sections.append((section, tuple(chosen)))
        if len(offered) > len(chosen):
            more[section] = len(offered) - len(chosen)
    return Recap(since=since, until=until, sections=tuple(sections), more=more, now=now, before=before)


def _by_newcomers(newcomers: Collection[MemberId]) -> Callable[[Item], tuple[bool, int]]:
    """Order items: those of newcomers first, then by weight; equal ones stay as they came."""
    return lambda item: (not any(person in newcomers for person in item.people), -item.weight)


def begin_of(until: datetime, told: datetime | None, usual: timedelta) -> datetime:
    """Tell where a period begins: where the last one ended, but no more than twice the usual length ago."""
    earliest = until - 2 * usual
    return max(told, earliest) if told is not None else until - usual
