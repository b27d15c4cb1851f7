"""Keeping by reaction: how many it takes, what is kept, who is told, what takes it back."""

from copbot.events import LinkFound, ReactionsCleared
from copbot.refs import Emoji
from tests.commands.library.stories import PAGE, TITLE, change, chose, curator, kept, refusals, there_is
from tests.support.chat import Chat


async def test_the_third_reaction_saves_what_a_message_links_to(chat: Chat) -> None:
    there_is(chat, description="Three habits of teachers.")
    message = chat.message("general", chat.carla, f"Look: {PAGE} is so good")
    await chat.bob.reacts("📚", message)
    await chat.dev.reacts("📚", message)
    assert await chat.rows("library_entry", "library_capture", "refusal") == (0, 0, 2)
    await chat.eve.reacts("📚", message)
    (post,) = chat.posts()
    assert post.thread == message
    assert post.text.splitlines()[:3] == ["Saved to the library:", TITLE, "Three habits of teachers."]
    assert "[Open] [More] [Take it out]" in post.text
    assert await chat.rows("library_entry", "library_mention") == (1, 1)


async def test_a_reaction_that_is_not_enough_keeps_how_many_are_missing(chat: Chat) -> None:
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.reacts("📚", message)
    assert await refusals(chat, "bob") == ["2 more reactions with 📚 save this message to the library."]


async def test_one_curator_is_enough_and_reacting_again_changes_nothing(chat: Chat) -> None:
    there_is(chat)
    await curator(chat, "bob")
    message = chat.message("general", chat.carla, f"{PAGE} and again {PAGE}?utm_source=x")
    await chat.bob.reacts("📚", message)
    await chat.dev.reacts("📚", message)
    await chat.bob.unreacts("📚", message)
    await chat.bob.reacts("📚", message)
    assert len(chat.posts()) == 1
    assert await chat.rows("library_entry", "library_mention") == (1, 1)


async def test_the_author_is_told_and_can_take_it_out_at_any_time(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    await chat.ann.reacts("📚", message)
    (told,) = chat.carla.sees()
    assert told.startswith("@ann saved your message in #general to the library")
    notice = next(one for one in chat.platform.posted if one.to == chat.carla.user)
    await chat.forward(days=30)
    await chat.carla.presses("Take it out", notice)
    assert chat.carla.sees() == ["Done: nothing of that message is in the library any more."]
    assert [post.text for post in chat.posts()] == ["This is no longer in the library."]
    assert await chat.rows("library_entry", "library_mention") == (0, 0)
    await chat.ann.unreacts("📚", message)
    await chat.ann.reacts("📚", message)
    assert await chat.rows("library_entry") == (0,)
    await chat.carla.presses("Take it out", notice)
    assert chat.carla.sees() == ["That is no longer in the library."]


async def test_reacting_to_what_was_taken_out_says_why_nothing_comes_of_it(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    await chat.ann.reacts("📚", message)
    await chat.carla.presses("Take it out", next(one for one in chat.platform.posted if one.to == chat.carla.user))
    await chat.bob.reacts("📚", message)
    assert await refusals(chat, "bob") == ["That message was taken out of the library; reactions do not bring it back."]
    assert await chat.rows("library_reaction") == (1,)


async def test_saving_ones_own_message_tells_nobody(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.ann, PAGE)
    await chat.ann.reacts("📚", message)
    assert chat.ann.sees() == []
    assert await chat.rows("library_entry", "notice") == (1, 0)


async def test_a_stranger_cannot_take_it_out_but_who_saved_it_can_for_a_minute(chat: Chat) -> None:
    there_is(chat)
    await curator(chat, "dev")
    await chose(chat, from_anyone=1)
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.reacts("📚", message)
    (post,) = chat.posts()
    await chat.eve.presses("Take it out", post)
    await chat.forward(seconds=61)
    await chat.bob.presses("Take it out", post)
    refused = "You can take back what you saved for 60 seconds, and what you wrote at any time. Ask a curator."
    assert (chat.eve.sees(), chat.bob.sees()) == ([refused], [refused])
    await chat.dev.presses("Take it out", post)
    assert await chat.rows("library_entry") == (0,)


async def test_taking_reactions_back_before_it_is_saved_cancels(chat: Chat) -> None:
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.reacts("📚", message)
    await chat.bob.unreacts("📚", message)
    await chat.dev.reacts("📚", message)
    await chat.eve.reacts("📚", message)
    assert await chat.rows("library_capture", "library_reaction") == (0, 2)
    await chat.observes(ReactionsCleared(message, Emoji("🎉")), "general")
    await chat.observes(ReactionsCleared(message), "general")
    assert await chat.rows("library_reaction") == (0,)


async def test_other_emoji_and_messages_of_the_bot_save_nothing(chat: Chat) -> None:
    there_is(chat)
    await chat.ann.reacts("📚", chat.message("general", chat.carla, PAGE))
    await chat.ann.reacts("🎉", chat.message("general", chat.carla, "https://other.example/"))
    await chat.ann.reacts("📚", chat.posts()[0])
    assert await chat.rows("library_entry") == (1,)
    assert await refusals(chat, "ann") == ["My own messages are not saved to the library."]


async def test_a_message_without_a_link_is_kept_for_its_own_words(chat: Chat) -> None:
    words = "What we learned from a year of peer review: " + "it takes time. " * 40
    message = chat.message("general", chat.carla, words)
    await chat.ann.reacts("📚", message)
    (post,) = chat.posts()
    assert "Kind: Experience" in post.text
    assert f"https://chat.example/general/{message.message}" in post.text
    await chat.bob.says("/library find peer review")
    assert "One entry fits." in chat.bob.sees()[-1]
    assert len((await kept(chat)).description) <= 280


async def test_each_link_of_a_message_is_an_entry_and_one_answer_shows_them(chat: Chat) -> None:
    there_is(chat)
    there_is(chat, "https://two.example/x", "The second")
    message = chat.message(
        "general", chat.carla, f"{PAGE} https://two.example/x ftp://no.example http://a:b@no.example/"
    )
    await chat.ann.reacts("📚", message)
    (post,) = chat.posts()
    assert (TITLE in post.text, "The second" in post.text) == (True, True)
    assert await chat.rows("library_entry", "library_mention") == (2, 2)


async def test_the_same_thing_is_one_entry_with_every_mention(chat: Chat) -> None:
    there_is(chat)
    for name in ("carla", "dev", "eve"):
        await chat.ann.reacts("📚", chat.message("general", chat.people[name], f"{PAGE}/?utm_source={name}"))
    assert chat.posts()[-1].text.startswith("Already in the library:")
    assert "Saved: 3 times, first by @ann on" in chat.posts()[-1].text
    assert await chat.rows("library_entry", "library_mention") == (1, 3)
    await chat.bob.says("/library show feedback")
    assert chat.bob.sees()[-1].count(": the message") == 3


async def test_where_messages_may_not_be_read_somebody_adds_the_link(blind: Chat) -> None:
    there_is(blind)
    message = blind.message("general", blind.carla, PAGE)
    await blind.ann.reacts("📚", message)
    (asked,) = blind.posts()
    assert asked.thread == message
    assert asked.text.startswith("Somebody would like to have this in the library.")
    await blind.bob.says("/library find feedback")
    assert "nothing on “feedback”" in blind.bob.sees()[-1]
    await blind.bob.presses("Add the link", asked)
    await blind.bob.submits(link=PAGE, tags="assessment")
    assert f"Saved to the library: {PAGE.removeprefix('https://').replace('/', '/…/', 1)}" in blind.bob.sees()[0]
    (post,) = blind.posts()
    assert (post.ref, post.text.splitlines()[:2]) == (asked.ref, ["Saved to the library:", TITLE])
    assert blind.carla.sees()[0].startswith("@bob saved your message")
    await blind.dev.presses_control("library.link", "1")
    assert blind.dev.sees() == ["That is no longer waiting for a link. Somebody may have added it already."]


async def test_a_message_that_shows_no_text_waits_14_days_and_is_forgotten(chat: Chat) -> None:
    message = chat.message("general", chat.carla, "")
    await chat.ann.reacts("📚", message)
    (asked,) = chat.posts()
    assert asked.text == (
        "Somebody would like to have this in the library. There are no words in it: what is its link?\n[Add the link]"
    )
    await chat.forward(days=13, hours=23)
    assert chat.posts() == [asked]
    await chat.forward(hours=1)
    assert chat.posts() == []
    assert await chat.rows("library_capture", "library_reaction", "schedule") == (0, 0, 0)
    await chat.ann.reacts("📚", message)
    assert len(chat.posts()) == 1


async def test_taking_the_reaction_back_takes_the_question_away(chat: Chat) -> None:
    message = chat.message("general", chat.carla, "")
    await chat.ann.reacts("📚", message)
    await chat.ann.unreacts("📚", message)
    assert chat.posts() == []
    assert await chat.rows("library_capture", "schedule") == (0, 0)


async def test_deleting_the_message_flags_the_entry(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    waiting = chat.message("general", chat.carla, "")
    await chat.ann.reacts("📚", message)
    await chat.ann.reacts("📚", waiting)
    await chat.deletes(message, waiting)
    await chat.bob.says("/library show feedback")
    assert "· source deleted" in chat.bob.sees()[-1]
    assert await chat.rows("library_entry", "library_capture", "library_reaction") == (1, 1, 0)


async def test_an_entry_with_a_source_left_is_not_flagged(chat: Chat) -> None:
    there_is(chat)
    first, second = (chat.message("general", chat.people[name], PAGE) for name in ("carla", "dev"))
    await chat.ann.reacts("📚", first)
    await chat.ann.reacts("📚", second)
    await chat.deletes(first)
    await chat.bob.says("/library find feedback")
    assert "source deleted" not in chat.bob.sees()[-1]
    await chat.deletes(second)
    await chat.bob.says("/library find feedback")
    assert "source deleted" in chat.bob.sees()[-1]


async def test_a_message_deleted_before_it_could_be_read_is_only_asked_about(chat: Chat) -> None:
    message = chat.message("general", chat.carla, PAGE)
    chat.platform.readable.clear()
    await chat.ann.reacts("📚", message)
    assert "[Add the link]" in chat.posts()[0].text
    assert await chat.rows("library_entry") == (0,)


async def test_messages_of_somebody_who_left_everything_are_not_kept(chat: Chat) -> None:
    there_is(chat)
    await change(chat, "carla", left_at=chat.clock.now())
    await chat.ann.reacts("📚", chat.message("general", chat.carla, PAGE))
    assert chat.posts() == []
    assert await chat.rows("library_entry") == (0,)


async def test_a_link_that_leads_inwards_does_not_stay(chat: Chat) -> None:
    chat.links.pages["http://10.0.0.1/wiki"] = LinkFound(url="http://10.0.0.1/wiki", trouble="inward")
    there_is(chat)
    await chat.ann.reacts("📚", chat.message("general", chat.carla, "http://10.0.0.1/wiki"))
    (why,) = chat.ann.sees()
    assert why.splitlines() == [
        "http://10.0.0.1/wiki cannot stay in the library.",
        "That link leads to a place I may not open. Please share one that everybody can reach.",
    ]
    await chat.ann.reacts("📚", chat.message("general", chat.carla, f"http://10.0.0.1/wiki {PAGE}"))
    assert await chat.rows("library_entry") == (1,)
    assert [post.text.splitlines()[1] for post in chat.posts()] == [TITLE]


async def test_messages_of_other_bots_are_kept_without_an_author(chat: Chat) -> None:
    there_is(chat)
    feed = chat.someone("feed", is_bot=True)
    await chat.ann.reacts("📚", chat.message("general", feed, PAGE))
    assert await chat.rows("library_entry", "notice") == (1, 0)
    assert feed.sees() == []


async def test_what_was_kept_of_an_answer_in_a_thread_is_told_in_that_thread(chat: Chat) -> None:
    there_is(chat)
    question = chat.message("general", chat.ann, "What helps with feedback?")
    answer = chat.message("general", chat.carla, PAGE, thread=question)
    await chat.ann.reacts("📚", answer)
    (post,) = chat.posts()
    assert post.thread == question


async def test_an_answer_in_a_thread_kept_by_its_shortcut_is_told_of_there(chat: Chat) -> None:
    there_is(chat)
    question = chat.message("general", chat.ann, "What helps with feedback?")
    answer = chat.message("general", chat.carla, PAGE, thread=question)
    await chat.bob.uses("library.save", answer)
    await chat.bob.submits(question)
    assert {post.thread for post in chat.posts()} <= {question}
