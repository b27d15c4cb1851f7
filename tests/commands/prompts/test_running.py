from dataclasses import replace

import pytest

from copbot.events import ChannelGone
from copbot.intents import OpenForm, Reply
from copbot.message import Menu
from copbot.refs import ChannelRef, RoleRef
from tests.commands.prompts.stories import QUESTIONS, added, asked, scheduled
from tests.support.chat import Chat, channel

NONE_YET = "No prompts are scheduled yet. Begin with /prompt schedule."


async def ready(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)


async def written(chat: Chat) -> list[str]:
    return await chat.store(lambda store: [str(one.what) for one in store.audit.recent(2)])


@pytest.mark.parametrize(
    "command", ["schedules", "skip", "pause tomorrow", "resume", "unschedule", "preview", "reroll"]
)
async def test_without_a_schedule_the_way_to_begin_is_named(chat: Chat, command: str) -> None:
    await chat.ann.says(f"/prompt {command}")
    assert chat.ann.sees() == [NONE_YET]


@pytest.mark.parametrize("command", ["schedules", "skip", "pause tomorrow", "resume", "unschedule", "preview", "now"])
async def test_members_who_do_not_facilitate_change_nothing(chat: Chat, command: str) -> None:
    await ready(chat)
    await chat.bob.says(f"/prompt {command}")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")


async def test_one_schedule_is_shown_with_its_next_dates(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt schedules")
    assert chat.ann.sees() == [
        (
            "1: every Tuesday at 09:30, Europe/Berlin, in #general · with a thread · next 2026-11-24T08:30+00:00\n"
            "- 2026-11-24T08:30+00:00\n- 2026-12-01T08:30+00:00\n- 2026-12-08T08:30+00:00\n"
            "[Preview] [Change] [Remove]"
        )
    ]


async def test_of_several_schedules_one_is_chosen_from_a_menu(chat: Chat) -> None:
    await ready(chat)
    await scheduled(chat, "#random every monday at 9:30 topic:Feedback")
    await chat.ann.says("/prompt schedules")
    assert isinstance(chat.ann.answer, Reply)
    menu = chat.ann.answer.message.blocks[-1]
    assert isinstance(menu, Menu)
    assert [str(choice.label) for choice in menu.choices] == [
        "1: every Tuesday at 09:30, Europe/Berlin",
        "2: every Monday at 09:30, Europe/Berlin, #feedback",
    ]
    await chat.ann.presses("Choose one to change", values=["2"])
    assert chat.ann.sees()[1].startswith("2: every Monday at 09:30")


@pytest.mark.parametrize("named", ["2", "#2", "#random", "schedule:2"])
async def test_a_schedule_is_named_by_its_number_or_its_channel(chat: Chat, named: str) -> None:
    await ready(chat)
    await scheduled(chat, "#random every monday at 9:30")
    await chat.ann.says(f"/prompt preview {named}")
    assert chat.ann.sees()[0].startswith("Next in #random")


async def test_when_it_is_not_clear_which_schedule_is_meant_it_asks(chat: Chat) -> None:
    await ready(chat)
    await scheduled(chat, "#general every monday at 9:30")
    await chat.ann.says("/prompt skip")
    await chat.ann.says("/prompt preview #general")
    await chat.ann.says("/prompt preview 7")
    assert chat.ann.sees() == [
        "Which schedule? Name its number: 1, 2. /prompt schedules shows them.",
        "Which schedule? Name its number: 1, 2. /prompt schedules shows them.",
        "There is no schedule “7”. There are: 1, 2.",
    ]


async def test_the_next_date_is_skipped_and_the_prompt_waits_for_the_one_after(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt skip")
    assert chat.ann.sees() == ["Skipped 2026-11-24T08:30+00:00.\nNext in #general: 2026-12-01T08:30+00:00."]
    await chat.forward(days=8)
    assert asked(chat) == [QUESTIONS[0]]
    assert (await written(chat))[0] == "skipped a prompt in #general"


async def test_a_number_after_skip_names_the_schedule(chat: Chat) -> None:
    await ready(chat)
    await scheduled(chat, "#random every monday at 9:30")
    await chat.ann.says("/prompt skip 2")
    assert chat.ann.sees() == ["Skipped 2026-11-30T08:30+00:00.\nNext in #random: 2026-12-07T08:30+00:00."]


async def test_days_that_are_named_are_left_out(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt skip 1 Dec and 15 December, 22 Dec")
    assert chat.ann.sees() == [
        "Left out: 2026-12-01, 2026-12-15, 2026-12-22.\nNext in #general: 2026-11-24T08:30+00:00."
    ]
    await chat.ann.says("/prompt schedules")
    assert chat.ann.sees()[0].split("\n")[1:4] == [
        "- 2026-11-24T08:30+00:00",
        "- 2026-12-08T08:30+00:00",
        "- 2026-12-29T08:30+00:00",
    ]


async def test_a_date_skipped_before_does_not_come_back_when_another_is_left_out(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt skip")
    await chat.ann.says("/prompt skip 8 Dec")
    assert chat.ann.sees()[1] == "Left out: 2026-12-08.\nNext in #general: 2026-12-01T08:30+00:00."


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("25 Dec", "No prompt is due on 2026-12-25, so nothing was changed."),
        ("1 Dec, 25 Dec", "No prompt is due on 2026-12-25, so nothing was changed."),
        ("full moon", "I cannot read a day in “full moon”."),
        ("1 Nov 2026", "That is over already."),
    ],
)
async def test_a_day_without_a_prompt_cannot_be_left_out(chat: Chat, days: str, sentence: str) -> None:
    await ready(chat)
    await chat.ann.says(f"/prompt skip {days}")
    assert chat.ann.sees()[0].startswith(sentence)
    await chat.ann.says("/prompt schedules")
    assert "- 2026-12-01T08:30+00:00" in chat.ann.sees()[0]


async def test_a_schedule_that_is_over_has_nothing_to_skip(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, "tomorrow at 9:30")
    await chat.forward(days=2)
    await chat.ann.says("/prompt skip")
    await chat.ann.says("/prompt schedules")
    assert chat.ann.sees()[:2] == [
        "Nothing is due in #general that I could skip.",
        (
            "1: once on 2026-11-24 at 09:30, Europe/Berlin, in #general · with a thread · over\n"
            "[Preview] [Change] [Remove]"
        ),
    ]


async def test_leaving_out_the_only_date_says_that_nothing_follows(chat: Chat) -> None:
    await scheduled(chat, "24 Nov at 9:30")
    await chat.ann.says("/prompt skip 24 Nov")
    assert chat.ann.sees() == ["Left out: 2026-11-24.\nNothing follows in #general."]


async def test_a_pause_ends_on_its_day(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt pause 7 December")
    assert chat.ann.sees() == ["Paused until 2026-12-07.\nNext in #general: 2026-12-08T08:30+00:00."]
    await chat.ann.says("/prompt schedules")
    assert "paused until 2026-12-07" in chat.ann.sees()[0]
    await chat.forward(days=14)
    assert chat.posts() == []
    await chat.forward(days=1)
    assert asked(chat) == [QUESTIONS[0]]


async def test_a_pause_needs_an_end(chat: Chat) -> None:
    await ready(chat)
    answer = await chat.ann.says("/prompt pause")
    assert isinstance(answer, OpenForm)
    await chat.ann.submits(until="today")
    assert chat.ann.sees() == ["A pause that ends today changes nothing. Name a later day."]


async def test_a_paused_schedule_goes_on_when_it_is_resumed(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt pause 7 January")
    await chat.ann.says("/prompt resume")
    assert chat.ann.sees()[1] == "Prompts go on.\nNext in #general: 2026-11-24T08:30+00:00."
    assert await written(chat) == ["resumed prompts in #general", "paused prompts in #general until 2027-01-07"]
    await chat.ann.says("/prompt resume")
    assert chat.ann.sees() == ["Prompts in #general are not paused."]


async def test_a_schedule_is_removed_after_a_question_and_the_bank_stays(chat: Chat) -> None:
    await ready(chat)
    await chat.ann.says("/prompt preview")
    await chat.ann.says("/prompt unschedule")
    assert chat.ann.sees()[1].startswith("Remove this schedule? Its prompts stay in the bank.\n1: every Tuesday")
    asking = chat.ann.answer
    await chat.ann.presses("Keep it")
    assert "[Preview] [Change] [Remove]" in chat.ann.sees()[0]
    await chat.ann.presses("Remove")
    await chat.ann.presses("Remove it")
    assert chat.ann.sees()[1] == "Removed. The bank and what was posted stay."
    chat.ann.answer = asking
    await chat.ann.presses("Remove it")
    assert chat.ann.sees() == ["That schedule was removed. /prompt schedules shows those there are."]
    await chat.forward(days=8)
    assert chat.posts() == []
    await chat.ann.says("/prompt list")
    assert "3 prompts in the bank" in chat.ann.sees()[0]


async def test_a_schedule_whose_channel_went_is_moved_by_changing_it(chat: Chat) -> None:
    await ready(chat)
    await chat.observes(ChannelGone(channel("general")), "general")
    await chat.ann.says("/prompt schedules")
    await chat.ann.presses("Change")
    await chat.ann.submits(channel="sim:demo/random")
    await chat.ann.presses("Save")
    await chat.forward(days=1)
    assert asked(chat, "random") == [QUESTIONS[0]]


async def test_a_schedule_whose_channel_went_may_be_paused_until_a_day(chat: Chat) -> None:
    await ready(chat)
    await chat.observes(ChannelGone(channel("general")), "general")
    await chat.ann.says("/prompt schedules")
    assert any("paused: its channel is gone" in one for one in chat.ann.sees())
    await chat.ann.says("/prompt pause 1 December")
    assert chat.ann.sees()[-1] == "Paused until 2026-12-01.\nNext in #general: 2026-12-01T08:30+00:00."


async def test_channels_and_groups_of_another_house_are_not_shown_as_bare_numbers(chat: Chat) -> None:
    await ready(chat)
    elsewhere = ChannelRef("discord", "9", "123456789")
    (series,) = await chat.store(lambda store: store.prompt_posts.all_series())
    moved = replace(series, channel=elsewhere, role=RoleRef("discord", "9", "987654321"))
    await chat.store(lambda store: store.prompt_posts.change_series(moved))
    await chat.ann.says("/prompt schedules")
    shown = chat.ann.sees()[-1]
    assert "in a channel on Discord" in shown
    assert "mentions a group on Discord" in shown
    assert "987654321" not in shown
    for line in ("preview", "skip", "skip 1 December", "pause 2 December", "resume", "unschedule", "now"):
        await chat.ann.says(f"/prompt {line}")
        assert "123456789" not in (shown := chat.ann.sees()[-1]), shown
    await chat.ann.says("/cop audit")
    assert "123456789" not in chat.ann.sees()[-1]
