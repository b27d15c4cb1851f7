"""What facilitators choose, and the weekly digest."""

from dataclasses import replace

from commands.library.settings import keep
from copbot.context import JobContext
from copbot.events import ChannelGone
from copbot.intents import FormErrors, OpenForm
from copbot.model.library import LibrarySettings
from copbot.model.roles import Appointments
from copbot.store import Store
from tests.commands.library.stories import PAGE, TITLE, chose, member, there_is, waiting
from tests.support.chat import Chat, channel


async def choose(chat: Chat, **values: str) -> None:
    await chat.ann.says("/library settings")
    await chat.ann.presses("Change")
    await chat.ann.submits(**values)


async def test_only_facilitators_see_and_change_the_settings(chat: Chat) -> None:
    await chat.bob.says("/library settings")
    assert chat.bob.sees()[0].startswith("Only facilitators can do that.")
    await chat.ann.says("/library settings")
    assert chat.ann.sees()[0].splitlines()[:5] == [
        "Reaction that saves: 📚",
        "From anyone: 3 reactions",
        "From curators: one reaction",
        "Tags offered: those in use",
        "Weekly digest: none",
    ]


async def test_another_emoji_and_threshold_count_from_now_on(chat: Chat) -> None:
    there_is(chat)
    await choose(chat, emoji=":bookmark:", anyone="1", tags="Assessment, rubrics")
    assert chat.ann.sees()[-1].splitlines()[:3] == ["Saved.", "Reaction that saves: 🔖", "From anyone: one reaction"]
    await chat.bob.reacts("📚", chat.message("general", chat.carla, PAGE))
    await chat.bob.reacts("🔖\ufe0f", chat.message("general", chat.carla, PAGE))
    assert await chat.rows("library_entry", "audit") == (1, 2)


async def test_what_cannot_be_set_is_said_beside_its_field(chat: Chat) -> None:
    for field, value, sentence in (
        ("emoji", "📚 🔖", "Choose one emoji."),
        ("emoji", "book", "I know no emoji book."),
        ("anyone", "0", "Write a whole number from 1 to 25."),
        ("curators", "many", "Write a whole number from 1 to 25."),
        ("tags", ",".join(f"tag{number}" for number in range(26)), "Offer at most 25 tags."),
    ):
        await choose(chat, **{field: value})
        answer = chat.ann.answer
        assert isinstance(answer, FormErrors)
        assert [(name, str(said).startswith(sentence)) for name, said in answer.errors] == [(field, True)]
    assert await chat.rows("setting", "audit") == (0, 0)


async def test_a_week_is_told_on_monday_where_facilitators_chose(chat: Chat) -> None:
    await choose(chat, home=str(channel("library")))
    for number in range(12):
        await chat.bob.says(f"/library add https://a.example/{number} tags:rubrics Entry {number}")
    await chat.forward(days=8)
    (post,) = chat.posts("library")
    assert post.text.splitlines()[:2] == ["12 new entries in the library:", "- Entry 11 · rubrics"]
    assert "And 2 more." in post.text
    await chat.forward(days=7)
    assert len(chat.posts("library")) == 1
    await chat.ann.says("/library settings")
    await chat.ann.presses("Change")
    answer = chat.ann.answer
    assert isinstance(answer, OpenForm)
    assert answer.form.fields[-1].initial == channel("library")
    await chat.ann.submits(home=())
    await chat.bob.says("/library add https://b.example/ One")
    await chat.forward(days=8)
    assert len(chat.posts("library")) == 1


async def test_a_channel_the_bot_cannot_post_in_is_given_up_again(chat: Chat) -> None:
    chat.platform.closed_channels.add("closed")
    await choose(chat, home=str(channel("closed")))
    ann = await member(chat, "ann")
    (told,) = await waiting(chat, ann)
    why = "I cannot post in #closed, so there will be no weekly digest."
    assert told.splitlines() == [why, "- Invite copbot to the channel."]
    assert await chat.rows("schedule") == (0,)


async def test_a_digest_channel_that_goes_is_told_to_facilitators(chat: Chat) -> None:
    there_is(chat, title=TITLE)
    ann = await member(chat, "ann")
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(ann.id,))))
    await chose(chat, home=channel("library"))
    await chat.observes(ChannelGone(channel("other")))
    await chat.observes(ChannelGone(channel("library")))
    assert await chat.rows("notice", "audit") == (1, 1)
    await chat.ann.says("/library settings")
    assert "Weekly digest: none" in chat.ann.sees()[-1]


async def test_a_channel_chosen_while_setting_up_has_its_digest_too(chat: Chat) -> None:
    await chat.ann.says("/library settings")

    def choose_and_choose_again(store: Store) -> int:
        ctx = JobContext(now=chat.clock.now(), community=store.community.get(), store=store)
        for name in ("library", "other"):
            keep(replace(LibrarySettings(), home=channel(name)), ctx)
        return len(store.timetable.all("library.weekly"))

    assert await chat.store(choose_and_choose_again) == 1
    await chat.bob.says("/library add https://b.example/ One")
    await chat.forward(days=8)
    assert len(chat.posts("other")) == 1
