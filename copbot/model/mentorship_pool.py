"""A round of mentorship as data: who takes part with what, what counts, and the plan that comes of it.

No numpy here: the workshop's solver takes a `MentorPool` and gives a `MentorPlan`, both plain enough to travel as
JSON. `docs/matching.md` is the model in formulas.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from copbot.model.hours import WeekHours
from copbot.refs import MemberId


class Side(StrEnum):
    """As what somebody takes part."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    EITHER = "either"
    """On whichever side is best; `capacity` counts both sides together, and at most one pairing is as mentee."""


class Shape(StrEnum):
    """How people are brought together."""

    PAIR = "pair"
    """Mentor and mentee, one to one; a mentor with places for several meets each alone."""
    GROUP = "group"
    """A mentor and several mentees who meet together, at most `Limits.group_size` of them."""
    PEER = "peer"
    """Two who learn from each other: everybody is on both sides, in one pair."""
    REVERSE = "reverse"
    """The mentor has less experience than the mentee."""


class Criterion(StrEnum):
    """What makes two people fit; each counts 0 to 100 for a pair."""

    TOPICS = "topics"
    GOAL = "goal"
    HOURS = "hours"
    LANGUAGES = "languages"
    EXPERIENCE = "experience"
    NOVELTY = "novelty"
    FAIRNESS = "fairness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each criterion counts, 0 (not at all) to 10."""

    topics: int = 10
    goal: int = 5
    hours: int = 4
    languages: int = 2
    experience: int = 3
    novelty: int = 3
    fairness: int = 5

    def of(self, criterion: Criterion) -> int:
        """Give one weight."""
        match criterion:
            case Criterion.TOPICS:
                return self.topics
            case Criterion.GOAL:
                return self.goal
            case Criterion.HOURS:
                return self.hours
            case Criterion.LANGUAGES:
                return self.languages
            case Criterion.EXPERIENCE:
                return self.experience
            case Criterion.NOVELTY:
                return self.novelty
            case Criterion.FAIRNESS:
                return self.fairness


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no pairing may break, whatever its fit."""

    least_minutes: int = 60
    """Minutes a week that both must have; 0 lets people without a shared hour meet."""
    language_needed: bool = True
    """At least one language in common, where both have named any."""
    topic_needed: bool = True
    """At least one wanted topic, or one related to it, among those offered."""
    group_size: int = 4
    """The most mentees in one group (`Shape.GROUP` alone)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One person who takes part in a round."""

    member: MemberId
    side: Side
    offers: tuple[str, ...] = ()
    """Topics, as tags (`normal_tag`)."""
    wants: tuple[str, ...] = ()
    goal: tuple[str, ...] = ()
    """The topic words of the goal."""
    level: int = 2
    """Experience, 0 (new to it) to 4."""
    hours: WeekHours = ()
    languages: tuple[str, ...] = ()
    """Language codes, the one they like best first; none: not said, which stands in nobody's way."""
    capacity: int = 1
    """Places: mentees a mentor takes. For `EITHER` pairings on both sides together; a mentee has one mentor."""
    never_with: tuple[MemberId, ...] = ()
    """Confidential: no text that comes of a plan may tell it."""
    line: str | None = None
    """The reporting line, if known; two of the same are not possible."""
    rounds_out: int = 0
    """How many rounds in a row they were left out."""
    earlier: tuple[MemberId, ...] = ()
    """Partners of earlier rounds."""
    utc_offset: int = 0
    """Minutes their clock is ahead of UTC, to say hours as they know them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee; in peer mentoring the two in any order."""

    mentor: MemberId
    mentee: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorPool:
    """Everything a round is matched from; the order of people and pairs changes nothing."""

    people: tuple[Applicant, ...]
    shape: Shape = Shape.PAIR
    weights: Weights = field(default_factory=Weights)
    limits: Limits = field(default_factory=Limits)
    pins: tuple[Pair, ...] = ()
    """Pairs a facilitator wants kept; see `pin_troubles` for those that cannot be."""
    forbidden: tuple[Pair, ...] = ()
    """Pairs a facilitator ruled out, on whichever sides the two are."""
    related: tuple[tuple[str, str], ...] = ()
    """Topics the community calls related."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One criterion of a pairing: 0 to 100, and what it adds (`value * weight`)."""

    criterion: Criterion
    value: int
    weight: int

    @property
    def points(self) -> int:
        """What it adds to the pairing's points."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well two people fit, and everything a reason can be told from."""

    parts: tuple[Part, ...]
    topics: tuple[str, ...] = ()
    """Topics wanted and offered, in the words of who wants them."""
    near_topics: tuple[str, ...] = ()
    """Topics wanted to which a related one is offered."""
    goal_topics: tuple[str, ...] = ()
    """Words of the goal that the other offers or is near to."""
    minutes: int = 0
    """Shared minutes a week."""
    languages: tuple[str, ...] = ()
    distance: int = 0
    """The mentor's level less the mentee's; between peers how far apart."""
    met_before: bool = False
    rounds_out: int = 0
    """The longer of both waits, in rounds."""

    @property
    def points(self) -> int:
        """The whole fit in points: what the plan's total adds up."""
        return sum(part.points for part in self.parts)

    @property
    def percent(self) -> int:
        """The fit in percent of the most that the weights allow; 0 when nothing is weighed."""
        most = sum(100 * part.weight for part in self.parts)
        return self.points * 100 // most if most else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Two people the plan brings together."""

    mentor: MemberId
    mentee: MemberId
    fit: Fit
    pinned: bool = False


class Obstacle(StrEnum):
    """Why somebody has no partner in a plan."""

    NO_PLACE = "no_place"
    """A mentor who offered no place."""
    NOBODY_THERE = "nobody_there"
    """Nobody takes part on the other side."""
    NO_TOPIC = "no_topic"
    """Nobody on the other side has a topic in common with them."""
    NO_LANGUAGE = "no_language"
    NO_HOURS = "no_hours"
    """Nobody on the other side shares enough hours."""
    NO_LEVEL = "no_level"
    """In reverse mentoring: nobody on the other side has the experience it takes."""
    NOBODY_POSSIBLE = "nobody_possible"
    """No single limit explains it, or one that is nobody's business."""
    PLACES_TAKEN = "places_taken"
    """Those who are possible have no place left, or have somebody already."""


@dataclass(frozen=True, slots=True)
class OpenHours:
    """So many more minutes a week, within `window` (UTC minutes of the week), would help."""

    minutes: int
    window: tuple[int, int]
    utc_offset: int


@dataclass(frozen=True, slots=True)
class OnePlaceMore:
    """One more place with somebody who is full would help."""

    mentor: MemberId


@dataclass(frozen=True, slots=True)
class NewPartner:
    """One more person on the other side, with this topic and language (None: any), would help."""

    topic: str | None
    language: str | None
    wanted: Side
    """As what the new person takes part."""


@dataclass(frozen=True, slots=True)
class OfferPlace:
    """Offering one place would help."""


Change = OpenHours | OnePlaceMore | NewPartner | OfferPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody without a partner, why, and the nearest single change that would help, if one would."""

    member: MemberId
    side: Side
    """The side the reason speaks of: mentor or mentee, and `EITHER` in peer mentoring."""
    obstacle: Obstacle
    change: Change | None = None


class PinTrouble(StrEnum):
    """Why a pin cannot be kept."""

    NOT_HERE = "not_here"
    """One of the two takes no part, or not on that side."""
    SELF = "self"
    NOT_POSSIBLE = "not_possible"
    """A limit stands against it, whichever."""
    TWICE = "twice"
    """The mentee is pinned to another mentor already."""
    NO_PLACE = "no_place"
    """The mentor has fewer places than pins."""


@dataclass(frozen=True, slots=True)
class LoosePin:
    """A pin that cannot be kept, and why."""

    pair: Pair
    trouble: PinTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorPlan:
    """What the whole-pool optimisation found: as many pairings as possible and, of those, the best fit in all."""

    pairings: tuple[Pairing, ...]
    """By mentor, then mentee."""
    left_out: tuple[LeftOut, ...]
    """By member."""
    total: int
    """The sum of the pairings' points."""
    bound: int
    """No plan with as many pairings has more points; equal to `total` where the plan is proven best."""
    loose_pins: tuple[LoosePin, ...] = ()
    """Pins that could not be kept, for those who left since, and were not."""

    @property
    def gap(self) -> int:
        """How many points a better plan could have at most; 0 is proven best."""
        return self.bound - self.total
