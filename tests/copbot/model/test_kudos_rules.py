from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copbot.errors import CopError
from copbot.message import say
from copbot.model.kudos import Cause, Entry, Kudos, Tie
from copbot.model.kudos_rules import (
    LONGEST_REASON,
    LONGEST_SNIPPET,
    Period,
    check_own,
    check_reason,
    check_undo,
    day_of,
    earliest_tie,
    given_in,
    guard,
    is_not_counted,
    month_of,
    next_digest,
    not_counted,
    snippet_of,
)
from copbot.model.kudos_settings import KudosSettings
from copbot.model.members import Member
from copbot.refs import Emoji, MemberId

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = Period(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
ANN, BOB, CARLA, DEV = (MemberId(one) for one in (1, 2, 3, 4))
NAMES = {ANN: "Ann", BOB: "Bob", CARLA: "Carla", DEV: "Dev"}


def member(one: MemberId, **changes: object) -> Member:
    plain = Member(id=one, name=NAMES[one], accounts=(), first_seen_at=NOW, last_act_at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]  # any field of Member


def kudos(*receivers: MemberId, reason: str = "the notes", emoji: str | None = None) -> Kudos:
    given_by = None if emoji is None else Emoji(emoji)
    return Kudos(giver=ANN, receivers=receivers, reason=reason, value=None, at=NOW, emoji=given_by)


def tie(giver: MemberId, receiver: MemberId, **ago: float) -> Tie:
    return Tie(giver, receiver, NOW - timedelta(**ago))


def refusal(
    given: Kudos, *ties: Tie, settings: KudosSettings | None = None, people: tuple[Member, ...] | None = None
) -> str:
    settings = settings or KudosSettings()
    people = people if people is not None else tuple(member(one) for one in given.receivers)
    try:
        guard(given, people, settings=settings, ties=ties, day=DAY)
    except CopError as error:
        return str(error.sentence)
    return "counts"


def test_a_kudos_that_no_rule_forbids_counts() -> None:
    assert refusal(kudos(BOB, CARLA, DEV)) == "counts"


def test_nobody_thanks_themselves_even_among_others() -> None:
    assert refusal(kudos(BOB, ANN)) == "You cannot thank yourself."


def test_nobody_chosen_is_asked_for() -> None:
    assert refusal(kudos()) == "Choose whom to thank."


def test_bots_are_not_thanked() -> None:
    assert refusal(kudos(BOB), people=(member(BOB, is_bot=True),)) == "Bob is a bot. Thank a person instead."


def test_who_left_is_not_thanked() -> None:
    gone = (member(BOB, left_at=NOW),)
    assert refusal(kudos(BOB), people=gone) == "Bob has left this community, so this would not reach them."


def test_at_most_three_people_share_a_kudos() -> None:
    settings = KudosSettings(most_receivers=3)
    four = kudos(BOB, CARLA, DEV, MemberId(5))
    people = tuple(member(BOB) for _ in range(4))
    assert refusal(four, settings=settings, people=people) == "Thank at most 3 people at a time."


def test_where_one_is_the_most_the_sentence_says_so() -> None:
    assert refusal(kudos(BOB, CARLA), settings=KudosSettings(most_receivers=1)) == "Thank one person at a time."


def test_a_kudos_without_reason_is_refused() -> None:
    assert refusal(kudos(BOB, reason="  ")) == "Say what they did: a reason is what makes it kudos."


def test_a_kudos_by_reaction_needs_no_reason() -> None:
    assert refusal(kudos(BOB, reason="", emoji="🙌")) == "counts"


def test_a_reason_has_an_end() -> None:
    assert "Shorten it" in refusal(kudos(BOB, reason="x" * (LONGEST_REASON + 1)))
    assert refusal(kudos(BOB, reason="x" * LONGEST_REASON)) == "counts"


def test_the_same_person_is_not_thanked_again_within_twelve_hours() -> None:
    assert refusal(kudos(BOB), tie(ANN, BOB, hours=11)) == (
        "You thanked Bob a short while ago. You can again 2026-11-23T10:00+00:00."
    )
    assert refusal(kudos(BOB), tie(ANN, BOB, hours=12)) == "counts"


def test_thanks_are_not_traded() -> None:
    assert refusal(kudos(BOB), tie(BOB, ANN, hours=1)) == (
        "Bob thanked you a short while ago, and thanks are not traded. You can thank them 2026-11-23T20:00+00:00."
    )


def test_the_cooldown_of_one_pair_binds_no_other() -> None:
    assert refusal(kudos(BOB), tie(ANN, CARLA, hours=1), tie(CARLA, ANN, hours=1)) == "counts"


def test_the_latest_thanks_decide_when_the_pair_may_again() -> None:
    assert refusal(kudos(BOB), tie(ANN, BOB, hours=11), tie(BOB, ANN, hours=2)).endswith("2026-11-23T19:00+00:00.")


def test_without_a_cooldown_the_same_person_is_thanked_again() -> None:
    assert refusal(kudos(BOB), tie(ANN, BOB, minutes=1), settings=KudosSettings(cooldown_hours=0)) == "counts"


def used(count: int) -> list[Tie]:
    return [Tie(ANN, MemberId(100 + one), NOW - timedelta(hours=1)) for one in range(count)]


def test_five_a_day_and_no_more() -> None:
    assert refusal(kudos(BOB), *used(4)) == "counts"
    assert refusal(kudos(BOB), *used(5)) == (
        "You have given all your kudos for today. New ones come 2026-11-24T00:00+00:00."
    )


def test_each_receiver_takes_one_of_the_day() -> None:
    assert refusal(kudos(BOB, CARLA), *used(3)) == "counts"
    assert refusal(kudos(BOB, CARLA), *used(4)) == (
        "You have one kudos left today, and this takes 2. New ones come 2026-11-24T00:00+00:00."
    )
    assert refusal(kudos(BOB, CARLA, DEV), *used(3)).startswith("You have 2 kudos left today, and this takes 3.")


def test_with_counts_off_the_refusal_holds_no_number() -> None:
    quiet = KudosSettings(counts=False)
    assert refusal(kudos(BOB, CARLA), *used(4), settings=quiet) == (
        "That is more than you have left today. Thank fewer people, or wait: more come 2026-11-24T00:00+00:00."
    )


def test_what_was_given_yesterday_or_by_others_is_not_counted() -> None:
    ties = [*used(2), tie(ANN, DEV, hours=10), tie(BOB, ANN, hours=1)]
    assert given_in(DAY, ANN, ties) == 2


def test_ties_matter_from_midnight_or_the_cooldown_whichever_is_earlier() -> None:
    assert earliest_tie(KudosSettings(), DAY, NOW) == NOW - timedelta(hours=12)
    assert earliest_tie(KudosSettings(cooldown_hours=1), DAY, NOW) == DAY.since


def test_the_day_is_the_givers_own() -> None:
    assert day_of(NOW, "Pacific/Auckland") == Period(
        datetime(2026, 11, 22, 11, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC)
    )


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    day = day_of(datetime(2024, 4, 26, 12, tzinfo=UTC), "Africa/Cairo")
    assert day.since == datetime(2024, 4, 25, 22, tzinfo=UTC)


def test_a_month_is_the_communitys_own_and_goes_back_over_the_year() -> None:
    january = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    assert month_of(january, "Europe/Berlin").since == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert month_of(january, "Europe/Berlin", back=1) == Period(
        datetime(2025, 11, 30, 23, tzinfo=UTC), datetime(2025, 12, 31, 23, tzinfo=UTC)
    )
    assert month_of(january, "America/New_York").since == datetime(2025, 12, 1, 5, tzinfo=UTC)


def test_the_days_post_comes_this_afternoon_or_the_next() -> None:
    assert next_digest(NOW, "Europe/Berlin") == datetime(2026, 11, 23, 15, tzinfo=UTC)
    afternoon = datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert next_digest(afternoon, "Europe/Berlin") == datetime(2026, 11, 24, 15, tzinfo=UTC)


def test_the_giver_undoes_within_the_minute() -> None:
    entry = Entry(id=7, kudos=kudos(BOB))
    assert check_undo(entry, ANN, NOW + timedelta(seconds=60)) == entry
    with pytest.raises(CopError, match="minute for undoing this is over"):
        check_undo(entry, ANN, NOW + timedelta(seconds=61))


def test_only_the_giver_changes_a_kudos_that_stands() -> None:
    entry = Entry(id=7, kudos=kudos(BOB))
    assert check_own(entry, ANN) == entry
    with pytest.raises(CopError, match="Only who gave"):
        check_own(entry, BOB)
    with pytest.raises(CopError, match="Only who gave"):
        check_own(None, ANN)
    with pytest.raises(CopError, match="taken back before"):
        check_own(replace(entry, taken_back=Cause.UNDONE), ANN)


def test_a_reason_is_kept_without_blanks_around_it() -> None:
    assert check_reason("  the notes\n", None) == "the notes"
    assert check_reason(" ", Emoji("🙌")) == ""


def test_a_snippet_is_one_short_line() -> None:
    assert snippet_of("Two\n  lines") == "Two lines"
    assert snippet_of(None) == ""
    cut = snippet_of("word " * 100)
    assert len(cut) <= LONGEST_SNIPPET
    assert cut.endswith("word…")


def test_a_refused_reaction_is_known_by_its_sentence() -> None:
    refused = not_counted(say("You cannot thank yourself."))
    assert str(refused) == "Your reaction did not count as kudos: You cannot thank yourself."
    assert is_not_counted(refused)
    assert not is_not_counted(say("You cannot thank yourself."))
