import pytest

from copbot.events import AccessFound, Found, MessageFound
from copbot.forms import ChannelField
from copbot.intents import FormErrors, OpenForm
from copbot.message import RoleMention
from copbot.refs import RoleRef
from tests.commands.prompts.stories import QUESTIONS, TUESDAYS, added, asked, scheduled, waiting
from tests.support.chat import Chat, channel

SHOWN = (
    "Prompts in #general: every Tuesday at 09:30, Europe/Berlin.\n"
    "with a thread\n"
    "The next dates:\n"
    "- 2026-11-24T08:30+00:00\n"
    "- 2026-12-01T08:30+00:00\n"
    "- 2026-12-08T08:30+00:00\n"
    "Nothing is saved yet.\n"
    "[Save] [Change] [Discard]"
)


async def test_the_next_dates_are_shown_and_nothing_is_saved_before_the_button(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule #general {TUESDAYS}")
    assert chat.ann.sees() == [SHOWN]
    assert await chat.rows("prompt_series") == (0,)
    await chat.forward(days=8)
    assert chat.posts() == []


async def test_a_saved_schedule_says_when_the_first_prompt_comes_and_how_long_they_last(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    await chat.ann.presses("Save")
    assert chat.ann.sees()[1] == (
        "Saved. Prompts in #general: every Tuesday at 09:30, Europe/Berlin.\n"
        "The next one: 2026-11-24T08:30+00:00.\n"
        "3 prompts are still unused. From 2026-12-15T08:30+00:00 on they repeat, the longest unused first.\n"
        "[Preview]"
    )
    await chat.ann.presses("Preview")
    assert "What surprised you?" in chat.ann.sees()[0]


async def test_with_an_empty_bank_it_says_how_to_fill_it(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    await chat.ann.presses("Save")
    assert "The bank is empty. Fill it with /prompt add or /prompt import." in chat.ann.sees()[1]


async def test_saving_twice_keeps_one_schedule(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    draft = chat.ann.answer
    await chat.ann.presses("Save")
    chat.ann.sees()
    chat.ann.answer = draft
    await chat.ann.presses("Save")
    assert chat.ann.sees() == ["That is saved already. /prompt schedules shows it."]
    assert await chat.rows("prompt_series") == (1,)


async def test_the_buttons_of_an_older_draft_change_nothing(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    draft = chat.ann.answer
    await chat.ann.says("/prompt schedule every friday at 9:30")
    chat.ann.sees()
    for label in ("Save", "Change", "Discard"):
        chat.ann.answer = draft
        await chat.ann.presses(label)
        assert chat.ann.sees() == ["That draft is gone. Please start again with /prompt schedule."]


async def test_a_discarded_draft_cannot_be_saved_any_more(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    draft = chat.ann.answer
    await chat.ann.presses("Discard")
    chat.ann.answer = draft
    await chat.ann.presses("Save")
    assert chat.ann.sees()[1:] == [
        "Nothing was saved.",
        "That draft is gone. Please start again with /prompt schedule.",
    ]


async def test_only_facilitators_schedule(chat: Chat) -> None:
    await chat.bob.says(f"/prompt schedule {TUESDAYS}")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    await chat.bob.presses_control("prompt.save", "1")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("when the moon is full", "I do not understand"),
        ("every day at noon zone:Narnia", "I know no time zone Narnia."),
        ("cron */5 * * * *", "That is more often than once an hour."),
        ("20 Nov 2026 at 9:30", "That is over already."),
        ("23 Nov 2026 at 9:30", "That never falls due any more."),
        (f"{TUESDAYS} category:!!", "A category is one or two words"),
        (f"{TUESDAYS} topic:!!", "A tag needs a letter or a digit"),
    ],
)
async def test_what_cannot_be_scheduled_is_refused_in_a_sentence(chat: Chat, line: str, sentence: str) -> None:
    await chat.ann.says(f"/prompt schedule {line}")
    assert chat.ann.sees()[0].startswith(sentence)
    assert await chat.rows("prompt_series", "preference") == (0, 0)


async def test_without_words_the_form_asks_for_them(chat: Chat) -> None:
    answer = await chat.ann.says("/prompt schedule #general")
    assert isinstance(answer, OpenForm)
    await chat.ann.submits(when=TUESDAYS)
    assert chat.ann.sees() == [SHOWN]


async def test_in_a_direct_conversation_a_channel_must_be_named(chat: Chat) -> None:
    await chat.ann.opens_home()
    await chat.ann.says("/prompt list")
    chat.ann.sees()
    await chat.ann.writes_to_bot(f"/prompt schedule {TUESDAYS}")
    assert chat.ann.sees() == ["In which channel? Add channel: and its name."]
    await chat.ann.writes_to_bot(f"/prompt schedule {TUESDAYS} channel: #general")
    assert chat.ann.sees()[0].startswith("Prompts in #general")


async def test_all_that_is_special_is_shown_and_posted(chat: Chat) -> None:
    await added(chat, "tool: Which one saves time?", "story: What went well?")
    line = f"#general {TUESDAYS} role: @teachers topic:Feedback category:story zone:Lisbon nudge:no"
    await chat.ann.says(f"/prompt schedule {line}")
    assert "only “story” · #feedback · mentions @teachers · with a thread · no reminder" in chat.ann.sees()[0]
    await chat.ann.presses("Save")
    await chat.forward(days=3)
    (posted,) = chat.posts()
    assert posted.text == "@teachers\nWhat went well?\n#feedback · answer in the thread"
    assert RoleMention(RoleRef("sim", "demo", "teachers"), ping=True) in posted.message.blocks[0].line  # type: ignore[union-attr]  # a paragraph
    assert posted.key == "prompt:1:2026-11-24T09:30"
    assert chat.platform.threads == [posted.ref]


async def test_without_a_thread_none_is_opened(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat, f"{TUESDAYS} thread:no")
    await chat.forward(days=3)
    assert [posted.text for posted in chat.posts()] == ["What surprised you?"]
    assert chat.platform.threads == []


async def test_a_kind_the_bank_does_not_have_is_pointed_out(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS} category:story")
    assert "The bank has no prompt of the kind “story” yet." in chat.ann.sees()[0]


async def test_a_draft_is_changed_in_a_form_before_it_is_saved(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS} role: @teachers")
    await chat.ann.presses("Change")
    assert isinstance(chat.ann.answer, OpenForm)
    assert chat.ann.answer.form.fields[0].initial == "every Tuesday at 09:30, Europe/Berlin"
    where = chat.ann.answer.form.fields[1]
    assert isinstance(where, ChannelField)
    assert where.initial == channel("general")
    await chat.ann.submits(when="every friday at 10:00", answers="none", topic="Feedback", category="story")
    assert chat.ann.sees()[1].startswith(
        "Prompts in #general: every Friday at 10:00, Europe/Berlin.\n"
        "only “story” · #feedback · mentions @teachers · without a thread\n"
    )
    await chat.ann.presses("Save")
    await chat.ann.says("/prompt schedules")
    assert "every Friday at 10:00" in chat.ann.sees()[-1]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("when", "every full moon", "I do not understand"),
        ("topic", "!!", "A tag needs"),
        ("category", "!!", "A category is"),
        ("channel", (), "Choose a channel."),
    ],
)
async def test_a_field_that_does_not_fit_sends_the_form_back_filled_in(
    chat: Chat, field: str, value: str, sentence: str
) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS} thread:no")
    await chat.ann.presses("Change")
    answer = await chat.ann.submits(**{field: value})
    assert isinstance(answer, FormErrors)
    assert [name for name, _ in answer.errors] == [field]
    assert chat.ann.sees()[-1].startswith(sentence)
    assert answer.form.fields[2].initial == ("none",)


async def test_a_form_whose_draft_was_saved_meanwhile_begins_nothing(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    draft = chat.ann.answer
    await chat.ann.presses("Change")
    form = chat.ann.answer
    chat.ann.answer = draft
    await chat.ann.presses("Save")
    chat.ann.sees()
    chat.ann.answer = form
    await chat.ann.submits(when="every friday at 10:00")
    assert chat.ann.sees() == ["That draft is gone. Please start again with /prompt schedule."]


async def test_a_running_schedule_is_changed_the_same_way_and_keeps_what_it_left_out(chat: Chat) -> None:
    await added(chat, *QUESTIONS)
    await scheduled(chat)
    await chat.ann.says("/prompt skip 1 Dec")
    await chat.ann.says("/prompt schedules")
    await chat.ann.presses("Change")
    await chat.ann.submits(when="every tuesday at 14:00", answers="thread")
    await chat.ann.presses("Save")
    chat.ann.sees()
    await chat.ann.says("/prompt schedules")
    assert chat.ann.sees()[0].split("\n")[:3] == [
        (
            "1: every Tuesday at 14:00, Europe/Berlin, in #general · with a thread · no reminder"
            " · next 2026-11-24T13:00+00:00"
        ),
        "- 2026-11-24T13:00+00:00",
        "- 2026-12-08T13:00+00:00",
    ]


async def test_a_changed_schedule_that_would_only_fall_on_days_left_out_is_refused(chat: Chat) -> None:
    await scheduled(chat)
    await chat.ann.says("/prompt skip 1 Dec")
    await chat.ann.says("/prompt schedules")
    await chat.ann.presses("Change")
    answer = await chat.ann.submits(when="1 Dec at 14:00")
    assert isinstance(answer, FormErrors)
    assert chat.ann.sees()[-1] == "That never falls due any more. Name a day to come."


async def test_a_schedule_of_every_second_week_keeps_its_weeks_when_only_its_topic_changes(chat: Chat) -> None:
    await scheduled(chat, "every second tuesday at 9:30")
    await chat.forward(days=2)
    await chat.ann.says("/prompt schedules")
    await chat.ann.presses("Change")
    await chat.ann.submits(topic="feedback")
    await chat.ann.presses("Save")
    assert "The next one: 2026-12-08T08:30+00:00." in chat.ann.sees()[-1]


async def test_a_changed_kind_chooses_the_next_prompt_anew(chat: Chat) -> None:
    await added(chat, "tool: Which one saves time?", "story: What went well?")
    await scheduled(chat)
    await chat.ann.says("/prompt preview")
    await chat.ann.says("/prompt schedules")
    await chat.ann.presses("Change")
    await chat.ann.submits(category="story")
    await chat.ann.presses("Save")
    await chat.forward(days=1)
    assert asked(chat) == ["What went well?"]


async def test_the_same_schedule_is_not_kept_twice(chat: Chat) -> None:
    await scheduled(chat)
    await chat.ann.says(f"/prompt schedule {TUESDAYS}")
    chat.ann.sees()
    await chat.ann.presses("Save")
    assert chat.ann.sees() == ["Schedule 1 does the same already, so nothing was saved."]
    await scheduled(chat, "#random " + TUESDAYS)
    await scheduled(chat, TUESDAYS + " category:story")
    assert await chat.rows("prompt_series") == (3,)


async def test_a_draft_that_is_over_when_it_is_saved_is_refused(chat: Chat) -> None:
    await chat.ann.says("/prompt schedule today at 10:30")
    await chat.forward(hours=1)
    chat.ann.sees()
    await chat.ann.presses("Save")
    assert chat.ann.sees() == ["That never falls due any more. Name a day to come."]


async def test_a_channel_the_bot_may_not_post_in_is_told_with_the_fix(chat: Chat) -> None:
    chat.platform.closed_channels.add("staff")
    await chat.ann.says(f"/prompt schedule #staff {TUESDAYS}")
    assert chat.ann.sees()[1] == "I may not post in #staff yet:\n- Invite copbot to the channel."


async def found(chat: Chat, **access: object) -> list[str]:
    await chat.ann.says(f"/prompt schedule #staff {TUESDAYS}")
    chat.ann.sees()
    can = {"can_see": True, "can_post": True, "can_thread": True} | access
    finding = AccessFound(channel=channel("staff"), **can)  # type: ignore[arg-type]  # any field
    await chat.observes(Found("prompt_access:1:1", finding), "general")
    return chat.ann.sees()


async def test_a_channel_without_threads_is_told_when_threads_are_wanted(chat: Chat) -> None:
    assert await found(chat, can_thread=False) == ["I may not open threads in #staff yet:\n- Invite me to the channel."]


async def test_a_channel_where_all_is_well_is_not_mentioned(chat: Chat) -> None:
    assert await found(chat) == []


async def test_a_channel_without_threads_is_not_mentioned_once_the_draft_is_gone(chat: Chat) -> None:
    await chat.ann.says(f"/prompt schedule #staff {TUESDAYS} thread:no")
    chat.ann.sees()
    no_threads = AccessFound(channel=channel("staff"), can_see=True, can_post=True, can_thread=False)
    await chat.observes(Found("prompt_access:1:1", no_threads), "general")
    await chat.observes(Found("prompt_access:1:1", MessageFound(None)), "general")
    assert chat.ann.sees() == []


async def test_what_a_direct_conversation_asked_waits_at_home(chat: Chat) -> None:
    chat.platform.closed_channels.add("staff")
    await chat.ann.says("/prompt list")
    await chat.ann.writes_to_bot(f"/prompt schedule {TUESDAYS} channel: #staff")
    assert [one.key for one in await waiting(chat)] == ["prompt_access:1:1:told"]
