import pytest

from tests.commands.prompts.stories import QUESTIONS, added, packed, scheduled
from tests.support.chat import Chat


async def test_the_bank_shows_what_drew_most_people_first(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await chat.ann.says("/prompt queue 2 schedule:1")
    await chat.forward(days=1)
    await chat.bob.says("Well …", thread=chat.posts()[0].ref)
    chat.ann.sees()
    await chat.ann.says("/prompt list")
    assert chat.ann.sees()[0].split("\n")[:3] == [
        "3 prompts in the bank, the most answered first.",
        "- #2 question What did you drop? · posted once, last 2026-11-24T08:30+00:00; 1 person, 1 answer",
        "- #1 question What surprised you? · not posted yet",
    ]


async def test_a_long_bank_has_pages(chat: Chat) -> None:
    await added(chat, *(f"What about number {n}?" for n in range(20)))
    await chat.ann.says("/prompt list")
    assert chat.ann.sees()[0].endswith("[More]")
    await chat.ann.presses("More")
    assert "number 8?" in chat.ann.sees()[0]
    await chat.ann.presses("More")
    last = chat.ann.sees()[0]
    assert "number 19?" in last
    assert "[More]" not in last


async def test_pages_of_one_category_stay_in_it(chat: Chat) -> None:
    await added(chat, *(f"story: What about {n}?" for n in range(9)), *(f"tool: What of {n}?" for n in range(9)))
    await chat.ann.says("/prompt list category:Story")
    assert "9 prompts in the bank" in chat.ann.sees()[0]
    await chat.ann.presses("More")
    assert chat.ann.sees()[0].split("\n")[1] == "- #9 story What about 8? · not posted yet"


async def test_a_page_of_a_category_that_is_no_more_shows_the_whole_bank(chat: Chat) -> None:
    await added(chat, "story: What about it?")
    await chat.ann.presses_control("prompt.list", "bank.5.0")
    assert "What about it?" in chat.ann.sees()[0]


async def test_a_category_nobody_uses_is_empty(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt list category:story")
    assert chat.ann.sees() == ["0 prompts in the bank, the most answered first."]


async def test_suggestions_are_decided_in_the_list(chat: Chat) -> None:
    for n in range(5):
        await chat.bob.says(f"/prompt suggest What about {n}?")
    await chat.ann.says("/prompt list suggestions")
    seen = chat.ann.sees()[0]
    assert seen.startswith(
        "5 suggestions wait.\nWhat about 0?\nKind: question\nFrom: Bob\n[Approve] [Edit] [Decline]\n"
    )
    assert seen.count("[Approve]") == 4
    await chat.ann.presses("More")
    assert "What about 4?" in chat.ann.sees()[0]


async def test_the_queue_is_listed_in_its_order_and_taken_from(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    for number in (3, 1):
        await chat.ann.says(f"/prompt queue {number}")
    chat.ann.sees()
    await chat.ann.says("/prompt list queue")
    assert chat.ann.sees() == [
        (
            "2 prompts in the queue.\n"
            "- #3 question What would you ask an expert? · not posted yet\n"
            "- #1 question What surprised you? · not posted yet\n"
            "[Take #3 out] [Take #1 out]"
        )
    ]
    await chat.ann.presses("Take #3 out")
    await chat.ann.says("/prompt list queue")
    assert "#3" not in chat.ann.sees()[-1]


async def test_retired_prompts_are_listed_with_the_way_back(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt retire 2")
    await chat.ann.says("/prompt list retired")
    assert chat.ann.sees()[-1].endswith(
        "1 prompt is retired.\n- #2 question What did you drop? · not posted yet\n[Bring #2 back]"
    )


async def test_the_rest_of_the_starter_pack_is_listed_by_its_keys(chat: Chat) -> None:
    await packed(chat)
    await chat.ann.says("/prompt now lesson-better-than-planned")
    await chat.ann.says("/prompt list pack")
    seen = chat.ann.sees()[-1]
    assert seen.startswith("47 prompts are left in the starter pack.")
    assert "lesson-better-than-planned" not in seen
    await chat.ann.presses("More")
    assert chat.ann.sees()[0].endswith("[More]")
    await chat.ann.says("/prompt list pack category:assessment")
    assert chat.ann.sees() == ["0 prompts are left in the starter pack."]


@pytest.mark.parametrize("shown", ["queue", "suggestions", "retired", "declined", "pack"])
async def test_an_empty_list_says_that_it_is(chat: Chat, shown: str) -> None:
    await chat.ann.says(f"/prompt list {shown}")
    assert chat.ann.sees()[0].startswith("0 ")


async def test_the_list_spoils_no_surprise_for_members(chat: Chat) -> None:
    await chat.bob.says("/prompt list")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")
