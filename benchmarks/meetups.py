"""Meetups: how long pairs take, how near the best they are, and how few people meet again within a year."""

import random
import time
from datetime import date
from itertools import combinations

from benchmarks.measure import Figure, median_of
from copbot.matching.meetups import group_people
from copbot.model.hours import week_hours
from copbot.model.meetups_pool import Attendee, MeetupPlan, MeetupPool, Mixing, PastMeeting
from copbot.refs import MemberId

_MONDAY = date(2026, 11, 23)
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kolkata")
_TEAMS = "abcdefgh"
_EARLIER = 5
_CURVE = (100, 300, 1000, 3000, 10000)
_ROUNDS = 52
_PEOPLE = 60


async def run() -> list[Figure]:
    """Measure `pairs_300`, `pairs_5000` and its gap, `meet_repeats` in pairs and trios, and the cost of each person."""
    group_people(_pool(20))
    exact, small = _timed(300, times=5)
    assert exact.is_proven
    near, large = _timed(5000, times=1)
    assert not near.left_out
    assert near.repeats == near.least_repeats == 0
    gap = (near.most_points - near.points) / near.most_points * 100
    figures = [
        Figure(name="pairs_300", value=small, unit="s", limit=0.15, ratio=None, goal="≤ 0.15"),
        Figure(name="pairs_5000", value=large, unit="s", limit=8, ratio=None, goal="≤ 8"),
        Figure(name="pairs_5000_gap", value=gap, unit="% below the bound", limit=3, ratio=None, goal="≤ 3"),
    ]
    for size, goal in ((2, "≤ 0"), (3, "≤ 1.1")):
        again, least = _year(size)
        figures.append(
            Figure(
                name="meet_repeats" if size == 2 else f"meet_repeats_{size}",
                value=again,
                unit="repeats in 52 rounds of 60",
                limit=least,
                ratio=again / least if least else None,
                goal=goal,
            )
        )
    for people in _CURVE:
        _, took = _timed(people, times=1)
        each = took / people * 1000
        figures.append(
            Figure(name=f"pairs_each_{people}", value=each, unit="ms a person", limit=5, ratio=None, goal="≤ 5")
        )
    return figures


def _timed(people: int, *, times: int) -> tuple[MeetupPlan, float]:
    """Group a pool, scoring included; the median of so many times."""
    pool = _pool(people)
    samples = []
    for _ in range(times):
        began = time.perf_counter()
        plan = group_people(pool)
        samples.append(time.perf_counter() - began)
    return plan, median_of(samples)


def _pool(count: int) -> MeetupPool:
    """Make people of five zones and eight teams, with two never-with entries each, who met in five weekly rounds."""
    chance = random.Random(count)
    past = []
    for week in range(1, _EARLIER + 1):
        order = chance.sample(range(count), count)
        past += [PastMeeting(MemberId(a), MemberId(b), 7 * week) for a, b in zip(order[::2], order[1::2], strict=False)]
    people = tuple(_attendee(number, count, chance) for number in range(count))
    return MeetupPool(key="bench", people=people, past=tuple(past), mixing=Mixing.ACROSS)


def _attendee(number: int, count: int, chance: random.Random) -> Attendee:
    days = sorted(chance.sample(range(5), chance.randint(2, 5)))
    start = chance.choice((480, 510, 540, 600))
    return Attendee(
        member=MemberId(number),
        hours=week_hours(days, start, start + chance.choice((120, 240, 480)), chance.choice(_ZONES), _MONDAY),
        attribute=chance.choice(_TEAMS),
        never_with=tuple(MemberId(chance.randrange(count)) for _ in range(2)),
    )


def _year(size: int) -> tuple[int, int]:
    """Group 60 people every week of a year: count the meetings that were not the first of two people.

    The least there can be comes with it: all meetings less one for each two people there are.
    """
    chance = random.Random(size)
    people = tuple(Attendee(member=MemberId(n), hours=_attendee(n, _PEOPLE, chance).hours) for n in range(_PEOPLE))
    met: dict[tuple[MemberId, MemberId], list[int]] = {}
    meetings = 0
    for week in range(_ROUNDS):
        past = tuple(PastMeeting(*pair, 7 * (week - one)) for pair, weeks in met.items() for one in weeks)
        plan = group_people(MeetupPool(key=f"week {week}", people=people, past=past, size=size))
        for pair in (pair for group in plan.groups for pair in combinations(group.members, 2)):
            met.setdefault(pair, []).append(week)
            meetings += 1
    return meetings - len(met), max(0, meetings - _PEOPLE * (_PEOPLE - 1) // 2)
