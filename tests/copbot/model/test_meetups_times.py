from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from copbot.model.meetups_times import AHEAD, LEAD, LocalHours, suggested_times

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEKDAYS = (0, 1, 2, 3, 4)


def hours(zone: str, start: int = 9, end: int = 17, days: tuple[int, ...] = WEEKDAYS) -> LocalHours:
    return LocalHours(days=days, start=start * 60, end=end * 60, zone=zone)


def test_three_times_are_suggested_on_days_apart() -> None:
    assert suggested_times([hours("UTC"), hours("UTC")], NOW) == (
        datetime(2026, 11, 24, 12, 30, tzinfo=UTC),
        datetime(2026, 11, 26, 12, 30, tzinfo=UTC),
        datetime(2026, 11, 30, 12, 30, tzinfo=UTC),
    )


def test_two_in_far_zones_meet_in_the_hour_they_share() -> None:
    times = suggested_times([hours("Europe/Berlin"), hours("America/New_York", 9, 17)], NOW)
    assert [at.time().isoformat() for at in times] == ["14:30:00"] * 3


def test_a_single_shared_day_gives_a_time_in_each_of_the_two_weeks() -> None:
    times = suggested_times([hours("UTC", days=(2,)), hours("UTC")], NOW)
    assert times == (datetime(2026, 11, 25, 12, 30, tzinfo=UTC), datetime(2026, 12, 2, 12, 30, tzinfo=UTC))


def test_days_in_a_row_fill_up_what_days_apart_do_not_give() -> None:
    times = suggested_times([hours("UTC", days=(0, 1))], NOW)
    assert [at.day for at in times] == [24, 30, 1]


def test_zones_without_a_shared_hour_give_no_time() -> None:
    assert suggested_times([hours("Asia/Tokyo"), hours("America/New_York")], NOW) == ()


def test_less_than_half_an_hour_is_no_time() -> None:
    short = LocalHours(days=WEEKDAYS, start=17 * 60 - 29, end=18 * 60, zone="UTC")
    assert suggested_times([hours("UTC"), short], NOW) == ()


def test_exactly_the_minutes_there_are_is_a_time() -> None:
    odd = LocalHours(days=WEEKDAYS, start=16 * 60 + 25, end=16 * 60 + 55, zone="UTC")
    assert {at.minute for at in suggested_times([hours("UTC"), odd], NOW)} == {25}


def test_seconds_are_never_part_of_a_time() -> None:
    now = datetime(2026, 11, 23, 8, 0, 20, tzinfo=UTC)
    late = LocalHours(days=(0,), start=20 * 60, end=20 * 60 + 30, zone="UTC")
    assert suggested_times([late], now, minutes=29)[0] == datetime(2026, 11, 23, 20, 1, tzinfo=UTC)


def test_hours_past_midnight_belong_to_the_day_they_begin_on() -> None:
    night = LocalHours(days=(0,), start=22 * 60, end=2 * 60, zone="UTC")
    assert suggested_times([night], NOW)[0] == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_the_change_from_summer_time_moves_the_instant_and_not_the_local_time() -> None:
    before = datetime(2026, 10, 19, 8, tzinfo=UTC)
    times = suggested_times([hours("Europe/Berlin", 9, 10, days=(4,))], before)
    assert [at.astimezone(ZoneInfo("Europe/Berlin")).hour for at in times] == [9, 9]
    assert [at.hour for at in times] == [7, 8]


def test_nobody_is_told_no_time() -> None:
    assert suggested_times([], NOW) == ()


ZONES = st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York", "Asia/Tokyo", "Europe/Berlin", "Pacific/Auckland"])
ANY_HOURS = st.builds(
    LocalHours,
    days=st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple),
    start=st.integers(6 * 60, 12 * 60),
    end=st.integers(14 * 60, 20 * 60),
    zone=ZONES,
)


@given(st.lists(ANY_HOURS, min_size=1, max_size=4), st.integers(0, 365 * 24 * 60))
def test_every_time_is_inside_everybodys_hours(everyone: list[LocalHours], later: int) -> None:
    now = NOW + timedelta(minutes=later)
    times = suggested_times(everyone, now)
    assert len(times) <= 3
    assert list(times) == sorted(set(times))
    for at in times:
        assert now + LEAD <= at <= now + AHEAD
        for one in everyone:
            begin = at.astimezone(ZoneInfo(one.zone))
            end = (at + timedelta(minutes=30)).astimezone(ZoneInfo(one.zone))
            assert begin.weekday() in one.days
            assert one.start <= begin.hour * 60 + begin.minute
            assert end.hour * 60 + end.minute <= one.end
