from datetime import timedelta

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.events import ChannelGone, DeliveryFailed
from copbot.model.prompt_posts import PromptSeries
from copbot.model.timetable import Outcome
from copbot.refs import ChannelRef
from copbot.store import Store
from tests.commands.prompts.stories import QUESTIONS, added, appointed, asked, packed, scheduled, waiting
from tests.support.chat import Chat, channel

NUDGE = "Nobody has answered yet. Two lines are enough: what comes to your mind first?"
GONE = DeliveryError(Failure.DESTINATION_GONE, "is_archived")


async def ready(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)


async def told(chat: Chat) -> list[str]:
    return [one.key for one in await waiting(chat)]


async def test_a_prompt_is_posted_when_it_is_due_with_a_thread_to_answer_in(chat: Chat) -> None:
    await chat.ann.says('/prompt add What surprised you? good_answer:"One moment and why"')
    await scheduled(chat)
    await chat.forward(days=1)
    (posted,) = chat.posts()
    assert posted.text == "What surprised you?\nA good answer has: One moment and why\nanswer in the thread"
    assert posted.key == "prompt:1:2026-11-24T09:30"
    assert chat.platform.threads == [posted.ref]


async def test_the_communitys_own_come_first_then_the_pack_in_its_order_of_kinds(chat: Chat) -> None:
    await packed(chat)
    await added(chat, QUESTIONS[0])
    await scheduled(chat, "every day at 9:30")
    await chat.forward(days=3, hours=1)
    first, second, third = (text for text in asked(chat) if text != NUDGE)
    assert first == QUESTIONS[0]
    assert second.startswith("Think of a lesson that went better")
    assert third != second


async def test_nothing_repeats_before_all_were_posted_and_then_the_longest_unused_comes_first(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "every day at 9:30 thread:no")
    await chat.forward(days=9)
    assert asked(chat) == [*QUESTIONS, *QUESTIONS, *QUESTIONS]


async def test_two_schedules_never_post_the_same_prompt_while_another_is_unused(chat: Chat) -> None:
    await added(chat, *QUESTIONS[:2])
    await scheduled(chat)
    await scheduled(chat, "#random every tuesday at 9:30")
    await chat.ann.says("/prompt preview 1")
    await chat.forward(days=1)
    assert {*asked(chat), *asked(chat, "random")} == set(QUESTIONS[:2])


async def test_a_prompt_held_for_another_schedule_is_posted_when_there_is_no_other(chat: Chat) -> None:
    await added(chat, QUESTIONS[0])
    await scheduled(chat, "every wednesday at 9:30")
    await scheduled(chat, "#random every tuesday at 9:30")
    await chat.ann.says("/prompt preview 1")
    await chat.forward(days=2)
    assert asked(chat, "random")[0] == asked(chat)[0] == QUESTIONS[0]


async def test_an_empty_bank_posts_nothing_says_why_and_tells_facilitators_once_a_month(chat: Chat) -> None:
    await scheduled(chat)
    await scheduled(chat, "#random every tuesday at 9:30 category:story")
    await chat.forward(days=8)
    history = await chat.store(lambda store: store.timetable.history(chat.clock.now() - timedelta(days=30)))
    assert {(one.outcome, str(one.why)) for one in history} == {
        (Outcome.SKIPPED, "The bank of prompts is empty."),
        (Outcome.SKIPPED, "The bank has no prompt of the kind “story”."),
    }
    assert await told(chat) == [
        "prompt_empty:1:2026-11:1",
        "prompt_empty:2:2026-11:1",
        "prompt_empty:1:2026-12:1",
        "prompt_empty:2:2026-12:1",
    ]


async def test_a_prompt_more_than_six_hours_late_is_missed(chat: Chat) -> None:
    await ready(chat)
    chat.clock.set(chat.clock.now() + timedelta(days=1, hours=6))
    await chat.forward(hours=1)
    assert chat.posts() == []
    await chat.forward(days=7)
    assert asked(chat)[0] == QUESTIONS[0]


async def test_a_prompt_due_while_its_schedule_was_removed_says_so(chat: Chat) -> None:
    await ready(chat)
    await chat.store(lambda store: store.prompt_posts.remove_series(1))
    await chat.forward(days=1)
    history = await chat.store(lambda store: store.timetable.history(chat.clock.now() - timedelta(days=1)))
    assert [str(one.why) for one in history] == ["This schedule was removed."]


async def test_an_unanswered_prompt_is_nudged_once_after_a_day(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1, hours=23)
    assert asked(chat) == [QUESTIONS[0]]
    await chat.forward(days=4)
    prompt, nudge = chat.posts()
    assert nudge.text == NUDGE
    assert nudge.thread == prompt.ref


async def test_an_answered_prompt_is_not_nudged(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    await chat.bob.says("My lesson.", thread=chat.posts()[0].ref)
    await chat.forward(days=5)
    assert asked(chat) == [QUESTIONS[0]]


@pytest.mark.parametrize("option", ["nudge:no", "thread:no"])
async def test_the_nudge_may_be_switched_off(chat: Chat, option: str) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, f"every tuesday at 9:30 {option}")
    await chat.forward(days=6)
    assert asked(chat) == [QUESTIONS[0]]


async def test_a_nudge_more_than_two_hours_late_is_left(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    chat.clock.set(chat.clock.now() + timedelta(days=1, hours=2))
    await chat.forward(hours=1)
    assert asked(chat) == [QUESTIONS[0]]


async def test_answers_count_once_for_each_person_and_all_in_all(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    thread = chat.posts()[0].ref
    for someone in (chat.bob, chat.carla, chat.bob):
        await someone.says("Well …", thread=thread)
    guest = chat.someone("gus", is_guest=True)
    await guest.says("Me too", thread=thread)
    await chat.copbot.says("I am a bot", thread=thread)
    await chat.ann.says("/prompt list")
    assert "posted once, last 2026-11-24T08:30+00:00; 3 people, 4 answers" in chat.ann.sees()[-1]


async def test_what_is_written_elsewhere_leaves_no_trace(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    before = await chat.rows("inbox", "prompt_reply", "member")
    other = chat.message("general", chat.bob, "Something else")
    await chat.carla.says("In the channel")
    await chat.carla.says("In another thread", thread=other)
    assert await chat.rows("inbox", "prompt_reply", "member") == before


async def test_an_answer_to_a_post_that_was_taken_back_counts_for_nothing(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)

    def take_back(store: Store) -> None:
        posting = store.prompt_posts.posting(1)
        assert posting is not None
        store.prompt_posts.unpost(posting)

    await chat.store(take_back)
    await chat.bob.says("Well …", thread=chat.posts()[0].ref)
    assert await chat.rows("prompt_reply") == (0,)
    await chat.forward(days=1, hours=1)
    assert asked(chat) == [QUESTIONS[0]]


async def test_the_bank_learns_which_kinds_draw_people(chat: Chat) -> None:
    await added(chat, "story: A lesson?", "tool: A tool?", "story: A talk?", "tool: A site?")
    await scheduled(chat, "every day at 9:30 nudge:no")
    await chat.forward(days=1)
    for someone in (chat.bob, chat.carla, chat.dev):
        await someone.says("Well …", thread=chat.posts()[0].ref)
    await chat.forward(days=2)
    assert asked(chat) == ["A lesson?", "A tool?", "A talk?"]
    assert chat.posts()[2].key == "prompt:1:2026-11-26T09:30"


async def test_a_channel_that_is_gone_pauses_its_schedule_and_is_told_once(chat: Chat) -> None:
    await ready(chat)
    chat.platform.trouble = [GONE]
    await chat.forward(days=20)
    assert chat.posts() == []
    assert await told(chat) == ["prompt_gone:1:2026-11-24T08:30:1"]
    await chat.ann.says("/prompt preview")
    assert chat.ann.sees()[0].startswith("Prompts in #general are paused: the channel is gone.")
    await chat.ann.says("/prompt resume")
    assert chat.ann.sees()[0].startswith("Prompts go on.")
    await chat.forward(days=7)
    assert asked(chat)[0] == QUESTIONS[0]


async def test_facilitators_who_take_direct_messages_hear_of_a_channel_that_is_gone(chat: Chat) -> None:
    await appointed(chat, "carla")
    await ready(chat)
    await chat.observes(ChannelGone(channel("general")), "general")
    await chat.observes(ChannelGone(channel("general")), "general")
    assert chat.carla.sees() == [
        (
            "Prompts in #general are paused: the channel is gone, archived, or closed to me.\n"
            "When it is back, /prompt resume 1 goes on; /prompt schedules lets you choose another channel."
        )
    ]


async def test_a_channel_with_two_schedules_is_told_once_for_each(chat: Chat) -> None:
    await ready(chat)
    await scheduled(chat, "every wednesday at 9:30")
    chat.platform.trouble = [GONE]
    await chat.forward(days=1)
    await chat.observes(ChannelGone(channel("general")), "general")
    expected = ["prompt_gone:1:2026-11-24T08:30:1", "prompt_gone:2:2026-11-24T09:00:1"]
    assert [key for key in await told(chat) if "gone" in key] == expected


async def test_a_channel_without_prompts_may_go(chat: Chat) -> None:
    await ready(chat)
    await chat.observes(ChannelGone(channel("random")), "random")
    assert await told(chat) == []


async def test_a_thread_that_cannot_be_opened_pauses_nothing(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    failed = DeliveryFailed("prompt:1:2026-11-24T09:30:thread", "destination_gone", "no permission")
    await chat.observes(failed, "general")
    refused = DeliveryFailed("prompt:1:2026-11-24T09:30", "refused", "too long")
    await chat.observes(refused, "general")
    assert await told(chat) == []


async def test_a_failure_of_a_post_nobody_knows_changes_nothing(chat: Chat) -> None:
    await ready(chat)
    await chat.observes(DeliveryFailed("prompt:9:2026-11-24T09:30", "destination_gone", "gone"), "general")
    assert await told(chat) == []


async def test_a_failure_after_the_schedule_was_removed_takes_the_post_back_quietly(chat: Chat) -> None:
    await ready(chat)
    await chat.forward(days=1)
    await chat.ann.presses_control("prompt.removed", "1")
    await chat.observes(DeliveryFailed("prompt:1:2026-11-24T09:30", "destination_gone", "gone"), "general")
    assert await chat.rows("prompt_posting") == (0,)
    assert await told(chat) == []


async def test_a_post_that_never_arrived_leaves_its_prompt_unused(chat: Chat) -> None:
    await ready(chat)
    chat.platform.trouble = [GONE]
    await chat.forward(days=2)
    await chat.ann.says("/prompt list")
    assert "#1 question What surprised you? · not posted yet" in chat.ann.sees()[-1]
    assert chat.posts() == []


async def test_a_suggesters_name_is_written_out_where_they_have_no_account(chat: Chat) -> None:
    await chat.bob.says("/prompt suggest What did you learn?")
    await chat.ann.presses_control("prompt.approve", "1")
    await scheduled(chat)
    elsewhere = ChannelRef("sim", "branch", "general")

    def move(store: Store) -> None:
        store.prompt_posts.change_series(PromptSeries(id=1, channel=elsewhere, thread=False))

    await chat.store(move)
    await chat.forward(days=1)
    (posted,) = chat.posts()
    assert posted.text == "What did you learn?\nsuggested by Bob"
