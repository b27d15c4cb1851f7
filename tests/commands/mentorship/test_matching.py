"""`/mentor match`: what a facilitator is told when there is nobody to match, nothing to match in, or it went wrong."""

from dataclasses import replace

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.model.mentorship_life import RoundState
from copbot.model.puzzles import Problem, Solution
from tests.commands.mentorship.stories import made, programmes, settled, shown_to, signs_up
from tests.support.chat import Chat
from tests.support.solving import SolvedHere


async def too_much(_: SolvedHere, problem: Problem) -> Solution:
    raise DeliveryError(Failure.REFUSED, f"{len(problem.people)} are too many")


async def states(chat: Chat) -> list[RoundState]:
    return await chat.store(lambda store: [one.state for one in store.mentor_rounds.of(1)])


async def test_without_a_programme_there_is_nobody_to_match(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == ["No programme is open, so there is nobody to match. /mentor programme begins one."]


async def test_a_pool_of_nobody_and_of_one_is_said_at_once(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == ["Nobody waits for a partner now. People sign up by /mentor join."]
    await signs_up(chat, "bob", "mentor", offers="writing")
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == [
        (
            "Only one person waits for a partner, so there is nobody to match them with. "
            "Others can sign up by /mentor join."
        )
    ]
    assert await states(chat) == []


async def test_a_facilitator_chooses_among_several_programmes(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await made(chat, "Winter")
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == ["Whom shall I match?\n[Choose a programme v]"]
    await chat.ann.presses("Choose a programme", values=["1"])
    assert chat.ann.sees()[0].startswith("I am matching 2 people of Autumn.")
    await chat.ann.says("/mentor match winter")
    assert chat.ann.sees() == ["Nobody waits for a partner now. People sign up by /mentor join."]


async def test_a_plan_that_waits_is_shown_again_and_not_drawn_anew(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    for _ in range(2):
        await chat.ann.says("/mentor match")
    assert chat.ann.sees()[1].startswith("# A plan for Autumn\nOne pair.")
    assert await states(chat) == [RoundState.PREVIEW]


async def test_a_programme_that_is_over_is_not_matched(chat: Chat) -> None:
    await settled(chat)
    (_, programme) = await made(chat), (await programmes(chat))[0]
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await made(chat, "Winter")
    await chat.ann.says("/mentor match")
    closed = replace(programme, closed_at=chat.clock.now())
    await chat.store(lambda store: store.mentors.change(closed))
    chat.ann.sees()
    await chat.ann.presses("Choose a programme", values=["1"])
    assert chat.ann.sees() == ["Autumn is over, so nobody is matched in it any more."]


async def test_a_round_that_failed_is_told_and_tried_again(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    monkeypatch.setattr(SolvedHere, "solve", too_much)
    await chat.ann.says("/mentor match")
    assert chat.ann.sees()[1] == "I could not match the people of Autumn. Nobody heard of it.\n[Try again]"
    assert await states(chat) == [RoundState.FAILED]
    monkeypatch.undo()
    await chat.ann.presses("Try again", shown_to(chat, "ann"))
    assert await states(chat) == [RoundState.PREVIEW, RoundState.FAILED]


async def test_matching_again_in_vain_leaves_the_plan_as_it_was(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    monkeypatch.setattr(SolvedHere, "solve", too_much)
    await chat.ann.presses("Match again", shown_to(chat, "ann"))
    chat.ann.sees()
    assert shown_to(chat, "ann").text == (
        "I could not match the people of Autumn. Nobody heard of it.\n"
        "The plan before stands as it was: /mentor match shows it."
    )
    await chat.ann.says("/mentor match")
    assert "@bob and @carla" in chat.ann.sees()[0]


async def test_nobody_who_can_meet_gives_a_plan_of_nobody_with_what_would_help(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="knitting")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    shown = shown_to(chat, "ann").text
    assert "No pair and 2 people without a partner. Nobody else sees this before you publish." in shown
    assert "- @bob has no partner: No mentee wants one of the topics offered." in shown
    assert "- @carla has no partner: No mentor offers one of the topics wanted." in shown


async def test_everyone_never_with_everyone_is_told_in_the_words_of_any_limit(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.carla.says("/mentor never")
    await chat.carla.submits(people=(str(chat.bob.user),))
    await chat.ann.says("/mentor match")
    shown = shown_to(chat, "ann").text
    assert "@bob has no partner: Nobody was possible this time within the limits of this programme." in shown
    assert "@carla has no partner: Nobody was possible this time within the limits of this programme." in shown
    assert "never" not in shown


async def test_a_long_plan_has_pages(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    for number in range(6):
        for side, topics in (("mentor", "offers"), ("mentee", "wants")):
            chat.someone(f"{side}{number}")
            await signs_up(chat, f"{side}{number}", side, **{topics: "writing"})
    for number in range(3):
        chat.someone(f"lone{number}")
        await signs_up(chat, f"lone{number}", "mentee", wants="knitting")
    await chat.ann.says("/mentor match")
    first = shown_to(chat, "ann")
    assert "Page 1 of 2." in first.text
    chat.ann.sees()
    await chat.ann.presses("Next page", first)
    (second,) = chat.ann.sees()
    assert second.startswith("# A plan for Autumn\n- @lone2 has no partner")
    assert "Page 2 of 2." in second
    assert "Next page" not in second
    await chat.ann.presses("Previous page")
    assert chat.ann.sees() == [first.text]


async def test_asking_again_while_it_is_worked_out_begins_no_second_round(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.engine.inbox(chat.ann.event("/mentor match"))
    await chat.ann.says("/mentor match")
    assert "I am still matching. The plan comes to you in a moment." in chat.ann.sees()
    assert await states(chat) == [RoundState.PREVIEW]


async def test_a_pin_of_somebody_who_left_is_said_in_the_next_plan(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await signs_up(chat, "dev", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    plan = shown_to(chat, "ann")
    await chat.ann.presses("Pin two", plan)
    await chat.ann.submits(mentor=str(chat.bob.user), mentee=str(chat.dev.user))
    await chat.dev.says("/mentor leave")
    await chat.dev.presses("Leave")
    await chat.ann.presses("Match again", plan)
    shown = shown_to(chat, "ann").text
    assert "@bob and @dev cannot be pinned: both must take part, as mentor and as mentee." in shown
    assert "@bob and @carla" in shown
