import pytest

from tests.commands.prompts.stories import QUESTIONS, added, asked, packed, scheduled, waiting, words_of
from tests.support.chat import Chat


async def warnings(chat: Chat) -> list[str]:
    return [told.split("\n")[0] for told in words_of(await waiting(chat))]


async def test_a_week_before_prompts_repeat_facilitators_are_told(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "every tuesday at 9:30 thread:no")
    await chat.forward(days=14)
    assert await warnings(chat) == []
    await chat.forward(days=1)
    assert await warnings(chat) == [
        "In a week every prompt has been posted: from 2026-12-15T08:30+00:00 on they repeat."
    ]
    assert asked(chat) == list(QUESTIONS)
    await chat.forward(days=30)
    assert len(await warnings(chat)) == 1


async def test_new_prompts_move_the_warning(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "every tuesday at 9:30 thread:no")
    await chat.forward(days=10)
    await added(chat, "What else?", "And what then?")
    await chat.forward(days=15)
    assert await warnings(chat) == []
    await chat.forward(days=8)
    assert len(await warnings(chat)) == 1


async def test_a_second_warning_comes_when_new_prompts_run_out_too(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat, "every day at 9:30 thread:no")
    await added(chat, *(f"What about number {n}?" for n in range(20)))
    await chat.forward(days=30)
    assert len(await warnings(chat)) == 1
    await added(chat, *(f"What about letter {n}?" for n in range(20)))
    await chat.forward(days=30)
    assert len(await warnings(chat)) == 2


async def test_a_starter_pack_counts_as_prompts_to_come(chat: Chat) -> None:
    await packed(chat)
    await scheduled(chat, "every day at 9:30 thread:no")
    await chat.forward(days=40)
    assert await warnings(chat) == []
    await chat.forward(days=4)
    assert await warnings(chat) == [
        "In a week every prompt has been posted: from 2027-01-11T08:30+00:00 on they repeat."
    ]


async def test_a_schedule_of_one_kind_runs_out_by_itself(chat: Chat) -> None:
    await added(chat, *(f"story: What about {n}?" for n in range(3)), *(f"tool: What of {n}?" for n in range(30)))
    await scheduled(chat, "every tuesday at 9:30 thread:no category:story")
    await chat.forward(days=16)
    assert len(await warnings(chat)) == 1


async def test_a_bank_that_lasts_for_months_is_looked_at_again(chat: Chat) -> None:
    await added(chat, *(f"What about number {n}?" for n in range(11)))
    await scheduled(chat, "every tuesday at 9:30 thread:no")
    await chat.forward(days=70)
    assert await warnings(chat) == []
    await chat.forward(days=2)
    assert len(await warnings(chat)) == 1


async def test_a_pause_moves_the_warning(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "every tuesday at 9:30 thread:no")
    await chat.ann.says("/prompt pause 1 January 2027")
    await chat.forward(days=45)
    assert await warnings(chat) == []


async def test_without_a_schedule_nothing_runs_out(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat)
    await chat.ann.presses_control("prompt.removed", "1")
    await chat.forward(days=70)
    assert await warnings(chat) == []


@pytest.mark.parametrize("pack", ["none", "education"])
async def test_an_unknown_pack_is_no_pack(chat: Chat, pack: str) -> None:
    await packed(chat, pack)
    await scheduled(chat, "every day at 9:30 thread:no")
    await chat.forward(days=1)
    assert len(chat.posts()) == (pack == "education")


async def test_when_all_are_used_a_facilitator_reads_so(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat, "tomorrow at 9:30")
    await chat.forward(days=1)
    await chat.ann.says("/prompt list")
    assert chat.ann.sees()[-1].endswith("No prompt is left unused: they repeat, the longest unused first.")
