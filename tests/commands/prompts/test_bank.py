import pytest

from copbot.intents import FormErrors, OpenForm
from tests.commands.prompts.stories import QUESTIONS, added, asked, packed, scheduled
from tests.support.chat import Chat


async def test_a_prompt_added_is_in_the_bank_with_its_kind_and_what_a_good_answer_has(chat: Chat) -> None:
    await chat.ann.says('/prompt add What surprised you? category:story good_answer:"One moment"')
    assert chat.ann.sees() == ["It is in the bank as #1.\n1 prompt is still unused."]
    await chat.ann.says("/prompt list")
    assert chat.ann.sees() == [
        "1 prompt in the bank.\n- #1 story What surprised you? · not posted yet\n1 prompt is still unused."
    ]


async def test_adding_without_words_opens_a_form_with_room_for_several_lines(chat: Chat) -> None:
    answer = await chat.ann.says("/prompt add")
    assert isinstance(answer, OpenForm)
    await chat.ann.submits(text="What surprised you?\nAnd why?")
    assert chat.ann.sees()[0].startswith("It is in the bank as #1.")


async def test_only_facilitators_add(chat: Chat) -> None:
    await chat.bob.says("/prompt add What surprised you?")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")
    assert await chat.rows("prompt") == (0,)


async def test_the_same_prompt_is_not_added_twice(chat: Chat) -> None:
    await added(chat, "What surprised you?")
    await chat.ann.says("/prompt add what surprised YOU")
    assert chat.ann.sees() == ["#1 says the same already."]


async def test_a_retired_twin_is_named_with_the_way_back(chat: Chat) -> None:
    await added(chat, "What surprised you?")
    await chat.ann.says("/prompt retire 1")
    chat.ann.sees()
    await chat.ann.says("/prompt add What surprised you?")
    assert chat.ann.sees() == ["#1 says the same and is not in use. /prompt list retired can bring it back."]


async def test_a_suggested_twin_is_named_with_where_it_waits(chat: Chat) -> None:
    await chat.bob.says("/prompt suggest What surprised you?")
    await chat.ann.says("/prompt add What surprised you?")
    assert chat.ann.sees() == ["#1, a suggestion that waits, says the same: see /prompt list suggestions."]


async def test_a_twin_in_the_starter_pack_is_refused(chat: Chat) -> None:
    await packed(chat)
    text = (
        "Think of a lesson that went better than you had planned. What did your students do that you had not expected?"
    )
    await chat.ann.says(f"/prompt add {text}")
    assert chat.ann.sees() == ["The starter pack has that prompt already."]


async def test_what_is_no_prompt_is_sent_back_beside_its_field(chat: Chat) -> None:
    await chat.ann.says("/prompt add")
    answer = await chat.ann.submits(text="???")
    assert isinstance(answer, FormErrors)
    assert chat.ann.sees() == ["A prompt needs words. Write a question or a small invitation."]


async def test_right_to_left_text_and_emoji_stay_as_they_are(chat: Chat) -> None:
    await added(chat, "ما الذي فاجأك هذا الأسبوع؟ 🎉")
    await scheduled(chat)
    await chat.forward(days=2)
    assert asked(chat) == ["ما الذي فاجأك هذا الأسبوع؟ 🎉", asked(chat)[1]]


async def test_many_lines_are_imported_at_once_and_what_is_left_out_is_told(chat: Chat) -> None:
    await added(chat, "What surprised you?")
    await chat.ann.says("/prompt import")
    pasted = "- story: What went well?\nWhat surprised you?\n\ntool: Which one saves time?\nWhat went well?\n???"
    await chat.ann.submits(lines=pasted)
    assert chat.ann.sees() == [
        (
            "2 prompts added: story 1, tool 1.\n"
            "Left out, because they are there already: lines 2, 5.\n"
            "Left out, because I cannot take them:\n"
            "- Line 6: A prompt needs words. Write a question or a small invitation.\n"
            "3 prompts are still unused."
        )
    ]


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("???", "Nothing was added. Line 1: A prompt needs words. Write a question or a small invitation."),
        ("What surprised you?", "Nothing was added. All of them are in the bank already."),
    ],
)
async def test_an_import_of_nothing_new_sends_the_form_back(chat: Chat, pasted: str, sentence: str) -> None:
    await added(chat, "What surprised you?")
    await chat.ann.says("/prompt import")
    answer = await chat.ann.submits(lines=pasted)
    assert isinstance(answer, FormErrors)
    assert chat.ann.sees() == [sentence]


async def test_what_the_starter_pack_has_is_not_imported(chat: Chat) -> None:
    await packed(chat)
    text = (
        "Think of a lesson that went better than you had planned. What did your students do that you had not expected?"
    )
    await chat.ann.says(f"/prompt import {text}\nWhat surprised you?")
    assert chat.ann.sees()[0].startswith(
        "1 prompt added: question 1.\nLeft out, because they are there already: lines 1."
    )


async def test_a_retired_prompt_is_posted_no_more_until_it_is_brought_back(chat: Chat) -> None:
    await added(chat, *QUESTIONS[:2])
    await chat.ann.says("/prompt retire surprised")
    assert chat.ann.sees() == ["#1 is retired: “What surprised you?”\n1 prompt is still unused.\n[Undo]"]
    retired = chat.ann.answer
    await scheduled(chat)
    await chat.forward(days=8, hours=1)
    assert asked(chat)[::2] == ["What did you drop?", "What did you drop?"]
    chat.ann.answer = retired
    await chat.ann.presses("Undo")
    assert chat.ann.sees() == ["#1 is in use again."]
    await chat.forward(days=7)
    assert asked(chat)[4] == "What surprised you?"


async def test_bringing_back_twice_changes_nothing_more(chat: Chat) -> None:
    await added(chat, *QUESTIONS[:1])
    await chat.ann.says("/prompt retire 1")
    for _ in range(2):
        await chat.ann.presses_control("prompt.restore", "1")
    await chat.ann.presses_control("prompt.restore", "99")
    assert chat.ann.sees()[1:] == ["#1 is in use again.", "#1 is in use again.", "#99 is in use again."]
    assert await chat.rows("audit") == (4,)


async def test_what_is_not_in_use_cannot_be_retired_or_queued(chat: Chat) -> None:
    await added(chat, *QUESTIONS[:1])
    await chat.ann.says("/prompt retire 1")
    chat.ann.sees()
    for line in ("/prompt retire 1", "/prompt queue 1"):
        await chat.ann.says(line)
        assert chat.ann.sees() == ["#1 is not in use, so nothing was changed."]
    await chat.ann.says("/prompt now 1")
    assert chat.ann.sees() == ["#1 is not in use. /prompt list shows those that are."]


async def test_a_starter_prompt_is_retired_by_its_key_and_brought_back_untouched(chat: Chat) -> None:
    await packed(chat)
    await chat.ann.says("/prompt retire lesson-better-than-planned")
    assert "is retired: “Think of a lesson" in chat.ann.sees()[0]
    await chat.ann.says("/prompt retire lesson-better-than-planned")
    assert chat.ann.sees() == ["#1 is not in use, so nothing was changed."]
    await chat.ann.presses_control("prompt.restore", "1")
    assert await chat.rows("prompt") == (0,)


async def test_what_is_queued_comes_before_everything_else_in_the_order_of_the_queue(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await chat.ann.says("/prompt queue 3")
    await chat.ann.says("/prompt queue 2")
    assert chat.ann.sees() == [
        "#3 is in the queue.\nWhat would you ask an expert?\nKind: question",
        "#2 is in the queue.\nWhat did you drop?\nKind: question",
    ]
    await chat.forward(days=15)
    assert asked(chat)[::2] == [QUESTIONS[2], QUESTIONS[1], QUESTIONS[0]]


async def test_what_is_queued_already_is_not_queued_again(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt queue 3")
    chat.ann.sees()
    await chat.ann.says("/prompt queue 3")
    assert chat.ann.sees() == ["#3 is in the queue already."]


async def test_a_prompt_may_be_queued_for_the_next_date_of_one_schedule(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await scheduled(chat, "#random every monday at 9:30")
    await chat.ann.says("/prompt queue 3 schedule:2")
    assert chat.ann.sees() == [
        "It comes next in #random, 2026-11-30T08:30+00:00.\nWhat would you ask an expert?\nKind: question"
    ]
    await chat.forward(days=7)
    assert asked(chat)[::2] == [QUESTIONS[0]]
    assert asked(chat, "random") == [QUESTIONS[2]]


async def test_a_prompt_may_be_queued_for_a_schedule_that_is_over(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "#general tomorrow at 9:30")
    await chat.forward(days=2)
    await chat.ann.says("/prompt queue 3 schedule:1")
    assert chat.ann.sees()[-1].startswith("It comes next in #general.\n")


async def test_a_starter_prompt_may_be_queued_and_taken_out_again(chat: Chat) -> None:
    await packed(chat)
    await chat.ann.says("/prompt queue lesson-better-than-planned")
    await chat.ann.says("/prompt list queue")
    assert "1 prompt in the queue." in chat.ann.sees()[-1]
    for _ in range(2):
        await chat.ann.presses_control("prompt.dequeue", "1")
        assert chat.ann.sees() == ["#1 is out of the queue."]
    assert await chat.rows("prompt") == (0,)


async def test_what_facilitators_change_is_written_down(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt retire 1")
    changes = await chat.store(lambda store: [str(one.what) for one in store.audit.recent(9)])
    assert changes[:2] == ["retired prompt #1", "added 3 prompts"]


async def test_a_text_of_forty_thousand_characters_is_refused_with_the_limit(chat: Chat) -> None:
    await chat.ann.says("/prompt add " + "why " * 10_000)
    assert chat.ann.sees() == ["text has 39999 characters. Keep it to 600."]
    await chat.ann.says("/prompt import " + "What about it?\n" * 3_000)
    assert chat.ann.sees() == ["lines has 44999 characters. Keep it to 3000."]
