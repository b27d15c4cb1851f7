"""The rules of meetups: what a series may be, who can be brought together, and whether people met."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from copbot.errors import CopError
from copbot.model.meetups import (
    Attendance,
    Meetup,
    MeetWishes,
    Met,
    Participant,
    did_meet,
    gave_no_sign,
    hours_of,
    is_available,
    is_whole,
    mixing_checked,
    monday_of,
    normal_name,
    pauses,
    rhythm_checked,
    size_checked,
    topics_of,
)
from copbot.model.meetups_pool import MeetupGroup, MeetupPlan, Mixing
from copbot.model.members import Member
from copbot.refs import MemberId, UserRef
from copbot.schedule import parse_schedule

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
ANN, BOB = MemberId(1), MemberId(2)
MEMBER = Member(
    id=ANN, name="Ann", accounts=(UserRef("sim", "demo", "ann"),), first_seen_at=NOW, last_act_at=NOW, zone="UTC"
)
JOINED = Participant(series=1, member=ANN, joined_at=NOW)


@pytest.mark.parametrize(
    "words", ["every tuesday at 9:30", "every second tuesday at 9:30", "every 4 weeks on friday at 15:00"]
)
def test_meetups_come_every_1_2_or_4_weeks(words: str) -> None:
    schedule = parse_schedule(words, zone="UTC", today=NOW.date())
    assert rhythm_checked(schedule) == schedule


@pytest.mark.parametrize("words", ["every 3 weeks on friday at 9:00", "first monday of the month at 9:00", "0 9 * * 1"])
def test_any_other_rhythm_is_refused(words: str) -> None:
    with pytest.raises(CopError, match="every 1, 2 or 4 weeks"):
        rhythm_checked(parse_schedule(words, zone="UTC", today=NOW.date()))


def test_a_name_is_a_word_or_two() -> None:
    assert normal_name("  coffee   break ") == "coffee break"
    with pytest.raises(CopError, match="a word or two"):
        normal_name("  ")
    with pytest.raises(CopError, match="too long"):
        normal_name("x" * 41)


@pytest.mark.parametrize("size", [1, 9])
def test_a_group_has_two_to_eight_people(size: int) -> None:
    assert [size_checked(one) for one in (2, 8)] == [2, 8]
    with pytest.raises(CopError, match="2 to 8"):
        size_checked(size)


def test_mixing_needs_a_word_to_mix_by() -> None:
    mixing_checked(Mixing.ANY, None)
    mixing_checked(Mixing.WITHIN, "team")
    with pytest.raises(CopError, match="by what"):
        mixing_checked(Mixing.WITHIN, None)


def test_topics_are_what_stands_between_commas() -> None:
    assert topics_of("Peer feedback, rubrics,\nRubrics, ?!, " + "x" * 41) == ("peer-feedback", "rubrics")
    assert len(topics_of(",".join(f"topic {number}" for number in range(20)))) == 8


def test_a_pause_ends_on_the_day_it_is_where_somebody_lives() -> None:
    wishes = MeetWishes(paused_until=date(2026, 11, 24))
    assert pauses(wishes, MEMBER, "UTC", NOW)
    assert not pauses(wishes, replace(MEMBER, zone="Europe/Berlin"), "UTC", NOW)
    assert not pauses(MeetWishes(), MEMBER, "UTC", NOW)


@pytest.mark.parametrize(
    ("participant", "member", "wishes"),
    [
        (replace(JOINED, resting_at=NOW), MEMBER, MeetWishes()),
        (JOINED, replace(MEMBER, silenced=True), MeetWishes()),
        (JOINED, replace(MEMBER, left_at=NOW), MeetWishes()),
        (JOINED, MEMBER, MeetWishes(paused_until=date(2027, 1, 1))),
    ],
)
def test_who_rests_is_silent_left_or_pauses_is_not_available(
    participant: Participant, member: Member, wishes: MeetWishes
) -> None:
    assert is_available(JOINED, MEMBER, MeetWishes(), community_zone="UTC", now=NOW)
    assert not is_available(participant, member, wishes, community_zone="UTC", now=NOW)


def test_any_act_since_is_a_sign() -> None:
    assert gave_no_sign(MEMBER, NOW)
    assert not gave_no_sign(MEMBER, NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("answers", "met"),
    [
        ((None, None), None),
        ((Met.PLANNED, None), None),
        ((Met.NO, None), False),
        ((Met.NO, Met.PLANNED), None),
        ((Met.NO, Met.YES), True),
    ],
)
def test_one_yes_is_a_meeting_and_only_noes_are_none(answers: tuple[Met | None, Met | None], met: bool | None) -> None:  # noqa: FBT001 -- what is expected
    people = tuple(Attendance(member=one, met=said) for one, said in zip((ANN, BOB), answers, strict=True))
    assert did_meet(Meetup(id=1, series=1, round=1, at=NOW, people=people)) is met


def test_hours_are_those_of_the_week_at_hand() -> None:
    assert monday_of(NOW) == date(2026, 11, 23)
    wishes = MeetWishes(days=(0,), from_hour=9, to_hour=10)
    assert hours_of(wishes, "Europe/Berlin", monday_of(NOW)) == ((8 * 60, 9 * 60),)


def test_a_plan_is_whole_while_all_are_there_and_none_are_to_be_kept_apart() -> None:
    group = MeetupGroup(members=(ANN, BOB), minutes=0)
    plan = MeetupPlan(groups=(group,), left_out=(), repeats=0, points=0, least_repeats=0, most_points=0)
    assert is_whole(plan, {ANN, BOB}, frozenset())
    assert not is_whole(plan, {ANN}, frozenset())
    assert not is_whole(plan, {ANN, BOB}, frozenset({frozenset({ANN, BOB})}))
