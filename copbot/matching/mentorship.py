"""A round of mentorship solved over the whole pool: as many pairings as possible and, of those, the best fit in all."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from copbot.matching.assignment import assign
from copbot.matching.general import Places, match
from copbot.matching.left_out import left_out
from copbot.matching.scoring import Points, Sides, sides_of
from copbot.model.mentorship_fit import all_places, mentor_places, unordered, yardstick
from copbot.model.mentorship_pins import sorted_pins
from copbot.model.mentorship_pool import Applicant, MentorPlan, MentorPool, Pair, Pairing, Shape, Side
from copbot.refs import MemberId


def solve(pool: MentorPool) -> MentorPlan:
    """Match a pool; the same people give the same plan in whatever order they come.

    Pins that cannot be kept are left aside and stand in the plan: people may have left since they were made.
    """
    sides = sides_of(pool)
    pins, loose = sorted_pins(pool)
    points = sides.points()
    found, gap = _found(sides, points, pins)
    chosen = sorted([*pins, *found], key=lambda pair: (pair.mentor, pair.mentee))
    pairings = _pairings(pool, chosen, frozenset(pins))
    total = sum(pairing.fit.points for pairing in pairings)
    return MentorPlan(
        pairings=pairings,
        left_out=left_out(sides, points, chosen),
        total=total,
        bound=total + gap,
        loose_pins=loose,
    )


def _found(sides: Sides, points: Points, pins: Sequence[Pair]) -> tuple[list[Pair], int]:
    """Solve what the pins leave open; give also how far from the best it may be."""
    pool = sides.pool
    if not sides.mentors.people or not sides.mentees.people:
        return [], 0
    if pool.shape is Shape.PEER or any(one.side is Side.EITHER for one in pool.people):
        return _on_either_side(sides, points, pins)
    taken = Counter(pin.mentor for pin in pins)
    pinned = {pin.mentee for pin in pins}
    mentors = sides.mentors.people
    places = np.array([mentor_places(one, pool) - taken[one.member] for one in mentors], dtype=np.intp)
    open_rows = np.array([at for at, one in enumerate(sides.mentees.people) if one.member not in pinned], dtype=np.intp)
    solved = assign(points[open_rows] if pinned else points, places)
    pairs = [
        Pair(mentors[mentor].member, sides.mentees.people[row].member)
        for row, mentor in zip(open_rows.tolist(), solved.mentor.tolist(), strict=True)
        if mentor >= 0
    ]
    return pairs, solved.gap


def _on_either_side(sides: Sides, points: Points, pins: Sequence[Pair]) -> tuple[list[Pair], int]:
    """Solve over one list of people, each of whom may be on both sides."""
    pool = sides.pool
    everyone = sorted(pool.people, key=lambda one: one.member)
    at = {one.member: index for index, one in enumerate(everyone)}
    square = np.full((len(everyone), len(everyone)), -1, dtype=np.int16)
    rows, columns = (np.array([at[one.member] for one in side.people]) for side in (sides.mentees, sides.mentors))
    square[np.ix_(rows, columns)] = points
    for pin in pins:
        one, other = at[pin.mentor], at[pin.mentee]
        square[one, other] = square[other, one] = -1
    matched = match(square, _places(pool, everyone, pins), are_peers=pool.shape is Shape.PEER)
    pairs = [Pair(everyone[mentor].member, everyone[mentee].member) for mentor, mentee in matched.pairs]
    if pool.shape is Shape.PEER:
        pairs = [Pair(*unordered(pair.mentor, pair.mentee)) for pair in pairs]
    return pairs, matched.gap


def _places(pool: MentorPool, everyone: Sequence[Applicant], pins: Sequence[Pair]) -> Places:
    as_mentor = Counter(pin.mentor for pin in pins)
    as_mentee = Counter(pin.mentee for pin in pins)
    in_all = as_mentor + as_mentee
    left = [all_places(one, pool) - in_all[one.member] for one in everyone]
    mentor = [
        min(mentor_places(one, pool) - as_mentor[one.member], free) for one, free in zip(everyone, left, strict=True)
    ]
    mentee = [
        min(_mentee_places(one, pool) - as_mentee[one.member], free) for one, free in zip(everyone, left, strict=True)
    ]
    return Places(
        mentor=np.array(mentor, dtype=np.intp),
        mentee=np.array(mentee, dtype=np.intp),
        in_all=np.array(left, dtype=np.intp),
    )


def _mentee_places(one: Applicant, pool: MentorPool) -> int:
    return int(one.side is not Side.MENTOR) if pool.shape is not Shape.PEER else 1


def _pairings(pool: MentorPool, pairs: Iterable[Pair], pinned: frozenset[Pair]) -> tuple[Pairing, ...]:
    people: dict[MemberId, Applicant] = {one.member: one for one in pool.people}
    measure = yardstick(pool)
    fits = ((pair, measure.fit(people[pair.mentor], people[pair.mentee])) for pair in pairs)
    return tuple(
        Pairing(mentor=pair.mentor, mentee=pair.mentee, fit=fit, pinned=pair in pinned)
        for pair, fit in fits
        if fit is not None
    )
