"""Every pair of a pool scored at once, to the same points as `copbot.model.mentorship_fit` gives one by one.

All figures are small whole numbers, so single precision holds them exactly and sums do not depend on their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copbot.model.mentorship_fit import (
    ENOUGH_MINUTES,
    ENOUGH_TOPICS,
    NEAR,
    ONE_LANGUAGE,
    PER_ROUND_OUT,
    SAME,
    by_root,
    experience_value,
    is_mentee,
    is_mentor,
    related_roots,
)
from copbot.model.mentorship_pool import Applicant, MentorPool, Shape
from copbot.refs import MemberId

Floats: TypeAlias = NDArray[np.float32]
Bools: TypeAlias = NDArray[np.bool_]
Indexes: TypeAlias = NDArray[np.intp]
Points: TypeAlias = NDArray[np.int16]
"""Points by mentee (row) and mentor (column), -1 where the pair is not possible."""

_ROWS = 64


@dataclass(frozen=True, slots=True)
class Side:
    """The people of one side as arrays, one row each."""

    people: tuple[Applicant, ...]
    wants: Floats
    credit: Floats
    """What each topic they offer, or is near to it, counts for who wants it."""
    goal: Floats
    goal_credit: Floats
    per_want: Floats
    """What one credit adds to the value, by how many topics are wanted."""
    per_goal: Floats
    free: Floats
    """1 for each stretch of the week they have."""
    languages: Floats
    first: Floats
    """1 for the language they like best."""
    level: Indexes
    levels: Floats
    """1 for their level."""
    waited: Floats
    line: Indexes
    is_silent: Bools
    """Whether they named no language."""

    def some(self, rows: Indexes) -> "Side":
        """Give some of the people, by rising index."""
        if len(rows) == len(self.people):
            return self
        return Side(
            people=tuple(self.people[row] for row in rows),
            wants=self.wants[rows],
            credit=self.credit[rows],
            goal=self.goal[rows],
            goal_credit=self.goal_credit[rows],
            per_want=self.per_want[rows],
            per_goal=self.per_goal[rows],
            free=self.free[rows],
            languages=self.languages[rows],
            first=self.first[rows],
            level=self.level[rows],
            levels=self.levels[rows],
            waited=self.waited[rows],
            line=self.line[rows],
            is_silent=self.is_silent[rows],
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some mentees by some mentors: the points, and which limits each pair keeps."""

    points: Points
    topic: Bools
    language: Bools
    hours: Bools
    level: Bools
    barred: Bools
    minutes: Floats

    def turned(self) -> "Block":
        """Give the same pairs by mentor and mentee."""
        return Block(
            self.points.T, self.topic.T, self.language.T, self.hours.T, self.level.T, self.barred.T, self.minutes.T
        )


@dataclass(frozen=True, slots=True)
class Sides:
    """A pool ready to be scored; rows and columns are by member, so that the order of entry changes nothing."""

    pool: MentorPool
    mentors: Side
    mentees: Side
    stretches: Floats
    """Minutes of each stretch of the week in which nobody comes or goes."""
    earlier: Indexes
    """Pairs (mentee, mentor) who were partners."""
    barred: Indexes
    experience: Floats

    def block(self, rows: Indexes, columns: Indexes) -> Block:
        """Score some mentees with some mentors, by rising indexes."""
        return self._block(self.mentees.some(rows), self.mentors.some(columns), rows, columns)

    def points(self) -> Points:
        """Score everybody with everybody, so many rows at a time as a processor's cache holds."""
        found = np.empty((len(self.mentees.people), len(self.mentors.people)), dtype=np.int16)
        columns = np.arange(len(self.mentors.people))
        for start in range(0, len(found), _ROWS):
            rows = np.arange(start, min(start + _ROWS, len(found)))
            found[rows] = self._block(self.mentees.some(rows), self.mentors, rows, columns).points
        return found

    @np.errstate(all="ignore")  # the libraries' kernels raise flags for lanes that nobody reads
    def _block(self, mentees: Side, mentors: Side, rows: Indexes, columns: Indexes) -> Block:
        pool, limits = self.pool, self.pool.limits
        topics, credit = self._covered(mentees, mentors, "topics")
        minutes = ((mentees.free * self.stretches) @ mentors.free.T).astype(np.float32, copy=False)
        common: Bools = mentees.languages @ mentors.languages.T > 0
        points = self._other_points(mentees, mentors, minutes, common)
        np.add(points, pool.weights.topics * topics, out=points)
        points[self._marked(self.earlier, rows, columns)] -= pool.weights.novelty * 100
        barred = np.zeros(points.shape, dtype=np.bool_)
        barred[self._marked(self.barred, rows, columns)] = True
        barred |= (mentees.line[:, None] == mentors.line) & (mentors.line >= 0)
        silent = mentees.is_silent[:, None] | mentors.is_silent
        kept: Bools = np.ones(points.shape, dtype=np.bool_)
        block = Block(
            points=points.astype(np.int16),
            topic=np.asarray(credit > 0) if limits.topic_needed else kept,
            language=common | silent if limits.language_needed else kept,
            hours=np.asarray(minutes >= limits.least_minutes),
            level=np.asarray(mentors.level < mentees.level[:, None]) if pool.shape is Shape.REVERSE else kept,
            barred=barred,
            minutes=minutes,
        )
        block.points[~(block.topic & block.language & block.hours & block.level) | barred] = -1
        return block

    def _other_points(self, mentees: Side, mentors: Side, minutes: Floats, common: Bools) -> Floats:
        """Add up what goal, hours, languages, experience and fairness count, and novelty as if nobody had met."""
        weights = self.pool.weights
        points: Floats = weights.goal * self._covered(mentees, mentors, "goal")[0]
        points += weights.hours * np.floor(np.minimum(minutes, ENOUGH_MINUTES) * np.float32(100) / ENOUGH_MINUTES)
        known = common * np.float32(2 * ONE_LANGUAGE)
        known += (100 - ONE_LANGUAGE) * (mentees.first @ mentors.languages.T + mentees.languages @ mentors.first.T)
        points += weights.languages * np.floor(known / 2)
        points += weights.experience * (self.experience[mentees.level] @ mentors.levels.T)
        points += np.float32(weights.novelty * 100)
        points += weights.fairness * np.minimum(100, np.maximum(mentees.waited[:, None], mentors.waited))
        return points

    def _covered(self, mentees: Side, mentors: Side, what: str) -> tuple[Floats, Floats]:
        """Give 0 to 100 for how far what is asked for is met, and the credit it comes from."""
        ways = [(mentees, mentors, False)]
        if self.pool.shape is Shape.PEER:
            ways.append((mentors, mentees, True))
        values, earned = [], []
        for asking, offering, turned in ways:
            if what == "topics":
                credit, each = asking.wants @ offering.credit.T, asking.per_want
            else:
                credit, each = asking.goal @ offering.goal_credit.T, asking.per_goal
            value = np.minimum(100, credit * each[:, None])
            values.append(value.T if turned else value)
            earned.append(credit.T if turned else credit)
        if len(ways) == 1:
            return values[0], earned[0]
        return np.floor((values[0] + values[1]) / 2), earned[0] + earned[1]

    def _marked(self, pairs: Indexes, rows: Indexes, columns: Indexes) -> tuple[Indexes, Indexes]:
        """Give where those pairs stand in a block."""
        begin, stop = np.searchsorted(pairs[:, 0], (rows[0], rows[-1] + 1)) if len(rows) else (0, 0)
        some = pairs[begin:stop]
        some = some[np.isin(some[:, 0], rows) & np.isin(some[:, 1], columns)]
        return np.searchsorted(rows, some[:, 0]), np.searchsorted(columns, some[:, 1])


def sides_of(pool: MentorPool) -> Sides:
    """Lay out a pool as arrays."""
    everyone = sorted(pool.people, key=lambda one: one.member)
    mentors = tuple(one for one in everyone if is_mentor(one, pool.shape))
    mentees = tuple(one for one in everyone if is_mentee(one, pool.shape))
    edges = sorted({edge for one in everyone for piece in one.hours for edge in piece})
    layout = _Layout(pool, everyone, edges)
    column = {one.member: at for at, one in enumerate(mentors)}
    row = {one.member: at for at, one in enumerate(mentees)}
    forbidden = [(pair.mentor, pair.mentee) for pair in pool.forbidden]
    never = [(one.member, other) for one in everyone for other in one.never_with]
    earlier = [(one.member, other) for one in everyone for other in one.earlier]
    itself = [(one.member, one.member) for one in everyone]
    experience = [[experience_value(mentor - mentee, pool.shape) for mentor in range(5)] for mentee in range(5)]
    return Sides(
        pool,
        layout.side(mentors),
        layout.side(mentees),
        np.diff(np.array(edges, dtype=np.float32)) if edges else np.zeros(0, dtype=np.float32),
        _pairs([*earlier], row, column),
        _pairs([*forbidden, *never, *itself], row, column),
        np.array(experience, dtype=np.float32),
    )


class _Layout:
    """Which column stands for which topic, language, stretch of the week and reporting line."""

    def __init__(self, pool: MentorPool, everyone: Sequence[Applicant], edges: Sequence[int]) -> None:
        self._peer = pool.shape is Shape.PEER
        named = {root for one in everyone for root in by_root((*one.offers, *one.wants, *one.goal))}
        self._topics = {root: at for at, root in enumerate(sorted(named))}
        self._languages = {code: at for at, code in enumerate(sorted({c for one in everyone for c in one.languages}))}
        self._edges = {edge: at for at, edge in enumerate(edges)}
        self._lines = {
            line: at for at, line in enumerate(sorted({one.line for one in everyone if one.line is not None}))
        }
        self._related: dict[int, list[int]] = {}
        for root, other in related_roots(pool):
            if root in self._topics and other in self._topics:
                self._related.setdefault(self._topics[root], []).append(self._topics[other])

    def side(self, people: tuple[Applicant, ...]) -> Side:
        wants = [self._roots(one.wants) for one in people]
        goals = [self._roots(one.goal) for one in people]
        offers = [self._roots(one.offers) for one in people]
        topics, codes = len(self._topics), len(self._languages)
        return Side(
            people=people,
            wants=_ones(wants, topics),
            credit=self._credit(offers, wants),
            goal=_ones(goals, topics),
            goal_credit=self._credit(offers, goals),
            per_want=_per_topic(wants),
            per_goal=_per_topic(goals),
            free=self._free(people),
            languages=_ones([[self._languages[code] for code in one.languages] for one in people], codes),
            first=_ones([[self._languages[code] for code in one.languages[:1]] for one in people], codes),
            level=np.array([one.level for one in people], dtype=np.intp),
            levels=_ones([[one.level] for one in people], 5),
            waited=np.array([PER_ROUND_OUT * one.rounds_out for one in people], dtype=np.float32),
            line=np.array([-1 if one.line is None else self._lines[one.line] for one in people], dtype=np.intp),
            is_silent=np.array([not one.languages for one in people], dtype=np.bool_),
        )

    def _roots(self, topics: Iterable[str]) -> list[int]:
        return [self._topics[root] for root in by_root(topics)]

    def _credit(self, offers: list[list[int]], alike: list[list[int]]) -> Floats:
        """Give what each topic counts for who asks; between peers, what both ask for is near."""
        credit = np.zeros((len(offers), len(self._topics)), dtype=np.float32)
        for at, (offered, asked) in enumerate(zip(offers, alike, strict=True)):
            near = [other for root in offered for other in self._related.get(root, ())]
            credit[at, [*near, *asked] if self._peer else near] = NEAR
            credit[at, offered] = SAME
        return credit

    def _free(self, people: tuple[Applicant, ...]) -> Floats:
        free = np.zeros((len(people), max(0, len(self._edges) - 1)), dtype=np.float32)
        for at, one in enumerate(people):
            for begin, stop in one.hours:
                free[at, self._edges[begin] : self._edges[stop]] = 1
        return free


def _ones(rows: Sequence[Sequence[int]], columns: int) -> Floats:
    found = np.zeros((len(rows), columns), dtype=np.float32)
    for at, marked in enumerate(rows):
        found[at, list(marked)] = 1
    return found


def _per_topic(asked: Sequence[Sequence[int]]) -> Floats:
    each = [100 / (SAME * min(len(topics), ENOUGH_TOPICS)) if topics else 0 for topics in asked]
    return np.array(each, dtype=np.float32)


def _pairs(
    members: Iterable[tuple[MemberId, MemberId]], row: dict[MemberId, int], column: dict[MemberId, int]
) -> Indexes:
    """Give both directions of some pairs of people as (mentee, mentor)."""
    both = {way for one, other in members for way in ((one, other), (other, one))}
    found = [(row[mentee], column[mentor]) for mentee, mentor in both if mentee in row and mentor in column]
    return np.array(sorted(found), dtype=np.intp).reshape(-1, 2)
