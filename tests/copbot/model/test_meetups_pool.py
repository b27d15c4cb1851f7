import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.codec import decode, encode
from copbot.model.meetups_pool import (
    Attendee,
    CommonGround,
    MeetupGroup,
    MeetupPlan,
    MeetupPool,
    Offered,
    PastMeeting,
    common_ground,
    group_sizes,
    repeat_weight,
)
from copbot.refs import MemberId

ANN, BOB, EVE = MemberId(1), MemberId(2), MemberId(3)


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [
        (0, 2, ()),
        (1, 2, ()),
        (3, 2, (3,)),
        (7, 2, (3, 2, 2)),
        (5, 3, (3, 2)),
        (8, 3, (4, 4)),
        (3, 4, (3,)),
        (7, 4, (4, 3)),
        (9, 8, (5, 4)),
    ],
)
def test_an_odd_number_makes_larger_groups_else_one_group_more(people: int, size: int, sizes: tuple[int, ...]) -> None:
    assert group_sizes(people, size) == sizes


@given(st.integers(2, 500), st.integers(2, 8))
def test_sizes_place_everybody_in_two_to_eight(people: int, size: int) -> None:
    sizes = group_sizes(people, size)
    assert sum(sizes) == people
    assert all(2 <= one <= min(8, size + 1) for one in sizes)


def test_a_meeting_of_last_week_weighs_far_more_than_one_a_year_ago_and_that_more_than_none() -> None:
    assert repeat_weight(7) > 15 * repeat_weight(365)
    assert repeat_weight(90) * 2 == repeat_weight(0) == 1000
    assert repeat_weight(100 * 365) == 1


def test_topics_of_all_come_before_those_of_most() -> None:
    group = [
        Attendee(member=ANN, topics=("tests", "apis", "cost")),
        Attendee(member=BOB, topics=("apis", "tests")),
        Attendee(member=EVE, topics=("tests",)),
    ]
    assert common_ground(group).shared == ("tests", "apis")


def test_what_one_offers_and_another_wants_is_found_both_ways() -> None:
    group = [Attendee(member=BOB, offers=("sql",)), Attendee(member=ANN, wants=("sql", "css"), offers=("css",))]
    assert common_ground(group) == CommonGround(offered=(Offered(BOB, ANN, "sql"),))


def test_a_pool_and_a_plan_travel_as_json() -> None:
    pool = MeetupPool(
        key="r", people=(Attendee(member=ANN, hours=((0, 60),), never_with=(BOB,)),), past=(PastMeeting(ANN, BOB, 7),)
    )
    plan = MeetupPlan(
        groups=(MeetupGroup(members=(ANN, BOB), minutes=60),),
        left_out=(),
        repeats=0,
        points=50,
        least_repeats=0,
        most_points=60,
    )
    assert decode(encode(pool, MeetupPool), MeetupPool) == pool
    assert decode(encode(plan, MeetupPlan), MeetupPlan) == plan
    assert not plan.is_proven
