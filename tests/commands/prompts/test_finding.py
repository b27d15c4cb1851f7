import pytest

from tests.commands.prompts.stories import QUESTIONS, added, packed, scheduled
from tests.support.chat import Chat


async def test_prompts_are_offered_by_their_words_and_numbers_own_ones_first(chat: Chat) -> None:
    await packed(chat)
    await added(chat, "Which lesson surprised you?", "What did you drop?")
    offered = await chat.ann.asks("prompt queue", "prompt", "LESSON")
    assert offered[0] == "#1 Which lesson surprised you?"
    assert offered[1].startswith("Think of a lesson that went better")
    assert await chat.ann.asks("prompt now", "prompt", "#2") == ["#2 What did you drop?"]
    assert len(await chat.ann.asks("prompt retire", "prompt")) == 25
    assert all(len(one) <= 75 for one in offered)


async def test_a_retired_prompt_is_offered_no_more(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt retire 1")
    assert "#1 What surprised you?" not in await chat.ann.asks("prompt queue", "prompt", "what")


async def test_categories_are_offered_those_of_the_pack_too(chat: Chat) -> None:
    await added(chat, "story: What went well?", "blunder: What went wrong?")
    assert await chat.bob.asks("prompt suggest", "category", "") == ["blunder", "story"]
    await packed(chat)
    assert await chat.ann.asks("prompt list", "category", "B") == ["blunder", "celebration", "problem"]


async def test_schedules_are_offered_by_number_and_channel(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await scheduled(chat, "#random every monday at 9:30")
    assert await chat.ann.asks("prompt skip", "schedule", "ran") == ["2: every Monday at 09:30, Europe/Berlin"]
    assert len(await chat.ann.asks("prompt skip", "schedule", "")) == 2


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("unicorn", "I know no prompt “unicorn”. /prompt list shows them with their numbers."),
        ("99", "I know no prompt “99”. /prompt list shows them with their numbers."),
        ("9" * 40, f"I know no prompt “{'9' * 40}”."),
        ("what", "Several prompts contain that. Name one by its number: 3, 2, 1."),
        ('"x AND', 'I know no prompt “"x AND”.'),
        ("100%", "I know no prompt “100%”."),
    ],
)
async def test_a_prompt_that_is_not_clear_is_asked_back(chat: Chat, named: str, sentence: str) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says(f"/prompt retire {named}")
    assert chat.ann.sees()[0].startswith(sentence)
