"""Hours of the week: from people's own clocks to one ring of UTC minutes."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copbot.model.hours import (
    WEEK,
    WeekHours,
    hours_without,
    ring_hours,
    shared_hours,
    shared_minutes,
    total_minutes,
    week_hours,
)

WINTER = date(2026, 1, 12)
SPRING = date(2026, 3, 23)
"""The week in which Berlin's clocks go forward, on Sunday."""
AUTUMN = date(2026, 10, 19)

pieces = st.lists(st.tuples(st.integers(-WEEK, 2 * WEEK), st.integers(0, WEEK)), max_size=4)
weeks = pieces.map(lambda drawn: ring_hours([(start, start + long) for start, long in drawn]))


def minutes_in(hours: WeekHours) -> set[int]:
    return {minute for begin, stop in hours for minute in range(begin, stop)}


def test_hours_are_said_in_ones_own_zone() -> None:
    assert week_hours([1], 9 * 60, 12 * 60, "Europe/Berlin", WINTER) == ((1440 + 8 * 60, 1440 + 11 * 60),)


def test_a_monday_morning_in_tokyo_is_at_the_end_of_the_ring() -> None:
    assert week_hours([0], 8 * 60, 10 * 60, "Asia/Tokyo", WINTER) == ((0, 60), (WEEK - 60, WEEK))


def test_a_sunday_evening_in_new_york_is_at_its_beginning() -> None:
    assert week_hours([6], 20 * 60, 22 * 60, "America/New_York", WINTER) == ((60, 180),)


def test_an_end_before_the_start_is_on_the_day_after() -> None:
    assert week_hours([0], 22 * 60, 60, "UTC", WINTER) == ((22 * 60, 25 * 60),)


def test_whole_days_become_one_piece() -> None:
    assert week_hours(range(7), 0, 1440, "UTC", WINTER) == ((0, WEEK),)


def test_the_day_clocks_go_forward_has_23_hours() -> None:
    assert total_minutes(week_hours([6], 0, 1440, "Europe/Berlin", SPRING)) == 23 * 60


def test_a_start_inside_the_gap_counts_from_its_end() -> None:
    assert week_hours([6], 150, 240, "Europe/Berlin", SPRING) == ((6 * 1440 + 60, 6 * 1440 + 120),)


def test_hours_wholly_inside_the_gap_are_none() -> None:
    assert week_hours([6], 130, 160, "Europe/Berlin", SPRING) == ()


def test_the_day_clocks_go_back_has_25_hours() -> None:
    assert total_minutes(week_hours([6], 0, 1440, "Europe/Berlin", AUTUMN)) == 25 * 60


def test_nobody_shares_nothing() -> None:
    assert shared_hours([]) == ()


@given(weeks)
def test_hours_are_sorted_disjoint_and_within_the_week(hours: WeekHours) -> None:
    edges = [edge for piece in hours for edge in piece]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= WEEK for edge in edges)
    assert ring_hours(hours) == hours


@given(weeks, weeks, weeks)
def test_shared_hours_are_those_that_all_have(one: WeekHours, two: WeekHours, three: WeekHours) -> None:
    shared = minutes_in(one) & minutes_in(two) & minutes_in(three)
    assert minutes_in(shared_hours([one, two, three])) == shared
    assert shared_minutes(one, two) == len(minutes_in(one) & minutes_in(two))


@given(weeks, weeks)
def test_hours_without_others_are_those_that_only_the_first_has(one: WeekHours, other: WeekHours) -> None:
    assert minutes_in(hours_without(one, other)) == minutes_in(one) - minutes_in(other)
