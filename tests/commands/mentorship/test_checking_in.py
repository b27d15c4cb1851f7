"""What each side is asked while a match lasts: each question once, each answer for them alone."""

import pytest

from copbot.forms import ChoiceField
from copbot.model.mentorship_check_ins import CheckInKind, Met
from copbot.model.roles import Appointments
from tests.commands.mentorship.life import in_room, match, matched, posted
from tests.commands.mentorship.stories import shown_to
from tests.support.chat import Chat


async def check_ins(chat: Chat) -> list[tuple[str, int]]:
    """List what was asked, by kind and whom."""
    found = await chat.store(lambda store: store.mentor_check_ins.of_match(1))
    return [(one.kind.value, one.member) for one in found]


async def test_a_meeting_told_by_both_counts_once_and_each_is_asked_about_the_fit(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=7)
    await chat.bob.presses("Yes", shown_to(chat, "bob"))
    await chat.bob.presses("4", chat.bob.answer.message)  # type: ignore[union-attr]
    assert "Thank you for telling me.\n[Add words]" in chat.bob.sees()
    chat.carla.sees()
    await chat.carla.presses("Yes", shown_to(chat, "carla"))
    assert "How well do you and @bob fit" in chat.carla.sees()[0]
    assert (await match(chat)).sessions == 1
    await chat.forward(days=3)
    assert chat.carla.sees() == []
    assert sorted(kind for kind, _ in await check_ins(chat)) == ["fit", "fit", "met", "met"]


async def test_who_did_not_tell_of_the_first_meeting_is_asked_about_the_fit_the_day_after(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.presses("We have met", in_room(chat)[0])
    assert chat.carla.sees()[0].startswith("Written down: your first meeting.\nHow well do you and @bob fit")
    await chat.carla.presses_control("mentor.we_met", "1")
    assert chat.carla.sees() == ["That meeting is written down already. Thank you."]
    await chat.forward(days=2)
    assert chat.bob.sees()[0].startswith("How well do you and @carla fit, from 1 (not at all) to 5 (very well)?")
    await chat.forward(days=6)
    assert chat.bob.sees() == []
    assert {kind for kind, _ in await check_ins(chat)} == {"fit"}


async def test_a_low_fit_offers_somebody_else_to_that_one_alone(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.presses("We have met", in_room(chat)[0])
    chat.carla.sees()
    await chat.carla.presses("2", chat.carla.answer.message)  # type: ignore[union-attr]
    assert chat.carla.sees() == [
        (
            "Thank you for telling me. It does not have to stay so: you can be matched with somebody else, "
            "and nobody is told who asked.\n[Somebody else] [Add words]"
        )
    ]
    assert chat.bob.sees() == []
    assert chat.ann.sees() == []


async def test_after_thirty_days_two_questions_are_asked_and_again_in_the_rhythm(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=7)
    await chat.bob.presses("Yes", shown_to(chat, "bob"))
    await chat.forward(days=23)
    asked = posted(chat, f"mentor-ask:1:{(await chat.member(chat.bob)).id}:regular:1")
    assert asked.text.startswith("Autumn: have you met @carla since I last asked?\n[Yes] [It is planned] [Not yet]")
    chat.bob.sees()
    await chat.bob.presses("Not yet", asked)
    assert "How helpful is it to you, from 1 (not at all) to 5 (very)?\n[1] [2] [3] [4] [5]" in chat.bob.sees()[0]
    await chat.bob.presses("5", chat.bob.answer.message)  # type: ignore[union-attr]
    await chat.forward(days=30)
    kept = await chat.store(lambda store: store.mentor_check_ins.of_match(1))
    regular = [one for one in kept if one.kind is CheckInKind.REGULAR]
    assert [one.number for one in regular] == [1, 1, 2, 2]
    assert [(one.met, one.score) for one in regular if one.answered_at] == [(Met.NO, 5)]


async def test_an_answer_is_given_once_and_only_by_whom_it_was_asked(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=7)
    asked = shown_to(chat, "bob")
    chat.carla.sees()
    await chat.carla.presses("Yes", asked)
    assert chat.carla.sees() == ["That question was for others. /mentor status shows yours."]
    await chat.bob.presses("It is planned", asked)
    chat.bob.sees()
    await chat.bob.presses("Yes", asked)
    assert chat.bob.sees() == ["You answered this already. Thank you."]
    assert (await match(chat)).sessions == 0


async def test_words_reach_the_facilitators_only_when_their_writer_chose_so(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.presses("We have met", in_room(chat)[0])
    await chat.carla.presses("3", chat.carla.answer.message)  # type: ignore[union-attr]
    words = chat.carla.answer
    await chat.carla.presses("Add words", words.message)  # type: ignore[union-attr]
    chat.carla.sees()
    await chat.carla.submits(words="I would like more time")
    assert chat.carla.sees() == ["Kept for you alone. /cop mydata gives it back to you."]
    assert chat.ann.sees() == []
    await chat.carla.presses("Add words", words.message)  # type: ignore[union-attr]
    form = chat.carla.answer.form  # type: ignore[union-attr]
    assert "".join(str(one) for one in form.intro) == (
        "Your partner never reads this. If you choose the facilitators, Ann will."
    )
    await chat.carla.submits(words="He never answers", reader="facilitators")
    assert chat.carla.sees() == ["Thank you. @ann will read it."]
    assert chat.bob.sees() == []
    assert chat.ann.sees() == [
        (
            "@carla wrote this for you about their match in Autumn:\n> He never answers\n[I take care of it]\n"
            "Only facilitators read this; the partner does not know of it."
        )
    ]
    await chat.ann.presses("I take care of it", shown_to(chat, "ann"))
    assert chat.ann.sees() == ["Thank you. Please write to @carla yourself."]
    assert await chat.store(lambda store: store.mentor_check_ins.flagged()) == ()


@pytest.mark.parametrize(
    ("words", "said"), [("x" * 40_000, "Keep it to 1000 characters."), (" ", "Write a few words, or leave it.")]
)
async def test_words_that_are_too_many_or_none_are_sent_back(chat: Chat, words: str, said: str) -> None:
    await matched(chat)
    await chat.carla.presses("We have met", in_room(chat)[0])
    await chat.carla.presses("3", chat.carla.answer.message)  # type: ignore[union-attr]
    await chat.carla.presses("Add words", chat.carla.answer.message)  # type: ignore[union-attr]
    chat.carla.sees()
    await chat.carla.submits(words=words)
    assert chat.carla.sees() == [said]
    assert {one.words for one in await chat.store(lambda store: store.mentor_check_ins.of_match(1))} == {""}


async def test_a_facilitator_in_the_match_reads_nothing_of_it(chat: Chat) -> None:
    await matched(chat)
    bob = await chat.member(chat.bob)
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(bob.id,))))
    await chat.carla.presses("We have met", in_room(chat)[0])
    await chat.carla.presses("3", chat.carla.answer.message)  # type: ignore[union-attr]
    await chat.carla.presses("Add words", chat.carla.answer.message)  # type: ignore[union-attr]
    form = chat.carla.answer.form  # type: ignore[union-attr]
    reader = form.fields[1]
    assert isinstance(reader, ChoiceField)
    assert [str(choice.label) for choice in reader.choices] == ["Only me: a note for myself"]
    await chat.carla.submits(words="He never answers", reader="facilitators")
    assert "Kept for you alone." in chat.carla.sees()[-1]
    assert chat.bob.sees() == []


async def test_three_weeks_without_a_meeting_are_asked_about_and_a_week_later_told(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=20)
    for one in (chat.ann, chat.bob, chat.carla):
        one.sees()
    await chat.forward(days=2)
    asked = chat.carla.sees()
    assert asked[0].startswith("You and @bob have not met for a while. That happens. What would help?\n")
    assert "[We have met] [It is planned] [Show an agenda] [Pause for a while] [Somebody else]" in asked[0]
    assert chat.ann.sees() == []
    await chat.forward(days=7)
    (told,) = chat.ann.sees()
    assert told.startswith("@bob and @carla have not met in Autumn since 2026-11-23")
    await chat.forward(days=40)
    assert not [one for one in chat.ann.sees() if "have not met" in one]


async def test_a_meeting_that_is_planned_gives_more_time_and_one_that_was_held_all_of_it(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=22)
    await chat.carla.presses("It is planned", shown_to(chat, "carla"))
    await chat.forward(days=8)
    assert chat.ann.sees() == []
    await chat.bob.presses_control("mentor.we_met", "1")
    await chat.forward(days=20)
    assert chat.ann.sees() == []
    stuck = [
        one
        for one in await chat.store(lambda store: store.mentor_check_ins.of_match(1))
        if one.kind is CheckInKind.STUCK
    ]
    assert {one.number for one in stuck} == {1}
    await chat.forward(days=3)
    stuck = [
        one
        for one in await chat.store(lambda store: store.mentor_check_ins.of_match(1))
        if one.kind is CheckInKind.STUCK
    ]
    assert {one.number for one in stuck} == {1, 2}


async def test_nothing_is_asked_in_quiet_hours_or_of_who_left(chat: Chat) -> None:
    await matched(chat)
    chat.someone("carla", zone="America/New_York")
    await chat.change(chat.carla, platform_zone="America/New_York")
    await chat.forward(days=8)
    (asked,) = [one for one in chat.platform.posted if one.to == chat.bob.user and one.key.startswith("mentor-ask")]
    assert asked.text.startswith("Have you met")
    assert [one.asked_at.hour for one in await chat.store(lambda store: store.mentor_check_ins.of_match(1))] == [9, 9]


async def test_after_an_outage_a_question_too_late_is_not_asked_but_the_next_one_is(chat: Chat) -> None:
    await matched(chat)
    chat.clock.set(chat.clock.now().replace(month=12, day=28))
    await chat.forward(minutes=1)
    kinds = {kind for kind, _ in await check_ins(chat)}
    assert kinds == {"stuck"}
    await chat.forward(days=30)
    assert "regular" in {kind for kind, _ in await check_ins(chat)}
