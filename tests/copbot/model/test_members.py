from dataclasses import replace
from datetime import UTC, datetime, timedelta

from copbot.model.members import Member, is_absent, is_newcomer, zone_of
from copbot.refs import MemberId, UserRef

SEEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
BOB = Member(
    id=MemberId(1), name="Bob", accounts=(UserRef("sim", "demo", "bob"),), first_seen_at=SEEN, last_act_at=SEEN
)


def test_a_newcomer_was_first_seen_at_most_thirty_days_ago() -> None:
    assert is_newcomer(BOB, SEEN + timedelta(days=30))
    assert not is_newcomer(BOB, SEEN + timedelta(days=30, seconds=1))


def test_the_absent_have_not_acted_for_two_weeks() -> None:
    assert is_absent(BOB, SEEN + timedelta(days=14))
    assert not is_absent(BOB, SEEN + timedelta(days=13, hours=23))


def test_the_platforms_zone_comes_before_the_members_own_and_the_communitys() -> None:
    assert zone_of(BOB, "Europe/Berlin") == "Europe/Berlin"
    own = replace(BOB, zone="Asia/Tokyo")
    assert zone_of(own, "Europe/Berlin") == "Asia/Tokyo"
    assert zone_of(replace(own, platform_zone="Africa/Lagos"), "Europe/Berlin") == "Africa/Lagos"
