"""Who is left out, why, and that what is advised would help; never-with shows nowhere."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from copbot.matching.mentorship import solve
from copbot.model.hours import ring_hours, total_minutes
from copbot.model.mentorship_pool import (
    Applicant,
    Change,
    LeftOut,
    Limits,
    MentorPlan,
    MentorPool,
    NewPartner,
    Obstacle,
    OfferPlace,
    OnePlaceMore,
    OpenHours,
    Pair,
    Shape,
    Side,
)
from copbot.model.mentorship_reasons import part_in_words, what_would_help, why_left_out, why_loose, why_together
from copbot.refs import MemberId
from tests.support.mentor_pools import EVENINGS, changed, mentee, mentor, person, pool_of, pools

EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True)
MORNINGS = ring_hours([(day * 1440 + 8 * 60, day * 1440 + 11 * 60) for day in range(3)])
NEW = MemberId(99)
NIGHT = ring_hours([(3 * 1440, 3 * 1440 + 45)])


def left(pool: MentorPool, number: int) -> LeftOut:
    return next(one for one in solve(pool).left_out if one.member == number)


def why(pool: MentorPool, number: int) -> tuple[Obstacle, Change | None]:
    one = left(pool, number)
    return one.obstacle, one.change


def texts(plan: MentorPlan) -> list[str]:
    """Give every sentence anybody could read of a plan."""
    told: list[str] = [str(said) for one in plan.pairings for said in why_together(one.fit)]
    told += [str(part_in_words(part)) for one in plan.pairings for part in one.fit.parts]
    for one in plan.left_out:
        told += [str(one.member), str(why_left_out(one))]
        told += [] if one.change is None else [str(what_would_help(one.change, str))]
    return told + [str(why_loose(one, str)) for one in plan.loose_pins]


def with_change(pool: MentorPool, alone: LeftOut) -> MentorPool:
    """Make what was advised come true, and nothing else."""
    one = next(one for one in pool.people if one.member == alone.member)
    match alone.change:
        case OpenHours(minutes, (begin, stop)):
            assert minutes <= stop - begin
            return changed(pool, one.member, hours=ring_hours([*one.hours, (begin, begin + minutes)]))
        case OnePlaceMore(member):
            capacity = next(other.capacity for other in pool.people if other.member == member)
            return changed(pool, member, capacity=capacity + 1)
        case OfferPlace():
            return changed(pool, one.member, capacity=1)
        case NewPartner(topic, language, wanted):
            return replace(pool, people=(*pool.people, newcomer(pool, one, topic, language, wanted)))
        case None:
            return pool


def newcomer(pool: MentorPool, one: Applicant, topic: str | None, language: str | None, wanted: Side) -> Applicant:
    topics = () if topic is None else (topic,)
    lower = pool.shape is Shape.REVERSE
    return Applicant(
        member=NEW,
        side=wanted,
        offers=topics,
        wants=topics,
        hours=one.hours,
        level={Side.MENTOR: 0, Side.MENTEE: 4, Side.EITHER: 2}[wanted] if lower else 2,
        languages=one.languages if language is None else (language,),
    )


@EXAMPLES
@given(pools(sides=(Side.MENTOR, Side.MENTEE, Side.EITHER), shapes=tuple(Shape), most=7))
def test_what_is_advised_brings_one_more_in_and_can_bring_in_who_is_told(pool: MentorPool) -> None:
    plan = solve(pool)
    for alone in plan.left_out:
        if alone.change is None:
            continue
        after = solve(with_change(pool, alone))
        assert len(after.pairings) == len(plan.pairings) + 1
        if (pin := kept_for(alone)) is not None:  # others may want the same place: it has to be kept for them
            after = solve(replace(with_change(pool, alone), pins=(*pool.pins, pin)))
            assert len(after.pairings) == len(plan.pairings) + 1
        assert alone.member not in {one.member for one in after.left_out}


def kept_for(alone: LeftOut) -> Pair | None:
    match alone.change:
        case OnePlaceMore(member):
            return Pair(member, alone.member)
        case NewPartner(wanted=Side.MENTEE):
            return Pair(alone.member, NEW)
        case NewPartner():
            return Pair(NEW, alone.member)
        case OpenHours() | OfferPlace() | None:
            return None


@EXAMPLES
@given(pools(sides=(Side.MENTOR, Side.MENTEE, Side.EITHER), shapes=tuple(Shape), most=7))
def test_no_word_of_a_plan_depends_on_which_limit_keeps_two_apart(pool: MentorPool) -> None:
    bare = replace(pool, people=tuple(replace(one, never_with=(), line=None) for one in pool.people))
    never = [Pair(one.member, other) for one in pool.people for other in one.never_with]
    asked = replace(bare, people=tuple(replace(one, line=None) for one in pool.people))
    ruled_out = replace(bare, forbidden=(*pool.forbidden, *never))
    assert solve(asked) == solve(ruled_out)
    assert texts(solve(asked)) == texts(solve(ruled_out))


@pytest.mark.parametrize(
    "keep_apart",
    [
        lambda pool: changed(pool, 9, never_with=(MemberId(1),)),
        lambda pool: changed(pool, 1, never_with=(MemberId(9),)),
        lambda pool: replace(pool, forbidden=(Pair(MemberId(1), MemberId(9)),)),
        lambda pool: changed(changed(pool, 1, line="red"), 9, line="red"),
        lambda pool: changed(pool, 1, languages=("fr",)),
        lambda pool: changed(pool, 1, offers=("reading",)),
    ],
)
def test_a_never_with_reads_like_any_other_limit(keep_apart: Callable[[MentorPool], MentorPool]) -> None:
    pool = pool_of(
        mentor(1), mentor(2, languages=("nl",)), mentor(3, offers=("feedback",), languages=("nl", "en")), mentee(9)
    )
    apart = keep_apart(pool)
    # the language says nothing alone, since another mentor shares it; nor does the topic
    assert list(said_to(apart, 9)) == [
        "Nobody was possible this time within the limits of this programme.",
        "What would help: a mentor for assessment.",
    ]


def said_to(pool: MentorPool, number: int) -> Iterable[str]:
    one = left(pool, number)
    assert one.change is not None
    return str(why_left_out(one)), str(what_would_help(one.change, str))


def test_a_pin_against_a_never_with_reads_like_one_against_the_hours() -> None:
    pin = Pair(MemberId(1), MemberId(9))
    never = pool_of(mentor(1), mentee(9, never_with=(MemberId(1),)), pins=(pin,))
    hours = pool_of(mentor(1, hours=MORNINGS), mentee(9), pins=(pin,))
    assert [str(why_loose(one, str)) for one in solve(never).loose_pins] == [
        str(why_loose(one, str)) for one in solve(hours).loose_pins
    ]


def test_advice_counts_on_nobody_who_is_kept_apart() -> None:
    pool = pool_of(mentor(1, hours=MORNINGS), mentee(9))
    advised = why(pool, 9)
    assert advised == (Obstacle.NO_HOURS, OpenHours(60, (480, 660), 0))
    assert why(changed(pool, 9, never_with=(MemberId(1),)), 9) == (
        Obstacle.NO_HOURS,
        NewPartner("assessment", None, Side.MENTOR),
    )


def test_a_pool_of_nobody_is_an_empty_plan() -> None:
    assert solve(pool_of()) == MentorPlan(pairings=(), left_out=(), total=0, bound=0)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("side", Side)
def test_a_pool_of_one_says_that_nobody_is_there(side: Side, shape: Shape) -> None:
    alone = left(pool_of(person(1, side), shape=shape), 1)
    assert alone.obstacle is Obstacle.NOBODY_THERE


def test_an_empty_side_leaves_all_out() -> None:
    plan = solve(pool_of(mentee(1), mentee(2)))
    assert [one.change for one in plan.left_out] == 2 * [NewPartner("assessment", None, Side.MENTOR)]


def test_a_mentor_without_a_place_is_told_that_one_would_help() -> None:
    assert why(pool_of(mentor(1, capacity=0), mentee(2)), 1) == (Obstacle.NO_PLACE, OfferPlace())
    assert why(pool_of(mentor(1, capacity=0)), 1) == (Obstacle.NO_PLACE, None)


def test_a_mentee_whose_only_mentor_offers_no_place_hears_that_one_more_would_help() -> None:
    assert why(pool_of(mentor(1, capacity=0), mentee(2)), 2) == (Obstacle.PLACES_TAKEN, OnePlaceMore(MemberId(1)))


def test_everyone_never_with_everyone_is_nobody_possible() -> None:
    everyone = tuple(MemberId(number) for number in (1, 2, 3, 4))
    people = [
        make(number, never_with=everyone) for make, number in ((mentor, 1), (mentor, 2), (mentee, 3), (mentee, 4))
    ]
    plan = solve(pool_of(*people))
    assert (plan.pairings, {one.obstacle for one in plan.left_out}) == ((), {Obstacle.NOBODY_POSSIBLE})


def test_zones_with_no_shared_hour_ask_for_so_many_minutes_in_ones_own_clock() -> None:
    one = left(pool_of(mentor(1, hours=MORNINGS), mentee(2, utc_offset=-300)), 2)
    assert one.obstacle is Obstacle.NO_HOURS
    assert one.change is not None
    assert str(what_would_help(one.change, str)) == (
        "Another 60 minutes in common would help: Monday between 03:00 and 06:00."
    )


def test_hours_are_asked_for_only_where_the_other_has_them_in_one_piece() -> None:
    pool = pool_of(mentor(1, hours=NIGHT), mentor(2, hours=((0, 50), (5000, 5050))), mentee(3))
    assert why(pool, 3) == (Obstacle.NO_HOURS, NewPartner("assessment", None, Side.MENTOR))


def test_the_fewest_minutes_are_asked_for() -> None:
    near = mentor(2, hours=((EVENINGS[0][0] - 60, EVENINGS[0][0] + 30),))
    assert why(pool_of(mentor(1, hours=MORNINGS), near, mentor(4, hours=MORNINGS), mentee(3)), 3) == (
        Obstacle.NO_HOURS,
        OpenHours(30, (EVENINGS[0][0] - 60, EVENINGS[0][0]), 0),
    )


def test_an_offer_nobody_wants_is_said() -> None:
    pool = pool_of(mentor(1, offers=("reading",)), mentee(2))
    assert why(pool, 1) == (Obstacle.NO_TOPIC, NewPartner("reading", None, Side.MENTEE))
    assert why(pool, 2) == (Obstacle.NO_TOPIC, NewPartner("assessment", None, Side.MENTOR))


def test_a_language_is_named_where_it_is_what_stands_in_the_way() -> None:
    pool = pool_of(mentor(1, languages=("nl",)), mentee(2, languages=("fr", "de")))
    assert why(pool, 2) == (Obstacle.NO_LANGUAGE, NewPartner("assessment", "fr", Side.MENTOR))


def test_full_mentors_are_said_with_the_one_who_fits_best() -> None:
    pool = pool_of(mentor(1, level=0), mentor(2, level=4), mentee(3), mentee(4), mentee(5, level=0, rounds_out=0))
    out = solve(pool).left_out
    assert [(one.obstacle, one.change) for one in out] == [(Obstacle.PLACES_TAKEN, OnePlaceMore(MemberId(2)))]


def test_no_place_is_asked_of_a_mentor_whose_group_is_full() -> None:
    pool = pool_of(mentor(1, capacity=1), mentee(2), mentee(3), shape=Shape.GROUP, limits=Limits(group_size=1))
    assert [one.change for one in solve(pool).left_out] == [NewPartner("assessment", None, Side.MENTOR)]


def test_nothing_is_advised_where_ones_own_hours_or_topics_are_missing() -> None:
    assert total_minutes(NIGHT) < Limits().least_minutes
    assert why(pool_of(mentor(1, hours=NIGHT), mentee(2, hours=NIGHT)), 2) == (Obstacle.NO_HOURS, None)
    assert why(pool_of(mentor(1), mentee(2, wants=())), 2) == (Obstacle.NO_TOPIC, None)


def test_reverse_mentoring_needs_a_mentor_with_less_experience() -> None:
    pool = pool_of(mentor(1, level=3), mentee(2, level=2), mentee(3, level=0), shape=Shape.REVERSE)
    assert why(pool, 2) == (Obstacle.NO_LEVEL, NewPartner("assessment", None, Side.MENTOR))
    assert why(pool, 3) == (Obstacle.NO_LEVEL, None)
    assert why(pool, 1) == (Obstacle.NO_LEVEL, NewPartner("assessment", None, Side.MENTEE))


def test_an_odd_peer_is_told_that_everybody_has_a_partner() -> None:
    plan = solve(pool_of(*(person(number, Side.EITHER) for number in (1, 2, 3)), shape=Shape.PEER))
    assert [(one.obstacle, one.change) for one in plan.left_out] == [
        (Obstacle.PLACES_TAKEN, NewPartner("assessment", None, Side.EITHER))
    ]


def test_who_may_be_either_and_wants_nothing_is_judged_as_a_mentor() -> None:
    pool = pool_of(person(1, Side.EITHER, wants=()), mentee(2, wants=("reading",)))
    assert left(pool, 1).side is Side.MENTOR
