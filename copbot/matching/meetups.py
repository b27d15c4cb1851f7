"""Meetups: group the people of a round, so that few meet again and those who meet can.

`docs/matching.md` is the model in formulas.
"""

from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from copbot.matching import meetup_pools
from copbot.matching.meetup_bounds import bounds
from copbot.matching.meetup_groups import group_up
from copbot.matching.meetup_pairs import EXACT_TO, pair_up
from copbot.matching.meetup_scores import MOST_POINTS, Numbers, Scores
from copbot.model.hours import shared_hours, total_minutes
from copbot.model.meetups_pool import (
    LARGEST,
    SMALLEST,
    Lack,
    MeetupGroup,
    MeetupPlan,
    MeetupPool,
    Mixing,
    PastMeeting,
    Repeat,
    WithoutGroup,
    common_ground,
)
from copbot.refs import MemberId

Groups = list[list[int]]


def group_people(pool: MeetupPool) -> MeetupPlan:
    """Group everybody of a pool who can be: nobody twice, no two who rule each other out.

    As few repeats as possible, then as many points as possible. The same pool gives the same plan, whatever its order.
    """
    scores = Scores(pool)
    groups, over, best = _placed(scores, pool)
    repeats, points = scores.total(groups)
    least, most = (repeats, points) if best else bounds(scores, [len(group) for group in groups])
    lack = Lack.ALONE if len(scores) == 1 else Lack.NOTHING_FITS
    past = _by_pair(pool.past)
    return MeetupPlan(
        groups=tuple(_told(scores, pool, sorted(group), past) for group in sorted(groups, key=min)),
        left_out=tuple(WithoutGroup(scores.people[one].member, lack) for one in sorted(over)),
        repeats=repeats,
        points=points,
        least_repeats=least,
        most_points=most,
    )


def _placed(scores: Scores, pool: MeetupPool) -> tuple[Groups, list[int], bool]:
    """Group all, or all of each value; join who is over to the rest. Tells whether nothing can be better."""
    everybody = np.arange(len(scores))
    if pool.mixing is Mixing.WITHIN:
        alike = [np.flatnonzero(scores.values == value) for value in range(int(scores.values.max(initial=-1)) + 1)]
        parts = [_grouped(scores, who, pool.size) for who in alike]
        strays = [*np.flatnonzero(scores.values < 0).tolist(), *(one for _, over, _ in parts for one in over)]
        best = not strays and all(proven for _, _, proven in parts)
        mixed, over, _ = _grouped(scores, np.array(sorted(strays), dtype=np.int64), pool.size)
        groups = [group for found, _, _ in parts for group in found] + mixed
    else:
        groups, over, best = _grouped(scores, everybody, pool.size)
    if best:
        return groups, over, True
    groups, over = _joined(scores, groups, over, pool.size)
    groups, over = _parted(scores, groups, over, pool.size)
    return groups, over, False


def _grouped(scores: Scores, who: Numbers, size: int) -> tuple[Groups, list[int], bool]:
    """Group some people by the way that suits their number."""
    if len(who) <= meetup_pools.MOST:
        return *meetup_pools.best_of_all(scores, who, size), True
    if size == SMALLEST:
        groups, over = pair_up(scores, who)
        return groups, over, not over and len(who) <= EXACT_TO
    return *group_up(scores, who, size), False


def _joined(scores: Scores, groups: Groups, over: list[int], size: int) -> tuple[Groups, list[int]]:
    """Add those who are over to groups not larger yet, one each: as many as can be, who waited before others."""
    open_to = [group for group in groups if len(group) <= size and len(group) < LARGEST]
    if not over or not open_to:
        return groups, over
    gains = [[_gain(scores, one, group) for group in open_to] for one in over]
    first = 2 * len(over) * (1 + max(abs(gain or 0) for row in gains for gain in row))
    waited = scores.waited.tolist()
    cost = [
        [0 if gain is None else -gain - first * (1 + waited[one]) for gain in row]
        for one, row in zip(over, gains, strict=True)
    ]
    rows, columns = linear_sum_assignment(np.array(cost, dtype=np.float64))
    taken = {row: column for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if cost[row][column] < 0}
    for row, column in taken.items():
        open_to[column].append(over[row])
    return groups, [one for row, one in enumerate(over) if row not in taken]


def _parted(scores: Scores, groups: Groups, over: list[int], size: int) -> tuple[Groups, list[int]]:
    """Part a group that is as large as can be, and who is over, into two."""
    rest: list[int] = []
    for one in sorted(over, key=lambda who: (-int(scores.waited[who]), who)):
        full = [group for group in groups if len(group) > min(size, LARGEST - 1)]
        ways = [(worth, group, halves) for group in full for worth, halves in _halves(scores, [*group, one])]
        if not ways:
            rest.append(one)
            continue
        _, group, halves = max(ways, key=lambda way: way[0])
        groups.remove(group)
        groups += halves
    return groups, rest


def _halves(scores: Scores, people: list[int]) -> list[tuple[int, Groups]]:
    """List the ways to part some people into two groups that are possible, each with its worth."""
    who = np.array(people)
    possible, worth = scores.possible(who, who), _worth(scores, who, who)
    ways: list[tuple[int, Groups]] = []
    for some in combinations(range(len(people)), len(people) // 2):
        sides = [list(some), [one for one in range(len(people)) if one not in some]]
        each = [pair for side in sides for pair in combinations(side, 2)]
        if all(possible[pair] for pair in each):
            total = sum(int(worth[pair]) for pair in each)
            ways.append((total, [[people[one] for one in side] for side in sides]))
    return ways


def _gain(scores: Scores, one: int, group: list[int]) -> int | None:
    """Tell what somebody adds to a group; None when not everybody there is possible."""
    row, columns = np.array([one]), np.array(group)
    return int(_worth(scores, row, columns).sum()) if scores.possible(row, columns).all() else None


def _worth(scores: Scores, rows: Numbers, columns: Numbers) -> Numbers:
    return scores.points(rows, columns) - (MOST_POINTS * len(scores) * LARGEST + 1) * scores.repeats(rows, columns)


def _by_pair(past: tuple[PastMeeting, ...]) -> dict[frozenset[MemberId], list[int]]:
    found: dict[frozenset[MemberId], list[int]] = {}
    for one in past:
        found.setdefault(frozenset((one.one, one.other)), []).append(one.days)
    return found


def _told(
    scores: Scores, pool: MeetupPool, group: list[int], past: dict[frozenset[MemberId], list[int]]
) -> MeetupGroup:
    """Give a group with all that its words are made from."""
    people = [scores.people[one] for one in group]
    met = [
        Repeat(one.member, other.member, min(days), len(days))
        for one, other in combinations(people, 2)
        if (days := past.get(frozenset((one.member, other.member))))
    ]
    values = {one.attribute for one in people}
    return MeetupGroup(
        members=tuple(one.member for one in people),
        minutes=total_minutes(shared_hours([one.hours for one in people])),
        repeats=tuple(met),
        larger=len(people) > pool.size,
        across=pool.mixing is Mixing.ACROSS and len(values - {None}) > 1,
        mixed=pool.mixing is Mixing.WITHIN and (None in values or len(values) > 1),
        common=common_ground(people),
    )
