"""A match that rests, and how far its goal is told to be."""

from datetime import date

import pytest

from tests.commands.mentorship.life import in_room, match, matched
from tests.support.chat import Chat


async def test_nothing_is_asked_while_a_match_rests_and_all_of_it_afterwards(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor rest 2027-01-11")
    assert chat.carla.sees()[0].startswith("This match rests until 2027-01-11.")
    assert in_room(chat)[-1].text.startswith("This match rests until 2027-01-11.")
    await chat.forward(days=48)
    assert chat.bob.sees() == chat.carla.sees() == chat.ann.sees() == []
    await chat.forward(days=2)
    assert chat.bob.sees()[0].startswith("Have you met @carla yet?")
    await chat.forward(days=21)
    assert any(one.startswith("You and @bob have not met") for one in chat.carla.sees())


async def test_a_rest_is_ended_by_a_button(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor agenda")
    await chat.carla.presses("Let it rest")
    await chat.carla.submits(until="in 3 weeks")
    assert (await match(chat)).paused_until is not None
    await chat.bob.presses("Go on now", in_room(chat)[-1])
    assert (await match(chat)).paused_until == date(2026, 11, 23)
    assert in_room(chat)[-1].text == "This match goes on.\nPropose a day to meet."
    await chat.bob.presses_control("mentor.go_on", "1")
    assert chat.bob.sees()[-1] == "This match goes on already."


async def test_after_a_rest_the_three_weeks_begin_anew(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor rest 2027-01-11")
    await chat.forward(days=30)
    await chat.carla.presses_control("mentor.go_on", "1")
    chat.bob.sees()
    await chat.forward(days=20)
    assert not [one for one in chat.bob.sees() if "have not met" in one]
    await chat.forward(days=2)
    assert [one for one in chat.bob.sees() if "have not met" in one]


@pytest.mark.parametrize("until", ["2020-01-01", "yesterday", "today", "x" * 40_000])
async def test_a_rest_until_a_day_that_is_over_is_refused(chat: Chat, until: str) -> None:
    await matched(chat)
    await chat.carla.says("/mentor agenda")
    await chat.carla.presses("Let it rest")
    chat.carla.sees()
    await chat.carla.submits(until=until)
    assert len(chat.carla.sees()) == 1
    assert (await match(chat)).paused_until is None


async def test_progress_is_told_in_the_room(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor goal")
    assert chat.carla.sees() == ["Nobody has told yet how far they are.\n[Tell how far I am]"]
    await chat.carla.presses("Tell how far I am")
    await chat.carla.submits(percent="60", words="first draft is done")
    assert chat.carla.sees() == ["Written down, and told to your match."]
    assert in_room(chat)[-1].text == "@carla: 60 %. first draft is done"
    await chat.forward(minutes=1)
    await chat.bob.invokes("mentor goal", percent=20)
    assert in_room(chat)[-1].text == "@bob: 20 %"
    await chat.carla.presses("Propose an agreement", in_room(chat)[1])
    await chat.carla.submits(rhythm="weekly", confidence="all", goal="a book")
    await chat.carla.presses_control("mentor.goal", "1")
    assert (
        "The goal you wrote down:\n> a book\n- @carla: 60 %. first draft is done\n- @bob: 20 %" in chat.carla.sees()[-1]
    )


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"percent": "101"}, "Write a whole number from 0 to 100."),
        ({"percent": "-3"}, "Write a whole number from 0 to 100."),
        ({"percent": "ten"}, "Write a whole number from 0 to 100."),
        ({"percent": "10", "words": "x" * 40_000}, "Keep it to 300 characters."),
    ],
)
async def test_progress_that_is_none_is_sent_back(chat: Chat, filled: dict[str, str], said: str) -> None:
    await matched(chat)
    await chat.carla.says("/mentor goal")
    await chat.carla.presses("Tell how far I am")
    chat.carla.sees()
    await chat.carla.submits(**filled)
    assert chat.carla.sees() == [said]
    assert await chat.rows("mentor_progress") == (0,)
