from dataclasses import replace
from datetime import UTC, datetime

from copbot.message import Span, When, WhenStyle
from copbot.model.meetups_pool import CommonGround, Lack, MeetupGroup, Offered, Repeat
from copbot.model.meetups_reasons import opening_question, start_from, why_left_out, why_together
from copbot.model.packs import load_pack
from copbot.refs import MemberId

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANN, BOB, EVE = MemberId(1), MemberId(2), MemberId(3)
NAMES: dict[MemberId, Span] = {ANN: "Ann", BOB: "Bob", EVE: "Eve"}
PAIR = MeetupGroup(members=(ANN, BOB), minutes=600)
TRIO = MeetupGroup(members=(ANN, BOB, EVE), minutes=60, larger=True)


def told(group: MeetupGroup) -> list[str]:
    return [str(sentence) for sentence in why_together(group, NAMES, NOW)]


def test_a_pair_hears_that_it_is_new_and_what_time_it_shares() -> None:
    assert told(PAIR) == ["You two have not met at a meetup before.", "You share 10 working hours a week."]


def test_a_forced_repeat_is_explained_with_its_day() -> None:
    (why, _) = why_together(replace(PAIR, repeats=(Repeat(ANN, BOB, 7, 2),)), NAMES, NOW)
    assert str(why).startswith("You two were brought together on 2026-11-17")
    assert str(why).endswith("I found no way for everybody to meet somebody new this time.")
    assert dict(why.params)["day"] == When(datetime(2026, 11, 17, 9, tzinfo=UTC), WhenStyle.DAY)


def test_a_trio_hears_who_of_it_met_and_why_it_is_one_more() -> None:
    first, hours, size = told(replace(TRIO, repeats=(Repeat(ANN, EVE, 30, 1),)))
    assert first.startswith("Ann and Eve were brought together on 2026-10-25")
    assert hours == "You share 60 minutes of working time a week."
    assert size == "You are one more than usual, so that nobody is left out."


def test_several_repeats_are_told_in_one_sentence_with_the_last_day() -> None:
    first, hours, size = told(replace(TRIO, repeats=(Repeat(ANN, EVE, 30, 1), Repeat(ANN, BOB, 7, 1))))
    assert first.startswith("Some of you were brought together before, last on 2026-11-17")
    assert (hours[:9], size[:12]) == ("You share", "You are one ")


def test_a_larger_group_of_strangers_hears_so() -> None:
    assert "No two of you have met at a meetup before." in told(TRIO)


def test_people_without_a_shared_hour_are_told_how_to_meet_all_the_same() -> None:
    assert told(replace(PAIR, minutes=0))[-1].startswith("Your hours hardly meet: write to each other")


def test_people_brought_across_or_mixed_of_need_hear_so_first() -> None:
    assert told(replace(PAIR, across=True))[0] == "You come from different corners of the community."
    assert "somebody would have been alone" in told(replace(PAIR, mixed=True))[0]


def test_nobody_else_and_nothing_that_fits_are_told_kindly() -> None:
    assert "two are enough" in str(why_left_out(Lack.ALONE))
    assert str(why_left_out(Lack.NOTHING_FITS)).endswith("You come first next time.")


def test_no_words_tell_of_a_never_with_list() -> None:
    for group in (PAIR, TRIO, replace(PAIR, mixed=True, repeats=(Repeat(ANN, BOB, 7, 1),))):
        words = " ".join([*told(group), *(str(why_left_out(lack)) for lack in Lack)]).lower()
        assert all(word not in words for word in ("never", "refus", "ruled", "block", "wish not", "list"))


def test_shared_topics_are_the_first_to_start_from() -> None:
    common = CommonGround(shared=("tests", "apis", "cost", "legacy"), offered=(Offered(ANN, BOB, "sql"),))
    assert str(start_from(common, NAMES, "Why?")) == "You have in common: tests, apis, cost."


def test_without_a_shared_topic_what_one_can_help_another_with_is() -> None:
    common = CommonGround(offered=(Offered(BOB, ANN, "sql"),))
    assert str(start_from(common, NAMES, "Why?")) == "Bob can help with sql, and Ann would like to learn it."


def test_with_nothing_known_a_question_is_and_without_packs_a_few_words() -> None:
    assert str(start_from(CommonGround(), NAMES, "Why?")) == "A question to start from: Why?"
    assert str(start_from(CommonGround(), NAMES, None)).startswith("To start from: tell each other")


def test_the_question_is_one_of_the_pack_and_the_same_for_the_same_group() -> None:
    pack = load_pack("software")
    asked = {opening_question([pack], f"round:{number}") for number in range(50)}
    assert asked <= {prompt.text for prompt in pack.prompts if prompt.category == "question"}
    assert len(asked) > 1
    assert opening_question([pack], "round:7") == opening_question([pack], "round:7")
    assert opening_question([], "round:7") is None
