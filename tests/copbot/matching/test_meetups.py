import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copbot.matching.meetup_pairs import _mended, _near, best_pairs, pair_up
from copbot.matching.meetup_scores import Scores
from copbot.matching.meetups import group_people
from copbot.model.hours import WeekHours, week_hours
from copbot.model.meetups_pool import (
    Attendee,
    Lack,
    MeetupPlan,
    MeetupPool,
    Mixing,
    PastMeeting,
    WithoutGroup,
    group_sizes,
    repeat_weight,
)
from copbot.refs import MemberId

MONDAY = date(2026, 11, 23)
OFFICE = week_hours(range(5), 540, 1020, "UTC", MONDAY)
TOKYO = week_hours(range(5), 540, 1020, "Asia/Tokyo", MONDAY)
NEW_YORK = week_hours(range(5), 540, 1020, "America/New_York", MONDAY)
HOURS: tuple[WeekHours, ...] = (OFFICE, TOKYO, NEW_YORK, (), week_hours((1, 3), 600, 665, "UTC", MONDAY))


def people(count: int, hours: WeekHours = OFFICE) -> tuple[Attendee, ...]:
    return tuple(Attendee(member=MemberId(number), hours=hours) for number in range(1, count + 1))


def pool(
    everyone: tuple[Attendee, ...], *past: tuple[int, int, int], size: int = 2, mixing: Mixing = Mixing.ANY
) -> MeetupPool:
    met = tuple(PastMeeting(MemberId(one), MemberId(other), days) for one, other, days in past)
    return MeetupPool(key="round:1", people=everyone, past=met, size=size, mixing=mixing)


def members(plan: MeetupPlan) -> list[tuple[int, ...]]:
    return [group.members for group in plan.groups]


@st.composite
def pools(
    draw: st.DrawFn, most: int = 24, sizes: tuple[int, ...] = tuple(range(2, 9)), *, never: bool = True
) -> MeetupPool:
    count = draw(st.integers(0, most))
    numbers = st.integers(1, max(1, count)).map(MemberId)
    everyone = tuple(
        Attendee(
            member=MemberId(number),
            hours=draw(st.sampled_from(HOURS)),
            attribute=draw(st.sampled_from(["red", "blue", None])),
            never_with=tuple(draw(st.lists(numbers, max_size=2 if never else 0))),
            rounds_out=draw(st.integers(0, 2)),
        )
        for number in range(1, count + 1)
    )
    past = draw(st.lists(st.builds(PastMeeting, numbers, numbers, st.integers(0, 800)), max_size=3 * count))
    return MeetupPool(
        key=draw(st.text(max_size=3)),
        people=everyone,
        past=tuple(past),
        size=draw(st.sampled_from(sizes)),
        mixing=draw(st.sampled_from(Mixing)),
    )


def test_nobody_takes_part_and_nothing_happens() -> None:
    assert group_people(pool(())) == MeetupPlan(
        groups=(), left_out=(), repeats=0, points=0, least_repeats=0, most_points=0
    )


def test_a_pool_of_one_is_left_out_as_alone() -> None:
    assert group_people(pool(people(1))).left_out == (WithoutGroup(MemberId(1), Lack.ALONE),)


def test_two_are_a_pair_and_three_a_trio_that_is_larger_than_asked_for() -> None:
    assert members(group_people(pool(people(2)))) == [(1, 2)]
    (trio,) = group_people(pool(people(3))).groups
    assert (trio.members, trio.larger, trio.minutes) == ((1, 2, 3), True, 5 * 8 * 60)


def test_everybody_ruling_out_everybody_leaves_all_out_in_the_same_words() -> None:
    everyone = tuple(replace(one, never_with=tuple(MemberId(n) for n in range(1, 15))) for one in people(14))
    for size in (2, 3):
        plan = group_people(pool(everyone, size=size))
        assert plan.groups == ()
        assert plan.left_out == tuple(WithoutGroup(one.member, Lack.NOTHING_FITS) for one in everyone)


def test_people_without_a_shared_hour_meet_all_the_same() -> None:
    plan = group_people(pool((Attendee(member=MemberId(1), hours=TOKYO), Attendee(member=MemberId(2), hours=NEW_YORK))))
    assert [(group.members, group.minutes) for group in plan.groups] == [((1, 2), 0)]


def test_those_who_share_hours_are_brought_together() -> None:
    everyone = people(2, TOKYO) + tuple(Attendee(member=MemberId(n), hours=NEW_YORK) for n in (3, 4))
    assert members(group_people(pool(everyone))) == [(1, 2), (3, 4)]


def test_when_all_repeats_are_forced_the_longest_ago_is_chosen_and_told() -> None:
    plan = group_people(
        pool(people(4), (1, 2, 7), (3, 4, 7), (1, 3, 14), (2, 4, 14), (1, 4, 21), (2, 3, 21), (1, 4, 400))
    )
    assert members(plan) == [(1, 4), (2, 3)]
    assert [(repeat.days, repeat.times) for group in plan.groups for repeat in group.repeats] == [(21, 2), (21, 1)]
    assert plan.is_proven


def test_no_gain_in_hours_makes_up_for_a_repeat_of_long_ago() -> None:
    everyone = (*people(2), Attendee(member=MemberId(3), hours=TOKYO), Attendee(member=MemberId(4), hours=TOKYO))
    assert (1, 2) not in members(group_people(pool(everyone, (1, 2, 3000))))


def test_across_brings_different_values_together_and_within_the_same() -> None:
    everyone = tuple(replace(one, attribute="ab"[one.member > 2]) for one in people(4))
    across = group_people(pool(everyone, mixing=Mixing.ACROSS))
    assert all(group.across and sum(one <= 2 for one in group.members) == 1 for group in across.groups)
    within = group_people(pool(everyone, (1, 2, 7), mixing=Mixing.WITHIN))
    assert members(within) == [(1, 2), (3, 4)]
    assert not any(group.mixed for group in within.groups)


def test_within_joins_who_would_be_alone_to_others_and_says_so() -> None:
    everyone = tuple(replace(one, attribute=value) for one, value in zip(people(5), "aabbc", strict=True))
    plan = group_people(pool(everyone, mixing=Mixing.WITHIN))
    assert sorted(len(group.members) for group in plan.groups) == [2, 3]
    assert [group.mixed for group in plan.groups if 5 in group.members] == [True]


def test_within_parts_a_trio_rather_than_drop_who_is_alone() -> None:
    everyone = tuple(replace(one, attribute=value) for one, value in zip(people(4), "aaab", strict=True))
    plan = group_people(pool(everyone, mixing=Mixing.WITHIN))
    assert sorted(len(group.members) for group in plan.groups) == [2, 2]
    assert plan.left_out == ()


def test_within_people_who_said_nothing_meet_each_other() -> None:
    everyone = tuple(
        replace(one, attribute=value) for one, value in zip(people(4), ["a", "a", None, None], strict=True)
    )
    plan = group_people(pool(everyone, mixing=Mixing.WITHIN))
    assert [(group.members, group.mixed) for group in plan.groups] == [((1, 2), False), ((3, 4), True)]


def test_who_was_left_out_comes_first_next_time() -> None:
    star = tuple(MemberId(number) for number in range(2, 6))
    everyone = (
        Attendee(member=MemberId(1)),
        *(Attendee(member=one, never_with=star, rounds_out=int(one == 4)) for one in star),
    )
    assert members(group_people(pool(everyone))) == [(1, 4)]
    many = (
        *people(12),
        *(
            Attendee(member=MemberId(n), never_with=tuple(map(MemberId, range(2, 16))), rounds_out=n - 13)
            for n in (13, 14, 15)
        ),
    )
    plan = group_people(pool(many))
    assert [one.member for one in plan.left_out] == [13, 14]


def test_two_triangles_of_people_become_trios_rather_than_leave_two_out() -> None:
    halves = [(1, 2, 3), (4, 5, 6)]
    everyone = tuple(replace(one, never_with=tuple(map(MemberId, halves[one.member <= 3]))) for one in people(6))
    assert members(group_people(pool(everyone))) == halves


@given(pools())
@settings(max_examples=60, deadline=None)
def test_nobody_is_twice_or_dropped_and_never_with_is_kept(one: MeetupPool) -> None:
    plan = group_people(one)
    placed = [member for group in plan.groups for member in group.members]
    assert sorted([*placed, *(left.member for left in plan.left_out)]) == [who.member for who in one.people]
    never = {frozenset((who.member, other)) for who in one.people for other in who.never_with}
    for group in plan.groups:
        assert 2 <= len(group.members) <= min(8, one.size + 1)
        assert not any(frozenset(pair) in never for pair in combinations(group.members, 2))
    assert plan.repeats >= plan.least_repeats
    assert plan.repeats > plan.least_repeats or plan.points <= plan.most_points


@given(pools(most=40, never=False))
@settings(max_examples=40, deadline=None)
def test_without_never_with_all_have_a_group_of_the_sizes_there_are(one: MeetupPool) -> None:
    plan = group_people(one)
    assert len(plan.left_out) == (len(one.people) == 1)
    if one.mixing is not Mixing.WITHIN:
        sizes = tuple(sorted((len(group.members) for group in plan.groups), reverse=True))
        assert sizes == group_sizes(len(one.people), one.size)


@given(pools(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_people_and_meetings_changes_nothing(one: MeetupPool, chance: random.Random) -> None:
    everyone, past = list(one.people), list(one.past)
    chance.shuffle(everyone)
    chance.shuffle(past)
    turned = tuple(PastMeeting(met.other, met.one, met.days) for met in past)
    assert group_people(replace(one, people=tuple(everyone), past=turned)) == group_people(one)


def worth(one: MeetupPool, groups: Iterable[tuple[int, ...]]) -> tuple[int, int]:
    """Rate groups by the definition, without numpy."""
    by_id = {who.member: who for who in one.people}
    repeats = points = 0
    for a, b in (pair for group in groups for pair in combinations(sorted(group), 2)):
        repeats += sum(repeat_weight(met.days) for met in one.past if {met.one, met.other} == {a, b})
        left, right = by_id[MemberId(a)], by_id[MemberId(b)]
        minutes = sum(max(0, min(d, f) - max(c, e)) for c, d in left.hours for e, f in right.hours)
        points += 50 + min(minutes, 600) // 12 if minutes >= 30 else 0
        values = {left.attribute, right.attribute}
        points += 50 * (one.mixing is Mixing.ACROSS and None not in values and len(values) == 2)
    return -repeats, points


def groupings(left: list[int], sizes: tuple[int, ...]) -> list[list[tuple[int, ...]]]:
    """List all groupings of these sizes."""
    if not left:
        return [[]]
    first, *others = left
    found = []
    for size in sorted(set(sizes)):
        rest_sizes = list(sizes)
        rest_sizes.remove(size)
        for mates in combinations(others, size - 1):
            rest = [one for one in others if one not in mates]
            found += [[(first, *mates), *groups] for groups in groupings(rest, tuple(rest_sizes))]
    return found


@given(pools(most=8, never=False))
@settings(max_examples=50, deadline=None)
def test_small_pools_have_the_best_of_all_groupings(one: MeetupPool) -> None:
    one = replace(one, mixing=Mixing.ACROSS if one.mixing is Mixing.WITHIN else one.mixing)
    plan = group_people(one)
    everyone = [int(who.member) for who in one.people]
    best = max(
        (worth(one, groups) for groups in groupings(everyone, group_sizes(len(everyone), one.size))), default=(0, 0)
    )
    assert worth(one, members(plan)) == (-plan.repeats, plan.points)
    assert len(everyone) == 1 or (-plan.repeats, plan.points) == best
    assert plan.is_proven


@given(pools(most=8, sizes=(2,)))
@settings(max_examples=50, deadline=None)
def test_the_matching_of_an_even_number_has_the_most_pairs_and_of_those_the_best(one: MeetupPool) -> None:
    scores = Scores(replace(one, people=tuple(replace(who, rounds_out=0) for who in one.people)))
    if len(scores) % 2:
        return
    pairs, _ = best_pairs(scores, np.arange(len(scores)))
    never = {frozenset((who.member, other)) for who in one.people for other in who.never_with}
    edges = [pair for pair in combinations(range(1, len(scores) + 1), 2) if frozenset(pair) not in never]
    best = max(
        (count, *worth(one, list(some)))
        for count in range(len(scores) // 2 + 1)
        for some in combinations(edges, count)
        if len({end for pair in some for end in pair}) == 2 * count
    )
    found = [(a + 1, b + 1) for a, b in pairs]
    assert (len(found), *worth(one, found)) == best


def drawn(one: MeetupPool, times: int) -> tuple[int, int]:
    """Give the best of so many random groupings."""
    chance = random.Random(1)
    sizes = group_sizes(len(one.people), one.size)
    everyone = [int(who.member) for who in one.people]
    pairs = {pair: worth(one, [pair]) for pair in combinations(everyone, 2)}
    best: list[tuple[int, int]] = []
    for _ in range(times):
        chance.shuffle(everyone)
        start, total = 0, (0, 0)
        for size in sizes:
            for pair in combinations(sorted(everyone[start : start + size]), 2):
                total = (total[0] + pairs[pair][0], total[1] + pairs[pair][1])
            start += size
        best.append(total)
    return max(best)


@given(pools(most=30, sizes=(3, 4, 5, 8), never=False))
@settings(max_examples=15, deadline=None)
def test_larger_groups_are_at_least_as_good_as_the_best_of_a_thousand_draws(one: MeetupPool) -> None:
    one = replace(one, mixing=Mixing.ACROSS)
    plan = group_people(one)
    assert len(one.people) < 2 or (-plan.repeats, plan.points) >= drawn(one, 1000)


def crowd(count: int, *, never: int = 0) -> MeetupPool:
    chance = random.Random(count)
    everyone = tuple(
        Attendee(
            member=MemberId(number),
            hours=chance.choice(HOURS[:3]),
            attribute=chance.choice("abc"),
            never_with=tuple(MemberId(chance.randrange(count)) for _ in range(never)),
        )
        for number in range(count)
    )
    past = tuple(PastMeeting(MemberId(n), MemberId((n + 1) % count), 7) for n in range(count))
    return MeetupPool(key="crowd", people=everyone, past=past, mixing=Mixing.ACROSS)


def test_a_crowd_is_paired_to_the_last_one_within_three_percent_of_the_bound() -> None:
    plan = group_people(crowd(1001, never=3))
    assert plan.left_out == ()
    assert sorted(len(group.members) for group in plan.groups) == [2] * 499 + [3]
    assert plan.repeats == 0
    assert plan.points >= 0.97 * plan.most_points


def test_a_crowd_near_the_best_is_as_good_as_the_best_within_one_percent() -> None:
    one = crowd(400)
    best = group_people(one)
    assert best.is_proven
    scores = Scores(one)
    near, free = _near(scores, np.arange(400))
    more, over = pair_up(scores, np.array(free, dtype=np.int64))
    assert over == []
    assert scores.total(near + more)[1] >= 0.99 * best.points


def test_an_odd_crowd_makes_one_trio() -> None:
    for count in (61, 65, 99):
        plan = group_people(crowd(count, never=1))
        assert sorted(len(group.members) for group in plan.groups)[-2:] == [2, 3]
        assert (plan.left_out, plan.repeats) == ((), 0)


def test_two_who_rule_each_other_out_are_placed_by_parting_a_pair() -> None:
    everyone = (*people(6), Attendee(member=MemberId(7), never_with=(MemberId(8), MemberId(1))), *people(8)[7:])
    pairs, over = _mended(Scores(pool(everyone, (7, 3, 7), (7, 4, 7))), [[0, 1], [2, 3], [4, 5]], [6, 7])
    assert over == []
    assert sorted(one for pair in pairs for one in pair) == list(range(8))
    assert not any({6, taboo} == set(pair) for pair in pairs for taboo in (0, 2, 3, 7))


def test_who_no_pair_can_be_parted_for_stays_over() -> None:
    alone = Attendee(member=MemberId(3), never_with=tuple(map(MemberId, range(1, 6))))
    scores = Scores(pool((*people(2), alone, *people(5)[3:])))
    pairs, over = _mended(scores, [[0, 1]], [2, 3, 4])
    assert sorted(over) == [2]
    assert sorted(map(sorted, pairs)) in ([[0, 3], [1, 4]], [[0, 4], [1, 3]])


def test_hours_with_very_many_different_edges_are_counted_by_the_quarter() -> None:
    odd = tuple(Attendee(member=MemberId(n), hours=((n, 2000 + 2 * n),)) for n in range(1, 700))
    scores = Scores(pool(odd))
    assert scores.points(np.array([0]), np.array([1])) == [[100]]
    exact = Scores(
        pool((Attendee(member=MemberId(1), hours=((1, 30),)), Attendee(member=MemberId(2), hours=((0, 31),))))
    )
    assert exact.points(np.array([0]), np.array([1])) == [[0]]


def test_many_people_in_trios_are_grouped_in_blocks() -> None:
    plan = group_people(replace(crowd(901), size=3))
    assert sum(len(group.members) for group in plan.groups) == 901
    assert (plan.repeats, {len(group.members) for group in plan.groups}) == (0, {3, 4})
