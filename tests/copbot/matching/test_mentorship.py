"""The whole-pool matching, held against trying everything on small pools."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from copbot.codec import decode, encode
from copbot.matching.assignment import assign
from copbot.matching.general import Places, match
from copbot.matching.mentorship import solve
from copbot.matching.scoring import sides_of
from copbot.model.mentorship_fit import (
    all_places,
    is_mentee,
    is_mentor,
    mentor_places,
    points_of,
    unordered,
    yardstick,
)
from copbot.model.mentorship_pins import sorted_pins
from copbot.model.mentorship_pool import Criterion, MentorPlan, MentorPool, Pair, Shape, Side
from copbot.refs import MemberId
from tests.support.mentor_pools import mentee, mentor, person, pool_of, pools

ANY_SIDE = (Side.MENTOR, Side.MENTEE, Side.EITHER)
EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)


def every_plan(pool: MentorPool) -> Iterator[tuple[int, int]]:
    """Give (pairings, points) of every plan that keeps the limits and the pins."""
    measure = yardstick(pool)
    pins, _ = sorted_pins(pool)
    people = {one.member: one for one in pool.people}
    ways = [
        (Pair(one.member, other.member), fit.points)
        for one in pool.people
        for other in pool.people
        if is_mentor(one, pool.shape)
        and is_mentee(other, pool.shape)
        and (pool.shape is not Shape.PEER or one.member < other.member or Pair(one.member, other.member) in pins)
        and (fit := measure.fit(one, other)) is not None
    ]

    def extend(at: int, chosen: tuple[Pair, ...], points: int) -> Iterator[tuple[int, int]]:
        if at == len(ways):
            if set(pins) <= set(chosen):
                yield len(chosen), points
            return
        pair, worth = ways[at]
        if fits_in(pair, chosen):
            yield from extend(at + 1, (*chosen, pair), points + worth)
        yield from extend(at + 1, chosen, points)

    def fits_in(pair: Pair, chosen: tuple[Pair, ...]) -> bool:
        in_all = Counter(member for one in chosen for member in (one.mentor, one.mentee))
        if unordered(pair.mentor, pair.mentee) in {unordered(one.mentor, one.mentee) for one in chosen}:
            return False
        if pool.shape is not Shape.PEER and pair.mentee in {one.mentee for one in chosen}:
            return False
        as_mentor = sum(one.mentor == pair.mentor for one in chosen)
        return (
            as_mentor < mentor_places(people[pair.mentor], pool)
            and in_all[pair.mentor] < all_places(people[pair.mentor], pool)
            and in_all[pair.mentee] < all_places(people[pair.mentee], pool)
        )

    return extend(0, (), 0)


def is_best(pool: MentorPool, plan: MentorPlan) -> bool:
    return (len(plan.pairings), plan.total) == max(every_plan(pool)) and plan.gap == 0


@EXAMPLES
@given(pools())
def test_no_plan_of_mentors_and_mentees_has_more_pairings_or_as_many_and_more_points(pool: MentorPool) -> None:
    assert is_best(pool, solve(pool))


@EXAMPLES
@given(pools(sides=ANY_SIDE, most=5))
def test_no_plan_is_better_where_people_may_be_on_either_side(pool: MentorPool) -> None:
    assert is_best(pool, solve(pool))


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=(Shape.PEER,), most=6))
def test_no_plan_of_peers_is_better(pool: MentorPool) -> None:
    assert is_best(pool, solve(pool))


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=10), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(pool: MentorPool, order: Random) -> None:
    people, pins = list(pool.people), list(pool.pins)
    order.shuffle(people)
    order.shuffle(pins)
    assert solve(replace(pool, people=tuple(people), pins=tuple(pins))) == solve(pool)


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=10))
def test_every_pair_scores_the_same_at_once_as_one_by_one(pool: MentorPool) -> None:
    sides = sides_of(pool)
    measure = yardstick(pool)
    fits = [[measure.fit(one, other) for one in sides.mentors.people] for other in sides.mentees.people]
    points = [[-1 if fit is None else fit.points for fit in row] for row in fits]
    assert sides.points().tolist() == points


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=10))
def test_capacity_is_never_overrun_and_everybody_is_placed_or_left_out(pool: MentorPool) -> None:
    plan = solve(pool)
    placed = Counter(member for one in plan.pairings for member in (one.mentor, one.mentee))
    people = {one.member: one for one in pool.people}
    assert all(count <= all_places(people[member], pool) for member, count in placed.items())
    mentors = Counter(one.mentor for one in plan.pairings)
    assert all(count <= mentor_places(people[member], pool) for member, count in mentors.items())
    assert max(Counter(one.mentee for one in plan.pairings).values(), default=1) == 1
    assert sorted([*placed, *(left.member for left in plan.left_out)]) == sorted(people)


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=10))
def test_pins_are_kept_and_forbidden_pairs_are_not_made(pool: MentorPool) -> None:
    plan = solve(pool)
    made = {Pair(one.mentor, one.mentee) for one in plan.pairings}
    kept, loose = sorted_pins(pool)
    assert set(kept) <= made
    assert {Pair(one.mentor, one.mentee) for one in plan.pairings if one.pinned} == set(kept)
    assert plan.loose_pins == loose
    ruled_out = {unordered(pair.mentor, pair.mentee) for pair in pool.forbidden}
    assert not ruled_out & {unordered(pair.mentor, pair.mentee) for pair in made}


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=8), st.sampled_from(Criterion))
def test_a_criterion_that_counts_more_is_met_no_less(pool: MentorPool, criterion: Criterion) -> None:
    def met(weight: int) -> int:
        plan = solve(replace(pool, weights=replace(pool.weights, **{criterion.value: weight})))
        return sum(part.value for one in plan.pairings for part in one.fit.parts if part.criterion is criterion)

    assert met(0) <= met(4) <= met(10)


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=8))
def test_an_edit_is_previewed_with_the_points_the_plan_would_have(pool: MentorPool) -> None:
    plan = solve(pool)
    assert points_of(pool, [Pair(one.mentor, one.mentee) for one in plan.pairings]) == plan.total


@EXAMPLES
@given(pools(sides=ANY_SIDE, shapes=tuple(Shape), most=8))
def test_pools_and_plans_travel_as_json(pool: MentorPool) -> None:
    plan = solve(pool)
    assert decode(encode(pool, MentorPool), MentorPool) == pool
    assert decode(encode(plan, MentorPlan), MentorPlan) == plan


def test_a_mentee_without_a_mentor_costs_more_than_a_poor_pair() -> None:
    generous = mentor(1, offers=("assessment", "feedback"))
    lone = mentor(2, offers=("reading",), level=0, hours=((1020, 1080),))
    picky = mentee(3, wants=("assessment", "reading"))
    pool = pool_of(generous, lone, picky, mentee(4))
    assert [(one.mentor, one.mentee) for one in solve(pool).pairings] == [(1, 4), (2, 3)]


def test_who_may_be_on_either_side_takes_no_more_pairings_than_places() -> None:
    bridge = person(1, Side.EITHER, capacity=1)
    pool = pool_of(mentor(2), bridge, mentee(3))
    assert len(solve(pool).pairings) == 1
    assert len(solve(replace(pool, people=(pool.people[0], replace(bridge, capacity=2), pool.people[2]))).pairings) == 2


def test_two_on_either_side_do_not_mentor_each_other() -> None:
    plan = solve(pool_of(person(1, Side.EITHER, capacity=2), person(2, Side.EITHER, capacity=2)))
    assert [(one.mentor, one.mentee) for one in plan.pairings] == [(1, 2)]


def random_points(mentees: int, mentors: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    random = np.random.default_rng(seed)
    points = random.integers(0, 40, (mentees, mentors)).astype(np.int16) * 50
    points[random.random((mentees, mentors)) < 0.7] = -1
    return points


@EXAMPLES
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 9999), st.integers(1, 3), st.sampled_from((1, 12)))
def test_a_sparsified_pool_is_proven_as_good_as_scipy_makes_the_whole(
    mentees: int, mentors: int, seed: int, candidates: int, rounds: int
) -> None:
    points = random_points(mentees, mentors, seed)
    places = np.random.default_rng(seed).integers(0, 4, mentors)
    found = assign(points, places, small=0, candidates=candidates, rounds=rounds)
    held = found.mentor >= 0
    assert (np.bincount(found.mentor[held], minlength=mentors) <= places).all()
    worth = 2000 * (mentees + 1)
    cost = np.where(points >= 0, points.astype(float) + worth, 0)[:, np.repeat(np.arange(mentors), places)]
    rows, columns = linear_sum_assignment(cost, maximize=True)
    value = int(points[held.nonzero()[0], found.mentor[held]].sum(dtype=np.int64)) + worth * int(held.sum())
    assert (value, found.gap) == (int(cost[rows, columns].sum()), 0)


def test_a_large_pool_of_peers_states_a_gap_that_is_true() -> None:
    points = random_points(60, 60, 3)
    points = np.maximum(points, points.T)
    np.fill_diagonal(points, -1)
    one = np.ones(60, dtype=np.intp)
    exact, pruned = (match(points, Places(one, one, one), are_peers=True, whole=whole) for whole in (10**6, 0))
    best, found = (sum(int(points[mentee, mentor]) for mentor, mentee in plan.pairs) for plan in (exact, pruned))
    assert (len(exact.pairs), exact.gap, len(pruned.pairs)) == (30, 0, 30)
    assert found <= best <= found + pruned.gap


def test_members_are_told_apart_by_number_alone() -> None:
    plan = solve(pool_of(mentor(7), mentor(3), mentee(9), mentee(1)))
    assert [(one.mentor, one.mentee) for one in plan.pairings] == [
        (MemberId(3), MemberId(1)),
        (MemberId(7), MemberId(9)),
    ]
