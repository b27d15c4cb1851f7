import pytest

from commands.prompts import PRACTICE
from copbot.errors import DeliveryError, Failure
from copbot.intents import OpenForm
from tests.commands.prompts.stories import QUESTIONS, added, asked, packed, scheduled, waiting, words_of
from tests.support.chat import Chat, opened
from tests.support.databases import Database

NEXT = "Next in #general, 2026-11-24T08:30+00:00:"
OUT_OF_DATE = "That preview was out of date and nothing was changed. This is how it stands now:"


async def previewed(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await chat.ann.says("/prompt preview")


async def test_the_coming_prompt_is_shown_with_what_may_be_done(chat: Chat) -> None:
    await previewed(chat)
    assert chat.ann.sees() == [
        (
            f"{NEXT}\nWhat surprised you?\nKind: question\nFrom: the bank\nSo far: not posted yet\n"
            "[Post now] [Skip next] [Another one] [Edit]"
        )
    ]
    assert chat.posts() == []


async def test_what_was_previewed_is_what_is_posted(chat: Chat) -> None:
    await previewed(chat)
    await chat.ann.presses("Another one")
    assert chat.ann.sees()[1].split("\n")[:3] == [
        "Another one; the one before goes to the end of the line.",
        NEXT,
        "What did you drop?",
    ]
    await chat.ann.says("/prompt queue 3")
    await chat.forward(days=1)
    assert asked(chat) == ["What did you drop?"]


async def test_rerolling_goes_on_through_the_bank_and_comes_back_to_the_first(chat: Chat) -> None:
    await previewed(chat)
    for _ in range(3):
        await chat.ann.says("/prompt reroll")
    assert [seen.split("\n")[2] for seen in chat.ann.sees()[1:]] == [QUESTIONS[1], QUESTIONS[2], QUESTIONS[0]]


async def test_what_was_passed_over_comes_after_all_that_is_fresh(chat: Chat) -> None:
    await previewed(chat)
    await chat.ann.presses("Another one")
    await chat.forward(days=15)
    assert asked(chat)[::2] == [QUESTIONS[1], QUESTIONS[2], QUESTIONS[0]]


async def test_the_only_prompt_cannot_be_exchanged(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat)
    await chat.ann.says("/prompt reroll")
    assert chat.ann.sees() == ["There is no other prompt to choose. Add some with /prompt add."]


@pytest.mark.parametrize("command", ["preview", "reroll", "now"])
async def test_with_an_empty_bank_the_ways_to_fill_it_are_named(chat: Chat, command: str) -> None:
    await scheduled(chat)
    await chat.ann.says(f"/prompt {command}")
    assert chat.ann.sees()[0].endswith(
        "There is no prompt to post. "
        "Add one with /prompt add, paste many with /prompt import, or choose a pack in /cop setup."
    )


async def test_post_now_posts_at_once_and_the_schedule_goes_on_as_it_was(chat: Chat) -> None:
    await previewed(chat)
    preview = chat.ann.answer
    await chat.ann.presses("Post now")
    assert asked(chat) == [QUESTIONS[0]]
    assert chat.ann.sees()[1].split("\n")[:3] == [
        "It is on its way to #general. The schedule stays as it is.",
        NEXT,
        "What did you drop?",
    ]
    chat.ann.answer = preview
    await chat.ann.presses("Post now")
    assert chat.ann.sees()[0].split("\n")[:3] == [OUT_OF_DATE, NEXT, "What did you drop?"]
    assert asked(chat) == [QUESTIONS[0]]
    await chat.forward(days=1)
    assert QUESTIONS[1] in asked(chat)


async def test_skip_next_pressed_twice_skips_one_date(chat: Chat) -> None:
    await previewed(chat)
    preview = chat.ann.answer
    await chat.ann.presses("Skip next")
    assert chat.ann.sees()[1].split("\n")[:3] == [
        "Skipped 2026-11-24T08:30+00:00.",
        "Next in #general, 2026-12-01T08:30+00:00:",
        "What surprised you?",
    ]
    chat.ann.answer = preview
    await chat.ann.presses("Skip next")
    assert chat.ann.sees()[0].startswith(f"{OUT_OF_DATE}\nNext in #general, 2026-12-01")


async def test_another_one_pressed_on_an_old_preview_exchanges_nothing(chat: Chat) -> None:
    await previewed(chat)
    preview = chat.ann.answer
    await chat.ann.presses("Another one")
    chat.ann.sees()
    chat.ann.answer = preview
    await chat.ann.presses("Another one")
    assert chat.ann.sees()[0].split("\n")[2] == "What did you drop?"


async def test_the_coming_prompt_is_reworded_from_its_preview(chat: Chat) -> None:
    await previewed(chat)
    await chat.ann.presses("Edit")
    assert isinstance(chat.ann.answer, OpenForm)
    await chat.ann.submits(text="What surprised you most?")
    await chat.forward(days=1)
    assert asked(chat) == ["What surprised you most?"]


async def test_a_stranger_presses_in_vain(chat: Chat) -> None:
    await previewed(chat)
    for action, row in (("post", "1.1"), ("skip", "1.2026-11-24T09:30"), ("another", "1.1"), ("edit", "1")):
        await chat.bob.presses_control(f"prompt.{action}", row)
        assert chat.bob.sees()[0].startswith("Only facilitators can do that.")
    assert chat.posts() == []


async def test_buttons_of_a_schedule_that_was_removed_say_so(chat: Chat) -> None:
    await previewed(chat)
    await chat.ann.presses_control("prompt.removed", "1")
    chat.ann.sees()
    for action, row in (("post", "1.1"), ("skip", "1.2026-11-24T09:30"), ("another", "1.1"), ("preview", "1")):
        await chat.ann.presses_control(f"prompt.{action}", row)
        assert chat.ann.sees() == ["That schedule was removed. /prompt schedules shows those there are."]


async def test_a_schedule_that_is_over_still_previews_but_cannot_be_skipped(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "tomorrow at 9:30")
    await chat.forward(days=1)
    await chat.ann.says("/prompt preview")
    seen = next(one for one in chat.ann.sees() if "[Post now]" in one)
    assert seen.startswith("This schedule for #general is over. This would be next:")
    assert "[Skip next]" not in seen


async def test_now_posts_the_next_prompt_here_without_a_schedule(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt now", channel="random")
    assert chat.ann.sees() == ["It is on its way to #random."]
    assert asked(chat, "random") == [QUESTIONS[0]]
    assert len(chat.platform.threads) == 1


async def test_now_posts_a_named_prompt_in_a_named_channel(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt now expert channel: #random")
    assert asked(chat, "random") == [QUESTIONS[2]]
    changes = await chat.store(lambda store: [str(one.what) for one in store.audit.recent(1)])
    assert changes == ["posted a prompt in #random"]


async def test_now_in_a_direct_conversation_needs_a_channel(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.writes_to_bot("/prompt now")
    assert chat.ann.sees() == ["In which channel? Add channel: and its name."]


async def test_now_takes_what_is_queued_first(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says("/prompt queue 2")
    await chat.ann.says("/prompt preview")
    await chat.ann.says("/prompt now")
    assert asked(chat) == [QUESTIONS[1]]


async def test_who_posted_in_a_channel_closed_to_the_bot_hears_of_it(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    chat.platform.trouble = [DeliveryError(Failure.DESTINATION_GONE, "not_in_channel")]
    await chat.ann.says("/prompt now channel: #staff")
    assert words_of(await waiting(chat)) == [
        "I could not post in #staff: it is gone, or I may not write there. Invite me, or choose another channel."
    ]
    await chat.ann.says("/prompt list")
    assert "#1 question What surprised you? · not posted yet" in chat.ann.sees()[-1]


async def test_a_preview_says_where_the_coming_prompt_is_from(chat: Chat) -> None:
    await chat.bob.says("/prompt suggest What did you learn?")
    await chat.ann.presses_control("prompt.approve", "1")
    await scheduled(chat)
    await chat.ann.says("/prompt preview")
    assert "From: the bank: a member suggested it" in chat.ann.sees()[0]
    await chat.ann.says("/prompt queue 1")
    await chat.ann.says("/prompt preview")
    assert "From: the facilitators' queue" in chat.ann.sees()[1]
    await chat.forward(days=1)
    await packed(chat)
    await chat.ann.says("/prompt preview")
    assert "From: the starter pack" in chat.ann.sees()[0]


async def test_a_repeated_prompt_says_so_and_what_it_drew(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat)
    await chat.forward(days=1)
    for someone in (chat.bob, chat.carla, chat.bob):
        await someone.says("Well …", thread=chat.posts()[0].ref)
    await chat.ann.says("/prompt preview")
    assert chat.ann.sees()[-1].split("\n")[3:5] == [
        "From: the bank: all others were posted since, so it comes again",
        "So far: posted once, last 2026-11-24T08:30+00:00; 2 people, 3 answers",
    ]


async def test_buttons_work_after_a_restart(database: Database) -> None:
    async with opened(database.url, (PRACTICE,)) as chat:
        await added(chat, *QUESTIONS)
        await chat.ann.says("/prompt schedule every tuesday at 9:30")
        draft = chat.ann.answer
    async with opened(database.url, (PRACTICE,)) as chat:
        chat.ann.answer = draft
        await chat.ann.presses("Save")
        await chat.ann.says("/prompt preview")
        preview = chat.ann.answer
    async with opened(database.url, (PRACTICE,)) as chat:
        chat.ann.answer = preview
        await chat.ann.presses("Post now")
        assert asked(chat) == [QUESTIONS[0]]
