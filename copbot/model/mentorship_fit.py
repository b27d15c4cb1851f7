"""How well two people fit, one pair at a time and exact; `docs/matching.md` has the formulas.

The workshop scores whole pools with arrays; a test holds the two to the same points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from copbot.model.hours import shared_minutes
from copbot.model.mentorship_pool import Applicant, Criterion, Fit, Limits, MentorPool, Pair, Part, Shape, Side, Weights
from copbot.model.words import folded, slug
from copbot.refs import MemberId

SAME, NEAR = 10, 6
"""What a wanted topic counts that is offered, and one to which a related topic is."""
ENOUGH_TOPICS = 2
"""So many wanted topics met are a full match."""
ENOUGH_MINUTES = 180
"""So many shared minutes a week are a full match."""
ONE_LANGUAGE = 60
"""What a common language counts for somebody who likes another one best."""
PER_ROUND_OUT = 50
BY_DISTANCE = (40, 80, 100, 80, 60)
"""By how many levels the one who is to know more does; 0 when they know less."""
BY_DISTANCE_OF_PEERS = (100, 80, 50, 20, 0)


@lru_cache(maxsize=8192)
def topic_root(topic: str) -> str:
    """Give a topic's words without accents and endings: `lesson-planning` and `lesson plans` are one topic."""
    english = stemmer("english")  # it keeps state and is not safe between threads
    return " ".join(str(english.stemWord(folded(word))) for word in slug(topic).split("-"))


def by_root(topics: Iterable[str]) -> dict[str, str]:
    """Give each topic once, in the words that came first, by its root."""
    roots: dict[str, str] = {}
    for topic in topics:
        roots.setdefault(topic_root(topic), topic)
    return roots


def is_mentor(one: Applicant, shape: Shape) -> bool:
    """Tell whether somebody may be on the mentors' side."""
    return shape is Shape.PEER or one.side is not Side.MENTEE


def is_mentee(one: Applicant, shape: Shape) -> bool:
    """Tell whether somebody may be on the mentees' side."""
    return shape is Shape.PEER or one.side is not Side.MENTOR


def mentor_places(one: Applicant, pool: MentorPool) -> int:
    """Count how many mentees somebody may have; between peers whether they may have a partner."""
    match pool.shape:
        case Shape.PEER:
            return min(one.capacity, 1)
        case Shape.GROUP:
            return min(one.capacity, pool.limits.group_size) if is_mentor(one, pool.shape) else 0
        case Shape.PAIR | Shape.REVERSE:
            return one.capacity if is_mentor(one, pool.shape) else 0


def all_places(one: Applicant, pool: MentorPool) -> int:
    """Count how many pairings somebody may be in, on whichever side."""
    if pool.shape is Shape.PEER or one.side is Side.MENTOR:
        return mentor_places(one, pool)
    return max(1, mentor_places(one, pool))


def unordered(one: MemberId, other: MemberId) -> tuple[MemberId, MemberId]:
    """Name two people in one order."""
    return (one, other) if one < other else (other, one)


def related_roots(pool: MentorPool) -> frozenset[tuple[str, str]]:
    """Give the pool's related topics by their roots, both ways."""
    roots = [(topic_root(one), topic_root(other)) for one, other in pool.related]
    return frozenset([*roots, *((other, one) for one, other in roots)])


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What every pair of a pool is measured by; made once by `yardstick`."""

    shape: Shape
    weights: Weights
    limits: Limits
    related: frozenset[tuple[str, str]]
    forbidden: frozenset[tuple[MemberId, MemberId]]

    def fit(self, mentor: Applicant, mentee: Applicant) -> Fit | None:
        """Measure a pair; None when any limit stands against it."""
        if self.is_barred(mentor, mentee):
            return None
        topics, same, near = self._topics(mentor, mentee)
        minutes = shared_minutes(mentor.hours, mentee.hours)
        if minutes < self.limits.least_minutes or (self.limits.topic_needed and not same and not near):
            return None
        if self.limits.language_needed and not language_possible(mentor, mentee):
            return None
        if self.shape is Shape.REVERSE and mentor.level >= mentee.level:
            return None
        goal, goal_words = self._goal(mentor, mentee)
        values = {
            Criterion.TOPICS: topics,
            Criterion.GOAL: goal,
            Criterion.HOURS: min(100, 100 * minutes // ENOUGH_MINUTES),
            Criterion.LANGUAGES: (_language_value(mentor, mentee) + _language_value(mentee, mentor)) // 2,
            Criterion.EXPERIENCE: experience_value(mentor.level - mentee.level, self.shape),
            Criterion.NOVELTY: 0 if met_before(mentor, mentee) else 100,
            Criterion.FAIRNESS: min(100, PER_ROUND_OUT * max(mentor.rounds_out, mentee.rounds_out)),
        }
        distance = mentor.level - mentee.level
        return Fit(
            parts=tuple(Part(criterion=one, value=values[one], weight=self.weights.of(one)) for one in Criterion),
            topics=same,
            near_topics=near,
            goal_topics=goal_words,
            minutes=minutes,
            languages=tuple(code for code in mentee.languages if code in mentor.languages),
            distance=abs(distance) if self.shape is Shape.PEER else distance,
            met_before=met_before(mentor, mentee),
            rounds_out=max(mentor.rounds_out, mentee.rounds_out),
        )

    def is_barred(self, one: Applicant, other: Applicant) -> bool:
        """Tell whether two may not meet whatever they share; which of the causes it is, is told nowhere."""
        return (
            one.member == other.member
            or unordered(one.member, other.member) in self.forbidden
            or other.member in one.never_with
            or one.member in other.never_with
            or (one.line is not None and one.line == other.line)
        )

    def _topics(self, mentor: Applicant, mentee: Applicant) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Measure the topics; give also those met and those nearly met."""
        if self.shape is not Shape.PEER:
            met = self._met(mentee.wants, mentor.offers, ())
            return covered(met, by_root(mentee.wants)), _worth(met, SAME), _worth(met, NEAR)
        ways = [self._met(one.wants, two.offers, two.wants) for one, two in ((mentor, mentee), (mentee, mentor))]
        asked = [by_root(one.wants) for one in (mentor, mentee)]
        value = sum(covered(met, wants) for met, wants in zip(ways, asked, strict=True)) // 2
        same = tuple(by_root([topic for met in ways for topic in _worth(met, SAME)]).values())
        near = tuple(by_root([topic for met in ways for topic in _worth(met, NEAR) if topic not in same]).values())
        return value, same, near

    def _goal(self, mentor: Applicant, mentee: Applicant) -> tuple[int, tuple[str, ...]]:
        """Measure how the goal is served; give also its words that are."""
        if self.shape is not Shape.PEER:
            met = self._met(mentee.goal, mentor.offers, ())
            return covered(met, by_root(mentee.goal)), tuple(met)
        ways = [self._met(one.goal, two.offers, two.goal) for one, two in ((mentor, mentee), (mentee, mentor))]
        asked = [by_root(one.goal) for one in (mentor, mentee)]
        value = sum(covered(met, goal) for met, goal in zip(ways, asked, strict=True)) // 2
        return value, tuple(by_root([word for met in ways for word in met]).values())

    def _met(self, asked: Sequence[str], offered: Sequence[str], alike: Sequence[str]) -> dict[str, int]:
        """Give the topics asked for that are met, with what each counts; what both ask for is near."""
        offers, likes = by_root(offered), by_root(alike)
        met: dict[str, int] = {}
        for root, topic in by_root(asked).items():
            if root in offers:
                met[topic] = SAME
            elif root in likes or any((root, offer) in self.related for offer in offers):
                met[topic] = NEAR
        return met


def yardstick(pool: MentorPool) -> Yardstick:
    """Make what the pairs of a pool are measured by."""
    forbidden = frozenset(unordered(pair.mentor, pair.mentee) for pair in pool.forbidden)
    return Yardstick(pool.shape, pool.weights, pool.limits, related_roots(pool), forbidden)


def explain(pool: MentorPool, mentor: MemberId, mentee: MemberId) -> Fit | None:
    """Tell why two fit, for "why us two?"; None when they are not possible, or not both in the pool on those sides."""
    people = {one.member: one for one in pool.people}
    one, other = people.get(mentor), people.get(mentee)
    if one is None or other is None or not is_mentor(one, pool.shape) or not is_mentee(other, pool.shape):
        return None
    return yardstick(pool).fit(one, other)


def points_of(pool: MentorPool, pairs: Iterable[Pair]) -> int | None:
    """Add up the points of some pairs, to preview an edit of a plan; None when one of them is not possible."""
    fits = [explain(pool, pair.mentor, pair.mentee) for pair in pairs]
    points = [fit.points for fit in fits if fit is not None]
    return sum(points) if len(points) == len(fits) else None


def covered(met: dict[str, int], asked: Sequence[str] | dict[str, str]) -> int:
    """Give 0 to 100 for how far what was asked for is met."""
    return min(100, 100 * sum(met.values()) // (SAME * min(len(asked), ENOUGH_TOPICS))) if asked else 0


def language_possible(one: Applicant, other: Applicant) -> bool:
    """Tell whether two have a language in common, as far as both have said."""
    return not one.languages or not other.languages or not set(one.languages).isdisjoint(other.languages)


def experience_value(distance: int, shape: Shape) -> int:
    """Give 0 to 100 for the mentor's level less the mentee's."""
    match shape:
        case Shape.PEER:
            return BY_DISTANCE_OF_PEERS[abs(distance)]
        case Shape.REVERSE:
            return BY_DISTANCE[-distance] if distance <= 0 else 0
        case Shape.PAIR | Shape.GROUP:
            return BY_DISTANCE[distance] if distance >= 0 else 0


def met_before(one: Applicant, other: Applicant) -> bool:
    """Tell whether two were partners before, by either's memory."""
    return other.member in one.earlier or one.member in other.earlier


def _language_value(one: Applicant, other: Applicant) -> int:
    if one.languages and one.languages[0] in other.languages:
        return 100
    return 0 if set(one.languages).isdisjoint(other.languages) else ONE_LANGUAGE


def _worth(met: dict[str, int], worth: int) -> tuple[str, ...]:
    return tuple(topic for topic, counts in met.items() if counts == worth)
