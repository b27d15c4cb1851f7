"""A round of meetups as data: who takes part, whom they met before, and the groups that come of it.

No numpy here: the workshop's solver takes a `MeetupPool` and gives a `MeetupPlan`, both plain enough to travel as
JSON. `docs/matching.md` is the model in formulas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp2

from copbot.model.hours import WeekHours
from copbot.refs import MemberId

SMALLEST = 2
LARGEST = 8
HALF_LIFE = 90
"""Days after which an earlier meeting counts half."""
_FRESH = 1000


class Mixing(StrEnum):
    """What the chosen attribute (team, place, sub-group ...) does to the grouping."""

    ANY = "any"
    """Nothing."""
    ACROSS = "across"
    """Rather people whose values differ."""
    WITHIN = "within"
    """Only people with the same value, unless somebody would be alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person who takes part in a round."""

    member: MemberId
    hours: WeekHours = ()
    attribute: str | None = None
    topics: tuple[str, ...] = ()
    """What they care about, as tags (`normal_tag`)."""
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    never_with: tuple[MemberId, ...] = ()
    """Confidential: it holds both ways, and no text that comes of a plan may tell it."""
    rounds_out: int = 0
    """How many rounds in a row there was no group for them; they come first."""


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """Two people were brought together so many days ago; a pair may have several."""

    one: MemberId
    other: MemberId
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupPool:
    """Everything a round is grouped from; the order of people and meetings changes nothing.

    `key` names the round and decides between equals, so that the same pool gives the same groups again.
    """

    key: str
    people: tuple[Attendee, ...]
    past: tuple[PastMeeting, ...] = ()
    size: int = 2
    """The size of a group, 2 to 8; see `group_sizes`."""
    mixing: Mixing = Mixing.ANY


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two of a group who met before: how many days ago the last time was, and how often."""

    one: MemberId
    other: MemberId
    days: int
    times: int


@dataclass(frozen=True, slots=True)
class Offered:
    """One of a group offers what another wants."""

    giver: MemberId
    taker: MemberId
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGround:
    """Something in common to start from; both empty when nothing is known."""

    shared: tuple[str, ...] = ()
    """Topics that most of the group have, those of all first."""
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupGroup:
    """People the plan brings together."""

    members: tuple[MemberId, ...]
    """By id."""
    minutes: int
    """Minutes a week that all of them have."""
    repeats: tuple[Repeat, ...] = ()
    larger: bool = False
    """Larger than asked for, so that nobody is dropped."""
    across: bool = False
    """The values of the attribute differ, as asked for (`Mixing.ACROSS`)."""
    mixed: bool = False
    """The values differ though the same was asked for (`Mixing.WITHIN`): somebody would have been alone."""
    common: CommonGround = CommonGround()


class Lack(StrEnum):
    """Why there is no group for somebody."""

    ALONE = "alone"
    """Nobody else takes part."""
    NOTHING_FITS = "nothing_fits"
    """No group fits what everybody asked for; which limit it was is nobody's business."""


@dataclass(frozen=True, slots=True)
class WithoutGroup:
    """Somebody without a group, and why."""

    member: MemberId
    lack: Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupPlan:
    """What the grouping found: as few repeats as possible, then the most points for shared hours and difference."""

    groups: tuple[MeetupGroup, ...]
    """By their first member."""
    left_out: tuple[WithoutGroup, ...]
    """By member."""
    repeats: int
    """The weight of all repeats, `repeat_weight` for each earlier meeting of two who are brought together."""
    points: int
    least_repeats: int
    """No grouping of these sizes has less."""
    most_points: int
    """No grouping of these sizes has more; where the plan is proven best, both bounds are its own figures."""

    @property
    def is_proven(self) -> bool:
        """Whether no grouping can be better."""
        return (self.repeats, self.points) == (self.least_repeats, self.most_points)


def group_sizes(people: int, size: int) -> tuple[int, ...]:
    """Give the sizes of the groups for so many people, largest first; empty for fewer than two.

    Groups have `size` people; those left over make groups larger by one. Where that is not enough (7 people in
    fours), or would be more than eight, there is one group more and all are as near to `size` as they can be.
    """
    if people < SMALLEST:
        return ()
    groups, over = divmod(people, size)
    if groups == 0:
        return (people,)
    if over > (groups if size < LARGEST else 0):
        groups += 1
    smaller, larger = divmod(people, groups)
    return (smaller + 1,) * larger + (smaller,) * (groups - larger)


def repeat_weight(days: int) -> int:
    """Weigh one earlier meeting: 1000 when it was today, half for each 90 days since, at least 1 for ever."""
    return max(1, round(_FRESH * exp2(-max(0, days) / HALF_LIFE)))


def common_ground(group: Sequence[Attendee]) -> CommonGround:
    """Find what a group has in common: topics of all or most of them, else what one offers and another wants."""
    everyone = sorted(group, key=lambda one: one.member)
    having = {topic: sum(topic in one.topics for one in everyone) for one in everyone for topic in one.topics}
    most = max(SMALLEST, len(everyone) // 2 + 1)
    shared = sorted((topic for topic, count in having.items() if count >= most), key=lambda one: (-having[one], one))
    offered = tuple(
        Offered(giver.member, taker.member, topic)
        for giver in everyone
        for taker in everyone
        if giver is not taker
        for topic in sorted(set(giver.offers) & set(taker.wants))
    )
    return CommonGround(shared=tuple(shared), offered=offered)
