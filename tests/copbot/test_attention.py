from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copbot.attention import Beside, Direct, Waits, choose_way, end_of_quiet
from copbot.intents import Notice
from copbot.message import message
from copbot.model.members import Member
from copbot.refs import ChannelRef, MemberId, UserRef
from tests.support.platform import SIM

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
BOB = UserRef("sim", "demo", "bob")
GENERAL = ChannelRef("sim", "demo", "general")
UNASKED = Notice(key="word", to=MemberId(1), message=message("psst"))
MEMBER = Member(id=MemberId(1), name="Bob", accounts=(BOB,), first_seen_at=NOON, last_act_at=NOON, takes_direct=True)
PLATFORMS = {"sim": SIM, "other": replace(SIM, platform="other", ephemeral_anywhere=False)}


def way(notice: Notice = UNASKED, *, at: datetime = NOON, **changes: object) -> Beside | Direct | Waits:
    member = replace(MEMBER, **changes)  # type: ignore[arg-type]  # any field of Member
    return choose_way(notice, member, zone="UTC", platforms=PLATFORMS, now=at)


def test_beside_the_matter_is_least_intrusive() -> None:
    assert way(replace(UNASKED, near=GENERAL)) == Beside(BOB, GENERAL)


def test_beside_is_left_out_where_the_member_has_no_account() -> None:
    elsewhere = ChannelRef("sim", "another", "general")
    assert way(replace(UNASKED, near=elsewhere)) == Direct(BOB, NOON)


def test_beside_is_left_out_where_the_platform_cannot_show_it() -> None:
    assert way(replace(UNASKED, near=ChannelRef("other", "demo", "general"))) == Direct(BOB, NOON)


def test_who_takes_no_direct_messages_finds_it_at_home() -> None:
    assert way(takes_direct=False) == Waits()


def test_who_has_no_account_any_more_finds_it_at_home() -> None:
    assert way(accounts=()) == Waits()


def test_who_left_is_told_only_what_they_asked_for() -> None:
    assert way(left_at=NOON) == Waits()
    assert way(replace(UNASKED, asked=True), left_at=NOON) == Direct(BOB, NOON)


def test_the_silenced_are_told_only_what_they_asked_for() -> None:
    assert way(silenced=True) == Waits()
    assert way(replace(UNASKED, asked=True), silenced=True) == Direct(BOB, NOON)


def test_one_unasked_notice_a_day() -> None:
    assert way(told_at=NOON - timedelta(hours=23)) == Waits()
    assert way(told_at=NOON - timedelta(days=1)) == Direct(BOB, NOON)
    assert way(replace(UNASKED, asked=True), told_at=NOON) == Direct(BOB, NOON)


def test_quiet_hours_hold_the_unasked_back_until_they_end() -> None:
    morning = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert way(replace(UNASKED, near=GENERAL), at=NIGHT) == Direct(BOB, morning)
    assert way(replace(UNASKED, asked=True), at=NIGHT) == Direct(BOB, NIGHT)


def test_quiet_hours_are_those_where_the_member_lives() -> None:
    assert way(at=NOON, zone="Asia/Tokyo") == Direct(BOB, datetime(2026, 11, 24, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "end", "hour", "until"),
    [
        (18, 8, 17, None),
        (18, 8, 18, 32),
        (18, 8, 7, 8),
        (18, 8, 8, None),
        (9, 17, 9, 17),
        (9, 17, 17, None),
        (9, 17, 8, None),
        (5, 5, 5, None),
    ],
)
def test_quiet_hours_begin_at_one_hour_and_end_at_the_other(start: int, end: int, hour: int, until: int | None) -> None:
    day = datetime(2026, 11, 24, tzinfo=UTC)
    member = replace(MEMBER, quiet_from=start, quiet_to=end)
    expected = None if until is None else day + timedelta(hours=until)
    assert end_of_quiet(member, "UTC", day + timedelta(hours=hour)) == expected
