"""Mentorship matched over whole pools: seconds, memory, what the bare solver takes, and the cost for each person."""

import random
import resource
import time
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.measure import Figure
from copbot.matching.assignment import worth_of_a_pair
from copbot.matching.mentorship import solve
from copbot.matching.scoring import Indexes, Points, sides_of
from copbot.model.hours import DAY, ring_hours
from copbot.model.mentorship_fit import mentor_places
from copbot.model.mentorship_pool import Applicant, MentorPlan, MentorPool, Side
from copbot.refs import MemberId

CURVE = (250, 500, 1000, 2000, 4000)
_TOPICS = tuple(
    f"{word}-{number}" for word in ("assessment", "feedback", "lesson", "group", "design") for number in range(8)
)
_ZONES = (0, 0, 60, 120, -300, -480, 330, 540)


async def run() -> list[Figure]:
    """Run them all."""
    solve(pool_of(20))  # what is loaded and compiled at first use is not the pool's cost
    return [match_1000(), *curve(), *match_5000(), match_10000()]


def pool_of(side: int, seed: int = 7) -> MentorPool:
    """Make as many mentors (one to three places) as mentees, in eight zones, of which one in ten pairs is possible."""
    drawn = random.Random(seed)
    people = tuple(_applicant(drawn, number, side) for number in range(1, 2 * side + 1))
    return MentorPool(people=people, related=tuple(zip(_TOPICS[::2], _TOPICS[1::2], strict=True)))


def match_1000() -> Figure:
    """Solve 1,000 mentors and 1,000 mentees, scoring included; the best of three."""
    pool = pool_of(1000)
    seconds = min(_solved(pool)[1] for _ in range(3))
    return Figure(name="match_1000", value=seconds, unit="s", limit=0.5, ratio=None, goal="≤ 0.5")


def curve() -> list[Figure]:
    """Give milliseconds for each person as the pool grows."""
    found = []
    for side in CURVE:
        pool = pool_of(side)
        each = min(_solved(pool)[1] for _ in range(3 if side <= 1000 else 1)) * 1000 / (2 * side)
        name = f"match_cost_{side}"
        found.append(Figure(name=name, value=each, unit="ms/person", limit=None, ratio=None, goal="≤ 1.5"))
    return found


def match_5000() -> list[Figure]:
    """Solve 5,000 by 5,000, then give scipy alone the same matrix: the same value, and the ratio of the times."""
    pool = pool_of(5000)
    plan, seconds = _solved(pool)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    sides = sides_of(pool)
    points = sides.points()
    places = np.array([mentor_places(one, pool) for one in sides.mentors.people], dtype=np.intp)
    value, bare = _bare(points, places)
    best = worth_of_a_pair(points) * len(plan.pairings) + plan.total
    return [
        Figure(name="match_5000", value=seconds, unit="s", limit=8, ratio=None, goal="≤ 8"),
        Figure(name="match_5000_to_scipy", value=seconds, unit="s", limit=bare, ratio=seconds / bare, goal="≤ 10"),
        Figure(name="match_5000_short_of_scipy", value=value - best, unit="points", limit=0, ratio=None, goal="≤ 0"),
        Figure(name="match_5000_memory", value=megabytes, unit="MB", limit=2000, ratio=None, goal="≤ 2000"),
    ]


def match_10000() -> Figure:
    """Solve 10,000 by 10,000; a plan that is not proven best fails."""
    plan, seconds = _solved(pool_of(10_000))
    assert plan.gap == 0, f"the plan may be {plan.gap} points from the best"
    return Figure(name="match_10000", value=seconds, unit="s", limit=30, ratio=None, goal="≤ 30")


def _solved(pool: MentorPool) -> tuple[MentorPlan, float]:
    began = time.perf_counter()
    plan = solve(pool)
    return plan, time.perf_counter() - began


def _bare(points: Points, places: Indexes) -> tuple[int, float]:
    """Give the value and seconds of scipy's own solver on the finished matrix, a column for each place."""
    worth = worth_of_a_pair(points)
    gain = np.where(points >= 0, points.astype(np.float64) + worth, 0.0)
    cost = np.negative(gain[:, np.repeat(np.arange(len(places)), places)])
    del gain
    began = time.perf_counter()
    rows, columns = linear_sum_assignment(cost)
    seconds = time.perf_counter() - began
    return int(-cost[rows, columns].sum()), seconds


def _applicant(drawn: random.Random, number: int, side: int) -> Applicant:
    shift = drawn.choice(_ZONES)
    start, long = drawn.randrange(8, 20) * 60, drawn.choice((3, 4, 6)) * 60
    pieces = [(day * DAY + start - shift, day * DAY + start + long - shift) for day in drawn.sample(range(7), 5)]
    return Applicant(
        member=MemberId(number),
        side=Side.MENTOR if number <= side else Side.MENTEE,
        offers=_some(drawn, _TOPICS, 3),
        wants=_some(drawn, _TOPICS, 2),
        goal=_some(drawn, _TOPICS, 2),
        level=drawn.randrange(5),
        hours=ring_hours(pieces),
        languages=_some(drawn, ("en", "nl", "de", "fr"), drawn.choice((1, 2))),
        capacity=drawn.choice((1, 2, 3)),
        never_with=_members(drawn, side, 1) if drawn.random() < 0.2 else (),
        line=f"line {drawn.randrange(40)}" if drawn.random() < 0.5 else None,
        rounds_out=drawn.choice((0, 0, 0, 1, 2)),
        earlier=_members(drawn, side, 2) if drawn.random() < 0.5 else (),
    )


def _some(drawn: random.Random, words: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(drawn.sample(words, count))


def _members(drawn: random.Random, side: int, count: int) -> tuple[MemberId, ...]:
    return tuple(MemberId(number) for number in drawn.sample(range(1, 2 * side + 1), count))
