"""Keeping by command and from a message's menu; changing and taking back."""

from dataclasses import replace

import pytest

from commands import ALL
from copbot.events import LinkFound
from copbot.forms import TextField
from copbot.intents import FormErrors, OpenForm
from tests.commands.library.stories import PAGE, TITLE, curator, kept, member, there_is
from tests.support.chat import Chat, opened
from tests.support.databases import Database
from tests.support.platform import SIM


async def test_adding_a_link_answers_at_once_and_shows_what_the_page_says(chat: Chat) -> None:
    there_is(chat, description="Three habits.")
    await chat.bob.says(f'/library add {PAGE} kind:tool tags:"Peer Feedback, assessment" note:"Use it early."')
    answer, shown = chat.bob.sees()
    assert answer.splitlines()[0] == "Saved to the library: example.org/…/feedback."
    assert shown.splitlines()[:7] == [
        "In the library:",
        TITLE,
        "Three habits.",
        "Use it early.",
        "Kind: Tool",
        "Tags: peer-feedback, assessment",
        "Saved: once, first by @bob on 2026-11-23T09:00+00:00",
    ]
    assert chat.posts() == []


async def test_the_link_alone_is_asked_for_when_it_is_missing(chat: Chat) -> None:
    there_is(chat)
    answer = await chat.bob.says("/library add")
    assert isinstance(answer, OpenForm)
    await chat.bob.submits(link=PAGE, title="My title", kind="best practice")
    await chat.bob.says("/library show my title")
    assert "My title" in chat.bob.sees()[-1]
    entry = await kept(chat)
    assert (entry.title, entry.kind.value) == ("My title", "best practice")


async def test_words_beside_the_link_are_its_title_and_a_bare_link_will_do(chat: Chat) -> None:
    await chat.bob.says("/library add A fine guide: https://a.example/x")
    await chat.bob.says("/library add b.example/guide")
    titles = await chat.store(lambda store: [(one.title, one.link) for one in store.library.several((1, 2))])
    assert titles == [("A fine guide", "https://a.example/x"), ("", "https://b.example/guide")]


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("/library add something nice", "That is no web link. It has to look like https://example.org/page."),
        ("/library add https://a.example/ tags:!!!", "A tag needs a letter or a digit"),
        ("/library add https://a.example/ tags:a,b,c,d,e,f,g,h,i", "An entry has at most 8 tags."),
        ("/library add https://a.example/ kind:poem", "kind must be one of tool, website"),
        (f"/library add https://a.example/{'a' * 40_000}", "link has 40018 characters. Keep it to 2000."),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_what_to_do(chat: Chat, line: str, refusal: str) -> None:
    await chat.bob.says(line)
    assert chat.bob.sees()[0].startswith(refusal)
    assert await chat.rows("library_entry") == (0,)


async def test_a_link_with_a_password_is_refused(chat: Chat) -> None:
    await chat.bob.invokes("library add", link="https://me:secret@a.example/")
    assert chat.bob.sees() == ["That link carries a user name or a password. Please share it without them."]
    assert await chat.rows("library_entry") == (0,)


async def test_a_form_with_a_wrong_link_comes_back_with_the_sentence_beside_it(chat: Chat) -> None:
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.uses("library.save", message)
    answer = await chat.bob.submits(link="nothing", note="stays")
    assert isinstance(answer, FormErrors)
    assert [name for name, _ in answer.errors] == ["link"]
    assert [one.initial for one in answer.form.fields if isinstance(one, TextField)] == ["nothing", "", "", "stays"]
    assert await chat.rows("library_entry", "library_capture") == (0, 0)


async def test_adding_what_is_there_says_since_when_and_how_often(chat: Chat) -> None:
    there_is(chat)
    await chat.bob.says(f"/library add {PAGE}")
    await chat.carla.says(f"/library add {PAGE}#part tags:assessment")
    await chat.carla.says(f"/library add {PAGE}")
    await chat.dev.says(f"/library add {PAGE}")
    first, again = chat.carla.sees()
    assert first.splitlines()[:2] == [
        "Good find: it is already here since 2026-11-23T09:00+00:00, saved 2 times.",
        TITLE,
    ]
    assert again.startswith("Good find")
    assert "saved 3 times" in chat.dev.sees()[0]
    assert await chat.rows("library_entry", "library_mention", "library_tag") == (1, 3, 1)


async def test_a_page_that_cannot_be_read_is_kept_and_said_and_read_when_saved_again(chat: Chat) -> None:
    await chat.bob.says(f"/library add {PAGE}")
    assert "The page took too long to answer. You can give the title yourself" in chat.bob.sees()[1]
    there_is(chat)
    await chat.carla.says(f"/library add {PAGE}")
    entry = await kept(chat)
    assert (entry.title, entry.trouble) == (TITLE, None)


@pytest.mark.parametrize("trouble", ["inward", "not_found"])
async def test_a_link_nobody_can_open_is_not_kept(chat: Chat, trouble: str) -> None:
    chat.links.pages[PAGE] = LinkFound(url=PAGE, trouble=trouble)
    await chat.bob.says(f"/library add {PAGE}")
    assert chat.bob.sees()[1].startswith(f"{PAGE} cannot stay in the library.")
    assert await chat.rows("library_entry", "library_mention") == (0, 0)


async def test_a_page_behind_a_wall_stays_when_it_has_a_title(chat: Chat) -> None:
    chat.links.pages[PAGE] = LinkFound(url=PAGE, trouble="not_found")
    await chat.bob.says(f"/library add {PAGE} Our own wiki")
    assert await chat.rows("library_entry") == (1,)


async def test_two_links_that_lead_to_one_page_become_one_entry(chat: Chat) -> None:
    there_is(chat)
    there_is(chat, "https://short.example/x", TITLE, ends=PAGE)
    await chat.bob.says(f"/library add {PAGE}")
    await chat.carla.says("/library add https://short.example/x")
    assert "Saved: 2 times" in chat.carla.sees()[1]
    message = chat.message("general", chat.dev, f"{PAGE} or https://short.example/x")
    await chat.ann.reacts("📚", message)
    assert await chat.rows("library_entry", "library_mention") == (1, 3)
    assert chat.posts()[0].text.count("Already in the library:") == 1


async def test_undo_works_for_a_minute_and_only_for_who_saved_it(chat: Chat) -> None:
    await chat.bob.says(f"/library add {PAGE}")
    saved = chat.bob.answer
    await chat.carla.presses_control("library.undo", "1.1")
    assert chat.carla.sees() == ["Only who saved this can undo it."]
    await chat.forward(seconds=59)
    chat.bob.sees()
    chat.bob.answer = saved
    await chat.bob.presses("Undo")
    assert chat.bob.sees()[-1] == "Undone. It is as if it had not been saved."
    assert await chat.rows("library_entry", "library_mention") == (0, 0)
    await chat.bob.presses_control("library.undo", "1.1")
    assert chat.bob.sees() == ["That is no longer in the library."]
    await chat.bob.says(f"/library add {PAGE}")
    await chat.forward(seconds=61)
    chat.bob.sees()
    await chat.bob.presses_control("library.undo", "2.2")
    assert chat.bob.sees()[-1].startswith("The 60 seconds to undo are over.")


async def test_several_links_at_once_are_undone_at_once(chat: Chat) -> None:
    await chat.bob.says("/library add https://a.example/ https://b.example/")
    assert await chat.rows("library_entry") == (2,)
    await chat.bob.presses("Undo")
    assert await chat.rows("library_entry", "library_mention") == (0, 0)


async def test_the_menu_on_a_message_fills_the_form_with_its_links_and_tags_it_suggests(chat: Chat) -> None:
    there_is(chat)
    await chat.dev.says("/library add https://a.example/ tags:assessment")
    message = chat.message("general", chat.carla, f"On assessments and rubrics: {PAGE}, https://two.example/x")
    answer = await chat.bob.uses("library.save", message)
    assert isinstance(answer, OpenForm)
    link, _, _, tags, _ = answer.form.fields
    assert (link.initial, str(tags.initial).split(", ")[0]) == (f"{PAGE}\nhttps://two.example/x", "assessment")
    await chat.bob.submits(link=PAGE, tags="rubrics", note="Try it")
    assert chat.bob.sees()[0].startswith("Saved to the library:")
    assert chat.carla.sees()[0].startswith("@bob saved your message in #general")
    (post,) = chat.posts()
    assert (post.thread, post.text.splitlines()[0]) == (message, "Saved to the library:")
    await chat.bob.says("/library show feedback")
    assert ": the message" in chat.bob.sees()[0]


async def test_the_menu_on_a_message_that_is_kept_shows_the_entry(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    await chat.ann.reacts("📚", message)
    await chat.bob.uses("library.save", message)
    assert chat.bob.sees()[0].startswith("Good find: it is already here since")


async def test_the_menu_keeps_a_few_words_of_a_message_without_a_link(chat: Chat) -> None:
    message = chat.message("general", chat.carla, "Start each review with what works. " * 20)
    answer = await chat.bob.uses("library.save", message)
    assert isinstance(answer, OpenForm)
    words = answer.form.fields[0]
    assert (words.name, len(str(words.initial)) <= 280) == ("words", True)
    await chat.bob.submits(words="Start each review with what works.", title="How we review", kind="best practice")
    (post,) = chat.posts()
    assert "How we review" in post.text
    entry = await kept(chat)
    link = f"https://chat.example/general/{message.message}"
    carla = await member(chat, "carla")
    assert (entry.url, entry.author) == (link, carla.id)


async def test_a_form_emptied_keeps_nothing_and_says_so(chat: Chat) -> None:
    message = chat.message("general", chat.carla, "Start each review with what works.")
    await chat.bob.uses("library.save", message)
    await chat.bob.submits(words="  ")
    assert chat.bob.sees() == ["Keep a few words of the message, or give a link."]
    assert await chat.rows("library_capture") == (0,)


async def test_undoing_what_a_menu_saved_lets_reactions_save_it_again(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.uses("library.save", message)
    await chat.bob.submits()
    await chat.bob.presses("Undo")
    assert [post.text for post in chat.posts()] == ["This is no longer in the library."]
    assert await chat.rows("library_entry", "library_capture") == (0, 0)
    await chat.bob.presses_control("library.undo", "c1")
    assert chat.bob.sees()[-1] == "That is no longer in the library."
    await chat.ann.reacts("📚", message)
    assert await chat.rows("library_entry", "library_capture") == (1, 1)


async def test_what_its_author_took_out_stays_out(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    await chat.bob.uses("library.save", message)
    form = chat.bob.answer
    await chat.bob.submits()
    await chat.carla.presses_control("library.withdraw", "1")
    chat.bob.sees()
    await chat.bob.uses("library.save", message)
    assert chat.bob.sees()[0].startswith("That message was taken out of the library and stays out.")
    chat.bob.answer = form
    await chat.bob.submits()
    assert chat.bob.sees()[0].startswith("That message was taken out of the library and stays out.")
    await chat.ann.reacts("📚", message)
    assert await chat.rows("library_entry") == (0,)


async def test_the_bots_own_messages_have_nothing_to_save(chat: Chat) -> None:
    there_is(chat)
    await chat.ann.reacts("📚", chat.message("general", chat.carla, PAGE))
    card = chat.posts()[0].ref
    chat.platform.readable[card] = replace(next(iter(chat.platform.readable.values())), ref=card)
    await chat.bob.uses("library.save", card)
    assert chat.bob.sees() == ["My own messages are not saved to the library."]


async def test_who_saved_it_and_curators_change_an_entry_others_do_not(chat: Chat) -> None:
    there_is(chat)
    await curator(chat, "dev")
    await chat.bob.says(f"/library add {PAGE}")
    await chat.carla.presses_control("library.edit", "1")
    assert chat.carla.sees()[0].startswith("Only who saved it, its author, curators and facilitators")
    await chat.bob.presses_control("library.edit", "1")
    chat.bob.sees()
    await chat.bob.submits(title="New name", tags="a, b", kind="tool")
    assert chat.bob.sees()[-1].splitlines()[:2] == ["Changed.", "New name"]
    await chat.dev.presses_control("library.edit", "1")
    await chat.dev.submits(tags="b", title="")
    assert "Tags: b" in chat.dev.sees()[-1]
    assert await chat.rows("library_tag", "audit") == (1, 1)
    await chat.bob.presses_control("library.edit", "77")
    assert chat.bob.sees() == ["That entry is no longer in the library."]
    entry = await kept(chat)
    assert (entry.title, entry.guessed) == ("New name", False)


async def test_removing_is_for_the_author_the_saver_and_curators(chat: Chat) -> None:
    there_is(chat)
    await curator(chat, "dev")
    await chat.bob.says(f"/library add {PAGE}")
    await chat.forward(days=1)
    await chat.carla.says("/library remove feedback")
    assert chat.carla.sees()[0].startswith("You can take back what you saved for 60 seconds")
    await chat.carla.says(f"/library add {PAGE}")
    await chat.carla.says("/library remove feedback")
    assert chat.carla.sees()[-1] == f"Your part is taken out. “{TITLE}” stays, since others saved it too."
    chat.bob.sees()
    await chat.bob.says("/library remove 1")
    assert chat.bob.sees()[-1] == f"“{TITLE}” is no longer in the library."
    await chat.bob.says(f"/library add {PAGE}")
    await chat.dev.says(f"/library remove {TITLE}")
    assert await chat.rows("library_entry", "audit") == (0, 1)
    await chat.dev.presses_control("library.remove", "2")
    assert chat.dev.sees()[-1] == "That is no longer in the library."


async def test_removing_asks_which_one_when_several_fit(chat: Chat) -> None:
    there_is(chat)
    there_is(chat, "https://two.example/", "Feedback for two")
    await chat.ann.says(f"/library add {PAGE}")
    await chat.ann.says("/library add https://two.example/")
    chat.ann.sees()
    await chat.ann.says("/library remove feedback")
    assert chat.ann.sees()[0].splitlines()[0].startswith("Several fit. Say which one by its number")
    assert await chat.rows("library_entry") == (2,)
    await chat.ann.says("/library show feedback")
    await chat.ann.presses("More")
    await chat.ann.presses("Remove")
    assert await chat.rows("library_entry") == (1,)


async def test_where_nothing_can_be_shown_beside_a_message_only_trouble_waits_at_home(database: Database) -> None:
    async with opened(database.url, ALL, replace(SIM, ephemeral_anywhere=False)) as chat:
        there_is(chat)
        await chat.bob.says(f"/library add {PAGE}")
        assert await chat.rows("notice") == (0,)
        await chat.bob.says("/library add https://slow.example/")
        assert await chat.rows("notice") == (1,)


async def test_tags_are_suggested_while_they_are_typed(chat: Chat) -> None:
    await chat.bob.says("/library add https://a.example/ tags:peer-feedback,feedback,assessment")
    assert await chat.bob.asks("library add", "tags", "rubrics, feed") == [
        "rubrics, feedback",
        "rubrics, peer-feedback",
    ]
    assert await chat.bob.asks("library add", "tags", "Peer F") == ["peer-feedback"]


async def test_a_suggested_tag_is_one_choice_away(chat: Chat) -> None:
    there_is(chat)
    await chat.bob.says(f"/library add {PAGE}")
    notice = chat.platform.posted[-1]
    await chat.carla.presses("Add a tag that fits", notice, values=["Learners"])
    assert chat.carla.sees() == [f"“{TITLE}” now has the tag “learners”."]
    await chat.carla.presses_control("library.tag", "77", ["learners"])
    assert chat.carla.sees() == ["That entry is no longer in the library."]
    await chat.bob.presses_control("library.edit", "1")
    await chat.bob.submits(tags="a,b,c,d,e,f,g,h")
    await chat.carla.presses_control("library.tag", "1", ["i"])
    assert chat.carla.sees() == ["That entry has as many tags as it can have."]
    await chat.carla.presses_control("library.tag", "1", [])
    assert chat.carla.sees() == ["Choose a tag first."]


async def test_only_who_saves_a_page_hears_that_it_could_not_be_read(chat: Chat) -> None:
    await chat.bob.says(f"/library add {PAGE} Our title")
    assert "The page took too long to answer." in chat.bob.sees()[1]
    await chat.dev.says("/library find title")
    assert "too long" not in chat.dev.sees()[0]
    await chat.ann.reacts("📚", chat.message("general", chat.carla, "https://slow.example/x"))
    assert "The page took too long to answer." in chat.posts()[0].text
